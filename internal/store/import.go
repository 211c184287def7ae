package store

import (
	"encoding/json"
	"time"

	"github.com/konbit-aid/konbit/api"
)

type importRow struct {
	ID           string  `gorm:"column:id;primaryKey"`
	Organization string  `gorm:"column:organization"`
	Key          string  `gorm:"column:key"`
	Person       string  `gorm:"column:person"`
	Kind         string  `gorm:"column:kind"`
	Layout       string  `gorm:"column:layout"`
	File         opt     `gorm:"column:file"`
	Size         int64   `gorm:"column:size"`
	SHA256       string  `gorm:"column:sha256"`
	Options      string  `gorm:"column:options"`
	State        string  `gorm:"column:state"`
	BytesRead    int64   `gorm:"column:bytes_read"`
	RowsRead     int64   `gorm:"column:rows_read"`
	Report       opt     `gorm:"column:report"`
	Problem      opt     `gorm:"column:problem"`
	FaultCount   int     `gorm:"column:fault_count"`
	Lease        opt     `gorm:"column:lease"`
	LeaseUntil   instant `gorm:"column:lease_until"`
	Attempts     int     `gorm:"column:attempts"`
	StartedAt    instant `gorm:"column:started_at"`
	FinishedAt   instant `gorm:"column:finished_at"`
	Stamp        `gorm:"embedded"`
}

// TableName is imports.
func (importRow) TableName() string { return "imports" }

// Job is an import with who asked for it, and who works on it until when.
type Job struct {
	api.Import
	Key, Person string
	Lease       string
	LeaseUntil  *time.Time
	Attempts    int
}

// outcome is what a report keeps beside its faults.
type outcome struct {
	Summary *api.ImportSummary `json:"summary"`
	Written bool               `json:"written"`
	Notes   []string           `json:"notes,omitempty"`
}

func jobToRow(j Job) (importRow, error) {
	options, err := json.Marshal(j.Options)
	if err != nil {
		return importRow{}, api.Internal(err)
	}
	row := importRow{ID: j.ID, Organization: j.Organization, Key: j.Key, Person: j.Person, Kind: string(j.Kind), Layout: j.Layout, File: opt(j.File),
		Size: j.Size, SHA256: j.SHA256, Options: string(options), State: string(j.State), BytesRead: j.Progress.BytesRead, RowsRead: j.Progress.RowsRead,
		Problem: opt(j.Problem), FaultCount: j.FaultCount, Lease: opt(j.Lease), LeaseUntil: instantOf(j.LeaseUntil), Attempts: j.Attempts,
		StartedAt: instantOf(j.StartedAt), FinishedAt: instantOf(j.FinishedAt), Stamp: stampOf(j.Meta)}
	if j.Summary != nil {
		report, err := json.Marshal(outcome{j.Summary, j.Written, j.Notes})
		if err != nil {
			return importRow{}, api.Internal(err)
		}
		row.Report = opt(report)
	}
	return row, nil
}

func (row importRow) job() (Job, error) {
	j := Job{Key: row.Key, Person: row.Person, Lease: string(row.Lease), LeaseUntil: row.LeaseUntil.pointer(), Attempts: row.Attempts,
		Import: api.Import{ID: row.ID, Organization: row.Organization, Kind: api.ImportKind(row.Kind), Layout: row.Layout, File: api.Opt(row.File),
			Size: row.Size, SHA256: row.SHA256, State: api.ImportState(row.State), FaultCount: row.FaultCount, Problem: api.Opt(row.Problem),
			Progress:  api.ImportProgress{BytesRead: row.BytesRead, Bytes: row.Size, RowsRead: row.RowsRead},
			StartedAt: row.StartedAt.pointer(), FinishedAt: row.FinishedAt.pointer(), Meta: row.meta()}}
	if err := json.Unmarshal([]byte(row.Options), &j.Options); err != nil {
		return Job{}, api.Internal(err)
	}
	if row.Report != "" {
		var o outcome
		if err := json.Unmarshal([]byte(row.Report), &o); err != nil {
			return Job{}, api.Internal(err)
		}
		j.Summary, j.Written, j.Notes = o.Summary, o.Written, o.Notes
	}
	return j, nil
}

