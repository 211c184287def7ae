package httpapi

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/relief"
)

// getRegionBoundary answers with where a region ends.
//
//	@Summary		Read the boundary of a region
//	@Description	A Feature of GeoJSON (RFC 7946): `detail=simple` for maps of the whole, `detail=full` as it was recorded.
//	@Description	Each region is simplified by itself, so neighbours may leave a sliver between them. 404 where nobody has recorded a boundary.
//	@ID				getRegionBoundary
//	@Tags			regions
//	@Param			pcode	path		string	true	"The region's p-code, like HT01"
//	@Param			filter	query		api.BoundaryFilter	false	"filter"
//	@Success		200	{object}	api.BoundaryFeature	"The boundary"
//	@Produce		json,application/geo+json
//	@Router			/v1/regions/{pcode}/boundary [get]
func (s *server) getRegionBoundary(c *gin.Context) error {
	var filter api.BoundaryFilter
	how, err := readQuery(c, &filter, []format{asGeo, asJSON})
	if err != nil {
		return err
	}
	ctx := relief.WithLanguage(c.Request.Context(), inLanguage(c))
	feature, err := s.svc.Boundary(ctx, caller(c), c.Param("pcode"), filter)
	if err != nil {
		return err
	}
	return answerAs(c, http.StatusOK, how, feature)
}
