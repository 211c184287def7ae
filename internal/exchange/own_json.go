package exchange

import (
	"strconv"

	"github.com/konbit-aid/konbit/api"
)

// jsonKind is one kind of record, told by the members it must have.
type jsonKind struct {
	name    string
	kind    api.ImportKind
	members []string
	read    func(*jsonRecords, *api.ImportSource)
}

// jsonKinds are tried in this order.
var jsonKinds = []jsonKind{
	{"flows (answers of OCHA FTS)", api.ImportFlows, []string{"id", "amountUSD", "sourceObjects", "destinationObjects"}, readFlowsJSON},
	{"pledges (Konbit)", api.ImportPledges, []string{"title", "amount", "pledged_on"}, func(j *jsonRecords, src *api.ImportSource) {
		src.Pledges = readJSON(j, func(p api.Pledge) (api.PledgeRow, api.Fields) {
			return api.PledgeRow{ID: p.ID, Pledge: p.PledgeInput}, nil
		})
	}},
	{"assessments (Konbit)", api.ImportAssessments, []string{"title", "method", "period", "published_on"}, func(j *jsonRecords, src *api.ImportSource) {
		src.Assessments = readJSON(j, assessmentRow)
	}},
	{"incidents (Konbit)", api.ImportIncidents, []string{"category", "title", "region", "period"}, func(j *jsonRecords, src *api.ImportSource) {
		src.OwnIncidents = readJSON(j, func(r api.Incident) (incidentRow, api.Fields) {
			return incidentRow{ID: r.ID, Input: r.IncidentInput}, hidden(map[string]*api.People{"/killed": r.Killed, "/civilians_killed": r.CiviliansKilled,
				"/injured": r.Injured, "/abducted": r.Abducted, "/displaced": r.Displaced, "/returned": r.Returned})
		})
	}},
	{"access constraints (Konbit)", api.ImportConstraints, []string{"type", "severity", "region", "period"}, func(j *jsonRecords, src *api.ImportSource) {
		src.Constraints = readJSON(j, func(r api.AccessConstraint) (constraintRow, api.Fields) {
			return constraintRow{ID: r.ID, Input: r.AccessConstraintInput}, nil
		})
	}},
	{"need lines (Konbit)", api.ImportNeeds, []string{"assessment", "region", "sector"}, func(j *jsonRecords, src *api.ImportSource) {
		src.Lines = readJSON(j, func(n api.Need) (api.LineRow, api.Fields) {
			return api.LineRow{Assessment: n.Assessment, Crisis: n.Crisis, Need: n.NeedInput}, hiddenNeed("", n.NeedInput)
		})
	}},
	{"presence (Konbit)", api.ImportPresence, []string{"region", "sector", "period"}, func(j *jsonRecords, src *api.ImportSource) {
		src.OwnPresence = readJSON(j, func(p api.Presence) (presenceRow, api.Fields) {
			return presenceRow{ID: p.ID, Input: p.PresenceInput}, nil
		})
	}},
	{"regions (Konbit)", api.ImportRegions, []string{"pcode", "names", "iso3"}, func(j *jsonRecords, src *api.ImportSource) {
		src.Regions = readJSON(j, func(r api.Region) (api.RegionRow, api.Fields) { return api.RegionRow{RegionInput: r.RegionInput}, nil })
	}},
	{"organizations (Konbit)", api.ImportOrganizations, []string{"code", "name", "type"}, func(j *jsonRecords, src *api.ImportSource) {
		src.Organizations = readJSON(j, func(o api.Organization) (api.OrganizationInput, api.Fields) { return o.OrganizationInput, nil })
	}},
	{"exchange rates (Konbit)", api.ImportExchangeRates, []string{"currency", "date", "rate"}, func(j *jsonRecords, src *api.ImportSource) {
		src.Rates = readJSON(j, func(r api.ExchangeRate) (api.RateRow, api.Fields) {
			return api.RateRow{ExchangeRateInput: r.ExchangeRateInput}, nil
		})
	}},
}

// assessmentRow is an assessment with its lines. One that was read has the first thousand of them alone.
func assessmentRow(a api.Assessment) (api.OwnRow[api.AssessmentInput], api.Fields) {
	in := studyOf(a)
	var f api.Fields
	for i, n := range a.Needs {
		f.Under("", hiddenNeed("/needs/"+strconv.Itoa(i), n.NeedInput))
		in.Needs = append(in.Needs, n.NeedInput)
	}
	if a.NeedCount > len(a.Needs) {
		f.Add("/needs", "incomplete", "The assessment has %d need lines, and %d stand here. Import its lines from /v1/assessments/{id}/needs instead.", a.NeedCount, len(a.Needs))
	}
	return api.OwnRow[api.AssessmentInput]{ID: a.ID, Input: in}, f
}

func hiddenNeed(at string, n api.NeedInput) api.Fields {
	return hidden(map[string]*api.People{at + "/affected": n.Affected, at + "/in_need": n.InNeed, at + "/targeted": n.Targeted, at + "/reached": n.Reached})
}

// hidden notes the numbers that the public did not see when the record was read.
func hidden(counts map[string]*api.People) api.Fields {
	var f api.Fields
	for at, n := range counts {
		if n != nil && *n == api.Suppressed {
			f.Add(at, "suppressed", "This number is hidden from the public. Give the number, or null.")
		}
	}
	return f
}
