// Package testkit is what tests of several packages share: a database of each engine and the real data files.
package testkit

import (
	"path/filepath"
	"testing"
)

// Engines runs fn once per database engine, as the subtests "sqlite" and "postgres", each with the URL of an empty
// database as KONBIT_DATABASE_URL takes it. Where there is no PostgreSQL its half is skipped: see Postgres.
func Engines(t *testing.T, fn func(t *testing.T, url string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		fn(t, "sqlite:"+filepath.Join(t.TempDir(), "konbit.db"))
	})
	t.Run("postgres", func(t *testing.T) {
		fn(t, Postgres(t))
	})
}
