package store

import (
	"sync"

	"github.com/konbit-aid/konbit/api"
)

// reference is what was read of the records that writes refer to again and again. It may be kept because it cannot
// become wrong, or is found out when it does:
//
//   - where a region lies, and that an organization exists, never changes;
//   - who may see the words of a source only becomes more open, and to write an openness again does no harm;
//   - a crisis and an appeal have a version, which the transaction that relies on them compares.
//
// What does not exist is not kept: it may be made at any moment. A write that fails for any of this is tried once more
// without it, see [Hope].
type reference struct {
	mu      sync.Mutex
	crises  map[string]*api.Crisis
	plans   map[string]*Plan
	places  map[string]*Place
	known   map[string]bool
	sources map[string]int
}

// mostKept bounds each kind of record that is kept; beyond it all of the kind is read anew.
const mostKept = 20_000

// forget drops all.
func (r *reference) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.crises, r.plans, r.places, r.known, r.sources = nil, nil, nil, nil, nil
}

// learn keeps what a transaction read that was committed.
func (r *reference) learn(seen *outlook) {
	if !seen.asked {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.crises = keep(r.crises, seen.crises, func(c *api.Crisis) bool { return c != nil })
	r.plans = keep(r.plans, seen.plans, func(p *Plan) bool { return p != nil })
	r.places = keep(r.places, seen.places, func(p *Place) bool { return p != nil })
	r.known = keep(r.known, seen.known, func(known bool) bool { return known })
	r.sources = keep(r.sources, seen.sources, func(guard int) bool { return guard != free })
}

func keep[V any](kept, read map[string]V, worth func(V) bool) map[string]V {
	if kept == nil || len(kept)+len(read) > mostKept {
		kept = make(map[string]V, len(read))
	}
	for key, v := range read {
		if worth(v) {
			kept[key] = v
		}
	}
	return kept
}

// recall moves what is kept from what is asked for to what is seen, and returns what is left to ask. The regions of
// crises and the anchors of appeals go with them.
func (r *reference) recall(o Outlook, seen *outlook) (left Outlook) {
	r.mu.Lock()
	defer r.mu.Unlock()
	left = Outlook{References: o.References, Rates: o.Rates}
	for _, code := range o.Appeals {
		p, kept := r.plans[code]
		if !kept || r.crises[p.Crisis] == nil || p.Anchor != "" && r.places[p.Anchor] == nil {
			left.Appeals = append(left.Appeals, code)
			continue
		}
		seen.plans[code] = p
		o.Crises = append(o.Crises, p.Crisis)
		if p.Anchor != "" {
			seen.places[p.Anchor] = r.places[p.Anchor]
		}
	}
	for _, code := range o.Crises {
		c := r.crises[code]
		if c == nil || !take1(r.places, seen.places, c.Regions, nil) {
			left.Crises = append(left.Crises, code)
			continue
		}
		seen.crises[code] = c
	}
	take1(r.places, seen.places, o.Regions, &left.Regions)
	take1(r.known, seen.known, o.Organizations, &left.Organizations)
	for _, s := range o.Sources {
		if g, kept := r.sources[SourceID(s)]; kept {
			seen.sources[SourceID(s)] = g
		} else {
			left.Sources = append(left.Sources, s)
		}
	}
	return left
}

// take1 copies what is kept under some keys and notes the others; it tells whether there are none.
func take1[V any](kept, seen map[string]V, keys []string, left *[]string) bool {
	all := true
	for _, key := range keys {
		v, ok := kept[key]
		switch {
		case ok:
			seen[key] = v
		case left != nil:
			*left = append(*left, key)
			fallthrough
		default:
			all = false
		}
	}
	return all
}
