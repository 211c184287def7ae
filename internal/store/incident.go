package store

import (
	"github.com/konbit-aid/konbit/api"
)

type incidentRow struct {
	ID              string  `gorm:"column:id;primaryKey"`
	Reference       opt     `gorm:"column:reference"`
	Crisis          string  `gorm:"column:crisis"`
	Organization    string  `gorm:"column:organization"`
	Region          string  `gorm:"column:region"`
	PlacePrecision  string  `gorm:"column:place_precision"`
	Category        string  `gorm:"column:category"`
	Title           string  `gorm:"column:title"`
	Description     opt     `gorm:"column:description"`
	PeriodFrom      day     `gorm:"column:period_from"`
	PeriodTo        day     `gorm:"column:period_to"`
	DatePrecision   string  `gorm:"column:date_precision"`
	Killed          *int64  `gorm:"column:killed"`
	CiviliansKilled *int64  `gorm:"column:civilians_killed"`
	Injured         *int64  `gorm:"column:injured"`
	Abducted        *int64  `gorm:"column:abducted"`
	Displaced       *int64  `gorm:"column:displaced"`
	Returned        *int64  `gorm:"column:returned"`
	AidWorkers      bool    `gorm:"column:aid_workers"`
	AidKilled       *int64  `gorm:"column:aid_killed"`
	AidInjured      *int64  `gorm:"column:aid_injured"`
	AidAbducted     *int64  `gorm:"column:aid_abducted"`
	MovedFrom       opt     `gorm:"column:moved_from"`
	MovedTo         opt     `gorm:"column:moved_to"`
	Sensitivity     string  `gorm:"column:sensitivity"`
	Status          string  `gorm:"column:status"`
	WithdrawnOn     day     `gorm:"column:withdrawn_on"`
	Sources         sources `gorm:"column:sources"`
	Search          string  `gorm:"column:search"`
	Stamp           `gorm:"embedded"`
}

// TableName is incidents.
func (incidentRow) TableName() string { return "incidents" }

func incidentToRow(r api.Incident) incidentRow {
	row := incidentRow{ID: r.ID, Reference: opt(r.Reference), Crisis: r.Crisis, Organization: r.Organization, Region: r.Region,
		PlacePrecision: string(r.PlacePrecision), Category: string(r.Category), Title: r.Title, Description: opt(r.Description),
		PeriodFrom: day(r.Period.From), PeriodTo: day(r.Period.To), DatePrecision: string(r.DatePrecision),
		Killed: as[int64](r.Killed), CiviliansKilled: as[int64](r.CiviliansKilled), Injured: as[int64](r.Injured),
		Abducted: as[int64](r.Abducted), Displaced: as[int64](r.Displaced), Returned: as[int64](r.Returned),
		Sensitivity: string(r.Sensitivity), Status: string(r.Status), WithdrawnOn: day(r.WithdrawnOn), Sources: r.Sources,
		Search: fold(r.Title, string(r.Description), string(r.Reference)), Stamp: stampOf(r.Meta)}
	if a := r.AidWorkers; a != nil {
		row.AidWorkers, row.AidKilled, row.AidInjured, row.AidAbducted = true, as[int64](a.Killed), as[int64](a.Injured), as[int64](a.Abducted)
	}
	if m := r.Movement; m != nil {
		row.MovedFrom, row.MovedTo = opt(m.From), opt(m.To)
	}
	return row
}

func (row incidentRow) api() api.Incident {
	r := api.Incident{ID: row.ID, Status: api.IncidentStatus(row.Status), WithdrawnOn: api.Date(row.WithdrawnOn), Meta: row.meta(),
		IncidentInput: api.IncidentInput{Reference: api.Opt(row.Reference), Crisis: row.Crisis, Organization: row.Organization, Region: row.Region,
			PlacePrecision: api.PlacePrecision(row.PlacePrecision), Category: api.IncidentCategory(row.Category), Title: row.Title,
			Description: api.Opt(row.Description), Period: api.OpenPeriod{From: api.Date(row.PeriodFrom), To: api.Date(row.PeriodTo)},
			DatePrecision: api.DatePrecision(row.DatePrecision), Killed: as[api.People](row.Killed), CiviliansKilled: as[api.People](row.CiviliansKilled),
			Injured: as[api.People](row.Injured), Abducted: as[api.People](row.Abducted), Displaced: as[api.People](row.Displaced),
			Returned: as[api.People](row.Returned), Sensitivity: api.Sensitivity(row.Sensitivity), Sources: row.Sources}}
	if row.AidWorkers {
		r.AidWorkers = &api.AidWorkers{Killed: as[api.People](row.AidKilled), Injured: as[api.People](row.AidInjured), Abducted: as[api.People](row.AidAbducted)}
	}
	if row.MovedTo != "" {
		r.Movement = &api.Movement{From: string(row.MovedFrom), To: string(row.MovedTo)}
	}
	return r
}

