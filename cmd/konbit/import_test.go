package main

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/testkit"
)

// summary reads the one line that an import ends with.
func summary(t *testing.T, got result) api.ImportReport {
	t.Helper()
	var r api.ImportReport
	if err := json.Unmarshal([]byte(got.stdout), &r); err != nil || strings.Count(got.stdout, "\n") != 1 {
		t.Fatalf("not one line of JSON (%v): %+v", err, got)
	}
	return r
}

func TestImport(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		t.Run("dry keeps nothing", func(t *testing.T) {
			got := konbit(t, on(url), "import", "regions", "testdata/regions.csv", "--dry-run")
			if r := summary(t, got); got.code != 0 || r.Read != 4 || r.Created != 4 || r.Written {
				t.Errorf("%+v", got)
			}
		})
		t.Run("of a file with a fault keeps nothing and names it", func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "wrong.csv")
			good, err := os.ReadFile("testdata/regions.csv")
			if err != nil {
				t.Fatal(err)
			}
			wrong := strings.Replace(string(good), "2,HT0111,HTI,,HT01", "2,HT0111,HTI,,HT99", 1)
			if err := os.WriteFile(file, []byte(wrong), 0o600); err != nil {
				t.Fatal(err)
			}
			all := filepath.Join(t.TempDir(), "faults.csv")
			got := konbit(t, on(url), "import", "regions", file, "--report", all)
			if r := summary(t, got); got.code != 1 || r.Rejected != 1 || r.Written || !strings.Contains(got.stderr, "\n5 ") || !strings.Contains(got.stderr, "HT99") {
				t.Errorf("%+v", got)
			}
			f, err := os.Open(all)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			if rows, err := csv.NewReader(f).ReadAll(); err != nil || len(rows) != 2 || rows[1][0] != "5" {
				t.Errorf("the report is %v, %v", rows, err)
			}
		})
		t.Run("records the rest", func(t *testing.T) {
			got := konbit(t, on(url), "import", "regions", "testdata/regions.csv")
			if r := summary(t, got); got.code != 0 || r.Created != 4 || !r.Written {
				t.Errorf("%+v", got)
			}
		})
		t.Run("twice changes nothing", func(t *testing.T) {
			got := konbit(t, on(url), "import", "regions", "testdata/regions.csv")
			if r := summary(t, got); got.code != 0 || r.Created+r.Updated != 0 || r.Unchanged != 4 {
				t.Errorf("%+v", got)
			}
		})
		t.Run("of a file that is of another kind", func(t *testing.T) {
			got := konbit(t, on(url), "import", "flows", "testdata/regions.csv")
			if got.code != 1 || !strings.Contains(got.stderr, "is a file of regions") || got.stdout != "" {
				t.Errorf("%+v", got)
			}
		})
		t.Run("without a kind tells it by the file", func(t *testing.T) {
			got := konbit(t, on(url), "import", "testdata/regions.csv", "--dry-run")
			if r := summary(t, got); got.code != 0 || r.Unchanged != 4 || !strings.Contains(got.stderr, "regions.csv holds regions: regions by level.") {
				t.Errorf("%+v", got)
			}
		})
		t.Run("of a file that is not there", func(t *testing.T) {
			got := konbit(t, on(url), "import", "flows", "nowhere.csv")
			if got.code != 1 || !strings.Contains(got.stderr, "nowhere.csv") {
				t.Errorf("%+v", got)
			}
		})
	})
}

// TestImportOfRealFiles takes what the United Nations publish and asks for what they add up to.
func TestImportOfRealFiles(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		for _, step := range []struct {
			args    []string
			created int // at least
		}{
			{[]string{"regions", "regions/hti_admin0_3.csv"}, 721},
			{[]string{"regions", "regions/dom_admin0_2.csv"}, 43},
			{[]string{"needs", "needs/hpc_hno_2026_national.csv", "--country", "HTI", "--create-crisis", "--year", "2026", "--published", "2026-04-01"}, 1},
			{[]string{"flows", "funding/fts_requirements_funding_globalcluster_hti.csv", "--country", "HTI"}, 1},
			{[]string{"flows", "funding/fts_incoming_flows_hti.csv", "--country", "HTI"}, 1},
			{[]string{"presence", "context/3w_operational_presence_2020.csv", "--published", "2020-06-01"}, 9871},
			{[]string{"incidents", "context/awsd_aid_worker_incidents_hti.csv", "--published", "2025-10-01"}, 76},
			{[]string{"food-security", "context/ipc_hti_area_long_2025-09.csv", "--areas", "testdata/areas.csv"}, 22},
		} {
			args := append([]string{"import"}, step.args...)
			args[2] = testkit.Shared(t, args[2])
			first := konbit(t, on(url), args...)
			if first.code != 0 {
				t.Fatalf("konbit %v: %+v", args, first)
			}
			if r := summary(t, first); r.Created < step.created || r.Rejected != 0 {
				t.Errorf("konbit %v: %+v", args, first)
			}
			again := konbit(t, on(url), args...)
			if r := summary(t, again); again.code != 0 || r.Created+r.Updated+r.Rejected != 0 {
				t.Errorf("konbit %v again: %+v", args, again)
			}
		}
		file := testkit.Shared(t, "context/ipc_hti_area_long_2025-09.csv")
		got := konbit(t, on(url), "import", "food-security", file)
		if r := summary(t, got); got.code != 1 || r.Rejected != 30 || r.Written || !strings.Contains(got.stderr, "The nearest name is Nippes (HT10)") {
			t.Errorf("areas were guessed: %+v", got)
		}
		got = konbit(t, on(url), "import", "incidents", testkit.Shared(t, "context/awsd_aid_worker_incidents_hti.csv"))
		if got.code != 2 || !strings.Contains(got.stderr, "--published") {
			t.Errorf("incidents of a file without a date: %+v", got)
		}
		s := start(t, on(url))
		crises := must(s.as("").Crises(t.Context(), api.CrisisFilter{}))(t)
		if len(crises.Data) != 1 {
			t.Fatalf("%d crises", len(crises.Data))
		}
		c := must(s.as("").Coverage(t.Context(), api.CoverageFilter{Crisis: crises.Data[0].Code, AsOf: "2026-06-30"}))(t)
		if n := c.Totals.People.InNeed; n == nil || *n != 6_414_193 {
			t.Errorf("people in need in 2026: %v, want 6414193", n)
		}
	})
}
