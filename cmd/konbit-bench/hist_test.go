package main

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

func TestHistogram(t *testing.T) {
	t.Run("a percentile is within 1.6 % of the true one", func(t *testing.T) {
		r := rand.New(rand.NewPCG(1, 2))
		var h histogram
		all := make([]time.Duration, 20_000)
		for i := range all {
			all[i] = time.Duration(1000*(1+r.ExpFloat64()*r.ExpFloat64()*5000)) * time.Nanosecond
			h.add(all[i])
		}
		slices.Sort(all)
		for _, q := range []float64{0.01, 0.5, 0.9, 0.99, 0.999, 1} {
			want := all[max(0, int(q*float64(len(all))+0.5)-1)]
			if got := h.at(q); got < want*98/100-time.Microsecond || got > want*102/100+time.Microsecond {
				t.Errorf("%g: got %s, want %s", q, got, want)
			}
		}
	})
	t.Run("every bucket holds its own middle, in order", func(t *testing.T) {
		var h histogram
		last := time.Duration(-1)
		for i := range h.counts {
			m := middle(i)
			if m > 24*time.Hour {
				break
			}
			if got := bucketOf(m); got != i {
				t.Fatalf("%s of bucket %d falls into %d", m, i, got)
			}
			if m <= last {
				t.Fatalf("bucket %d: %s after %s", i, m, last)
			}
			last = m
		}
	})
	t.Run("two merged are as one", func(t *testing.T) {
		var a, b, both histogram
		for i := range 1000 {
			d := time.Duration(i*i) * time.Microsecond
			both.add(d)
			if i%3 == 0 {
				a.add(d)
			} else {
				b.add(d)
			}
		}
		a.merge(&b)
		if a != both {
			t.Error("they differ")
		}
	})
	t.Run("of none everything is zero", func(t *testing.T) {
		var h histogram
		if got := h.at(0.5); got != 0 {
			t.Errorf("got %s", got)
		}
	})
}
