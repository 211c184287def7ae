package store_test

import (
	"sync"
	"testing"
	"time"

	"github.com/konbit-aid/konbit/internal/store"
	"github.com/konbit-aid/konbit/internal/testkit"
)

func TestRatesAreAddedUp(t *testing.T) {
	url := testkit.Postgres(t)
	st := open(t, url)
	if _, err := st.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	now := time.Date(2024, 9, 10, 12, 0, 0, 0, time.UTC).Unix()
	var instances sync.WaitGroup
	for range 4 {
		other := open(t, url)
		instances.Go(func() {
			for range 25 {
				sums, err := other.ExchangeRates(t.Context(), []store.RateCount{
					{Bucket: "a", Starts: now, N: 1, Expires: now + 180}, {Bucket: "a", Starts: now - 60, N: 0, Expires: now + 120},
					{Bucket: "b", Starts: now, N: 2, Expires: now + 180},
				})
				if err != nil || len(sums) != 2 {
					t.Errorf("got %v, %v", sums, err)
					return
				}
			}
		})
	}
	instances.Wait()
	ask := []store.RateCount{{Bucket: "a", Starts: now}, {Bucket: "b", Starts: now}, {Bucket: "c", Starts: now}}
	got := map[string]int64{}
	sums, err := st.ExchangeRates(t.Context(), ask)
	for _, c := range sums {
		got[c.Bucket] = c.N
	}
	if err != nil || got["a"] != 100 || got["b"] != 200 || len(sums) != 2 {
		t.Errorf("got %v, %v", sums, err)
	}
	if err := st.PurgeRates(t.Context(), time.Unix(now+181, 0)); err != nil {
		t.Fatal(err)
	}
	if sums, err := st.ExchangeRates(t.Context(), ask); err != nil || len(sums) != 0 {
		t.Errorf("after the purge: %v, %v", sums, err)
	}
}
