package relief

import (
	"maps"
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
		line, is := current[cell{t.Region, t.Sector}]
		own[i].Line, own[i].Own = line, is
		regions, sectors = append(regions, t.Path...), append(sectors, string(t.Sector))
	}
	kept, err := tx.PeopleAround(v.Crisis, sight, regions, sectors)
	if err != nil {
		return err
	}
	return tx.SetPeople(v.Crisis, sight, newRollUp(kept, sight == publicSight).put(own))
}
