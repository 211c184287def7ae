package relief_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/relief"
	"github.com/konbit-aid/konbit/internal/store"
	"github.com/konbit-aid/konbit/internal/testkit"
)

const (
	spring = "the pepper of spring 2024"
	autumn = "the pepper of autumn 2024"
	winter = "the pepper of winter 2024"
)

// peppered is the same database under other peppers.
func (w *world) peppered(now, before string) *relief.Service {
	return relief.New(w.store, relief.WithPeppers(now, before))
}

func (w *world) newKey(s *relief.Service) (id, secret string) {
	w.t.Helper()
	k, err := s.CreateKey(w.ctx, api.System, api.KeyInput{Organization: "usaid", Scopes: []api.Scope{api.ScopePledge}}, nil)
	w.must(err)
	return k.ID, string(k.Secret)
}

func (w *world) digestOf(id string) (digest string) {
	w.t.Helper()
	w.must(w.store.Read(w.ctx, func(tx *store.Tx) (err error) {
		_, digest, _, err = tx.Key(id, *w.now)
		return err
	}))
	return digest
}

func TestPeppers(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		knows := func(s *relief.Service, secret string, want bool) {
			t.Helper()
			if _, err := s.Authenticate(w.ctx, secret); (err == nil) != want || err != nil && api.CodeOf(err) != api.CodeUnauthorized {
				t.Errorf("got %v, want known to be %v", err, want)
			}
		}
		t.Run("change with an overlap", func(t *testing.T) {
			id, secret := w.newKey(w.peppered(spring, ""))
			was := w.digestOf(id)
			knows(w.peppered(spring, ""), secret, true)
			knows(w.peppered(autumn, ""), secret, false)
			knows(w.peppered("", ""), secret, false)
			moving := w.peppered(autumn, spring)
			knows(moving, secret, true)
			w.must(moving.SaveUses(w.ctx))
			if w.digestOf(id) == was {
				t.Error("a key that was used has its old digest")
			}
			knows(w.peppered(autumn, ""), secret, true)
			knows(w.peppered(winter, autumn), secret, true)
			knows(w.peppered(winter, spring), secret, false)
		})
		t.Run("may be set where there was none", func(t *testing.T) {
			id, secret := w.newKey(w.peppered("", ""))
			first := w.peppered(spring, "")
			knows(first, secret, true)
			knows(w.peppered(autumn, spring), secret, false)
			w.must(first.SaveUses(w.ctx))
			knows(w.peppered("", ""), secret, false)
			knows(w.peppered(autumn, spring), secret, true)
			if d := w.digestOf(id); len(d) != len("hmac-sha256:")+64 {
				t.Errorf("the digest is %q", d)
			}
		})
		t.Run("leave keys from before them in force", func(t *testing.T) {
			id, secret := w.newKey(w.peppered(autumn, spring))
			sum := sha256.Sum256([]byte(secret))
			w.must(w.store.Write(w.ctx, func(tx *store.Tx) error {
				return tx.KeysUsed([]store.Use{{ID: id, At: *w.now, Hash: hex.EncodeToString(sum[:])}})
			}))
			s := w.peppered(autumn, spring)
			knows(s, secret, true)
			w.must(s.SaveUses(w.ctx))
			if d := w.digestOf(id); d == hex.EncodeToString(sum[:]) {
				t.Error("it was not moved")
			}
			knows(w.peppered(autumn, ""), secret, true)
		})
	})
}

// TestUsesThatCannotBeWrittenAreKept closes the door for one writing and opens it for the next.
func TestUsesThatCannotBeWrittenAreKept(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		id, secret := w.newKey(w.Service)
		if _, err := w.Authenticate(w.ctx, secret); err != nil {
			t.Fatal(err)
		}
		gone, leave := context.WithCancel(w.ctx)
		leave()
		if err := w.SaveUses(gone); err == nil {
			t.Error("it was written, though nothing could be")
		}
		w.must(w.SaveUses(w.ctx))
		k, err := w.Key(w.ctx, api.System, id)
		if err != nil || k.LastUsedAt == nil || !k.LastUsedAt.Equal(*w.now) {
			t.Errorf("got %+v, %v", k, err)
		}
	})
}

// TestRevokingAndRotatingAtOnce: whichever comes first, the other one sees it.
func TestRevokingAndRotatingAtOnce(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		w := newWorld(t, url)
		for range 20 {
			id, secret := w.newKey(w.Service)
			done := make(chan error, 2)
			go func() {
				_, err := w.RotateKey(w.ctx, api.System, id, api.RotationInput{}, nil)
				done <- err
			}()
			go func() {
				_, err := w.TransitionKey(w.ctx, api.System, id, api.Transition{To: "revoked", Reason: "x"}, nil)
				done <- err
			}()
			for range 2 {
				if err := <-done; err != nil && api.CodeOf(err) != api.CodeConflict {
					t.Fatal(err)
				}
			}
			if _, err := w.Authenticate(w.ctx, secret); api.CodeOf(err) != api.CodeUnauthorized {
				t.Fatalf("a revoked key works: %v", err)
			}
		}
	})
}
