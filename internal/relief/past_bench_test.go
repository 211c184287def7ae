package relief_test

import (
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/relief"
	"github.com/konbit-aid/konbit/internal/testkit"
)

// BenchmarkThePast asks about the past of a crisis with KONBIT_BENCH_ROWS pledges
// (20,000 if it is not set), each with a payment, and as many need lines.
func BenchmarkThePast(b *testing.B) {
	rows, err := strconv.Atoi(os.Getenv("KONBIT_BENCH_ROWS"))
	if err != nil {
		rows = 20_000
	}
	for _, engine := range []string{"sqlite", "postgres"} {
		b.Run(engine, func(b *testing.B) {
			url := "sqlite:" + b.TempDir() + "/bench.db"
			if engine == "postgres" {
				url = testkit.Postgres(b)
			}
			w := newWorld(b, url)
			for from := 0; from < rows; from += 500 {
				w.must(w.Batch(w.ctx, api.System, false, func(batch *relief.Batch) error { return crowd(batch, from, min(from+500, rows)) }))
				w.must(w.store.Exec(w.ctx, "ANALYZE"))
			}
			then := w.later(time.Hour)
			crisis, f := []string{"hti-2024"}, api.CoverageFilter{Crisis: "hti-2024", KnownAt: then}
			time := func(name string, ask func() error) {
				b.Run(name, func(b *testing.B) {
					for b.Loop() {
						w.must(ask())
					}
				})
			}
			time("coverage", func() error { _, err := w.Coverage(w.ctx, w.donor(), f); return err })
			time("coverage now", func() error {
				_, err := w.Coverage(w.ctx, w.donor(), api.CoverageFilter{Crisis: "hti-2024"})
				return err
			})
			time("50 pledges", func() error {
				_, err := w.Pledges(w.ctx, w.donor(), api.PledgeFilter{Crisis: crisis, KnownAt: then})
				return err
			})
			time("50 needs", func() error {
				_, err := w.Needs(w.ctx, w.donor(), api.NeedFilter{Crisis: crisis, KnownAt: then})
				return err
			})
			time("a series of 120 days", func() error {
				_, err := w.Series(w.ctx, w.donor(), api.SeriesFilter{Crisis: "hti-2024", From: "2024-06-03", To: "2024-09-30", Step: api.ByDay})
				return err
			})
			time("50 sources", func() error { _, err := w.Sources(w.ctx, w.donor(), api.SourceFilter{}); return err })
		})
	}
}

func crowd(batch *relief.Batch, from, rows int) error {
	places := []string{"HT01", "HT02", "HT0111", "DO01"}
	for i := from; i < rows; i++ {
		in := pledge(1000_00, to(places[i%4], "WSH", 600_00))
		in.Donor, in.Reference, in.PledgedOn = "usaid", api.Opt(fmt.Sprint("R", i)), api.Date("2024-06-01").AddDays(i%100)
		paid := api.TransactionInput{Type: api.Disbursement, Amount: usd(500_00), Date: in.PledgedOn.AddDays(3), Sources: cited}
		if _, err := batch.PutPledge(in, []api.TransactionInput{paid}); err != nil {
			return err
		}
	}
	a := api.AssessmentInput{Crisis: "hti-2024", Organization: "wfp", Title: "Needs", Method: "hno", PublishedOn: "2024-07-01", Sensitivity: api.Public, Sources: cited,
		Period: api.Period{From: "2024-01-01", To: "2024-12-31"}}
	for i := from; i < rows; i++ {
		n := people(places[i%4], "WSH", 100)
		n.Age = fmt.Sprintf("%d-%d", i/4%900, 999)
		n.Group = api.Groups[i/3600%len(api.Groups)]
		a.Needs = append(a.Needs, n)
	}
	_, err := batch.PutAssessment(a, fmt.Sprint("bench ", from))
	return err
}
