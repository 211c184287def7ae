package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/config"
	"github.com/konbit-aid/konbit/internal/demo"
	"github.com/konbit-aid/konbit/internal/relief"
)

// demoDatabase gives a demo without a database URL a database of its own; the
// function removes it.
func (a *app) demoDatabase() (remove func() error, err error) {
	if !a.config.Demo || a.config.Given("DATABASE_URL") {
		return func() error { return nil }, nil
	}
	dir, err := os.MkdirTemp("", "konbit-demo-")
	if err != nil {
		return nil, err
	}
	a.config.DatabaseURL = "sqlite:" + filepath.Join(dir, "konbit.db")
	a.say("The demo is in a database of its own, which is removed at the end: %s\nTo keep it, name one: --database-url sqlite:konbit-demo.db", a.config.DatabaseURL)
	return func() error { return os.RemoveAll(dir) }, nil
}

// welcome fills the demo and says where the server is and what to do first.
func (a *app) welcome(ctx context.Context, svc *relief.Service, base string) error {
	if a.config.Demo {
		if err := a.fillDemo(ctx, svc); err != nil {
			return err
		}
	}
	next, err := a.nextStep(ctx, svc, base)
	if err != nil {
		return err
	}
	// In one piece, so that whoever waits for the address has the rest with it.
	a.say("\nKonbit %s answers on %s\n  reference  %s/docs\n  OpenAPI    %s/openapi.json%s", versionText(), base, base, base, next)
	return nil
}

// nextStep says what to do first: with the demo's key, or how to make a key where there is none.
func (a *app) nextStep(ctx context.Context, svc *relief.Service, base string) (string, error) {
	if a.config.Demo {
		switch _, err := svc.Crisis(ctx, api.System, demoCrisis); api.CodeOf(err) {
		case "":
			return demoStep(ctx, svc, base)
		case api.CodeNotFound:
			a.say("This database is not the demo's, so there is no key to try.")
		default:
			return "", err
		}
	}
	n, err := svc.KeyCount(ctx)
	if err != nil || n > 0 {
		return "", err
	}
	at := ""
	switch {
	case !a.config.Given("DATABASE_URL"):
	case config.Shown(a.config.DatabaseURL) == a.config.DatabaseURL:
		at = " --database-url '" + a.config.DatabaseURL + "'"
	default:
		at = ", with the same KONBIT_DATABASE_URL"
	}
	return fmt.Sprintf("\n\nThere is no key yet, so nobody can write. Make the first one, for yourself:\n"+
		"  %s key create --org operators --create-org \"Konbit operators\" --scope admin,coordinate%s\n"+
		"Then one for each organization that takes part, with the scopes that it needs: konbit help key create", program(), at), nil
}

// program is what the user types to run this program again.
func program() string {
	path, err := os.Executable()
	if err == nil && strings.Contains(path, "go-build") {
		return "go run ./cmd/konbit"
	}
	return "konbit"
}

// demoCrisis is in no database but the demo's; demoDonor is whose key it prints.
const (
	demoCrisis = "hti-example"
	demoDonor  = "usaid"
)

// fillDemo loads the demo into a database without regions.
func (a *app) fillDemo(ctx context.Context, svc *relief.Service) error {
	have, err := svc.Regions(ctx, api.System, api.RegionFilter{Page: api.Page{Limit: 1}})
	if err != nil {
		return err
	}
	if len(have.Data) > 0 {
		a.say("The database is not empty, so the demo leaves it as it is.")
		return nil
	}
	a.say("Filling the empty database with the Haiti demo…")
	sum, err := demo.Load(ctx, svc, time.Now())
	if err == nil {
		a.say("%d regions, %d organizations, %d appeals, %d assessments, %d pledges with %d payments and commitments, %d incidents, %d access constraints.",
			sum.Regions, sum.Organizations, sum.Appeals, sum.Assessments, sum.Pledges, sum.Transactions, sum.Incidents, sum.Constraints)
	}
	return err
}

// demoStep makes a key to try and says what to do with it.
func demoStep(ctx context.Context, svc *relief.Service, base string) (string, error) {
	key, err := svc.CreateKey(ctx, api.System, api.KeyInput{Organization: demoDonor, Name: "Demo", Scopes: []api.Scope{api.ScopePledge}}, nil)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("\n\nA donor's key to try:\n  %s\nWhat Haiti's water and sanitation lacked at the end of 2024:\n"+
		"  curl -s '%s/v1/coverage?crisis=hti-2024&region=HT&level=0&sector=WSH&as_of=2024-12-31'", key.Secret, base), nil
}
