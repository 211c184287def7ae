package limit

import (
	"strconv"
	"testing"
	"time"
)

func TestPlaces(t *testing.T) {
	p := NewPlaces(2, 1)
	first, ok := p.Enter()
	_, ok2 := p.Enter()
	if _, ok3 := p.Enter(); !ok || !ok2 || ok3 {
		t.Fatal("two places are two places")
	}
	first()
	first() // gives back nothing more
	if _, ok := p.Enter(); !ok {
		t.Error("a place given back is not free")
	}
	if _, ok := p.Enter(); ok {
		t.Error("a place was given back twice")
	}
	leave, ok := p.Claim("a")
	if _, again := p.Claim("a"); !ok || again {
		t.Error("a client has more places than its share")
	}
	if _, ok := p.Claim("b"); !ok {
		t.Error("another client pays for it")
	}
	leave()
	if _, ok := p.Claim("a"); !ok || len(p.of) != 2 {
		t.Errorf("got %v, and %d clients", ok, len(p.of))
	}
	for i := range 3 * mostIdle {
		if leave, ok := p.Claim(strconv.Itoa(i)); ok {
			leave()
		}
	}
	if len(p.of) > mostIdle+3 {
		t.Errorf("%d clients are kept in mind", len(p.of))
	}
}

func TestBudget(t *testing.T) {
	b := NewBudget(10, 0)
	give, ok := b.Take(t.Context(), 8)
	if _, again := b.Take(t.Context(), 3); !ok || again {
		t.Error("more is taken than there is")
	}
	give()
	give()
	all, ok := b.Take(t.Context(), 1000)
	if _, again := b.Take(t.Context(), 1); !ok || again {
		t.Error("who wants more than all gets all, once")
	}
	b.wait = time.Minute
	got := make(chan bool)
	go func() {
		_, ok := b.Take(t.Context(), 10)
		got <- ok
	}()
	all()
	if !<-got {
		t.Error("who waits is not served when others have finished")
	}
}
