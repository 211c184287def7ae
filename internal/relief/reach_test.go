package relief_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/konbit-aid/konbit/api"
)

func TestCoverageShowsTheWorstConstraintAboveHereAndBelow(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.assess("2024-02-01", api.Public, people("HT01", "WSH", 100), people("HT01", "FSC", 100), people("HT02", "WSH", 100))
		country := w.constraint(constraint("HT", 1)).ID
		west := w.constraint(constraint("HT01", 2, only("FSC"))).ID
		capital := w.constraint(constraint("HT0111", 4, only("WSH"))).ID
		w.constraint(constraint("DO01", 5))
		w.constraint(constraint("HT02", 5, during("2024-01-01", "2024-02-01")))
		w.constraint(constraint("HT02", 5, during("2025-01-01", "")))
		hidden := w.constraint(constraint("HT02", 3, func(in *api.AccessConstraintInput) { in.Sensitivity, in.Type = api.Partners, api.Interference })).ID
		check := func(name string, c api.Coverage, region string, sector api.SectorCode, severity int, ids ...string) {
			t.Helper()
			a := row(c, region, sector).Access
			if a.Severity == nil || *a.Severity != severity || strings.Join(a.Constraints, " ") != strings.Join(ids, " ") || a.Count != len(ids) {
				t.Errorf("%s, %s %s: %+v, want %d of %v", name, region, sector, a, severity, ids)
			}
		}
		c := w.coverage(api.Caller{}, api.CoverageFilter{Region: "HT"})
		check("below and above", c, "HT01", "WSH", 4, capital, country)
		check("here and above", c, "HT01", "FSC", 2, west, country)
		check("above alone", c, "HT02", "WSH", 1, country)
		check("as a partner", w.coverage(w.donor(), api.CoverageFilter{Region: "HT"}), "HT02", "WSH", 3, hidden, country)
		check("communes", w.coverage(api.Caller{}, api.CoverageFilter{Region: "HT01"}), "HT0111", "WSH", 4, capital, country)
		check("communes", w.coverage(api.Caller{}, api.CoverageFilter{Region: "HT01"}), "HT0112", "FSC", 2, west, country)
		check("communes", w.coverage(api.Caller{}, api.CoverageFilter{Region: "HT", Level: new(2)}), "HT0112", "FSC", 2, west, country)
		check("the country", w.coverage(api.Caller{}, api.CoverageFilter{}), "HT", "WSH", 4, capital, country)
		if a := row(w.coverage(api.Caller{}, api.CoverageFilter{Region: "HT", AsOf: "2024-02-15"}), "HT01", "WSH").Access; a.Severity != nil || a.Constraints == nil || a.Count != 0 {
			t.Errorf("before any was in force: %+v", a)
		}
		check("on an earlier day", w.coverage(api.Caller{}, api.CoverageFilter{Region: "HT", AsOf: "2024-02-01"}), "HT02", "WSH", 5,
			w.find(api.AccessConstraintFilter{Region: []string{"HT02"}, InForceOn: "2024-02-01"}))
	})
}

func (w *world) find(f api.AccessConstraintFilter) string {
	w.t.Helper()
	list, err := w.AccessConstraints(w.ctx, api.Caller{}, f)
	w.must(err)
	if len(list.Data) != 1 {
		w.t.Fatalf("%d found", len(list.Data))
	}
	return list.Data[0].ID
}

func TestARowNamesTheWorstConstraintsAndCountsTheRest(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.assess("2024-02-01", api.Public, people("HT01", "WSH", 100))
		for i := range api.MaxListed + 5 {
			day := api.Date("2024-03-01").AddDays(i)
			w.constraint(constraint("HT01", i%5, during(day, day), func(in *api.AccessConstraintInput) { in.Sectors = []api.SectorCode{"WSH"} }))
		}
		for _, region := range []string{"HT", "HT0111", "HT0112"} {
			for i, kind := range api.ConstraintTypes {
				w.constraint(constraint(region, i%6, func(in *api.AccessConstraintInput) { in.Type = kind }))
			}
		}
		a := row(w.coverage(api.Caller{}, api.CoverageFilter{Region: "HT"}), "HT01", "WSH").Access
		if a.Count != 3*len(api.ConstraintTypes) || len(a.Constraints) != api.MaxListed || *a.Severity != 5 {
			t.Errorf("%d of %d, severity %d", len(a.Constraints), a.Count, *a.Severity)
		}
	})
}

