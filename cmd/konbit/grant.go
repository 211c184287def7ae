package main

import (
	"context"
	"flag"
	"fmt"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/relief"
)

// grantFlags are the flags of grant create.
type grantFlags struct{ org, subject, scopes, name, expires string }

var grantCreate = command{
	name:  "grant create",
	args:  "--org CODE --subject SUBJECT --scope SCOPE[,SCOPE…]",
	short: "let in somebody who signs in at the identity provider",
	long: `Whoever shows a token of the provider that KONBIT_OIDC_ISSUER names, with this subject (the claim sub, to the letter), acts for
the organization with these scopes. What a token claims of itself is never looked at. Prints the id of the grant.`,
	groups: keyGroups,
	bind: func(fs *flag.FlagSet) action {
		var f grantFlags
		fs.StringVar(&f.org, "org", "", "`CODE` of the organization to act for")
		fs.StringVar(&f.subject, "subject", "", "`SUBJECT` of the provider's tokens")
		fs.StringVar(&f.scopes, "scope", "", "`SCOPES` with commas between them")
		fs.StringVar(&f.name, "name", "", "`NAME` to know the grant by")
		fs.StringVar(&f.expires, "expires", "", "`DAY` from which the grant no longer holds, like 2027-01-31")
		return func(ctx context.Context, a *app, _ []string) error { return createGrant(ctx, a, f) }
	},
}

func createGrant(ctx context.Context, a *app, f grantFlags) (err error) {
	in := api.GrantInput{Organization: f.org, Subject: f.subject, Name: api.Opt(f.name), Scopes: scopesFrom(f.scopes)}
	if in.ExpiresAt, err = dayToCome(f.expires); err != nil {
		return err
	}
	if err := misusedFlag(in.Validate(), map[string]string{"organization": "--org", "subject": "--subject", "scopes": "--scope",
		"name": "--name", "expires_at": "--expires"}); err != nil {
		return err
	}
	return a.withService(ctx, func(svc *relief.Service) error {
		g, err := svc.CreateGrant(ctx, api.System, in, nil)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(a.stdout, g.ID)
		return err
	})
}

var grantList = command{
	name:  "grant list",
	args:  "[--org CODE] [--active]",
	short: "list the grants of all organizations",
	long: `One grant a line, with tabs between: id, organization, status, scopes, when it was made, when it expires, when it was last used
(to about a minute), subject, issuer, name. What is unknown or never is a dash.`,
	groups: keyGroups,
	bind: func(fs *flag.FlagSet) action {
		org := fs.String("org", "", "`CODE` of the organization whose grants to list, and no others")
		active := fs.Bool("active", false, "leave out those that have expired or were revoked")
		return func(ctx context.Context, a *app, _ []string) error {
			return a.withService(ctx, func(svc *relief.Service) error {
				filter := api.GrantFilter{Page: api.Page{Limit: api.MaxLimit}, Status: statusesFor(*active)}
				return each(ctx, svc.Grants, filter, func(f *api.GrantFilter) *api.Page { return &f.Page }, func(g api.Grant) {
					if *org == "" || *org == g.Organization {
						fmt.Fprintf(a.stdout, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", g.ID, g.Organization, g.Status, wordsOf(g.Scopes, ","),
							moment(&g.CreatedAt), moment(g.ExpiresAt), moment(g.LastUsedAt), g.Subject, g.Issuer, dash(g.Name))
					}
				})
			})
		}
	},
}

var grantRevoke = command{
	name:   "grant revoke",
	args:   "ID --reason TEXT",
	short:  "end a grant at once",
	long:   "The reason stays in the history. The subject may be granted something again later.",
	most:   1,
	groups: keyGroups,
	bind: func(fs *flag.FlagSet) action {
		reason := fs.String("reason", "", "`TEXT` that says why")
		return func(ctx context.Context, a *app, args []string) error {
			if len(args) == 0 || *reason == "" {
				return misusedf("name the grant by its id, and say why with --reason")
			}
			return a.withService(ctx, func(svc *relief.Service) error {
				g, err := svc.TransitionGrant(ctx, api.System, args[0], api.Transition{To: string(api.KeyRevoked), Reason: *reason}, nil)
				if err == nil {
					a.say("Grant %s of %s is revoked.", g.ID, g.Organization)
				}
				return err
			})
		}
	},
}
