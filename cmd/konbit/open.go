package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/config"
	"github.com/konbit-aid/konbit/internal/relief"
	"github.com/konbit-aid/konbit/internal/store"
)

// open connects to the database that the settings name, as it is.
func (a *app) open(ctx context.Context) (*store.Store, error) {
	st, err := store.Open(ctx, a.config.DatabaseURL, store.Options{
		MaxOpenConns:     a.config.DBMaxOpen,
		MaxIdleConns:     a.config.DBMaxIdle,
		ConnMaxLifetime:  a.config.DBConnLifetime,
		StatementTimeout: a.config.DBTimeout,
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", config.Shown(a.config.DatabaseURL), err)
	}
	return st, nil
}

// openCurrent connects and brings the schema up to date.
func (a *app) openCurrent(ctx context.Context) (*store.Store, error) {
	st, err := a.open(ctx)
	if err != nil {
		return nil, err
	}
	applied, err := st.Migrate(ctx)
	if err != nil {
		return nil, errors.Join(err, st.Close())
	}
	if applied > 0 {
		a.say("The schema of %s is up to date now; %d %s.", config.Shown(a.config.DatabaseURL), applied, plural(applied, "step was new", "steps were new"))
	}
	return st, nil
}

// withService runs fn on the database, its schema brought up to date.
func (a *app) withService(ctx context.Context, fn func(*relief.Service) error) error {
	st, err := a.openCurrent(ctx)
	if err != nil {
		return err
	}
	return errors.Join(fn(a.service(st)), st.Close())
}

// service is the use cases over a database, as the settings of the group Keys say.
func (a *app) service(st *store.Store) *relief.Service {
	options := []relief.Option{relief.WithPeppers(a.config.KeyPepper, a.config.KeyPepperOld), relief.WithIssuer(a.config.OIDCIssuer),
		relief.WithLarge((*api.Cents)(a.config.LargePledge))}
	if a.signer != nil {
		options = append(options, relief.WithSigner(a.signer))
	}
	return relief.New(st, options...)
}

func plural(n int, one, more string) string {
	if n == 1 {
		return one
	}
	return more
}
