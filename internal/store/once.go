package store

import "time"

type onceRow struct {
	Caller    string  `gorm:"column:caller"`
	Key       string  `gorm:"column:key"`
	Request   string  `gorm:"column:request"`
	Answer    opt     `gorm:"column:answer"`
	Entries   opt     `gorm:"column:entries"`
	CreatedAt instant `gorm:"column:created_at"`
}

// Answer is what is kept of what an idempotency key did, as JSON: the answer, and which entries of the ledger it made.
type Answer struct{ Body, Entries string }

// TableName is idempotency_keys.
func (onceRow) TableName() string { return "idempotency_keys" }

// ClaimOnce takes an idempotency key for this transaction. If an earlier one
// has it, its request and answer are returned; a running one is waited for.
func (tx *Tx) ClaimOnce(caller, key, request string, now time.Time) (claimed bool, earlier string, answer Answer, err error) {
	at, err := instant{now}.Value()
	if err != nil {
		return false, "", Answer{}, err
	}
	n, err := tx.exec("INSERT INTO idempotency_keys (caller, key, request, created_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", caller, key, request, at)
	if err != nil || n == 1 {
		return n == 1, "", Answer{}, err
	}
	row, _, err := take[onceRow](tx, "idempotency_keys", "caller = ? AND key = ?", caller, key)
	return false, row.Request, Answer{string(row.Answer), string(row.Entries)}, err
}

// OnceOf reads what an idempotency key did, if it is over.
func (tx *Tx) OnceOf(caller, key string) (request string, answer Answer, done bool, err error) {
	row, found, err := take[onceRow](tx, "idempotency_keys", "caller = ? AND key = ?", caller, key)
	return row.Request, Answer{string(row.Answer), string(row.Entries)}, found && row.Answer != "", err
}

// HopeOnce keeps the answer under a key that was not claimed. If it is taken, the transaction ends with a conflict.
func (tx *Tx) HopeOnce(caller, key, request string, answer Answer, now time.Time) error {
	return insert(tx, onceRow{caller, key, request, opt(answer.Body), opt(answer.Entries), instant{now}})
}

// FinishOnce keeps the answer under the claimed key.
func (tx *Tx) FinishOnce(caller, key string, answer Answer) error {
	return tx.later(numbered(tx.d, "UPDATE idempotency_keys SET answer = ?, entries = ? WHERE caller = ? AND key = ?"), answer.Body, answer.Entries, caller, key)
}

// PurgeOnce forgets keys from before a moment.
func (tx *Tx) PurgeOnce(before time.Time) (int64, error) {
	at, err := instant{before}.Value()
	if err != nil {
		return 0, err
	}
	return tx.exec("DELETE FROM idempotency_keys WHERE created_at < ?", at)
}
