package relief

import (
	"context"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// IncidentSummary adds up the incidents of a crisis that stand and that the
// caller may see, per region, month and category. Each killed, displaced or
// returned person is counted in one row. It returns [api.CodeMalformed] for an
// unknown crisis or region.
func (s *Service) IncidentSummary(ctx context.Context, caller api.Caller, f api.SummaryFilter) (api.List[api.IncidentSums], error) {
	return read(ctx, s, func(tx *store.Tx) (api.List[api.IncidentSums], error) {
		q, err := summaryOf(tx, f)
		if err != nil {
			return api.List[api.IncidentSums]{}, err
		}
		seen, err := s.eyes(tx, caller, "incidents")
		if err != nil {
			return api.List[api.IncidentSums]{}, err
		}
		return tx.IncidentSums(seen, q, f.Page)
	})
}

// summaryOf finds the crisis, the region and the level that a summary is about.
func summaryOf(tx *store.Tx, f api.SummaryFilter) (store.Sums, error) {
	q := store.Sums{Crisis: f.Crisis, Categories: f.Category, From: f.From, To: f.To}
	var faults api.Fields
	if f.Crisis == "" {
		faults.Add("crisis", "required", "Name the crisis: ?crisis=hti-2024; GET /v1/crises lists them.")
		return q, malformed(faults)
	}
	crisis, ok, err := tx.Crisis(f.Crisis)
	if err != nil {
		return q, err
	}
	if !ok {
		faults.Add("crisis", "unknown_crisis", "There is no crisis %q; GET /v1/crises lists them.", f.Crisis)
	}
	if f.From != "" && f.To != "" && f.To < f.From {
		faults.Add("to", "range_out_of_order", "to is before from: nothing can lie between them.")
	}
	top, tops := 0, crisis.Regions
	if f.Region != "" {
		tops = []string{f.Region}
	}
	places, err := tx.Places(tops)
	if err != nil {
		return q, err
	}
	for i, t := range tops {
		p, known := places[t]
		if !known {
			faults.Add("region", "unknown_region", "There is no region %q; GET /v1/regions lists them.", t)
		} else if i == 0 || p.Level < top {
			top = p.Level
		}
	}
	q.Level = top
	if f.Region != "" {
		p := places[f.Region]
		q.Region, q.Level = &p, min(top+1, api.MaxLevel)
	}
	if f.Level != nil {
		q.Level = *f.Level
		if *f.Level < top {
			faults.Add("level", "out_of_range", "The rows' level is %d to %d here.", top, api.MaxLevel)
		}
	}
	return q, malformed(faults)
}
