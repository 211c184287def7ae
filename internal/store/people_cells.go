package store

import (
	"fmt"
	"slices"
	"strings"

	"github.com/konbit-aid/konbit/api"
)

// PeopleCell is what is kept of the people of a region and sector, for one kind of reader.
type PeopleCell struct {
	Region string
	Parent string
	Level  int
	Sector api.SectorCode
	Figures
	Reporting   *int       // how many regions below it have figures that these are the sum of; nil for figures of its own
	RequiredUSD *api.Cents // its own or what those below it require together, whichever is more
	Own         bool       // it has a current line
	OwnRequired *api.Cents // of that line
	Lines       int        // current ones, in it and below it
}

// Figures are numbers of people, and how severe their needs are.
type Figures struct {
	Affected, InNeed, Targeted, Reached *api.People
	Severity                            *int
}

// Empty tells whether nothing is known.
func (f Figures) Empty() bool {
	return f.Affected == nil && f.InNeed == nil && f.Targeted == nil && f.Reached == nil && f.Severity == nil
}

type peopleRow struct {
	Crisis      string `gorm:"column:crisis"`
	Sight       int    `gorm:"column:sight"`
	Region      string `gorm:"column:region"`
	Sector      string `gorm:"column:sector"`
	Affected    *int64 `gorm:"column:affected"`
	InNeed      *int64 `gorm:"column:in_need"`
	Targeted    *int64 `gorm:"column:targeted"`
	Reached     *int64 `gorm:"column:reached"`
	Severity    *int   `gorm:"column:severity"`
	Reporting   *int   `gorm:"column:reporting"`
	RequiredUSD *int64 `gorm:"column:required_usd"`
	Own         int    `gorm:"column:own"`
	OwnRequired *int64 `gorm:"column:own_required"`
	Lines       int    `gorm:"column:lines"`
}

// TableName is people_cells.
func (peopleRow) TableName() string { return "people_cells" }

// placedRow is a cell with where its region lies.
type placedRow struct {
	peopleRow `gorm:"embedded"`
	Parent    opt `gorm:"column:parent"`
	Level     int `gorm:"column:level"`
}

func (r placedRow) cell() PeopleCell {
	return PeopleCell{Region: r.Region, Parent: string(r.Parent), Level: r.Level, Sector: api.SectorCode(r.Sector),
		Figures:   Figures{as[api.People](r.Affected), as[api.People](r.InNeed), as[api.People](r.Targeted), as[api.People](r.Reached), r.Severity},
		Reporting: r.Reporting, RequiredUSD: as[api.Cents](r.RequiredUSD), Own: r.Own != 0, OwnRequired: as[api.Cents](r.OwnRequired), Lines: r.Lines}
}

func peopleToRow(crisis string, sight int, c PeopleCell) peopleRow {
	own := 0
	if c.Own {
		own = 1
	}
	return peopleRow{crisis, sight, c.Region, string(c.Sector), as[int64](c.Affected), as[int64](c.InNeed), as[int64](c.Targeted), as[int64](c.Reached),
		c.Severity, c.Reporting, as[int64](c.RequiredUSD), own, as[int64](c.OwnRequired), c.Lines}
}

const placedCells = `SELECT c.crisis, c.sight, c.region, c.sector, c.affected, c.in_need, c.targeted, c.reached, c.severity, c.reporting, c.required_usd,
	c.own, c.own_required, c.lines, r.parent, r.level FROM people_cells c JOIN regions r ON r.pcode = c.region`

// KeptPeople reads the cells of some regions, without where these lie.
func (tx *Tx) KeptPeople(crisis string, sight int, regions []string) ([]PeopleCell, error) {
	rows, err := questionOf[peopleRow](tx, "SELECT "+shapeOf[peopleRow]().list()+" FROM people_cells WHERE crisis = ? AND sight = ? AND "+fmt.Sprintf(tx.d.anyOf, "region"),
		crisis, sight, tx.array(regions))
	return convert(rows, func(r peopleRow) PeopleCell { return placedRow{peopleRow: r}.cell() }), err
}

// PeopleAround reads the cells of some regions and of those one below them, of some sectors.
func (tx *Tx) PeopleAround(crisis string, sight int, regions, sectors []string) ([]PeopleCell, error) {
	of := tx.array(regions)
	rows, err := questionOf[placedRow](tx, placedCells+" WHERE c.crisis = ? AND c.sight = ? AND c.region IN (SELECT pcode FROM regions WHERE "+fmt.Sprintf(tx.d.anyOf, "pcode")+
		" UNION SELECT pcode FROM regions WHERE "+fmt.Sprintf(tx.d.anyOf, "parent")+") AND "+fmt.Sprintf(tx.d.anyOf, "c.sector"), crisis, sight, of, of, tx.array(sectors))
	return convert(rows, placedRow.cell), err
}

