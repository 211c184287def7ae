package httpapi

import (
	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/api"
)

// listCrises answers with the crises that a filter selects.
//
//	@Summary		List crises
//	@Description	Emergencies in the order of their codes. `region` selects those that touch a region, one above it or one below it.
//	@ID				listCrises
//	@Tags			crises
//	@Param			filter	query		api.CrisisFilter	false	"filter"
//	@Success		200		{object}	api.List[api.Crisis]	"One page of crises"
//	@Router			/v1/crises [get]
func (s *server) listCrises(c *gin.Context) error { return list(c, s.svc.Crises) }

// getCrisis answers with one crisis.
//
//	@Summary		Read a crisis
//	@Description	An emergency with the regions that it touches.
//	@ID				getCrisis
//	@Tags			crises
//	@Param			code	path		string	true	"The crisis' code, like hti-2024"
//	@Param			filter	query		api.RecordFilter	false	"filter"
//	@Success		200	{object}	api.Crisis	"The crisis"
//	@Router			/v1/crises/{code} [get]
func (s *server) getCrisis(c *gin.Context) error { return getAt(c, c.Param("code"), s.svc.CrisisAt) }

// createCrisis records a crisis.
//
//	@Summary		Record a crisis
//	@Description	The regions must be there already. A code is used once: the second time is a 409 whose Location is the first.
//	@ID				createCrisis
//	@Tags			crises
//	@Param			crisis	body		api.CrisisInput	true	"The emergency"
//	@Success		201		{object}	api.Crisis	"The crisis as recorded"
//	@Security		bearer[coordinate]
//	@Router			/v1/crises [post]
func (s *server) createCrisis(c *gin.Context) error {
	return create(c, s.svc.CreateCrisis, func(r api.Crisis) string { return pathTo("crises", r.Code) })
}

// updateCrisis changes a crisis.
//
//	@Summary		Change a crisis
//	@Description	What is left out stays; null removes; a list replaces the whole list.
//	@ID				updateCrisis
//	@Tags			crises
//	@Param			code	path		string	true	"The crisis' code, like hti-2024"
//	@Param			patch	body		api.CrisisInput	true	"The fields to change"
//	@Success		200		{object}	api.Crisis	"The crisis as changed"
//	@Security		bearer[coordinate]
//	@Router			/v1/crises/{code} [patch]
func (s *server) updateCrisis(c *gin.Context) error {
	return update(c, c.Param("code"), s.svc.UpdateCrisis)
}
