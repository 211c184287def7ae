package store

import (
	"fmt"

	"github.com/konbit-aid/konbit/api"
)

// View is the part of a crisis that a coverage answer looks at.
type View struct {
	Crisis  string
	AsOf    api.Date
	Region  *Place // nil for the whole crisis
	Sectors []api.SectorCode
	Visible []api.Sensitivity
	// Veil hides the figures of people in shielded areas.
	Veil *Veil
	// Appeals are those that money is weighed against; empty means that none is in force.
	Appeals []string
	// Only leaves out pledges that name no appeal.
	Only bool
	// From and To bound the pledges that name no appeal, where appeals are in force.
	From, To api.Date
}

// place keeps what a column names of the view's region and all below it.
func (v View) place(q *query, column string) {
	if v.Region != nil {
		q.add(fmt.Sprintf("%s IN (SELECT pcode FROM regions WHERE l%d = ?)", column, v.Region.Level), v.Region.Pcode)
	}
}

// PostingSum is what the pledges add to one bucket, region and sector.
type PostingSum struct {
	Bucket    Bucket         `gorm:"column:bucket"`
	Region    opt            `gorm:"column:region"` // "" where it is known for the whole crisis only
	Sector    api.SectorCode `gorm:"column:sector"`
	Announced api.Cents      `gorm:"column:announced"`
	Pledged   api.Cents      `gorm:"column:pledged"`
	Committed api.Cents      `gorm:"column:committed"`
	Disbursed api.Cents      `gorm:"column:disbursed"`
}

// Pcode returns the region, "" where there is none.
func (s PostingSum) Pcode() string { return string(s.Region) }

// PostingSums sums the pledged money of a view.
func (tx *Tx) PostingSums(v View) ([]PostingSum, error) {
	var q query
	q.add("p.crisis = ?", v.Crisis)
	q.add("p.on_date <= ?", day(v.AsOf))
	v.place(&q, "p.region")
	in(&q, "p.sector", v.Sectors)
	v.appeals(&q, "p")
	return scan[PostingSum](tx, `SELECT p.bucket, p.region, COALESCE(p.sector, '') AS sector,
		CAST(SUM(p.announced) AS bigint) AS announced, CAST(SUM(p.pledged) AS bigint) AS pledged,
		CAST(SUM(p.committed) AS bigint) AS committed, CAST(SUM(p.disbursed) AS bigint) AS disbursed
		FROM postings p`+q.String()+` GROUP BY p.bucket, p.region, p.sector`, q.args...)
}

// appeals keeps the pledges that are weighed against the view's appeals.
func (v View) appeals(q *query, p string) {
	switch {
	case v.Only:
		q.add(p+".appeal IN ?", v.Appeals)
	case len(v.Appeals) > 0:
		q.add(p+".appeal IN ? OR "+p+".appeal IS NULL AND "+p+".pledged_on BETWEEN ? AND ?", v.Appeals, day(v.From), day(v.To))
	}
}

// Line is a current figure of one region and sector.
type Line struct {
	Region      string         `gorm:"column:region"`
	Sector      api.SectorCode `gorm:"column:sector"`
	Affected    *api.People    `gorm:"column:affected"`
	InNeed      *api.People    `gorm:"column:in_need"`
	Targeted    *api.People    `gorm:"column:targeted"`
	Reached     *api.People    `gorm:"column:reached"`
	Severity    *int           `gorm:"column:severity"`
	RequiredUSD *api.Cents     `gorm:"column:required_usd"`
}

const total = "n.grp = 'ALL' AND n.sex = 'all' AND n.age = 'all'"

// CurrentLines reads the current total lines (all groups, sexes and ages) of a
// view: the index names the newest rank of each region and sector, then only
// those rows are read.
func (tx *Tx) CurrentLines(v View) ([]Line, error) {
	var q query
	q.add("n.crisis = ?", v.Crisis)
	q.add(total)
	v.place(&q, "n.region")
	v.Veil.keep(&q, "n.region")
	count, args := counting("a", v.AsOf, v.Visible)
	q.add(count, args...)
	return scan[Line](tx, `SELECT n.region, n.sector, n.affected, n.in_need, n.targeted, n.reached, n.severity, n.required_usd FROM (
		SELECT n.region, n.sector, MAX(n.rank) AS rank FROM needs n JOIN assessments a ON a.id = n.assessment`+q.String()+`
		GROUP BY n.region, n.sector) x JOIN needs n ON n.crisis = ? AND n.region = x.region AND n.sector = x.sector AND n.rank = x.rank AND `+total,
		append(q.args, v.Crisis)...)
}

// Node is a region as the tree of a view needs it.
type Node struct {
	Pcode      string `gorm:"column:pcode"`
	Parent     opt    `gorm:"column:parent"`
	Level      int    `gorm:"column:level"`
	Population *int64 `gorm:"column:population"`
	NameEN     opt    `gorm:"column:name_en"`
	NameFR     opt    `gorm:"column:name_fr"`
	NameHT     opt    `gorm:"column:name_ht"`
	NameES     opt    `gorm:"column:name_es"`
}

