package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/konbit-aid/konbit/api"
)

// Coverage of today is read from cells: sums of the postings per region, with all below it, and sector. A write appends
// what it adds and takes away (deltas), and waits for nobody; [Store.Fold] adds these to the cells from time to time.
// Cells and deltas together are the sums, in every snapshot.

const (
	cellKey  = "crisis, region, sector, bucket, appeal, period, day"
	cellSums = "announced, pledged, committed, disbursed, postings"
	lessSums = "-announced, -pledged, -committed, -disbursed, -postings"
)

// sumsOf adds up the columns of sums.
func sumsOf(table string) string {
	var parts []string
	for _, c := range strings.Split(cellSums, ", ") {
		parts = append(parts, fmt.Sprintf("CAST(SUM(%s.%s) AS bigint) AS %s", table, c, c))
	}
	return strings.Join(parts, ", ")
}

// spread makes cells of the rows of a source that looks like deltas: one for the region and each above it, one for the
// whole crisis, and for pledges without an appeal one for the year and one for the month. Its arguments are the day from
// which on nothing counts already, and those of the source.
func spread(source string) string {
	// What falls together is added up first, while it is one row and not ten.
	few := `SELECT crisis, appeal, CASE WHEN appeal IS NULL THEN substr(CAST(pledged_on AS text), 1, 7) END AS month, bucket, region, sector,
		CASE WHEN on_date < ? THEN '' ELSE CAST(on_date AS text) END AS day, ` + sumsOf("d") + ` FROM (` + source + `) d
		GROUP BY 1, 2, 3, 4, 5, 6, 7`
	return `SELECT p.crisis, CASE v.n WHEN 0 THEN r.l0 WHEN 1 THEN r.l1 WHEN 2 THEN r.l2 WHEN 3 THEN r.l3 WHEN 4 THEN r.l4 ELSE '' END AS region,
		COALESCE(p.sector, '') AS sector, p.bucket, COALESCE(p.appeal, '') AS appeal, CASE s.n WHEN 0 THEN '' ELSE substr(p.month, 1, s.n) END AS period, p.day,
		` + sumsOf("p") + ` FROM (` + few + `) p LEFT JOIN regions r ON r.pcode = p.region
		JOIN (SELECT -1 AS n UNION ALL SELECT 0 UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4) v ON v.n <= COALESCE(r.level, -1)
		JOIN (SELECT 0 AS n UNION ALL SELECT 4 UNION ALL SELECT 7) s ON (s.n = 0) = (p.appeal IS NOT NULL)
		WHERE TRUE GROUP BY 1, 2, 3, 4, 5, 6, 7`
}

// adding writes cells, on top of those that there are.
func adding(cells string) string {
	var set []string
	for _, c := range strings.Split(cellSums, ", ") {
		set = append(set, fmt.Sprintf("%[1]s = coverage_cells.%[1]s + excluded.%[1]s", c))
	}
	return "INSERT INTO coverage_cells (" + cellKey + ", " + cellSums + ") " + cells + " ON CONFLICT (" + cellKey + ") DO UPDATE SET " + strings.Join(set, ", ")
}

const allPostings = "SELECT crisis, appeal, pledged_on, on_date, bucket, region, sector, announced, pledged, committed, disbursed, 1 AS postings FROM postings"

// MostDeltas is how many deltas wait before they are folded; each answer reads those that wait.
const MostDeltas = 300

// foldedAtOnce is how many deltas one transaction folds.
const foldedAtOnce = 5000

// Fold adds deltas to the cells, and moves what counts from a day before today to what counts already. Of all programs on
// a database one folds at a time; another returns at once. more tells whether there is more to fold.
func (s *Store) Fold(ctx context.Context, today api.Date) (more bool, err error) {
	err = s.keepBooks(ctx, func(tx *Tx) error {
		if mine, err := tx.try(tx.d.folds); err != nil || !mine {
			return err
		}
		if err := tx.arrive(today); err != nil {
			return err
		}
		some, _, err := one[struct {
			Rows int   `gorm:"column:rows"`
			Last int64 `gorm:"column:last"`
		}](tx, "SELECT count(*) AS rows, COALESCE(MAX(n), 0) AS last FROM (SELECT n FROM coverage_deltas ORDER BY n LIMIT ?) few", foldedAtOnce)
		if err != nil || some.Rows == 0 {
			return err
		}
		more = some.Rows == foldedAtOnce
		return tx.move("coverage_deltas", "n <= ?", some.Last, func(gone string) string { return adding(spread("SELECT " + deltaColumns + " FROM " + gone)) }, day(today))
	})
	return more, err
}

