package store

import (
	"testing"
	"time"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/testkit"
)

// TestKeysFromBeforeAreMigrated makes a key as the first release kept it, then takes the steps that came later.
func TestKeysFromBeforeAreMigrated(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		st, err := Open(t.Context(), url, Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer st.Close()
		steps, err := st.migrations()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := st.step(t.Context(), steps[0]); err != nil {
			t.Fatal(err)
		}
		at := instant{time.Date(2024, 9, 5, 14, 3, 12, 480000000, time.UTC)}
		err = st.Write(t.Context(), func(tx *Tx) error {
			org := api.Organization{OrganizationInput: api.OrganizationInput{Code: "wfp", Name: "WFP", Type: "other"},
				Meta: api.Meta{Version: 1, CreatedAt: at.Time, UpdatedAt: at.Time}}
			if err := tx.AddOrganization(org); err != nil {
				return err
			}
			_, err := tx.exec("INSERT INTO api_keys (id, organization, name, scopes, hash, created_at, expires_at) VALUES ('abcdefgh01234567', 'wfp', 'Desk', 'pledge read', 'digest', ?, ?)", at, at)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := st.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		want := api.Key{ID: "abcdefgh01234567", KeyInput: api.KeyInput{Organization: "wfp", Name: "Desk", Scopes: []api.Scope{"pledge", "read"}, ExpiresAt: &at.Time},
			Status: api.KeyExpired, Root: "abcdefgh01234567", Meta: api.Meta{Version: 1, CreatedAt: at.Time, UpdatedAt: at.Time}}
		err = st.Read(t.Context(), func(tx *Tx) error {
			got, hash, _, err := tx.Key("abcdefgh01234567", at.Time)
			if hash != "digest" {
				t.Errorf("the digest is %q", hash)
			}
			roundTrip(t, want, got)
			found, err2 := tx.Keys("wfp", api.KeyFilter{Q: "desk"}, at.Time)
			if err2 != nil || len(found.Data) != 1 {
				t.Errorf("it is not found by its name: %v, %v", found.Data, err2)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}
