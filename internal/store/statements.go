package store

import (
	"sync/atomic"

	"gorm.io/gorm"
)

// statements counts the SQL statements that were run, so that tests can prove
// that a request takes a fixed number of them.
type statements struct {
	n     atomic.Int64
	trips atomic.Int64                   // of writes on PostgreSQL
	saw   func(query string, args []any) // set by a test that looks at plans
}

// Statements returns how many statements ran since Open.
func (s *Store) Statements() int64 { return s.count.n.Load() }

// Trips returns how often writes went to the server and waited for it since Open; on SQLite there is no server.
func (s *Store) Trips() int64 { return s.count.trips.Load() }

// Name is the plugin's name in GORM.
func (*statements) Name() string { return "konbit:statements" }

// Initialize hooks the counter into every kind of statement.
func (c *statements) Initialize(db *gorm.DB) error {
	tick := func(*gorm.DB) { c.n.Add(1) }
	cb := db.Callback()
	for _, err := range []error{
		cb.Create().After("gorm:create").Register("konbit:create", tick),
		cb.Query().After("gorm:query").Register("konbit:query", tick),
		cb.Update().After("gorm:update").Register("konbit:update", tick),
		cb.Delete().After("gorm:delete").Register("konbit:delete", tick),
		cb.Row().After("gorm:row").Register("konbit:row", tick),
		cb.Raw().After("gorm:raw").Register("konbit:raw", tick),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}
