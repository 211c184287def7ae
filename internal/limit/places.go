package limit

import (
	"context"
	"sync"
	"time"
)

// Places bounds how many requests are at work at once: in all, and of one client, so that one who is slow cannot take
// all places. Nobody waits for a place.
type Places struct {
	all, each int

	mu    sync.Mutex
	taken int
	of    map[string]int
}

// mostIdle is how many clients that have no place are kept in mind: most come back at once.
const mostIdle = 1000

// NewPlaces makes so many places, of which one client gets at most each.
func NewPlaces(all, each int) *Places {
	return &Places{all: all, each: max(each, 1), of: map[string]int{}}
}

// Enter takes a place in all. Leave gives it back, once however often it is called.
func (p *Places) Enter() (leave func(), ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.taken >= p.all {
		return nil, false
	}
	p.taken++
	back := false
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		if !back {
			back = true
			p.taken--
		}
	}, true
}

// Claim takes one of the places that a client may have at once.
func (p *Places) Claim(who string) (leave func(), ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.of[who] >= p.each {
		return nil, false
	}
	p.of[who]++
	back := false
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		if back {
			return
		}
		back = true
		if p.of[who]--; p.of[who] == 0 && len(p.of) > mostIdle {
			delete(p.of, who)
		}
	}, true
}

// Budget bounds how many bytes are in memory at once. Who finds too few left waits a moment for others to finish.
type Budget struct {
	all  int64
	wait time.Duration

	mu   sync.Mutex
	left int64
	free chan struct{} // closed when bytes come back
}

// NewBudget has so many bytes; who finds too few waits so long.
func NewBudget(bytes int64, wait time.Duration) *Budget {
	return &Budget{all: bytes, left: bytes, wait: wait, free: make(chan struct{})}
}

// Take takes bytes from the budget, all of it if they are more. Give returns them, once however often it is called.
func (b *Budget) Take(ctx context.Context, bytes int64) (give func(), ok bool) {
	bytes = min(bytes, b.all)
	late := time.NewTimer(b.wait)
	defer late.Stop()
	for {
		b.mu.Lock()
		if b.left >= bytes {
			b.left -= bytes
			b.mu.Unlock()
			return sync.OnceFunc(func() { b.give(bytes) }), true
		}
		free := b.free
		b.mu.Unlock()
		select {
		case <-free:
		case <-late.C:
			return nil, false
		case <-ctx.Done():
			return nil, false
		}
	}
}

func (b *Budget) give(bytes int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.left += bytes
	close(b.free)
	b.free = make(chan struct{})
}
