package relief_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/ledger"
	"github.com/konbit-aid/konbit/internal/relief"
	"github.com/konbit-aid/konbit/internal/store"
	"github.com/konbit-aid/konbit/internal/testkit"
)

// BenchmarkPledges is what the ledger costs: 16 writers record pledges with three allocations, with their entries and the
// sealer, and without either.
func BenchmarkPledges(b *testing.B) {
	for _, engine := range []struct {
		name string
		url  func(testing.TB) string
	}{{"postgres", testkit.Postgres}, {"sqlite", testkit.SQLite}} {
		for _, with := range []string{"with ledger", "without ledger"} {
			b.Run(engine.name+"/"+with, func(b *testing.B) {
				w := newWorld(b, engine.url(b))
				svc := w.Service
				ctx, stop := context.WithCancel(b.Context())
				defer stop()
				var sealing sync.WaitGroup
				defer sealing.Wait()
				defer stop()
				if with == "without ledger" {
					svc = relief.New(w.store, relief.WithoutLedger())
				} else {
					sealing.Go(func() { svc.Sealing(ctx, func(err error) { b.Error(err) }) })
				}
				in := pledge(90_00)
				in.Allocations = []api.Allocation{{Region: "HT01", Sector: "FSC", Amount: usd(30_00)}, {Region: "HT02", Sector: "FSC", Amount: usd(30_00)}, {Region: "HT0111", Sector: "WSH", Amount: usd(30_00)}}
				var n atomic.Int64
				b.SetParallelism(8) // 16 on two cores
				b.ResetTimer()
				b.RunParallel(func(pb *testing.PB) {
					for pb.Next() {
						own := in
						own.Reference = api.Opt(fmt.Sprint("R-", n.Add(1)))
						if _, err := svc.CreatePledge(ctx, w.donor(), own, nil); err != nil {
							b.Error(err)
						}
					}
				})
			})
		}
	}
}

// BenchmarkVerify recomputes a ledger of 100,000 entries of 2 kB each.
func BenchmarkVerify(b *testing.B) {
	const entries = 100_000
	for _, engine := range []struct {
		name string
		url  func(testing.TB) string
	}{{"postgres", testkit.Postgres}, {"sqlite", testkit.SQLite}} {
		b.Run(engine.name, func(b *testing.B) {
			w := newWorld(b, engine.url(b))
			state := fmt.Appendf(nil, `{"id":"x","text":"%01000d"}`, 7)
			for done := 0; done < entries; done += 1000 {
				w.must(w.store.WriteLong(w.ctx, func(tx *store.Tx) error {
					all := make([]store.Entry, 1000)
					for i := range all {
						all[i] = store.Entry{ID: uuid.Must(uuid.NewV7()).String(), At: time.Now().UTC().Truncate(time.Microsecond), Caller: w.donor(), Resource: "notes", Record: "x", Action: "update", Before: state, After: state}
					}
					return tx.AppendEntries(all...)
				}))
			}
			for more := true; more; {
				var err error
				more, err = w.Seal(w.ctx)
				w.must(err)
			}
			b.ResetTimer()
			for b.Loop() {
				w.must(w.store.ReadLong(w.ctx, func(tx *store.Tx) error { return tx.VerifyLedger(ledger.NewVerifier(), func(int64) {}) }))
			}
			b.ReportMetric(float64(entries)*float64(b.N)/b.Elapsed().Seconds(), "entries/s")
		})
	}
}
