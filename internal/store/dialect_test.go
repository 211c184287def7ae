package store

import (
	"testing"

	"github.com/konbit-aid/konbit/internal/testkit"
)

// TestImportsAreCompressedQuickly asks the server how it would store a long text, in an import and after it.
func TestImportsAreCompressedQuickly(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		st := opened(t, url)
		if st.Engine() != "postgres" {
			t.Skip("SQLite compresses nothing")
		}
		how := func(begin func(*Tx) error) (found string) {
			t.Helper()
			err := st.Write(t.Context(), func(tx *Tx) error {
				err := begin(tx)
				if err == nil {
					found, _, err = one[string](tx, "SELECT CASE WHEN 'lz4' = ANY (enumvals) THEN setting ELSE 'unable' END FROM pg_settings WHERE name = 'default_toast_compression'")
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return found
		}
		before := how(func(*Tx) error { return nil })
		if before != "pglz" {
			t.Skipf("the server is set to %q", before)
		}
		if got := how((*Tx).BeginImport); got != "lz4" {
			t.Errorf("in an import long texts are compressed by %q", got)
		}
		if got := how(func(*Tx) error { return nil }); got != before {
			t.Errorf("after an import long texts are compressed by %q", got)
		}
	})
}
