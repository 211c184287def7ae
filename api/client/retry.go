package client

import (
	"context"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"
)

// MaxDelay is the longest wait before a request is tried again, whatever the server asks for.
const MaxDelay = 30 * time.Second

// busy tells whether a status means "not now".
func busy(status int) bool {
	return status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable
}

// delay is how long to wait after the given number of earlier waits: what
// Retry-After says, else about 0.2 s, 0.4 s, 0.8 s…
func delay(try int, retryAfter string) time.Duration {
	if seconds, err := strconv.Atoi(retryAfter); err == nil && seconds >= 0 {
		return min(time.Duration(seconds)*time.Second, MaxDelay)
	}
	if at, err := http.ParseTime(retryAfter); err == nil {
		return min(max(time.Until(at), 0), MaxDelay)
	}
	base := 200 * time.Millisecond << min(try, 10)
	return min(base/2+rand.N(base), MaxDelay) //nolint:gosec // waiting a little longer than others needs no secret
}

// sleeper waits, or returns an error as soon as the context is done.
type sleeper func(context.Context, time.Duration) error

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
