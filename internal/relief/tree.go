package relief

import (
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
	public   bool // small numbers of people are not shown, nor to be worked out from sums
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

func (t *tree) has(region string) bool {
	_, ok := t.nodes[region]
	return ok
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
	if l, ok := t.lines[key]; ok && (l.Affected != nil || l.InNeed != nil || l.Targeted != nil || l.Reached != nil || l.Severity != nil) {
		own := api.Reported
		p = api.CoveragePeople{Affected: l.Affected, InNeed: l.InNeed, Targeted: l.Targeted, Reached: l.Reached, Severity: l.Severity, Basis: &own}
	} else {
		p = t.sum(region, sector)
	}
	t.memo[key] = p
	return p
}

func (t *tree) sum(region string, sector api.SectorCode) (p api.CoveragePeople) {
	reporting, of := 0, len(t.children[region])
	for _, child := range t.children[region] {
		c := t.people(child, sector)
		if t.public {
			c = withoutFew(c)
		}
		if c.Basis == nil {
			continue
		}
		reporting++
		p.Affected, p.InNeed = plus(p.Affected, c.Affected), plus(p.InNeed, c.InNeed)
		p.Targeted, p.Reached = plus(p.Targeted, c.Targeted), plus(p.Reached, c.Reached)
		if c.Severity != nil && (p.Severity == nil || *c.Severity > *p.Severity) {
			p.Severity = c.Severity
		}
	}
	if reporting > 0 {
		basis := api.Summed
		p.Basis, p.Reporting, p.Of = &basis, &reporting, &of
	}
	return p
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
	var sum *api.Cents
	for _, child := range t.children[region] {
		sum = plus(sum, t.required(child, sector))
	}
	if own := t.lines[key].RequiredUSD; own != nil && (sum == nil || *own > *sum) {
		sum = own
	}
	t.money[key] = sum
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
