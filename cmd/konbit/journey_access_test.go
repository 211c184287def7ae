package main

import (
	"testing"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/api/client"
	"github.com/konbit-aid/konbit/internal/testkit"
)

// TestAccessJourney is the way of an NGO that reports what keeps it from people, by the Go client.
func TestAccessJourney(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		environ, ctx := on(url), t.Context()
		ngo, coordinator := key(t, environ, "acted", "report"), key(t, environ, "ocha", "coordinate")
		if got := konbit(t, environ, "import", "regions", "testdata/regions.csv"); got.code != 0 {
			t.Fatalf("%+v", got)
		}
		s := start(t, environ)
		nobody, acted := s.as(""), s.as(ngo)
		must(s.as(coordinator).CreateCrisis(ctx, api.CrisisInput{Code: "hti-2024", Title: "Haiti", Regions: []string{"HT"}, StartedOn: "2024-02-29"}))(t)
		cited := []api.Source{{Publisher: "ACTED", Title: "Field report", PublishedOn: "2024-09-08"}}
		three, period := api.People(3), api.OpenPeriod{From: "2024-09-01"}

		r := must(acted.CreateIncident(ctx, api.IncidentInput{Reference: "S-1", Crisis: "hti-2024", Region: "HT01", Category: api.Abduction, Title: "Kidnapping",
			Period: period, Abducted: &three, Sensitivity: api.Public, Sources: cited}, client.Once("s-1")))(t)
		r = must(acted.UpdateIncident(ctx, r.ID, r.Version, api.Patch(`{"injured":12}`)))(t)
		if seen := must(nobody.Incident(ctx, r.ID))(t); *seen.Abducted != api.Suppressed || *seen.Injured != 12 {
			t.Errorf("the public sees %+v", seen)
		}
		if sums := must(nobody.IncidentSummary(ctx, api.SummaryFilter{Crisis: "hti-2024", Region: "HT"}))(t); len(sums.Data) != 1 || *sums.Data[0].Abducted != api.Suppressed || *sums.Data[0].Injured != 12 {
			t.Errorf("%+v", sums.Data)
		}
		one := int64(1)
		refused(t, api.CodeUnauthorized)(nobody.Incidents(ctx, api.IncidentFilter{AbductedFrom: &one}))
		refused(t, api.CodeConflict)(acted.CreateIncident(ctx, api.IncidentInput{Reference: "S-1", Crisis: "hti-2024", Region: "HT01", Category: api.Looting, Title: "Looting", Period: period, Sources: cited}))

		severity := 3
		c := must(acted.CreateAccessConstraint(ctx, api.AccessConstraintInput{Crisis: "hti-2024", Region: "HT01", Type: api.OngoingInsecurity, Severity: &severity,
			Period: period, Sensitivity: api.Public, Sources: cited}))(t)
		c = must(acted.UpdateAccessConstraint(ctx, c.ID, c.Version, api.Patch(`{"severity":5}`)))(t)
		p := must(acted.CreatePresence(ctx, api.PresenceInput{Crisis: "hti-2024", Region: "HT01", Sector: "WSH", Period: period, Sensitivity: api.Public, Sources: cited}))(t)
		row := func(on api.Date) api.CoverageRow {
			return must(nobody.Coverage(ctx, api.CoverageFilter{Crisis: "hti-2024", Region: "HT", Sector: []api.SectorCode{"WSH"}, AsOf: on}))(t).Data[0]
		}
		if got := row("2024-09-20"); *got.Access.Severity != 5 || got.Access.Constraints[0] != c.ID || *got.Presence.Organizations != 1 {
			t.Errorf("%+v %+v", got.Access, got.Presence)
		}
		must(acted.TransitionAccessConstraint(ctx, c.ID, api.Transition{To: "lifted", Reason: "The road is open.", On: "2024-09-15"}))(t)
		must(acted.TransitionPresence(ctx, p.ID, api.Transition{To: "ended", Reason: "The project is over.", On: "2024-09-15"}))(t)
		must(acted.TransitionIncident(ctx, r.ID, api.Transition{To: "withdrawn", Reason: "It did not happen."}))(t)
		if got := row("2024-09-20"); got.Access.Severity != nil || got.Presence.Organizations != nil {
			t.Errorf("after all was over: %+v %+v", got.Access, got.Presence)
		}
		if got := must(nobody.AccessConstraint(ctx, c.ID))(t); got.Status != api.ConstraintLifted || got.LiftedOn != "2024-09-15" {
			t.Errorf("%+v", got)
		}
		if got := must(nobody.Presence(ctx, p.ID))(t); got.Status != api.PresenceEnded {
			t.Errorf("%+v", got)
		}
		for list, n := range map[string]int{"incidents": len(must(nobody.Incidents(ctx, api.IncidentFilter{Status: []api.IncidentStatus{api.IncidentWithdrawn}}))(t).Data),
			"constraints": len(must(nobody.AccessConstraints(ctx, api.AccessConstraintFilter{Direction: []api.Direction{api.Physical}}))(t).Data),
			"presences":   len(must(nobody.Presences(ctx, api.PresenceFilter{Sector: []api.SectorCode{"WSH"}}))(t).Data)} {
			if n != 1 {
				t.Errorf("%d %s", n, list)
			}
		}
	})
}
