package demo

import (
	"bytes"
	"encoding/csv"
	"os"
	"strconv"
	"testing"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/testkit"
)

// row is one row of a published file, by the names of its columns.
type row map[string]string

func published(t *testing.T, path string) []row {
	t.Helper()
	body, err := os.ReadFile(testkit.Shared(t, path))
	if err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(body, []byte("\ufeff")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	rows := make([]row, 0, len(records))
	for _, fields := range records[1:] {
		r := row{}
		for i, name := range records[0] {
			r[name] = fields[i]
		}
		rows = append(rows, r)
	}
	return rows
}

func (r row) number(t *testing.T, column string) int64 {
	t.Helper()
	n, err := strconv.ParseInt(r[column], 10, 64)
	if err != nil {
		t.Fatalf("%s: %v", column, err)
	}
	return n
}

func TestRegionsAreThoseOfOCHA(t *testing.T) {
	d := load(t)
	rows := append(published(t, "regions/hti_admin0_3.csv"), published(t, "regions/dom_admin0_2.csv")...)
	want := map[string]row{}
	for _, r := range rows {
		if r["level"] < "3" {
			want[r["pcode"]] = r
		}
	}
	if len(d.Regions) != len(want) || len(want) != 151+43 {
		t.Errorf("%d regions, published %d", len(d.Regions), len(want))
	}
	for _, in := range d.Regions {
		r := want[in.Pcode]
		got := []string{strconv.Itoa(in.Level), string(in.Parent), in.ISO3, string(in.ISO31662),
			string(in.Names.EN), string(in.Names.FR), string(in.Names.HT), string(in.Names.ES), text(in.Population), degrees(in.Centroid)}
		point := ""
		if r["lon"] != "" {
			point = plain(t, r["lon"]) + " " + plain(t, r["lat"])
		}
		for i, s := range []string{r["level"], r["parent_pcode"], r["iso3"], r["iso_3166_2"],
			r["name_en"], r["name_fr"], r["name_ht"], r["name_es"], r["population_2019"], point} {
			if got[i] != s {
				t.Errorf("%s: %q, published %q", in.Pcode, got[i], s)
			}
		}
	}
}

func text(n *int64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatInt(*n, 10)
}

func degrees(p *api.Point) string {
	if p == nil {
		return ""
	}
	return decimal(p.Lon) + " " + decimal(p.Lat)
}

func decimal(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

func plain(t *testing.T, s string) string {
	t.Helper()
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return decimal(x)
}

// lines finds the need lines of the assessments that end on a day, by sector and group.
func (d dataset) lines(ends api.Date, organization string) []api.NeedInput {
	var list []api.NeedInput
	for _, a := range d.Assessments {
		if a.Period.To == ends && a.Organization == organization {
			list = append(list, a.Needs...)
		}
	}
	return list
}

func TestPeopleInNeed2026AreThoseOfTheHPCFile(t *testing.T) {
	lines := load(t).lines("2026-12-31", "ocha")
	got := map[api.SectorCode][2]int64{}
	for _, n := range lines {
		got[n.Sector] = [2]int64{int64(*n.InNeed), int64(*n.Targeted)}
	}
	count := 0
	for _, r := range published(t, "needs/hpc_hno_2026_national.csv") {
		if r["Country ISO3"] != "HTI" {
			continue
		}
		count++
		want := [2]int64{r.number(t, "In Need"), r.number(t, "Targeted")}
		if have := got[api.SectorCode(r["Cluster"])]; have != want {
			t.Errorf("%s: %v, published %v", r["Cluster"], have, want)
		}
	}
	if count != 9 || len(lines) != count {
		t.Errorf("%d lines, published %d", len(lines), count)
	}
}

func TestFoodInsecurityIsTheSumOfTheAreasThatIPCPutsInADepartment(t *testing.T) {
	departments := map[string]string{"Artibonite": "HT05", "Centre": "HT06", "Grand-Anse": "HT08", "Nippes": "HT10", "Nord": "HT03",
		"Nord-Est": "HT04", "Nord-Ouest": "HT09", "Sud": "HT07", "Sud-Est": "HT02"}
	want := map[string]int64{}
	for _, r := range published(t, "context/ipc_hti_area_long_2025-09.csv")[1:] {
		if p := departments[r["Level 1"]]; p != "" && r["Validity period"] == "current" && r["Phase"] == "3+" {
			want[p] += r.number(t, "Number")
		}
	}
	lines := load(t).lines("2026-02-28", "ipc")
	if len(lines) != len(want) || len(want) != 9 {
		t.Errorf("%d lines, published %d", len(lines), len(want))
	}
	for _, n := range lines {
		if int64(*n.InNeed) != want[n.Region] || n.Sector != "FSC" {
			t.Errorf("%s %s: %d, published %d", n.Region, n.Sector, *n.InNeed, want[n.Region])
		}
	}
}

func TestHeadlineFiguresAreThoseOfTheirPublishers(t *testing.T) {
	have := map[int64]int{}
	for _, a := range load(t).Assessments {
		for _, n := range a.Needs {
			for _, p := range []*api.People{n.Affected, n.InNeed, n.Targeted, n.Reached} {
				if p != nil && a.Crisis == "hti-2024" && n.Region == "HT" {
					have[int64(*p)]++
				}
			}
		}
	}
	for _, r := range published(t, "context/curated_facts_hti_dom_2023_2026.csv") {
		if r["unit"] == "people" && have[r.number(t, "value")] == 0 {
			t.Errorf("%s %s %s is not in the demo", r["indicator"], r["period"], r["value"])
		}
	}
}
