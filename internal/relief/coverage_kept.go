package relief

import (
	"maps"
	"slices"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// Coverage of today is read from what is kept of it: the money and the people of the rows and of the whole, each
// with all that lies below.

// keptFor says which of what is kept answers a question. kept is nil where nothing does: for another day than today, for
// the past, and for readers of a kind of their own.
func (s *Service) keptFor(tx *store.Tx, w when, caller api.Caller, crisis, region string) (sight int, kept *store.Tx, err error) {
	sight = store.Sight(w.seen.Done)
	if sight == 0 || caller.Anonymous() && sight != 1 || w.past || w.on != api.DateOf(w.known) {
		return 0, nil, nil
	}
	people, err := tx.Survey(crisis, region, w.on)
	switch {
	case err != nil || people.Stale:
		return 0, nil, err
	case caller.Anonymous():
		return publicSight, tx, nil
	}
	return min(sight, people.Sights), tx, nil
}

// placeOf finds the region that was asked for.
func placeOf(tx records, kept *store.Tx, pcode string) (store.Place, bool, error) {
	if kept == nil {
		return tx.Place(pcode)
	}
	places, err := kept.Paths([]string{pcode})
	p, ok := places[pcode]
	return p, ok, err
}

// plant reads the tree: with kept as far as the rows, else to the ground. level is that of the region that was asked for, -1 for none.
func (l *look) plant(tx records, tops []string, f api.CoverageFilter, level int, kept *store.Tx) error {
	if kept == nil {
		nodes, err := tx.Nodes(tops)
		l.tree = newTree(nodes)
		return err
	}
	places := map[string]store.Place{}
	to := level + 1
	if l.view.Region != nil {
		places[l.view.Region.Pcode] = *l.view.Region
	} else {
		var err error
		if places, err = kept.Paths(tops); err != nil {
			return err
		}
		to = api.MaxLevel
		for _, p := range places {
			to = min(to, p.Level)
		}
	}
	if f.Level != nil {
		to = max(*f.Level, level) // what is out of range is refused later
	}
	nodes, below, err := kept.NodesTo(slices.Collect(maps.Values(places)), to)
	if err != nil {
		return err
	}
	l.tree = newTree(nodes)
	l.tree.below = below
	return nil
}

// gatherKept reads all that is kept for the rows and the whole.
func (l *look) gatherKept(tx *store.Tx, caller api.Caller, sight int) (moneys, error) {
	kept, err := tx.Kept(store.KeptQuestion{View: l.view, Level: l.level, Rows: l.tree.level(l.level), Tops: l.tree.children[""], Sight: sight,
		Required: l.requiring(), Constraints: l.eyes(caller, "access-constraints"), Presence: l.eyes(caller, "presence")})
	if err != nil {
		return moneys{}, err
	}
	l.tree.fillKept(kept.People)
	l.tree.paths = make(map[string][]string, len(kept.Places))
	for code, p := range kept.Places {
		l.tree.paths[code] = p.Path
	}
	l.sortAccess(kept.Barriers, kept.Present)
	return l.sort(kept.Money), nil
}

// fillKept takes figures that are worked out already.
func (t *tree) fillKept(cells []store.PeopleCell) {
	for _, c := range cells {
		key := cell{c.Region, c.Sector}
		t.known[c.Sector] = true
		t.memo[key], t.money[key] = t.outOf(c.Region, keptPeople(c)), c.RequiredUSD
	}
}

// requiring lists the regions outside of the tree that the appeals require money for.
func (l *look) requiring() []string {
	var regions []string
	for _, p := range l.plans {
		for _, r := range p.Requirements {
			for _, region := range []string{r.Region, l.view.Veil.Shown(r.Region)} {
				if _, inside := l.tree.nodes[region]; !inside {
					regions = append(regions, region)
				}
			}
		}
	}
	return regions
}

// sort sorts the pledged money into rows and buckets, as [look.buckets] does. What is allocated and in no row that is
// shown is unallocated here.
func (l *look) sort(kept store.KeptMoney) moneys {
	out := moneys{rows: map[cell]api.CoverageMoney{}}
	for _, s := range kept.Whole {
		switch m := moneyOf(s); s.Bucket {
		case store.Beyond:
			out.beyond = out.beyond.Add(m)
		case store.Shared:
			out.shared = out.shared.Add(m)
		default:
			out.unallocated = out.unallocated.Add(m)
		}
	}
	for _, s := range kept.Rows {
		if l.view.Veil.Hides(s.Pcode()) {
			continue
		}
		c := cell{s.Pcode(), s.Sector}
		out.rows[c] = out.rows[c].Add(moneyOf(s))
		out.unallocated = out.unallocated.Add(moneyOf(store.PostingSum{Announced: -s.Announced, Pledged: -s.Pledged, Committed: -s.Committed, Disbursed: -s.Disbursed}))
	}
	return out
}
