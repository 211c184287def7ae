package relief

import (
	"cmp"
	"reflect"
	"slices"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// rollUp works figures out from below.
type rollUp struct {
	public  bool
	cells   map[cell]*store.PeopleCell
	below   map[cell][]*store.PeopleCell // by the region above
	changed map[cell]bool
}

func newRollUp(kept []store.PeopleCell, public bool) *rollUp {
	r := &rollUp{public: public, cells: map[cell]*store.PeopleCell{}, below: map[cell][]*store.PeopleCell{}, changed: map[cell]bool{}}
	for _, c := range kept {
		r.add(c)
	}
	return r
}

func (r *rollUp) add(c store.PeopleCell) *store.PeopleCell {
	at := &c
	r.cells[cell{c.Region, c.Sector}] = at
	above := cell{c.Parent, c.Sector}
	r.below[above] = append(r.below[above], at)
	return at
}

// put takes the current lines of some regions and sectors, and returns all cells that change by that.
func (r *rollUp) put(lines []store.OwnLine) []store.PeopleCell {
	var dirty [api.MaxLevel + 1][]cell
	for _, l := range lines {
		at := r.cells[cell{l.Region, l.Sector}]
		if stays(at, l) {
			continue
		}
		for level, region := range l.Path {
			key := cell{region, l.Sector}
			if r.cells[key] == nil {
				parent := ""
				if level > 0 {
					parent = l.Path[level-1]
				}
				r.add(store.PeopleCell{Region: region, Parent: parent, Level: level, Sector: l.Sector})
			}
			if !r.changed[key] {
				r.changed[key] = true
				dirty[level] = append(dirty[level], key)
			}
		}
		at = r.cells[cell{l.Region, l.Sector}]
		at.Own, at.OwnRequired, at.Figures, at.Reporting = l.Own, l.Line.RequiredUSD, figuresOf(l.Line), nil
		if !l.Own {
			at.OwnRequired, at.Figures = nil, store.Figures{}
		}
	}
	var out []store.PeopleCell
	for level := len(dirty) - 1; level >= 0; level-- {
		for _, key := range dirty[level] {
			r.settle(key)
			out = append(out, *r.cells[key])
		}
	}
	slices.SortFunc(out, func(a, b store.PeopleCell) int {
		return cmp.Or(cmp.Compare(a.Region, b.Region), cmp.Compare(a.Sector, b.Sector))
	})
	return out
}

// stays tells whether a cell has this line already.
func stays(at *store.PeopleCell, l store.OwnLine) bool {
	if at == nil || !at.Own || !l.Own {
		return !l.Own && (at == nil || !at.Own)
	}
	own := figuresOf(l.Line)
	if own.Empty() != (at.Reporting != nil || at.Empty()) {
		return false
	}
	return reflect.DeepEqual(at.OwnRequired, l.Line.RequiredUSD) && (own.Empty() || reflect.DeepEqual(at.Figures, own))
}

// settle works out one cell from its own line and the cells right below it.
func (r *rollUp) settle(key cell) {
	at := r.cells[key]
	var people []api.CoveragePeople
	var required []*api.Cents
	at.Lines = 0
	if at.Own {
		at.Lines = 1
	}
	for _, c := range r.below[key] {
		at.Lines += c.Lines
		people, required = append(people, keptPeople(*c)), append(required, c.RequiredUSD)
	}
	at.RequiredUSD = more(at.OwnRequired, required)
	if at.Own && at.Reporting == nil && !at.Empty() {
		return
	}
	sum := together(people, r.public)
	at.Figures = store.Figures{Affected: sum.Affected, InNeed: sum.InNeed, Targeted: sum.Targeted, Reached: sum.Reached, Severity: sum.Severity}
	at.Reporting = sum.Reporting
}

// keptPeople are a cell's figures as coverage shows them.
func keptPeople(c store.PeopleCell) api.CoveragePeople {
	if c.Reporting == nil && c.Empty() {
		return api.CoveragePeople{}
	}
	return peopleOf(c.Figures, c.Reporting)
}
