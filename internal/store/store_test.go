package store_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
	"github.com/konbit-aid/konbit/internal/testkit"
)

func open(t *testing.T, url string) *store.Store {
	t.Helper()
	st, err := store.Open(t.Context(), url, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	return st
}

func TestMigrations(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		t.Run("programs that start together wait for each other", func(t *testing.T) {
			var wg sync.WaitGroup
			steps := make([]int, 4)
			for i := range steps {
				st := open(t, url)
				wg.Go(func() {
					n, err := st.Migrate(context.Background())
					if err != nil {
						t.Error(err)
					}
					steps[i] = n
				})
			}
			wg.Wait()
			sum := 0
			for _, n := range steps {
				sum += n
			}
			st := open(t, url)
			all, err := st.MigrationStatus(t.Context())
			if err != nil || sum != len(all) || len(all) == 0 {
				t.Fatalf("%d steps were taken for %d migrations: %v", sum, len(all), err)
			}
			for _, m := range all {
				if m.AppliedAt == nil {
					t.Errorf("%d %s is not applied", m.Version, m.Name)
				}
			}
			if err := st.Ready(t.Context()); err != nil {
				t.Error(err)
			}
		})
		t.Run("a newer schema is refused", func(t *testing.T) {
			st := open(t, url)
			if err := st.Exec(t.Context(), "INSERT INTO schema_migrations (version, name, applied_at) VALUES (9999, 'future', '2030-01-01T00:00:00.000000Z')"); err != nil {
				t.Fatal(err)
			}
			if _, err := st.Migrate(t.Context()); err == nil || !strings.Contains(err.Error(), "use a newer konbit") {
				t.Errorf("migrate: %v", err)
			}
			if err := st.Ready(t.Context()); api.CodeOf(err) != api.CodeUnavailable {
				t.Errorf("ready: %v", err)
			}
		})
	})
}

func TestAnEmptyDatabaseIsNotReady(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		if err := open(t, url).Ready(t.Context()); err == nil {
			t.Error("a database without a schema is called ready")
		}
	})
}

func TestBadAddressesAreRefused(t *testing.T) {
	for _, url := range []string{"", "sqlite:", "mysql://x", "postgres://user:secret@127.0.0.1:1/db?connect_timeout=1", "postgres://user:secret@:bad:port/x"} {
		st, err := store.Open(t.Context(), url, store.Options{})
		if err == nil {
			st.Close()
			t.Errorf("%q was opened", url)
		} else if strings.Contains(err.Error(), "secret") {
			t.Errorf("the password is in the error: %v", err)
		}
	}
}

func TestDriverErrorsBecomeOurs(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		st := open(t, url)
		if _, err := st.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		org := api.Organization{OrganizationInput: api.OrganizationInput{Code: "wfp", Name: "WFP", Type: "other"}, Meta: api.Meta{Version: 1, CreatedAt: time.Now(), UpdatedAt: time.Now()}}
		for want, fn := range map[api.Code]func(tx *store.Tx) error{
			"": func(tx *store.Tx) error { return tx.AddOrganization(org) },
			api.CodeConflict: func(tx *store.Tx) error {
				return tx.AddKey(api.Key{ID: "k", KeyInput: api.KeyInput{Organization: "nobody"}, Meta: org.Meta}, "h")
			},
			api.CodeStale: func(tx *store.Tx) error { o := org; o.Code = "absent"; return tx.ReplaceOrganization(o, 1) },
		} {
			if err := st.Write(t.Context(), fn); api.CodeOf(err) != want {
				t.Errorf("want %q, got %v", want, err)
			}
		}
		if err := st.Write(t.Context(), func(tx *store.Tx) error { _ = tx.AddOrganization(org); return tx.AddOrganization(org) }); err == nil {
			t.Error("a second row with the same key was taken")
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := st.Read(ctx, func(tx *store.Tx) error { _, err := tx.CountKeys(); return err }); api.CodeOf(err) != api.CodeUnavailable {
			t.Errorf("a cancelled request: %v", err)
		}
	})
}

func TestAFailedWriteLeavesNothing(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		st := open(t, url)
		if _, err := st.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		boom := fmt.Errorf("boom")
		err := st.Write(t.Context(), func(tx *store.Tx) error {
			if err := tx.AddOrganization(api.Organization{OrganizationInput: api.OrganizationInput{Code: "x", Name: "X", Type: "other"}}); err != nil {
				return err
			}
			return boom
		})
		if api.CodeOf(err) != api.CodeInternal {
			t.Fatal(err)
		}
		_ = st.Read(t.Context(), func(tx *store.Tx) error {
			if _, found, _ := tx.Organization("x"); found {
				t.Error("half of it was written")
			}
			return nil
		})
	})
}

func TestSQLiteFilesMayHaveAnyName(t *testing.T) {
	url := "sqlite:" + filepath.Join(t.TempDir(), "a b?c#d%20.db")
	st := open(t, url)
	if _, err := st.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
}
