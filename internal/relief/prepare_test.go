package relief_test

import (
	"flag"

	"github.com/konbit-aid/konbit/internal/testkit"
	_ "github.com/konbit-aid/konbit/internal/testkit/migrated" // databases of these tests begin with the schema
)

// Under the race detector a story takes five times as long; make test-long tells a hundred of each without it.
func init() {
	if !testkit.UnderRace {
		return
	}
	if err := flag.Set("rapid.checks", "25"); err != nil {
		panic(err)
	}
}
