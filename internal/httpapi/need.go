package httpapi

import (
	"context"

	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/api"
)

// listNeeds answers with need lines over all assessments.
//
//	@Summary		List needs
//	@Description	The lines that are current on `as_of`: validated, published by then and not overtaken by a later figure for the same place, sector and group.
//	@Description	`competing=true` answers with every line that counts on the day: each with its sources, whether it is the chosen one, and why.
//	@Description	`key=HT01:WSH:ALL:all:all` (region, sector, group, sex, age) selects the figures for one thing. `region` includes all regions below it.
//	@ID				listNeeds
//	@Tags			needs
//	@Param			filter	query		api.NeedFilter	false	"filter"
//	@Success		200		{object}	api.List[api.Need]	"One page of needs"
//	@Produce		json,application/geo+json
//	@Router			/v1/needs [get]
func (s *server) listNeeds(c *gin.Context) error {
	return list(c, s.svc.Needs, onMap(s, placeOfNeed))
}

func placeOfNeed(n *api.Need) string { return n.Region }

// getNeed answers with one need line.
//
//	@Summary		Read a need
//	@Description	One line of an assessment.
//	@ID				getNeed
//	@Tags			needs
//	@Param			id	path		string	true	"The need's id"
//	@Success		200		{object}	api.Need	"The need"
//	@Router			/v1/needs/{id} [get]
func (s *server) getNeed(c *gin.Context) error { return get(c, c.Param("id"), s.svc.Need) }

// listAssessmentNeeds pages the lines of one assessment.
//
//	@Summary		List the needs of an assessment
//	@Description	All lines of one assessment, whether they are current or not.
//	@ID				listAssessmentNeeds
//	@Tags			assessments
//	@Param			id	path		string	true	"The assessment's id"
//	@Param			filter	query		api.NeedFilter	false	"filter"
//	@Success		200		{object}	api.List[api.Need]	"One page of needs"
//	@Produce		json,application/geo+json
//	@Router			/v1/assessments/{id}/needs [get]
func (s *server) listAssessmentNeeds(c *gin.Context) error {
	return list(c, func(ctx context.Context, who api.Caller, f api.NeedFilter) (api.List[api.Need], error) {
		return s.svc.AssessmentNeeds(ctx, who, c.Param("id"), f)
	}, onMap(s, placeOfNeed))
}
