package httpapi

import (
	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/api"
)

// listIncidents answers with the incidents that a filter selects.
//
//	@Summary		List incidents
//	@Description	Security events, flights and returns, as organizations report them. `date_from` and `date_to` keep what overlaps with those days.
//	@Description	`killed_from` and the other ranges of people need a key: small numbers are not public.
//	@ID				listIncidents
//	@Tags			incidents
//	@Param			filter	query		api.IncidentFilter	false	"filter"
//	@Success		200		{object}	api.List[api.Incident]	"One page of incidents"
//	@Produce		json,application/geo+json
//	@Router			/v1/incidents [get]
func (s *server) listIncidents(c *gin.Context) error {
	return list(c, s.svc.Incidents, onMap(s, func(r *api.Incident) string { return r.Region }))
}

// getIncident answers with one incident.
//
//	@Summary		Read an incident
//	@Description	One incident. In public answers a number of people from 1 to 9 is `{"suppressed":true}`.
//	@ID				getIncident
//	@Tags			incidents
//	@Param			id	path		string	true	"The incident's id"
//	@Param			filter	query		api.RecordFilter	false	"filter"
//	@Success		200	{object}	api.Incident	"The incident"
//	@Router			/v1/incidents/{id} [get]
func (s *server) getIncident(c *gin.Context) error { return getAt(c, c.Param("id"), s.svc.IncidentAt) }

// createIncident records an incident.
//
//	@Summary		Record an incident
//	@Description	The organization is the key's own if left out, and uses each `reference` once. Where displaced or returned people went is said in
//	@Description	`movement`. No finer place than a region is taken.
//	@ID				createIncident
//	@Tags			incidents
//	@Param			incident	body		api.IncidentInput	true	"What happened"
//	@Success		201			{object}	api.Incident		"The incident as recorded"
//	@Security		bearer[report]
//	@Router			/v1/incidents [post]
func (s *server) createIncident(c *gin.Context) error {
	return create(c, s.svc.CreateIncident, func(r api.Incident) string { return pathTo("incidents", r.ID) })
}

// updateIncident corrects an incident.
//
//	@Summary		Correct an incident
//	@Description	What is left out stays; null removes; a list replaces the whole list. Crisis and organization stay as they are.
//	@ID				updateIncident
//	@Tags			incidents
//	@Param			id	path		string	true	"The incident's id"
//	@Param			patch	body		api.IncidentInput	true	"The fields to change"
//	@Success		200		{object}	api.Incident	"The incident as corrected"
//	@Security		bearer[report]
//	@Router			/v1/incidents/{id} [patch]
func (s *server) updateIncident(c *gin.Context) error {
	return update(c, c.Param("id"), s.svc.UpdateIncident)
}

// transitionIncident takes an incident back.
//
//	@Summary		Withdraw an incident
//	@Description	`withdrawn` takes back what was reported in error, with a reason. The incident stays readable and is no longer summed.
//	@ID				transitionIncident
//	@Tags			incidents
//	@Param			id	path		string	true	"The incident's id"
//	@Param			transition	body		api.Transition	true	"Where to, and why"
//	@Success		200			{object}	api.Incident	"The incident in its new status"
//	@Security		bearer[report]
//	@Router			/v1/incidents/{id}/transitions [post]
func (s *server) transitionIncident(c *gin.Context) error {
	return transition(c, c.Param("id"), s.svc.TransitionIncident)
}

// summarizeIncidents answers with incidents added up.
//
//	@Summary		Add up incidents
//	@Description	One row per region at `level`, month and category, over the incidents that stand and that the caller may see. Each person is counted in one
//	@Description	row: displaced and returned people where they came from. `arrivals` shows the same people where they went; never add both.
//	@Description	A public sum that a number from 1 to 9 goes into is `{"suppressed":true}`.
//	@ID				summarizeIncidents
//	@Tags			incidents
//	@Param			filter	query		api.SummaryFilter	false	"filter"
//	@Success		200		{object}	api.List[api.IncidentSums]	"One page of sums"
//	@Router			/v1/incidents/summary [get]
func (s *server) summarizeIncidents(c *gin.Context) error { return list(c, s.svc.IncidentSummary) }

// changeIncidentSensitivity changes who may see an incident.
//
//	@Summary		Change who may see an incident
//	@Description	Whoever sees it and may assess, report or coordinate can make it more sensitive, at once. To show it to more people
//	@Description	takes two organizations: its own and a coordinator's, or two coordinators': the answer is 202 with the approval that it waits for.
//	@ID				changeIncidentSensitivity
//	@Tags			incidents
//	@Param			id	path		string	true	"The record's id"
//	@Param			change	body		api.SensitivityChange	true	"Who may see it, and why"
//	@Success		200			{object}	api.Incident	"The record with its new sensitivity"
//	@Success		202		{object}	api.Approval	"It waits for a second person"
//	@Security		bearer[assess]
//	@Security		bearer[coordinate]
//	@Security		bearer[report]
//	@Router			/v1/incidents/{id}/sensitivity [post]
func (s *server) changeIncidentSensitivity(c *gin.Context) error {
	return transition(c, c.Param("id"), s.svc.ChangeIncidentSensitivity)
}
