package store

import "github.com/konbit-aid/konbit/api"

type crisisRow struct {
	Code      string `gorm:"column:code;primaryKey"`
	Title     string `gorm:"column:title"`
	GLIDE     opt    `gorm:"column:glide"`
	StartedOn day    `gorm:"column:started_on"`
	EndedOn   day    `gorm:"column:ended_on"`
	Search    string `gorm:"column:search"`
	Stamp     `gorm:"embedded"`
}

// TableName is crises.
func (crisisRow) TableName() string { return "crises" }

type crisisRegionRow struct {
	Crisis string `gorm:"column:crisis"`
	Region string `gorm:"column:region"`
	Place  int    `gorm:"column:place"`
}

// TableName is crisis_regions.
func (crisisRegionRow) TableName() string { return "crisis_regions" }

func crisisToRow(c api.Crisis) crisisRow {
	return crisisRow{Code: c.Code, Title: c.Title, GLIDE: opt(c.GLIDE), StartedOn: day(c.StartedOn), EndedOn: day(c.EndedOn),
		Search: fold(c.Code, c.Title, string(c.GLIDE)), Stamp: stampOf(c.Meta)}
}

func crisisToRegionRows(c api.Crisis) []crisisRegionRow {
	rows := make([]crisisRegionRow, len(c.Regions))
	for i, r := range c.Regions {
		rows[i] = crisisRegionRow{c.Code, r, i}
	}
	return rows
}

func (row crisisRow) api(regions []crisisRegionRow) api.Crisis {
	return api.Crisis{CrisisInput: api.CrisisInput{Code: row.Code, Title: row.Title, GLIDE: api.Opt(row.GLIDE),
		Regions:   convert(regions, func(r crisisRegionRow) string { return r.Region }),
		StartedOn: api.Date(row.StartedOn), EndedOn: api.Date(row.EndedOn)}, Meta: row.meta()}
}

// withRegions joins crises with their regions in one statement.
func (tx *Tx) withRegions(rows []crisisRow) ([]api.Crisis, error) {
	if len(rows) == 0 {
		return []api.Crisis{}, nil
	}
	codes := convert(rows, func(r crisisRow) string { return r.Code })
	parts, err := scan[crisisRegionRow](tx, "SELECT * FROM crisis_regions WHERE crisis IN ? ORDER BY crisis, place", codes)
	of := groupBy(parts, func(r crisisRegionRow) string { return r.Crisis })
	return convert(rows, func(r crisisRow) api.Crisis { return r.api(of[r.Code]) }), err
}

// Crisis reads one crisis.
func (tx *Tx) Crisis(code string) (api.Crisis, bool, error) {
	if tx.seen != nil {
		if c, asked := tx.seen.crises[code]; asked {
			return valueOf(c)
		}
	}
	row, found, err := take[crisisRow](tx, "crises", "code = ?", code)
	if !found {
		return api.Crisis{}, false, err
	}
	all, err := tx.withRegions([]crisisRow{row})
	if err != nil {
		return api.Crisis{}, false, err
	}
	return all[0], true, nil
}

// CrisesTouching reads the crises with a region in a country.
func (tx *Tx) CrisesTouching(iso3 string) ([]api.Crisis, error) {
	rows, err := scan[crisisRow](tx, `SELECT * FROM crises WHERE code IN
		(SELECT cr.crisis FROM crisis_regions cr JOIN regions r ON r.pcode = cr.region WHERE r.iso3 = ?) ORDER BY code`, iso3)
	if err != nil {
		return nil, err
	}
	return tx.withRegions(rows)
}

// AddCrisis writes a new crisis.
func (tx *Tx) AddCrisis(c api.Crisis) error {
	tx.forget()
	if err := insert(tx, crisisToRow(c)); err != nil {
		return err
	}
	return insertAll(tx, crisisToRegionRows(c))
}

// ReplaceCrisis overwrites a crisis of the version before.
func (tx *Tx) ReplaceCrisis(c api.Crisis, before int64) error {
	tx.forget()
	if err := replace(tx, crisisToRow(c), before); err != nil {
		return err
	}
	if _, err := tx.exec("DELETE FROM crisis_regions WHERE crisis = ?", c.Code); err != nil {
		return err
	}
	return insertAll(tx, crisisToRegionRows(c))
}

var crisisList = listing{name: "crises", from: "crises", cols: "*", key: "code",
	sorts: both(both(map[string]order{}, "code", "code"), "started_on", "started_on")}

// Crises lists crises.
func (tx *Tx) Crises(f api.CrisisFilter) (api.List[api.Crisis], error) {
	var q query
	in(&q, "code", f.Code)
	in(&q, "glide", f.GLIDE)
	q.is("started_on", ">=", f.StartedOnFrom)
	q.is("started_on", "<=", f.StartedOnTo)
	q.matches("search", f.Q)
	if err := tx.touching(&q, f.Region); err != nil {
		return api.List[api.Crisis]{}, err
	}
	p, sort := f.Page, f.Sort
	f.Page = api.Page{}
	rows, next, total, err := page(tx, crisisList, q, p, sort, f, func(r crisisRow, by string) []any {
		if by == "started_on" {
			return []any{string(r.StartedOn), r.Code}
		}
		return []any{r.Code}
	})
	if err != nil {
		return api.List[api.Crisis]{}, err
	}
	data, err := tx.withRegions(rows)
	return api.List[api.Crisis]{Data: data, Next: api.Opt(next), Total: total}, err
}

// touching demands that a crisis has a region that is one of these, above or below it.
func (tx *Tx) touching(q *query, pcodes []string) error {
	if len(pcodes) == 0 {
		return nil
	}
	condition, args, err := tx.below(pcodes)
	if err != nil {
		return err
	}
	places, err := tx.Places(pcodes)
	if err != nil {
		return err
	}
	var above []string
	for _, p := range places {
		above = append(above, p.Path...)
	}
	q.add("code IN (SELECT crisis FROM crisis_regions WHERE region IN ? OR region IN (SELECT pcode FROM regions WHERE "+condition+"))",
		append([]any{above}, args...)...)
	return nil
}
