package hapi_test

import (
	"flag"
	"os"
	"testing"

	"github.com/konbit-aid/konbit/api"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestTheAnswersAreAsTheyWere(t *testing.T) {
	d := newDesk(t, "sqlite:"+t.TempDir()+"/konbit.db")
	d.load("regions/hti_admin0_3.csv", api.ImportOptions{})
	d.load("needs/hpc_hno_2026_national.csv", api.ImportOptions{CreateCrisis: true, KeepGood: true})
	d.load("funding/fts_requirements_funding_hti_2001_2029.csv", api.ImportOptions{WithFunding: true, PublishedOn: "2026-11-01"})
	for file, address := range map[string]string{
		"needs.csv":        "/api/v2/affected-people/humanitarian-needs?location_code=HTI&output_format=csv",
		"needs_v1.json":    "/api/v1/affected-people/humanitarian-needs?location_code=HTI&limit=3",
		"population.json":  "/api/v2/geography-infrastructure/baseline-population?location_code=HTI&admin_level=1&limit=2",
		"funding.csv":      "/api/v2/coordination-context/funding?output_format=csv",
		"admin2.csv":       "/api/v2/metadata/admin2?admin1_code=HT10&output_format=csv&limit=3&start_date=2000",
		"sector.csv":       "/api/v2/metadata/sector?output_format=csv",
		"openapi.json":     "/openapi.json",
		"availability.csv": "/api/v2/metadata/data-availability?location_code=HTI&admin_level=0&output_format=csv",
	} {
		got := d.get("/compat/hapi" + address).Body.String()
		file = "testdata/" + file
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil || got != string(want) {
			t.Errorf("%s: %v\n%s", file, err, got)
		}
	}
}
