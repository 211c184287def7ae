package httpapi_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/relief"
	"github.com/konbit-aid/konbit/internal/store"
	"github.com/konbit-aid/konbit/internal/testkit"
)

// Benchmarks ask the real router over a large database: KONBIT_BENCH_ROWS pledges, each with one allocation, and as
// many need lines (1,000,000 if it is not set). docs/performance.md has figures and the command.

func benchRows(b *testing.B) int {
	text := os.Getenv("KONBIT_BENCH_ROWS")
	if text == "" {
		return 1_000_000
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		b.Fatal(err)
	}
	return n
}

func BenchmarkAPI(b *testing.B) {
	for _, engine := range []string{"sqlite", "postgres"} {
		b.Run(engine, func(b *testing.B) {
			url := "sqlite:" + filepath.Join(b.TempDir(), "bench.db")
			if engine == "postgres" {
				url = testkit.Postgres(b)
			}
			w := newWorld(b, url)
			w.crowd(engine, benchRows(b))
			b.Run("list 50 pledges by donor and status", func(b *testing.B) {
				w.time(b, http.MethodGet, "/v1/pledges?donor=donor-7&status=committed&limit=50", "")
			})
			b.Run("create a pledge with 3 allocations", func(b *testing.B) {
				w.time(b, http.MethodPost, "/v1/pledges", `{"crisis":"crowd","title":"Bench","amount":{"amount":"30.00","currency":"USD"},"pledged_on":"2024-09-05",
					"allocations":[{"region":"X01","sector":"WSH","amount":{"amount":"10.00","currency":"USD"}},{"region":"X02","sector":"FSC","amount":{"amount":"10.00","currency":"USD"}},
					{"region":"X03","sector":"HEA","amount":{"amount":"10.00","currency":"USD"}}],"sources":[{"publisher":"P","title":"T","published_on":"2024-09-05"}]}`)
			})
			b.Run("get one pledge", func(b *testing.B) {
				w.time(b, http.MethodGet, "/v1/pledges/01928f6e-0000-7000-8000-000000000077", "")
			})
			b.Run("coverage of a country by department", func(b *testing.B) {
				if err := w.svc.FoldCells(b.Context(), store.MostDeltas); err != nil { // as a server does all the time
					b.Fatal(err)
				}
				w.time(b, http.MethodGet, "/v1/coverage?crisis=crowd&region=XX&level=1&limit=1000", "")
			})
		})
	}
}

func (w *world) time(b *testing.B, method, url, body string) {
	key := w.keys[donor]
	for b.Loop() {
		r := httptest.NewRequest(method, url, strings.NewReader(body))
		r.Header.Set("Authorization", "Bearer "+key)
		r.Header.Set("Content-Type", "application/json")
		rec := httptest.NewRecorder()
		w.http.ServeHTTP(rec, r)
		if rec.Code >= 300 {
			b.Fatal(rec.Code, rec.Body.String())
		}
	}
}

// crowd fills the database with n pledges and n need lines of one country with 10 departments, 140 communes and 560
// sections: straight in SQL, since it is the reading that is measured.
func (w *world) crowd(engine string, n int) {
	w.t.Helper()
	must := func(err error) {
		if err != nil {
			w.t.Helper()
			w.t.Fatal(err)
		}
	}
	must(w.svc.Batch(w.t.Context(), api.System, false, func(b *relief.Batch) error {
		put := func(pcode, parent string, level int) error {
			_, err := b.PutRegion(api.RegionInput{Pcode: pcode, Parent: api.Opt(parent), Level: level, ISO3: "XXX", Names: api.Names{EN: api.Opt(pcode)}}, false)
			return err
		}
		must(put("XX", "", 0))
		for d := 1; d <= 10; d++ {
			must(put(fmt.Sprintf("X%02d", d), "XX", 1))
			for c := 0; c < 14; c++ {
				must(put(fmt.Sprintf("X%02d%02d", d, c), fmt.Sprintf("X%02d", d), 2))
				for s := 0; s < 4; s++ {
					must(put(fmt.Sprintf("X%02d%02d%02d", d, c, s), fmt.Sprintf("X%02d%02d", d, c), 3))
				}
			}
		}
		for i := range 100 {
			_, err := b.PutOrganization(api.OrganizationInput{Code: fmt.Sprintf("donor-%d", i), Name: "Donor", Type: "donor"})
			must(err)
		}
		_, err := b.PutCrisis(api.CrisisInput{Code: "crowd", Title: "Crowd", Regions: []string{"XX"}, StartedOn: "2024-01-01"})
		return err
	}))
	for _, sql := range crowdSQL(engine, n) {
		must(w.store.Exec(w.t.Context(), sql))
	}
	must(w.svc.RebuildCells(w.t.Context()))
	_, err := w.svc.VerifyCells(w.t.Context())
	must(err)
}

