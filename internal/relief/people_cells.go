package relief

import (
	"cmp"
	"maps"
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

// mostTouched is how many lines one transaction works out itself. Of more it leaves that to [Service.KeepingCells], and
// coverage is added up from the lines until then.
var mostTouched = api.MaxNeeds // less in a test

// touch notes the total lines of an assessment that begins or ends to count.
func (w *work) touch(a api.Assessment, lines []api.Need) error {
	var total []store.Cell
	for _, n := range lines {
		if n.Total() {
			total = append(total, store.Cell{Crisis: a.Crisis, Region: n.Region, Sector: string(n.Sector)})
		}
	}
	w.touchMany(map[string]int{a.Crisis: len(total)})
	if w.touchedLines() > mostTouched {
		return nil // which they are does not matter any more
	}
	return w.TouchLines(total)
}

func (w *work) touchMany(lines map[string]int) {
	if w.touched == nil {
		w.touched = map[string]int{}
	}
	for crisis, n := range lines {
		w.touched[crisis] += n
	}
}

func (w *work) touchedLines() (sum int) {
	for _, n := range w.touched {
		sum += n
	}
	return sum
}

// touchCounted is touch for an assessment that counts, or counted until it was withdrawn; any other changes nothing.
func (w *work) touchCounted(a api.Assessment, lines []api.Need) error {
	if !counts(a.Status) && a.WithdrawnOn == "" {
		return nil
	}
	return w.touch(a, lines)
}

// touchBelow notes all lines in a region that is shown from now on, or hidden.
func (w *work) touchBelow(p store.Place) error {
	lines, err := w.TouchBelow(p)
	w.touchMany(lines)
	return err
}

// keepPeople works out the figures of what was noted.
func (w *work) keepPeople() error {
	crises := slices.Sorted(maps.Keys(w.touched)) // in one order, so that two transactions do not wait for each other
	many := w.touchedLines() > mostTouched
	w.touched = nil
	for _, c := range crises {
		var err error
		if many {
			err = leavePeople(w.Tx, c, w.today())
		} else {
			err = keepPeopleOf(w.Tx, c, w.today())
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// leavePeople says that the figures of a crisis are to be made anew.
func leavePeople(tx *store.Tx, crisis string, today api.Date) error {
	if err := tx.LockPeople(crisis); err != nil {
		return err
	}
	kept, err := tx.PeopleKept(crisis, today)
	if err != nil {
		return err
	}
	if err := tx.SetPeopleKept(crisis, store.Never, kept.Sights); err != nil {
		return err
	}
	return tx.Untouch(crisis)
}

// keepPeopleOf works out the figures of what was noted of a crisis, and of lines that count since the day of its cells.
func keepPeopleOf(tx *store.Tx, crisis string, today api.Date) error {
	if err := tx.LockPeople(crisis); err != nil {
		return err
	}
	kept, err := tx.PeopleKept(crisis, today)
	if err != nil {
		return err
	}
	switch {
	case kept.On == store.Never:
		err = tx.TouchCrisis(crisis)
	case kept.Stale:
		err = tx.TouchBetween(crisis, kept.On, today)
	}
	if err != nil {
		return err
	}
	today = max(today, kept.On)
	sights, err := sightsOf(tx, crisis, kept)
	if err != nil {
		return err
	}
	touched, err := tx.Touched(crisis)
	if err != nil {
		return err
	}
	veil, err := tx.Veil()
	for sight := range sights + 1 {
		if err == nil {
			err = keepPeopleFor(tx, viewOf(crisis, today, sight, &veil), sight, touched)
		}
	}
	if err != nil {
		return err
	}
	if err := tx.SetPeopleKept(crisis, today, sights); err != nil {
		return err
	}
	return tx.Untouch(crisis)
}

// sightsOf says for how many kinds of readers with a key figures are kept, and begins with those that are new.
func sightsOf(tx *store.Tx, crisis string, kept store.PeopleKept) (int, error) {
	sights, err := tx.MostSensitive(crisis)
	for sight := kept.Sights + 1; sight <= sights && err == nil; sight++ {
		err = tx.CopyPeople(crisis, kept.Sights, sight)
	}
	return max(sights, kept.Sights), err
}

// viewOf is what a kind of reader sees of the lines of a crisis.
func viewOf(crisis string, on api.Date, sight int, veil *store.Veil) store.View {
	if sight != publicSight {
		veil = &store.Veil{}
	}
	return store.View{Crisis: crisis, AsOf: on, Visible: visibleTo(sight), Veil: veil}
}

// fewTouched is up to how many lines are read one by one.
const fewTouched = 2000

func keepPeopleFor(tx *store.Tx, v store.View, sight int, touched []store.OwnLine) error {
	if len(touched) == 0 {
		return nil
	}
	read, regions, sectors := tx.CurrentLines, []string{}, []string{}
	if len(touched) <= fewTouched {
		read = tx.OwnLines
	}
	lines, err := read(v)
	if err != nil {
		return err
	}
	current := make(map[cell]store.Line, len(lines))
	for _, l := range lines {
		current[cell{l.Region, l.Sector}] = l
	}
	own := slices.Clone(touched)
	for i, t := range own {
		own[i].Line, own[i].Own = current[cell{t.Region, t.Sector}], false
		_, own[i].Own = current[cell{t.Region, t.Sector}]
		regions, sectors = append(regions, t.Path...), append(sectors, string(t.Sector))
	}
	kept, err := tx.PeopleAround(v.Crisis, sight, regions, sectors)
	if err != nil {
		return err
	}
	return tx.SetPeople(v.Crisis, sight, newRollUp(kept, sight == publicSight).put(own))
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
