package store

import (
	"time"

	"github.com/konbit-aid/konbit/api"
)

type grantRow struct {
	ID           string  `gorm:"column:id;primaryKey"`
	Organization string  `gorm:"column:organization"`
	Issuer       string  `gorm:"column:issuer"`
	Subject      string  `gorm:"column:subject"`
	Name         opt     `gorm:"column:name"`
	Scopes       scopes  `gorm:"column:scopes"`
	ExpiresAt    instant `gorm:"column:expires_at"`
	RevokedAt    instant `gorm:"column:revoked_at"`
	LastUsedAt   instant `gorm:"column:last_used_at"`
	Search       string  `gorm:"column:search"`
	Stamp        `gorm:"embedded"`
}

// TableName is grants.
func (grantRow) TableName() string { return "grants" }

func grantToRow(g api.Grant) grantRow {
	return grantRow{ID: g.ID, Organization: g.Organization, Issuer: g.Issuer, Subject: g.Subject, Name: opt(g.Name),
		Scopes: scopesOf(g.Scopes), ExpiresAt: instantOf(g.ExpiresAt), RevokedAt: instantOf(g.RevokedAt),
		LastUsedAt: instantOf(g.LastUsedAt), Search: fold(string(g.Name)), Stamp: stampOf(g.Meta)}
}

func (row grantRow) api(now time.Time) api.Grant {
	g := api.Grant{ID: row.ID, GrantInput: api.GrantInput{Organization: row.Organization, Subject: row.Subject, Name: api.Opt(row.Name),
		Scopes: row.Scopes.api(), ExpiresAt: row.ExpiresAt.pointer()}, Issuer: row.Issuer, LastUsedAt: row.LastUsedAt.pointer(),
		RevokedAt: row.RevokedAt.pointer(), Meta: row.meta()}
	g.Status = g.StatusAt(now)
	return g
}

// AddGrant writes a new grant. It returns [api.CodeConflict] if the subject has one that is not revoked.
func (tx *Tx) AddGrant(g api.Grant) error { return insert(tx, grantToRow(g)) }

// Grant reads a grant with its status at a moment.
func (tx *Tx) Grant(id string, now time.Time) (api.Grant, bool, error) {
	row, found, err := take[grantRow](tx, "grants", "id = ?", id)
	return row.api(now), found, err
}

// GrantToChange is [Tx.Grant] that keeps others from changing the grant until the end.
func (tx *Tx) GrantToChange(id string, now time.Time) (api.Grant, bool, error) {
	row, found, err := takeLocked[grantRow](tx, "grants", "id = ?", id)
	return row.api(now), found, err
}

// GrantOf reads the grant of a subject that is not revoked.
func (tx *Tx) GrantOf(issuer, subject string, now time.Time) (api.Grant, bool, error) {
	row, found, err := take[grantRow](tx, "grants", "issuer = ? AND subject = ? AND revoked_at IS NULL", issuer, subject)
	return row.api(now), found, err
}

// EndGrant writes when a grant of the version before was revoked. Nothing else of a grant changes.
func (tx *Tx) EndGrant(g api.Grant, before int64) error {
	return tx.end("grants", g.ID, g.ExpiresAt, g.RevokedAt, g.Meta, before)
}

// GrantsUsed notes when grants were used. The uses must be in the order of their ids.
func (tx *Tx) GrantsUsed(uses []Use) error { return tx.used("grants", uses) }

var grantList = listing{name: "grants", from: "grants", cols: "*", key: "id", sorts: endingSorts}

// Grants lists the grants of an organization, of all for "", with their statuses at a moment.
func (tx *Tx) Grants(organization string, f api.GrantFilter, now time.Time) (api.List[api.Grant], error) {
	var q query
	q.is("organization", "=", organization)
	q.ending(f.Status, f.Scope, now)
	q.matches("search", f.Q)
	p, sort := f.Page, f.Sort
	f.Page = api.Page{}
	rows, next, total, err := page(tx, grantList, q, p, sort, []any{organization, f}, func(r grantRow, by string) []any {
		return endingCursor(by, r.CreatedAt, r.ID)
	})
	return api.List[api.Grant]{Data: convert(rows, func(r grantRow) api.Grant { return r.api(now) }), Next: api.Opt(next), Total: total}, err
}
