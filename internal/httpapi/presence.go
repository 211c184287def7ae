package httpapi

import (
	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/api"
)

// listPresence answers with who works where.
//
//	@Summary		List presence
//	@Description	Who does what, where and when. `in_force_on` keeps what holds on a day.
//	@ID				listPresence
//	@Tags			presence
//	@Param			filter	query		api.PresenceFilter	false	"filter"
//	@Success		200		{object}	api.List[api.Presence]	"One page of presences"
//	@Router			/v1/presence [get]
func (s *server) listPresence(c *gin.Context) error { return list(c, s.svc.Presences) }

// getPresence answers with one presence.
//
//	@Summary		Read a presence
//	@Description	One organization's presence in a region and sector.
//	@ID				getPresence
//	@Tags			presence
//	@Param			id	path		string	true	"The presence's id"
//	@Param			filter	query		api.RecordFilter	false	"filter"
//	@Success		200	{object}	api.Presence	"The presence"
//	@Router			/v1/presence/{id} [get]
func (s *server) getPresence(c *gin.Context) error { return getAt(c, c.Param("id"), s.svc.PresenceAt) }

// createPresence records a presence.
//
//	@Summary		Record a presence
//	@Description	The organization is the key's own if left out. It works there for the period, without an end while `period.to` is null. The same organization, region
//	@Description	and sector twice at a time is a 409.
//	@ID				createPresence
//	@Tags			presence
//	@Param			presence	body		api.PresenceInput	true	"Who works where"
//	@Success		201			{object}	api.Presence		"The presence as recorded"
//	@Security		bearer[report]
//	@Router			/v1/presence [post]
func (s *server) createPresence(c *gin.Context) error {
	return create(c, s.svc.CreatePresence, func(r api.Presence) string { return pathTo("presence", r.ID) })
}

// transitionPresence ends a presence or takes it back.
//
//	@Summary		End or withdraw a presence
//	@Description	`ended`: from the day `on` the organization is no longer there. `withdrawn`: it was an error. Both need a reason.
//	@ID				transitionPresence
//	@Tags			presence
//	@Param			id	path		string	true	"The presence's id"
//	@Param			transition	body		api.Transition	true	"Where to, and why"
//	@Success		200			{object}	api.Presence	"The presence in its new status"
//	@Security		bearer[report]
//	@Router			/v1/presence/{id}/transitions [post]
func (s *server) transitionPresence(c *gin.Context) error {
	return transition(c, c.Param("id"), s.svc.TransitionPresence)
}
