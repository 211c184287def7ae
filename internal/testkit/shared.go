package testkit

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// Shared returns the absolute path of a file of the real data that lies beside the checkout, in ../shared/data. The
// files are not part of the project: without the folder the test is skipped, or fails where CI is "true".
func Shared(t testing.TB, path string) string {
	t.Helper()
	root, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(root, "..", "shared", "data")
	if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) && os.Getenv("CI") != "true" {
		t.Skipf("the real data files are not here: %s", folder)
	} else if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(folder, filepath.FromSlash(path))
	if _, err := os.Stat(file); err != nil {
		t.Fatal(err)
	}
	return file
}

// moduleRoot is the nearest folder upwards that holds a go.mod: a test runs in the folder of its package.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("no go.mod above the folder of the test")
		}
		dir = parent
	}
}
