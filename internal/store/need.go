package store

import "github.com/konbit-aid/konbit/api"

type needRow struct {
	ID          string `gorm:"column:id;primaryKey"`
	Assessment  string `gorm:"column:assessment"`
	Crisis      string `gorm:"column:crisis"`
	Region      string `gorm:"column:region"`
	Sector      string `gorm:"column:sector"`
	Group       string `gorm:"column:grp"`
	Sex         string `gorm:"column:sex"`
	Age         string `gorm:"column:age"`
	Affected    *int64 `gorm:"column:affected"`
	InNeed      *int64 `gorm:"column:in_need"`
	Targeted    *int64 `gorm:"column:targeted"`
	Reached     *int64 `gorm:"column:reached"`
	Severity    *int   `gorm:"column:severity"`
	Required    *int64 `gorm:"column:required"`
	Currency    opt    `gorm:"column:currency"`
	RequiredUSD *int64 `gorm:"column:required_usd"`
	Rank        string `gorm:"column:rank"`
	Stamp       `gorm:"embedded"`
}

// TableName is needs.
func (needRow) TableName() string { return "needs" }

func needToRow(n api.Need, rank string) needRow {
	return needRow{ID: n.ID, Assessment: n.Assessment, Crisis: n.Crisis, Region: n.Region, Sector: string(n.Sector), Group: n.Group, Sex: n.Sex,
		Age: n.Age, Affected: as[int64](n.Affected), InNeed: as[int64](n.InNeed), Targeted: as[int64](n.Targeted), Reached: as[int64](n.Reached),
		Severity: n.Severity, Required: minorOf(n.Required), Currency: currencyOf(n.Required), RequiredUSD: as[int64](n.RequiredUSD),
		Rank: rank + n.ID, Stamp: stampOf(n.Meta)}
}

func (row needRow) api() api.Need {
	return api.Need{ID: row.ID, Assessment: row.Assessment, Crisis: row.Crisis, RequiredUSD: as[api.Cents](row.RequiredUSD), Meta: row.meta(),
		NeedInput: api.NeedInput{Region: row.Region, Sector: api.SectorCode(row.Sector), Group: row.Group, Sex: row.Sex, Age: row.Age,
			Affected: as[api.People](row.Affected), InNeed: as[api.People](row.InNeed), Targeted: as[api.People](row.Targeted),
			Reached: as[api.People](row.Reached), Severity: row.Severity, Required: money(row.Required, row.Currency)}}
}

// AddNeeds writes the lines of an assessment.
func (tx *Tx) AddNeeds(a api.Assessment, needs []api.Need) error {
	rank := rankPrefix(a)
	return insertAll(tx, convert(needs, func(n api.Need) needRow { return needToRow(n, rank) }))
}

// DropNeeds removes the lines of an assessment that are about to be rewritten.
func (tx *Tx) DropNeeds(assessment string) error {
	_, err := tx.exec("DELETE FROM needs WHERE assessment = ?", assessment)
	return err
}

// NeedsOf reads the first lines of an assessment, at most limit.
func (tx *Tx) NeedsOf(assessment string, limit int, v *Veil) ([]api.Need, error) {
	var q query
	q.add("assessment = ?", assessment)
	v.keep(&q, "region")
	rows, err := scan[needRow](tx, "SELECT * FROM needs"+q.String()+" ORDER BY id LIMIT ?", append(q.args, limit)...)
	return convert(rows, needRow.api), err
}

// Need reads one line, if its assessment is seen.
func (tx *Tx) Need(seen api.Sight, v *Veil, id string) (api.Need, bool, error) {
	var q query
	q.add("n.id = ?", id)
	visible(&q, "a", seen)
	v.keep(&q, "n.region")
	rows, err := scan[needRow](tx, "SELECT n.* FROM needs n JOIN assessments a ON a.id = n.assessment"+q.String(), q.args...)
	if err != nil || len(rows) == 0 {
		return api.Need{}, false, err
	}
	return rows[0].api(), true, nil
}

var needList = listing{name: "needs", from: "needs n JOIN assessments a ON a.id = n.assessment", cols: "n.*", key: "n.id",
	sorts: both(map[string]order{}, "id", "n.id")}

// Needs lists need lines: those current on f.AsOf, or with f.Competing all that
// count on that day. With f.Assessment and no day, every line of those.
func (tx *Tx) Needs(seen api.Sight, v *Veil, f api.NeedFilter, current bool) (api.List[api.Need], error) {
	var q query
	if current {
		count, args := counting("a", f.AsOf, seen.Done)
		q.add(count, args...)
		if !f.Competing {
			later, lateArgs := counting("b", f.AsOf, seen.Done)
			q.add(`NOT EXISTS (SELECT 1 FROM needs m JOIN assessments b ON b.id = m.assessment WHERE m.crisis = n.crisis AND m.region = n.region
				AND m.sector = n.sector AND m.grp = n.grp AND m.sex = n.sex AND m.age = n.age AND m.rank > n.rank AND `+later+`)`, lateArgs...)
		}
	} else {
		visible(&q, "a", seen)
	}
	v.keep(&q, "n.region")
	in(&q, "n.crisis", f.Crisis)
	in(&q, "n.region", f.RegionExact)
	in(&q, "n.sector", f.Sector)
	in(&q, "n.grp", f.Group)
	in(&q, "n.sex", f.Sex)
	in(&q, "n.age", f.Age)
	in(&q, "n.assessment", f.Assessment)
	in(&q, "a.organization", f.Organization)
	q.keys(f.Key)
	q.is("n.severity", ">=", f.SeverityFrom)
	q.is("n.severity", "<=", f.SeverityTo)
	q.is("n.in_need", ">=", f.InNeedFrom)
	q.is("n.in_need", "<=", f.InNeedTo)
	if seen.Public() && (f.InNeedFrom != nil || f.InNeedTo != nil) {
		// A number that is not shown matches no bound, lest asking often enough finds it.
		q.add("n.in_need NOT BETWEEN ? AND ?", 1, api.MostSuppressed)
	}
	if err := tx.within(&q, "n.region", f.Region); err != nil {
		return api.List[api.Need]{}, err
	}
	p, sort := f.Page, f.Sort
	f.Page = api.Page{}
	rows, next, total, err := page(tx, needList, q, p, sort, f, func(r needRow, _ string) []any { return []any{r.ID} })
	return api.List[api.Need]{Data: convert(rows, needRow.api), Next: api.Opt(next), Total: total}, err
}
