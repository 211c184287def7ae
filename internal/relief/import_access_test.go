package relief_test

import (
	"strings"
	"testing"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/testkit"
)

// haiti is an empty desk with the regions of Haiti and a crisis there.
func haiti(t *testing.T, url string) *world {
	t.Helper()
	w := newDesk(t, url)
	w.importOnce("regions/hti_admin0_3.csv", api.ImportOptions{})
	_, err := w.CreateCrisis(w.ctx, api.System, api.CrisisInput{Code: "hti-2024", Title: "Haiti", Regions: []string{"HT"}, StartedOn: "2024-02-29"}, nil)
	w.must(err)
	return w
}

func TestRealPresence(t *testing.T) {
	withoutRaces(t)
	testkit.Engines(t, func(t *testing.T, url string) {
		w := haiti(t, url)
		const file = "context/3w_operational_presence_2020.csv"
		opts := api.ImportOptions{PublishedOn: "2020-06-01"}
		dry := opts
		dry.DryRun = true
		w.wantDry(file, dry)
		w.wantCounts("presence", w.importReal(file, opts), [6]int{11_377, 9871, 0, 0, 1506, 0})
		want := map[string]map[string]bool{}
		for _, r := range rows(t, file)[1:] {
			if want[r["adm1code"]] == nil {
				want[r["adm1code"]] = map[string]bool{}
			}
			if r["SECTORS_en"] == "WASH" {
				want[r["adm1code"]][r["ORG_NAME_en"]] = true
			}
		}
		c := w.coverage(api.Caller{}, api.CoverageFilter{Region: "HT", Sector: []api.SectorCode{"WSH", "MULTI"}, AsOf: "2020-07-01"})
		for _, r := range c.Data {
			n := r.Presence.Organizations
			if expected := len(want[r.Region.Pcode]); r.Sector == "WSH" && (n == nil || *n != expected) || r.Sector == "MULTI" && (n == nil || *n != 0) {
				t.Errorf("%s %s: %v organizations, the file has %d", r.Region.Pcode, r.Sector, n, expected)
			}
		}
		if n := row(w.coverage(api.Caller{}, api.CoverageFilter{Region: "HT", Sector: []api.SectorCode{"WSH"}, AsOf: "2021-01-01"}), "HT01", "WSH").Presence.Organizations; n != nil {
			t.Errorf("a year later nobody has reported, not %d", *n)
		}
		list, err := w.Presences(w.ctx, api.Caller{}, api.PresenceFilter{Page: api.Page{Limit: 1, Count: true}})
		w.must(err)
		if *list.Total != 9871 || w.entries("presence", "") != 9871 || w.entries("presence", list.Data[0].ID) != 1 {
			t.Errorf("%d presences, %d entries", *list.Total, w.entries("presence", ""))
		}
	})
}

// wantDry imports a file without keeping anything.
func (w *world) wantDry(file string, opts api.ImportOptions) {
	w.t.Helper()
	before := w.entries("", "")
	r := w.importDry(file, opts)
	if r.Written || r.Created == 0 || w.entries("", "") != before {
		w.t.Errorf("%s: a dry run wrote something: %+v", file, r)
	}
}

func TestRealAttacksOnAidWorkers(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		w := haiti(t, url)
		const file = "context/awsd_aid_worker_incidents_hti.csv"
		opts := api.ImportOptions{PublishedOn: "2025-10-01"}
		dry := opts
		dry.DryRun = true
		w.wantDry(file, dry)
		r := w.importReal(file, opts)
		w.wantCounts("incidents", r, [6]int{77, 76, 0, 0, 1, 0})
		wantNote(t, r, `no region is called "Petionville"; the nearest name is Petion-Ville (HT0114) (row 64)`)
		wantNote(t, r, "the place is not said: the country is taken (row 3, 4, 5, 6, 7, 9, 31, 70)")
		for reference, want := range map[string]string{
			"AWSD-322":  "HT region_above day 2004-09-14", // no place
			"AWSD-2683": "HT region_above year 2018-01-01",
			"AWSD-372":  "HT region_above month 2005-06-01",
			"AWSD-3810": "HT01 region_above day 2022-05-25", // the department alone
			"AWSD-3729": "HT0111 exact day 2023-03-12",
			"AWSD-4067": "HT0117 exact day 2023-03-28",  // the city is a commune of its own
			"AWSD-3733": "HT0111 nearby day 2022-05-08", // a city that is in no list, in the district
			"AWSD-4036": "HT05 region_above day 2023-07-04",
			"AWSD-4583": "HT0621 exact day 2025-04-01", // "Central" is in no list, Mirebalais is
		} {
			list, err := w.Incidents(w.ctx, w.donor(), api.IncidentFilter{Reference: []string{reference}})
			w.must(err)
			if len(list.Data) != 1 {
				t.Fatalf("%s: %d incidents", reference, len(list.Data))
			}
			x := list.Data[0]
			got := strings.Join([]string{x.Region, string(x.PlacePrecision), string(x.DatePrecision), string(x.Period.From)}, " ")
			if got != want || x.Organization != "awsd" || x.Sensitivity != api.Partners || x.Category != api.AttackOnAidWorkers {
				t.Errorf("%s: %s, want %s; %+v", reference, got, want, x)
			}
		}
		var want [3]int64
		for _, r := range rows(t, file)[1:] {
			for i, column := range []string{"Total killed", "Total wounded", "Total kidnapped"} {
				want[i] += int64(dollarsOf(t, r[column]) / 100)
			}
		}
		var got [3]int64
		level := 0
		list, err := w.IncidentSummary(w.ctx, w.donor(), api.SummaryFilter{Crisis: "hti-2024", Level: &level, Page: api.Page{Limit: 1000}})
		w.must(err)
		for _, s := range list.Data {
			for i, n := range []*api.People{s.Killed, s.Injured, s.Abducted} {
				got[i] += int64(*n)
			}
		}
		if got != want {
			t.Errorf("killed, injured, abducted are %v, the file has %v", got, want)
		}
		if list, err := w.Incidents(w.ctx, api.Caller{}, api.IncidentFilter{}); err != nil || len(list.Data) != 0 {
			t.Errorf("the public sees %d, %v", len(list.Data), err)
		}
	})
}

