package hapi_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/httpapi"
	"github.com/konbit-aid/konbit/internal/testkit"
)

var cited = []api.Source{{Publisher: "Hidden Publisher", Title: "Hidden report", PublishedOn: "2026-03-01"}}

// sectorOf keeps the figures of the sensitivities from competing with each other.
var sectorOf = map[api.Sensitivity]api.SectorCode{api.Public: "WSH", api.Partners: "HEA", api.Restricted: "EDU"}

// plant records an assessment, a presence and an incident of a sensitivity, all with a number or a name that tells them.
func (d *desk) plant(how api.Sensitivity, people api.People, organization string) {
	d.t.Helper()
	ctx := d.t.Context()
	must := func(err error) {
		d.t.Helper()
		if err != nil {
			d.t.Fatal(err)
		}
	}
	_, err := d.svc.CreateOrganization(ctx, api.System, api.OrganizationInput{Code: strings.ToLower(organization), Name: organization, Type: "national_ngo"}, nil)
	must(err)
	a, err := d.svc.CreateAssessment(ctx, api.System, api.AssessmentInput{Crisis: "hti-2026", Organization: strings.ToLower(organization), Title: "Survey", Method: "msna",
		Period: api.Period{From: "2026-01-01", To: "2026-12-31"}, PublishedOn: "2026-03-01", Sensitivity: how, Sources: cited,
		Needs: []api.NeedInput{{Region: "HT0111", Sector: sectorOf[how], InNeed: &people}}}, nil)
	must(err)
	for _, to := range []string{"submitted", "validated"} {
		_, err = d.svc.TransitionAssessment(ctx, api.System, a.ID, api.Transition{To: to}, nil)
		must(err)
	}
	_, err = d.svc.CreatePresence(ctx, api.System, api.PresenceInput{Crisis: "hti-2026", Organization: strings.ToLower(organization), Region: "HT0111", Sector: "WSH",
		Period: api.OpenPeriod{From: "2026-01-01"}, Sensitivity: how, Sources: cited}, nil)
	must(err)
	_, err = d.svc.CreateIncident(ctx, api.System, api.IncidentInput{Crisis: "hti-2026", Organization: strings.ToLower(organization), Region: "HT0111", Category: api.Battle,
		Title: "Clash", Period: api.OpenPeriod{From: "2026-02-01"}, Killed: &people, Sensitivity: how, Sources: cited}, nil)
	must(err)
}

func (d *desk) key(organization string, scopes ...api.Scope) string {
	d.t.Helper()
	issued, err := d.svc.CreateKey(d.t.Context(), api.System, api.KeyInput{Organization: organization, Scopes: scopes}, nil)
	if err != nil {
		d.t.Fatal(err)
	}
	return string(issued.Secret)
}

// as asks a path of HAPI with a key.
func (d *desk) as(key, of string) string {
	d.t.Helper()
	r := httptest.NewRequest(http.MethodGet, "/compat/hapi/api/v2/"+of, nil)
	r.Header.Set("X-HDX-HAPI-APP-IDENTIFIER", identifier)
	if key != "" {
		r.Header.Set("Authorization", "Bearer "+key)
	}
	got := httptest.NewRecorder()
	d.http.ServeHTTP(got, r)
	if got.Code != http.StatusOK {
		d.t.Fatalf("%s: %d %s", of, got.Code, got.Body)
	}
	return got.Body.String()
}

