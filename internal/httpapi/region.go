package httpapi

import (
	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/api"
)

// listRegions answers with the regions that a filter selects.
//
//	@Summary		List regions
//	@Description	Places in the order of their p-codes. `region` includes all regions below it, `region_exact` does not.
//	@Description	Names are in the language of `Accept-Language`: en, fr, ht or es.
//	@ID				listRegions
//	@Tags			regions
//	@Param			filter	query		api.RegionFilter	false	"filter"
//	@Success		200		{object}	api.List[api.Region]	"One page of regions"
//	@Produce		json,application/geo+json
//	@Router			/v1/regions [get]
func (s *server) listRegions(c *gin.Context) error {
	return list(c, s.svc.Regions, onMap(s, func(r *api.Region) string { return r.Pcode }))
}

// getRegion answers with one region.
//
//	@Summary		Read a region
//	@Description	The place with its names, its parent and its population.
//	@ID				getRegion
//	@Tags			regions
//	@Param			pcode	path		string	true	"The region's p-code, like HT01"
//	@Param			filter	query		api.RecordFilter	false	"filter"
//	@Success		200	{object}	api.Region	"The region"
//	@Router			/v1/regions/{pcode} [get]
func (s *server) getRegion(c *gin.Context) error { return getAt(c, c.Param("pcode"), s.svc.RegionAt) }

// createRegion records a region.
//
//	@Summary		Record a region
//	@Description	The parent must be there already. A p-code is used once: the second time is a 409 whose Location is the first.
//	@ID				createRegion
//	@Tags			regions
//	@Param			region	body		api.RegionInput	true	"The place"
//	@Success		201		{object}	api.Region	"The region as recorded"
//	@Security		bearer[coordinate]
//	@Router			/v1/regions [post]
func (s *server) createRegion(c *gin.Context) error {
	return create(c, s.svc.CreateRegion, func(r api.Region) string { return pathTo("regions", r.Pcode) })
}

// updateRegion changes a region.
//
//	@Summary		Change a region
//	@Description	What is left out stays; null removes.
//	@ID				updateRegion
//	@Tags			regions
//	@Param			pcode	path		string	true	"The region's p-code, like HT01"
//	@Param			patch	body		api.RegionInput	true	"The fields to change"
//	@Success		200		{object}	api.Region	"The region as changed"
//	@Security		bearer[coordinate]
//	@Router			/v1/regions/{pcode} [patch]
func (s *server) updateRegion(c *gin.Context) error {
	return update(c, c.Param("pcode"), s.svc.UpdateRegion)
}