func crowdSQL(engine string, n int) []string {
	cast := func(text, kind string) string {
		if engine == "postgres" {
			return "CAST(" + text + " AS " + kind + ")"
		}
		return text
	}
	id := func(prefix, i string) string {
		return cast(fmt.Sprintf("'01928f6e-%s-7000-8000-' || substr(CAST(1000000000000 + %s AS text), 2)", prefix, i), "uuid")
	}
	day := func(d string) string { return cast("'"+d+"'", "date") }
	moment := cast("'2024-09-01T00:00:00.000000Z'", "timestamptz")
	two := func(i string) string { return "substr(CAST(100 + " + i + " AS text), 2)" }
	commune := "'X' || " + two("i % 10 + 1") + " || " + two("(i / 10) % 14")
	section := commune + " || " + two("(i / 140) % 4")
	sector := "CASE i % 7 WHEN 0 THEN 'WSH' WHEN 1 THEN 'FSC' WHEN 2 THEN 'HEA' WHEN 3 THEN 'EDU' WHEN 4 THEN 'NUT' WHEN 5 THEN 'SHL' ELSE 'PRO' END"
	state := "CASE WHEN i % 10 < 4 THEN 'committed' WHEN i % 10 < 7 THEN 'disbursed' WHEN i % 10 < 9 THEN 'pledged' ELSE 'cancelled' END"
	series := fmt.Sprintf("WITH RECURSIVE s(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM s WHERE i < %d) ", n-1)
	into := func(table, columns, values string) string {
		return "INSERT INTO " + table + " (" + columns + ") " + series + "SELECT " + values + " FROM s"
	}
	rounds := n/29400 + 1
	return []string{
		into("pledges", "id, crisis, donor, title, kind, stage, amount, currency, amount_usd, rate, rate_date, rate_source, pledged_on, firm_on, new_money, state, committed, disbursed, unallocated, sources, search, version, created_at, updated_at",
			strings.Join([]string{id("0000", "i"), "'crowd'", "'donor-' || CAST((i / 10) % 100 AS text)", "'Pledge'", "'financial'", "'pledged'", "100000 + i", "'USD'", "100000 + i", "'1'", day("2024-09-01"), "'US dollars'",
				day("2024-09-01"), day("2024-09-01"), cast("1", "boolean"), state, "CASE WHEN i % 10 < 7 THEN 100000 + i ELSE 0 END", "CASE WHEN i % 10 BETWEEN 4 AND 6 THEN 100000 + i ELSE 0 END", "0",
				`'[{"publisher":"OCHA","title":"Report","url":null,"published_on":"2024-09-01","reliability":"A","credibility":1,"quote":null}]'`, "'pledge'", "1", moment, moment}, ", ")),
		into("allocations", "pledge, place, region, sector, amount", strings.Join([]string{id("0000", "i"), "0", commune, sector, "100000 + i"}, ", ")),
		into("postings", "pledge, place, crisis, pledged_on, on_date, bucket, region, sector, announced, pledged, committed, disbursed",
			strings.Join([]string{id("0000", "i"), "0", "'crowd'", day("2024-09-01"), day("2024-09-01"), "'rows'", commune, sector, "0", "100000 + i", "CASE WHEN i % 10 < 7 THEN 100000 + i ELSE 0 END", "0"}, ", ")),
		"INSERT INTO assessments (id, crisis, organization, title, method, period_from, period_to, published_on, sensitivity, status, grade, need_count, sources, search, version, created_at, updated_at) " +
			fmt.Sprintf("WITH RECURSIVE s(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM s WHERE i < %d) SELECT ", rounds) +
			strings.Join([]string{id("1111", "i"), "'crowd'", "'wfp'", "'Round'", "'hno'", day("2024-01-01"), day("2024-12-31"), day("2024-02-01"), "'public'", "'validated'", "11", "29400", "'[]'", "'round'", "1", moment, moment}, ", ") + " FROM s",
		into("needs", "id, assessment, crisis, region, sector, grp, sex, age, affected, in_need, rank, version, created_at, updated_at",
			strings.Join([]string{id("2222", "i"), id("1111", "i / 29400"), "'crowd'", section, "CASE (i / 560) % 7 WHEN 0 THEN 'WSH' WHEN 1 THEN 'FSC' WHEN 2 THEN 'HEA' WHEN 3 THEN 'EDU' WHEN 4 THEN 'NUT' WHEN 5 THEN 'SHL' ELSE 'PRO' END", "'ALL'",
				"CASE (i / 3920) % 3 WHEN 0 THEN 'all' WHEN 1 THEN 'f' ELSE 'm' END", "'all'", "1000 + i % 500", "500 + i % 500",
				"'2024-12-31 2024-02-01 88 ' || substr(CAST(1000000000000 + i AS text), 2)", "1", moment, moment}, ", ")),
		"ANALYZE",
	}
}
