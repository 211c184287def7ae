package httpapi

import (
	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/api"
)

// listGrants answers with the grants that a filter selects.
//
//	@Summary		List grants
//	@Description	Whom the caller's organization lets in by the identity provider, grants that have ended included.
//	@ID				listGrants
//	@Tags			grants
//	@Param			filter	query		api.GrantFilter	false	"filter"
//	@Success		200		{object}	api.List[api.Grant]	"One page of grants"
//	@Security		bearer[admin]
//	@Router			/v1/grants [get]
func (s *server) listGrants(c *gin.Context) error { return list(c, s.svc.Grants) }

// getGrant answers with one grant.
//
//	@Summary		Read a grant
//	@Description	What a subject may do, until when, and when that was last used. A grant of another organization is a 404.
//	@ID				getGrant
//	@Tags			grants
//	@Param			id	path		string	true	"The grant's id"
//	@Success		200	{object}	api.Grant	"The grant"
//	@Security		bearer[admin]
//	@Router			/v1/grants/{id} [get]
func (s *server) getGrant(c *gin.Context) error { return get(c, c.Param("id"), s.svc.Grant) }

// createGrant lets a subject of the identity provider in.
//
//	@Summary		Let somebody in who signs in at the identity provider
//	@Description	Whoever shows a token of the server's OpenID Connect issuer with this subject acts for the organization with these scopes. A subject has one grant at a time. Scope coordinate can be handed out only by who carries it.
//	@Description	It takes two people: the answer is 202 with the approval that it waits for; once approved, `record` there is the grant's id.
//	@ID				createGrant
//	@Tags			grants
//	@Param			grant	body		api.GrantInput	true	"Who may do what"
//	@Success		202		{object}	api.Approval	"It waits for a second person"
//	@Security		bearer[admin]
//	@Router			/v1/grants [post]
func (s *server) createGrant(c *gin.Context) error {
	return create(c, s.svc.CreateGrant, func(g api.Grant) string { return pathTo("grants", g.ID) })
}

// transitionGrant revokes a grant.
//
//	@Summary		Revoke a grant
//	@Description	To `revoked`, with a reason. The subject's tokens are refused at once. A new grant may be made later.
//	@ID				transitionGrant
//	@Tags			grants
//	@Param			id	path		string	true	"The grant's id"
//	@Param			transition	body		api.Transition	true	"revoked, and why"
//	@Success		200		{object}	api.Grant	"The grant as it is now"
//	@Security		bearer[admin]
//	@Router			/v1/grants/{id}/transitions [post]
func (s *server) transitionGrant(c *gin.Context) error {
	return transition(c, c.Param("id"), s.svc.TransitionGrant)
}
