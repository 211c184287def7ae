package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/gorm"
)

// pipe is one transaction on PostgreSQL that goes to the server as seldom as can be. It begins with its first
// statement, in the same message. What needs no answer waits and goes along with the next that does, or with the
// commit. Each statement still sees what those before it wrote.
//
// It is a gorm.ConnPool, so that GORM's statements go through it, too.
type pipe struct {
	conn  *sql.Conn
	count *statements
	queue []queued
	begin string // the statement that begins it
	begun bool
	err   error // of what was sent for a statement that could not report it
}

// queued is a statement that waits, and what is done with its answer.
type queued struct {
	sql  string
	args []any
	read func(pgx.Rows) error // nil: only whether it went well matters
}

// errLost is of a commit that the server answered with a rollback.
var errLost = errors.New("the transaction was rolled back by the server")

// The ways in which a transaction begins: to write, and to read one state throughout.
const (
	toWrite = "BEGIN"
	toRead  = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
)

// overPipe runs fn in one transaction over a pipe.
func (s *Store) overPipe(ctx context.Context, begin string, fn func(tx *Tx) error) (err error) {
	db, err := s.write.DB()
	if err != nil {
		return err
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	p := &pipe{conn: conn, count: s.count, begin: begin}
	defer func() { err = errors.Join(err, p.end(ctx)) }()
	g := s.write.Session(&gorm.Session{Context: ctx, NewDB: true})
	g.Statement.ConnPool = p
	if err := fn(&Tx{db: g, d: s.dialect, count: s.count, pipe: p}); err != nil {
		return err
	}
	return p.commit(ctx)
}

// end gives the connection back, without a transaction on it.
func (p *pipe) end(ctx context.Context) error {
	if p.begun {
		limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		if _, err := p.conn.ExecContext(limit, "ROLLBACK"); err != nil { // then the pool drops it
			slog.DebugContext(ctx, "rollback", "cause", err)
		}
	}
	if err := p.conn.Close(); err != nil && !errors.Is(err, sql.ErrConnDone) {
		return err
	}
	return nil
}

// commit sends what waits, and ends the transaction.
func (p *pipe) commit(ctx context.Context) error {
	if p.err != nil {
		return p.err
	}
	if !p.begun && len(p.queue) == 0 {
		return nil
	}
	tag, err := p.send(ctx, &queued{sql: "COMMIT"})
	if err != nil {
		return err
	}
	p.begun = false
	if tag != "COMMIT" {
		return errLost
	}
	return nil
}

// trip counts that a write goes to the server and waits for it.
func (p *pipe) trip() {
	if p.begin == toWrite {
		p.count.trips.Add(1)
	}
}

// later adds a statement that needs no answer of its own.
func (p *pipe) later(q queued) {
	p.count.n.Add(1)
	p.queue = append(p.queue, q)
}

// flush sends what waits, in one message, and reads all answers.
func (p *pipe) flush(ctx context.Context) error {
	if p.begun && len(p.queue) == 0 {
		return nil
	}
	_, err := p.send(ctx, nil)
	return err
}

// send sends what waits and one statement more, whose tag it returns.
func (p *pipe) send(ctx context.Context, last *queued) (tag string, err error) {
	all := p.queue
	p.queue = nil
	if last != nil {
		all = append(all, *last)
	}
	var batch pgx.Batch
	if !p.begun {
		batch.Queue(p.begin)
	}
	for _, q := range all {
		batch.Queue(q.sql, q.args...)
	}
	p.trip()
	err = p.raw(func(conn *pgx.Conn) error {
		results := conn.SendBatch(ctx, &batch)
		err := p.answers(results, all, &tag)
		return errors.Join(err, results.Close())
	})
	return tag, err
}

func (p *pipe) answers(results pgx.BatchResults, all []queued, tag *string) error {
	if !p.begun {
		if _, err := results.Exec(); err != nil {
			return err
		}
		p.begun = true
	}
	for _, q := range all {
		if q.read == nil {
			done, err := results.Exec()
			if err != nil {
				return err
			}
			*tag = done.String()
			continue
		}
		rows, err := results.Query()
		if err == nil {
			err = q.read(rows)
			rows.Close()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// raw runs fn on the connection of the driver.
func (p *pipe) raw(fn func(conn *pgx.Conn) error) error {
	return p.conn.Raw(func(c any) error {
		own, ok := c.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("a connection of %T", c)
		}
		return fn(own.Conn())
	})
}

// PrepareContext is for gorm.ConnPool; GORM does not prepare here.
func (p *pipe) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	if err := p.flush(ctx); err != nil {
		return nil, err
	}
	return p.conn.PrepareContext(ctx, query)
}

// ExecContext runs a statement together with what waits. A script of several statements has no arguments.
func (p *pipe) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if len(args) == 0 {
		if err := p.flush(ctx); err != nil {
			return nil, err
		}
		p.trip()
		return p.conn.ExecContext(ctx, query)
	}
	var rows int64
	_, err := p.send(ctx, &queued{sql: query, args: args, read: func(r pgx.Rows) error {
		for r.Next() { // what an INSERT returns, nobody asks for here
		}
		rows = r.CommandTag().RowsAffected()
		return r.Err()
	}})
	return driver.RowsAffected(rows), err
}

// QueryContext sends what waits, and then asks.
func (p *pipe) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if err := p.flush(ctx); err != nil {
		return nil, err
	}
	p.trip()
	return p.conn.QueryContext(ctx, query, args...)
}

// QueryRowContext is [pipe.QueryContext] of one row. What went wrong with what waited is told at the commit: a row
// cannot be made that reports it.
func (p *pipe) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if err := p.flush(ctx); err != nil {
		p.err = errors.Join(p.err, err)
	}
	p.trip()
	return p.conn.QueryRowContext(ctx, query, args...)
}
