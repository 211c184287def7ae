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
func (s *Service) keptFor(tx *store.Tx, w when, caller api.Caller, crisis string) (sight int, kept *store.Tx, err error) {
	sight = store.Sights(w.seen.Done)
	if caller.Anonymous() {
		if sight != 1 {
			return 0, nil, nil
		}
		sight = publicSight
	} else if sight == 0 {
		return 0, nil, nil
	}
	if w.past || w.on != api.DateOf(w.known) {
		return 0, nil, nil
	}
	stale, err := tx.PeopleStale(crisis, w.on)
	if err != nil || stale {
		return 0, nil, err
	}
	return sight, tx, nil
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
			to = min(to, len(p.Path)-1)
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

// gatherKept reads the cells of the rows and of the whole.
func (l *look) gatherKept(tx *store.Tx, sight int) (moneys, error) {
	rows := l.tree.level(l.level)
	money, err := tx.KeptMoney(l.view, rows, l.level)
	if err != nil {
		return moneys{}, err
	}
	people, err := tx.KeptPeople(l.crisis.Code, sight, slices.Concat(rows, l.tree.children[""]))
	if err != nil {
		return moneys{}, err
	}
	l.tree.fillKept(people)
	if err := l.findRequired(tx); err != nil {
		return moneys{}, err
	}
	return l.sort(money), nil
}

// fillKept takes figures that are worked out already.
func (t *tree) fillKept(cells []store.PeopleCell) {
	for _, c := range cells {
		key := cell{c.Region, c.Sector}
		t.known[c.Sector] = true
		t.memo[key], t.money[key] = t.outOf(c.Region, keptPeople(c)), c.RequiredUSD
	}
}

// findRequired reads where the regions lie that the appeals require money for.
func (l *look) findRequired(tx *store.Tx) error {
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
	places, err := tx.Paths(regions)
	l.tree.paths = make(map[string][]string, len(places))
	for code, p := range places {
		l.tree.paths[code] = p.Path
	}
	return err
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
