package httpapi

import (
	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/api"
)

// listAccessConstraints answers with the access constraints that a filter selects.
//
//	@Summary		List access constraints
//	@Description	What keeps aid out of a region, after OCHA's Access Monitoring and Reporting Framework. `in_force_on` keeps what holds on a day, `sector` also
//	@Description	what concerns all sectors.
//	@ID				listAccessConstraints
//	@Tags			access-constraints
//	@Param			filter	query		api.AccessConstraintFilter	false	"filter"
//	@Success		200		{object}	api.List[api.AccessConstraint]	"One page of access constraints"
//	@Router			/v1/access-constraints [get]
func (s *server) listAccessConstraints(c *gin.Context) error { return list(c, s.svc.AccessConstraints) }

// getAccessConstraint answers with one access constraint.
//
//	@Summary		Read an access constraint
//	@Description	One access constraint.
//	@ID				getAccessConstraint
//	@Tags			access-constraints
//	@Param			id	path		string	true	"The constraint's id"
//	@Param			filter	query		api.RecordFilter	false	"filter"
//	@Success		200	{object}	api.AccessConstraint	"The access constraint"
//	@Router			/v1/access-constraints/{id} [get]
func (s *server) getAccessConstraint(c *gin.Context) error {
	return getAt(c, c.Param("id"), s.svc.AccessConstraintAt)
}

// createAccessConstraint records an access constraint.
//
//	@Summary		Record an access constraint
//	@Description	The organization is the key's own if left out. It is in force for its period, without an end while `period.to` is null, and concerns all sectors
//	@Description	if it names none. An organization says the same about a place once at a time: overlapping periods are a 409.
//	@ID				createAccessConstraint
//	@Tags			access-constraints
//	@Param			constraint	body		api.AccessConstraintInput	true	"What keeps aid out"
//	@Success		201			{object}	api.AccessConstraint		"The access constraint as recorded"
//	@Security		bearer[report]
//	@Router			/v1/access-constraints [post]
func (s *server) createAccessConstraint(c *gin.Context) error {
	return create(c, s.svc.CreateAccessConstraint, func(r api.AccessConstraint) string { return pathTo("access-constraints", r.ID) })
}

// updateAccessConstraint corrects an access constraint.
//
//	@Summary		Correct an access constraint
//	@Description	What is left out stays; null removes; a list replaces the whole list. Crisis, organization, region and type stay as they are.
//	@ID				updateAccessConstraint
//	@Tags			access-constraints
//	@Param			id	path		string	true	"The constraint's id"
//	@Param			patch	body		api.AccessConstraintInput	true	"The fields to change"
//	@Success		200		{object}	api.AccessConstraint	"The access constraint as corrected"
//	@Security		bearer[report]
//	@Router			/v1/access-constraints/{id} [patch]
func (s *server) updateAccessConstraint(c *gin.Context) error {
	return update(c, c.Param("id"), s.svc.UpdateAccessConstraint)
}

// transitionAccessConstraint ends an access constraint or takes it back.
//
//	@Summary		Lift or withdraw an access constraint
//	@Description	`lifted`: from the day `on` it no longer holds. `withdrawn`: it was an error. Both need a reason.
//	@ID				transitionAccessConstraint
//	@Tags			access-constraints
//	@Param			id	path		string	true	"The constraint's id"
//	@Param			transition	body		api.Transition	true	"Where to, and why"
//	@Success		200			{object}	api.AccessConstraint	"The access constraint in its new status"
//	@Security		bearer[report]
//	@Router			/v1/access-constraints/{id}/transitions [post]
func (s *server) transitionAccessConstraint(c *gin.Context) error {
	return transition(c, c.Param("id"), s.svc.TransitionAccessConstraint)
}

// changeAccessConstraintSensitivity changes who may see an access constraint.
//
//	@Summary		Change who may see an access constraint
//	@Description	Whoever sees it and may assess, report or coordinate can make it more sensitive, at once. To show it to more people
//	@Description	takes two organizations: its own and a coordinator's, or two coordinators': the answer is 202 with the approval that it waits for.
//	@ID				changeAccessConstraintSensitivity
//	@Tags			access-constraints
//	@Param			id	path		string	true	"The record's id"
//	@Param			change	body		api.SensitivityChange	true	"Who may see it, and why"
//	@Success		200			{object}	api.AccessConstraint	"The record with its new sensitivity"
//	@Success		202		{object}	api.Approval	"It waits for a second person"
//	@Security		bearer[assess]
//	@Security		bearer[coordinate]
//	@Security		bearer[report]
//	@Router			/v1/access-constraints/{id}/sensitivity [post]
func (s *server) changeAccessConstraintSensitivity(c *gin.Context) error {
	return transition(c, c.Param("id"), s.svc.ChangeAccessConstraintSensitivity)
}
