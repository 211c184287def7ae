package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"
)

// target is one server and what is asked of it.
type target struct {
	name     string
	server   *process
	requests []request
}

// figures are what one server did.
type figures struct {
	Who       string  `json:"who"`
	PerSecond float64 `json:"per_second"`
	P50       float64 `json:"p50_ms"`
	P99       float64 `json:"p99_ms"`
	P999      float64 `json:"p99_9_ms"`
	CPU       float64 `json:"cpu_us_per_request"`
	Memory    float64 `json:"resident_mib"`
	Requests  uint64  `json:"requests"`
	rounds    []float64
}

// effort says how hard and how long.
type effort struct {
	connections int
	each        time.Duration // one round of one server
	rounds      int
}

// compare lets the targets take turns, A B then B A, so that what drifts on the machine is spread over all of them.
func compare(ctx context.Context, e effort, targets ...target) ([]figures, error) {
	hists := make([]histogram, len(targets))
	out := make([]figures, len(targets))
	cpu, took := make([]time.Duration, len(targets)), make([]time.Duration, len(targets))
	for i, t := range targets {
		if _, _, err := drive(ctx, t, e.connections, e.each, uint64(1000+i)); err != nil {
			return nil, err
		}
	}
	for round := range e.rounds {
		for turn := range targets {
			i := turn
			if round%2 == 1 {
				i = len(targets) - 1 - turn
			}
			t := targets[i]
			before := t.server.cpu()
			h, d, err := drive(ctx, t, e.connections, e.each, uint64(round))
			if err != nil {
				return nil, err
			}
			cpu[i] += t.server.cpu() - before
			took[i] += d
			hists[i].merge(h)
			out[i].rounds = append(out[i].rounds, float64(h.n)/d.Seconds())
			fmt.Fprintf(progress, "\r  %-28s round %d: %8.0f/s  p50 %s\033[K\n", t.name, round+1, float64(h.n)/d.Seconds(), h.at(0.5))
		}
	}
	for i, t := range targets {
		h := &hists[i]
		now, _ := t.server.memory()
		out[i].Who, out[i].Requests, out[i].PerSecond = t.name, h.n, float64(h.n)/took[i].Seconds()
		out[i].P50, out[i].P99, out[i].P999 = ms(h.at(0.5)), ms(h.at(0.99)), ms(h.at(0.999))
		out[i].CPU, out[i].Memory = float64(cpu[i].Microseconds())/float64(max(h.n, 1)), float64(now)/(1<<20)
	}
	return out, nil
}

// ratio is how many times as many requests a second a answers as b: the middle of the rounds' ratios, since the two of
// one round ran one after the other.
func ratio(a, b figures) float64 {
	all := make([]float64, len(a.rounds))
	for i := range all {
		all[i] = a.rounds[i] / b.rounds[i]
	}
	return median(all)
}

// drive sends a target's requests for a while, each connection in an order of its own, and measures every answer.
func drive(ctx context.Context, t target, connections int, d time.Duration, seed uint64) (*histogram, time.Duration, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	hists := make([]histogram, connections)
	var all sync.WaitGroup
	from := time.Now()
	until := from.Add(d)
	for w := range connections {
		all.Go(func() {
			if err := ask(ctx, t, until, rand.New(rand.NewPCG(seed, uint64(w))), &hists[w]); err != nil {
				cancel(fmt.Errorf("%s: %w", t.name, err))
			}
		})
	}
	all.Wait()
	took := time.Since(from)
	for w := range hists[1:] {
		hists[0].merge(&hists[w+1])
	}
	return &hists[0], took, context.Cause(ctx)
}

// ask is one connection.
func ask(ctx context.Context, t target, until time.Time, order *rand.Rand, h *histogram) error {
	c, err := dial(t.server.addr)
	if err != nil {
		return err
	}
	defer c.close()
	for now := time.Now(); now.Before(until) && ctx.Err() == nil; {
		r := t.requests[order.IntN(len(t.requests))]
		status, err := c.do(r, nil)
		if err == nil && status/100 != 2 {
			err = refused(r, status, c.body)
		}
		if err != nil {
			return err
		}
		then := time.Now()
		h.add(then.Sub(now))
		now = then
	}
	return nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
