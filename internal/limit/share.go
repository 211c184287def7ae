package limit

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Count is what was let through for one caller in one window.
type Count struct {
	// Bucket stands for policy and caller. It is a digest, so that no address lies in the shared table.
	Bucket string
	// Starts is when the window starts, in seconds since 1970.
	Starts int64
	// N is how many: those to add when sent, those of all instances together when received.
	N int64
	// Expires is when the count weighs no more, in seconds since 1970.
	Expires int64
}

// Exchange adds counts to those of the other instances and returns the sums of the same buckets and windows.
type Exchange func(ctx context.Context, counts []Count) ([]Count, error)

// mostCounts is how many counts one exchange carries; the rest waits for the next.
const mostCounts = 2000

// Share exchanges the counts of the callers that have asked since the last time, every so often, until ctx is done.
// Where the exchange fails, each instance goes on counting alone and nothing is lost: report hears of the first failure
// of a row, and of its end as nil.
func Share(ctx context.Context, every time.Duration, exchange Exchange, report func(error), limiters ...*Limiter) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	failing := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		err := Sync(ctx, exchange, limiters...)
		if ctx.Err() != nil {
			return
		}
		if failing != (err != nil) {
			failing = err != nil
			report(err)
		}
	}
}

// patience is how long one exchange may take. Meanwhile counting goes on.
const patience = 5 * time.Second

// Sync is one exchange. It asks nothing where nobody has asked.
func Sync(ctx context.Context, exchange Exchange, limiters ...*Limiter) error {
	var sent []Count
	owners := map[string]owner{}
	for _, l := range limiters {
		sent = l.collect(sent, owners)
	}
	if len(sent) == 0 {
		return nil
	}
	// In one order everywhere, lest instances wait for each other's rows in a circle.
	slices.SortFunc(sent, func(a, b Count) int {
		if c := strings.Compare(a.Bucket, b.Bucket); c != 0 {
			return c
		}
		return int(a.Starts - b.Starts)
	})
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	got, err := exchange(ctx, sent)
	sums := map[Count]int64{}
	for _, c := range got {
		sums[Count{Bucket: c.Bucket, Starts: c.Starts}] = c.N
	}
	for _, c := range sent {
		o := owners[c.Bucket]
		o.limiter.settle(o.who, c, sums[Count{Bucket: c.Bucket, Starts: c.Starts}], err == nil)
	}
	return err
}

// owner is whose bucket it is.
type owner struct {
	limiter *Limiter
	who     string
}

// collect appends the counts of those who asked: this window's and the one before, which another instance may have
// added to after it was over.
func (l *Limiter) collect(counts []Count, owners map[string]owner) []Count {
	l.mu.Lock()
	defer l.mu.Unlock()
	current := l.now().UnixNano() / int64(l.policy.Window)
	for who, t := range l.callers {
		if !t.asked {
			continue
		}
		if len(counts) >= mostCounts-1 {
			break
		}
		t.asked = false
		t.move(current)
		bucket := l.bucket(who)
		owners[bucket] = owner{l, who}
		counts = append(counts, l.count(bucket, t.window, t.now.pending), l.count(bucket, t.window-1, t.past.pending))
	}
	return counts
}

func (l *Limiter) count(bucket string, window, n int64) Count {
	starts := time.Duration(window) * l.policy.Window
	return Count{Bucket: bucket, Starts: int64(starts / time.Second), N: n,
		Expires: int64((starts+3*l.policy.Window)/time.Second) + 1}
}

// settle takes over the sum of all instances for what was sent. Where that failed, it is sent again.
func (l *Limiter) settle(who string, sent Count, sum int64, done bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	t := l.callers[who]
	if t == nil {
		return
	}
	if !done {
		t.asked = true
		return
	}
	for _, w := range []struct {
		number int64
		count  *count
	}{{t.window, &t.now}, {t.window - 1, &t.past}} {
		if l.count("", w.number, 0).Starts == sent.Starts {
			w.count.pending -= sent.N
			// The sum is never less, unless the table was lost: a crash empties it.
			w.count.known = max(sum, w.count.known+sent.N)
		}
	}
}

// bucket is the digest of policy and caller. Instances with another window do not share it.
func (l *Limiter) bucket(who string) string {
	sum := sha256.Sum256([]byte(fmt.Sprintf("%s\x00%s\x00%s", l.policy.Name, l.policy.Window, who)))
	return base64.RawURLEncoding.EncodeToString(sum[:15])
}
