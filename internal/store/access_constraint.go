package store

import (
	"fmt"
	"strings"

	"github.com/konbit-aid/konbit/api"
)

type constraintRow struct {
	ID           string  `gorm:"column:id;primaryKey"`
	Crisis       string  `gorm:"column:crisis"`
	Organization string  `gorm:"column:organization"`
	Region       string  `gorm:"column:region"`
	Type         string  `gorm:"column:type"`
	Direction    string  `gorm:"column:direction"`
	Severity     int     `gorm:"column:severity"`
	PeriodFrom   day     `gorm:"column:period_from"`
	PeriodTo     day     `gorm:"column:period_to"`
	Sectors      opt     `gorm:"column:sectors"`
	Title        opt     `gorm:"column:title"`
	Description  opt     `gorm:"column:description"`
	Sensitivity  string  `gorm:"column:sensitivity"`
	Status       string  `gorm:"column:status"`
	LiftedOn     day     `gorm:"column:lifted_on"`
	WithdrawnOn  day     `gorm:"column:withdrawn_on"`
	Sources      sources `gorm:"column:sources"`
	Search       string  `gorm:"column:search"`
	Stamp        `gorm:"embedded"`
}

// TableName is access_constraints.
func (constraintRow) TableName() string { return "access_constraints" }

func constraintToRow(c api.AccessConstraint) constraintRow {
	row := constraintRow{ID: c.ID, Crisis: c.Crisis, Organization: c.Organization, Region: c.Region, Type: string(c.Type), Direction: string(c.Direction),
		PeriodFrom: day(c.Period.From), PeriodTo: day(c.Period.To), Sectors: joinSectors(c.Sectors), Title: opt(c.Title), Description: opt(c.Description),
		Sensitivity: string(c.Sensitivity), Status: string(c.Status), LiftedOn: day(c.LiftedOn), WithdrawnOn: day(c.WithdrawnOn), Sources: c.Sources,
		Search: fold(string(c.Title), string(c.Description)), Stamp: stampOf(c.Meta)}
	if c.Severity != nil {
		row.Severity = *c.Severity
	}
	return row
}

func (row constraintRow) api() api.AccessConstraint {
	severity := row.Severity
	return api.AccessConstraint{ID: row.ID, Direction: api.Direction(row.Direction), Status: api.ConstraintStatus(row.Status),
		LiftedOn: api.Date(row.LiftedOn), WithdrawnOn: api.Date(row.WithdrawnOn), Meta: row.meta(),
		AccessConstraintInput: api.AccessConstraintInput{Crisis: row.Crisis, Organization: row.Organization, Region: row.Region,
			Type: api.ConstraintType(row.Type), Severity: &severity, Period: api.OpenPeriod{From: api.Date(row.PeriodFrom), To: api.Date(row.PeriodTo)},
			Sectors: splitSectors(row.Sectors), Title: api.Opt(row.Title), Description: api.Opt(row.Description),
			Sensitivity: api.Sensitivity(row.Sensitivity), Sources: row.Sources}}
}

// joinSectors writes ";FSC;WSH;", NULL for none: each code stands between two semicolons, so that LIKE finds it whole.
func joinSectors(all []api.SectorCode) opt {
	if len(all) == 0 {
		return ""
	}
	var b strings.Builder
	for _, s := range all {
		b.WriteString(";" + string(s))
	}
	return opt(b.String() + ";")
}

func splitSectors(text opt) []api.SectorCode {
	all := []api.SectorCode{}
	for _, s := range strings.Split(strings.Trim(string(text), ";"), ";") {
		if s != "" {
			all = append(all, api.SectorCode(s))
		}
	}
	return all
}

