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

// LockPeople keeps others from writing the figures of a crisis's people until the end, and areas from being hidden.
func (tx *Tx) LockPeople(crisis string) error {
	if err := tx.wait(tx.d.shown); err != nil {
		return err
	}
	return tx.wait(tx.d.people, crisis)
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
