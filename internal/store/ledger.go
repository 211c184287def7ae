package store

import (
	"time"
	"unsafe"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/ledger"
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

	Salt []byte    // under which it commits to its parts; made when it is appended where there is none
	Leaf tlog.Hash // set when it is appended
}

// head is what everybody may know of it.
func (e Entry) head() ledger.Head {
	return ledger.Head{ID: e.ID, At: e.At, Organization: e.Caller.Organization, Resource: e.Resource, Record: e.Record, Action: e.Action}
}

// contents are its parts, as they are committed to.
func (e Entry) contents() (all [len(ledger.Parts)][]byte) {
	for part, text := range map[ledger.Part]string{ledger.Key: e.Caller.KeyID, ledger.Reason: e.Reason} {
		if text != "" {
			all[part] = []byte(text)
		}
	}
	all[ledger.Before], all[ledger.After] = e.Before, e.After
	return all
}

// entryRow has what may be long at its end: the driver puts the columns one after the other and would have to move it for each that follows.
type entryRow struct {
	ID           string  `gorm:"column:id;primaryKey"`
	At           instant `gorm:"column:at"`
	Organization string  `gorm:"column:organization"`
	KeyID        string  `gorm:"column:key_id"`
	Resource     string  `gorm:"column:resource"`
	Record       string  `gorm:"column:record"`
	Action       string  `gorm:"column:action"`
	Reason       opt     `gorm:"column:reason"`
	Salt         []byte  `gorm:"column:salt"`
	Before       opt     `gorm:"column:before"`
	After        opt     `gorm:"column:after"`
}

// TableName is ledger_entries.
func (entryRow) TableName() string { return "ledger_entries" }

func (r entryRow) entry() Entry {
	return Entry{ID: r.ID, At: r.At.Time, Caller: api.Caller{Organization: r.Organization, KeyID: r.KeyID}, Resource: r.Resource, Record: r.Record,
		Action: r.Action, Reason: string(r.Reason), Before: bytesOf(r.Before), After: bytesOf(r.After)}
}

// bytesOf is nil for NULL.
func bytesOf(text opt) []byte {
	if text == "" {
		return nil
	}
	return []byte(text)
}

// unsealedRow is an entry that has no place in the order yet.
type unsealedRow struct {
	Entry string `gorm:"column:entry"`
	Leaf  []byte `gorm:"column:leaf"`
}

// TableName is ledger_unsealed.
func (unsealedRow) TableName() string { return "ledger_unsealed" }

// AppendEntries adds changes to the ledger, and sets what each commits to.
func (tx *Tx) AppendEntries(entries ...Entry) error {
	rows, unsealed := make([]entryRow, len(entries)), make([]unsealedRow, len(entries))
	for i := range entries {
		e := &entries[i]
		if e.Salt == nil {
			e.Salt = ledger.NewSalt()
		}
		e.Leaf = ledger.Leaf(e.head(), ledger.Commit(e.Salt, e.contents()))
		rows[i] = entryRow{ID: e.ID, At: instant{e.At}, Organization: e.Caller.Organization, KeyID: e.Caller.KeyID, Resource: e.Resource,
			Record: e.Record, Action: e.Action, Reason: opt(e.Reason), Salt: e.Salt, Before: sameText(e.Before), After: sameText(e.After)}
		unsealed[i] = unsealedRow{e.ID, e.Leaf[:]}
	}
	if err := insertAll(tx, rows); err != nil {
		return err
	}
	return insertAll(tx, unsealed)
}

// sameText is a text as a column, and no copy: that of an assessment has many megabytes, and nobody changes it any more.
func sameText(text []byte) opt {
	return opt(unsafe.String(unsafe.SliceData(text), len(text)))
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
