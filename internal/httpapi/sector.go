package httpapi

import "github.com/gin-gonic/gin"

// listSectors answers with the sectors that a filter selects.
//
//	@Summary		List sectors
//	@Description	Humanitarian clusters and sectors in the order of their codes, with the codes of other systems beside them.
//	@Description	`ALL` means intersectoral. Names are in the language of `Accept-Language`: en, fr, ht or es.
//	@ID				listSectors
//	@Tags			sectors
//	@Param			filter	query		api.SectorFilter	false	"filter"
//	@Success		200		{object}	api.List[api.Sector]	"One page of sectors"
//	@Router			/v1/sectors [get]
func (s *server) listSectors(c *gin.Context) error { return list(c, builtIn(s.svc.Sectors)) }

// getSector answers with one sector.
//
//	@Summary		Read a sector
//	@Description	One cluster or sector with its names.
//	@ID				getSector
//	@Tags			sectors
//	@Param			code	path		string	true	"The sector's code, like WSH"
//	@Success		200		{object}	api.Sector	"The sector"
//	@Router			/v1/sectors/{code} [get]
func (s *server) getSector(c *gin.Context) error {
	return get(c, c.Param("code"), builtIn(s.svc.Sector))
}
