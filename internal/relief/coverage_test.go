package relief_test

import (
	"strings"
	"testing"

	"github.com/konbit-aid/konbit/api"
)

func TestCoverageOfPeople(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.assess("2024-02-01", api.Public, people("HT01", "WSH", 100), people("HT0111", "WSH", 60), people("HT0112", "FSC", 5), people("HT", "ALL", 500))
		public := api.Caller{}
		c := w.coverage(public, api.CoverageFilter{Region: "HT", Level: new(1)})
		if p := row(c, "HT01", "WSH").People; p.InNeed == nil || *p.InNeed != 100 || *p.Basis != api.Reported {
			t.Errorf("the region's own figure: %+v", p)
		}
		if p := row(c, "HT02", "WSH").People; p.InNeed != nil || p.Basis != nil {
			t.Errorf("unknown is null: %+v", p)
		}
		if p := row(c, "HT01", "FSC").People; p.InNeed != nil || p.Basis != nil {
			t.Errorf("the sum over children, too small for the public: %+v", p)
		}
		if p := row(w.coverage(w.ngo(), api.CoverageFilter{Region: "HT"}), "HT01", "FSC").People; *p.InNeed != 5 {
			t.Errorf("partners see small numbers: %+v", p)
		}
		if p := c.Totals.People; *p.InNeed != 500 || *p.Basis != api.Reported {
			t.Errorf("the total is the ALL line: %+v", p)
		}
		if *c.Totals.Population != 900 {
			t.Errorf("population of the departments: %d", *c.Totals.Population)
		}
		w.assess("2024-06-01", api.Partners, people("HT01", "WSH", 200))
		for caller, want := range map[string]api.People{"": 100, "wfp": 200} {
			who := public
			if caller != "" {
				who = w.ngo()
			}
			if p := row(w.coverage(who, api.CoverageFilter{Region: "HT"}), "HT01", "WSH").People; *p.InNeed != want {
				t.Errorf("%q sees %d, want %d", caller, *p.InNeed, want)
			}
		}
		if p := row(w.coverage(w.ngo(), api.CoverageFilter{Region: "HT", AsOf: "2024-05-31"}), "HT01", "WSH").People; *p.InNeed != 100 {
			t.Errorf("before the later one was published: %d", *p.InNeed)
		}
	})
}

func TestCompetingAssessments(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		first := w.assess("2024-02-01", api.Public, people("HT01", "WSH", 100))
		second := w.assess("2024-03-01", api.Public, people("HT01", "WSH", 150))
		first, err := w.Assessment(w.ctx, w.ngo(), first.ID)
		w.must(err)
		if first.Status != api.Superseded || second.Status != api.Validated {
			t.Errorf("%s, %s", first.Status, second.Status)
		}
		list, err := w.Needs(w.ctx, w.ngo(), api.NeedFilter{Competing: true})
		w.must(err)
		if len(list.Data) != 2 {
			t.Errorf("%d competing lines", len(list.Data))
		}
		_, err = w.TransitionAssessment(w.ctx, w.ngo(), second.ID, api.Transition{To: "withdrawn", Reason: "An error in the survey.", On: "2024-04-01"}, nil)
		w.agree(err)
		if first, err = w.Assessment(w.ctx, w.ngo(), first.ID); err != nil || first.Status != api.Validated {
			t.Errorf("the first counts again: %s %v", first.Status, err)
		}
		for on, want := range map[api.Date]api.People{"2024-02-10": 100, "2024-03-10": 150, "2024-04-10": 100} {
			list, err := w.Needs(w.ctx, w.ngo(), api.NeedFilter{AsOf: on})
			w.must(err)
			if len(list.Data) != 1 || *list.Data[0].InNeed != want {
				t.Errorf("on %s: %+v", on, list.Data)
			}
		}
	})
}

func TestAssessmentsAreSeenByWhomTheyConcern(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		public := w.assess("2024-02-01", api.Public, people("HT01", "WSH", 100))
		partners := w.assess("2024-02-01", api.Partners, people("HT01", "FSC", 100))
		closed := w.assess("2024-02-01", api.Restricted, people("HT01", "HEA", 100))
		draft, err := w.CreateAssessment(w.ctx, w.ngo(), api.AssessmentInput{Crisis: "hti-2024", Title: "Draft", Method: "hno", PublishedOn: "2024-02-01",
			Period: api.Period{From: "2024-01-01", To: "2024-12-31"}, Sensitivity: api.Public, Sources: cited}, nil)
		w.must(err)
		for _, c := range []struct {
			who  api.Caller
			sees []string
		}{{api.Caller{}, []string{public.ID}}, {key("echo", api.ScopeRead), []string{public.ID, partners.ID}},
			{w.ngo(), []string{public.ID, partners.ID, closed.ID, draft.ID}}, {w.coordinator(), []string{public.ID, partners.ID, closed.ID, draft.ID}}} {
			list, err := w.Assessments(w.ctx, c.who, api.AssessmentFilter{})
			w.must(err)
			var got []string
			for _, a := range list.Data {
				got = append(got, a.ID)
			}
			if strings.Join(got, " ") != strings.Join(c.sees, " ") {
				t.Errorf("%q sees %v, want %v", c.who.Organization, got, c.sees)
			}
			for _, id := range []string{public.ID, partners.ID, closed.ID, draft.ID} {
				_, err := w.Assessment(w.ctx, c.who, id)
				if visible := strings.Contains(strings.Join(c.sees, " "), id); visible != (err == nil) {
					t.Errorf("%q reads %s: %v", c.who.Organization, id, err)
				}
			}
		}
	})
}

