package hapi_test

import (
	"cmp"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/testkit"
)

// hapiSector are HAPI's codes for those of OCHA's needs files that it calls otherwise.
var hapiSector = map[string]string{"ALL": "Intersectoral", "MPC": "Cash", "MS": "Multi"}

// figures of a needs file, by place, sector and status; several rows of one sector in one place are left out.
func figures(t *testing.T, file string) (want map[string]string, several int) {
	want = map[string]string{}
	times := map[string]int{}
	list := table(t, file)
	key := func(r map[string]string) string {
		sector := r["Cluster"]
		if s := hapiSector[sector]; s != "" {
			sector = s
		}
		return r["Country ISO3"] + " " + cmp.Or(r["Admin 2 PCode"], r["Admin 1 PCode"]) + " " + sector
	}
	for _, r := range list {
		if whole(r) {
			times[key(r)]++
		}
	}
	for _, r := range list {
		if !whole(r) {
			continue
		}
		if times[key(r)] > 1 {
			several++
			continue
		}
		for column, status := range map[string]string{"In Need": "INN", "Targeted": "TGT", "Affected": "AFF", "Reached": "REA"} {
			n, err := strconv.ParseFloat(r[column], 64)
			if err == nil && (n == 0 || n > 9) {
				want[key(r)+" "+status] = strconv.FormatInt(int64(n+0.5), 10)
			}
		}
	}
	return want, several
}

// whole tells whether a row is about everybody in a place, and names a sector.
func whole(r map[string]string) bool {
	c := strings.ToLower(strings.TrimSpace(r["Category"]))
	return r["Cluster"] != "" && (c == "" || c == "total" || c == "all")
}

func TestHumanitarianNeedsEqualTheFile(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, where string) {
		d := newDesk(t, where)
		const file = "needs/hpc_hno_2026_national.csv"
		d.load(file, api.ImportOptions{CreateCrisis: true, KeepGood: true})
		want, several := figures(t, file)
		if len(want) < 150 {
			t.Fatalf("the file has %d figures, and %d rows are one of several", len(want), several)
		}
		sum := 0
		for _, r := range d.rows("affected-people/humanitarian-needs", url.Values{}) {
			key := fmt.Sprintf("%v  %v %v", r["location_code"], r["sector_code"], r["population_status"])
			got := strconv.FormatFloat(r["population"].(float64), 'f', -1, 64)
			if w, known := want[key]; known && w != got {
				t.Errorf("%s is %s, want %s", key, got, w)
			} else if known {
				sum++
			}
			delete(want, key)
			if r["category"] != "" || r["admin_level"] != 0.0 || r["reference_period_start"] != "2026-01-01T00:00:00" || r["reference_period_end"] != "2026-12-31T23:59:59" {
				t.Errorf("%v is no row of the whole country in 2026", r)
			}
		}
		for key, w := range want {
			t.Errorf("%s: %s is missing", key, w)
		}
		t.Logf("%d figures are equal; %d rows of the file are one of several for a sector", sum, several)
		haiti := d.rows("affected-people/humanitarian-needs", url.Values{"location_code": {"hti"}, "sector_code": {"intersec"}, "population_status": {"INN"}})
		if len(haiti) != 1 || haiti[0]["population"] != 6414193.0 {
			t.Errorf("Haiti 2026: %v", haiti)
		}
	})
}

