package store

import (
	"strings"

	"github.com/konbit-aid/konbit/api"
)

type keyRow struct {
	ID           string  `gorm:"column:id;primaryKey"`
	Organization string  `gorm:"column:organization"`
	Name         opt     `gorm:"column:name"`
	Scopes       string  `gorm:"column:scopes"`
	Hash         string  `gorm:"column:hash"`
	CreatedAt    instant `gorm:"column:created_at"`
	ExpiresAt    instant `gorm:"column:expires_at"`
	RevokedAt    instant `gorm:"column:revoked_at"`
}

// TableName is api_keys.
func (keyRow) TableName() string { return "api_keys" }

// AddKey writes a new key; only the hash of its secret is kept.
func (tx *Tx) AddKey(k api.Key, hash string) error {
	scopes := strings.Join(convert(k.Scopes, func(s api.Scope) string { return string(s) }), " ")
	return insert(tx, keyRow{ID: k.ID, Organization: k.Organization, Name: opt(k.Name), Scopes: scopes, Hash: hash,
		CreatedAt: instant{k.CreatedAt}, ExpiresAt: instantOf(k.ExpiresAt), RevokedAt: instantOf(k.RevokedAt)})
}

// Key reads a key and the hash of its secret.
func (tx *Tx) Key(id string) (k api.Key, hash string, found bool, err error) {
	row, found, err := take[keyRow](tx, "api_keys", "id = ?", id)
	if !found {
		return api.Key{}, "", false, err
	}
	k = api.Key{ID: row.ID, CreatedAt: row.CreatedAt.Time, RevokedAt: row.RevokedAt.pointer(), KeyInput: api.KeyInput{
		Organization: row.Organization, Name: string(row.Name), ExpiresAt: row.ExpiresAt.pointer(),
		Scopes: convert(strings.Fields(row.Scopes), func(s string) api.Scope { return api.Scope(s) })}}
	return k, row.Hash, true, nil
}

// CountKeys returns how many keys there are.
func (tx *Tx) CountKeys() (n int64, err error) {
	err = tx.db.Raw("SELECT count(*) FROM api_keys").Scan(&n).Error
	return n, err
}
