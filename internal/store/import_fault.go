package store

import (
	"time"

	"github.com/konbit-aid/konbit/api"
)

type faultRow struct {
	Import string `gorm:"column:import;primaryKey"`
	N      int64  `gorm:"column:n;primaryKey"`
	Line   int    `gorm:"column:line"`
	Field  string `gorm:"column:field"`
	Code   string `gorm:"column:code"`
	Value  opt    `gorm:"column:value"`
	Reason string `gorm:"column:reason"`
	Hint   opt    `gorm:"column:hint"`
}

// TableName is import_faults.
func (faultRow) TableName() string { return "import_faults" }

func faultToRow(id string, n int, f api.ImportFault) faultRow {
	return faultRow{Import: id, N: int64(n), Line: f.Row, Field: f.Field, Code: f.Code, Value: opt(f.Value), Reason: f.Reason, Hint: opt(f.Hint)}
}

func (row faultRow) api() api.ImportFault {
	return api.ImportFault{Row: row.Line, Field: row.Field, Code: row.Code, Value: api.Opt(row.Value), Reason: row.Reason, Hint: api.Opt(row.Hint)}
}

// AddImportFaults writes why rows of a file were not taken, in this order.
func (tx *Tx) AddImportFaults(id string, faults []api.ImportFault) error {
	rows := make([]faultRow, len(faults))
	for i, f := range faults {
		rows[i] = faultToRow(id, i+1, f)
	}
	return insertAll(tx, rows)
}

// DropImportFaults forgets the faults of imports that were finished before a moment.
func (tx *Tx) DropImportFaults(before time.Time) (int64, error) {
	return tx.exec("DELETE FROM import_faults WHERE import IN (SELECT id FROM imports WHERE finished_at < ?)", instant{before})
}

var faultList = listing{name: "import faults", from: "import_faults", cols: "*", key: "n", sorts: byNumber(map[string]order{}, "row", "n")}

// ImportFaults lists the faults of an import, in the order of its rows.
func (tx *Tx) ImportFaults(id string, f api.ImportFaultFilter) (api.List[api.ImportFault], error) {
	var q query
	q.add("import = ?", id)
	in(&q, "code", f.Code)
	p := f.Page
	f.Page = api.Page{}
	rows, next, total, err := page(tx, faultList, q, p, "row", []any{id, f}, func(r faultRow, _ string) []any { return []any{r.N} })
	return api.List[api.ImportFault]{Data: convert(rows, faultRow.api), Next: api.Opt(next), Total: total}, err
}
