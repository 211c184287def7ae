package relief_test

import (
	"testing"

	"github.com/konbit-aid/konbit/api"
)

// figures is a need line with more than one number.
func figures(region string, sector api.SectorCode, affected, inNeed int64) api.NeedInput {
	n, all := api.People(inNeed), api.People(affected)
	return api.NeedInput{Region: region, Sector: sector, Affected: &all, InNeed: &n}
}

func TestASumDoesNotTellASmallNumber(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.assess("2024-02-01", api.Public, people("HT0111", "WSH", 1000), people("HT0112", "WSH", 5),
			people("HT0112", "FSC", 7), figures("HT0111", "HEA", 400, 300), figures("HT0112", "HEA", 100, 9), people("HT02", "WSH", 3), people("HT02", "EDU", 0))
		public := func(f api.CoverageFilter) api.Coverage { return w.coverage(api.Caller{}, f) }
		west := public(api.CoverageFilter{Region: "HT", Level: new(1)})
		for _, tc := range []struct {
			name             string
			got              api.CoveragePeople
			affected, inNeed int64 // -1 for unknown
			reporting        int   // 0 where there is no sum
		}{
			{"without the child that is not shown", row(west, "HT01", "WSH").People, -1, 1000, 1},
			{"unknown where no child is shown", row(west, "HT01", "FSC").People, -1, -1, 0},
			{"with what of a child is shown", row(west, "HT01", "HEA").People, 500, 300, 2},
			{"two levels up", row(public(api.CoverageFilter{Region: "HT", Level: new(0)}), "HT", "WSH").People, -1, 1000, 1},
			{"nobody is a number that is shown", row(public(api.CoverageFilter{Region: "HT", Level: new(0)}), "HT", "EDU").People, -1, 0, 1},
			{"over the crisis", row(public(api.CoverageFilter{}), "HT", "WSH").People, -1, 1000, 1},
		} {
			t.Run(tc.name, func(t *testing.T) {
				number := func(n *api.People) int64 {
					if n == nil {
						return -1
					}
					return int64(*n)
				}
				reporting := 0
				if tc.got.Reporting != nil {
					reporting = *tc.got.Reporting
				}
				if number(tc.got.Affected) != tc.affected || number(tc.got.InNeed) != tc.inNeed || reporting != tc.reporting || (tc.got.Basis != nil) != (reporting > 0) {
					t.Errorf("affected %d, in need %d, %d reporting", number(tc.got.Affected), number(tc.got.InNeed), reporting)
				}
			})
		}
		if p := row(w.coverage(w.ngo(), api.CoverageFilter{Region: "HT", Level: new(1)}), "HT01", "WSH").People; *p.InNeed != 1005 || *p.Reporting != 2 {
			t.Errorf("partners see all of it: %+v", p)
		}
		if p := row(public(api.CoverageFilter{Region: "HT01", Level: new(2)}), "HT0112", "WSH").People; *p.InNeed != api.Suppressed {
			t.Errorf("the child itself is suppressed: %+v", p)
		}
	})
}

func TestABoundDoesNotFindASmallNumber(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.assess("2024-02-01", api.Public, people("HT0111", "WSH", 3), people("HT0112", "WSH", 0), people("HT02", "WSH", 10), people("HT02", "FSC", 9))
		count := func(who api.Caller, from, to *int64) int64 {
			list, err := w.Needs(w.ctx, who, api.NeedFilter{InNeedFrom: from, InNeedTo: to, Page: api.Page{Count: true}})
			w.must(err)
			if *list.Total != int64(len(list.Data)) {
				t.Errorf("%d of %d", len(list.Data), *list.Total)
			}
			return *list.Total
		}
		for n := range int64(10) {
			want := map[bool]int64{true: 1}[n == 0]
			if got := count(api.Caller{}, &n, &n); got != want {
				t.Errorf("the public finds %d lines of %d people", got, n)
			}
		}
		if found := []int64{count(api.Caller{}, nil, nil), count(api.Caller{}, new(int64(0)), nil), count(api.Caller{}, nil, new(int64(9))), count(w.ngo(), new(int64(3)), new(int64(3)))}; found[0] != 4 || found[1] != 2 || found[2] != 1 || found[3] != 1 {
			t.Errorf("all, from 0, to 9, and by a partner: %v", found)
		}
	})
}