func TestCoverageOfMoney(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		amount := usd(1000_00)
		_, err := w.CreateAppeal(w.ctx, w.coordinator(), api.AppealInput{Code: "HHTI24", Crisis: "hti-2024", Title: "Plan", Type: "flash_appeal",
			StartsOn: "2024-01-01", EndsOn: "2024-12-31", Requirements: []api.Requirement{{Region: "HT", Sector: "WSH", Amount: &amount}}}, nil)
		w.must(err)
		appeal := func(in *api.PledgeInput) { in.Appeal = "HHTI24" }
		dest := func(regions []string, sectors ...api.SectorCode) func(*api.PledgeInput) {
			return func(in *api.PledgeInput) { in.Destination = &api.Destination{Regions: regions, Sectors: sectors} }
		}
		w.pledge(pledge(100_00, appeal, to("HT01", "WSH", 60_00)))                           // 60 in a row, 40 unallocated in HT
		w.pledge(pledge(50_00, dest([]string{"HT01", "HT02"}, "WSH")))                       // shared within HT
		w.pledge(pledge(30_00, dest([]string{"HT", "DO"})))                                  // shared within the crisis
		w.pledge(pledge(70_00, dest([]string{"HT", "KE"})))                                  // beyond
		w.pledge(pledge(20_00))                                                              // anywhere in the crisis
		w.pledge(pledge(9_00, to("DO01", "FSC", 9_00)))                                      // elsewhere
		w.pledge(pledge(500_00, func(in *api.PledgeInput) { f := false; in.NewMoney = &f })) // passed on
		w.pledge(pledge(600_00, func(in *api.PledgeInput) { in.PledgedOn = "2023-01-01" }))  // before the appeal
		w.pledge(pledge(700_00, func(in *api.PledgeInput) { in.ExpiresOn = "2024-09-06" }))  // expired
		check := func(name string, c api.Coverage, unallocated, shared, beyond, total api.Cents) {
			t.Helper()
			if c.Unallocated.Pledged != unallocated || c.Shared.Pledged != shared || c.Beyond.Pledged != beyond || c.Totals.Pledged != total {
				t.Errorf("%s: unallocated %v, shared %v, beyond %v, total %v", name, c.Unallocated.Pledged, c.Shared.Pledged, c.Beyond.Pledged, c.Totals.Pledged)
			}
		}
		check("the crisis", w.coverage(w.donor(), api.CoverageFilter{}), 60_00, 80_00, 70_00, 209_00)
		check("Haiti", w.coverage(w.donor(), api.CoverageFilter{Region: "HT"}), 40_00, 50_00, 0, 150_00)
		check("a department", w.coverage(w.donor(), api.CoverageFilter{Region: "HT01"}), 60_00, 0, 0, 60_00)
		check("water", w.coverage(w.donor(), api.CoverageFilter{Region: "HT", Sector: []api.SectorCode{"WSH"}}), 0, 50_00, 0, 110_00)
		check("the appeal", w.coverage(w.donor(), api.CoverageFilter{Appeal: "HHTI24"}), 40_00, 0, 0, 100_00)
		check("2023", w.coverage(w.donor(), api.CoverageFilter{AsOf: "2023-06-01"}), 600_00, 0, 0, 600_00)
		c := w.coverage(w.donor(), api.CoverageFilter{Region: "HT", Level: new(0)})
		if m := row(c, "HT", "WSH").Money; *m.Required != 1000_00 || m.Pledged != 60_00 || *m.Gap != 940_00 || *m.PledgedPct != 60 {
			t.Errorf("%+v", m)
		}
		reasons := map[string]int{}
		list, err := w.Explain(w.ctx, w.donor(), api.ExplainFilter{Crisis: "hti-2024", Region: "HT", Page: api.Page{Limit: 1000}})
		w.must(err)
		for _, x := range list.Data {
			reasons[x.Reason]++
		}
		for reason, n := range map[string]int{"counted": 3, "above_region": 2, "beyond_crisis": 1, "outside_region": 1, "not_new_money": 1, "outside_appeal_period": 1, "expired": 1} {
			if reasons[reason] != n {
				t.Errorf("%d records are %s, want %d: %v", reasons[reason], reason, n, reasons)
			}
		}
	})
}

func TestCoverageRequiredByNeeds(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		asks := func(region string, cents int64) api.NeedInput {
			m := usd(cents)
			return api.NeedInput{Region: region, Sector: "WSH", Required: &m}
		}
		w.assess("2024-02-01", api.Public, asks("HT", 100_00), asks("HT01", 40_00), asks("HT0111", 50_00), asks("DO01", 5_00))
		c := w.coverage(w.donor(), api.CoverageFilter{Region: "HT"})
		if m := row(c, "HT01", "WSH").Money; *m.Required != 50_00 {
			t.Errorf("what the communes ask for is more: %+v", m)
		}
		if *c.Unallocated.Required != 50_00 || *c.Totals.Required != 100_00 {
			t.Errorf("the rest of the country's: %v of %v", *c.Unallocated.Required, *c.Totals.Required)
		}
		if c = w.coverage(w.donor(), api.CoverageFilter{}); *c.Totals.Required != 105_00 {
			t.Errorf("%v", *c.Totals.Required)
		}
	})
}

func TestNothingRequiredAboveTheRowsIsNotUnknown(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		free := usd(0)
		line := people("HT", "WSH", 100)
		line.Required = &free
		w.assess("2024-02-01", api.Public, line)
		for level := range 3 {
			c := w.coverage(api.Caller{}, api.CoverageFilter{Region: "HT", Level: new(level)})
			if required := c.Totals.Required; required == nil || *required != 0 {
				t.Errorf("at level %d: %v", level, required)
			}
		}
	})
}
