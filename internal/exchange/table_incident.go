package exchange

import "github.com/konbit-aid/konbit/api"

// IncidentColumns is the table of incidents. Where one happened is said by its region, never closer.
var IncidentColumns = columns("incidents", []column[api.Incident]{
	text("id", "The record's id.", func(r *api.Incident) string { return r.ID }).tag("#event+id"),
	text("reference", "The number of who reports it.", func(r *api.Incident) api.Opt { return r.Reference }).
		reads(func(c cell, r *api.Incident) { r.Reference = c.opt() }).tag("#event+code"),
	text("crisis", "The crisis that it belongs to.", func(r *api.Incident) string { return r.Crisis }).
		reads(func(c cell, r *api.Incident) { r.Crisis = c.text() }).tag("#crisis+code"),
	text("organization", "Who reports it.", func(r *api.Incident) string { return r.Organization }).
		reads(func(c cell, r *api.Incident) { r.Organization = c.text() }).tag("#org+code+reported"),
	text("region", "The place code.", func(r *api.Incident) string { return r.Region }).
		must(func(c cell, r *api.Incident) { r.Region = c.text() }).tag("#adm+code"),
	text("place_precision", "How well the place is known.", func(r *api.Incident) api.PlacePrecision { return r.PlacePrecision }).
		reads(func(c cell, r *api.Incident) { r.PlacePrecision = api.PlacePrecision(c.text()) }).tag("#adm+precision"),
	text("category", "What happened.", func(r *api.Incident) api.IncidentCategory { return r.Category }).
		must(func(c cell, r *api.Incident) { r.Category = api.IncidentCategory(c.text()) }).tag("#event+type"),
	text("title", "What happened, in a few words.", func(r *api.Incident) string { return r.Title }).
		must(func(c cell, r *api.Incident) { r.Title = c.text() }).tag("#event+name"),
	text("description", "What happened.", func(r *api.Incident) api.Opt { return r.Description }).
		reads(func(c cell, r *api.Incident) { r.Description = c.opt() }).tag("#description"),
	date("period_from", "The first day.", func(r *api.Incident) api.Date { return r.Period.From }).
		must(func(c cell, r *api.Incident) { r.Period.From = c.date() }).tag("#date+start"),
	date("period_to", "The last day.", func(r *api.Incident) api.Date { return r.Period.To }).
		reads(func(c cell, r *api.Incident) { r.Period.To = c.date() }).tag("#date+end"),
	text("date_precision", "How well the day is known.", func(r *api.Incident) api.DatePrecision { return r.DatePrecision }).
		reads(func(c cell, r *api.Incident) { r.DatePrecision = api.DatePrecision(c.text()) }).tag("#date+precision"),
	people("killed", "How many people were killed.", func(r *api.Incident) *api.People { return r.Killed }).
		reads(func(c cell, r *api.Incident) { r.Killed = c.people() }).tag("#affected+killed"),
	people("civilians_killed", "How many of the killed were civilians.", func(r *api.Incident) *api.People { return r.CiviliansKilled }).
		reads(func(c cell, r *api.Incident) { r.CiviliansKilled = c.people() }).tag("#affected+killed+civilians"),
	people("injured", "How many people were injured.", func(r *api.Incident) *api.People { return r.Injured }).
		reads(func(c cell, r *api.Incident) { r.Injured = c.people() }).tag("#affected+injured"),
	people("abducted", "How many people were abducted.", func(r *api.Incident) *api.People { return r.Abducted }).
		reads(func(c cell, r *api.Incident) { r.Abducted = c.people() }).tag("#affected+abducted"),
	people("displaced", "How many people were displaced.", func(r *api.Incident) *api.People { return r.Displaced }).
		reads(func(c cell, r *api.Incident) { r.Displaced = c.people() }).tag("#affected+displaced"),
	people("returned", "How many people returned.", func(r *api.Incident) *api.People { return r.Returned }).
		reads(func(c cell, r *api.Incident) { r.Returned = c.people() }).tag("#affected+returned"),
	people("aid_workers_killed", "How many of the killed were aid workers.", func(r *api.Incident) *api.People { return aidWorkers(r).Killed }).
		reads(func(c cell, r *api.Incident) {
			putAidWorkers(c, r, func(a *api.AidWorkers, n *api.People) { a.Killed = n })
		}).tag("#affected+killed+aidworkers"),
	people("aid_workers_injured", "How many of the injured were aid workers.", func(r *api.Incident) *api.People { return aidWorkers(r).Injured }).
		reads(func(c cell, r *api.Incident) {
			putAidWorkers(c, r, func(a *api.AidWorkers, n *api.People) { a.Injured = n })
		}).tag("#affected+injured+aidworkers"),
	people("aid_workers_abducted", "How many of the abducted were aid workers.", func(r *api.Incident) *api.People { return aidWorkers(r).Abducted }).
		reads(func(c cell, r *api.Incident) {
			putAidWorkers(c, r, func(a *api.AidWorkers, n *api.People) { a.Abducted = n })
		}).tag("#affected+abducted+aidworkers"),
	text("movement_from", "The place that people left.", func(r *api.Incident) string { return movement(r).From }).
		reads(func(c cell, r *api.Incident) {
			putMovement(c, r, func(m *api.Movement, place string) { m.From = place })
		}).tag("#adm+code+origin"),
	text("movement_to", "The place that people went to.", func(r *api.Incident) string { return movement(r).To }).
		reads(func(c cell, r *api.Incident) { putMovement(c, r, func(m *api.Movement, place string) { m.To = place }) }).tag("#adm+code+destination"),
	text("sensitivity", "Who may see it: public, partners or restricted.", func(r *api.Incident) api.Sensitivity { return r.Sensitivity }).
		reads(func(c cell, r *api.Incident) { r.Sensitivity = api.Sensitivity(c.text()) }).tag("#meta+sensitivity"),
	text("status", "recorded or withdrawn.", func(r *api.Incident) api.IncidentStatus { return r.Status }).tag("#status+text"),
	date("withdrawn_on", "The day on which it was taken back.", func(r *api.Incident) api.Date { return r.WithdrawnOn }).tag("#date+withdrawn"),
	texts("sources", citedMeaning, func(dst []byte, r *api.Incident) []byte { return appendCitations(dst, r.Sources) }).
		reads(readCitations(func(r *api.Incident) *[]api.Source { return &r.Sources })).tag("#meta+source"),
}, cited(func(r *api.Incident) *[]api.Source { return &r.Sources }), meta(func(r *api.Incident) *api.Meta { return &r.Meta }))

