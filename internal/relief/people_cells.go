package relief

import (
	"cmp"
	"reflect"
	"slices"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// The figures of people are kept per region and sector for each kind of reader, so that coverage reads those that it
// shows. Whoever changes which lines count notes the lines ([store.Tx.TouchLines]), and before the transaction ends their
// figures are worked out anew, with those of the regions above.

// The kinds of readers: the public, and who shows a key and sees one, two or three sensitivities.
const (
	publicSight = 0
	mostSight   = 3
)

// visibleTo are the sensitivities that a kind of reader sees.
func visibleTo(sight int) []api.Sensitivity { return api.Sensitivities[:max(sight, 1)] }

// touch notes the lines of an assessment that begins or ends to count.
func (w *work) touch(crisis, assessment string) error {
	if w.touched == nil {
		w.touched = map[string]bool{}
	}
	w.touched[crisis] = true
	return w.TouchLines(assessment)
}

// touchCounted is touch for an assessment that counts, or counted until it was withdrawn; any other changes nothing.
func (w *work) touchCounted(a api.Assessment) error {
	if !counts(a.Status) && a.WithdrawnOn == "" {
		return nil
	}
	return w.touch(a.Crisis, a.ID)
}

// touchBelow notes all lines in a region that is shown from now on, or hidden.
func (w *work) touchBelow(p store.Place) error {
	crises, err := w.TouchBelow(p)
	if w.touched == nil {
		w.touched = map[string]bool{}
	}
	for _, c := range crises {
		w.touched[c] = true
	}
	return err
}

// keepPeople works out the figures of what was noted.
func (w *work) keepPeople() error {
	crises := make([]string, 0, len(w.touched))
	for c := range w.touched {
		crises = append(crises, c)
	}
	slices.Sort(crises) // so that two transactions do not wait for each other
	w.touched = nil
	for _, c := range crises {
		if err := keepPeopleOf(w.Tx, c, w.today()); err != nil {
			return err
		}
	}
	return nil
}

// keepPeopleOf works out the figures of what was noted of a crisis, and of lines that count since the day of its cells.
func keepPeopleOf(tx *store.Tx, crisis string, today api.Date) error {
	if err := tx.LockPeople(crisis); err != nil {
		return err
	}
	last, err := tx.PeopleDay(crisis)
	if err != nil {
		return err
	}
	if last != "" && last < today {
		if err := tx.TouchBetween(crisis, last, today); err != nil {
			return err
		}
	}
	veil, err := tx.Veil()
	if err != nil {
		return err
	}
	for sight := range mostSight + 1 {
		if err := keepPeopleFor(tx, crisis, max(today, last), sight, veilFor(sight, &veil)); err != nil {
			return err
		}
	}
	if err := tx.SetPeopleDay(crisis, max(today, last)); err != nil {
		return err
	}
	return tx.Untouch(crisis)
}

// veilFor is what hides areas from a kind of reader.
func veilFor(sight int, v *store.Veil) *store.Veil {
	if sight == publicSight {
		return v
	}
	return &store.Veil{}
}

func keepPeopleFor(tx *store.Tx, crisis string, today api.Date, sight int, veil *store.Veil) error {
	lines, err := tx.OwnLines(crisis, today, visibleTo(sight), veil)
	if err != nil || len(lines) == 0 {
		return err
	}
	var regions, sectors []string
	for _, l := range lines {
		regions, sectors = append(regions, l.Path...), append(sectors, string(l.Sector))
	}
	kept, err := tx.PeopleAround(crisis, sight, regions, sectors)
	if err != nil {
		return err
	}
	return tx.SetPeople(crisis, sight, newRollUp(kept, sight == publicSight).put(lines))
}

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