func TestOnlyTheAttacksOfAPeriodAreTaken(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		w := haiti(t, url)
		r := w.importReal("context/awsd_aid_worker_incidents_hti.csv", api.ImportOptions{PublishedOn: "2025-10-01", Period: api.Period{From: "2024-01-01", To: "2025-12-31"}})
		w.wantCounts("incidents", r, [6]int{77, 9, 0, 0, 68, 0})
		wantNote(t, r, "skipped 67 rows: incidents outside the period asked for")
	})
}

// areas is what a person says of IPC's areas: the file puts each under a department, and those of two are only a part of it.
func areas(t *testing.T) map[string]string {
	departments := map[string]string{"Artibonite": "HT05", "Centre": "HT06", "Grand-Anse": "HT08", "Nippes": "HT10", "Nord": "HT03",
		"Nord-Est": "HT04", "Nord-Ouest": "HT09", "Sud": "HT07", "Sud-Est": "HT02", "Ouest": api.LeaveOut, "ZMPAP": api.LeaveOut}
	list := map[string]string{}
	for _, r := range rows(t, "context/ipc_hti_area_long_2025-09.csv")[1:] {
		list[r["Area"]] = departments[r["Level 1"]]
	}
	return list
}

func TestRealFoodSecurity(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		w := haiti(t, url)
		const file = "context/ipc_hti_area_long_2025-09.csv"
		alone := w.importDry(file, api.ImportOptions{})
		w.wantCounts("without a list of areas", alone, [6]int{421, 0, 0, 0, 391, 30})
		if alone.Written || len(alone.Faults) != 30 || alone.Faults[0].Code != "unknown_area" || !strings.Contains(alone.Faults[0].Reason, "Nippes (HT10)") {
			t.Errorf("%+v", alone.Faults)
		}
		if n := w.entries("assessments", ""); n != 0 {
			t.Errorf("something was guessed: %d entries", n)
		}
		opts := api.ImportOptions{Areas: areas(t)}
		dry := opts
		dry.DryRun = true
		w.wantDry(file, dry)
		r := w.importReal(file, opts)
		w.wantCounts("with a list of areas", r, [6]int{421, 22, 0, 0, 399, 0})
		wantNote(t, r, "HT05 is the sum of 4 areas, as the list of areas says")
		wantNote(t, r, "the file gives the month of the analysis: 2025-09-01 is taken")
		want := map[string]int64{}
		list := areas(t)
		for _, r := range rows(t, file)[1:] {
			if r["Phase"] == "3+" && r["Validity period"] == "current" && list[r["Area"]] != api.LeaveOut {
				want[list[r["Area"]]] += int64(dollarsOf(t, r["Number"]) / 100)
			}
		}
		needs, err := w.Needs(w.ctx, api.Caller{}, api.NeedFilter{Sector: []api.SectorCode{"FSC"}, AsOf: "2025-10-01"})
		w.must(err)
		if len(needs.Data) != len(want) || len(want) != 9 {
			t.Errorf("%d lines, want %d", len(needs.Data), len(want))
		}
		for _, n := range needs.Data {
			if int64(*n.InNeed) != want[n.Region] {
				t.Errorf("%s: %d, the file has %d", n.Region, *n.InNeed, want[n.Region])
			}
		}
	})
}