func TestExplainListsTheConstraintsThatWereLookedAt(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		want := map[string]string{
			w.constraint(constraint("HT", 1)).ID:                                            "counted",
			w.constraint(constraint("HT01", 2)).ID:                                          "counted",
			w.constraint(constraint("HT0111", 4)).ID:                                        "counted",
			w.constraint(constraint("HT0112", 4, only("HEA"))).ID:                           "other_sector",
			w.constraint(constraint("HT02", 5)).ID:                                          "outside_region",
			w.constraint(constraint("HT01", 2, during("2024-01-01", "2024-02-01"))).ID:      "not_in_force",
			w.constraint(constraint("HT0112", 2, during("2025-01-01", ""), only("WSH"))).ID: "after_as_of",
		}
		lifted := w.constraint(constraint("HT0112", 2, during("2024-02-01", "2024-12-31"), only("WSH")))
		_, err := w.TransitionAccessConstraint(w.ctx, w.reporter(), lifted.ID, api.Transition{To: "lifted", Reason: "x", On: "2024-09-01"}, nil)
		w.must(err)
		want[lifted.ID] = "lifted"
		w.constraint(constraint("HT01", 5, func(in *api.AccessConstraintInput) { in.Type, in.Sensitivity = api.Interference, api.Restricted }))
		f := api.ExplainFilter{Crisis: "hti-2024", Region: "HT01", Sector: []api.SectorCode{"WSH"}, Resource: []string{"access-constraints"}, Page: api.Page{Limit: 3}}
		got := map[string]string{}
		for {
			list, err := w.Explain(w.ctx, api.Caller{}, f)
			w.must(err)
			for _, x := range list.Data {
				got[x.ID] = x.Reason
				if x.Counted != (x.Reason == "counted") || x.Severity == nil || x.Title == "" || x.Detail == "" {
					t.Errorf("%+v", x)
				}
			}
			if list.Next == "" {
				break
			}
			f.Cursor = string(list.Next)
		}
		if len(got) != len(want) {
			t.Errorf("%d constraints, want %d", len(got), len(want))
		}
		for id, reason := range want {
			if got[id] != reason {
				t.Errorf("%s is %q, want %s", id, got[id], reason)
			}
		}
	})
}

func TestPresenceInCoverageTellsAGapFromAHoleInReporting(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.assess("2024-02-01", api.Public, people("HT01", "WSH", 100), people("HT01", "FSC", 100), people("HT02", "WSH", 100), people("HT", "ALL", 500))
		echo := key("echo", api.ScopeReport)
		w.presence(w.reporter(), presence("HT0111", "WSH"))
		w.presence(w.reporter(), presence("HT0112", "WSH"))
		w.presence(w.reporter(), presence("HT01", "HEA"))
		w.presence(echo, presence("HT01", "WSH"))
		w.presence(echo, presence("HT02", "WSH", func(in *api.PresenceInput) { in.Period.To = "2024-04-01" }))
		w.presence(echo, presence("HT01", "FSC", func(in *api.PresenceInput) { in.Sensitivity = api.Partners }))
		c := w.coverage(api.Caller{}, api.CoverageFilter{Region: "HT"})
		for _, x := range []struct {
			region string
			sector api.SectorCode
			want   int // -1 is unknown
		}{{"HT01", "WSH", 2}, {"HT01", "FSC", 0}, {"HT01", "ALL", 2}, {"HT02", "WSH", -1}} {
			got := row(c, x.region, x.sector).Presence.Organizations
			if (got == nil) != (x.want < 0) || got != nil && *got != x.want {
				t.Errorf("%s %s: %v, want %d", x.region, x.sector, got, x.want)
			}
		}
		if n := row(w.coverage(w.donor(), api.CoverageFilter{Region: "HT"}), "HT01", "FSC").Presence.Organizations; *n != 1 {
			t.Errorf("a partner sees %d", *n)
		}
		if n := row(w.coverage(api.Caller{}, api.CoverageFilter{Region: "HT", AsOf: "2024-03-15"}), "HT02", "WSH").Presence.Organizations; n == nil || *n != 1 {
			t.Errorf("before it left: %v", n)
		}
	})
}

// gaps makes rows that are funded by 75, 25 and 100 percent, and two of which not all is known.
func (w *world) gaps() {
	asks := func(region string, sector api.SectorCode, inNeed, cents int64) api.NeedInput {
		n, m := people(region, sector, inNeed), usd(cents)
		n.Required = &m
		return n
	}
	w.assess("2024-02-01", api.Public, asks("HT01", "WSH", 100, 1000_00), asks("HT01", "FSC", 300, 900_00), asks("HT02", "WSH", 10, 100_00),
		asks("HT02", "HEA", 5, 100_00), people("HT02", "FSC", 1000))
	for _, x := range []struct {
		region string
		sector api.SectorCode
		cents  int64
	}{{"HT01", "WSH", 750_00}, {"HT01", "FSC", 225_00}, {"HT02", "WSH", 100_00}} {
		w.must(w.pay(w.pledge(pledge(x.cents, to(x.region, x.sector, x.cents))), "commitment", x.cents, "2024-09-06"))
	}
	w.constraint(constraint("HT01", 3))
	w.constraint(constraint("HT02", 2))
}

