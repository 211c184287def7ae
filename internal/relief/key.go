package relief

import (
	"context"
	"slices"
	"time"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/policy"
	"github.com/konbit-aid/konbit/internal/store"
)

// Keys lists the keys of the caller's organization; of all for the operator.
func (s *Service) Keys(ctx context.Context, caller api.Caller, f api.KeyFilter) (api.List[api.Key], error) {
	if err := s.may(caller, "listKeys"); err != nil {
		return api.List[api.Key]{}, err
	}
	return read(ctx, s, func(tx *store.Tx) (api.List[api.Key], error) {
		return tx.Keys(s.home(caller, "listKeys"), f, s.clock())
	})
}

// home is the organization whose keys and grants a caller sees; "" is every one.
func (s *Service) home(caller api.Caller, operation string) string {
	if caller.Operator() || s.policy.Rule(operation).Whose == policy.All {
		return ""
	}
	return caller.Organization
}

// Key reads one key. Another organization's is as good as absent: [api.CodeNotFound].
func (s *Service) Key(ctx context.Context, caller api.Caller, id string) (api.Key, error) {
	if err := s.may(caller, "getKey"); err != nil {
		return api.Key{}, err
	}
	return read(ctx, s, func(tx *store.Tx) (api.Key, error) {
		k, _, ok, err := tx.Key(id, s.clock())
		return found("key", id, k, ok && s.may(caller, "getKey", k.Organization) == nil, err)
	})
}

// CreateKey makes a key. Its secret is in this one answer: only a digest of it
// is kept. Codes: forbidden for another organization, invalid.
func (s *Service) CreateKey(ctx context.Context, caller api.Caller, in api.KeyInput, once *api.Once) (api.IssuedKey, error) {
	in = in.WithDefaults(caller)
	if err := s.may(caller, "createKey", in.Organization); err != nil {
		return api.IssuedKey{}, err
	}
	return s.issue(ctx, caller, once, func(w *work) (api.Key, string, error) {
		f := in.Validate()
		if err := w.knownOrganizations(&f, map[string]string{"/organization": in.Organization}); err != nil {
			return api.Key{}, "", err
		}
		w.handsOut(&f, in.Scopes)
		w.isToCome(&f, in.ExpiresAt)
		if err := f.Err(); err != nil {
			return api.Key{}, "", err
		}
		return w.addKey(in, "")
	})
}

// issue runs a write that makes a key. What the write returns may be kept for
// replays, so the secret joins it only afterwards.
func (s *Service) issue(ctx context.Context, caller api.Caller, once *api.Once, fn func(*work) (api.Key, string, error)) (api.IssuedKey, error) {
	var secret string
	issued, err := write(ctx, s, caller, once, func(w *work) (out api.IssuedKey, err error) {
		out.Key, secret, err = fn(w)
		return out, err
	})
	if err == nil {
		issued.Secret = api.Opt(secret)
	}
	return issued, err
}

func (w *work) addKey(in api.KeyInput, replaces string) (api.Key, string, error) {
	k := api.Key{ID: w.s.randomText(idBytes), KeyInput: in, Status: api.KeyActive, Root: w.caller.Person, Replaces: api.Opt(replaces), Meta: w.fresh()}
	if w.caller.Operator() {
		k.Root = k.ID // a person of its own
	}
	secret := w.s.newSecret(k.ID)
	if err := w.AddKey(k, w.s.peppers.digest(secret)); err != nil {
		return api.Key{}, "", err
	}
	return k, secret, w.record("keys", k.ID, "create", "", nil, k)
}

// handsOut notes a scope that the caller cannot give to others: admin carries
// all but coordinate, which is about other organizations' work.
func (w *work) handsOut(f *api.Fields, scopes []api.Scope) {
	if slices.Contains(scopes, api.ScopeCoordinate) && !w.caller.Coordinator() {
		f.Add("/scopes", "not_yours", "Only who carries coordinate can hand it out, and your key does not. Ask the operator.")
	}
}

func (w *work) isToCome(f *api.Fields, expires *time.Time) {
	if expires != nil && !expires.After(w.at) && !f.Has("/expires_at") {
		f.Add("/expires_at", "in_the_past", "It expires after now.")
	}
}

