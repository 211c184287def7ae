package relief

import (
	"cmp"
	"math/big"
	"slices"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// reach is what a coverage question knows of access and presence.
type reach struct {
	here    map[string][]store.Barrier // by the row's region: constraints in it or below it
	above   map[string][]store.Barrier // by their own region: constraints above the rows' level
	present map[cell]int               // organizations; sector "" is all sectors together
}

// The defaults of unreachable=true.
const (
	fundedEnough = 50
	severeEnough = 3
)

// checkReach notes ranges that mean nothing by themselves.
func checkReach(f api.CoverageFilter, faults *api.Fields) {
	if f.Unreachable {
		return
	}
	for _, p := range []struct {
		name string
		n    *int
	}{{"funded_pct_from", f.FundedPctFrom}, {"severity_from", f.SeverityFrom}} {
		if p.n != nil {
			faults.Add(p.name, "needs_unreachable", "%s is a part of the question unreachable=true; ask that too.", p.name)
		}
	}
}

// unreachable tells whether a row is funded and yet out of reach.
func unreachable(f api.CoverageFilter, r api.CoverageRow) bool {
	funded, severe := fundedEnough, severeEnough
	if f.FundedPctFrom != nil {
		funded = *f.FundedPctFrom
	}
	if f.SeverityFrom != nil {
		severe = *f.SeverityFrom
	}
	return r.Money.FundedPct != nil && int64(*r.Money.FundedPct) >= int64(funded)*10 && r.Access.Severity != nil && *r.Access.Severity >= severe
}

// readAccess reads the constraints in force and who works where: one statement each.
func (l *look) readAccess(tx records, caller api.Caller) error {
	barriers, err := tx.Barriers(l.eyes(caller, "access-constraints"), l.view)
	if err != nil {
		return err
	}
	there, err := tx.PresentAt(l.eyes(caller, "presence"), l.view, l.level)
	l.sortAccess(barriers, there)
	return err
}

// sortAccess finds the rows that constraints and presence are in.
func (l *look) sortAccess(barriers []store.Barrier, there []store.Present) {
	l.here, l.above, l.present = map[string][]store.Barrier{}, map[string][]store.Barrier{}, map[cell]int{}
	for _, b := range barriers {
		if b.Level >= l.level {
			row := b.Path()[l.level]
			l.here[row] = append(l.here[row], b)
		} else {
			l.above[b.Region] = append(l.above[b.Region], b)
		}
	}
	for _, p := range there {
		l.present[cell{p.Region, p.Sector}] = p.Organizations
	}
}

// eyes are what the caller sees of a kind of record.
func (l *look) eyes(caller api.Caller, resource string) store.Eyes {
	return store.Eyes{Sight: l.policy.Seen(caller, resource), Veil: l.view.Veil}
}

// access is the constraints that concern a row: of its region, of those above
// it, which hold for all that they contain, and of those below it.
func (l *look) access(c cell) api.CoverageAccess {
	all := slices.Clone(l.here[c.region])
	for _, region := range l.ancestors(c.region) {
		all = append(all, l.above[region]...)
	}
	all = slices.DeleteFunc(all, func(b store.Barrier) bool { return !b.Concerns(c.sector) })
	slices.SortFunc(all, func(a, b store.Barrier) int {
		return cmp.Or(cmp.Compare(b.Severity, a.Severity), cmp.Compare(a.ID, b.ID))
	})
	out := api.CoverageAccess{Count: len(all), Constraints: []string{}}
	for _, b := range all[:min(len(all), api.MaxListed)] {
		out.Constraints = append(out.Constraints, b.ID)
	}
	if len(all) > 0 {
		out.Severity = &all[0].Severity
	}
	return out
}

// ancestors lists the regions above one, also those above the place that was asked about.
func (l *look) ancestors(region string) []string {
	var all []string
	for n, ok := l.tree.nodes[region]; ok; n, ok = l.tree.nodes[n.Above()] {
		if n.Pcode != region {
			all = append(all, n.Pcode)
		}
	}
	if v := l.view.Region; v != nil {
		all = append(all, v.Path[:len(v.Path)-1]...)
	}
	return all
}

func (l *look) presence(c cell) api.CoveragePresence {
	all, known := l.present[cell{c.region, ""}]
	if !known {
		return api.CoveragePresence{}
	}
	n := l.present[c]
	if c.sector == api.AllSectors {
		n = all
	}
	return api.CoveragePresence{Organizations: &n}
}

const (
	byUnmet      = "unmet"
	unmetFormula = "money.gap / people.in_need: US dollars required and not pledged, per person in need; highest first, rows with an unknown part last"
)

// ranked puts cells in the order of what is missing per person in need, and
// returns rows that say it. What is not shown to the caller is unknown here too.
func ranked(cells []cell, row func(cell) api.CoverageRow) func(cell) api.CoverageRow {
	unmet := make(map[cell]*big.Rat, len(cells))
	rows := make(map[cell]api.CoverageRow, len(cells))
	for _, c := range cells {
		r := row(c)
		if in := r.People.InNeed; in != nil && *in > 0 && r.Money.Gap != nil {
			unmet[c] = big.NewRat(int64(*r.Money.Gap), int64(*in))
			cents := roundHalfUp(unmet[c])
			r.UnmetPerPerson = &cents
		}
		rows[c] = r
	}
	slices.SortStableFunc(cells, func(a, b cell) int {
		x, y := unmet[a], unmet[b]
		switch {
		case x == nil && y == nil:
			return 0
		case x == nil:
			return 1
		case y == nil:
			return -1
		}
		return y.Cmp(x)
	})
	return func(c cell) api.CoverageRow { return rows[c] }
}

// roundHalfUp rounds to a whole number.
func roundHalfUp(r *big.Rat) api.Cents {
	twice := new(big.Int).Lsh(r.Num(), 1)
	twice.Add(twice, r.Denom())
	return api.Cents(twice.Div(twice, new(big.Int).Lsh(r.Denom(), 1)).Int64()) // Div rounds down, also below zero
}
