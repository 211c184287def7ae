package limit

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// clock is a clock that tests turn by hand.
type clock struct{ at time.Time }

func newClock() *clock { return &clock{time.Date(2024, 9, 10, 12, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time           { return c.at }
func (c *clock) pass(d time.Duration)     { c.at = c.at.Add(d) }
func (c *clock) limiter(q int64) *Limiter { return New(Policy{"key", q, time.Minute}, c.now) }

// takes asks n times and returns how often it was let through.
func takes(l *Limiter, who string, n int) (passed int) {
	for range n {
		if l.Take(who).Allowed {
			passed++
		}
	}
	return passed
}

func TestLimiter(t *testing.T) {
	t.Run("lets the quota through and no more", func(t *testing.T) {
		c := newClock()
		l := c.limiter(10)
		for want := int64(9); want >= 0; want-- {
			if v := l.Take("a"); !v.Allowed || v.Remaining != want || v.Reset != time.Minute {
				t.Fatalf("got %+v, want %d left", v, want)
			}
		}
		if v := l.Take("a"); v.Allowed || v.Remaining != 0 {
			t.Errorf("got %+v", v)
		}
		if v := l.Take("b"); !v.Allowed {
			t.Error("another caller pays for it")
		}
	})

	t.Run("says when the next one may pass, and means it", func(t *testing.T) {
		c := newClock()
		l := c.limiter(10)
		c.pass(20 * time.Second)
		takes(l, "a", 10)
		for range 20 {
			wait := l.Take("a").Reset
			c.pass(wait - time.Millisecond)
			if l.Peek("a").Allowed {
				t.Fatalf("it passes sooner than after %s", wait)
			}
			c.pass(time.Millisecond)
			if v := l.Take("a"); !v.Allowed {
				t.Fatalf("it does not pass after %s: %+v", wait, v)
			}
		}
	})

	t.Run("has no burst at the edge of a window", func(t *testing.T) {
		c := newClock()
		l := c.limiter(100)
		c.pass(59 * time.Second)
		before := takes(l, "a", 200)
		c.pass(2 * time.Second)
		if after := takes(l, "a", 200); before != 100 || after > 2 {
			t.Errorf("%d before the edge and %d after it", before, after)
		}
	})

	t.Run("lets a steady caller at the quota through for ever", func(t *testing.T) {
		c := newClock()
		l := c.limiter(60)
		for i := range 1000 {
			if v := l.Take("a"); !v.Allowed {
				t.Fatalf("request %d: %+v", i, v)
			}
			c.pass(1017 * time.Millisecond) // 59 a minute: shares are rounded up
		}
	})

	t.Run("does not count what it refuses", func(t *testing.T) {
		c := newClock()
		l := c.limiter(10)
		takes(l, "a", 1000)
		c.pass(2 * time.Minute)
		if n := takes(l, "a", 1000); n != 10 {
			t.Errorf("%d pass after two windows", n)
		}
	})
}

func TestMemoryIsBounded(t *testing.T) {
	c := newClock()
	l := c.limiter(10)
	l.most = 100
	takes(l, "loud", 11)
	for i := range 10_000 {
		l.Take(fmt.Sprint("address ", i))
	}
	if n := len(l.callers); n > 100 {
		t.Errorf("%d callers are kept", n)
	}
	if l.Peek("loud").Allowed {
		t.Error("who is at the limit was forgotten for the sake of new ones")
	}
	c.pass(3 * time.Minute)
	l.Take("new")
	if n := len(l.callers); n != 1 {
		t.Errorf("%d callers are kept though nothing of them weighs", n)
	}
}

// moment is when something was let through.
type moment []time.Time

// most returns by how much the worst stretch of up to one window is over quota × (1 + length/window).
func (m moment) over(quota int64, window time.Duration) (worst float64) {
	for i := range m {
		for j := i; j < len(m) && m[j].Sub(m[i]) < window; j++ {
			length := float64(m[j].Sub(m[i])) / float64(window)
			worst = max(worst, float64(j-i+1)-float64(quota)*(1+length))
		}
	}
	return worst
}

func TestNoStretchOfTimeHoldsMoreThanItMay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		quota := rapid.Int64Range(1, 20).Draw(t, "quota")
		c := newClock()
		l := c.limiter(quota)
		var passed moment
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			c.pass(time.Duration(rapid.Int64Range(0, int64(40*time.Second)).Draw(t, "pause")))
			for range takes(l, "a", rapid.IntRange(0, 30).Draw(t, "requests")) {
				passed = append(passed, c.at)
			}
		}
		if n := passed.over(quota, time.Minute); n > 1e-9 {
			t.Fatalf("%.2f too many of %d pass: %v", n, quota, passed)
		}
	})
}
