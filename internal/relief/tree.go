package relief

import (
	"slices"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// tree is the regions of a coverage question with the figures that are current
// in each. Its root "" stands for the place that was asked about: one region,
// or all regions of a crisis together.
type tree struct {
	nodes    map[string]store.Node
	children map[string][]string // of "", the top regions
	levels   [api.MaxLevel + 1][]string
	deepest  int
	lines    map[cell]store.Line
	known    map[api.SectorCode]bool
	memo     map[cell]api.CoveragePeople
	money    map[cell]*api.Cents
	below    map[string]int      // where the tree does not reach to the ground: how many regions are right below each
	paths    map[string][]string // and where regions below it lie, as far as they are asked for
	public   bool                // small numbers of people are not shown, nor to be worked out from sums
}

// newTree arranges nodes, which come parents first.
func newTree(nodes []store.Node) *tree {
	t := &tree{nodes: make(map[string]store.Node, len(nodes)), children: map[string][]string{}, lines: map[cell]store.Line{},
		known: map[api.SectorCode]bool{}, memo: map[cell]api.CoveragePeople{}, money: map[cell]*api.Cents{}}
	for _, n := range nodes {
		parent := n.Above()
		if _, inside := t.nodes[parent]; !inside {
			parent = ""
		}
		t.nodes[n.Pcode] = n
		t.children[parent] = append(t.children[parent], n.Pcode)
		t.levels[n.Level] = append(t.levels[n.Level], n.Pcode)
		t.deepest = max(t.deepest, n.Level)
	}
	return t
}

func (t *tree) fill(lines []store.Line) {
	for _, l := range lines {
		if _, inside := t.nodes[l.Region]; inside {
			t.lines[cell{l.Region, l.Sector}] = l
			t.known[l.Sector] = true
		}
	}
}

// refill replaces the figures.
func (t *tree) refill(lines []store.Line) {
	clear(t.lines)
	clear(t.known)
	clear(t.memo)
	clear(t.money)
	t.fill(lines)
}

// has tells whether a region is in the tree, or below it.
func (t *tree) has(region string) bool {
	if _, ok := t.nodes[region]; ok {
		return true
	}
	return slices.ContainsFunc(t.paths[region], func(above string) bool {
		_, ok := t.nodes[above]
		return ok
	})
}

// highest is the level of the topmost regions.
func (t *tree) highest() int {
	for level, regions := range t.levels {
		if len(regions) > 0 {
			return level
		}
	}
	return 0
}

// level lists the regions of a level in the order of their p-codes.
func (t *tree) level(level int) []string { return t.levels[level] }

func (t *tree) sectors() []api.SectorCode {
	var all []api.SectorCode
	for _, s := range api.Sectors {
		if t.known[s.Code] {
			all = append(all, s.Code)
		}
	}
	return all
}

// at returns the region of a level that holds another one, "" if that is above it.
func (t *tree) at(region string, level int) string {
	if path := t.paths[region]; len(path) > level {
		region = path[level]
	}
	n, ok := t.nodes[region]
	for ok && n.Level > level {
		n, ok = t.nodes[n.Above()]
	}
	if !ok || n.Level < level {
		return ""
	}
	return n.Pcode
}

func (t *tree) ref(region, language string) api.RegionRef {
	n := t.nodes[region]
	return api.RegionRef{Pcode: n.Pcode, Name: n.Name(language), Level: n.Level, Population: n.Population}
}

// population sums the people who live in the regions of a level, nil if none is known.
func (t *tree) population(level int) *int64 {
	var sum *int64
	for _, r := range t.levels[level] {
		sum = plus(sum, t.nodes[r].Population)
	}
	return sum
}

// people returns the figures of a region and sector: its own current line, else
// the sums over the children that have a figure. What is too small to be shown
// to the public is in no public sum. The root of a single region is
// that region.
func (t *tree) people(region string, sector api.SectorCode) api.CoveragePeople {
	if region == "" && len(t.children[""]) == 1 {
		region = t.children[""][0]
	}
	key := cell{region, sector}
	if p, done := t.memo[key]; done {
		return p
	}
	var p api.CoveragePeople
	if l, ok := t.lines[key]; ok && !figuresOf(l).Empty() {
		p = peopleOf(figuresOf(l), nil)
	} else {
		var parts []api.CoveragePeople
		for _, child := range t.children[region] {
			parts = append(parts, t.people(child, sector))
		}
		p = together(parts, t.public)
	}
	p = t.outOf(region, p)
	t.memo[key] = p
	return p
}

// outOf says of a sum out of how many regions it is.
func (t *tree) outOf(region string, p api.CoveragePeople) api.CoveragePeople {
	if p.Reporting != nil {
		of := len(t.children[region])
		if n, told := t.below[region]; told {
			of = n
		}
		p.Of = &of
	}
	return p
}

func figuresOf(l store.Line) store.Figures {
	return store.Figures{Affected: l.Affected, InNeed: l.InNeed, Targeted: l.Targeted, Reached: l.Reached, Severity: l.Severity}
}

// peopleOf are figures of a region's own, or where reporting is not nil sums over those below it.
func peopleOf(f store.Figures, reporting *int) api.CoveragePeople {
	basis := api.Reported
	if reporting != nil {
		basis = api.Summed
	}
	return api.CoveragePeople{Affected: f.Affected, InNeed: f.InNeed, Targeted: f.Targeted, Reached: f.Reached, Severity: f.Severity,
		Basis: &basis, Reporting: reporting}
}

// together adds up the figures of the regions right below one; nothing is known where none has any. What is too small to be shown to the
// public is in no sum for it.
func together(parts []api.CoveragePeople, public bool) api.CoveragePeople {
	reporting := 0
	var f store.Figures
	for _, c := range parts {
		if public {
			c = withoutFew(c)
		}
		if c.Basis == nil {
			continue
		}
		reporting++
		f.Affected, f.InNeed = plus(f.Affected, c.Affected), plus(f.InNeed, c.InNeed)
		f.Targeted, f.Reached = plus(f.Targeted, c.Targeted), plus(f.Reached, c.Reached)
		if c.Severity != nil && (f.Severity == nil || *c.Severity > *f.Severity) {
			f.Severity = c.Severity
		}
	}
	if reporting == 0 {
		return api.CoveragePeople{}
	}
	return peopleOf(f, &reporting)
}

// withoutFew leaves out the numbers that are not shown to the public: the sum less the other children would tell them.
// With nothing left the child has not reported.
func withoutFew(p api.CoveragePeople) api.CoveragePeople {
	hidden, left := false, false
	for _, n := range []**api.People{&p.Affected, &p.InNeed, &p.Targeted, &p.Reached} {
		if few := (*n).Suppress(); few != nil && *few == api.Suppressed {
			*n, hidden = nil, true
		}
		left = left || *n != nil
	}
	if hidden && !left {
		return api.CoveragePeople{}
	}
	return p
}

// required returns the need lines' requirement of a region and sector: its own
// line's, or what its children ask for together if that is more.
func (t *tree) required(region string, sector api.SectorCode) *api.Cents {
	key := cell{region, sector}
	if usd, done := t.money[key]; done {
		return usd
	}
	var parts []*api.Cents
	for _, child := range t.children[region] {
		parts = append(parts, t.required(child, sector))
	}
	sum := more(t.lines[key].RequiredUSD, parts)
	t.money[key] = sum
	return sum
}

// more is an own requirement, or the sum of others if that is more.
func more(own *api.Cents, parts []*api.Cents) *api.Cents {
	var sum *api.Cents
	for _, p := range parts {
		sum = plus(sum, p)
	}
	if own != nil && (sum == nil || *own > *sum) {
		return own
	}
	return sum
}

// plus adds where known; unknown and unknown stay unknown.
func plus[N ~int64](a, b *N) *N {
	if b == nil {
		return a
	}
	sum := *b
	if a != nil {
		sum += *a
	}
	return &sum
}
