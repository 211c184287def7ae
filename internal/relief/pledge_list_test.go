package relief_test

import (
	"slices"
	"testing"

	"github.com/konbit-aid/konbit/api"
)

var statuses = []api.PledgeStatus{api.StatusAnnounced, api.StatusPledged, api.StatusExpired, api.StatusCancelled, api.StatusCommitted, api.StatusPartlyDisbursed, api.StatusDisbursed}

// TestPledgesOfAnyStatuses asks for every choice of statuses, in every order and page by page, and compares it with all pledges.
func TestPledgesOfAnyStatuses(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		for i, stage := range []api.PledgeStage{api.Announced, api.Pledged} {
			for n, expires := range []api.Date{"", "2024-09-29", "2024-09-30", "2024-12-31"} {
				for day, cancelled := range []api.Date{"", "2024-09-29", "2024-09-30", "2024-10-01"} {
					p := w.pledge(pledge(int64(100+(7*i+5*n+3*day)%11), func(in *api.PledgeInput) { in.Stage, in.ExpiresOn = stage, expires }, to("HT01", "WSH", 50)))
					if cancelled != "" {
						_, err := w.TransitionPledge(w.ctx, w.donor(), p.ID, api.Transition{To: "cancelled", On: cancelled, Reason: "It ended."}, nil)
						w.must(err)
					}
				}
			}
		}
		for _, paid := range [][]int64{{}, {40}, {100}} {
			p := w.pledge(pledge(100))
			w.must(w.pay(p, api.Commitment, 100, "2024-09-10"))
			for _, cents := range paid {
				w.must(w.pay(p, api.Disbursement, cents, "2024-09-11"))
			}
		}
		for _, sort := range []string{"id", "-id", "pledged_on", "-amount_usd"} {
			all := w.pages(api.PledgeFilter{Sort: sort, Page: api.Page{Limit: 200}})
			for chosen := 1; chosen < 1<<len(statuses); chosen++ {
				f := api.PledgeFilter{Sort: sort, Page: api.Page{Limit: 2}}
				for i, s := range statuses {
					if chosen&(1<<i) != 0 {
						f.Status = append(f.Status, s)
					}
				}
				if sort != "id" && len(f.Status) > 2 {
					continue
				}
				want := slices.DeleteFunc(slices.Clone(all), func(p api.Pledge) bool { return !slices.Contains(f.Status, p.Status) })
				got := w.pages(f)
				if !slices.EqualFunc(got, want, func(a, b api.Pledge) bool {
					return a.ID == b.ID && a.Status == b.Status && len(a.Allocations) == len(b.Allocations)
				}) {
					t.Errorf("%v by %s: %d pledges instead of %d, or others", f.Status, sort, len(got), len(want))
				}
				f.Count = true
				if page, err := w.Pledges(w.ctx, w.donor(), f); err != nil || *page.Total != int64(len(want)) {
					t.Errorf("%v: counted %v instead of %d, %v", f.Status, page.Total, len(want), err)
				}
			}
			for _, s := range statuses {
				if !slices.ContainsFunc(all, func(p api.Pledge) bool { return p.Status == s }) {
					t.Errorf("no pledge is %s", s)
				}
			}
		}
	})
}

// pages reads a list to its end.
func (w *world) pages(f api.PledgeFilter) (all []api.Pledge) {
	w.t.Helper()
	for {
		page, err := w.Pledges(w.ctx, w.donor(), f)
		w.must(err)
		all = append(all, page.Data...)
		if page.Next == "" {
			return all
		}
		f.Cursor = string(page.Next)
	}
}
