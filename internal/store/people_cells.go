package store

import (
	"fmt"
	"reflect"
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

// PeopleAround reads the cells of some regions and of those one below them, of some sectors.
func (tx *Tx) PeopleAround(crisis string, sight int, regions, sectors []string) ([]PeopleCell, error) {
	of := tx.array(regions)
	rows, err := scan[placedRow](tx, placedCells+" WHERE c.crisis = ? AND c.sight = ? AND c.region IN (SELECT pcode FROM regions WHERE "+fmt.Sprintf(tx.d.anyOf, "pcode")+
		" UNION SELECT pcode FROM regions WHERE "+fmt.Sprintf(tx.d.anyOf, "parent")+") AND "+fmt.Sprintf(tx.d.anyOf, "c.sector"), crisis, sight, of, of, tx.array(sectors))
	return convert(rows, placedRow.cell), err
}

// AllPeople reads all cells of a crisis.
func (tx *Tx) AllPeople(crisis string, sight int) ([]PeopleCell, error) {
	rows, err := scan[placedRow](tx, placedCells+" WHERE c.crisis = ? AND c.sight = ?", crisis, sight)
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

// Cell is a region and sector of a crisis.
type Cell struct {
	Crisis string `gorm:"column:crisis"`
	Region string `gorm:"column:region"`
	Sector string `gorm:"column:sector"`
}

// TableName is people_touched.
func (Cell) TableName() string { return "people_touched" }

// TouchLines notes that total lines begin or end to count, or are about to be rewritten.
func (tx *Tx) TouchLines(cells []Cell) error { return insertAll(tx, cells) }

// TouchBetween notes the lines of a crisis that begin or end to count after a day, up to another.
func (tx *Tx) TouchBetween(crisis string, after, to api.Date) error {
	_, err := tx.exec(`INSERT INTO people_touched (crisis, region, sector) SELECT DISTINCT n.crisis, n.region, n.sector FROM needs n JOIN assessments a ON a.id = n.assessment
		WHERE a.crisis = ? AND (a.published_on > ? AND a.published_on <= ? OR a.withdrawn_on > ? AND a.withdrawn_on <= ?) AND `+total,
		crisis, day(after), day(to), day(after), day(to))
	return err
}

// TouchBelow notes all lines in a region and below it, which is hidden from now on or shown, and returns how many there are
// in each crisis. It waits for those who work out figures with what was hidden before, so that none of their lines is missed.
func (tx *Tx) TouchBelow(p Place) (map[string]int, error) {
	if err := tx.wait(tx.d.hiding); err != nil {
		return nil, err
	}
	in := fmt.Sprintf("n.region IN (SELECT pcode FROM regions WHERE l%d = ?)", p.Level)
	if _, err := tx.exec("INSERT INTO people_touched (crisis, region, sector) SELECT DISTINCT n.crisis, n.region, n.sector FROM needs n WHERE "+in+" AND "+total, p.Pcode); err != nil {
		return nil, err
	}
	rows, err := scan[struct {
		Crisis string `gorm:"column:crisis"`
		Lines  int    `gorm:"column:lines"`
	}](tx, "SELECT crisis, count(*) AS lines FROM people_touched GROUP BY crisis")
	lines := map[string]int{}
	for _, r := range rows {
		lines[r.Crisis] = r.Lines
	}
	return lines, err
}

// TouchCrisis removes all cells of a crisis and notes all of its lines.
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

// OwnLine is a region and sector whose lines were noted, with its current total line, if there is one.
type OwnLine struct {
	Region string
	Path   []string // of the region, from level 0 down
	Sector api.SectorCode
	Own    bool
	Line   Line
}

type touchedRow struct {
	pathRow `gorm:"embedded"`
	Sector  api.SectorCode `gorm:"column:sector"`
}

// Touched lists the regions and sectors that were noted of a crisis.
func (tx *Tx) Touched(crisis string) ([]OwnLine, error) {
	rows, err := scan[touchedRow](tx, `SELECT r.pcode, r.l0, r.l1, r.l2, r.l3, r.l4, t.sector FROM
		(SELECT DISTINCT region, sector FROM people_touched WHERE crisis = ?) t JOIN regions r ON r.pcode = t.region`, crisis)
	return convert(rows, func(r touchedRow) OwnLine { return OwnLine{Region: r.Pcode, Path: r.place().Path, Sector: r.Sector} }), err
}

// OwnLines reads the current lines of what was noted of a view's crisis, each by itself: for few. Of many,
// [Tx.CurrentLines] of the whole crisis takes less time.
func (tx *Tx) OwnLines(v View) ([]Line, error) {
	var q query
	q.add("m.crisis = ?", v.Crisis)
	q.add("m.region = t.region AND m.sector = t.sector")
	q.add(strings.ReplaceAll(total, "n.", "m."))
	count, args := counting("a", v.AsOf, v.Visible)
	q.add(count, args...)
	v.Veil.keep(&q, "m.region")
	return scan[Line](tx, `SELECT n.region, n.sector, n.affected, n.in_need, n.targeted, n.reached, n.severity, n.required_usd
		FROM (SELECT DISTINCT region, sector FROM people_touched WHERE crisis = ?) t
		JOIN needs n ON n.id = (SELECT m.id FROM needs m JOIN assessments a ON a.id = m.assessment`+q.String()+" ORDER BY m.rank DESC LIMIT 1)",
		append([]any{v.Crisis}, q.args...)...)
}

// LockPeople keeps others from writing the figures of a crisis's people until the end, and areas from being hidden.
func (tx *Tx) LockPeople(crisis string) error {
	if err := tx.wait(tx.d.shown); err != nil {
		return err
	}
	return tx.wait(tx.d.people, crisis)
}

// wait waits for a lock.
func (tx *Tx) wait(lock string, args ...any) error {
	var one any
	return translate(tx.db.Raw(lock, args...).Row().Scan(&one))
}

// Never is the day of figures that were not worked out yet.
const Never = api.Date("0001-01-01")

// PeopleKept says what is kept of the people of a crisis.
type PeopleKept struct {
	On     api.Date // the day that it is of; [Never] where it must be made first, "" where there is nothing to keep
	Sights int      // how many kinds of readers with a key it is kept for; who sees more sees the same as the last
	Stale  bool     // lines began or ended to count since that day
}

type keptRow struct {
	Crisis string `gorm:"column:crisis"`
	OnDate day    `gorm:"column:on_date"`
	Sights int    `gorm:"column:sights"`
	Stale  bool   `gorm:"column:stale"`
}

// stale finds figures that are no longer of today: assessments begin or end to count after their day.
const stale = `(d.on_date = ? OR d.on_date < ? AND (EXISTS (SELECT 1 FROM assessments a WHERE a.crisis = d.crisis AND a.published_on > d.on_date AND a.published_on <= ?)
	OR EXISTS (SELECT 1 FROM assessments a WHERE a.crisis = d.crisis AND a.withdrawn_on > d.on_date AND a.withdrawn_on <= ?)))`

const selectKept = "SELECT d.crisis, d.on_date, d.sights, " + stale + " AS stale FROM people_days d WHERE d.crisis = ?"

func keptArgs(crisis string, today api.Date) []any {
	return []any{day(Never), day(today), day(today), day(today), crisis}
}

func peopleKept(rows []keptRow) PeopleKept {
	if len(rows) == 0 {
		return PeopleKept{Sights: 1}
	}
	return PeopleKept{api.Date(rows[0].OnDate), rows[0].Sights, rows[0].Stale}
}

// PeopleKept tells what is kept of the people of a crisis, and whether it is of today.
func (tx *Tx) PeopleKept(crisis string, today api.Date) (PeopleKept, error) {
	rows, err := scan[keptRow](tx, selectKept, keptArgs(crisis, today)...)
	return peopleKept(rows), err
}

// SetPeopleKept says what is kept of the people of a crisis.
func (tx *Tx) SetPeopleKept(crisis string, on api.Date, sights int) error {
	return tx.later(numbered(tx.d, `INSERT INTO people_days (crisis, on_date, sights) VALUES (?, ?, ?)
		ON CONFLICT (crisis) DO UPDATE SET on_date = excluded.on_date, sights = excluded.sights`), crisis, plain(reflect.ValueOf(day(on))), sights)
}

// StalePeople lists the crises whose figures are not of today.
func (tx *Tx) StalePeople(today api.Date) ([]string, error) {
	rows, err := scan[keptRow](tx, "SELECT d.crisis FROM people_days d WHERE "+stale+" ORDER BY d.crisis", day(Never), day(today), day(today), day(today))
	return convert(rows, func(r keptRow) string { return r.Crisis }), err
}

// CopyPeople begins to keep the figures of a crisis for one kind of reader more, who saw the same as another so far.
func (tx *Tx) CopyPeople(crisis string, from, to int) error {
	s := shapeOf[peopleRow]()
	_, err := tx.exec("INSERT INTO people_cells ("+s.list()+") SELECT "+strings.Replace(s.list(), "sight", "? AS sight", 1)+" FROM people_cells WHERE crisis = ? AND sight = ?", to, crisis, from)
	return err
}

// MostSensitive is how many sensitivities one must see to see every assessment of a crisis.
func (tx *Tx) MostSensitive(crisis string) (int, error) {
	found, err := scan[string](tx, "SELECT DISTINCT sensitivity FROM assessments WHERE crisis = ?", crisis)
	most := 1
	for _, s := range found {
		most = max(most, slices.Index(api.Sensitivities, api.Sensitivity(s))+1)
	}
	return most, err
}

// CrisesOfLines lists the crises that have need lines or cells of them.
func (tx *Tx) CrisesOfLines() ([]string, error) {
	return scan[string](tx, "SELECT crisis FROM assessments UNION SELECT crisis FROM people_cells ORDER BY crisis")
}

// Sight says which kind of reader, 1 to 3, sees these sensitivities, or 0 where there is no such kind.
func Sight(visible []api.Sensitivity) int {
	for n := len(api.Sensitivities); n > 0; n-- {
		if len(visible) == n && !slices.ContainsFunc(api.Sensitivities[:n], func(s api.Sensitivity) bool { return !slices.Contains(visible, s) }) {
			return n
		}
	}
	return 0
}
