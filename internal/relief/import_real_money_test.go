package relief_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/testkit"
)

const (
	planTotals  = "funding/fts_requirements_funding_hti_2001_2029.csv"
	planGlobal  = "funding/fts_requirements_funding_globalcluster_hti.csv"
	planCluster = "funding/fts_requirements_funding_cluster_hti.csv"
	flowsHaiti  = "funding/fts_incoming_flows_hti.csv"
	flows2020   = "funding/fts_incoming_funding_hti_2020-03_hxl.csv"
	flowsWorld  = "funding/fts_incoming_pledges_only.csv"
)

func (w *world) appeals() []api.Appeal {
	w.t.Helper()
	list, err := w.Appeals(w.ctx, api.System, api.AppealFilter{Page: api.Page{Limit: 1000}})
	w.must(err)
	return list.Data
}

func TestRealRequirementsComeOutTheSameInAnyOrder(t *testing.T) {
	want := map[string]api.Cents{}
	for _, row := range rows(t, planTotals) {
		if row["code"] != "" {
			want[row["code"]] = dollarsOf(t, row["requirements"])
		}
	}
	var first []api.Appeal
	for _, order := range [][]string{{planTotals, planGlobal}, {planGlobal, planTotals}, {planGlobal, planTotals, planGlobal}} {
		w := newDesk(t, "sqlite:"+t.TempDir()+"/konbit.db")
		for _, file := range order {
			w.importReal(file, api.ImportOptions{CreateCrisis: true})
		}
		got := w.appeals()
		for _, a := range got {
			if a.Required == nil || *a.Required != want[a.Code] {
				t.Errorf("%v: %s requires %v, want %s", order, a.Code, a.Required, want[a.Code])
			}
		}
		if len(got) != len(want) {
			t.Errorf("%v: %d appeals, want %d", order, len(got), len(want))
		}
		if first == nil {
			first = got
		}
		if diff := cmp.Diff(first, got, cmpopts.IgnoreFields(api.Appeal{}, "Meta")); diff != "" {
			t.Errorf("%v gives other appeals: %s", order, diff)
		}
	}
}

func TestRealRequirementsByNationalClusterKeepTheTotal(t *testing.T) {
	w := newDesk(t, "sqlite:"+t.TempDir()+"/konbit.db")
	w.importReal(planTotals, api.ImportOptions{CreateCrisis: true})
	w.importReal(planCluster, api.ImportOptions{})
	for _, a := range w.appeals() {
		if a.Code == "HHTI24" && *a.Required != 673_767_352_00 {
			t.Errorf("HHTI24 requires %s", *a.Required)
		}
	}
}

func TestRealFundingOfAPlan(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		w := newDesk(t, url)
		w.importReal(planGlobal, api.ImportOptions{CreateCrisis: true, WithFunding: true, PublishedOn: "2026-04-01"})
		c := w.covered(api.CoverageFilter{Crisis: "hti-2003", Appeal: "HHTI24", AsOf: "2024-12-31"})
		if c.Totals.Required == nil || *c.Totals.Required != 673_767_352_00 || c.Totals.Committed != 297_922_358_00 || *c.Totals.FundedPct != 442 {
			t.Errorf("HHTI24: required %v, committed %s, funded %v", c.Totals.Required, c.Totals.Committed, c.Totals.FundedPct)
		}
		if c.Shared.Committed != 2_518_473_00 || c.Unallocated.Committed != 10_210_314_00 {
			t.Errorf("HHTI24: shared %s, unallocated %s", c.Shared.Committed, c.Unallocated.Committed)
		}
		r, err := w.Import(w.ctx, api.System, w.open(flowsHaiti), api.ImportOptions{Country: "HTI"})
		w.must(err)
		if r.Written || !slices.ContainsFunc(r.Faults, func(f api.ImportFault) bool { return f.Code == "totals_recorded" }) {
			t.Errorf("single flows over the totals of their plan: %+v", r.Faults)
		}
		other, err := w.Import(w.ctx, api.System, w.open(planCluster), api.ImportOptions{WithFunding: true, PublishedOn: "2026-04-01"})
		w.must(err)
		if other.Written || !slices.ContainsFunc(other.Faults, func(f api.ImportFault) bool { return f.Code == "other_breakdown" }) {
			t.Errorf("another breakdown over recorded totals: %+v", other.Faults)
		}
	})
}

func TestRealFlows(t *testing.T) {
	withoutRaces(t)
	testkit.Engines(t, func(t *testing.T, url string) {
		w := newDesk(t, url)
		w.importReal("regions/hti_admin0_3.csv", api.ImportOptions{})
		w.importReal(planTotals, api.ImportOptions{CreateCrisis: true})
		// 140 flows in 230 rows, 7 of them without money.
		w.wantCounts("flows", w.importReal(flowsHaiti, api.ImportOptions{Country: "HTI"}), [6]int{230, 133, 0, 0, 97, 0})
		w.sameDollars(flowsHaiti)
		c := w.covered(api.CoverageFilter{Crisis: "hti-2003", Appeal: "HHTI26", AsOf: "2026-10-31"})
		if c.Totals.Committed != 170_385_447_00 || c.Totals.Pledged != 195_798_805_00 {
			t.Errorf("HHTI26: committed %s, pledged %s", c.Totals.Committed, c.Totals.Pledged)
		}
		all := w.covered(api.CoverageFilter{Crisis: "hti-2003", AsOf: "2026-10-31"})
		if all.Beyond.Pledged < 67_309_391_00 || all.Totals.Pledged >= 67_309_391_00+c.Totals.Pledged {
			t.Errorf("money for many countries inflates Haiti: beyond %s, totals %s", all.Beyond.Pledged, all.Totals.Pledged)
		}
		w.wantCounts("flows to others", w.importReal(flowsWorld, api.ImportOptions{Country: "HTI"}), [6]int{184, 0, 0, 3, 181, 0})
		w.wantCounts("flows of 2020", w.importReal(flows2020, api.ImportOptions{}), [6]int{26, 17, 0, 0, 9, 0})
		r, err := w.Import(w.ctx, api.System, w.open(planGlobal), api.ImportOptions{WithFunding: true, PublishedOn: "2026-04-01"})
		w.must(err)
		if r.Written || !slices.ContainsFunc(r.Faults, func(f api.ImportFault) bool { return f.Code == "flows_recorded" }) {
			t.Errorf("totals over the single flows of their plan: %+v", r.Faults)
		}
	})
}

// sameDollars compares the value of each flow with the file's.
func (w *world) sameDollars(file string) {
	w.t.Helper()
	list, err := w.Pledges(w.ctx, api.System, api.PledgeFilter{Page: api.Page{Limit: 1000}})
	w.must(err)
	have := map[string]api.Pledge{}
	for _, p := range list.Data {
		have[string(p.Reference)] = p
	}
	for _, row := range rows(w.t, file) {
		usd := dollarsOf(w.t, row["amountUSD"])
		p, ok := have["FTS-"+row["id"]]
		if usd == 0 {
			if ok {
				w.t.Errorf("flow %s has no money and became a pledge", row["id"])
			}
			continue
		}
		if !ok || *p.AmountUSD != usd || *p.NewMoney != (row["flowType"] == "Standard") {
			w.t.Errorf("flow %s of %s is %+v", row["id"], usd, p)
		}
		if want := map[string]api.PledgeStatus{"pledge": api.StatusPledged, "commitment": api.StatusCommitted, "paid": api.StatusDisbursed}[row["status"]]; p.Status != want {
			w.t.Errorf("flow %s is %s in the file and %s here", row["id"], row["status"], p.Status)
		}
	}
}
