package relief

import (
	"context"
	"encoding/json"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// knownAs reads a record of a resource in [chronicles] as it was known at a
// moment; as it is, if none is asked for. What the caller may not see, then or
// now, is [api.CodeNotFound].
func knownAs[R any](ctx context.Context, s *Service, caller api.Caller, resource, id string, f api.RecordFilter,
	live func(context.Context, api.Caller, string) (R, error)) (R, error) {
	if f.KnownAt == "" {
		return live(ctx, caller, id)
	}
	return read(ctx, s, func(tx *store.Tx) (r R, err error) {
		w, err := s.when(tx, caller, "", f.KnownAt)
		if err != nil {
			return r, err
		}
		then, ok, err := only(store.StatesAt[json.RawMessage](tx, resource, store.One(id), w.known))
		if err != nil {
			return r, err
		}
		now, _, err := only(store.StatesAt[json.RawMessage](tx, resource, store.One(id), s.clock()))
		if err != nil {
			return r, err
		}
		c := chronicles[resource]
		if !ok || !c.sees(store.Eyes{Sight: s.policy.Seen(caller, resource), Veil: w.veil}, then, now) {
			return r, w.unknown(c.kind, id)
		}
		if then, err = c.blurred(w.veil, then); err != nil {
			return r, err
		}
		if err := json.Unmarshal(then, &r); err != nil {
			return r, api.Internal(err)
		}
		return r, nil
	})
}

// RegionAt reads one region as it was known at a moment.
func (s *Service) RegionAt(ctx context.Context, caller api.Caller, pcode string, f api.RecordFilter) (api.Region, error) {
	return knownAs(ctx, s, caller, "regions", pcode, f, s.Region)
}

// OrganizationAt reads one organization as it was known at a moment.
func (s *Service) OrganizationAt(ctx context.Context, caller api.Caller, code string, f api.RecordFilter) (api.Organization, error) {
	return knownAs(ctx, s, caller, "organizations", code, f, s.Organization)
}

// CrisisAt reads one crisis as it was known at a moment.
func (s *Service) CrisisAt(ctx context.Context, caller api.Caller, code string, f api.RecordFilter) (api.Crisis, error) {
	return knownAs(ctx, s, caller, "crises", code, f, s.Crisis)
}

// AppealAt reads one appeal as it was known at a moment.
func (s *Service) AppealAt(ctx context.Context, caller api.Caller, code string, f api.RecordFilter) (api.Appeal, error) {
	return knownAs(ctx, s, caller, "appeals", code, f, s.Appeal)
}

// ExchangeRateAt reads one rate as it was known at a moment.
func (s *Service) ExchangeRateAt(ctx context.Context, caller api.Caller, id string, f api.RecordFilter) (api.ExchangeRate, error) {
	return knownAs(ctx, s, caller, "exchange-rates", id, f, s.ExchangeRate)
}

// TransactionAt reads one transaction of a pledge as it was known at a moment.
func (s *Service) TransactionAt(ctx context.Context, caller api.Caller, pledge, id string, f api.RecordFilter) (api.Transaction, error) {
	t, err := knownAs(ctx, s, caller, "transactions", id, f, func(ctx context.Context, caller api.Caller, id string) (api.Transaction, error) {
		return s.Transaction(ctx, caller, pledge, id)
	})
	if err == nil && t.Pledge != pledge {
		return api.Transaction{}, api.NotFound("transaction", id)
	}
	return t, err
}

// IncidentAt reads one incident as it was known at a moment.
func (s *Service) IncidentAt(ctx context.Context, caller api.Caller, id string, f api.RecordFilter) (api.Incident, error) {
	r, err := knownAs(ctx, s, caller, "incidents", id, f, s.Incident)
	return shownIncident(caller, r), err
}

// AccessConstraintAt reads one access constraint as it was known at a moment.
func (s *Service) AccessConstraintAt(ctx context.Context, caller api.Caller, id string, f api.RecordFilter) (api.AccessConstraint, error) {
	return knownAs(ctx, s, caller, "access-constraints", id, f, s.AccessConstraint)
}

// PresenceAt reads one presence as it was known at a moment.
func (s *Service) PresenceAt(ctx context.Context, caller api.Caller, id string, f api.RecordFilter) (api.Presence, error) {
	return knownAs(ctx, s, caller, "presence", id, f, s.Presence)
}
