package relief

import (
	"cmp"
	"slices"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// Barriers are the constraints in force as they were known, the worst first.
func (p *past) Barriers(seen store.Eyes, v store.View) ([]store.Barrier, error) {
	all, err := p.barriers(seen, v.Crisis)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(b store.Barrier) bool {
		from, to, lifted, withdrawn := b.Days()
		return !inForce(v.AsOf, from, to, lifted, withdrawn)
	})
	slices.SortFunc(all, func(a, b store.Barrier) int {
		return cmp.Or(cmp.Compare(b.Severity, a.Severity), cmp.Compare(a.ID, b.ID))
	})
	return all, nil
}

// BarriersAfter are all constraints as they were known, in the order of their ids.
func (p *past) BarriersAfter(seen store.Eyes, crisis, after string, limit int) ([]store.Barrier, error) {
	all, err := p.barriers(seen, crisis)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(b store.Barrier) bool { return b.ID <= after })
	slices.SortFunc(all, func(a, b store.Barrier) int { return cmp.Compare(a.ID, b.ID) })
	return all[:min(limit, len(all))], nil
}

// barriers are all constraints of a crisis as they were known, as far as they were and are seen.
func (p *past) barriers(seen store.Eyes, crisis string) ([]store.Barrier, error) {
	if !p.once("barriers") {
		return slices.Clone(p.kept), nil
	}
	states, err := store.StatesAt[api.AccessConstraint](p.tx, "access-constraints", store.ConstraintsSeen(seen, crisis), p.at)
	if err != nil {
		return nil, err
	}
	// What was closed then stays closed in the past, though it was opened since.
	states = slices.DeleteFunc(states, func(s store.State[api.AccessConstraint]) bool {
		return !seesStudy(seen.Sight, s.Record.Organization, s.Record.Sensitivity, true)
	})
	places, err := placesOf(p.tx, states, func(c api.AccessConstraint) string { return c.Region })
	out := make([]store.Barrier, len(states))
	for i, s := range states {
		out[i] = store.BarrierOf(s.Record, places[s.Record.Region])
	}
	p.kept = out
	return slices.Clone(out), err
}

// PresentAt counts the organizations in the regions of a level as they were known, those below included.
func (p *past) PresentAt(seen store.Eyes, v store.View, level int) ([]store.Present, error) {
	states, err := store.StatesAt[api.Presence](p.tx, "presence", store.PresencesSeen(seen, v.Crisis), p.at)
	if err != nil {
		return nil, err
	}
	places, err := placesOf(p.tx, states, func(r api.Presence) string { return r.Region })
	if err != nil {
		return nil, err
	}
	there := map[store.Present]map[string]bool{} // organizations by region and sector
	for _, s := range states {
		r, path := s.Record, places[s.Record.Region].Path
		if len(path) <= level || !inForce(v.AsOf, r.Period.From, r.Period.To, r.EndedOn, r.WithdrawnOn) ||
			v.Region != nil && (len(path) <= v.Region.Level || path[v.Region.Level] != v.Region.Pcode) {
			continue
		}
		for _, key := range []store.Present{{Region: path[level], Sector: r.Sector}, {Region: path[level]}} {
			if there[key] == nil {
				there[key] = map[string]bool{}
			}
			there[key][r.Organization] = true
		}
	}
	out := make([]store.Present, 0, len(there))
	for key, organizations := range there {
		key.Organizations = len(organizations)
		out = append(out, key)
	}
	return out, nil
}

func placesOf[R any](tx *store.Tx, states []store.State[R], region func(R) string) (map[string]store.Place, error) {
	seen := map[string]bool{}
	var pcodes []string
	for _, s := range states {
		if r := region(s.Record); !seen[r] {
			seen[r] = true
			pcodes = append(pcodes, r)
		}
	}
	return tx.Places(pcodes)
}

// inForce tells whether something is in force on a day: in its period, and neither over nor withdrawn by then.
func inForce(on, from, to, over, withdrawn api.Date) bool {
	return from <= on && (to == "" || to >= on) && (over == "" || over > on) && (withdrawn == "" || withdrawn > on)
}