// TestNobodySeesMoreThroughHAPI plants records of every sensitivity and asks every path as everybody.
func TestNobodySeesMoreThroughHAPI(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, where string) {
		d := newDesk(t, where)
		d.load("regions/hti_admin0_3.csv", api.ImportOptions{})
		if _, err := d.svc.CreateCrisis(t.Context(), api.System, api.CrisisInput{Code: "hti-2026", Title: "Haiti", Regions: []string{"HT"}, StartedOn: "2026-01-01"}, nil); err != nil {
			t.Fatal(err)
		}
		d.plant(api.Public, 111111, "Openly")
		d.plant(api.Partners, 222222, "Partnerly")
		d.plant(api.Restricted, 333333, "Secretly")
		other := d.key("openly", api.ScopeRead)
		coordinator := d.key("openly", api.ScopeCoordinate)
		for _, of := range []string{"affected-people/humanitarian-needs", "coordination-context/operational-presence", "coordination-context/conflict-events"} {
			for _, c := range []struct {
				who, key string
				sees     [3]bool
			}{{"nobody", "", [3]bool{true, false, false}}, {"a partner", other, [3]bool{true, true, false}}, {"a coordinator", coordinator, [3]bool{true, true, true}}, {"nobody again", "", [3]bool{true, false, false}}} {
				text := d.as(c.key, of)
				for i, mark := range [][]string{{"111111", "Openly"}, {"222222", "Partnerly"}, {"333333", "Secretly"}} {
					found := strings.Contains(text, mark[0]) || strings.Contains(text, mark[1])
					if of == "coordination-context/conflict-events" {
						found = c.sees[i] // sums are looked at below
					}
					if found != c.sees[i] {
						t.Errorf("%s on %s: %s is shown: %v", c.who, of, mark[1], found)
					}
				}
			}
		}
		for key, want := range map[string]string{"": `"fatalities":111111,`, other: `"fatalities":333333,`, coordinator: `"fatalities":666666,`} {
			if text := d.as(key, "coordination-context/conflict-events"); !strings.Contains(text, want) {
				t.Errorf("%q is not in %s", want, text)
			}
		}
		if text := d.as("", "metadata/resource"); strings.Contains(text, "333333") {
			t.Errorf("%s", text)
		}
		for _, of := range []string{"metadata/data-availability?subcategory=humanitarian-needs", "metadata/data-availability?subcategory=operational-presence"} {
			if text := d.as("", of); strings.Count(text, "HT0111") != 1 {
				t.Errorf("%s: %s", of, text)
			}
		}
	})
}

func TestSmallNumbersAndShieldedPlacesAreNotInHAPI(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, where string) {
		d := newDesk(t, where)
		d.load("regions/hti_admin0_3.csv", api.ImportOptions{})
		if _, err := d.svc.CreateCrisis(t.Context(), api.System, api.CrisisInput{Code: "hti-2026", Title: "Haiti", Regions: []string{"HT"}, StartedOn: "2026-01-01"}, nil); err != nil {
			t.Fatal(err)
		}
		d.plant(api.Public, 7, "Openly")
		if got := d.rows("affected-people/humanitarian-needs", url.Values{}); len(got) != 0 {
			t.Errorf("seven people are shown: %v", got)
		}
		events := d.rows("coordination-context/conflict-events", url.Values{})
		if len(events) != 1 || events[0]["fatalities"] != nil || events[0]["events"] != 1.0 {
			t.Errorf("seven dead are shown: %v", events)
		}
		if text := d.as(d.key("openly", api.ScopeRead), "affected-people/humanitarian-needs"); !strings.Contains(text, `"population":7,`) {
			t.Errorf("a partner does not see them: %s", text)
		}
		if got := d.rows("coordination-context/operational-presence", url.Values{}); len(got) != 1 {
			t.Fatalf("%v", got)
		}
		if _, err := d.svc.ShieldRegion(t.Context(), api.System, "HT0111", api.ShieldInput{Reason: "Attacks on those named."}, nil); err != nil {
			t.Fatal(err)
		}
		for _, of := range []string{"coordination-context/operational-presence", "affected-people/humanitarian-needs", "coordination-context/conflict-events"} {
			if text := d.as("", of); strings.Contains(text, "HT0111") {
				t.Errorf("%s shows a shielded place: %s", of, text)
			}
		}
	})
}

func TestWhereNothingIsPublicHAPITakesAKey(t *testing.T) {
	d := newDesk(t, "sqlite:"+t.TempDir()+"/konbit.db")
	d.http = httpapi.New(d.svc, httpapi.Config{Version: "test"})
	for _, address := range []string{"/compat/hapi/api/v2/affected-people/humanitarian-needs", "/compat/hapi/api/v2/climate/rainfall", "/compat/fts/v1/public/fts/flow?year=2026", "/compat/fts/v1/public/organization", "/compat/fts/v2/public/plan"} {
		if got := d.get(address); got.Code != http.StatusUnauthorized {
			t.Errorf("%s: %d %s", address, got.Code, got.Body)
		}
	}
}
