package main

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
)

// A set is the pattern and copies of it, made where the rows are. Copy k of a record has k in its id, other dates and
// another reference; all else is what the use cases wrote. So postings, states and ranks are consistent by making, and
// columns that later migrations add are copied without a word here.

// copied are the tables that are multiplied, with the columns that differ in a copy. In the expressions o is the row of
// the pattern and s.k the number of the copy; $id(), $day(), $late() and $path() differ between the engines. A table that
// has a condition need not be there.
var copied = []copying{
	{"pledges", ofPledges, map[string]string{"id": "$id(o.id)", "reference": "o.reference || '-' || s.k", "search": "CASE WHEN o.reference IS NULL THEN o.search ELSE o.search || '-' || s.k END",
		"pledged_on": "$day(o.pledged_on)", "firm_on": "$day(o.firm_on)", "expires_on": "$day(o.expires_on)", "rate_date": "$day(o.rate_date)"}, ""},
	{"allocations", ofPledges, map[string]string{"pledge": "$id(o.pledge)"}, ""},
	{"destinations", ofPledges, map[string]string{"pledge": "$id(o.pledge)"}, ""},
	{"transactions", ofPledges, map[string]string{"id": "$id(o.id)", "pledge": "$id(o.pledge)", "on_date": "$day(o.on_date)", "reference": "o.reference || '-' || s.k"}, ""},
	{"postings", ofPledges, map[string]string{"pledge": "$id(o.pledge)", "pledged_on": "$day(o.pledged_on)", "on_date": "$day(o.on_date)"}, ""},
	{"assessments", ofNeeds, map[string]string{"id": "$id(o.id)", "period_from": "$late(o.period_from)", "period_to": "$late(o.period_to)",
		"published_on": "$late(o.published_on)", "origin": "o.origin || '#' || s.k", "status": "$current"}, ""},
	{"needs", ofNeeds, map[string]string{"id": "$id(o.id)", "assessment": "$id(o.assessment)", "rank": "$rank"}, ""},
	{"citations", ofPledges, map[string]string{"record": "$id(o.record)", "path": "$path(o.path)"}, "resource IN ('pledges', 'transactions')"},
	{"citations", ofNeeds, map[string]string{"record": "$id(o.record)", "path": "$path(o.path)"}, "resource = 'assessments'"},
}

type copying struct {
	table   string
	rounds  rounds
	columns map[string]string
	only    string // the rows of the pattern
}

type rounds int

const (
	ofPledges rounds = iota
	ofNeeds
)

// copies says how many copies make n rows, the pattern among them.
func (r rounds) copies(n int) int {
	if r == ofNeeds {
		return max(1, n/patternNeeds)
	}
	return max(1, n/patternPledges)
}

// engine is what the two databases write differently.
type engine struct {
	name    string
	id      string // of a copy
	day     string // up to a year later
	late    string // a day later with every copy
	text    string // a date as text
	path    string // an address with ids in it
	series  string // s(k)
	columns string // of a table
	indexes string // name and definition of the indexes that can be dropped
	before  []string
	after   []string
}

var postgres = engine{
	name:   "postgres",
	id:     "CAST(left(CAST(%[1]s AS text), 24) || lpad(to_hex(s.k), 6, '0') || right(CAST(%[1]s AS text), 6) AS uuid)",
	day:    "%s + (s.k * 37) %% 365",
	late:   "CAST(%s AS date) + s.k",
	text:   "to_char(%s, 'YYYY-MM-DD')",
	path:   "replace(%s, '-8000-000000', '-8000-' || lpad(to_hex(s.k), 6, '0'))",
	series: "generate_series(CAST(%d AS int), CAST(%d AS int)) AS s(k)",
	columns: `SELECT attname FROM pg_attribute WHERE attrelid = to_regclass('%s') AND attnum > 0 AND NOT attisdropped
		AND attgenerated = '' ORDER BY attnum`,
	indexes: `SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = to_regclass('%s')
		AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)`,
	// Foreign keys hold by making, and to check each row of the copies would take most of the time.
	before: []string{"SET session_replication_role = replica", "SET synchronous_commit = off", "SET maintenance_work_mem = '512MB'", "SET statement_timeout = 0"},
	after:  []string{"VACUUM ANALYZE", "CHECKPOINT"},
}

var sqlite = engine{
	name:    "sqlite",
	id:      "substr(%[1]s, 1, 24) || printf('%%06x', s.k) || substr(%[1]s, 31)",
	day:     "date(%s, ((s.k * 37) %% 365) || ' days')",
	late:    "date(%s, s.k || ' days')",
	text:    "%s",
	path:    "replace(%s, '-8000-000000', '-8000-' || printf('%%06x', s.k))",
	series:  "(WITH RECURSIVE c(k) AS (SELECT %d UNION ALL SELECT k + 1 FROM c WHERE k < %d) SELECT k FROM c) AS s",
	columns: "SELECT name FROM pragma_table_info('%s')",
	indexes: "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = '%s' AND sql IS NOT NULL",
	before:  []string{"PRAGMA synchronous = OFF", "PRAGMA temp_store = MEMORY", "PRAGMA cache_size = -512000"},
	after:   []string{"ANALYZE", "PRAGMA wal_checkpoint(TRUNCATE)"},
}

