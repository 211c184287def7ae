package demo

import (
	"strings"
	"testing"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/relief"
)

func outOfReach(t *testing.T, svc *relief.Service) {
	c := ask(t, svc, api.CoverageFilter{Crisis: "hti-example", Level: level(1), Unreachable: true})
	if len(c.Data) != 1 || c.Data[0].Region.Pcode != "HT05" || c.Data[0].Sector != "WSH" || *c.Data[0].Access.Severity != 4 || *c.Data[0].Money.FundedPct != 667 {
		t.Errorf("%+v", c.Data)
	}
	if got := amounts(c.Totals.CoverageMoney); got != "35500000.00 10000000.00 38000000.00 28000000.00 6000000.00" {
		t.Errorf("totals %s", got)
	}
	for _, row := range ask(t, svc, api.CoverageFilter{Crisis: "hti-2024", Region: "HT", Sector: []api.SectorCode{"FSC"}}).Data {
		severe := row.Region.Pcode == "HT01" || row.Region.Pcode == "HT05"
		if known := row.Access.Severity != nil; known != severe || known && *row.Access.Severity != 3 || row.Presence.Organizations != nil {
			t.Errorf("%s: %+v %+v", row.Region.Pcode, row.Access, row.Presence)
		}
	}
	march := ask(t, svc, api.CoverageFilter{Crisis: "hti-2024", Region: "HT", Sector: []api.SectorCode{"LOG"}, AsOf: "2024-03-10"})
	if len(march.Data) == 0 || *march.Data[0].Access.Severity != 4 || march.Data[0].Access.Count != 2 {
		t.Errorf("while the airport was closed: %+v", march.Data)
	}
	first := ask(t, svc, api.CoverageFilter{Crisis: "hti-example", Level: level(1), Sort: "unmet"}).Data[0]
	if first.Region.Pcode != "HT01" || first.Sector != "FSC" || *first.UnmetPerPerson != 40_00 {
		t.Errorf("most is missing per person in %s %s: %v", first.Region.Pcode, first.Sector, first.UnmetPerPerson)
	}
	if first.Presence.Organizations == nil || *first.Presence.Organizations != 2 {
		t.Errorf("%+v", first.Presence)
	}
}

func crossed(t *testing.T, svc *relief.Service) {
	list, err := svc.IncidentSummary(t.Context(), api.Caller{}, api.SummaryFilter{Crisis: "hti-2024", Category: []api.IncidentCategory{"other"}})
	if err != nil {
		t.Fatal(err)
	}
	var left, came int64
	for _, s := range list.Data {
		if s.Returned != nil {
			left += int64(*s.Returned)
		}
		if s.Arrivals != nil {
			came += int64(*s.Arrivals)
		}
		if s.Region == "DO" && s.Arrivals != nil || s.Region == "HT" && s.Returned != nil {
			t.Errorf("counted on both sides: %+v", s)
		}
	}
	if want := int64(31_810 + 25_708 + 479_908); left != want || came != want {
		t.Errorf("%d left, %d came, want %d", left, came, want)
	}
	page, err := svc.Incidents(t.Context(), api.Caller{}, api.IncidentFilter{Organization: []string{"awsd"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range page.Data {
		if *r.Killed > 0 || *r.Abducted > 0 {
			t.Errorf("the public is shown how few they were: %+v", r)
		}
	}
}

func TestAttacksOnAidWorkersAreThoseOfTheirDatabase(t *testing.T) {
	rows := map[string]row{}
	for _, r := range published(t, "context/awsd_aid_worker_incidents_hti.csv")[1:] {
		rows["AWSD-"+r["Incident ID"]] = r
	}
	n := 0
	for _, in := range load(t).Incidents {
		r, ok := rows[string(in.Reference)]
		if in.Organization != "awsd" {
			continue
		}
		n++
		if !ok {
			t.Errorf("%s is not in the file", in.Reference)
			continue
		}
		for column, have := range map[string]*api.People{"Total killed": in.Killed, "Total wounded": in.Injured, "Total kidnapped": in.Abducted} {
			if int64(*have) != r.number(t, column) {
				t.Errorf("%s: %s %d, published %s", in.Reference, column, *have, r[column])
			}
		}
		day := api.DateOf(api.Date("2000-01-01").Time().AddDate(int(r.number(t, "Year"))-2000, int(r.number(t, "Month"))-1, int(r.number(t, "Day"))-1))
		if in.Period.From != day || !strings.Contains(strings.ToLower(in.Title), strings.ToLower(r["Means of attack"])) {
			t.Errorf("%s: %s %q, published %s %s", in.Reference, in.Period.From, in.Title, day, r["Means of attack"])
		}
	}
	if n != 3 {
		t.Errorf("%d incidents", n)
	}
}

func TestReturnsAreThoseOfTheirPublishers(t *testing.T) {
	want := map[int64]string{}
	for _, r := range published(t, "context/curated_facts_hti_dom_2023_2026.csv") {
		if strings.HasPrefix(r["indicator"], "returns_from_DOM") {
			want[r.number(t, "value")] = r["period"]
		}
	}
	n := 0
	for _, in := range load(t).Incidents {
		if in.Returned == nil {
			continue
		}
		n++
		period, ok := want[int64(*in.Returned)]
		if !ok || !strings.HasPrefix(string(in.Period.From), period) || in.Movement.From != "DO" || in.Movement.To != "HT" {
			t.Errorf("%s: %d in %s, published for %q", in.Title, *in.Returned, in.Period.From, period)
		}
	}
	if n != 3 {
		t.Errorf("%d returns", n)
	}
}
