package limit

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// table is the shared table as the database keeps it.
type table struct {
	rows map[Count]int64
	gone error // the database is away
}

func newTable() *table { return &table{rows: map[Count]int64{}} }

func (t *table) exchange(_ context.Context, counts []Count) ([]Count, error) {
	if t.gone != nil {
		return nil, t.gone
	}
	for _, c := range counts {
		t.rows[Count{Bucket: c.Bucket, Starts: c.Starts}] += c.N
	}
	got := make([]Count, len(counts))
	for i, c := range counts {
		row := Count{Bucket: c.Bucket, Starts: c.Starts}
		got[i] = row
		got[i].N = t.rows[row]
	}
	return got, nil
}

func sync1(t *testing.T, shared *table, all ...*Limiter) {
	t.Helper()
	for _, l := range all {
		if err := Sync(t.Context(), shared.exchange, l); err != nil && shared.gone == nil {
			t.Fatal(err)
		}
	}
}

func TestInstancesShareTheirCounts(t *testing.T) {
	c, shared := newClock(), newTable()
	a, b := c.limiter(10), c.limiter(10)
	takes(a, "x", 6)
	b.Peek("x")
	sync1(t, shared, a, b)
	if v := b.Peek("x"); v.Remaining != 4 {
		t.Errorf("the other instance sees %+v, want 4 left", v)
	}
	if n := takes(b, "x", 10); n != 4 {
		t.Errorf("the other instance lets %d through, want 4", n)
	}
	a.Peek("x")
	sync1(t, shared, b, a)
	if v := a.Peek("x"); v.Allowed {
		t.Errorf("got %+v", v)
	}

	t.Run("over the edge of a window", func(t *testing.T) {
		c.pass(time.Minute + 30*time.Second)
		fresh := c.limiter(10) // an instance that starts now
		fresh.Peek("x")
		sync1(t, shared, fresh)
		if v := fresh.Peek("x"); v.Remaining != 5 {
			t.Errorf("got %+v, want half of the past window's 10 to weigh", v)
		}
	})

	t.Run("but not with another policy or another caller", func(t *testing.T) {
		other := New(Policy{"address", 10, time.Minute}, c.now)
		other.Peek("x")
		b.Peek("y")
		sync1(t, shared, other, b)
		if other.Peek("x").Remaining != 10 || b.Peek("y").Remaining != 10 {
			t.Errorf("got %+v and %+v", other.Peek("x"), b.Peek("y"))
		}
	})
}

func TestWithoutTheTableEachCountsAlone(t *testing.T) {
	c, shared := newClock(), newTable()
	a, b := c.limiter(10), c.limiter(10)
	shared.gone = errors.New("away")
	takes(a, "x", 3)
	takes(b, "x", 4)
	sync1(t, shared, a, b)
	if a.Peek("x").Remaining != 7 || b.Peek("x").Remaining != 6 {
		t.Errorf("got %+v and %+v", a.Peek("x"), b.Peek("x"))
	}
	shared.gone = nil
	sync1(t, shared, b, a)
	if v := a.Peek("x"); v.Remaining != 3 {
		t.Errorf("got %+v: what was counted meanwhile is lost", v)
	}
	shared.rows = map[Count]int64{} // the table was emptied by a crash
	sync1(t, shared, a)
	if v := a.Peek("x"); v.Remaining != 3 {
		t.Errorf("got %+v after the table was lost", v)
	}
}

func TestAnOutageIsReportedOnce(t *testing.T) {
	c, shared := newClock(), newTable()
	l := c.limiter(10)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var mu sync.Mutex
	calls := 0
	said := make(chan error, 10)
	go Share(ctx, time.Millisecond, func(ctx context.Context, counts []Count) ([]Count, error) {
		mu.Lock()
		defer mu.Unlock()
		l.Peek("x") // somebody asks all the time
		if calls++; calls <= 3 {
			return nil, errors.New("away")
		}
		return shared.exchange(ctx, counts)
	}, func(err error) { said <- err }, l)
	l.Take("x")
	if first, second := <-said, <-said; first == nil || second != nil {
		t.Errorf("it says %v, then %v", first, second)
	}
}

// TestInstancesTogetherOvershootALittle states the bound of the documents: what the other instances let through in two
// rounds of exchanges.
func TestInstancesTogetherOvershootALittle(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		quota := rapid.Int64Range(1, 40).Draw(rt, "quota")
		instances := rapid.IntRange(2, 4).Draw(rt, "instances")
		burst := rapid.IntRange(1, 10).Draw(rt, "most in one round")
		c, shared := newClock(), newTable()
		all := make([]*Limiter, instances)
		for i := range all {
			all[i] = c.limiter(quota)
		}
		var passed moment
		for range rapid.IntRange(1, 80).Draw(rt, "rounds") {
			for _, l := range all {
				for range takes(l, "x", rapid.IntRange(0, burst).Draw(rt, "requests")) {
					passed = append(passed, c.at)
				}
			}
			c.pass(time.Duration(rapid.Int64Range(0, int64(5*time.Second)).Draw(rt, "pause")))
			for _, l := range all {
				if err := Sync(t.Context(), shared.exchange, l); err != nil {
					rt.Fatal(err)
				}
			}
		}
		bound := float64((instances - 1) * 2 * burst)
		if n := passed.over(quota, time.Minute); n > bound*2+1e-9 { // a stretch may touch two windows
			rt.Fatalf("%.2f too many of %d pass, the bound is %.0f", n, quota, bound)
		}
	})
}
