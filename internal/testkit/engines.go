// Package testkit is what tests of several packages share: a database of each engine and the real data files.
package testkit

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// Engines runs fn once per database engine, as the subtests "sqlite" and "postgres", each with the URL of an empty
// database as KONBIT_DATABASE_URL takes it. Where there is no PostgreSQL its half is skipped: see Postgres.
func Engines(t *testing.T, fn func(t *testing.T, url string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { fn(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { fn(t, Postgres(t)) })
}

// prepare brings a database to where the tests of this binary begin; nil leaves it empty.
var prepare func(url string) error

// Prepare lets the databases of this test binary begin as fn makes them: it runs once per engine, and what it makes is
// copied, which takes a fraction of the time. To be called before any test runs.
func Prepare(fn func(url string) error) { prepare = fn }

// SQLite returns the sqlite: URL of a fresh database that is gone when the test ends.
func SQLite(t testing.TB) string {
	t.Helper()
	url := "sqlite:" + filepath.Join(t.TempDir(), "konbit.db")
	Fill(t, url)
	return url
}

// Fill puts what [Prepare] makes into an SQLite database that is not there yet. Any other is left alone.
func Fill(t testing.TB, url string) {
	t.Helper()
	file, ok := strings.CutPrefix(url, "sqlite:")
	if !ok || prepare == nil {
		return
	}
	if _, err := os.Stat(file); err == nil {
		return
	}
	content, err := prepared()
	if err == nil {
		err = os.WriteFile(file, content, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// prepared is the content of the SQLite database that prepare makes.
var prepared = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "konbit-template-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "konbit.db")
	if err := prepare("sqlite:" + file); err != nil {
		return nil, err
	}
	return os.ReadFile(file)
})
