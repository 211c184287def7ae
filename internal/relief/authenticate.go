package relief

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// Authenticate tells whose key this is. Whatever is wrong with it, the answer
// is the same [api.CodeUnauthorized]. What the table says of a key is kept until
// the next write (see [recall]), so a revoked key is refused at once where it was
// revoked, and within [store.Lag] by other instances.
func (s *Service) Authenticate(ctx context.Context, key string) (api.Caller, error) {
	refused := api.Errorf(api.CodeUnauthorized, "This key is not known, or it has expired or was revoked.")
	id, ok := keyID(key)
	if !ok {
		return api.Caller{}, refused
	}
	now := s.clock()
	k, found, err := s.recall.keys.of(ctx, s.store, id, func() (k keptKey, found bool, err error) {
		err = s.store.Glance(ctx, func(tx *store.Tx) error {
			k.Key, k.hash, found, err = tx.Key(id, now)
			return err
		})
		return k, found, err
	})
	if err != nil {
		return api.Caller{}, err
	}
	if !found {
		k.hash = noDigest
	}
	known, better := s.peppers.knows(k.hash, key)
	if !known || !found || k.StatusAt(now) != api.KeyActive {
		return api.Caller{}, refused
	}
	s.uses.note(&s.uses.keys, store.Use{ID: id, At: now, Hash: better})
	return api.Caller{KeyID: id, Organization: k.Organization, Scopes: k.Scopes, Person: k.Root}, nil
}

// AuthenticateSubject tells what a subject of the identity provider, who has
// proved to be that, may do. Code: unauthorized without a grant that is in force.
func (s *Service) AuthenticateSubject(ctx context.Context, issuer, subject string) (api.Caller, error) {
	now := s.clock()
	g, found, err := s.recall.grants.of(ctx, s.store, [2]string{issuer, subject}, func() (g api.Grant, found bool, err error) {
		err = s.store.Glance(ctx, func(tx *store.Tx) error {
			g, found, err = tx.GrantOf(issuer, subject, now)
			return err
		})
		return g, found, err
	})
	if err != nil {
		return api.Caller{}, err
	}
	if !found || g.StatusAt(now) != api.KeyActive {
		return api.Caller{}, api.Errorf(api.CodeUnauthorized, "Nobody has granted you anything here, or the grant has expired or was revoked.")
	}
	s.uses.note(&s.uses.grants, store.Use{ID: g.ID, At: now})
	return api.Caller{KeyID: "oidc:" + g.ID, Organization: g.Organization, Scopes: g.Scopes, Person: g.ID}, nil
}

// uses collects when keys and grants were last used, for [Service.SaveUses].
type uses struct {
	mu           sync.Mutex
	keys, grants map[string]store.Use
}

func (u *uses) note(all *map[string]store.Use, use store.Use) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if *all == nil {
		*all = map[string]store.Use{}
	}
	earlier := (*all)[use.ID]
	use.Hash = cmp.Or(use.Hash, earlier.Hash)
	if earlier.At.After(use.At) {
		use.At = earlier.At
	}
	(*all)[use.ID] = use
}

// take empties a collection, in the order of ids.
func (u *uses) take(all *map[string]store.Use) []store.Use {
	u.mu.Lock()
	defer u.mu.Unlock()
	taken := slices.SortedFunc(maps.Values(*all), func(a, b store.Use) int { return cmp.Compare(a.ID, b.ID) })
	*all = nil
	return taken
}

// SaveUses writes when keys and grants were last used since it was last called,
// and moves the digests of those keys to the present pepper. It is for once a
// minute, so that no request writes for being a request. What could not be
// written is kept for the next time.
func (s *Service) SaveUses(ctx context.Context) error {
	keys, grants := s.uses.take(&s.uses.keys), s.uses.take(&s.uses.grants)
	if len(keys)+len(grants) == 0 {
		return nil
	}
	err := s.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.KeysUsed(keys); err != nil {
			return err
		}
		return tx.GrantsUsed(grants)
	})
	if err != nil {
		for _, use := range keys {
			s.uses.note(&s.uses.keys, use)
		}
		for _, use := range grants {
			s.uses.note(&s.uses.grants, use)
		}
	}
	return err
}

// UsesEvery is how often to call [Service.SaveUses].
const UsesEvery = time.Minute
