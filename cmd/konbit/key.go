package main

import (
	"context"
	"flag"
	"fmt"
	"strings"
	"time"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/config"
	"github.com/konbit-aid/konbit/internal/relief"
)

// keyGroups are the settings of the commands that deal with keys and grants.
var keyGroups = []config.Group{config.Database, config.Keys}

// keyFlags are the flags of key create.
type keyFlags struct {
	org, scopes, name, expires string
	createOrg, orgType         string
}

var keyCreate = command{
	name:  "key create",
	args:  `--org CODE --scope SCOPE[,SCOPE…] [--create-org NAME]`,
	short: "make a key for an organization",
	long: `Prints the key on standard output, once: only a digest of it is kept.

Scopes: read (what partners may read), assess (the organization's assessments), pledge (its pledges and payments),
report (incidents and access), coordinate (validate assessments, write reference data), admin (all of these but
coordinate for its own organization, and that organization's keys).

  konbit key create --org usaid --scope pledge
  konbit key create --org konbit --create-org "Konbit operators" --scope admin,coordinate`,
	groups: keyGroups,
	bind: func(fs *flag.FlagSet) action {
		var f keyFlags
		fs.StringVar(&f.org, "org", "", "`CODE` of the organization that the key belongs to")
		fs.StringVar(&f.scopes, "scope", "", "`SCOPES` of the key, with commas between them")
		fs.StringVar(&f.createOrg, "create-org", "", "record the organization under this `NAME` if it is not there")
		fs.StringVar(&f.orgType, "org-type", "other", "`TYPE` of the organization that --create-org records")
		fs.StringVar(&f.name, "name", "", "`NAME` to know the key by")
		fs.StringVar(&f.expires, "expires", "", "`DAY` from which the key no longer works, like 2027-01-31")
		return func(ctx context.Context, a *app, _ []string) error { return createKey(ctx, a, f) }
	},
}

func createKey(ctx context.Context, a *app, f keyFlags) error {
	in, err := f.input()
	if err != nil {
		return err
	}
	return a.withService(ctx, func(svc *relief.Service) error {
		if err := f.organization(ctx, a, svc); err != nil {
			return err
		}
		key, err := svc.CreateKey(ctx, api.System, in, nil)
		if err != nil {
			return err
		}
		return a.show(key)
	})
}

// show prints a key, the only time.
func (a *app) show(key api.IssuedKey) error {
	a.say("Key %s of %s may %s. It is shown this once: keep it.", key.ID, key.Organization, wordsOf(key.Scopes, ", "))
	_, err := fmt.Fprintln(a.stdout, key.Secret)
	return err
}

// wordsOf joins scopes.
func wordsOf(scopes []api.Scope, between string) string {
	words := make([]string, len(scopes))
	for i, s := range scopes {
		words[i] = string(s)
	}
	return strings.Join(words, between)
}

// scopesFrom reads the scopes of a flag, with commas between them.
func scopesFrom(text string) (scopes []api.Scope) {
	for word := range strings.SplitSeq(text, ",") {
		if word = strings.TrimSpace(word); word != "" {
			scopes = append(scopes, api.Scope(word))
		}
	}
	return scopes
}

// dayToCome reads the flag --expires: the start of a day in UTC, nil for none.
func dayToCome(text string) (*time.Time, error) {
	if text == "" {
		return nil, nil
	}
	day := api.Date(text)
	if !day.Valid() || !day.Time().After(time.Now()) {
		return nil, misusedf("--expires: %q is not a day to come, like 2027-01-31", text)
	}
	at := day.Time()
	return &at, nil
}

// misusedFlag tells which flag holds the first wrong field.
func misusedFlag(faults api.Fields, flags map[string]string) error {
	for _, e := range faults {
		name, _, _ := strings.Cut(strings.TrimPrefix(e.Pointer, "/"), "/")
		return misusedf("%s: %s", flags[name], e.Detail)
	}
	return nil
}

// input checks what the command line alone can tell.
func (f keyFlags) input() (in api.KeyInput, err error) {
	in = api.KeyInput{Organization: f.org, Name: api.Opt(f.name), Scopes: scopesFrom(f.scopes)}
	if in.ExpiresAt, err = dayToCome(f.expires); err != nil {
		return in, err
	}
	return in, misusedFlag(in.Validate(), map[string]string{"organization": "--org", "scopes": "--scope", "name": "--name", "expires_at": "--expires"})
}

// organization makes sure that the key's organization is there.
func (f keyFlags) organization(ctx context.Context, a *app, svc *relief.Service) error {
	have, err := svc.Organization(ctx, api.System, f.org)
	switch {
	case api.CodeOf(err) == api.CodeNotFound && f.createOrg == "":
		return fmt.Errorf("there is no organization %q; add --create-org \"NAME\" to record it, or check the code", f.org)
	case api.CodeOf(err) == api.CodeNotFound:
		in := api.OrganizationInput{Code: f.org, Name: f.createOrg, Type: api.OrganizationType(f.orgType)}
		if _, err := svc.CreateOrganization(ctx, api.System, in, nil); err != nil {
			return err
		}
		a.say("Recorded the organization %s, %q.", f.org, f.createOrg)
	case err == nil && f.createOrg != "" && have.Name != f.createOrg:
		a.say("The organization %s is there already, as %q; its name is left as it is.", f.org, have.Name)
	default:
		return err
	}
	return nil
}
