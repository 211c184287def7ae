package exchange

import "github.com/konbit-aid/konbit/api"

// Our own lists are read by the tables that wrote them: see [Columns].

type (
	constraintRow = api.OwnRow[api.AccessConstraintInput]
	presenceRow   = api.OwnRow[api.PresenceInput]
	incidentRow   = api.OwnRow[api.IncidentInput]
	studyRow      = api.OwnRow[api.AssessmentInput]
)

// readOwn makes the reader of the rows of a table of ours. The id is that of the
// record which the row was exported from, if it was.
func readOwn[T, R any](t Columns[T], row func(id string, value T) R) func(*record) R {
	return func(r *record) R { return row(cell{r, "id"}.text(), t.read(r)) }
}

func readOwnPledges(s *sheet, src *api.ImportSource) {
	src.Pledges = walk(s, readOwn(PledgeColumns, func(id string, p api.Pledge) api.PledgeRow { return api.PledgeRow{ID: id, Pledge: p.PledgeInput} }))
}

func readOwnIncidents(s *sheet, src *api.ImportSource) {
	src.OwnIncidents = walk(s, readOwn(IncidentColumns, func(id string, r api.Incident) incidentRow { return incidentRow{ID: id, Input: r.IncidentInput} }))
}

func readOwnConstraints(s *sheet, src *api.ImportSource) {
	src.Constraints = walk(s, readOwn(AccessConstraintColumns, func(id string, c api.AccessConstraint) constraintRow {
		return constraintRow{ID: id, Input: c.AccessConstraintInput}
	}))
}

func readOwnPresence(s *sheet, src *api.ImportSource) {
	src.OwnPresence = walk(s, readOwn(PresenceColumns, func(id string, p api.Presence) presenceRow { return presenceRow{ID: id, Input: p.PresenceInput} }))
}

func readOwnNeeds(s *sheet, src *api.ImportSource) {
	src.Lines = walk(s, readOwn(NeedColumns, func(_ string, n api.Need) api.LineRow {
		return api.LineRow{Assessment: n.Assessment, Crisis: n.Crisis, Need: n.NeedInput}
	}))
}

func readOwnAssessments(s *sheet, src *api.ImportSource) {
	src.Assessments = walk(s, readOwn(AssessmentColumns, func(id string, a api.Assessment) studyRow { return studyRow{ID: id, Input: studyOf(a)} }))
}

func readOwnOrganizations(s *sheet, src *api.ImportSource) {
	src.Organizations = walk(s, readOwn(OrganizationColumns, func(_ string, o api.Organization) api.OrganizationInput { return o.OrganizationInput }))
}

func readOwnRegions(s *sheet, src *api.ImportSource) {
	src.Regions = walk(s, readOwn(RegionColumns, func(_ string, r api.Region) api.RegionRow { return api.RegionRow{RegionInput: r.RegionInput} }))
}

// studyOf is the input of an assessment, without its lines.
func studyOf(a api.Assessment) api.AssessmentInput {
	return api.AssessmentInput{Crisis: a.Crisis, Organization: a.Organization, Title: a.Title, Method: a.Method, Period: a.Period,
		PublishedOn: a.PublishedOn, Sensitivity: a.Sensitivity, Sources: a.Sources}
}
