package store

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/konbit-aid/konbit/api"
)

type approvalRow struct {
	ID              string  `gorm:"column:id;primaryKey"`
	Operation       string  `gorm:"column:operation"`
	Resource        string  `gorm:"column:resource"`
	Record          string  `gorm:"column:record"`
	RecordVersion   int64   `gorm:"column:record_version"`
	Change          string  `gorm:"column:change"`
	Reason          opt     `gorm:"column:reason"`
	Needs           string  `gorm:"column:needs"`
	Status          string  `gorm:"column:status"`
	Owner           opt     `gorm:"column:owner"`
	RequestedBy     string  `gorm:"column:requested_by"`
	RequestedKey    string  `gorm:"column:requested_key"`
	RequestedPerson string  `gorm:"column:requested_person"`
	RequestedScopes string  `gorm:"column:requested_scopes"`
	DecidedBy       opt     `gorm:"column:decided_by"`
	DecidedKey      opt     `gorm:"column:decided_key"`
	Decision        opt     `gorm:"column:decision"`
	DecidedAt       instant `gorm:"column:decided_at"`
	ExpiresAt       instant `gorm:"column:expires_at"`
	Stamp           `gorm:"embedded"`
}

// TableName is approvals.
func (approvalRow) TableName() string { return "approvals" }

// Request is an approval with who asked for it and who decided.
type Request struct {
	api.Approval
	Asker      api.Caller
	DecidedKey string
}

func requestToRow(r Request) approvalRow {
	a := r.Approval
	return approvalRow{ID: a.ID, Operation: a.Operation, Resource: a.Resource, Record: a.Record, RecordVersion: a.RecordVersion,
		Change: string(a.Change), Reason: opt(a.Reason), Needs: string(a.Needs), Status: string(a.Status), Owner: opt(a.Owner),
		RequestedBy: a.RequestedBy, RequestedKey: r.Asker.KeyID, RequestedPerson: r.Asker.Person,
		RequestedScopes: strings.Join(convert(r.Asker.Scopes, func(s api.Scope) string { return string(s) }), " "),
		DecidedBy:       opt(a.DecidedBy), DecidedKey: opt(r.DecidedKey), Decision: opt(a.Decision), DecidedAt: instantOf(a.DecidedAt),
		ExpiresAt: instant{a.ExpiresAt}, Stamp: stampOf(a.Meta)}
}

func (row approvalRow) request() Request {
	return Request{DecidedKey: string(row.DecidedKey),
		Asker: api.Caller{KeyID: row.RequestedKey, Organization: row.RequestedBy, Person: row.RequestedPerson,
			Scopes: convert(strings.Fields(row.RequestedScopes), func(s string) api.Scope { return api.Scope(s) })},
		Approval: api.Approval{ID: row.ID, Operation: row.Operation, Resource: row.Resource, Record: row.Record,
			RecordVersion: row.RecordVersion, Change: json.RawMessage(row.Change), Reason: api.Opt(row.Reason), Needs: api.ApprovalNeed(row.Needs),
			Status: api.ApprovalStatus(row.Status), Owner: api.Opt(row.Owner), RequestedBy: row.RequestedBy, DecidedBy: api.Opt(row.DecidedBy),
			Decision: api.Opt(row.Decision), DecidedAt: row.DecidedAt.pointer(), ExpiresAt: row.ExpiresAt.Time, Meta: row.meta()}}
}

// Request reads one approval of what is seen.
func (tx *Tx) Request(seen api.Sight, id string) (Request, bool, error) {
	var q query
	q.add("id = ?", id)
	asked(&q, seen)
	rows, err := scan[approvalRow](tx, "SELECT * FROM approvals"+q.String(), q.args...)
	if err != nil || len(rows) == 0 {
		return Request{}, false, err
	}
	return rows[0].request(), true, nil
}

// LockRequest keeps others from deciding an approval until the end.
func (tx *Tx) LockRequest(id string) error {
	_, _, err := takeLocked[approvalRow](tx, "approvals", "id = ?", id)
	return err
}

// asked keeps the approvals that an organization has asked for, or that are about its records.
func asked(q *query, seen api.Sight) {
	if !seen.All {
		q.add("requested_by = ? OR owner = ?", seen.Organization, seen.Organization)
	}
}

// PendingRequest reads the approval that a record waits for in an operation.
func (tx *Tx) PendingRequest(resource, record, operation string) (Request, bool, error) {
	row, found, err := take[approvalRow](tx, "approvals", "resource = ? AND record = ? AND operation = ? AND status = 'pending'", resource, record, operation)
	return row.request(), found, err
}

// AddRequest writes a new approval.
func (tx *Tx) AddRequest(r Request) error { return insert(tx, requestToRow(r)) }

// ReplaceRequest overwrites an approval of the version before.
func (tx *Tx) ReplaceRequest(r Request, before int64) error {
	return replace(tx, requestToRow(r), before)
}

var approvalList = listing{name: "approvals", from: "approvals", cols: "*", key: "id",
	sorts: both(map[string]order{}, "id", "id")}

// Requests lists approvals of what is seen, with their status at a moment.
func (tx *Tx) Requests(seen api.Sight, f api.ApprovalFilter, now time.Time) (api.List[api.Approval], error) {
	var q query
	asked(&q, seen)
	at, err := instant{now}.Value()
	if err != nil {
		return api.List[api.Approval]{}, err
	}
	if len(f.Status) > 0 {
		q.add("CASE WHEN status = 'pending' AND expires_at <= ? THEN 'expired' ELSE status END IN ?", at, f.Status)
	}
	in(&q, "needs", f.Needs)
	in(&q, "resource", f.Resource)
	in(&q, "record", f.Record)
	in(&q, "requested_by", f.RequestedBy)
	p, sort := f.Page, f.Sort
	f.Page = api.Page{}
	rows, next, total, err := page(tx, approvalList, q, p, sort, f, func(r approvalRow, _ string) []any { return []any{r.ID} })
	return api.List[api.Approval]{Data: convert(rows, func(r approvalRow) api.Approval { return r.request().Approval }), Next: api.Opt(next), Total: total}, err
}
