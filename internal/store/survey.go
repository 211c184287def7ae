package store

import (
	"errors"
	"fmt"
	"strings"

	"github.com/konbit-aid/konbit/api"
)

// A question about coverage of today is asked in three messages where there is a server: what it is about (Survey), the
// tree of its rows (NodesTo), and all that it shows (Kept).

// Survey reads the crisis, its appeals and where a region lies ("" for none), which [Tx.Crisis], [Tx.PlansOf] and [Tx.Paths]
// then tell, and what is kept of the crisis's people.
func (tx *Tx) Survey(crisis, region string, today api.Date) (PeopleKept, error) {
	o, seen := Outlook{Crises: []string{crisis}}, newOutlook()
	if region != "" {
		o.Regions = []string{region}
	}
	asks, done := tx.foresee(o, seen)
	var appeals []appealRow
	var parts []requirementRow
	var kept []keptRow
	asks = append(asks, tx.ask(into(&appeals), "SELECT "+shapeOf[appealRow]().list()+" FROM appeals WHERE crisis = ? ORDER BY code", crisis),
		tx.ask(into(&parts), "SELECT "+shapeOf[requirementRow]().list()+" FROM requirements WHERE appeal IN (SELECT code FROM appeals WHERE crisis = ?) ORDER BY appeal, place", crisis))
	people, err := askFor(tx, &kept, selectKept, keptArgs(crisis, today)...)
	if err := errors.Join(err, tx.askAll(append(asks, people))); err != nil {
		return PeopleKept{}, err
	}
	done()
	required := groupBy(parts, func(r requirementRow) string { return r.Appeal })
	seen.plansOf = map[string][]Plan{crisis: convert(appeals, func(r appealRow) Plan { return r.plan(required[r.Code]) })}
	tx.seen = seen
	return peopleKept(kept), nil
}

// countedNode is a node with how many regions are right below it.
type countedNode struct {
	Node  `gorm:"embedded"`
	Below int `gorm:"column:below"`
}

// NodesTo reads the tree below some regions down to a level, and themselves also where they are below that, parents
// first, and how many regions each has right below it.
func (tx *Tx) NodesTo(tops []Place, level int) ([]Node, map[string]int, error) {
	var parts []string
	var args []any
	for _, p := range tops {
		parts, args = append(parts, fmt.Sprintf("l%d = ? AND level <= ?", p.Level)), append(args, p.Pcode, max(level, p.Level))
	}
	if len(parts) == 0 {
		return nil, nil, nil
	}
	rows, err := scan[countedNode](tx, "SELECT "+nodeColumns+", (SELECT count(*) FROM regions c WHERE c.parent = regions.pcode) AS below FROM regions WHERE "+
		strings.Join(parts, " OR ")+" ORDER BY level, pcode", args...)
	nodes, below := make([]Node, len(rows)), make(map[string]int, len(rows))
	for i, r := range rows {
		nodes[i], below[r.Pcode] = r.Node, r.Below
	}
	return nodes, below, err
}

// KeptQuestion is what an answer of today shows.
type KeptQuestion struct {
	View
	Level                 int      // of the rows
	Rows                  []string // their regions, all of one level
	Tops                  []string // regions that the whole is made of
	Sight                 int      // whose figures of people
	Required              []string // regions of which is asked where they lie
	Constraints, Presence Eyes
}

// KeptAnswer is what is kept of that.
type KeptAnswer struct {
	Money    KeptMoney
	People   []PeopleCell // of rows and tops, without where they lie
	Places   map[string]Place
	Barriers []Barrier
	Present  []Present
}

// Kept reads what is kept for an answer of today.
func (tx *Tx) Kept(k KeptQuestion) (out KeptAnswer, err error) {
	var cells, loose []keptSum
	var people []peopleRow
	inner := spanOf(k.View)
	out.Places = map[string]Place{}
	left := tx.unseenPlaces(k.Required, out.Places)
	asks := []ask{tx.ask(into(&people), "SELECT "+shapeOf[peopleRow]().list()+" FROM people_cells WHERE crisis = ? AND sight = ? AND "+fmt.Sprintf(tx.d.anyOf, "region"),
		k.Crisis, k.Sight, tx.array(append(k.Tops, k.Rows...)))}
	if len(left) > 0 {
		asks = append(asks, tx.ask(eachRow(func(r pathRow) { out.Places[r.Pcode] = r.place() }), selectPaths+" WHERE "+fmt.Sprintf(tx.d.anyOf, "pcode"), tx.array(left)))
	}
	add := func(a ask, e error) { asks, err = append(asks, a), errors.Join(err, e) }
	add(tx.cellsOf(k.View, append([]string{k.root()}, k.Rows...), inner, &cells))
	add(tx.looseMoney(k.View, k.Level, inner, &loose))
	sql, args := barriers(k.Constraints, k.View)
	add(askFor(tx, &out.Barriers, sql, args...))
	sql, args = presentAt(k.Presence, k.View, k.Level)
	add(askFor(tx, &out.Present, sql, args...))
	if err := errors.Join(err, tx.askAll(asks)); err != nil {
		return KeptAnswer{}, err
	}
	out.Money = k.moneyOf(k.Rows, cells, loose)
	out.People = convert(people, func(r peopleRow) PeopleCell { return placedRow{peopleRow: r}.cell() })
	return out, nil
}
