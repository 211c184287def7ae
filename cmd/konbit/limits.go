package main

import (
	"context"
	"time"

	"github.com/konbit-aid/konbit/internal/config"
	"github.com/konbit-aid/konbit/internal/httpapi"
	"github.com/konbit-aid/konbit/internal/limit"
	"github.com/konbit-aid/konbit/internal/store"
)

const (
	// clientShare is the part of all places that one address or key may have at once.
	clientShare = 4
	// bodyPatience is how long a large body waits for room.
	bodyPatience = 2 * time.Second
	// questionPatience is how long an expensive question waits for a place.
	questionPatience = 5 * time.Second
	// exchangeEvery is how often instances tell each other what they counted, and purgeRatesEvery how often what
	// weighs no more is removed.
	exchangeEvery   = 250 * time.Millisecond
	purgeRatesEvery = time.Minute
)

// limits are what the settings say that clients may take.
func limits(c config.Config) httpapi.Limits {
	var l httpapi.Limits
	if c.MaxConcurrent > 0 {
		l.Places = limit.NewPlaces(c.MaxConcurrent, c.MaxConcurrent/clientShare)
	}
	if c.MaxBodies > 0 {
		l.Bodies = limit.NewBudget(int64(c.MaxBodies)<<20, bodyPatience)
	}
	if c.MaxExpensive > 0 {
		l.Expensive = limit.NewBudget(int64(c.MaxExpensive), questionPatience)
		l.Exports = limit.NewBudget(int64(c.MaxExpensive), questionPatience)
	}
	if c.MaxFollowers > 0 {
		l.Followers = limit.NewBudget(int64(c.MaxFollowers), 0)
	}
	if c.RateLimit.N > 0 {
		l.Keys = limiter("key", c.RateLimit)
		l.Addresses = limiter("address", c.RateLimitAnonymous)
		l.Failures = limiter("failed", c.RateLimitFailed)
	}
	return l
}

func limiter(name string, r config.Rate) *limit.Limiter {
	if r.N == 0 {
		return nil
	}
	return limit.New(limit.Policy{Name: name, Quota: int64(r.N), Window: r.Per}, time.Now)
}

// shareRates exchanges what this instance counts with the others on the same database, until the function it returns is
// called. A database that is away stops nothing: this instance then counts alone.
func (a *app) shareRates(st *store.Store, l httpapi.Limits) (stop func()) {
	var limiters []*limit.Limiter
	for _, one := range []*limit.Limiter{l.Keys, l.Addresses, l.Failures} {
		if one != nil {
			limiters = append(limiters, one)
		}
	}
	if !st.SharesRates() || len(limiters) == 0 {
		return func() {}
	}
	return background(func(ctx context.Context) {
		go a.purgeRates(ctx, st)
		limit.Share(ctx, exchangeEvery, ratesOf(st), func(err error) {
			if err != nil {
				a.logger().Warn("requests are counted by this instance alone for now", "error", err)
			} else {
				a.logger().Info("requests are counted together with other instances again")
			}
		}, limiters...)
	})
}

// ratesOf is the store's exchange as package limit calls it.
func ratesOf(st *store.Store) limit.Exchange {
	return func(ctx context.Context, counts []limit.Count) ([]limit.Count, error) {
		rows := make([]store.RateCount, len(counts))
		for i, c := range counts {
			rows[i] = store.RateCount(c)
		}
		sums, err := st.ExchangeRates(ctx, rows)
		got := make([]limit.Count, len(sums))
		for i, s := range sums {
			got[i] = limit.Count(s)
		}
		return got, err
	}
}

func (a *app) purgeRates(ctx context.Context, st *store.Store) {
	tick := time.NewTicker(purgeRatesEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-tick.C:
			if err := st.PurgeRates(ctx, now); err != nil && ctx.Err() == nil {
				a.logger().Debug("old rate counters stay for now", "error", err)
			}
		}
	}
}

// background runs work until the function it returns is called, which waits for its end.
func background(work func(context.Context)) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		work(ctx)
	}()
	return func() {
		cancel()
		<-done
	}
}
