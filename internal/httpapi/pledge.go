package httpapi

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/api"
)

// listPledges answers with the pledges that a filter selects.
//
//	@Summary		List pledges
//	@Description	Pledges in the order of their ids, unless `sort` says otherwise. `region` includes all regions below it.
//	@ID				listPledges
//	@Tags			pledges
//	@Param			filter	query		api.PledgeFilter	false	"filter"
//	@Success		200		{object}	api.List[api.Pledge]	"One page of pledges"
//	@Produce		json,application/xml
//	@Router			/v1/pledges [get]
func (s *server) listPledges(c *gin.Context) error {
	if err := nowOnly(c); err != nil {
		return err
	}
	return list(c, s.svc.Pledges, asActivities(s))
}

// getPledge answers with one pledge.
//
//	@Summary		Read a pledge
//	@Description	The pledge with what has been committed and disbursed so far.
//	@ID				getPledge
//	@Tags			pledges
//	@Param			id	path		string	true	"The pledge's id"
//	@Param			filter	query		api.PledgeRecordFilter	false	"filter"
//	@Success		200	{object}	api.Pledge	"The pledge"
//	@Router			/v1/pledges/{id} [get]
func (s *server) getPledge(c *gin.Context) error { return getAt(c, c.Param("id"), s.svc.PledgeAt) }

// createPledge records a pledge.
//
//	@Summary		Record a pledge
//	@Description	The donor is the key's own organization if left out. A donor uses each `reference` once: the second time is a 409
//	@Description	whose Location is the first. The US dollar value is fixed when the pledge is recorded.
//	@ID				createPledge
//	@Tags			pledges
//	@Param			pledge	body		api.PledgeInput	true	"What is promised"
//	@Success		201		{object}	api.Pledge	"The pledge as recorded"
//	@Security		bearer[pledge]
//	@Router			/v1/pledges [post]
func (s *server) createPledge(c *gin.Context) error {
	return create(c, s.svc.CreatePledge, func(r api.Pledge) string { return pathTo("pledges", r.ID) })
}

// createPledges records several pledges.
//
//	@Summary		Record many pledges
//	@Description	Up to 1,000 pledges in one transaction, each for itself: `results` says in the same order what became of each. One that is not
//	@Description	valid, or whose reference is taken, keeps none of the others out. A pledge of another organization refuses the request.
//	@Description	With an `Idempotency-Key` the whole request takes effect once; without one, references keep pledges from being recorded twice.
//	@ID				createPledges
//	@Tags			pledges
//	@Param			batch	body		api.PledgeBatchInput	true	"What is promised"
//	@Success		200		{object}	api.PledgeBatch	"What became of each pledge"
//	@Security		bearer[pledge]
//	@Router			/v1/pledges/batch [post]
func (s *server) createPledges(c *gin.Context) error {
	in, err := readInput[api.PledgeBatchInput](c)
	if err != nil {
		return err
	}
	made, err := s.svc.CreatePledges(in.ctx, caller(c), in.value, in.once)
	if err != nil {
		return err
	}
	replayed(c, in.once)
	return answer(c, http.StatusOK, made)
}

// updatePledge changes a pledge.
//
//	@Summary		Change a pledge
//	@Description	What is left out stays; null removes; a list replaces the whole list. The amount stays above what is committed.
//	@Description	To reduce a large pledge takes two people: the answer is 202 with the approval that it waits for.
//	@ID				updatePledge
//	@Tags			pledges
//	@Param			id	path		string	true	"The pledge's id"
//	@Param			patch	body		api.PledgeInput	true	"The fields to change"
//	@Success		200		{object}	api.Pledge	"The pledge as changed"
//	@Success		202		{object}	api.Approval	"It waits for a second person"
//	@Security		bearer[pledge]
//	@Router			/v1/pledges/{id} [patch]
func (s *server) updatePledge(c *gin.Context) error {
	return update(c, c.Param("id"), s.svc.UpdatePledge)
}

// transitionPledge moves a pledge to another status.
//
//	@Summary		Move a pledge to another status
//	@Description	`cancelled` needs a reason; `pledged` makes an announced pledge firm.
//	@Description	To cancel a large pledge takes two people: the answer is 202 with the approval that it waits for.
//	@ID				transitionPledge
//	@Tags			pledges
//	@Param			id	path		string	true	"The pledge's id"
//	@Param			transition	body		api.Transition	true	"Where to, and why"
//	@Success		200			{object}	api.Pledge	"The pledge in its new status"
//	@Success		202		{object}	api.Approval	"It waits for a second person"
//	@Security		bearer[pledge]
//	@Router			/v1/pledges/{id}/transitions [post]
func (s *server) transitionPledge(c *gin.Context) error {
	return transition(c, c.Param("id"), s.svc.TransitionPledge)
}