// RotateKey makes a successor of a key: same organization, name and scopes.
// The old key works on for the overlap. The successor is the person's who
// makes it, for that one sees its secret. Codes: not_found, forbidden for a
// key with a scope that the caller cannot hand out, invalid, conflict for a
// key that has ended.
func (s *Service) RotateKey(ctx context.Context, caller api.Caller, id string, in api.RotationInput, once *api.Once) (api.IssuedKey, error) {
	if err := s.may(caller, "rotateKey"); err != nil {
		return api.IssuedKey{}, err
	}
	in = in.WithDefaults()
	return s.issue(ctx, caller, once, func(w *work) (api.Key, string, error) {
		before, err := w.ownKey(id, "rotateKey")
		if err != nil {
			return api.Key{}, "", err
		}
		if err := w.checkRotation(before, in); err != nil {
			return api.Key{}, "", err
		}
		after := before
		ends := w.at.Add(time.Duration(*in.OverlapHours) * time.Hour)
		if before.ExpiresAt == nil || ends.Before(*before.ExpiresAt) {
			after.ExpiresAt = &ends
		}
		if _, err := w.endKey(before, after, "rotate", ""); err != nil {
			return api.Key{}, "", err
		}
		successor := before.KeyInput
		successor.ExpiresAt = in.ExpiresAt
		return w.addKey(successor, id)
	})
}

func (w *work) checkRotation(k api.Key, in api.RotationInput) error {
	f := in.Validate()
	w.isToCome(&f, in.ExpiresAt)
	if k.ExpiresAt != nil && in.ExpiresAt == nil {
		f.Add("/expires_at", "required", "This key expires, so say when its successor does.")
	}
	var denied api.Fields
	w.handsOut(&denied, k.Scopes)
	switch {
	case len(denied) > 0:
		return api.Errorf(api.CodeForbidden, "%s", denied[0].Detail)
	case k.Status != api.KeyActive:
		return api.Errorf(api.CodeConflict, "The key is %s. Make a new one.", k.Status)
	}
	return f.Err()
}

// TransitionKey revokes a key, from now on and for good. Every key may revoke
// itself. Codes: not_found, forbidden, invalid, conflict if it is revoked.
func (s *Service) TransitionKey(ctx context.Context, caller api.Caller, id string, t api.Transition, once *api.Once) (api.Key, error) {
	operation := "transitionKey:others"
	if id == caller.KeyID {
		operation = "transitionKey:own"
	}
	if err := s.may(caller, operation); err != nil {
		return api.Key{}, err
	}
	return write(ctx, s, caller, once, func(w *work) (api.Key, error) {
		before, err := w.ownKey(id, operation)
		if err != nil {
			return api.Key{}, err
		}
		if err := checkRevocation("key", before.RevokedAt, t); err != nil {
			return api.Key{}, err
		}
		after := before
		after.RevokedAt = &w.at
		return w.endKey(before, after, "revoke", t.Reason)
	})
}

func checkRevocation(kind string, revoked *time.Time, t api.Transition) error {
	f := t.Validate()
	if t.To != "" && t.To != string(api.KeyRevoked) {
		f.Add("/to", "unknown_value", "A %s moves to revoked; it expires by itself.", kind)
	}
	if t.Reason == "" {
		f.Add("/reason", "required", "Say why the %s is revoked; the reason stays in the history.", kind)
	}
	if t.On != "" && !f.Has("/on") {
		f.Add("/on", "unexpected", "A %s is revoked at once; leave this out.", kind)
	}
	if err := f.Err(); err != nil {
		return err
	}
	if revoked != nil {
		return api.Errorf(api.CodeConflict, "The %s was revoked on %s.", kind, revoked.Format(time.DateTime+" UTC"))
	}
	return nil
}

// ownKey reads a key to be changed, of the caller's organization: any other is
// as good as absent.
func (w *work) ownKey(id, operation string) (api.Key, error) {
	k, ok, err := w.KeyToChange(id, w.at)
	return found("key", id, k, ok && w.may(operation, k.Organization) == nil, err)
}

func (w *work) endKey(before, after api.Key, action, reason string) (api.Key, error) {
	after.Status, after.Meta = after.StatusAt(w.at), w.next(before.Meta)
	if err := w.EndKey(after, before.Version); err != nil {
		return api.Key{}, err
	}
	return after, w.record("keys", after.ID, action, reason, before, after)
}

// KeyCount returns how many keys were ever made.
func (s *Service) KeyCount(ctx context.Context) (int64, error) {
	return read(ctx, s, func(tx *store.Tx) (int64, error) { return tx.CountKeys() })
}
