package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/testkit"
)

// opened opens a store on a database with a schema.
func opened(t *testing.T, url string) *Store {
	t.Helper()
	st, err := Open(t.Context(), url, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	if _, err := st.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return st
}

func (s *Store) note(t *testing.T, code string) {
	t.Helper()
	err := s.Write(t.Context(), func(tx *Tx) error {
		return tx.AddOrganization(api.Organization{OrganizationInput: api.OrganizationInput{Code: code, Name: code, Type: "other"}, Meta: api.Meta{Version: 1, CreatedAt: time.Unix(0, 0), UpdatedAt: time.Unix(0, 0)}})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// age makes the last look too old to rest on.
func (n *news) age() {
	n.turn <- struct{}{}
	defer func() { <-n.turn }()
	n.tried = 0
	n.looked.Add(-int64(time.Minute))
}

// begun is when the last look began.
func (n *news) begun() int64 {
	n.turn <- struct{}{}
	defer func() { <-n.turn }()
	return n.tried
}

func version(t *testing.T, s *Store) uint64 {
	t.Helper()
	t.Helper()
	v, ok := s.Version(t.Context())
	if !ok {
		t.Fatal("the database does not answer")
	}
	return v
}

func TestAWriteIsKnownBeforeItIsAcknowledged(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		st := opened(t, url)
		before := version(t, st)
		st.note(t, "a")
		if after := version(t, st); after <= before {
			t.Errorf("%d after %d", after, before)
		}
		before = st.news.version.Load()
		failed := errors.New("no")
		if err := st.Write(t.Context(), func(*Tx) error { return failed }); err == nil {
			t.Fatal("it was written")
		}
		if after := st.news.version.Load(); after != before {
			t.Error("what was not written is news")
		}
		if err := st.keepBooks(t.Context(), func(*Tx) error { return nil }); err != nil || st.news.version.Load() != before {
			t.Errorf("books are news: %v", err)
		}
	})
}

func TestAWriteThatSparesKeysLeavesThemKnown(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		st, other := opened(t, url), opened(t, url)
		access := func(s *Store) uint64 {
			v, ok := s.Access(t.Context())
			if !ok {
				t.Fatal("the database does not answer")
			}
			return v
		}
		before, all := access(st), version(t, st)
		if err := st.Write(t.Context(), func(tx *Tx) error { tx.Spares(); return nil }); err != nil {
			t.Fatal(err)
		}
		if st.news.access.Load() != before || st.news.version.Load() <= all {
			t.Error("a write that promises to leave keys alone is news of keys, or none at all")
		}
		st.note(t, "a")
		if after := access(st); after <= before {
			t.Errorf("a write that promises nothing: %d after %d", after, before)
		}
		before = access(other)
		st.note(t, "b")
		if other.news.age(); access(other) <= before {
			t.Error("another program's write is not heard of")
		}
	})
}

func TestWhatAnotherProgramWritesIsHeardOf(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		one, two := opened(t, url), opened(t, url)
		two.news.age()
		before := version(t, two)
		one.note(t, "a")
		if !two.Reach(t.Context(), one.Token()) {
			t.Fatal("the database does not answer")
		}
		heard := version(t, two)
		if heard <= before {
			t.Errorf("%d after %d", heard, before)
		}
		if began := two.news.begun(); !two.Reach(t.Context(), one.Token()) || two.news.begun() != began {
			t.Error("it looks again for what it has heard of")
		}
		one.note(t, "b")
		two.news.age()
		if after := version(t, two); after <= heard {
			t.Errorf("without a token it is %d after %d", after, heard)
		}
		if !two.Reach(t.Context(), two.Token()) || !two.Reach(t.Context(), "nothing of ours") {
			t.Error("its own token, or one that is none, is an error")
		}
	})
}

func TestManyWhoAskLookOnce(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		one, two := opened(t, url), opened(t, url)
		version(t, two)
		one.note(t, "a")
		before := two.news.version.Load()
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() {
				if !two.Reach(t.Context(), one.Token()) || two.news.version.Load() <= before {
					t.Error("somebody was not told")
				}
			})
		}
		wg.Wait()
	})
}

func TestWhereTheDatabaseCannotBeAskedNothingIsCurrent(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		st := opened(t, url)
		version(t, st)
		st.news.turn <- struct{}{}
		st.news.query = "SELECT nothing FROM nowhere"
		<-st.news.turn
		st.news.age()
		if _, ok := st.Version(t.Context()); ok {
			t.Error("it says what is current without having looked")
		}
		if st.Reach(t.Context(), "000000000000-1") {
			t.Error("it says that it has seen another's write")
		}
		st.news.turn <- struct{}{}
		st.news.query = st.dialect.commits
		<-st.news.turn
		if _, ok := st.Version(t.Context()); !ok && !st.Reach(t.Context(), "000000000000-2") {
			t.Error("it does not recover")
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		st.news.age()
		st.news.turn <- struct{}{}
		if _, ok := st.Version(ctx); ok {
			t.Error("who has left is told something")
		}
		<-st.news.turn
	})
}

func TestTokensAreForgotten(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		st := opened(t, url)
		for i := range 3 * mostInstances {
			if !st.Reach(t.Context(), fmt.Sprintf("%012x-%d", i, i)) {
				t.Fatal("the database does not answer")
			}
		}
		if n := len(st.news.heard); n > mostInstances {
			t.Errorf("%d instances are kept in mind", n)
		}
	})
}

// TestAQuestionEndsWithWhoAsked has the engine count for minutes, for somebody who leaves.
func TestAQuestionEndsWithWhoAsked(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		st := opened(t, url)
		ctx, leave := context.WithCancel(t.Context())
		done := make(chan error)
		began := make(chan struct{})
		go func() {
			done <- st.Glance(ctx, func(tx *Tx) error {
				close(began)
				_, err := scan[int64](tx, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000) SELECT count(*) FROM n")
				return err
			})
		}()
		<-began
		leave()
		if err := <-done; api.CodeOf(err) != api.CodeUnavailable {
			t.Errorf("got %v", err)
		}
		version(t, st) // and others are answered
	})
}
