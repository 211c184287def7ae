package main

import (
	"context"
	"flag"
	"fmt"
	"time"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/relief"
)

var keyList = command{
	name:  "key list",
	args:  "[--org CODE] [--active]",
	short: "list the keys of all organizations",
	long: `One key a line, with tabs between: id, organization, status, scopes, when it was made, when it expires, when it was last
used (to about a minute), name. What is unknown or never is a dash.`,
	groups: keyGroups,
	bind: func(fs *flag.FlagSet) action {
		org := fs.String("org", "", "`CODE` of the organization whose keys to list, and no others")
		active := fs.Bool("active", false, "leave out those that have expired or were revoked")
		return func(ctx context.Context, a *app, _ []string) error {
			return a.withService(ctx, func(svc *relief.Service) error {
				filter := api.KeyFilter{Page: api.Page{Limit: api.MaxLimit}, Status: statusesFor(*active)}
				return each(ctx, svc.Keys, filter, func(f *api.KeyFilter) *api.Page { return &f.Page }, func(k api.Key) {
					if *org == "" || *org == k.Organization {
						fmt.Fprintf(a.stdout, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", k.ID, k.Organization, k.Status, wordsOf(k.Scopes, ","),
							moment(&k.CreatedAt), moment(k.ExpiresAt), moment(k.LastUsedAt), dash(k.Name))
					}
				})
			})
		}
	},
}

var keyRotate = command{
	name:  "key rotate",
	args:  "ID [--overlap-hours N] [--expires DAY]",
	short: "make the successor of a key",
	long: `Prints a new key with the organization, the name and the scopes of the old one, which works on for the overlap. The id of a key
stands in it between knb_live_ and the next underscore.`,
	most:   1,
	groups: keyGroups,
	bind: func(fs *flag.FlagSet) action {
		overlap := fs.Int("overlap-hours", 24, "`N` hours, at most 720, for which the old key works on")
		expires := fs.String("expires", "", "`DAY` from which the new key no longer works; needed where the old one has such a day")
		return func(ctx context.Context, a *app, args []string) error {
			until, err := dayToCome(*expires)
			if err == nil && len(args) == 0 {
				err = misusedf("name the key by its id")
			}
			if err != nil {
				return err
			}
			return a.withService(ctx, func(svc *relief.Service) error {
				key, err := svc.RotateKey(ctx, api.System, args[0], api.RotationInput{OverlapHours: overlap, ExpiresAt: until}, nil)
				if err != nil {
					return err
				}
				return a.show(key)
			})
		}
	},
}

var keyRevoke = command{
	name:   "key revoke",
	args:   "ID --reason TEXT",
	short:  "end a key at once and for good",
	long:   "The reason stays in the history. Keys that were made by means of the key work on.",
	most:   1,
	groups: keyGroups,
	bind: func(fs *flag.FlagSet) action {
		reason := fs.String("reason", "", "`TEXT` that says why")
		return func(ctx context.Context, a *app, args []string) error {
			if len(args) == 0 || *reason == "" {
				return misusedf("name the key by its id, and say why with --reason")
			}
			return a.withService(ctx, func(svc *relief.Service) error {
				k, err := svc.TransitionKey(ctx, api.System, args[0], api.Transition{To: string(api.KeyRevoked), Reason: *reason}, nil)
				if err == nil {
					a.say("Key %s of %s is revoked.", k.ID, k.Organization)
				}
				return err
			})
		}
	},
}

// each walks a list of the service to its end.
func each[F, R any](ctx context.Context, list func(context.Context, api.Caller, F) (api.List[R], error), filter F, page func(*F) *api.Page, visit func(R)) error {
	for {
		some, err := list(ctx, api.System, filter)
		if err != nil {
			return err
		}
		for _, record := range some.Data {
			visit(record)
		}
		if some.Next == "" {
			return nil
		}
		page(&filter).Cursor = string(some.Next)
	}
}

func statusesFor(active bool) []api.KeyStatus {
	if active {
		return []api.KeyStatus{api.KeyActive}
	}
	return nil
}

func moment(t *time.Time) string {
	if t == nil {
		return "-"
	}
	return t.UTC().Format(time.RFC3339)
}

func dash(text api.Opt) string {
	if text == "" {
		return "-"
	}
	return string(text)
}
