package relief

import (
	"context"
	"sync"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// recall keeps what nearly every request asks for: whose a key is, and what is hidden from the public. All of it is of
// one state of the database, and is dropped with the next write that does not promise to leave it alone
// ([store.Tx.Spares]): it is never older than the last such write that this program has acknowledged, nor by more than
// [store.Lag] than one of another program.
type recall struct {
	keys   memo[string, keptKey]
	grants memo[[2]string, api.Grant]
	veil   memo[struct{}, *store.Veil]
}

// keptKey is a key with the digest of its secret, as the table holds it.
type keptKey struct {
	api.Key
	hash string
}

// mostKept bounds each of them. Only what was found is kept, so nobody can fill them who has nothing.
const mostKept = 10_000

// memo holds answers of one state of the database.
type memo[K comparable, V any] struct {
	mu      sync.Mutex
	version uint64
	all     map[K]V
}

// of returns what is kept for a key, or asks. What asking finds is kept for the state that was current before, so ask must
// see the newest state, and not that of a transaction which began earlier.
func (m *memo[K, V]) of(ctx context.Context, st *store.Store, key K, ask func() (v V, found bool, err error)) (V, bool, error) {
	version, ok := st.Access(ctx)
	if v, kept := m.get(version, key); ok && kept {
		return v, true, nil
	}
	v, found, err := ask()
	if ok && found && err == nil {
		m.put(version, key, v)
	}
	return v, found, err
}

func (m *memo[K, V]) get(version uint64, key K) (v V, kept bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.version != version {
		return v, false
	}
	v, kept = m.all[key]
	return v, kept
}

func (m *memo[K, V]) put(version uint64, key K, v V) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if version > m.version || m.all == nil || len(m.all) >= mostKept {
		m.all, m.version = map[K]V{}, max(version, m.version)
	}
	if version == m.version {
		m.all[key] = v
	}
}

// glance runs fn outside of a transaction, for a question of one statement.
func glance[T any](ctx context.Context, s *Service, fn func(tx *store.Tx) (T, error)) (out T, err error) {
	err = s.store.Glance(ctx, func(tx *store.Tx) error {
		out, err = fn(tx)
		return err
	})
	return out, err
}

// asked is glance, but for questions that count all records or are about the past: these take several statements, which must
// see the same.
func asked[T any](ctx context.Context, s *Service, p api.Page, past bool, fn func(tx *store.Tx) (T, error)) (T, error) {
	if p.Count || past {
		return read(ctx, s, fn)
	}
	return glance(ctx, s, fn)
}

// Version is [store.Store.Version]: the state of the database, for what is kept in memory.
func (s *Service) Version(ctx context.Context) (version uint64, ok bool) { return s.store.Version(ctx) }

// Token is [store.Store.Token]: it stands for every write so far.
func (s *Service) Token() string { return s.store.Token() }

// Reach is [store.Store.Reach]: it makes what is kept in memory as new as a token.
func (s *Service) Reach(ctx context.Context, token string) bool { return s.store.Reach(ctx, token) }
