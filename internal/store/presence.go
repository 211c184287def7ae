package store

import (
	"fmt"

	"github.com/konbit-aid/konbit/api"
)

type presenceRow struct {
	ID           string  `gorm:"column:id;primaryKey"`
	Crisis       string  `gorm:"column:crisis"`
	Organization string  `gorm:"column:organization"`
	Region       string  `gorm:"column:region"`
	Sector       string  `gorm:"column:sector"`
	PeriodFrom   day     `gorm:"column:period_from"`
	PeriodTo     day     `gorm:"column:period_to"`
	Activity     opt     `gorm:"column:activity"`
	Sensitivity  string  `gorm:"column:sensitivity"`
	Status       string  `gorm:"column:status"`
	EndedOn      day     `gorm:"column:ended_on"`
	WithdrawnOn  day     `gorm:"column:withdrawn_on"`
	Sources      sources `gorm:"column:sources"`
	Search       string  `gorm:"column:search"`
	Stamp        `gorm:"embedded"`
}

// TableName is presences.
func (presenceRow) TableName() string { return "presences" }

func presenceToRow(p api.Presence) presenceRow {
	return presenceRow{ID: p.ID, Crisis: p.Crisis, Organization: p.Organization, Region: p.Region, Sector: string(p.Sector),
		PeriodFrom: day(p.Period.From), PeriodTo: day(p.Period.To), Activity: opt(p.Activity), Sensitivity: string(p.Sensitivity),
		Status: string(p.Status), EndedOn: day(p.EndedOn), WithdrawnOn: day(p.WithdrawnOn), Sources: p.Sources,
		Search: fold(p.Organization, string(p.Activity)), Stamp: stampOf(p.Meta)}
}

func (row presenceRow) api() api.Presence {
	return api.Presence{ID: row.ID, Status: api.PresenceStatus(row.Status), EndedOn: api.Date(row.EndedOn), WithdrawnOn: api.Date(row.WithdrawnOn),
		Meta: row.meta(), PresenceInput: api.PresenceInput{Crisis: row.Crisis, Organization: row.Organization, Region: row.Region,
			Sector: api.SectorCode(row.Sector), Period: api.OpenPeriod{From: api.Date(row.PeriodFrom), To: api.Date(row.PeriodTo)},
			Activity: api.Opt(row.Activity), Sensitivity: api.Sensitivity(row.Sensitivity), Sources: row.Sources}}
}

// Presence reads one presence, if it is seen.
func (tx *Tx) Presence(seen Eyes, id string) (api.Presence, bool, error) {
	var q query
	q.add("p.id = ?", id)
	disclosed(&q, "p", seen, "region")
	rows, err := scan[presenceRow](tx, "SELECT p.* FROM presences p"+q.String(), q.args...)
	if err != nil || len(rows) == 0 {
		return api.Presence{}, false, err
	}
	return rows[0].api(), true, nil
}

// SamePresences reads the presences of an organization that stand for the same
// crisis, region and sector.
func (tx *Tx) SamePresences(in api.PresenceInput) ([]api.Presence, error) {
	rows, err := scan[presenceRow](tx, "SELECT * FROM presences WHERE organization = ? AND region = ? AND sector = ? AND crisis = ? AND status <> 'withdrawn' ORDER BY period_from, id",
		in.Organization, in.Region, string(in.Sector), in.Crisis)
	return convert(rows, presenceRow.api), err
}

// PresencesOf reads every presence of a crisis that stands.
func (tx *Tx) PresencesOf(crisis string) ([]api.Presence, error) {
	rows, err := scan[presenceRow](tx, "SELECT * FROM presences WHERE crisis = ? AND status <> 'withdrawn' ORDER BY period_from, id", crisis)
	return convert(rows, presenceRow.api), err
}

// AddPresences writes new presences.
func (tx *Tx) AddPresences(all ...api.Presence) error {
	return insertAll(tx, convert(all, presenceToRow))
}

// ReplacePresence overwrites a presence of the version before.
func (tx *Tx) ReplacePresence(p api.Presence, before int64) error {
	return replace(tx, presenceToRow(p), before)
}

var presenceList = listing{name: "presence", from: "presences p", cols: "p.*", key: "p.id",
	sorts: both(both(map[string]order{}, "id", "p.id"), "date", "p.period_from")}

// Presences lists presences.
func (tx *Tx) Presences(seen Eyes, f api.PresenceFilter) (api.List[api.Presence], error) {
	var q query
	disclosed(&q, "p", seen, "region")
	in(&q, "p.crisis", f.Crisis)
	in(&q, "p.organization", f.Organization)
	in(&q, "p.region", f.RegionExact)
	in(&q, "p.sector", f.Sector)
	in(&q, "p.sensitivity", f.Sensitivity)
	in(&q, "p.status", f.Status)
	q.matches("p.search", f.Q)
	holding(&q, "p", "ended_on", f.InForceOn)
	if err := tx.within(&q, "p.region", f.Region); err != nil {
		return api.List[api.Presence]{}, err
	}
	page0, sort := f.Page, f.Sort
	f.Page = api.Page{}
	rows, next, total, err := page(tx, presenceList, q, page0, sort, f, func(r presenceRow, by string) []any {
		if by == "p.period_from" {
			return []any{string(r.PeriodFrom), r.ID}
		}
		return []any{r.ID}
	})
	return api.List[api.Presence]{Data: convert(rows, presenceRow.api), Next: api.Opt(next), Total: total}, err
}

// Present is how many organizations work in a region and sector; sector "" stands for all sectors together.
type Present struct {
	Region        string         `gorm:"column:region"`
	Sector        api.SectorCode `gorm:"column:sector"`
	Organizations int            `gorm:"column:organizations"`
}

// PresentAt counts the organizations in the regions of a level, those below included.
func (tx *Tx) PresentAt(seen Eyes, v View, level int) ([]Present, error) {
	sql, args := presentAt(seen, v, level)
	return scan[Present](tx, sql, args...)
}

func presentAt(seen Eyes, v View, level int) (sql string, args []any) {
	var q query
	q.add("p.crisis = ?", v.Crisis)
	disclosed(&q, "p", seen, "region")
	holding(&q, "p", "ended_on", v.AsOf)
	v.place(&q, "p.region")
	q.add(fmt.Sprintf("r.l%d IS NOT NULL", level))
	from := fmt.Sprintf("SELECT DISTINCT r.l%d AS region, p.sector, p.organization FROM presences p JOIN regions r ON r.pcode = p.region%s", level, q.String())
	return "WITH there AS (" + from + ") SELECT region, sector, COUNT(*) AS organizations FROM there GROUP BY region, sector" +
		" UNION ALL SELECT region, '' AS sector, COUNT(DISTINCT organization) AS organizations FROM there GROUP BY region", q.args
}