var (
	noAidWorkers api.AidWorkers
	noMovement   api.Movement
)

func aidWorkers(r *api.Incident) *api.AidWorkers {
	if r.AidWorkers == nil {
		return &noAidWorkers
	}
	return r.AidWorkers
}

func movement(r *api.Incident) *api.Movement {
	if r.Movement == nil {
		return &noMovement
	}
	return r.Movement
}

func putAidWorkers(c cell, r *api.Incident, put func(*api.AidWorkers, *api.People)) {
	n := c.people()
	if n == nil {
		return
	}
	if r.AidWorkers == nil {
		r.AidWorkers = &api.AidWorkers{}
	}
	put(r.AidWorkers, n)
}

func putMovement(c cell, r *api.Incident, put func(*api.Movement, string)) {
	place := c.text()
	if place == "" {
		return
	}
	if r.Movement == nil {
		r.Movement = &api.Movement{}
	}
	put(r.Movement, place)
}

// IncidentSumsColumns is the table of incidents added up.
var IncidentSumsColumns = columns("incidents-summary", []column[api.IncidentSums]{
	text("region", "The place code.", func(r *api.IncidentSums) string { return r.Region }).tag("#adm+code"),
	text("month", "The month.", func(r *api.IncidentSums) string { return r.Month }).tag("#date+month"),
	text("category", "What happened.", func(r *api.IncidentSums) api.IncidentCategory { return r.Category }).tag("#event+type"),
	count("incidents", "How many incidents there were.", func(r *api.IncidentSums) int64 { return r.Incidents }).unit("incidents").tag("#event+num"),
	people("killed", "How many people were killed.", func(r *api.IncidentSums) *api.People { return r.Killed }).tag("#affected+killed"),
	people("civilians_killed", "How many of the killed were civilians.", func(r *api.IncidentSums) *api.People { return r.CiviliansKilled }).tag("#affected+killed+civilians"),
	people("injured", "How many people were injured.", func(r *api.IncidentSums) *api.People { return r.Injured }).tag("#affected+injured"),
	people("abducted", "How many people were abducted.", func(r *api.IncidentSums) *api.People { return r.Abducted }).tag("#affected+abducted"),
	people("displaced", "How many people were displaced from there.", func(r *api.IncidentSums) *api.People { return r.Displaced }).tag("#affected+displaced"),
	people("returned", "How many people returned.", func(r *api.IncidentSums) *api.People { return r.Returned }).tag("#affected+returned"),
	people("arrivals", "How many people arrived.", func(r *api.IncidentSums) *api.People { return r.Arrivals }).tag("#affected+arrived"),
})
