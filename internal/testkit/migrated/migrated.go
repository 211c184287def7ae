// Package migrated lets the databases of a test binary that imports it begin with the schema.
package migrated

import (
	"context"
	"errors"

	"github.com/konbit-aid/konbit/internal/store"
	"github.com/konbit-aid/konbit/internal/testkit"
)

func init() {
	testkit.Prepare(func(url string) error {
		st, err := store.Open(context.Background(), url, store.Options{})
		if err != nil {
			return err
		}
		_, err = st.Migrate(context.Background())
		return errors.Join(err, st.Close())
	})
}