func cells(c api.Coverage) []string {
	var all []string
	for _, r := range c.Data {
		all = append(all, r.Region.Pcode+" "+string(r.Sector))
	}
	return all
}

func TestFundedButUnreachable(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.gaps()
		whole := w.coverage(api.Caller{}, api.CoverageFilter{Region: "HT"})
		for name, x := range map[string]struct {
			f    api.CoverageFilter
			want []string
		}{
			"by default half funded and highly constrained": {api.CoverageFilter{}, []string{"HT01 WSH"}},
			"less money":      {api.CoverageFilter{FundedPctFrom: new(25)}, []string{"HT01 FSC", "HT01 WSH"}},
			"less severe":     {api.CoverageFilter{SeverityFrom: new(2)}, []string{"HT01 WSH", "HT02 WSH"}},
			"nothing is":      {api.CoverageFilter{SeverityFrom: new(4)}, nil},
			"with a sector":   {api.CoverageFilter{FundedPctFrom: new(0), Sector: []api.SectorCode{"FSC"}}, []string{"HT01 FSC"}},
			"a page of those": {api.CoverageFilter{FundedPctFrom: new(25), SeverityFrom: new(0), Page: api.Page{Limit: 2}}, []string{"HT01 FSC", "HT01 WSH"}},
		} {
			x.f.Region, x.f.Unreachable = "HT", true
			c := w.coverage(api.Caller{}, x.f)
			if !slices.Equal(cells(c), x.want) {
				t.Errorf("%s: %v, want %v", name, cells(c), x.want)
			}
			if len(x.f.Sector) == 0 && (c.Totals.Committed != whole.Totals.Committed || *c.Totals.Required != *whole.Totals.Required) {
				t.Errorf("%s: the totals are those of the rows: %+v", name, c.Totals)
			}
			if more := x.f.Limit > 0; more != (c.Next != "") {
				t.Errorf("%s: next is %q", name, c.Next)
			} else if more {
				x.f.Cursor = string(c.Next)
				if rest := w.coverage(api.Caller{}, x.f); !slices.Equal(cells(rest), []string{"HT02 WSH"}) || rest.Next != "" {
					t.Errorf("%s: the next page is %v", name, cells(rest))
				}
			}
		}
		for pointer, f := range map[string]api.CoverageFilter{"funded_pct_from": {FundedPctFrom: new(5)}, "severity_from": {SeverityFrom: new(5)}} {
			f.Crisis = "hti-2024"
			_, err := w.Coverage(w.ctx, api.Caller{}, f)
			wantFault(t, err, api.CodeMalformed, pointer, "needs_unreachable")
		}
	})
}

func TestRowsAreRankedByWhatIsMissingPerPerson(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.gaps()
		c := w.coverage(w.donor(), api.CoverageFilter{Region: "HT", Sort: "unmet"})
		want := []string{"HT02 HEA", "HT01 WSH", "HT01 FSC", "HT02 WSH", "HT01 HEA", "HT02 FSC"}
		if !slices.Equal(cells(c), want) {
			t.Errorf("%v, want %v", cells(c), want)
		}
		if c.Ranking == nil || !strings.HasPrefix(c.Ranking.Formula, "money.gap / people.in_need") {
			t.Errorf("%+v", c.Ranking)
		}
		for i, cents := range []api.Cents{20_00, 2_50, 2_25, 0} {
			if u := c.Data[i].UnmetPerPerson; u == nil || *u != cents {
				t.Errorf("%s: %v, want %v", cells(c)[i], u, cents)
			}
		}
		if c.Data[4].UnmetPerPerson != nil || c.Data[5].UnmetPerPerson != nil {
			t.Error("what is unknown has a rank")
		}
		f := api.CoverageFilter{Region: "HT", Sort: "unmet", Page: api.Page{Limit: 4}}
		first := w.coverage(w.donor(), f)
		f.Cursor = string(first.Next)
		if got := append(cells(first), cells(w.coverage(w.donor(), f))...); !slices.Equal(got, want) {
			t.Errorf("page by page: %v", got)
		}
		public := w.coverage(api.Caller{}, api.CoverageFilter{Region: "HT", Sort: "unmet"})
		if got := cells(public); got[0] != "HT01 WSH" || row(public, "HT02", "HEA").UnmetPerPerson != nil {
			t.Errorf("the public learns of five people: %v", got)
		}
		if plain := w.coverage(w.donor(), api.CoverageFilter{Region: "HT"}); plain.Ranking != nil || plain.Data[0].UnmetPerPerson != nil {
			t.Errorf("nobody asked for a ranking: %+v", plain.Ranking)
		}
	})
}
