package store

import (
	"context"
	"database/sql"
	"errors"
	"net"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/konbit-aid/konbit/api"
)

// translate turns an error of the driver into ours, by code and never by text.
// An [api.Error] passes through.
func translate(err error) error {
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*api.Error](err); ok {
		return e
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, sql.ErrConnDone) {
		return api.Unavailable(err)
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return postgresError(e)
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return sqliteError(e)
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return api.Unavailable(err)
	}
	if _, ok := errors.AsType[*net.OpError](err); ok {
		return api.Unavailable(err)
	}
	return api.Internal(err)
}

var (
	errTaken    = api.Errorf(api.CodeConflict, "A record with these identifying fields exists already.")
	errDangling = api.Errorf(api.CodeConflict, "This refers to a record that does not exist.")
)

// FromDatabase tells whether a conflict was found by the database itself: others
// have written meanwhile, and the transaction can take no more.
func FromDatabase(err error) bool { return errors.Is(err, errTaken) || errors.Is(err, errDangling) }

func postgresError(e *pgconn.PgError) error {
	switch {
	case e.Code == "23505":
		return errTaken
	case e.Code == "22012": // the one division that there is, in unchanged
		return ErrHope
	case e.Code == "23503":
		return errDangling
	case e.Code == "40001", e.Code == "40P01", e.Code == "55P03", e.Code == "57014":
		return api.Unavailable(e)
	case e.Code[:2] == "08", e.Code[:2] == "53", e.Code == "57P01", e.Code == "57P03":
		return api.Unavailable(e)
	case e.Code == "22P02", e.Code == "22021", e.Code == "22003", e.Code == "22008", e.Code == "22007":
		return api.Errorf(api.CodeMalformed, "A value does not have the form that this place needs.")
	}
	return api.Internal(e)
}

func sqliteError(e *sqlite.Error) error {
	switch e.Code() {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
		return errTaken
	case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		return errDangling
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN:
		return api.Unavailable(e)
	}
	return api.Internal(e)
}

// sqliteBusy tells whether another connection holds the file.
func sqliteBusy(err error) bool {
	e, ok := errors.AsType[*sqlite.Error](err)
	return ok && e.Code()&0xff == sqlite3.SQLITE_BUSY
}
