package exchange

import (
	"iter"
	"os"
	"testing"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/testkit"
)

// tally counts rows, those that are skipped, and faults.
func tally[T any](t *testing.T, rows iter.Seq[api.Row[T]]) [3]int {
	var n [3]int
	for r := range rows {
		n[0]++
		if r.Skip != "" {
			n[1]++
		}
		if len(r.Faults) > 0 {
			n[2]++
			t.Logf("row %d: %v", r.Line, r.Faults)
		}
	}
	return n
}

func TestRealFilesAreReadWithoutAFault(t *testing.T) {
	for file, want := range map[string][3]int{
		"regions/hti_admin0_3.csv":                               {721, 0, 0},
		"regions/dom_admin0_2.csv":                               {43, 0, 0},
		"regions/global_pcodes_adm_1_2.csv":                      {33_454, 1, 0},
		"needs/hpc_hno_2026_national.csv":                        {134, 0, 0},
		"needs/hpc_hno_2024_fixture_afg_sdn.csv":                 {1058, 920, 0},
		"needs/hno_data_mli.csv":                                 {1324, 1, 0},
		"funding/fts_incoming_flows_hti.csv":                     {230, 0, 0},
		"funding/fts_incoming_pledges_only.csv":                  {184, 0, 0},
		"funding/fts_incoming_funding_hti_2020-03_hxl.csv":       {26, 1, 0},
		"funding/fts_requirements_funding_hti_2001_2029.csv":     {53, 29, 0},
		"funding/fts_requirements_funding_globalcluster_hti.csv": {315, 0, 0},
		"funding/fts_requirements_funding_cluster_hti.csv":       {268, 0, 0},
		"codelists/exchange_rates_monthly_imf.csv":               {13_534, 887, 0},
		"context/3w_operational_presence_2020.csv":               {11_377, 1, 0},
		"context/awsd_aid_worker_incidents_hti.csv":              {77, 1, 0},
		"context/ipc_hti_area_long_2025-09.csv":                  {421, 391, 0},
	} {
		t.Run(file, func(t *testing.T) {
			f, err := os.Open(testkit.Shared(t, file))
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			src, err := Open(f)
			if err != nil {
				t.Fatal(err)
			}
			var got [3]int
			switch {
			case src.Regions != nil:
				got = tally(t, src.Regions)
			case src.Needs != nil:
				got = tally(t, src.Needs)
			case src.Flows != nil:
				got = tally(t, src.Flows)
			case src.Plans != nil:
				got = tally(t, src.Plans)
			case src.Rates != nil:
				got = tally(t, src.Rates)
			case src.Presence != nil:
				got = tally(t, src.Presence)
			case src.Incidents != nil:
				got = tally(t, src.Incidents)
			case src.Food != nil:
				got = tally(t, src.Food)
			}
			if got != want {
				t.Errorf("rows, skipped, with faults: %v, want %v", got, want)
			}
		})
	}
}