func TestHumanitarianNeedsEqualTheFileByDistrict(t *testing.T) {
	d := newDesk(t, "sqlite:"+t.TempDir()+"/konbit.db")
	const file = "needs/hpc_hno_2024_fixture_afg_sdn.csv"
	for _, iso3 := range []string{"AFG", "SDN"} {
		d.loadOnly("regions/global_pcodes_adm_1_2.csv", iso3+",", api.ImportOptions{Country: iso3, KeepGood: true})
	}
	d.load(file, api.ImportOptions{CreateCrisis: true, KeepGood: true, Year: 2024})
	want, several := figures(t, file)
	levels := map[any]int{}
	for _, r := range d.rows("affected-people/humanitarian-needs", url.Values{}) {
		if r["category"] != "" {
			continue
		}
		code := func(name string) string { s, _ := r[name].(string); return s }
		key := fmt.Sprintf("%v %v %v %v", r["location_code"], cmp.Or(code("admin2_code"), code("admin1_code")), r["sector_code"], r["population_status"])
		got := strconv.FormatFloat(r["population"].(float64), 'f', -1, 64)
		if w, known := want[key]; known && w != got {
			t.Errorf("%s is %s, want %s", key, got, w)
		} else if known {
			levels[r["admin_level"]]++
		}
		delete(want, key)
	}
	for key, w := range want {
		t.Errorf("%s: %s is missing", key, w)
	}
	if levels[0.0] == 0 || levels[1.0] == 0 || levels[2.0] == 0 {
		t.Errorf("figures by level: %v", levels)
	}
	t.Logf("figures by level: %v; %d rows are one of several", levels, several)
}

func TestBaselinePopulationEqualsTheRegions(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, where string) {
		d := newDesk(t, where)
		const file = "regions/hti_admin0_3.csv"
		d.load(file, api.ImportOptions{})
		want := map[string]string{}
		for _, r := range table(t, file) {
			if r["level"] <= "2" && r["population_2019"] != "" {
				want[r["pcode"]] = r["population_2019"]
			}
		}
		sums := map[any]float64{}
		for _, r := range d.rows("geography-infrastructure/baseline-population", url.Values{"location_code": {"HTI"}}) {
			pcode, _ := r["admin2_code"].(string)
			if pcode == "" {
				pcode, _ = r["admin1_code"].(string)
			}
			if pcode == "" {
				pcode = "HT"
			}
			if got := strconv.FormatFloat(r["population"].(float64), 'f', -1, 64); got != want[pcode] || r["gender"] != "all" || r["min_age"] != nil {
				t.Errorf("%s is %s, want %s: %v", pcode, got, want[pcode], r)
			}
			delete(want, pcode)
			sums[r["admin_level"]] += r["population"].(float64)
		}
		if len(want) > 0 {
			t.Errorf("missing: %v", want)
		}
		if sums[1.0] != 12893403 || sums[2.0] != 12893399 {
			t.Errorf("departments have %v, communes %v people", sums[1.0], sums[2.0])
		}
	})
}

func TestFundingEqualsTheFile(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, where string) {
		d := newDesk(t, where)
		const file = "funding/fts_requirements_funding_hti_2001_2029.csv"
		d.load(file, api.ImportOptions{CreateCrisis: true, WithFunding: true, PublishedOn: "2026-11-01"})
		want := map[string]map[string]string{}
		for _, r := range table(t, file) {
			if r["code"] != "" {
				want[r["code"]] = r
			}
		}
		decimal := func(v any) string {
			if v == nil {
				return ""
			}
			return strconv.FormatFloat(v.(float64), 'f', -1, 64)
		}
		for _, r := range d.rows("coordination-context/funding", url.Values{}) {
			w := want[r["appeal_code"].(string)]
			funded := w["funding"]
			if funded == "" {
				funded = "0"
			}
			got := [5]string{r["appeal_name"].(string), r["appeal_type"].(string), decimal(r["requirements_usd"]), decimal(r["funding_usd"]), decimal(r["funding_pct"])}
			if exp := [5]string{strings.Join(strings.Fields(w["name"]), " "), w["typeName"], w["requirements"], funded, w["percentFunded"]}; got != exp {
				t.Errorf("%v: %v, want %v", r["appeal_code"], got, exp)
			}
			if r["location_code"] != "HTI" || r["reference_period_start"] != w["startDate"]+"T00:00:00" || r["reference_period_end"] != w["endDate"]+"T23:59:59" {
				t.Errorf("%v, want %v", r, w)
			}
			delete(want, r["appeal_code"].(string))
		}
		if len(want) > 0 {
			t.Errorf("missing: %v", want)
		}
	})
}
