package exchange

import (
	"strconv"

	"github.com/konbit-aid/konbit/api"
)

// IncidentColumns is the table of incidents.
var IncidentColumns = columns(join([]column[api.Incident]{
	text("id", func(r api.Incident) string { return r.ID }),
	text("reference", func(r api.Incident) string { return string(r.Reference) }),
	text("crisis", func(r api.Incident) string { return r.Crisis }),
	text("organization", func(r api.Incident) string { return r.Organization }),
	text("region", func(r api.Incident) string { return r.Region }),
	text("place_precision", func(r api.Incident) string { return string(r.PlacePrecision) }),
	text("category", func(r api.Incident) string { return string(r.Category) }),
	text("title", func(r api.Incident) string { return r.Title }),
	text("description", func(r api.Incident) string { return string(r.Description) }),
	plain("period_from", func(r api.Incident) string { return string(r.Period.From) }),
	plain("period_to", func(r api.Incident) string { return string(r.Period.To) }),
	text("date_precision", func(r api.Incident) string { return string(r.DatePrecision) }),
	plain("killed", func(r api.Incident) string { return people(r.Killed) }),
	plain("civilians_killed", func(r api.Incident) string { return people(r.CiviliansKilled) }),
	plain("injured", func(r api.Incident) string { return people(r.Injured) }),
	plain("abducted", func(r api.Incident) string { return people(r.Abducted) }),
	plain("displaced", func(r api.Incident) string { return people(r.Displaced) }),
	plain("returned", func(r api.Incident) string { return people(r.Returned) }),
	plain("aid_workers_killed", func(r api.Incident) string { return people(aidWorkers(r).Killed) }),
	plain("aid_workers_injured", func(r api.Incident) string { return people(aidWorkers(r).Injured) }),
	plain("aid_workers_abducted", func(r api.Incident) string { return people(aidWorkers(r).Abducted) }),
	text("movement_from", func(r api.Incident) string { return movement(r).From }),
	text("movement_to", func(r api.Incident) string { return movement(r).To }),
	text("sensitivity", func(r api.Incident) string { return string(r.Sensitivity) }),
	text("status", func(r api.Incident) string { return string(r.Status) }),
	plain("withdrawn_on", func(r api.Incident) string { return string(r.WithdrawnOn) }),
	text("sources", func(r api.Incident) string { return citations(r.Sources) }),
}, meta(func(r api.Incident) api.Meta { return r.Meta }))...)

func aidWorkers(r api.Incident) api.AidWorkers {
	if r.AidWorkers == nil {
		return api.AidWorkers{}
	}
	return *r.AidWorkers
}

func movement(r api.Incident) api.Movement {
	if r.Movement == nil {
		return api.Movement{}
	}
	return *r.Movement
}

// IncidentSumsColumns is the table of incidents added up.
var IncidentSumsColumns = columns([]column[api.IncidentSums]{
	text("region", func(r api.IncidentSums) string { return r.Region }),
	plain("month", func(r api.IncidentSums) string { return r.Month }),
	text("category", func(r api.IncidentSums) string { return string(r.Category) }),
	plain("incidents", func(r api.IncidentSums) string { return strconv.FormatInt(r.Incidents, 10) }),
	plain("killed", func(r api.IncidentSums) string { return people(r.Killed) }),
	plain("civilians_killed", func(r api.IncidentSums) string { return people(r.CiviliansKilled) }),
	plain("injured", func(r api.IncidentSums) string { return people(r.Injured) }),
	plain("abducted", func(r api.IncidentSums) string { return people(r.Abducted) }),
	plain("displaced", func(r api.IncidentSums) string { return people(r.Displaced) }),
	plain("returned", func(r api.IncidentSums) string { return people(r.Returned) }),
	plain("arrivals", func(r api.IncidentSums) string { return people(r.Arrivals) }),
}...)

// AccessConstraintColumns is the table of access constraints.
var AccessConstraintColumns = columns(join([]column[api.AccessConstraint]{
	text("id", func(c api.AccessConstraint) string { return c.ID }),
	text("crisis", func(c api.AccessConstraint) string { return c.Crisis }),
	text("organization", func(c api.AccessConstraint) string { return c.Organization }),
	text("region", func(c api.AccessConstraint) string { return c.Region }),
	text("type", func(c api.AccessConstraint) string { return string(c.Type) }),
	text("direction", func(c api.AccessConstraint) string { return string(c.Direction) }),
	plain("severity", func(c api.AccessConstraint) string { return whole(c.Severity) }),
	plain("period_from", func(c api.AccessConstraint) string { return string(c.Period.From) }),
	plain("period_to", func(c api.AccessConstraint) string { return string(c.Period.To) }),
	text("sectors", func(c api.AccessConstraint) string { return list(c.Sectors) }),
	text("title", func(c api.AccessConstraint) string { return string(c.Title) }),
	text("description", func(c api.AccessConstraint) string { return string(c.Description) }),
	text("sensitivity", func(c api.AccessConstraint) string { return string(c.Sensitivity) }),
	text("status", func(c api.AccessConstraint) string { return string(c.Status) }),
	plain("lifted_on", func(c api.AccessConstraint) string { return string(c.LiftedOn) }),
	plain("withdrawn_on", func(c api.AccessConstraint) string { return string(c.WithdrawnOn) }),
	text("sources", func(c api.AccessConstraint) string { return citations(c.Sources) }),
}, meta(func(c api.AccessConstraint) api.Meta { return c.Meta }))...)

// PresenceColumns is the table of who works where.
var PresenceColumns = columns(join([]column[api.Presence]{
	text("id", func(p api.Presence) string { return p.ID }),
	text("crisis", func(p api.Presence) string { return p.Crisis }),
	text("organization", func(p api.Presence) string { return p.Organization }),
	text("region", func(p api.Presence) string { return p.Region }),
	text("sector", func(p api.Presence) string { return string(p.Sector) }),
	plain("period_from", func(p api.Presence) string { return string(p.Period.From) }),
	plain("period_to", func(p api.Presence) string { return string(p.Period.To) }),
	text("activity", func(p api.Presence) string { return string(p.Activity) }),
	text("sensitivity", func(p api.Presence) string { return string(p.Sensitivity) }),
	text("status", func(p api.Presence) string { return string(p.Status) }),
	plain("ended_on", func(p api.Presence) string { return string(p.EndedOn) }),
	plain("withdrawn_on", func(p api.Presence) string { return string(p.WithdrawnOn) }),
	text("sources", func(p api.Presence) string { return citations(p.Sources) }),
}, meta(func(p api.Presence) api.Meta { return p.Meta }))...)