func TestAreasAreFoundByTheirNameAndNothingElse(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		w := haiti(t, url)
		const header = "Date of analysis,Country,Area,Validity period,From,To,Phase,Number\n"
		line := func(area string) string { return "Sep 2025,HTI," + area + ",current,2025-09-01,2026-02-28,3+,100\n" }
		r := w.take(header+line("GRAND'ANSE")+line("Cap-Haïtien")+line("HT01"), api.ImportOptions{KeepGood: true})
		w.wantFault(r, 2, "area", "unknown_area") // OCHA writes Grande'Anse
		w.wantFault(r, 4, "area", "unknown_area") // a label like a p-code is none
		w.wantCounts("", r, [6]int{3, 1, 0, 0, 0, 2})
		r = w.take(header+line("Cap-Haïtien")+line("Nippes HT01"), api.ImportOptions{Areas: map[string]string{"nippes ht01": "HT99"}})
		w.wantFault(r, 3, "region", "unknown_region")
		w.wantFault(r, 2, "area", "refused_together")
		r = w.take(header+strings.Replace(line("Limbe"), "100", "", 1)+strings.Replace(line("Limbe"), "Sep 2025", "2025", 1), api.ImportOptions{})
		w.wantFault(r, 2, "number", "required")
		w.wantFault(r, 3, "date of analysis", "bad_date")
	})
}

func TestImportOfPresence(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		const header = "SECTORS_en,ORG_NAME_en,ORG_ACRONYM_en,ORG_TYPE_en,adm1code,adm2code\n"
		opts := api.ImportOptions{Year: 2024}
		r := w.take(header+"WASH,Wfp,WFP,UNITED NATIONS,HT01,HT0111\nHealth,NEW NGO,NN,GUILD,HT01,\nWASH,X,X,OTHER,HT09,HT0911\n", opts)
		w.wantFault(r, 4, "region", "unknown_region")
		if r.Written {
			t.Errorf("%+v", r)
		}
		good := header + "WASH,Wfp,WFP,UNITED NATIONS,HT01,HT0111\nHealth,NEW NGO,NN,GUILD,HT01,\n"
		r = w.take(good, opts)
		w.wantCounts("", r, [6]int{2, 2, 0, 0, 0, 0})
		wantNote(t, r, "the type GUILD of organizations is kept as other")
		list, err := w.Presences(w.ctx, w.donor(), api.PresenceFilter{Organization: []string{"wfp"}})
		if err != nil || len(list.Data) != 1 || list.Data[0].Period != (api.OpenPeriod{From: "2024-01-01", To: "2024-12-31"}) || list.Data[0].Sector != "WSH" {
			t.Errorf("the organization that is there is not found by its name: %+v %v", list.Data, err)
		}
		opts.PublishedOn = "2024-05-01"
		w.wantCounts("with a better day of publication", w.take(good, opts), [6]int{2, 0, 2, 0, 0, 0})
		opts.Period = api.Period{From: "2024-06-01", To: "2025-06-01"}
		r = w.take(good, opts)
		w.wantFault(r, 2, "period", "overlapping")
	})
}

func TestAPlaceIsTakenOnlyWhereItsNamesAgree(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		w := haiti(t, url)
		for pcode, parent := range map[string]api.Opt{"HT0199": "HT01", "HT0299": "HT02"} {
			_, err := w.CreateRegion(w.ctx, api.System, api.RegionInput{Pcode: pcode, Names: api.Names{EN: "Twin"}, Level: 2, Parent: parent, ISO3: "HTI"}, nil)
			w.must(err)
		}
		const header = "Incident ID,Year,Month,Day,Country Code,Region,District,City,Total killed,Total wounded,Total kidnapped\n"
		r := w.take(header+"1,2024,3,1,HT,North,Delmas,Hinche,0,0,0\n2,2024,3,1,HT,West,Twin,,0,0,0\n3,2024,3,1,HT,West,Delmas,Nowhere at all,0,0,0\n", api.ImportOptions{PublishedOn: "2024-04-01"})
		w.wantCounts("", r, [6]int{3, 3, 0, 0, 0, 0})
		for i, want := range []string{"HT03 region_above", "HT01 region_above", "HT0112 nearby"} {
			list, err := w.Incidents(w.ctx, w.donor(), api.IncidentFilter{Reference: []string{"AWSD-" + string(rune('1'+i))}})
			w.must(err)
			if x := list.Data[0]; x.Region+" "+string(x.PlacePrecision) != want {
				t.Errorf("%s: %s %s, want %s", x.Reference, x.Region, x.PlacePrecision, want)
			}
		}
		wantNote(t, r, "Hinche is not in North: the larger place is taken")
		wantNote(t, r, `no region is called "Twin"`)
		f := w.take("Date of analysis,Country,Area,Validity period,From,To,Phase,Number\nSep 2025,HTI,Twin,current,2025-09-01,2026-02-28,3+,100\n", api.ImportOptions{})
		w.wantFault(f, 2, "area", "unknown_area")
	})
}
