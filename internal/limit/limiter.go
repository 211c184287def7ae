package limit

import (
	"sync"
	"time"
)

// Policy is how much one caller may take: Quota in each Window.
type Policy struct {
	Name   string
	Quota  int64
	Window time.Duration
}

// Verdict is what a limiter says of one request.
type Verdict struct {
	Policy  Policy
	Allowed bool
	// Remaining is how many more would be let through now.
	Remaining int64
	// Reset is how long until more are: where refused, until the next one is let through; else until the window ends.
	Reset time.Duration
}

// mostCallers is how many callers a limiter keeps in mind: about 10 MB.
const mostCallers = 50_000

// Limiter lets each caller through as often as its policy says. It counts in fixed windows and adds the share of the
// window before that still lies within one window's length from now. So in any stretch of time of length x, up to a
// window, at most Quota × (1 + x/Window) are let through: there is no burst at a window's edge. What is refused is not
// counted. The memory is bounded: where too many callers are known, those that asked least are forgotten.
type Limiter struct {
	policy Policy
	now    func() time.Time
	most   int

	mu      sync.Mutex
	callers map[string]*tally
	swept   int64 // the window in which stale callers were last removed
}

// tally is what was let through for one caller.
type tally struct {
	window    int64 // the number of the current window since 1970
	now, past count
	asked     bool // since the last exchange
}

// count is what was let through in one window: as far as all instances know, and what they have not been told yet.
type count struct{ known, pending int64 }

func (c count) total() int64 { return c.known + c.pending }

// New returns a limiter for a policy. It asks the clock for the time.
func New(policy Policy, clock func() time.Time) *Limiter {
	return &Limiter{policy: policy, now: clock, most: mostCallers, callers: map[string]*tally{}}
}

// Take counts one request of a caller if it may pass.
func (l *Limiter) Take(who string) Verdict {
	l.mu.Lock()
	defer l.mu.Unlock()
	t, left := l.tally(who)
	v := l.judge(t, left)
	if v.Allowed {
		t.now.pending++
		v.Remaining--
	}
	return v
}

// Peek tells what Take would say, and counts nothing.
func (l *Limiter) Peek(who string) Verdict {
	l.mu.Lock()
	defer l.mu.Unlock()
	t, left := l.tally(who)
	return l.judge(t, left)
}

// tally finds the caller's and moves it to the current window, of which so much is left.
func (l *Limiter) tally(who string) (t *tally, left time.Duration) {
	at := l.now().UnixNano()
	window := at / int64(l.policy.Window)
	left = l.policy.Window - time.Duration(at%int64(l.policy.Window))
	if window > l.swept {
		l.sweep(window)
	}
	t = l.callers[who]
	if t == nil {
		if len(l.callers) >= l.most {
			l.forget()
		}
		t = &tally{window: window}
		l.callers[who] = t
	}
	t.move(window)
	t.asked = true
	return t, left
}

// move begins the window of that number, if it is a later one.
func (t *tally) move(window int64) {
	switch {
	case window == t.window+1:
		t.past, t.now = t.now, count{}
	case window > t.window:
		t.past, t.now = count{}, count{}
	default:
		return
	}
	t.window = window
}

func (l *Limiter) judge(t *tally, left time.Duration) Verdict {
	v := Verdict{Policy: l.policy, Reset: left}
	v.Remaining = max(l.policy.Quota-t.now.total()-share(t.past.total(), left, l.policy.Window), 0)
	v.Allowed = v.Remaining > 0
	if !v.Allowed {
		v.Reset = l.wait(t, left)
	}
	return v
}

// share is the part of the past window's count that still weighs when so much of the current one is left, rounded up.
func share(past int64, left, window time.Duration) int64 {
	part := float64(past) * float64(left) / float64(window)
	n := int64(part)
	if float64(n) < part {
		n++
	}
	return n
}

// wait is how long until one more may pass, if nothing else is let through meanwhile.
func (l *Limiter) wait(t *tally, left time.Duration) time.Duration {
	free := l.policy.Quota - 1
	if now := t.now.total(); now > free {
		// Not in this window. In the next one, once this one's share has shrunk.
		return left + part(l.policy.Window, now-free, now)
	}
	past := t.past.total()
	return left - l.policy.Window + part(l.policy.Window, past-(free-t.now.total()), past)
}

// part is window × n/of, rounded up.
func part(window time.Duration, n, of int64) time.Duration {
	return time.Duration(float64(window)*float64(n)/float64(of)) + 1
}

// sweep removes the callers of whom nothing weighs any more.
func (l *Limiter) sweep(window int64) {
	l.swept = window
	for who, t := range l.callers {
		if t.window < window-1 {
			delete(l.callers, who)
		}
	}
}

// forget removes one caller: of a few taken at random, the one that was let through least. Who comes from ever new
// addresses pushes out their own, and not those that are at their limit.
func (l *Limiter) forget() {
	const few = 8
	var victim string
	least, seen := int64(-1), 0
	for who, t := range l.callers {
		if n := t.now.total() + t.past.total(); least < 0 || n < least {
			victim, least = who, n
		}
		if seen++; seen == few {
			break
		}
	}
	delete(l.callers, victim)
}