// Above returns the p-code of the region one level up.
func (n Node) Above() string { return string(n.Parent) }

// Name returns the name in a language.
func (n Node) Name(language string) string {
	return api.Names{EN: api.Opt(n.NameEN), FR: api.Opt(n.NameFR), HT: api.Opt(n.NameHT), ES: api.Opt(n.NameES)}.In(language)
}

const nodeColumns = "pcode, parent, level, population, name_en, name_fr, name_ht, name_es"

// Nodes reads the tree below some regions, themselves included, parents first.
func (tx *Tx) Nodes(tops []string) ([]Node, error) {
	condition, args, err := tx.below(tops)
	if err != nil {
		return nil, err
	}
	return scan[Node](tx, "SELECT "+nodeColumns+" FROM regions WHERE "+condition+" ORDER BY level, pcode", args...)
}

// Reason is what a stored pledge brings to a view.
type Reason struct {
	Pledge  string `gorm:"column:pledge"`
	Bucket  Bucket `gorm:"column:bucket"`
	Region  opt    `gorm:"column:region"`
	Sector  opt    `gorm:"column:sector"`
	Amounts `gorm:"embedded"`
}

// Where returns the region and sector, "" where they are not given.
func (r Reason) Where() (region, sector api.Opt) { return api.Opt(r.Region), api.Opt(r.Sector) }

// PostingsOf sums the postings of some pledges up to the view's day, wherever they are.
func (tx *Tx) PostingsOf(v View, pledges []string) (map[string][]Reason, error) {
	rows, err := scan[Reason](tx, `SELECT pledge, bucket, region, sector, CAST(SUM(announced) AS bigint) AS announced,
		CAST(SUM(pledged) AS bigint) AS pledged, CAST(SUM(committed) AS bigint) AS committed, CAST(SUM(disbursed) AS bigint) AS disbursed
		FROM postings WHERE pledge IN ? AND on_date <= ? GROUP BY pledge, bucket, region, sector ORDER BY pledge, bucket, region, sector`,
		pledges, day(v.AsOf))
	return groupBy(rows, func(r Reason) string { return r.Pledge }), err
}

// Candidate is a total line that a view may rest on.
type Candidate struct {
	ID          string         `gorm:"column:id"`
	Region      string         `gorm:"column:region"`
	Sector      api.SectorCode `gorm:"column:sector"`
	InNeed      *api.People    `gorm:"column:in_need"`
	RequiredUSD *api.Cents     `gorm:"column:required_usd"`
	Title       string         `gorm:"column:title"`
	PublishedOn day            `gorm:"column:published_on"`
	WithdrawnOn day            `gorm:"column:withdrawn_on"`
	Status      string         `gorm:"column:status"`
	Later       opt            `gorm:"column:later"` // the line that takes its place
}

// Published returns the day of publication, Withdrawn that of withdrawal or "".
func (c Candidate) Published() api.Date { return api.Date(c.PublishedOn) }

// Withdrawn returns the day of withdrawal, "" if there is none.
func (c Candidate) Withdrawn() api.Date { return api.Date(c.WithdrawnOn) }

// Overtaken returns the id of the later line with the same key, "" if there is none.
func (c Candidate) Overtaken() string { return string(c.Later) }

// CandidatesAfter reads the total lines of a view in the order of their ids.
func (tx *Tx) CandidatesAfter(v View, after string, limit int) ([]Candidate, error) {
	var q query
	q.add("n.crisis = ?", v.Crisis)
	q.add(total)
	q.is("n.id", ">", after)
	v.place(&q, "n.region")
	v.Veil.keep(&q, "n.region")
	in(&q, "n.sector", v.Sectors)
	q.add("a.sensitivity IN ?", some(v.Visible))
	q.add("a.status IN ('validated', 'superseded') OR a.withdrawn_on IS NOT NULL")
	count, args := counting("b", v.AsOf, v.Visible)
	sql := `SELECT n.id, n.region, n.sector, n.in_need, n.required_usd, a.title, a.published_on, a.withdrawn_on, a.status, (
		SELECT CAST(m.id AS text) FROM needs m JOIN assessments b ON b.id = m.assessment WHERE m.crisis = n.crisis AND m.region = n.region AND m.sector = n.sector
		AND m.grp = n.grp AND m.sex = n.sex AND m.age = n.age AND m.rank > n.rank AND ` + count + ` ORDER BY m.rank DESC LIMIT 1) AS later
		FROM needs n JOIN assessments a ON a.id = n.assessment` + q.String() + ` ORDER BY n.id LIMIT ?`
	return scan[Candidate](tx, sql, append(append(args, q.args...), limit)...)
}
