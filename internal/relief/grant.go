package relief

import (
	"context"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// WithIssuer names the identity provider whose subjects grants are for.
func WithIssuer(issuer string) Option { return func(s *Service) { s.issuer = issuer } }

// Grants lists the grants of the caller's organization; of all for the operator.
func (s *Service) Grants(ctx context.Context, caller api.Caller, f api.GrantFilter) (api.List[api.Grant], error) {
	if err := s.may(caller, "listGrants"); err != nil {
		return api.List[api.Grant]{}, err
	}
	return read(ctx, s, func(tx *store.Tx) (api.List[api.Grant], error) {
		return tx.Grants(s.home(caller, "listGrants"), f, s.clock())
	})
}

// Grant reads one grant. Another organization's is as good as absent: [api.CodeNotFound].
func (s *Service) Grant(ctx context.Context, caller api.Caller, id string) (api.Grant, error) {
	if err := s.may(caller, "getGrant"); err != nil {
		return api.Grant{}, err
	}
	return read(ctx, s, func(tx *store.Tx) (api.Grant, error) {
		g, ok, err := tx.Grant(id, s.clock())
		return found("grant", id, g, ok && s.may(caller, "getGrant", g.Organization) == nil, err)
	})
}

// CreateGrant lets a subject of the identity provider in. It takes two people:
// the outcome is [api.Awaiting] but for the operator. Codes: forbidden for
// another organization, invalid, conflict if the subject has a grant or the
// server trusts no provider.
func (s *Service) CreateGrant(ctx context.Context, caller api.Caller, in api.GrantInput, once *api.Once) (api.Grant, error) {
	in = in.WithDefaults(caller)
	if err := s.may(caller, "createGrant", in.Organization); err != nil {
		return api.Grant{}, err
	}
	return write(ctx, s, caller, once, func(w *work) (api.Grant, error) { return w.createGrant(in) })
}

func (w *work) createGrant(in api.GrantInput) (api.Grant, error) {
	f := in.Validate()
	if err := w.knownOrganizations(&f, map[string]string{"/organization": in.Organization}); err != nil {
		return api.Grant{}, err
	}
	w.handsOut(&f, in.Scopes)
	w.isToCome(&f, in.ExpiresAt)
	if err := f.Err(); err != nil {
		return api.Grant{}, err
	}
	if w.s.issuer == "" {
		return api.Grant{}, api.Errorf(api.CodeConflict, "This server trusts no identity provider, so there is nobody to grant anything to. Its operator sets KONBIT_OIDC_ISSUER.")
	}
	if err := w.ungranted(in); err != nil {
		return api.Grant{}, err
	}
	if w.takesTwo("createGrant") {
		// The record is named by a digest: the subject is a person's.
		return api.Grant{}, w.await("createGrant", subject{"grants", w.s.peppers.digest(w.s.issuer + "\n" + in.Subject), 0, in.Organization}, in, "")
	}
	w.made = w.s.newID()
	g := api.Grant{ID: w.made, GrantInput: in, Issuer: w.s.issuer, Status: api.KeyActive, Meta: w.fresh()}
	if err := w.AddGrant(g); err != nil {
		return api.Grant{}, err
	}
	return g, w.record("grants", g.ID, "create", "", nil, w.discreet(g))
}

// ungranted refuses a second grant. Which organization has given the first one
// is told to that organization alone.
func (w *work) ungranted(in api.GrantInput) error {
	have, taken, err := w.GrantOf(w.s.issuer, in.Subject, w.at)
	if !taken || err != nil {
		return err
	}
	e := api.Errorf(api.CodeConflict, "This subject has a grant. It acts for one organization at a time: the grant must be revoked first, also if it has expired.")
	if w.caller.Owns(have.Organization) {
		e.Location = "/v1/grants/" + have.ID
	}
	return e
}

// TransitionGrant revokes a grant, from now on and for good. Codes: not_found,
// invalid, conflict if it is revoked.
func (s *Service) TransitionGrant(ctx context.Context, caller api.Caller, id string, t api.Transition, once *api.Once) (api.Grant, error) {
	if err := s.may(caller, "transitionGrant"); err != nil {
		return api.Grant{}, err
	}
	return write(ctx, s, caller, once, func(w *work) (api.Grant, error) {
		before, ok, err := w.GrantToChange(id, w.at)
		if _, err := found("grant", id, before, ok && w.may("transitionGrant", before.Organization) == nil, err); err != nil {
			return api.Grant{}, err
		}
		if err := checkRevocation("grant", before.RevokedAt, t); err != nil {
			return api.Grant{}, err
		}
		after := before
		after.RevokedAt, after.Status, after.Meta = &w.at, api.KeyRevoked, w.next(before.Meta)
		if err := w.EndGrant(after, before.Version); err != nil {
			return api.Grant{}, err
		}
		return after, w.record("grants", id, "revoke", t.Reason, w.discreet(before), w.discreet(after))
	})
}

// discreet is the grant as the ledger keeps it for good: without the name, and
// with a digest in place of the subject, both of which may be a person's. The
// digest is bound to the grant, so that the grants of one person cannot be told
// to be that.
func (w *work) discreet(g api.Grant) api.Grant {
	g.Subject = w.s.peppers.digest(g.ID + "\n" + g.Issuer + "\n" + g.Subject)
	g.Name = ""
	return g
}
