package relief

import (
	"context"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/policy"
	"github.com/konbit-aid/konbit/internal/store"
)

// Policy returns the table by which this service decides who may do what.
func (s *Service) Policy() *policy.Policy { return s.policy }

// may asks the policy whether the caller may do an operation, on a record of
// the given organizations if it is about one. Codes: unauthorized, forbidden.
func (s *Service) may(caller api.Caller, operation string, organizations ...string) error {
	return s.policy.May(caller, operation, organizations...)
}

// may is [Service.may] for the caller of the write.
func (w *work) may(operation string, organizations ...string) error {
	return w.s.may(w.caller, operation, organizations...)
}

// mayAny asks whether the caller may do one of the ways of an operation at all.
func (s *Service) mayAny(caller api.Caller, operation string) error {
	return s.policy.Gate(operation).Admits(caller, true)
}

// sight returns what the caller sees of a kind of record, and what hides areas
// from the caller.
func (s *Service) sight(tx *store.Tx, caller api.Caller, resource string) (api.Sight, *store.Veil, error) {
	v, err := s.veil(tx, caller)
	return s.policy.Seen(caller, resource), v, err
}

// eyes is [Service.sight] in one, for the reports of incidents, constraints and presence.
func (s *Service) eyes(tx *store.Tx, caller api.Caller, resource string) (store.Eyes, error) {
	seen, veil, err := s.sight(tx, caller, resource)
	return store.Eyes{Sight: seen, Veil: veil}, err
}

// listed runs a list on what the caller sees of a kind of record.
func listed[F, R any](ctx context.Context, s *Service, caller api.Caller, resource string, f F, list func(*store.Tx, store.Eyes, F) (api.List[R], error)) (api.List[R], error) {
	return read(ctx, s, func(tx *store.Tx) (api.List[R], error) {
		seen, err := s.eyes(tx, caller, resource)
		if err != nil {
			return api.List[R]{}, err
		}
		return list(tx, seen, f)
	})
}

// seenByID reads a record that the caller sees; any other is not found.
func seenByID[R any](s *Service, tx *store.Tx, caller api.Caller, kind, resource, id string, take func(*store.Tx, store.Eyes, string) (R, bool, error)) (R, error) {
	return byID(kind, id, func(id string) (R, bool, error) {
		seen, err := s.eyes(tx, caller, resource)
		if err != nil {
			var none R
			return none, false, err
		}
		return take(tx, seen, id)
	})
}
