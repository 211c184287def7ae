package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/testkit"
)

func TestAQuestionAboutThePastHasALimit(t *testing.T) {
	replayed = 3
	t.Cleanup(func() { replayed = MaxReplay })
	testkit.Engines(t, func(t *testing.T, url string) {
		st, err := Open(t.Context(), url, Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { st.Close() })
		if _, err := st.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		at := time.Date(2024, 9, 5, 14, 3, 12, 0, time.UTC)
		var got []int
		err = st.Write(t.Context(), func(tx *Tx) error {
			for i := range 4 {
				e := Entry{ID: fmt.Sprintf("01928f6e-7b1a-7c3e-9d55-%012x", i), At: at, Resource: "regions", Record: fmt.Sprintf("HT0%d", i), Action: "create", After: []byte(`{"pcode":"HT"}`)}
				if err := tx.AppendEntries(e); err != nil {
					return err
				}
				all, err := StatesAt[json.RawMessage](tx, "regions", Among{"SELECT record FROM ledger_entries", nil}, at)
				if got = append(got, len(all)); err != nil {
					return err
				}
			}
			return nil
		})
		if e, ok := errors.AsType[*api.Error](err); !ok || e.Code != api.CodeMalformed || e.Fields[0].Code != "too_many_records" || len(got) != 4 || got[2] != 3 {
			t.Errorf("%v after %v", err, got)
		}
	})
}

func TestAddressesOfOneSource(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		same bool
	}{
		{"https://example.org/a", "HTTPS://EXAMPLE.org:443/a/", true},
		{"http://example.org:80", "http://example.org/", true},
		{"https://example.org/a?x=1&utm_source=m", "https://example.org/a?utm_Campaign=y&x=1#top", true},
		{"https://example.org/a?", "https://example.org/a", true},
		{"https://example.org/a", "https://example.org/A", false},
		{"https://example.org/a", "http://example.org/a", false},
		{"https://example.org/a?x=1", "https://example.org/a?x=2", false},
		{"https://example.org:8443/a", "https://example.org/a", false},
		{"https://example.org/a%2Fb", "https://example.org/a/b", false},
	} {
		if same := SourceID(api.Source{URL: api.Opt(tt.a)}) == SourceID(api.Source{URL: api.Opt(tt.b)}); same != tt.same {
			t.Errorf("%s and %s: one source is %v", tt.a, tt.b, same)
		}
	}
	a := api.Source{Publisher: "Médecins Sans Frontières", Title: "Cité  Soleil", PublishedOn: "2024-09-01"}
	b := api.Source{Publisher: "MEDECINS sans frontieres", Title: " Cite Soleil", PublishedOn: "2024-09-01", Quote: "other words", Reliability: "A"}
	if SourceID(a) != SourceID(b) {
		t.Error("the same publication without an address is two sources")
	}
	if b.PublishedOn = "2024-09-02"; SourceID(a) == SourceID(b) {
		t.Error("another day is the same source")
	}
	if id := SourceID(api.Source{URL: "https://example.org/a"}); id != "f8b773ff-bbfe-5467-8b1f-05f3ac8dc7ff" || !api.IsID(id) {
		t.Errorf("ids changed: %s", id)
	}
}
