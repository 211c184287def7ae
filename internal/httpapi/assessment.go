package httpapi

import (
	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/api"
)

// listAssessments answers with the assessments that a filter selects.
//
//	@Summary		List assessments
//	@Description	What organizations found out, without the need lines. Drafts, submitted and rejected ones are seen by their organization and by coordinators alone.
//	@ID				listAssessments
//	@Tags			assessments
//	@Param			filter	query		api.AssessmentFilter	false	"filter"
//	@Success		200		{object}	api.List[api.Assessment]	"One page of assessments"
//	@Router			/v1/assessments [get]
func (s *server) listAssessments(c *gin.Context) error { return list(c, s.svc.Assessments) }

// getAssessment answers with one assessment.
//
//	@Summary		Read an assessment
//	@Description	The assessment with its first 1000 need lines; `need_count` says how many there are and GET /v1/assessments/{id}/needs pages them.
//	@ID				getAssessment
//	@Tags			assessments
//	@Param			id	path		string	true	"The assessment's id"
//	@Param			filter	query		api.RecordFilter	false	"filter"
//	@Success		200	{object}	api.Assessment	"The assessment"
//	@Router			/v1/assessments/{id} [get]
func (s *server) getAssessment(c *gin.Context) error {
	return getAt(c, c.Param("id"), s.svc.AssessmentAt)
}

// createAssessment records an assessment.
//
//	@Summary		Record an assessment
//	@Description	It starts as a draft: hand it in with a transition to `submitted`. A body may have 10 MiB.
//	@ID				createAssessment
//	@Tags			assessments
//	@Param			assessment	body		api.AssessmentInput	true	"What was found out"
//	@Success		201		{object}	api.Assessment	"The assessment as recorded"
//	@Security		bearer[assess]
//	@Router			/v1/assessments [post]
func (s *server) createAssessment(c *gin.Context) error {
	return create(c, s.svc.CreateAssessment, func(r api.Assessment) string { return pathTo("assessments", r.ID) })
}

// updateAssessment changes an assessment.
//
//	@Summary		Change an assessment
//	@Description	What is left out stays; null removes; a list replaces the whole list. A validated assessment is not changed but withdrawn.
//	@Description	A patch may make it more sensitive; less, only a draft that nobody else has asked to protect.
//	@ID				updateAssessment
//	@Tags			assessments
//	@Param			id	path		string	true	"The assessment's id"
//	@Param			patch	body		api.AssessmentInput	true	"The fields to change"
//	@Success		200		{object}	api.Assessment	"The assessment as changed"
//	@Security		bearer[assess]
//	@Router			/v1/assessments/{id} [patch]
func (s *server) updateAssessment(c *gin.Context) error {
	return update(c, c.Param("id"), s.svc.UpdateAssessment)
}

// transitionAssessment moves an assessment to another status.
//
//	@Summary		Move an assessment to another status
//	@Description	`submitted` hands a draft in, `withdrawn` takes it back; both are for its organization. `validated` and `rejected` are for coordinators.
//	@Description	Rejecting and withdrawing need a reason. To reject or withdraw one that counts takes two people: the answer is 202
//	@Description	with the approval that it waits for.
//	@ID				transitionAssessment
//	@Tags			assessments
//	@Param			id	path		string	true	"The assessment's id"
//	@Param			transition	body		api.Transition	true	"Where to, and why"
//	@Success		200			{object}	api.Assessment	"The assessment in its new status"
//	@Success		202		{object}	api.Approval	"It waits for a second person"
//	@Security		bearer[assess]
//	@Security		bearer[coordinate]
//	@Router			/v1/assessments/{id}/transitions [post]
func (s *server) transitionAssessment(c *gin.Context) error {
	return transition(c, c.Param("id"), s.svc.TransitionAssessment)
}

// changeAssessmentSensitivity changes who may see an assessment.
//
//	@Summary		Change who may see an assessment
//	@Description	Whoever sees it and may assess, report or coordinate can make it more sensitive, at once. To show it to more people
//	@Description	takes two organizations: its own and a coordinator's, or two coordinators': the answer is 202 with the approval that it waits for.
//	@ID				changeAssessmentSensitivity
//	@Tags			assessments
//	@Param			id	path		string	true	"The assessment's id"
//	@Param			change	body		api.SensitivityChange	true	"Who may see it, and why"
//	@Success		200			{object}	api.Assessment	"The assessment with its new sensitivity"
//	@Success		202		{object}	api.Approval	"It waits for a second person"
//	@Security		bearer[assess]
//	@Security		bearer[coordinate]
//	@Security		bearer[report]
//	@Router			/v1/assessments/{id}/sensitivity [post]
func (s *server) changeAssessmentSensitivity(c *gin.Context) error {
	return transition(c, c.Param("id"), s.svc.ChangeAssessmentSensitivity)
}
