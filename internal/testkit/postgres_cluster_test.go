package testkit

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestBinaries(t *testing.T) {
	install := func(t *testing.T, dir string) string {
		t.Helper()
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"initdb", "postgres"} {
			if err := os.WriteFile(filepath.Join(dir, name), nil, 0o700); err != nil {
				t.Fatal(err)
			}
		}
		return dir
	}

	t.Run("the PATH goes first", func(t *testing.T) {
		root := t.TempDir()
		want := install(t, filepath.Join(root, "mine"))
		install(t, filepath.Join(root, "99", "bin"))
		t.Setenv("PATH", want)
		if got, err := binaries(filepath.Join(root, "*", "bin")); got != want || err != nil {
			t.Errorf("got %q, %v, want %q", got, err, want)
		}
	})

	t.Run("then the newest of the packaged ones", func(t *testing.T) {
		root := t.TempDir()
		t.Setenv("PATH", "")
		install(t, filepath.Join(root, "9", "bin"))
		want := install(t, filepath.Join(root, "15", "bin"))
		if got, err := binaries(filepath.Join(root, "*", "bin")); got != want || err != nil {
			t.Errorf("got %q, %v, want %q", got, err, want)
		}
	})

	t.Run("and none is not the same as one that fails", func(t *testing.T) {
		t.Setenv("PATH", "")
		if got, err := binaries(filepath.Join(t.TempDir(), "*", "bin")); !errors.Is(err, errNoPostgres) {
			t.Errorf("got %q, %v", got, err)
		}
	})
}
