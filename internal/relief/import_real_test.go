package relief_test

import (
	"os"
	"path"
	"testing"
	"time"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/exchange"
	"github.com/konbit-aid/konbit/internal/relief"
	"github.com/konbit-aid/konbit/internal/store"
	"github.com/konbit-aid/konbit/internal/testkit"
)

// desk is a service on an empty database that files are imported into.
func newDesk(t *testing.T, url string) *world {
	t.Helper()
	st, err := store.Open(t.Context(), url, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	if _, err := st.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	w := &world{t: t, ctx: t.Context(), store: st, now: &now}
	w.Service = relief.New(st, relief.WithClock(func() time.Time { return *w.now }))
	return w
}

// importReal imports a file of the real data and checks that every row is accounted for.
func (w *world) importReal(file string, opts api.ImportOptions) api.ImportReport {
	w.t.Helper()
	f, err := os.Open(testkit.Shared(w.t, file))
	w.must(err)
	defer f.Close()
	src, err := exchange.Open(f)
	w.must(err)
	opts.File = path.Base(file)
	start := time.Now()
	r, err := w.Import(w.ctx, api.System, src, opts)
	w.must(err)
	w.t.Logf("%s in %s: read %d created %d updated %d unchanged %d skipped %d rejected %d", file, time.Since(start).Round(time.Millisecond), r.Read, r.Created, r.Updated, r.Unchanged, r.Skipped, r.Rejected)
	for _, n := range r.Notes {
		w.t.Log("   ", n)
	}
	for i, fault := range r.Faults {
		if i < 10 {
			w.t.Logf("    fault %+v", fault)
		}
	}
	if sum := r.Created + r.Updated + r.Unchanged + r.Skipped + r.Rejected; sum != r.Read {
		w.t.Errorf("%s: read %d, but the outcomes add up to %d", file, r.Read, sum)
	}
	return r
}

func TestSmokeRealFiles(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		w := newDesk(t, url)
		for _, f := range []struct {
			file string
			opts api.ImportOptions
		}{
			{"regions/hti_admin0_3.csv", api.ImportOptions{}},
			{"regions/dom_admin0_2.csv", api.ImportOptions{}},
			{"regions/global_pcodes_adm_1_2.csv", api.ImportOptions{}},
			{"codelists/exchange_rates_monthly_imf.csv", api.ImportOptions{}},
			{"needs/hpc_hno_2026_national.csv", api.ImportOptions{CreateCrisis: true}},
			{"needs/hpc_hno_2024_fixture_afg_sdn.csv", api.ImportOptions{}},
			{"needs/hno_data_mli.csv", api.ImportOptions{Year: 2024}},
			{"funding/fts_requirements_funding_hti_2001_2029.csv", api.ImportOptions{}},
			{"funding/fts_requirements_funding_globalcluster_hti.csv", api.ImportOptions{}},
			{"funding/fts_requirements_funding_cluster_hti.csv", api.ImportOptions{}},
			{"funding/fts_incoming_flows_hti.csv", api.ImportOptions{Country: "HTI"}},
			{"funding/fts_incoming_pledges_only.csv", api.ImportOptions{Country: "HTI"}},
			{"funding/fts_incoming_funding_hti_2020-03_hxl.csv", api.ImportOptions{}},
		} {
			w.importReal(f.file, f.opts)
			if r := w.importReal(f.file, f.opts); r.Created+r.Updated > 0 {
				t.Errorf("%s changes something the second time", f.file)
			}
		}
	})
}
