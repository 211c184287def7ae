package relief

import (
	"context"
	"sync"
	"time"

	"github.com/konbit-aid/konbit/internal/ledger"
	"github.com/konbit-aid/konbit/internal/store"
)

// Sealing seals the ledger until ctx is done, soon after each write of this program, and what others wrote, too. It rings
// for those who wait for [Service.Sealed], also where another program has sealed. What goes wrong it says, and tries again.
func (s *Service) Sealing(ctx context.Context, say func(error)) {
	written := s.store.Written()
	tick := time.NewTicker(sealEvery)
	defer tick.Stop()
	var known int64
	for {
		more, err := s.Seal(ctx)
		var size int64
		if err == nil {
			size, err = glance(ctx, s, (*store.Tx).Size)
		}
		switch {
		case err != nil && ctx.Err() == nil:
			say(err)
		case size != known:
			known = size
			s.sealed.ring()
		}
		if more {
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			continue
		case <-written:
		}
		select { // others write meanwhile: one seal is for all of them
		case <-ctx.Done():
			return
		case <-time.After(sealAfter):
		}
	}
}

// sealEvery is how often entries are looked for that others wrote; sealAfter is how long after a write of this program.
const (
	sealEvery = 150 * time.Millisecond
	sealAfter = 50 * time.Millisecond
)

// Sealed returns a channel that is closed when this program learns of newly sealed entries, its own or others'.
func (s *Service) Sealed() <-chan struct{} { return s.sealed.wait() }

// bell wakes all who wait for it.
type bell struct {
	mu   sync.Mutex
	next chan struct{}
}

func (b *bell) wait() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.next == nil {
		b.next = make(chan struct{})
	}
	return b.next
}

func (b *bell) ring() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.next != nil {
		close(b.next)
		b.next = nil
	}
}

// Seal gives entries that are committed their places in the ledger; more tells whether there are further ones.
func (s *Service) Seal(ctx context.Context) (more bool, err error) {
	if waiting, err := s.store.Waiting(ctx); err != nil || !waiting {
		return false, err
	}
	return s.store.Seal(ctx, s.clock(), s.sign)
}

// sign writes the note of a head; none without a key.
func (s *Service) sign(h store.Head) (string, error) {
	if s.signer == nil {
		return "", nil
	}
	return s.signer.Sign(ledger.Checkpoint{Size: h.Size, Root: h.Root, At: h.At})
}

// SignHead signs the head of the ledger with the present key, where it is not.
func (s *Service) SignHead(ctx context.Context) error {
	if s.signer == nil {
		return nil
	}
	return s.store.SignHead(ctx, func(h store.Head) (string, error) {
		if _, err := ledger.OpenCheckpoint(h.Note, s.signer.Public()); err == nil {
			return h.Note, nil
		}
		return s.sign(h)
	})
}
