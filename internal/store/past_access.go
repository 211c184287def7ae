package store

import "github.com/konbit-aid/konbit/api"

// ConstraintsSeen means the access constraints of a crisis that are seen now.
func ConstraintsSeen(seen Eyes, crisis string) Among {
	return reportsSeen("access_constraints", seen, crisis)
}

// PresencesSeen means the presences in a crisis that are seen now.
func PresencesSeen(seen Eyes, crisis string) Among { return reportsSeen("presences", seen, crisis) }

// IncidentsSeen means the incidents of the crises that are seen now; of all crises where none is given.
func IncidentsSeen(seen Eyes, crises []string) Among {
	var q query
	in(&q, "a.crisis", crises)
	disclosed(&q, "a", seen, "region", "moved_from", "moved_to")
	return Among{"SELECT CAST(a.id AS text) FROM incidents a" + q.String(), q.args}
}

func reportsSeen(table string, seen Eyes, crisis string) Among {
	var q query
	q.add("a.crisis = ?", crisis)
	disclosed(&q, "a", seen, "region")
	return Among{"SELECT CAST(a.id AS text) FROM " + table + " a" + q.String(), q.args}
}

// BarrierOf makes of a constraint and its region what [Tx.Barriers] reads.
func BarrierOf(c api.AccessConstraint, p Place) Barrier {
	b := Barrier{ID: c.ID, Region: c.Region, Severity: *c.Severity, Title: opt(c.Title), Type: string(c.Type), SectorTexts: joinSectors(c.Sectors),
		PeriodFrom: day(c.Period.From), PeriodTo: day(c.Period.To), LiftedOn: day(c.LiftedOn), WithdrawnOn: day(c.WithdrawnOn), Level: p.Level}
	for i, at := range []*opt{&b.L0, &b.L1, &b.L2, &b.L3, &b.L4} {
		if i < len(p.Path) {
			*at = opt(p.Path[i])
		}
	}
	return b
}
