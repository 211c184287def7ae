package demo

import (
	"fmt"
	"testing"
	"time"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/relief"
	"github.com/konbit-aid/konbit/internal/store"
	"github.com/konbit-aid/konbit/internal/testkit"
)

var today = time.Date(2026, 11, 1, 9, 30, 0, 0, time.UTC)

// loaded returns use cases over a fresh database with the demo in it.
func loaded(t *testing.T, url string) *relief.Service {
	t.Helper()
	testkit.Fill(t, url)
	st, err := store.Open(t.Context(), url, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := st.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	svc := relief.New(st, relief.WithClock(func() time.Time { return today }))
	started := time.Now()
	sum, err := Load(t.Context(), svc, today)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("loaded in %s: %+v", time.Since(started).Round(time.Millisecond), sum)
	want := Summary{Regions: 194, Organizations: 54, Crises: 2, Appeals: 3, Assessments: 13, Pledges: 155, Transactions: 154,
		Incidents: 11, Constraints: 7, Presences: 4, Created: 443, AsOf: "2026-11-01"}
	if sum != want {
		t.Errorf("%+v, want %+v", sum, want)
	}
	return svc
}

func TestDemo(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		svc := loaded(t, url)
		t.Run("loading it again changes nothing", func(t *testing.T) { again(t, svc) })
		t.Run("HHTI24 is funded at 44 percent", func(t *testing.T) { hhti24(t, svc) })
		t.Run("people in need are the line ALL and not the sum of the clusters", func(t *testing.T) { peopleInNeed(t, svc) })
		t.Run("population is that of the level", func(t *testing.T) { population(t, svc) })
		t.Run("rows and buckets add up to the totals", func(t *testing.T) { addsUp(t, svc) })
		t.Run("passed-on money is kept and not summed", func(t *testing.T) { passedOn(t, svc) })
		t.Run("displaced people are those of the latest round", func(t *testing.T) { displaced(t, svc) })
		t.Run("the example shows every status and allocations below country level", func(t *testing.T) { example(t, svc) })
		t.Run("funded but unreachable is shown", func(t *testing.T) { outOfReach(t, svc) })
		t.Run("people who crossed the border are counted once", func(t *testing.T) { crossed(t, svc) })
		t.Run("every figure can be read without a key", func(t *testing.T) { public(t, svc) })
	})
}

func again(t *testing.T, svc *relief.Service) {
	sum, err := Load(t.Context(), svc, today)
	if err != nil {
		t.Fatal(err)
	}
	if sum.Created+sum.Updated != 0 || sum.Unchanged != 443 {
		t.Errorf("%+v", sum)
	}
}

func level(n int) *int { return &n }

