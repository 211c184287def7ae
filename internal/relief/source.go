package relief

import (
	"context"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/policy"
	"github.com/konbit-aid/konbit/internal/store"
)

// Sources lists the sources that the records cite which the caller may see.
func (s *Service) Sources(ctx context.Context, caller api.Caller, f api.SourceFilter) (api.List[api.CitedSource], error) {
	return read(ctx, s, func(tx *store.Tx) (api.List[api.CitedSource], error) {
		seen, err := s.readerOf(tx, caller)
		if err != nil {
			return api.List[api.CitedSource]{}, err
		}
		return tx.CitedSources(seen, f)
	})
}

// Source reads one source. One that only records cite which the caller may not
// see is [api.CodeNotFound], as if it were not there.
func (s *Service) Source(ctx context.Context, caller api.Caller, id string) (api.CitedSource, error) {
	return read(ctx, s, func(tx *store.Tx) (api.CitedSource, error) {
		seen, err := s.readerOf(tx, caller)
		if err != nil {
			return api.CitedSource{}, err
		}
		return sourceByID(tx, seen, id)
	})
}

func sourceByID(tx *store.Tx, seen store.Reader, id string) (api.CitedSource, error) {
	return byID("source", id, func(id string) (api.CitedSource, bool, error) { return tx.CitedSource(seen, id) })
}

// Citations lists the records that rest on a source and that the caller may see.
func (s *Service) Citations(ctx context.Context, caller api.Caller, source string, f api.CitationFilter) (api.List[api.Citation], error) {
	return read(ctx, s, func(tx *store.Tx) (api.List[api.Citation], error) {
		seen, err := s.readerOf(tx, caller)
		if err != nil {
			return api.List[api.Citation]{}, err
		}
		if _, err := sourceByID(tx, seen, source); err != nil {
			return api.List[api.Citation]{}, err
		}
		return tx.Citations(seen, source, f)
	})
}

// readerOf returns what the caller sees of every kind of record that is not everybody's.
func (s *Service) readerOf(tx *store.Tx, caller api.Caller) (store.Reader, error) {
	veil, err := s.veil(tx, caller)
	r := store.Reader{Sights: map[string]api.Sight{}, Veil: veil}
	for _, resource := range policy.Guarded() {
		r.Sights[resource] = s.policy.Seen(caller, resource)
	}
	return r, err
}

// SourceID returns the id of a source as records cite it: the one that [Service.Source] takes.
func SourceID(s api.Source) string { return store.SourceID(s) }