// Incident reads one incident, if it is seen.
func (tx *Tx) Incident(seen Eyes, id string) (api.Incident, bool, error) {
	var q query
	q.add("i.id = ?", id)
	disclosed(&q, "i", seen, "region", "moved_from", "moved_to")
	rows, err := scan[incidentRow](tx, "SELECT i.* FROM incidents i"+q.String(), q.args...)
	if err != nil || len(rows) == 0 {
		return api.Incident{}, false, err
	}
	return rows[0].api(), true, nil
}

// LockIncident keeps others from changing an incident until the end.
func (tx *Tx) LockIncident(id string) error {
	_, _, err := takeLocked[incidentRow](tx, "incidents", "id = ?", id)
	return err
}

// IncidentByReference reads the incident that an organization recorded under a reference.
func (tx *Tx) IncidentByReference(organization string, reference api.Opt) (api.Incident, bool, error) {
	row, found, err := take[incidentRow](tx, "incidents", "organization = ? AND reference = ?", organization, string(reference))
	return row.api(), found, err
}

// AddIncident writes a new incident.
func (tx *Tx) AddIncident(r api.Incident) error { return insert(tx, incidentToRow(r)) }

// ReplaceIncident overwrites an incident of the version before.
func (tx *Tx) ReplaceIncident(r api.Incident, before int64) error {
	return replace(tx, incidentToRow(r), before)
}

var incidentList = listing{name: "incidents", from: "incidents i", cols: "i.*", key: "i.id",
	sorts: both(both(map[string]order{}, "id", "i.id"), "date", "i.period_from")}

// Incidents lists incidents.
func (tx *Tx) Incidents(seen Eyes, f api.IncidentFilter) (api.List[api.Incident], error) {
	var q query
	disclosed(&q, "i", seen, "region", "moved_from", "moved_to")
	in(&q, "i.crisis", f.Crisis)
	in(&q, "i.region", f.RegionExact)
	in(&q, "i.category", f.Category)
	in(&q, "i.organization", f.Organization)
	in(&q, "i.reference", f.Reference)
	in(&q, "i.sensitivity", f.Sensitivity)
	in(&q, "i.status", f.Status)
	q.is("i.period_to", ">=", f.DateFrom)
	q.is("i.period_from", "<=", f.DateTo)
	if f.AsOf != "" {
		q.add("i.period_from <= ? AND (i.withdrawn_on IS NULL OR i.withdrawn_on > ?)", day(f.AsOf), day(f.AsOf))
	}
	q.is("i.killed", ">=", f.KilledFrom)
	q.is("i.killed", "<=", f.KilledTo)
	q.is("i.injured", ">=", f.InjuredFrom)
	q.is("i.abducted", ">=", f.AbductedFrom)
	q.is("i.displaced", ">=", f.DisplacedFrom)
	q.matches("i.search", f.Q)
	if err := tx.within(&q, "i.region", f.Region); err != nil {
		return api.List[api.Incident]{}, err
	}
	p, sort := f.Page, f.Sort
	f.Page = api.Page{}
	rows, next, total, err := page(tx, incidentList, q, p, sort, f, func(r incidentRow, by string) []any {
		if by == "i.period_from" {
			return []any{string(r.PeriodFrom), r.ID}
		}
		return []any{r.ID}
	})
	return api.List[api.Incident]{Data: convert(rows, incidentRow.api), Next: api.Opt(next), Total: total}, err
}
