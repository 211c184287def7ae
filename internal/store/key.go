package store

import (
	"strings"
	"time"

	"github.com/konbit-aid/konbit/api"
)

type keyRow struct {
	ID           string  `gorm:"column:id;primaryKey"`
	Organization string  `gorm:"column:organization"`
	Name         opt     `gorm:"column:name"`
	Scopes       scopes  `gorm:"column:scopes"`
	Hash         string  `gorm:"column:hash"`
	Root         string  `gorm:"column:root"`
	Replaces     opt     `gorm:"column:replaces"`
	ExpiresAt    instant `gorm:"column:expires_at"`
	RevokedAt    instant `gorm:"column:revoked_at"`
	LastUsedAt   instant `gorm:"column:last_used_at"`
	Search       string  `gorm:"column:search"`
	Stamp        `gorm:"embedded"`
}

// TableName is api_keys.
func (keyRow) TableName() string { return "api_keys" }

func keyToRow(k api.Key, hash string) keyRow {
	return keyRow{ID: k.ID, Organization: k.Organization, Name: opt(k.Name), Scopes: scopesOf(k.Scopes), Hash: hash, Root: k.Root,
		Replaces: opt(k.Replaces), ExpiresAt: instantOf(k.ExpiresAt), RevokedAt: instantOf(k.RevokedAt),
		LastUsedAt: instantOf(k.LastUsedAt), Search: fold(k.ID, string(k.Name)), Stamp: stampOf(k.Meta)}
}

func (row keyRow) api(now time.Time) api.Key {
	k := api.Key{ID: row.ID, KeyInput: api.KeyInput{Organization: row.Organization, Name: api.Opt(row.Name), Scopes: row.Scopes.api(),
		ExpiresAt: row.ExpiresAt.pointer()}, Root: row.Root, Replaces: api.Opt(row.Replaces), LastUsedAt: row.LastUsedAt.pointer(),
		RevokedAt: row.RevokedAt.pointer(), Meta: row.meta()}
	k.Status = k.StatusAt(now)
	return k
}

// scopes is a column of words with blanks between them.
type scopes string

func scopesOf(list []api.Scope) scopes {
	return scopes(strings.Join(convert(list, func(s api.Scope) string { return string(s) }), " "))
}

func (s scopes) api() []api.Scope {
	return convert(strings.Fields(string(s)), func(s string) api.Scope { return api.Scope(s) })
}

// AddKey writes a new key; only the hash of its secret is kept.
func (tx *Tx) AddKey(k api.Key, hash string) error { return insert(tx, keyToRow(k, hash)) }

// Key reads a key, its status at a moment, and the hash of its secret.
func (tx *Tx) Key(id string, now time.Time) (k api.Key, hash string, found bool, err error) {
	row, found, err := take[keyRow](tx, "api_keys", "id = ?", id)
	if !found {
		return api.Key{}, "", false, err
	}
	return row.api(now), row.Hash, true, nil
}

// KeyToChange is [Tx.Key] without the hash, and keeps others from changing the key until the end.
func (tx *Tx) KeyToChange(id string, now time.Time) (api.Key, bool, error) {
	row, found, err := takeLocked[keyRow](tx, "api_keys", "id = ?", id)
	return row.api(now), found, err
}

// EndKey writes when a key of the version before expires and was revoked. Nothing else of a key changes.
func (tx *Tx) EndKey(k api.Key, before int64) error {
	return tx.end("api_keys", k.ID, k.ExpiresAt, k.RevokedAt, k.Meta, before)
}

// end leaves last_used_at alone, which others write meanwhile.
func (tx *Tx) end(table, id string, expires, revoked *time.Time, m api.Meta, before int64) error {
	n, err := tx.exec("UPDATE "+table+" SET expires_at = ?, revoked_at = ?, version = ?, updated_at = ? WHERE id = ? AND version = ?",
		instantOf(expires), instantOf(revoked), m.Version, instant{m.UpdatedAt}, id, before)
	if err == nil && n != 1 {
		err = api.Errorf(api.CodeStale, "The record was changed in the meantime; read it again.")
	}
	return err
}

// CountKeys returns how many keys there are.
func (tx *Tx) CountKeys() (n int64, err error) {
	err = tx.db.Raw("SELECT count(*) FROM api_keys").Scan(&n).Error
	return n, err
}

// Use is when a key or a grant was last used. Hash, if there is one, takes the place of the key's.
type Use struct {
	ID   string
	At   time.Time
	Hash string
}

// KeysUsed notes when keys were used. The uses must be in the order of their ids, lest two programs wait for each other.
func (tx *Tx) KeysUsed(uses []Use) error {
	if err := tx.used("api_keys", uses); err != nil {
		return err
	}
	for _, u := range uses {
		if u.Hash == "" {
			continue
		}
		if _, err := tx.exec("UPDATE api_keys SET hash = ? WHERE id = ?", u.Hash, u.ID); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) used(table string, uses []Use) error {
	for _, u := range uses {
		at := instant{u.At}
		if _, err := tx.exec("UPDATE "+table+" SET last_used_at = ? WHERE id = ? AND (last_used_at IS NULL OR last_used_at < ?)", at, u.ID, at); err != nil {
			return err
		}
	}
	return nil
}

// ending adds the conditions that keys and grants have in common.
func (q *query) ending(statuses []api.KeyStatus, carried []api.Scope, now time.Time) {
	conditions := map[api.KeyStatus]string{
		api.KeyRevoked: "revoked_at IS NOT NULL",
		api.KeyExpired: "revoked_at IS NULL AND expires_at <= ?",
		api.KeyActive:  "revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?)",
	}
	var either []string
	var args []any
	for _, s := range statuses {
		either = append(either, conditions[s])
		if s != api.KeyRevoked {
			args = append(args, instant{now})
		}
	}
	if len(either) > 0 {
		q.add(strings.Join(either, " OR "), args...)
	}
	either, args = nil, nil
	for _, s := range carried {
		either = append(either, "' ' || scopes || ' ' LIKE ?")
		args = append(args, "% "+string(s)+" %")
	}
	if len(either) > 0 {
		q.add(strings.Join(either, " OR "), args...)
	}
}

// endingSorts are the orders of keys and grants.
var endingSorts = both(both(map[string]order{}, "id", "id"), "created_at", "created_at")

var keyList = listing{name: "keys", from: "api_keys", cols: "*", key: "id", sorts: endingSorts}

// Keys lists the keys of an organization, of all for "", with their statuses at a moment.
func (tx *Tx) Keys(organization string, f api.KeyFilter, now time.Time) (api.List[api.Key], error) {
	var q query
	q.is("organization", "=", organization)
	q.ending(f.Status, f.Scope, now)
	in(&q, "root", f.Root)
	q.matches("search", f.Q)
	p, sort := f.Page, f.Sort
	f.Page = api.Page{}
	rows, next, total, err := page(tx, keyList, q, p, sort, []any{organization, f}, func(r keyRow, by string) []any {
		return endingCursor(by, r.CreatedAt, r.ID)
	})
	return api.List[api.Key]{Data: convert(rows, func(r keyRow) api.Key { return r.api(now) }), Next: api.Opt(next), Total: total}, err
}

func endingCursor(by string, created instant, id string) []any {
	if by == "created_at" {
		return []any{created.UTC().Format(instantForm), id}
	}
	return []any{id}
}
