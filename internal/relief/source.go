package relief

import (
	"context"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// Sources lists the sources that the records cite which the caller may see.
func (s *Service) Sources(ctx context.Context, caller api.Caller, f api.SourceFilter) (api.List[api.CitedSource], error) {
	return read(ctx, s, func(tx *store.Tx) (api.List[api.CitedSource], error) {
		return tx.CitedSources(s.policy.Seen(caller, "assessments"), f)
	})
}

// Source reads one source. One that only records cite which the caller may not
// see is [api.CodeNotFound], as if it were not there.
func (s *Service) Source(ctx context.Context, caller api.Caller, id string) (api.CitedSource, error) {
	return read(ctx, s, func(tx *store.Tx) (api.CitedSource, error) {
		return sourceByID(tx, s.policy.Seen(caller, "assessments"), id)
	})
}

func sourceByID(tx *store.Tx, seen api.Sight, id string) (api.CitedSource, error) {
	return byID("source", id, func(id string) (api.CitedSource, bool, error) { return tx.CitedSource(seen, id) })
}

// Citations lists the records that rest on a source and that the caller may see.
func (s *Service) Citations(ctx context.Context, caller api.Caller, source string, f api.CitationFilter) (api.List[api.Citation], error) {
	return read(ctx, s, func(tx *store.Tx) (api.List[api.Citation], error) {
		seen := s.policy.Seen(caller, "assessments")
		if _, err := sourceByID(tx, seen, source); err != nil {
			return api.List[api.Citation]{}, err
		}
		return tx.Citations(seen, source, f)
	})
}