// holding keeps what is in force on a day: in its period, and neither over (ended) nor withdrawn by then.
func holding(q *query, a, ended string, on api.Date) {
	if on != "" {
		q.add(fmt.Sprintf("%[1]s.period_from <= ? AND (%[1]s.period_to IS NULL OR %[1]s.period_to >= ?) AND (%[1]s.%[2]s IS NULL OR %[1]s.%[2]s > ?) AND (%[1]s.withdrawn_on IS NULL OR %[1]s.withdrawn_on > ?)", a, ended),
			day(on), day(on), day(on), day(on))
	}
}

// AccessConstraint reads one constraint, if it is seen.
func (tx *Tx) AccessConstraint(seen Eyes, id string) (api.AccessConstraint, bool, error) {
	var q query
	q.add("a.id = ?", id)
	disclosed(&q, "a", seen, "region")
	rows, err := scan[constraintRow](tx, "SELECT a.* FROM access_constraints a"+q.String(), q.args...)
	if err != nil || len(rows) == 0 {
		return api.AccessConstraint{}, false, err
	}
	return rows[0].api(), true, nil
}

// LockReports keeps others from recording where and how an organization works
// or is kept from working until the end, so that what does not overlap now does
// not overlap then.
func (tx *Tx) LockReports(organization string) error {
	_, _, err := takeLocked[organizationRow](tx, "organizations", "code = ?", organization)
	return err
}

// SameConstraints reads the constraints of an organization that stand for the
// same crisis, region and type.
func (tx *Tx) SameConstraints(in api.AccessConstraintInput) ([]api.AccessConstraint, error) {
	rows, err := scan[constraintRow](tx, "SELECT * FROM access_constraints WHERE organization = ? AND region = ? AND type = ? AND crisis = ? AND status <> 'withdrawn' ORDER BY period_from, id",
		in.Organization, in.Region, string(in.Type), in.Crisis)
	return convert(rows, constraintRow.api), err
}

// AddAccessConstraint writes a new constraint.
func (tx *Tx) AddAccessConstraint(c api.AccessConstraint) error {
	return insert(tx, constraintToRow(c))
}

// ReplaceAccessConstraint overwrites a constraint of the version before.
func (tx *Tx) ReplaceAccessConstraint(c api.AccessConstraint, before int64) error {
	return replace(tx, constraintToRow(c), before)
}

var constraintList = listing{name: "access-constraints", from: "access_constraints a", cols: "a.*", key: "a.id",
	sorts: both(both(both(map[string]order{}, "id", "a.id"), "date", "a.period_from"), "severity", "a.severity")}

// AccessConstraints lists access constraints.
func (tx *Tx) AccessConstraints(seen Eyes, f api.AccessConstraintFilter) (api.List[api.AccessConstraint], error) {
	var q query
	disclosed(&q, "a", seen, "region")
	in(&q, "a.crisis", f.Crisis)
	in(&q, "a.region", f.RegionExact)
	in(&q, "a.type", f.Type)
	in(&q, "a.direction", f.Direction)
	q.is("a.severity", ">=", f.SeverityFrom)
	q.is("a.severity", "<=", f.SeverityTo)
	in(&q, "a.organization", f.Organization)
	in(&q, "a.sensitivity", f.Sensitivity)
	in(&q, "a.status", f.Status)
	q.matches("a.search", f.Q)
	q.concerning("a.sectors", f.Sector)
	holding(&q, "a", "lifted_on", f.InForceOn)
	if err := tx.within(&q, "a.region", f.Region); err != nil {
		return api.List[api.AccessConstraint]{}, err
	}
	p, sort := f.Page, f.Sort
	f.Page = api.Page{}
	rows, next, total, err := page(tx, constraintList, q, p, sort, f, func(r constraintRow, by string) []any {
		switch by {
		case "a.period_from":
			return []any{string(r.PeriodFrom), r.ID}
		case "a.severity":
			return []any{r.Severity, r.ID}
		}
		return []any{r.ID}
	})
	return api.List[api.AccessConstraint]{Data: convert(rows, constraintRow.api), Next: api.Opt(next), Total: total}, err
}

