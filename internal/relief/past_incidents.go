package relief

import (
	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// incidentsThen lists incidents out of the ledger: those that are seen now, and
// were open to the reader then.
func incidentsThen(tx *store.Tx, w when, seen store.Eyes, f api.IncidentFilter) (api.List[api.Incident], error) {
	l, err := landsOf(tx, f.Region)
	if err != nil {
		return api.List[api.Incident]{}, err
	}
	states, err := store.StatesAt[api.Incident](tx, "incidents", store.IncidentsSeen(seen, f.Crisis), w.known)
	if err != nil {
		return api.List[api.Incident]{}, err
	}
	all := []api.Incident{}
	for _, s := range states {
		r := s.Record
		if seesStudy(seen.Sight, r.Organization, r.Sensitivity, true) && !veils(seen.Veil, r) && incidentMatches(f, l, r) {
			all = append(all, r)
		}
	}
	page, sort := f.Page, f.Sort
	f.Page = api.Page{}
	return store.Cut(all, "incidents", sort, page, f, func(r api.Incident, by string) any {
		if by == "date" {
			return string(r.Period.From)
		}
		return ""
	}, func(r api.Incident) string { return r.ID })
}

// veils tells whether one of an incident's places is hidden from the reader.
func veils(v *store.Veil, r api.Incident) bool {
	m := r.Movement
	return v.Hides(r.Region) || m != nil && (v.Hides(m.From) || v.Hides(m.To))
}

// incidentMatches mirrors the conditions of store.Tx.Incidents.
func incidentMatches(f api.IncidentFilter, l lands, r api.Incident) bool {
	return l.hold(r.Region) && among(f.RegionExact, r.Region) && among(f.Category, r.Category) && among(f.Organization, r.Organization) &&
		amongTexts(f.Reference, r.Reference) && among(f.Sensitivity, r.Sensitivity) && among(f.Status, r.Status) &&
		(f.DateFrom == "" || r.Period.To >= f.DateFrom) && (f.DateTo == "" || r.Period.From <= f.DateTo) &&
		(f.AsOf == "" || r.Period.From <= f.AsOf && (r.WithdrawnOn == "" || r.WithdrawnOn > f.AsOf)) &&
		within(f.KilledFrom, f.KilledTo, (*int64)(r.Killed)) && within(f.InjuredFrom, nil, (*int64)(r.Injured)) &&
		within(f.AbductedFrom, nil, (*int64)(r.Abducted)) && within(f.DisplacedFrom, nil, (*int64)(r.Displaced)) &&
		mentions(f.Q, r.Title, string(r.Description), string(r.Reference))
}