func ask(t *testing.T, svc *relief.Service, f api.CoverageFilter) api.Coverage {
	t.Helper()
	c, err := svc.Coverage(t.Context(), api.Caller{}, f)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func hhti24(t *testing.T, svc *relief.Service) {
	for _, f := range []api.CoverageFilter{
		{Crisis: "hti-2024", Appeal: "HHTI24"},
		{Crisis: "hti-2024", Appeal: "HHTI24", Region: "HT"},
		{Crisis: "hti-2024", Region: "HT", Level: level(0), AsOf: "2024-12-31"},
	} {
		got := ask(t, svc, f).Totals
		if got.Required == nil || got.FundedPct == nil {
			t.Fatalf("%+v: %+v", f, got)
		}
		if *got.Required != 673_767_352_00 || got.Committed != 297_922_358_00 || got.Pledged != got.Committed || *got.FundedPct != 442 {
			t.Errorf("%+v: %+v", f, got)
		}
	}
	water := ask(t, svc, api.CoverageFilter{Crisis: "hti-2024", Appeal: "HHTI24", Region: "HT", Level: level(0), Sector: []api.SectorCode{"WSH"}})
	if len(water.Data) != 1 || *water.Data[0].Money.Required != 84_300_000_00 || water.Data[0].Money.Committed != 31_404_952_00 {
		t.Errorf("water: %+v", water.Data)
	}
	whole := ask(t, svc, api.CoverageFilter{Crisis: "hti-2024", Appeal: "HHTI24", Region: "HT", Level: level(0)})
	if whole.Unallocated.Committed != 10_210_314_00 || whole.Shared.Committed != 2_518_473_00 || whole.Beyond.Pledged != 0 {
		t.Errorf("unallocated %s, shared %s, beyond %s", whole.Unallocated.Committed, whole.Shared.Committed, whole.Beyond.Pledged)
	}
}

func peopleInNeed(t *testing.T, svc *relief.Service) {
	for day, want := range map[api.Date][2]int64{
		"2026-11-01": {6_414_193, 4_162_202}, "2024-12-31": {5_500_000, 3_600_000}, "2023-12-31": {4_896_979, 2_500_000},
	} {
		c := ask(t, svc, api.CoverageFilter{Crisis: "hti-2024", Region: "HT", Level: level(0), AsOf: day, Page: api.Page{Limit: 100}})
		if p := c.Totals.People; p.InNeed == nil || p.Targeted == nil || int64(*p.InNeed) != want[0] || int64(*p.Targeted) != want[1] {
			t.Errorf("%s: totals %+v", day, p)
		}
		for _, row := range c.Data {
			if row.Sector == api.AllSectors && (row.People.InNeed == nil || int64(*row.People.InNeed) != want[0]) {
				t.Errorf("%s: row %+v", day, row.People)
			}
		}
	}
	food := ask(t, svc, api.CoverageFilter{Crisis: "hti-2024", Region: "HT", Sector: []api.SectorCode{"FSC"}})
	known := 0
	for _, row := range food.Data {
		if row.People.InNeed != nil {
			known++
		}
		if row.Region.Pcode == "HT05" && (row.People.InNeed == nil || *row.People.InNeed != 960_237) {
			t.Errorf("Artibonite: %+v", row.People)
		}
		if row.Region.Pcode == "HT01" && row.People.InNeed != nil {
			t.Errorf("the West is unknown, not %d", *row.People.InNeed)
		}
	}
	if len(food.Data) != 10 || known != 9 {
		t.Errorf("%d departments, %d known", len(food.Data), known)
	}
}

func population(t *testing.T, svc *relief.Service) {
	for at, want := range map[int]int64{0: 12_893_402, 1: 12_893_403, 2: 12_893_399} {
		c := ask(t, svc, api.CoverageFilter{Crisis: "hti-2024", Region: "HT", Level: level(at)})
		if got := c.Totals.Population; got == nil || *got != want {
			t.Errorf("level %d: %v, want %d", at, got, want)
		}
	}
}

func addsUp(t *testing.T, svc *relief.Service) {
	views := []api.CoverageFilter{
		{Crisis: "hti-2024"}, {Crisis: "hti-2024", AsOf: "2024-12-31"}, {Crisis: "hti-2024", AsOf: "2025-12-31", Region: "HT"},
		{Crisis: "hti-2024", Region: "HT", Level: level(0)}, {Crisis: "hti-2024", Region: "HT", Level: level(2)},
		{Crisis: "hti-2024", Appeal: "HHTI24", Region: "HT", Level: level(0), Sector: []api.SectorCode{"WSH", "FSC"}},
		{Crisis: "hti-2024", Appeal: "HHTI26"}, {Crisis: "hti-2024", Region: "DO"},
		{Crisis: "hti-example"}, {Crisis: "hti-example", Level: level(1)}, {Crisis: "hti-example", Level: level(2)},
		{Crisis: "hti-example", Region: "DO", Level: level(2)}, {Crisis: "hti-example", Region: "HT05"},
	}
	for _, f := range views {
		f.Limit = 7
		c := ask(t, svc, f)
		sum := c.Unallocated.Add(c.Shared)
		for page := c; ; page = ask(t, svc, f) {
			for _, row := range page.Data {
				sum = sum.Add(row.Money)
			}
			if page.Next == "" {
				break
			}
			f.Cursor = string(page.Next)
		}
		got, want := amounts(sum), amounts(c.Totals.CoverageMoney)
		if got != want {
			t.Errorf("%+v: the parts are %s, the totals %s", f, got, want)
		}
	}
}

func amounts(m api.CoverageMoney) string {
	required := "null"
	if m.Required != nil {
		required = m.Required.String()
	}
	return fmt.Sprint(required, " ", m.Announced, " ", m.Pledged, " ", m.Committed, " ", m.Disbursed)
}

func passedOn(t *testing.T, svc *relief.Service) {
	c := ask(t, svc, api.CoverageFilter{Crisis: "hti-2024", Appeal: "HHTI26", Region: "HT"})
	if got := amounts(c.Totals.CoverageMoney); got != "880327426.00 0.00 195798805.00 170385447.00 151328690.00" {
		t.Errorf("HHTI26: %s", got)
	}
	kept := false
	list, err := svc.Pledges(t.Context(), api.Caller{}, api.PledgeFilter{Appeal: []string{"HHTI26"}, NewMoney: &kept})
	if err != nil {
		t.Fatal(err)
	}
	var sum api.Cents
	for _, p := range list.Data {
		sum += *p.AmountUSD
	}
	if len(list.Data) != 7 || sum != 1_671_632_00 {
		t.Errorf("%d passed on, %s", len(list.Data), sum)
	}
}

func displaced(t *testing.T, svc *relief.Service) {
	for day, want := range map[api.Date]int64{"2024-03-01": 314_000, "2024-04-01": 362_551, "2026-11-01": 578_074} {
		list, err := svc.Needs(t.Context(), api.Caller{}, api.NeedFilter{Crisis: []string{"hti-2024"}, Group: []string{"IDP"}, AsOf: day})
		if err != nil {
			t.Fatal(err)
		}
		if len(list.Data) != 1 || list.Data[0].Affected == nil || int64(*list.Data[0].Affected) != want {
			t.Errorf("%s: %+v", day, list.Data)
		}
	}
}

func example(t *testing.T, svc *relief.Service) {
	list, err := svc.Pledges(t.Context(), api.Caller{}, api.PledgeFilter{Crisis: []string{"hti-example"}})
	if err != nil {
		t.Fatal(err)
	}
	got := map[api.Opt]api.PledgeStatus{}
	for _, p := range list.Data {
		got[p.Reference] = p.Status
	}
	want := map[api.Opt]api.PledgeStatus{"EXAMPLE-1": api.StatusAnnounced, "EXAMPLE-2": api.StatusPledged,
		"EXAMPLE-3": api.StatusCommitted, "EXAMPLE-4": api.StatusPartlyDisbursed}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%v, want %v", got, want)
	}
	c := ask(t, svc, api.CoverageFilter{Crisis: "hti-example", Level: level(1), Page: api.Page{Limit: 1000}})
	if c.Shared.Announced != 10_000_000_00 || c.Unallocated.Pledged != 7_000_000_00 {
		t.Errorf("shared %s, unallocated %s", c.Shared.Announced, c.Unallocated.Pledged)
	}
	rows := map[string]string{}
	for _, row := range c.Data {
		if row.Money.Pledged != 0 {
			rows[row.Region.Pcode+" "+string(row.Sector)] = amounts(row.Money)
		}
	}
	for cell, want := range map[string]string{
		"HT01 FSC": "24000000.00 0.00 20000000.00 20000000.00 4500000.00", "HT05 WSH": "9000000.00 0.00 8500000.00 6000000.00 1500000.00",
		"DO02 PRO": "2500000.00 0.00 2500000.00 2000000.00 0.00",
	} {
		if rows[cell] != want {
			t.Errorf("%s: %q, want %q", cell, rows[cell], want)
		}
	}
	if len(rows) != 3 {
		t.Errorf("rows %v", rows)
	}
	if got := amounts(c.Totals.CoverageMoney); got != "35500000.00 10000000.00 38000000.00 28000000.00 6000000.00" {
		t.Errorf("totals %s", got)
	}
	if p := c.Totals.People; p.InNeed == nil || *p.InNeed != 156_000 || *p.Basis != api.Summed {
		t.Errorf("people %+v", p)
	}
	haiti := ask(t, svc, api.CoverageFilter{Crisis: "hti-example", Region: "HT"}).Totals
	if got := amounts(haiti.CoverageMoney); got != "33000000.00 0.00 35500000.00 26000000.00 6000000.00" {
		t.Errorf("Haiti alone %s", got)
	}
}

func public(t *testing.T, svc *relief.Service) {
	list, err := svc.Assessments(t.Context(), api.Caller{}, api.AssessmentFilter{})
	if err != nil {
		t.Fatal(err)
	}
	if len(list.Data) != 13 {
		t.Errorf("%d assessments are public", len(list.Data))
	}
	for _, a := range list.Data {
		if a.Status != api.Validated && a.Status != api.Superseded {
			t.Errorf("%s is %s", a.Title, a.Status)
		}
	}
}
