package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"time"

	"github.com/konbit-aid/konbit/internal/config"
)

var migrateUp = command{
	name:   "migrate up",
	short:  "bring the database's schema up to date",
	long:   "Every command does this by itself when it starts; this one does nothing else. A schema that is newer than\nthis program is refused.",
	groups: []config.Group{config.Database},
	bind: func(*flag.FlagSet) action {
		return func(ctx context.Context, a *app, _ []string) error {
			st, err := a.open(ctx)
			if err != nil {
				return err
			}
			applied, err := st.Migrate(ctx)
			if err == nil {
				a.say("The schema is up to date; %d %s.", applied, plural(applied, "step was new", "steps were new"))
			}
			return errors.Join(err, st.Close())
		}
	},
}

var migrateStatus = command{
	name:   "migrate status",
	short:  "list the steps of the schema and when each was taken",
	long:   "Changes nothing. A step still to come is pending.",
	groups: []config.Group{config.Database},
	bind: func(*flag.FlagSet) action {
		return func(ctx context.Context, a *app, _ []string) error {
			st, err := a.open(ctx)
			if err != nil {
				return err
			}
			steps, err := st.MigrationStatus(ctx)
			for _, m := range steps {
				at := "pending"
				if m.AppliedAt != nil {
					at = m.AppliedAt.UTC().Format(time.RFC3339)
				}
				fmt.Fprintf(a.stdout, "%04d\t%s\t%s\n", m.Version, m.Name, at)
			}
			return errors.Join(err, st.Close())
		}
	},
}
