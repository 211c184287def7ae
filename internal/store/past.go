package store

import (
	"encoding/json"
	"time"

	"github.com/konbit-aid/konbit/api"
)

// Limits of what one question about the past may read of a resource from the ledger.
const (
	MaxReplay      = 50_000    // records
	maxReplayBytes = 256 << 20 // of their states
)

// replayed is [MaxReplay], but in tests.
var replayed = MaxReplay

// State is a record as an entry of the ledger left it.
type State[R any] struct {
	Entry  string // id of the entry
	Record R
}

// Among says which records of a resource are meant: the ids that a statement finds.
type Among struct {
	sql  string
	args []any
}

// One means one record.
func One(record string) Among { return Among{"?", []any{record}} }

// InCrises means the records of a table that name one of the crises; all of them where none is given.
func InCrises(table string, crises []string) Among { return among(table, "id", "crisis", crises) }

func among(table, id, column string, values []string) Among {
	var q query
	in(&q, column, values)
	return Among{"SELECT CAST(" + id + " AS text) FROM " + table + q.String(), q.args}
}

// AppealsOf means the appeals of a crisis.
func AppealsOf(crisis string) Among { return among("appeals", "code", "crisis", []string{crisis}) }

// TransactionsIn means the transactions of the pledges of the crises; all of them where none is given.
func TransactionsIn(crises []string) Among {
	a := among("pledges", "id", "crisis", crises)
	return Among{"SELECT CAST(id AS text) FROM transactions WHERE CAST(pledge AS text) IN (" + a.sql + ")", a.args}
}

// TransactionsFor means the transactions of one pledge.
func TransactionsFor(pledge string) Among {
	return Among{"SELECT CAST(id AS text) FROM transactions WHERE pledge = ?", []any{pledge}}
}

// Below means the regions below some others, themselves included.
func (tx *Tx) Below(tops []string) (Among, error) {
	condition, args, err := tx.below(tops)
	return Among{"SELECT pcode FROM regions WHERE " + condition, args}, err
}

// StatesAt reads the newest state of each of the records that an entry up to
// the moment left, in one statement. More than a question may read is
// [api.CodeMalformed].
//
// Of two entries of one record the later id is the newer state: ids are made
// while the record is locked, also where two transactions began the other way round.
func StatesAt[R any](tx *Tx, resource string, of Among, at time.Time) ([]State[R], error) {
	args := append(append([]any{resource, instant{at}}, of.args...), instant{at})
	rows, err := tx.db.Raw(`SELECT e.id, e.after FROM ledger_entries e WHERE e.resource = ? AND e.at <= ? AND e.record IN (`+of.sql+`)
		AND NOT EXISTS (SELECT 1 FROM ledger_entries l WHERE l.resource = e.resource AND l.record = e.record AND l.id > e.id AND l.at <= ?)`, args...).Rows()
	if err != nil {
		return nil, translate(err)
	}
	defer rows.Close()
	var all []State[R]
	size := 0
	for rows.Next() {
		var s State[R]
		var after []byte
		if err := rows.Scan(&s.Entry, &after); err != nil {
			return nil, translate(err)
		}
		if after == nil { // it was erased: of what it was nothing is known
			continue
		}
		size += len(after)
		if len(all) == replayed || size > maxReplayBytes {
			return nil, tooMuch(resource)
		}
		if err := json.Unmarshal(after, &s.Record); err != nil {
			return nil, api.Internal(err)
		}
		all = append(all, s)
	}
	return all, translate(rows.Err())
}

func tooMuch(resource string) error {
	return &api.Error{Code: api.CodeMalformed, Detail: "The question about the past reaches too far.", Fields: api.Fields{{Pointer: "known_at", Code: "too_many_records",
		Detail: "This would read more " + resource + " from the history than one question may. Narrow it, for example to one crisis."}}}
}

// FirstMoment returns when the ledger begins; ok is false while it is empty.
func (tx *Tx) FirstMoment() (first time.Time, ok bool, err error) {
	rows, err := scan[struct {
		At instant `gorm:"column:at"`
	}](tx, "SELECT at FROM ledger_entries ORDER BY at LIMIT 1")
	if err != nil || len(rows) == 0 {
		return time.Time{}, false, err
	}
	return rows[0].At.Time, true, nil
}

// RatesBefore reads every state that the rates of some currencies had up to a
// moment, oldest first.
func (tx *Tx) RatesBefore(currencies []string, at time.Time) ([]State[api.ExchangeRate], error) {
	rows, err := scan[entryRow](tx, `SELECT id, after FROM ledger_entries WHERE resource = 'exchange-rates' AND at <= ? AND record IN
		(SELECT CAST(id AS text) FROM exchange_rates WHERE currency IN ?) ORDER BY id`, instant{at}, currencies)
	if err != nil {
		return nil, err
	}
	var all []State[api.ExchangeRate]
	for _, row := range rows {
		if row.After == "" { // it was erased
			continue
		}
		s := State[api.ExchangeRate]{Entry: row.ID}
		if err := json.Unmarshal([]byte(row.After), &s.Record); err != nil {
			return nil, api.Internal(err)
		}
		all = append(all, s)
	}
	return all, nil
}

// Guards reads how sensitive the assessments of the crises are now; of all crises where none is given.
func (tx *Tx) Guards(crises []string) (map[string]api.Sensitivity, error) {
	var q query
	in(&q, "crisis", crises)
	rows, err := scan[struct {
		ID          string `gorm:"column:id"`
		Sensitivity string `gorm:"column:sensitivity"`
	}](tx, "SELECT id, sensitivity FROM assessments"+q.String(), q.args...)
	guards := make(map[string]api.Sensitivity, len(rows))
	for _, r := range rows {
		guards[r.ID] = api.Sensitivity(r.Sensitivity)
	}
	return guards, err
}

// Rank orders competing lines as the column rank does: the greater one is the current one.
func Rank(a api.Assessment, need string) string { return rankPrefix(a) + need }

// Fold makes texts comparable without regard to case and accents, as q= compares them.
func Fold(texts ...string) string { return fold(texts...) }