// AllPeople reads all cells of a crisis.
func (tx *Tx) AllPeople(crisis string, sight int) ([]PeopleCell, error) {
	rows, err := questionOf[placedRow](tx, placedCells+" WHERE c.crisis = ? AND c.sight = ?", crisis, sight)
	return convert(rows, placedRow.cell), err
}

// SetPeople writes cells; one without lines is removed.
func (tx *Tx) SetPeople(crisis string, sight int, cells []PeopleCell) error {
	var rows []peopleRow
	gone := map[api.SectorCode][]string{}
	for _, c := range cells {
		gone[c.Sector] = append(gone[c.Sector], c.Region)
		if c.Lines > 0 {
			rows = append(rows, peopleToRow(crisis, sight, c))
		}
	}
	for sector, regions := range gone {
		sql := "DELETE FROM people_cells WHERE crisis = ? AND sight = ? AND sector = ? AND " + fmt.Sprintf(tx.d.anyOf, "region")
		if err := tx.later(numbered(tx.d, sql), crisis, sight, string(sector), tx.array(regions)); err != nil {
			return err
		}
	}
	return insertAll(tx, rows)
}

// TouchLines notes that total lines of an assessment begin or end to count, or are about to be rewritten.
func (tx *Tx) TouchLines(assessment string) error {
	return tx.later(numbered(tx.d, "INSERT INTO people_touched (crisis, region, sector) SELECT DISTINCT n.crisis, n.region, n.sector FROM needs n WHERE n.assessment = ? AND "+total), assessment)
}

// TouchBetween notes the lines of a crisis that begin or end to count after a day, up to another.
func (tx *Tx) TouchBetween(crisis string, after, to api.Date) error {
	_, err := tx.exec(`INSERT INTO people_touched (crisis, region, sector) SELECT DISTINCT n.crisis, n.region, n.sector FROM needs n JOIN assessments a ON a.id = n.assessment
		WHERE a.crisis = ? AND (a.published_on > ? AND a.published_on <= ? OR a.withdrawn_on > ? AND a.withdrawn_on <= ?) AND `+total,
		crisis, day(after), day(to), day(after), day(to))
	return err
}

// TouchBelow notes all lines in a region and below it, and returns the crises that they belong to.
func (tx *Tx) TouchBelow(p Place) ([]string, error) {
	in := fmt.Sprintf("n.region IN (SELECT pcode FROM regions WHERE l%d = ?)", p.Level)
	if _, err := tx.exec("INSERT INTO people_touched (crisis, region, sector) SELECT DISTINCT n.crisis, n.region, n.sector FROM needs n WHERE "+in+" AND "+total, p.Pcode); err != nil {
		return nil, err
	}
	return scan[string](tx, "SELECT DISTINCT crisis FROM people_touched ORDER BY crisis")
}

// TouchCrisis notes all lines of a crisis, and those of cells that are left of lines which are no more.
func (tx *Tx) TouchCrisis(crisis string) error {
	if _, err := tx.exec("DELETE FROM people_cells WHERE crisis = ?", crisis); err != nil {
		return err
	}
	_, err := tx.exec("INSERT INTO people_touched (crisis, region, sector) SELECT DISTINCT n.crisis, n.region, n.sector FROM needs n WHERE n.crisis = ? AND "+total, crisis)
	return err
}

// Untouch forgets what was noted of a crisis.
func (tx *Tx) Untouch(crisis string) error {
	return tx.later(numbered(tx.d, "DELETE FROM people_touched WHERE crisis = ?"), crisis)
}

// OwnLine is the current total line of a region and sector, if there is one.
type OwnLine struct {
	Region string
	Path   []string // of the region, from level 0 down
	Sector api.SectorCode
	Own    bool
	Line   Line
}

type ownRow struct {
	pathRow     `gorm:"embedded"`
	Sector      api.SectorCode `gorm:"column:sector"`
	ID          opt            `gorm:"column:id"`
	Affected    *api.People    `gorm:"column:affected"`
	InNeed      *api.People    `gorm:"column:in_need"`
	Targeted    *api.People    `gorm:"column:targeted"`
	Reached     *api.People    `gorm:"column:reached"`
	Severity    *int           `gorm:"column:severity"`
	RequiredUSD *api.Cents     `gorm:"column:required_usd"`
}

// OwnLines reads the current lines of what was noted of a crisis.
func (tx *Tx) OwnLines(crisis string, on api.Date, visible []api.Sensitivity, veil *Veil) ([]OwnLine, error) {
	var q query
	q.add("m.crisis = ?", crisis)
	q.add("m.region = t.region AND m.sector = t.sector")
	q.add(strings.ReplaceAll(total, "n.", "m."))
	count, args := counting("a", on, visible)
	q.add(count, args...)
	veil.keep(&q, "m.region")
	rows, err := scan[ownRow](tx, `SELECT r.pcode, r.l0, r.l1, r.l2, r.l3, r.l4, t.sector, n.id, n.affected, n.in_need, n.targeted, n.reached, n.severity, n.required_usd
		FROM (SELECT DISTINCT region, sector FROM people_touched WHERE crisis = ?) t JOIN regions r ON r.pcode = t.region
		LEFT JOIN needs n ON n.id = (SELECT m.id FROM needs m JOIN assessments a ON a.id = m.assessment`+q.String()+" ORDER BY m.rank DESC LIMIT 1)",
		append([]any{crisis}, q.args...)...)
	return convert(rows, func(r ownRow) OwnLine {
		return OwnLine{r.Pcode, r.place().Path, r.Sector, r.ID != "",
			Line{r.Pcode, r.Sector, r.Affected, r.InNeed, r.Targeted, r.Reached, r.Severity, r.RequiredUSD}}
	}), err
}

