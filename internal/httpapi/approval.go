package httpapi

import "github.com/gin-gonic/gin"

// listApprovals answers with the changes that wait for a second person.
//
//	@Summary		List approvals
//	@Description	Changes that wait for a second person, and what became of others: those that the key's organization asked for or that
//	@Description	are about its records. Coordinators see all. `status=pending` lists what waits.
//	@ID				listApprovals
//	@Tags			approvals
//	@Param			filter	query		api.ApprovalFilter	false	"filter"
//	@Success		200		{object}	api.List[api.Approval]	"One page of approvals"
//	@Security		bearer
//	@Router			/v1/approvals [get]
func (s *server) listApprovals(c *gin.Context) error { return list(c, s.svc.Approvals) }

// getApproval answers with one approval.
//
//	@Summary		Read an approval
//	@Description	The change that waits, who asked for it, and what became of it.
//	@ID				getApproval
//	@Tags			approvals
//	@Param			id	path		string	true	"The approval's id"
//	@Success		200	{object}	api.Approval	"The approval"
//	@Security		bearer
//	@Router			/v1/approvals/{id} [get]
func (s *server) getApproval(c *gin.Context) error { return get(c, c.Param("id"), s.svc.Approval) }

// transitionApproval decides about a change.
//
//	@Summary		Decide about a change that waits
//	@Description	`approved` makes the change as it was asked for, in the name of the organization that asked; if the record has changed since,
//	@Description	nothing is decided. `refused` needs a reason. Both are for another person than the one who asked: of the same organization,
//	@Description	or a coordinator; where `needs` is `other_organization`, of another one. `withdrawn` is for the organization that asked.
//	@ID				transitionApproval
//	@Tags			approvals
//	@Param			id	path		string	true	"The approval's id"
//	@Param			transition	body		api.Transition	true	"What is decided, and why"
//	@Success		200			{object}	api.Approval	"The approval as decided"
//	@Security		bearer
//	@Router			/v1/approvals/{id}/transitions [post]
func (s *server) transitionApproval(c *gin.Context) error {
	return transition(c, c.Param("id"), s.svc.TransitionApproval)
}