// AddImport writes a new import.
func (tx *Tx) AddImport(j Job) error {
	row, err := jobToRow(j)
	if err != nil {
		return err
	}
	return insert(tx, row)
}

// Import reads an import.
func (tx *Tx) Import(id string) (Job, bool, error) {
	row, found, err := take[importRow](tx, "imports", "id = ?", id)
	if !found {
		return Job{}, false, err
	}
	j, err := row.job()
	return j, err == nil, err
}

// LockImport is [Tx.Import] that keeps others from changing it until the end.
func (tx *Tx) LockImport(id string) (Job, bool, error) {
	row, found, err := takeLocked[importRow](tx, "imports", "id = ?", id)
	if !found {
		return Job{}, false, err
	}
	j, err := row.job()
	return j, err == nil, err
}

// ReplaceImport overwrites an import that is still at the version before.
func (tx *Tx) ReplaceImport(j Job, before int64) error {
	row, err := jobToRow(j)
	if err != nil {
		return err
	}
	return replace(tx, row, before)
}

// KeepImport prolongs a lease and notes the progress; false if the lease is not held any more.
func (tx *Tx) KeepImport(id, lease string, until time.Time, bytes, rows int64) (bool, error) {
	n, err := tx.exec("UPDATE imports SET lease_until = ?, bytes_read = ?, rows_read = ? WHERE id = ? AND lease = ? AND state = 'running'",
		instant{until}, bytes, rows, id, lease)
	return n == 1, err
}

// IdleImports lists those of the imports that wait for somebody to work on them, the oldest first.
func (tx *Tx) IdleImports(ids []string, now time.Time) ([]string, error) {
	return scan[string](tx, "SELECT id FROM imports WHERE id IN ? AND state IN ('queued', 'running') AND (lease_until IS NULL OR lease_until <= ?) ORDER BY id", ids, instant{now})
}

// UnfinishedImports lists those of the imports that are not finished.
func (tx *Tx) UnfinishedImports(ids []string) ([]string, error) {
	return scan[string](tx, "SELECT id FROM imports WHERE id IN ? AND finished_at IS NULL", ids)
}

// CountUnfinished returns how many imports of an organization are not finished.
func (tx *Tx) CountUnfinished(organization string) (n int, err error) {
	err = tx.db.Raw("SELECT count(*) FROM imports WHERE organization = ? AND finished_at IS NULL", organization).Scan(&n).Error
	return n, err
}

// AbandonedImports lists the imports that nobody has worked on since a moment although they are not finished.
func (tx *Tx) AbandonedImports(since time.Time) ([]string, error) {
	return scan[string](tx, "SELECT id FROM imports WHERE finished_at IS NULL AND updated_at < ? AND (lease_until IS NULL OR lease_until < ?) ORDER BY id", instant{since}, instant{since})
}

var importList = listing{name: "imports", from: "imports", cols: "*", key: "id", sorts: both(map[string]order{}, "id", "id")}

// Imports lists the imports of an organization.
func (tx *Tx) Imports(organization string, f api.ImportFilter) (api.List[api.Import], error) {
	var q query
	q.add("organization = ?", organization)
	in(&q, "state", f.State)
	in(&q, "kind", f.Kind)
	p, sort := f.Page, f.Sort
	f.Page = api.Page{}
	rows, next, total, err := page(tx, importList, q, p, sort, []any{organization, f}, func(r importRow, _ string) []any { return []any{r.ID} })
	if err != nil {
		return api.List[api.Import]{}, err
	}
	list := api.List[api.Import]{Data: make([]api.Import, len(rows)), Next: api.Opt(next), Total: total}
	for i, r := range rows {
		j, err := r.job()
		if err != nil {
			return api.List[api.Import]{}, err
		}
		list.Data[i] = j.Import
	}
	return list, nil
}