// arrive moves what counts from a day that is over.
func (tx *Tx) arrive(today api.Date) error {
	return tx.move("coverage_cells", "day <> '' AND day < ?", string(today), func(gone string) string {
		return adding("SELECT crisis, region, sector, bucket, appeal, period, '' AS day, " + sumsOf("c") + " FROM " + gone + " c GROUP BY crisis, region, sector, bucket, appeal, period")
	})
}

// move removes rows of a table and writes what is made of them, of just those, also where others write meanwhile. args are
// those of what is made, before the one that says which rows.
func (tx *Tx) move(table, which string, arg any, into func(gone string) string, args ...any) error {
	if tx.d.deletesInto {
		_, err := tx.exec("WITH gone AS (DELETE FROM "+table+" WHERE "+which+" RETURNING *) "+into("gone"), append([]any{arg}, args...)...)
		return err
	}
	// The transaction began with the one lock, so nothing comes between.
	if _, err := tx.exec(into("(SELECT * FROM "+table+" WHERE "+which+")"), append(args, arg)...); err != nil {
		return err
	}
	_, err := tx.exec("DELETE FROM "+table+" WHERE "+which, arg)
	return err
}

// Deltas tells whether more than some deltas wait.
func (s *Store) Deltas(ctx context.Context, most int) (more bool, err error) {
	err = s.Glance(ctx, func(tx *Tx) error {
		rows, err := scan[int64](tx, "SELECT n FROM coverage_deltas ORDER BY n LIMIT 1 OFFSET ?", most)
		more = len(rows) > 0
		return err
	})
	return more, err
}

// RebuildCells makes all cells of money anew from the postings. Who writes postings waits.
func (tx *Tx) RebuildCells(today api.Date) error {
	for _, sql := range tx.d.freeze {
		if err := execAll(tx.db, sql); err != nil {
			return translate(err)
		}
	}
	for _, table := range []string{"coverage_deltas", "coverage_cells"} {
		if _, err := tx.exec("DELETE FROM " + table); err != nil {
			return err
		}
	}
	if _, err := tx.exec(adding(spread(allPostings)), day(today)); err != nil {
		return err
	}
	return tx.Analyze("coverage_cells")
}

// Analyze lets the engine look at a table that was filled anew, so that it plans for what is in it.
func (tx *Tx) Analyze(table string) error { return translate(execAll(tx.db, "ANALYZE "+table)) }

// rebuildCells is what the migration leaves to do.
func (tx *Tx) rebuildCells() error { return tx.RebuildCells(api.DateOf(time.Now())) }

// CellAmiss is a cell of money that is not the sum of its postings.
type CellAmiss struct {
	Crisis    string `gorm:"column:crisis"`
	Region    string `gorm:"column:region"`
	Sector    string `gorm:"column:sector"`
	Bucket    string `gorm:"column:bucket"`
	Announced int64  `gorm:"column:announced"`
	Pledged   int64  `gorm:"column:pledged"`
	Committed int64  `gorm:"column:committed"`
	Disbursed int64  `gorm:"column:disbursed"`
}

// CellsAmiss compares the cells and deltas with sums over the postings, and returns the first cells that differ, and by
// how much. cells says how many there are.
func (tx *Tx) CellsAmiss(today api.Date) (amiss []CellAmiss, cells int64, err error) {
	if err := tx.db.Raw("SELECT count(*) FROM coverage_cells").Scan(&cells).Error; err != nil {
		return nil, 0, translate(err)
	}
	const minus = "SELECT " + deltaKey + ", " + lessSums + " FROM coverage_deltas"
	const kept = `SELECT crisis, region, sector, bucket, appeal, period, CASE WHEN day < ? THEN '' ELSE day END AS day, ` + cellSums + ` FROM coverage_cells`
	var differ []string
	for _, c := range strings.Split(cellSums, ", ") {
		differ = append(differ, "SUM(x."+c+") <> 0")
	}
	amiss, err = scan[CellAmiss](tx, "SELECT "+cellKey+", "+sumsOf("x")+" FROM ("+kept+" UNION ALL SELECT "+cellKey+", "+lessSums+" FROM ("+
		spread(allPostings+" UNION ALL "+minus)+") made) x GROUP BY "+cellKey+" HAVING "+strings.Join(differ, " OR ")+" ORDER BY "+cellKey+" LIMIT 10",
		string(today), day(today))
	return amiss, cells, err
}