// expand puts an engine's words into an expression.
func (e engine) expand(expression string, last int) string {
	for mark, form := range map[string]string{"$id(": e.id, "$day(": e.day, "$late(": e.late, "$path(": e.path} {
		if rest, ok := strings.CutPrefix(expression, mark); ok {
			return fmt.Sprintf(form, strings.TrimSuffix(rest, ")"))
		}
	}
	switch expression {
	case "$current": // a later copy of an assessment has all of its keys
		return fmt.Sprintf("CASE WHEN s.k < %d THEN 'superseded' ELSE o.status END", last)
	case "$rank": // period end, publication, grade, id: see rankPrefix in internal/store
		late := func(from int) string {
			return fmt.Sprintf(e.text, fmt.Sprintf(e.late, fmt.Sprintf("substr(o.rank, %d, 10)", from)))
		}
		return late(1) + " || ' ' || " + late(12) + " || substr(o.rank, 22, 4) || " + fmt.Sprintf(e.id, "o.id")
	}
	return expression
}

// insert makes the statement that copies one table for the copies from and to.
func (e engine) insert(table string, columns []string, differ map[string]string, from, to, last int) string {
	values := make([]string, len(columns))
	for i, c := range columns {
		values[i] = "o." + c
		if x, ok := differ[c]; ok {
			values[i] = e.expand(x, last)
		}
	}
	return fmt.Sprintf("INSERT INTO %s (%s) SELECT %s FROM %s CROSS JOIN pattern_%s o", table, strings.Join(columns, ", "), strings.Join(values, ", "),
		fmt.Sprintf(e.series, from, to), table)
}

// multiply makes n pledges and n need lines of the pattern, on one connection.
func multiply(ctx context.Context, c *sql.Conn, e engine, n int) error {
	run := func(statements ...string) error {
		for _, s := range statements {
			if _, err := c.ExecContext(ctx, s); err != nil {
				return fmt.Errorf("%s: %w", s[:min(len(s), 200)], err)
			}
		}
		return nil
	}
	if err := run(e.before...); err != nil {
		return err
	}
	for _, t := range copied {
		if err := e.multiplyTable(ctx, c, run, t, t.rounds.copies(n)); err != nil {
			return err
		}
	}
	if ofNeeds.copies(n) > 1 {
		if err := run("UPDATE assessments SET status = 'superseded' WHERE substr(CAST(id AS text), 25, 6) = '000000'"); err != nil {
			return err
		}
	}
	return run(e.after...)
}

// multiplyTable copies one table without its indexes, a hundredth at a time, and makes them again.
func (e engine) multiplyTable(ctx context.Context, c *sql.Conn, run func(...string) error, t copying, copies int) error {
	table, pattern := t.table, "SELECT * FROM "+t.table
	columns, err := column(ctx, c, fmt.Sprintf(e.columns, table), 1)
	if err != nil {
		return err
	}
	if t.only != "" {
		if len(columns[0]) == 0 {
			return nil
		}
		pattern += " WHERE " + t.only
	}
	for name := range t.columns {
		if !slices.Contains(columns[0], name) {
			return fmt.Errorf("the table %s has no column %s any more: see multiply.go", table, name)
		}
	}
	indexes, err := column(ctx, c, fmt.Sprintf(e.indexes, table), 2)
	if err != nil {
		return err
	}
	for _, name := range indexes[0] {
		if err := run("DROP INDEX " + name); err != nil {
			return err
		}
	}
	if err := run("CREATE TEMP TABLE pattern_" + table + " AS " + pattern); err != nil {
		return err
	}
	for from, some := 1, max(1, copies/100); from < copies; from += some {
		if err := run(e.insert(table, columns[0], t.columns, from, min(from+some, copies)-1, copies-1)); err != nil {
			return err
		}
		step("multiplying "+table+" on "+e.name, from, copies)
	}
	step("indexing "+table+" on "+e.name, copies, copies)
	if err := run(indexes[1]...); err != nil {
		return err
	}
	return run("DROP TABLE pattern_" + table)
}

// column reads the first n columns of a query.
func column(ctx context.Context, c *sql.Conn, query string, n int) ([][]string, error) {
	rows, err := c.QueryContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", query, err)
	}
	defer rows.Close()
	out := make([][]string, n)
	for rows.Next() {
		cells := make([]string, n)
		into := make([]any, n)
		for i := range cells {
			into[i] = &cells[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		for i, cell := range cells {
			out[i] = append(out[i], cell)
		}
	}
	return out, rows.Err()
}