// concerning keeps what names one of the sectors, or none and so concerns all.
func (q *query) concerning(column string, sectors []api.SectorCode) {
	if len(sectors) == 0 {
		return
	}
	parts, args := []string{column + " IS NULL"}, []any{}
	for _, s := range sectors {
		parts, args = append(parts, column+" LIKE ?"), append(args, "%;"+string(s)+";%")
	}
	q.add(strings.Join(parts, " OR "), args...)
}

// Barrier is a constraint as a view needs it.
type Barrier struct {
	ID          string `gorm:"column:id"`
	Region      string `gorm:"column:region"`
	Severity    int    `gorm:"column:severity"`
	Title       opt    `gorm:"column:title"`
	Type        string `gorm:"column:type"`
	SectorTexts opt    `gorm:"column:sectors"`
	PeriodFrom  day    `gorm:"column:period_from"`
	PeriodTo    day    `gorm:"column:period_to"`
	LiftedOn    day    `gorm:"column:lifted_on"`
	WithdrawnOn day    `gorm:"column:withdrawn_on"`
	Level       int    `gorm:"column:level"`
	L0          opt    `gorm:"column:l0"`
	L1          opt    `gorm:"column:l1"`
	L2          opt    `gorm:"column:l2"`
	L3          opt    `gorm:"column:l3"`
	L4          opt    `gorm:"column:l4"`
}

// Path lists the barrier's region and those above it, from level 0 down.
func (b Barrier) Path() []string {
	var path []string
	for _, l := range []opt{b.L0, b.L1, b.L2, b.L3, b.L4}[:b.Level+1] {
		path = append(path, string(l))
	}
	return path
}

// Concerns tells whether the barrier is about a sector: by name, or about all.
func (b Barrier) Concerns(s api.SectorCode) bool {
	return b.SectorTexts == "" || strings.Contains(string(b.SectorTexts), ";"+string(s)+";")
}

// Name returns the title, or what stands for it.
func (b Barrier) Name() string {
	if b.Title != "" {
		return string(b.Title)
	}
	return fmt.Sprintf("%s, severity %d", b.Type, b.Severity)
}

// Days returns the first day, the last one, and those of lifting and withdrawal, "" where there is none.
func (b Barrier) Days() (from, to, lifted, withdrawn api.Date) {
	return api.Date(b.PeriodFrom), api.Date(b.PeriodTo), api.Date(b.LiftedOn), api.Date(b.WithdrawnOn)
}

const barrierColumns = "a.id, a.region, a.severity, a.title, a.type, a.sectors, a.period_from, a.period_to, a.lifted_on, a.withdrawn_on, r.level, r.l0, r.l1, r.l2, r.l3, r.l4"

// Barriers reads the constraints of a view's crisis that are in force, the worst first.
func (tx *Tx) Barriers(seen Eyes, v View) ([]Barrier, error) {
	sql, args := barriers(seen, v)
	return scan[Barrier](tx, sql, args...)
}

func barriers(seen Eyes, v View) (sql string, args []any) {
	var q query
	q.add("a.crisis = ?", v.Crisis)
	disclosed(&q, "a", seen, "region")
	holding(&q, "a", "lifted_on", v.AsOf)
	return "SELECT " + barrierColumns + " FROM access_constraints a JOIN regions r ON r.pcode = a.region" + q.String() +
		" ORDER BY a.severity DESC, a.id", q.args
}

// BarriersAfter reads all constraints of a crisis that are seen, in the order of their ids.
func (tx *Tx) BarriersAfter(seen Eyes, crisis, after string, limit int) ([]Barrier, error) {
	var q query
	q.add("a.crisis = ?", crisis)
	disclosed(&q, "a", seen, "region")
	q.is("a.id", ">", after)
	return scan[Barrier](tx, "SELECT "+barrierColumns+" FROM access_constraints a JOIN regions r ON r.pcode = a.region"+q.String()+
		" ORDER BY a.id LIMIT ?", append(q.args, limit)...)
}
