package httpapi

import "github.com/gin-gonic/gin"

// listShields answers with the areas that are hidden from the public.
//
//	@Summary		List shields
//	@Description	The areas that are hidden from the public, in the order of their p-codes; with `shielded=false` those that were.
//	@ID				listShields
//	@Tags			regions
//	@Param			filter	query		api.ShieldFilter	false	"filter"
//	@Success		200		{object}	api.List[api.Shield]	"One page of shields"
//	@Security		bearer
//	@Router			/v1/shields [get]
func (s *server) listShields(c *gin.Context) error { return list(c, s.svc.Shields) }

// shieldRegion hides an area from the public.
//
//	@Summary		Shield a region
//	@Description	Hides the region and all below it from the public at once: the figures of people there are not shown or summed, and its money
//	@Description	is shown at the region above. Keys see everything. `{"shielded": false}` asks to show it again, which takes two organizations:
//	@Description	the answer is 202 with the approval that it waits for.
//	@ID				shieldRegion
//	@Tags			regions
//	@Param			pcode	path		string	true	"The region's p-code, like HT0111"
//	@Param			shield	body		api.ShieldInput	true	"Whether to shield, and why"
//	@Success		200		{object}	api.Shield	"The shield"
//	@Success		202		{object}	api.Approval	"It waits for a second person"
//	@Security		bearer[report]
//	@Security		bearer[coordinate]
//	@Router			/v1/regions/{pcode}/shield [post]
func (s *server) shieldRegion(c *gin.Context) error {
	return transition(c, c.Param("pcode"), s.svc.ShieldRegion)
}
