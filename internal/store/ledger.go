package store

import (
	"time"

	"github.com/konbit-aid/konbit/api"
)

// Entry is one change, with the exact bytes of the record before and after.
type Entry struct {
	ID       string
	At       time.Time
	Caller   api.Caller
	Resource string
	Record   string
	Action   string
	Reason   string
	Before   []byte
	After    []byte
}

type entryRow struct {
	ID           string  `gorm:"column:id;primaryKey"`
	At           instant `gorm:"column:at"`
	Organization string  `gorm:"column:organization"`
	KeyID        string  `gorm:"column:key_id"`
	Resource     string  `gorm:"column:resource"`
	Record       string  `gorm:"column:record"`
	Action       string  `gorm:"column:action"`
	Reason       opt     `gorm:"column:reason"`
	Before       opt     `gorm:"column:before"`
	After        opt     `gorm:"column:after"`
}

// TableName is ledger_entries.
func (entryRow) TableName() string { return "ledger_entries" }

// AppendEntries adds changes to the ledger.
func (tx *Tx) AppendEntries(entries ...Entry) error {
	return insertAll(tx, convert(entries, func(e Entry) entryRow {
		return entryRow{ID: e.ID, At: instant{e.At}, Organization: e.Caller.Organization, KeyID: e.Caller.KeyID, Resource: e.Resource,
			Record: e.Record, Action: e.Action, Reason: opt(e.Reason), Before: opt(e.Before), After: opt(e.After)}
	}))
}

// CountEntries returns how many changes the ledger holds of a record; of all for "".
func (tx *Tx) CountEntries(resource, record string) (n int64, err error) {
	var q query
	q.is("resource", "=", resource)
	q.is("record", "=", record)
	err = tx.db.Raw("SELECT count(*) FROM ledger_entries"+q.String(), q.args...).Scan(&n).Error
	return n, err
}

// EntriesOf reads the changes of a record in their order, those after one of
// them, one at a time: a record can be large. It ends when each wants no more.
func (tx *Tx) EntriesOf(resource, record, after string, each func(Entry) (more bool, err error)) error {
	var q query
	q.add("resource = ?", resource)
	q.add("record = ?", record)
	q.is("id", ">", after)
	rows, err := tx.db.Raw("SELECT id, at, organization, key_id, action, reason, before, after FROM ledger_entries"+q.String()+" ORDER BY id", q.args...).Rows()
	if err != nil {
		return translate(err)
	}
	defer rows.Close()
	for rows.Next() {
		e, at, reason := Entry{Resource: resource, Record: record}, instant{}, opt("")
		if err := rows.Scan(&e.ID, &at, &e.Caller.Organization, &e.Caller.KeyID, &e.Action, &reason, &e.Before, &e.After); err != nil {
			return translate(err)
		}
		e.At, e.Reason = at.Time, string(reason)
		if more, err := each(e); !more || err != nil {
			return err
		}
	}
	return translate(rows.Err())
}