// LockPeople keeps others from writing the figures of a crisis's people until the end.
func (tx *Tx) LockPeople(crisis string) error {
	var one any
	return translate(tx.db.Raw(tx.d.people, crisis).Row().Scan(&one))
}

type peopleDay struct {
	Crisis string `gorm:"column:crisis"`
	OnDate day    `gorm:"column:on_date"`
}

// PeopleDay is the day that the figures of a crisis's people are of, "" where there are none.
func (tx *Tx) PeopleDay(crisis string) (api.Date, error) {
	row, _, err := one[peopleDay](tx, "SELECT on_date FROM people_days WHERE crisis = ?", crisis)
	return api.Date(row.OnDate), err
}

// SetPeopleDay says which day the figures of a crisis's people are of.
func (tx *Tx) SetPeopleDay(crisis string, on api.Date) error {
	return tx.later(numbered(tx.d, "INSERT INTO people_days (crisis, on_date) VALUES (?, ?) ON CONFLICT (crisis) DO UPDATE SET on_date = excluded.on_date"), crisis, plainDay(on))
}

func plainDay(on api.Date) any {
	v, err := day(on).Value()
	if err != nil {
		return string(on)
	}
	return v
}

// turning finds assessments that begin or end to count after the day that the figures of their crisis are of.
const turning = ` d.on_date < ? AND (EXISTS (SELECT 1 FROM assessments a WHERE a.crisis = d.crisis AND a.published_on > d.on_date AND a.published_on <= ?)
	OR EXISTS (SELECT 1 FROM assessments a WHERE a.crisis = d.crisis AND a.withdrawn_on > d.on_date AND a.withdrawn_on <= ?))`

// PeopleStale tells whether the figures of a crisis's people are no longer those of a day.
func (tx *Tx) PeopleStale(crisis string, on api.Date) (bool, error) {
	rows, err := scan[peopleDay](tx, "SELECT d.crisis FROM people_days d WHERE d.crisis = ? AND"+turning, crisis, day(on), day(on), day(on))
	return len(rows) > 0, err
}

// StalePeople lists the crises of which [Tx.PeopleStale] is true.
func (tx *Tx) StalePeople(on api.Date) ([]string, error) {
	rows, err := scan[peopleDay](tx, "SELECT d.crisis FROM people_days d WHERE"+turning+" ORDER BY d.crisis", day(on), day(on), day(on))
	return convert(rows, func(r peopleDay) string { return r.Crisis }), err
}

// CrisesOfLines lists the crises that have need lines or cells of them.
func (tx *Tx) CrisesOfLines() ([]string, error) {
	return scan[string](tx, "SELECT crisis FROM assessments UNION SELECT crisis FROM people_cells ORDER BY crisis")
}

// Sights says of some sensitivities which kind of reader sees them: 1 to 3, or 0 where there is no such kind.
func Sights(visible []api.Sensitivity) int {
	for n := len(api.Sensitivities); n > 0; n-- {
		if len(visible) == n && !slices.ContainsFunc(api.Sensitivities[:n], func(s api.Sensitivity) bool { return !slices.Contains(visible, s) }) {
			return n
		}
	}
	return 0
}

// NodesTo reads the tree below some regions down to a level, themselves included, parents first, and how many regions
// each has right below it.
func (tx *Tx) NodesTo(tops []Place, level int) ([]Node, map[string]int, error) {
	var parts []string
	var args []any
	for _, p := range tops {
		parts, args = append(parts, fmt.Sprintf("l%d = ?", len(p.Path)-1)), append(args, p.Pcode)
	}
	if len(parts) == 0 {
		return nil, nil, nil
	}
	rows, err := scan[struct {
		Node  `gorm:"embedded"`
		Below int `gorm:"column:below"`
	}](tx, "SELECT "+nodeColumns+", (SELECT count(*) FROM regions c WHERE c.parent = regions.pcode) AS below FROM regions WHERE ("+strings.Join(parts, " OR ")+") AND level <= ? ORDER BY level, pcode",
		append(args, level)...)
	nodes, below := make([]Node, len(rows)), make(map[string]int, len(rows))
	for i, r := range rows {
		nodes[i], below[r.Pcode] = r.Node, r.Below
	}
	return nodes, below, err
}
