package main

import (
	"context"
	"flag"

	"github.com/konbit-aid/konbit/internal/config"
	"github.com/konbit-aid/konbit/internal/relief"
)

var rebuild = command{
	name:  "rebuild",
	short: "make the sums that coverage is read from anew",
	long: `Coverage is read from sums that every write keeps up to date. This makes them anew from the pledges and need lines, compares
the two, and says how many there are. It is needed only where konbit verify says so, or where somebody has written into
the database without Konbit. Who records pledges meanwhile waits.`,
	groups: []config.Group{config.Database},
	bind: func(*flag.FlagSet) action {
		return func(ctx context.Context, a *app, _ []string) error {
			return a.withService(ctx, func(svc *relief.Service) error {
				if err := svc.RebuildCells(ctx); err != nil {
					return err
				}
				n, err := svc.VerifyCells(ctx)
				if err == nil {
					a.say("%d sums of coverage are made anew.", n)
				}
				return err
			})
		}
	},
}
