package hapi_test

import (
	"fmt"
	"net/url"
	"testing"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/testkit"
)

// study records an assessment that counts.
func (d *desk) study(method api.Method, from, to, published api.Date, lines ...api.NeedInput) {
	d.t.Helper()
	a, err := d.svc.CreateAssessment(d.t.Context(), api.System, api.AssessmentInput{Crisis: "hti-2026", Organization: "openly", Title: "Round of " + string(published), Method: method,
		Period: api.Period{From: from, To: to}, PublishedOn: published, Sensitivity: api.Public, Sources: cited, Needs: lines}, nil)
	for _, status := range []string{"submitted", "validated"} {
		if err == nil {
			_, err = d.svc.TransitionAssessment(d.t.Context(), api.System, a.ID, api.Transition{To: status}, nil)
		}
	}
	if err != nil {
		d.t.Fatal(err)
	}
}

func TestEachMethodHasItsPathAndEachBeginningOneFigure(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, where string) {
		d := newDesk(t, where)
		d.load("regions/hti_admin0_3.csv", api.ImportOptions{})
		ctx := t.Context()
		if _, err := d.svc.CreateCrisis(ctx, api.System, api.CrisisInput{Code: "hti-2026", Title: "Haiti", Regions: []string{"HT"}, StartedOn: "2024-01-01"}, nil); err != nil {
			t.Fatal(err)
		}
		if _, err := d.svc.CreateOrganization(ctx, api.System, api.OrganizationInput{Code: "openly", Name: "Openly", Type: "national_ngo"}, nil); err != nil {
			t.Fatal(err)
		}
		line := func(region string, sector api.SectorCode, group string, affected, needy api.People) api.NeedInput {
			return api.NeedInput{Region: region, Sector: sector, Group: group, Affected: &affected, InNeed: &needy}
		}
		d.study("hno", "2025-01-01", "2025-12-31", "2025-01-10", line("HT01", "WSH", "ALL", 500, 400))
		d.study("hno", "2026-01-01", "2026-12-31", "2026-01-10", line("HT01", "WSH", "ALL", 900, 800), line("HT02", "WSH", "ALL", 90, 80))
		d.study("msna", "2026-01-01", "2026-12-31", "2026-03-10", line("HT01", "WSH", "ALL", 700, 600))
		d.study("ipc", "2026-03-01", "2026-06-30", "2026-03-15", line("HT01", "FSC", "ALL", 70, 60))
		d.study("ipc", "2026-07-01", "2026-09-30", "2026-03-15", line("HT01", "FSC", "ALL", 75, 65))
		d.study("dtm", "2026-05-01", "2026-05-31", "2026-06-01", line("HT0111", "ALL", "IDP", 1234, 1000), line("HT0111", "ALL", "HST", 99, 88))
		for _, c := range []struct {
			of, query string
			want      []string
		}{
			{"affected-people/humanitarian-needs", "population_status=INN", []string{"HT01 2025-01-01 400", "HT01 2026-01-01 600", "HT02 2026-01-01 80"}},
			{"affected-people/humanitarian-needs", "population_status=AFF&start_date=2026", []string{"HT01 2026-01-01 700", "HT02 2026-01-01 90"}},
			{"food-security-nutrition-poverty/food-security", "ipc_phase=3%2B", []string{"HT01 2026-03-01 60 current", "HT01 2026-07-01 65 first projection"}},
			{"affected-people/idps", "", []string{"HT01 2026-05-01 1234 Round of 2026-06-01"}},
		} {
			query, _ := url.ParseQuery(c.query)
			var got []string
			for _, r := range d.rows(c.of, query) {
				text := fmt.Sprintf("%v %.10v", r["admin1_code"], r["reference_period_start"])
				for _, name := range []string{"population", "population_in_phase", "ipc_type", "operation"} {
					if r[name] != nil {
						text += fmt.Sprintf(" %v", r[name])
					}
				}
				got = append(got, text)
			}
			if fmt.Sprint(got) != fmt.Sprint(c.want) {
				t.Errorf("%s?%s: %q, want %q", c.of, c.query, got, c.want)
			}
			for limit := range 3 { // pages of one and two rows
				var paged rows
				for offset := 0; offset < 4; offset += limit + 1 {
					query.Set("limit", fmt.Sprint(limit+1))
					query.Set("offset", fmt.Sprint(offset))
					paged = append(paged, d.rows(c.of, query)...)
				}
				if len(paged) != len(c.want) {
					t.Errorf("%s in pages of %d: %d rows", c.of, limit+1, len(paged))
				}
			}
		}
	})
}
