package store

import (
	"fmt"
	"strings"

	"github.com/konbit-aid/konbit/api"
)

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
