package relief_test

import (
	"encoding/csv"
	"os"
	"path"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/exchange"
	"github.com/konbit-aid/konbit/internal/relief"
	"github.com/konbit-aid/konbit/internal/store"
	"github.com/konbit-aid/konbit/internal/testkit"
)

// newDesk is a service on an empty database that files are imported into.
func newDesk(t *testing.T, url string) *world {
	t.Helper()
	testkit.Fill(t, url)
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

// importReal imports a file of the real data twice: every row is accounted
// for, and the second time changes nothing. It returns the first report.
func (w *world) importReal(file string, opts api.ImportOptions) api.ImportReport {
	w.t.Helper()
	first, again := w.importOnce(file, opts), w.importOnce(file, opts)
	if again.Created+again.Updated > 0 || again.Unchanged != first.Created+first.Updated+first.Unchanged || again.Rejected != first.Rejected {
		w.t.Errorf("%s a second time: %+v after %+v", file, again, first)
	}
	return first
}

func (w *world) importOnce(file string, opts api.ImportOptions) api.ImportReport {
	w.t.Helper()
	r := w.importDry(file, opts)
	if !r.Written {
		w.t.Fatalf("%s was not written: %+v", file, r)
	}
	return r
}

// importDry imports a file that may not be written.
func (w *world) importDry(file string, opts api.ImportOptions) api.ImportReport {
	w.t.Helper()
	f, err := os.Open(testkit.Shared(w.t, file))
	w.must(err)
	defer f.Close()
	src, err := exchange.Open(f)
	w.must(err)
	opts.File = path.Base(file)
	r, err := w.Import(w.ctx, api.System, src, opts)
	w.must(err)
	if sum := r.Created + r.Updated + r.Unchanged + r.Skipped + r.Rejected; sum != r.Read {
		w.t.Errorf("%s: read %d, but the outcomes add up to %d", file, r.Read, sum)
	}
	return r
}

func counts(r api.ImportReport) [6]int {
	return [6]int{r.Read, r.Created, r.Updated, r.Unchanged, r.Skipped, r.Rejected}
}

func (w *world) wantCounts(what string, r api.ImportReport, want [6]int) {
	w.t.Helper()
	if counts(r) != want {
		w.t.Errorf("%s: read, created, updated, unchanged, skipped, rejected are %v, want %v; %v", what, counts(r), want, r.Faults)
	}
}

// rows reads a real file without the code under test.
func rows(t testing.TB, file string) []map[string]string {
	t.Helper()
	f, err := os.Open(testkit.Shared(t, file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, cells := range all[1:] {
		row := map[string]string{}
		for i, name := range all[0] {
			row[name] = cells[i]
		}
		out = append(out, row)
	}
	return out
}

func dollarsOf(t testing.TB, text string) api.Cents {
	t.Helper()
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return api.Cents(n * 100)
}

func TestRealRegions(t *testing.T) {
	withoutRaces(t)
	testkit.Engines(t, func(t *testing.T, url string) {
		w := newDesk(t, url)
		w.wantCounts("Haiti", w.importReal("regions/hti_admin0_3.csv", api.ImportOptions{}), [6]int{721, 721, 0, 0, 0, 0})
		w.wantCounts("the Dominican Republic", w.importReal("regions/dom_admin0_2.csv", api.ImportOptions{}), [6]int{43, 43, 0, 0, 0, 0})
		for level, want := range map[int]int64{1: 12_893_403, 2: 12_893_399} {
			if got := w.population("HTI", level); got != want {
				t.Errorf("population over level %d is %d, want %d", level, got, want)
			}
		}
		before, err := w.Region(w.ctx, api.System, "HT01")
		w.must(err)
		// 33,453 regions and a tag row. Two p-codes of Ecuador stand twice; 150 regions of Haiti and 42 of its neighbour are known.
		w.wantCounts("the world", w.importReal("regions/global_pcodes_adm_1_2.csv", api.ImportOptions{}), [6]int{33_454, 33_259, 0, 192, 3, 0})
		after, err := w.Region(w.ctx, api.System, "HT01")
		w.must(err)
		if !cmp.Equal(before, after) {
			t.Errorf("the global list changed a region that was known: %s", cmp.Diff(before, after))
		}
		azuay, err := w.Region(w.ctx, api.System, "EC0101")
		w.must(err)
		if azuay.Parent != "EC01" {
			t.Errorf("the parent of EC0101 is %q", azuay.Parent)
		}
	})
}

// population sums the regions of a level.
func (w *world) population(iso3 string, level int) (sum int64) {
	w.t.Helper()
	list, err := w.Regions(w.ctx, api.System, api.RegionFilter{Page: api.Page{Limit: 1000}, ISO3: []string{iso3}, Level: []int{level}})
	w.must(err)
	for _, r := range list.Data {
		if r.Population != nil {
			sum += *r.Population
		}
	}
	return sum
}

func TestRealRegionsFillGapsInEitherOrder(t *testing.T) {
	withoutRaces(t)
	w := newDesk(t, "sqlite:"+t.TempDir()+"/konbit.db")
	w.importReal("regions/global_pcodes_adm_1_2.csv", api.ImportOptions{})
	w.wantCounts("Haiti after the world", w.importReal("regions/hti_admin0_3.csv", api.ImportOptions{}), [6]int{721, 570, 151, 0, 0, 0})
	ouest, err := w.Region(w.ctx, api.System, "HT01")
	w.must(err)
	if want := (api.Names{EN: "West", FR: "Ouest", HT: "Lwès"}); ouest.Names != want || ouest.Population == nil || *ouest.Population != 5_010_206 {
		t.Errorf("%+v", ouest)
	}
}

func TestRealNeeds(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		w := newDesk(t, url)
		w.importReal("regions/hti_admin0_3.csv", api.ImportOptions{})
		w.wantCounts("the world in 2026", w.importReal("needs/hpc_hno_2026_national.csv", api.ImportOptions{CreateCrisis: true}), [6]int{134, 129, 0, 0, 5, 0})
		c := w.covered(api.CoverageFilter{Crisis: "hti-2026", AsOf: "2026-06-30"})
		if n := c.Totals.People.InNeed; n == nil || *n != 6_414_193 {
			t.Errorf("people in need in Haiti: %v, want 6414193", n)
		}
		protection, err := w.Needs(w.ctx, api.System, api.NeedFilter{Crisis: []string{"moz-2026"}, Sector: []api.SectorCode{"PRO"}, AsOf: "2026-06-30"})
		w.must(err)
		if len(protection.Data) != 1 || *protection.Data[0].InNeed != 1_654_443 {
			t.Errorf("protection in Mozambique is not the overall figure: %+v", protection.Data)
		}
	})
}

func TestRealNeedsBelowTheCountry(t *testing.T) {
	withoutRaces(t)
	testkit.Engines(t, func(t *testing.T, url string) {
		w := newDesk(t, url)
		w.importOnce("regions/global_pcodes_adm_1_2.csv", api.ImportOptions{})
		w.wantCounts("Afghanistan and Sudan", w.importReal("needs/hpc_hno_2024_fixture_afg_sdn.csv", api.ImportOptions{CreateCrisis: true}),
			[6]int{1058, 131, 0, 0, 927, 0})
		mali := w.importReal("needs/hno_data_mli.csv", api.ImportOptions{CreateCrisis: true, Year: 2024, KeepGood: true})
		w.wantCounts("Mali", mali, [6]int{1324, 1322, 0, 0, 1, 1})
		if len(mali.Faults) != 1 || mali.Faults[0].Row != 172 || mali.Faults[0].Field != "region" || mali.Faults[0].Code != "unknown_region" {
			t.Errorf("the p-code ML011 is told as %+v", mali.Faults)
		}
		if !slices.ContainsFunc(mali.Notes, func(n string) bool {
			return n == "in need 225037.9852 is kept as 225038: people are whole (row 991)"
		}) {
			t.Errorf("no word of the rounding: %q", mali.Notes)
		}
	})
}

func TestRealExchangeRates(t *testing.T) {
	withoutRaces(t)
	testkit.Engines(t, func(t *testing.T, url string) {
		w := newDesk(t, url)
		r := w.importReal("codelists/exchange_rates_monthly_imf.csv", api.ImportOptions{})
		w.wantCounts("rates", r, [6]int{13_534, 10_281, 0, 0, 3_253, 0})
		rand, err := w.ExchangeRates(w.ctx, api.System, api.ExchangeRateFilter{Currency: []api.Currency{"ZAR"}, DateFrom: "2016-01-31", DateTo: "2016-01-31"})
		w.must(err)
		if len(rand.Data) != 1 || rand.Data[0].Rate != "16.07585" {
			t.Errorf("the rand is not South Africa's: %+v", rand.Data)
		}
	})
}

// open opens a real file.
func (w *world) open(file string) api.ImportSource {
	w.t.Helper()
	f, err := os.Open(testkit.Shared(w.t, file))
	w.must(err)
	w.t.Cleanup(func() { f.Close() })
	src, err := exchange.Open(f)
	w.must(err)
	return src
}

func (w *world) covered(f api.CoverageFilter) api.Coverage {
	w.t.Helper()
	c, err := w.Coverage(w.ctx, api.System, f)
	w.must(err)
	return c
}
