// Package store keeps Konbit's records in SQLite or PostgreSQL. It is the only
// package that knows SQL and GORM. Its methods are steps inside a transaction
// that the use case opens; every error that leaves it is an [api.Error].
package store

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// Options tune the pools. Zero values mean the defaults.
type Options struct {
	MaxOpenConns     int           // 16
	MaxIdleConns     int           // 16
	ConnMaxLifetime  time.Duration // 1 hour
	StatementTimeout time.Duration // 30 seconds; a transaction that takes longer is given up
}

// idleTime is how long a connection is kept that nobody uses. As many are kept as may be open: to end one after a request
// and open another for the next costs more than the request.
const idleTime = 5 * time.Minute

func (o Options) withDefaults() Options {
	if o.MaxOpenConns == 0 {
		o.MaxOpenConns = 16
	}
	if o.MaxIdleConns == 0 {
		o.MaxIdleConns = 16
	}
	if o.ConnMaxLifetime == 0 {
		o.ConnMaxLifetime = time.Hour
	}
	if o.StatementTimeout == 0 {
		o.StatementTimeout = 30 * time.Second
	}
	return o
}

// Store is one database.
type Store struct {
	dialect dialect
	write   *gorm.DB
	read    *gorm.DB
	timeout time.Duration
	count   *statements
	news    *news
	kept    *reference
}

// Tx is a running transaction, or a snapshot to read from.
type Tx struct {
	db    *gorm.DB
	d     dialect
	count *statements

	newest bool
	pipe   *pipe // of a write on PostgreSQL
	seen   *outlook

	reference *reference
	spares    bool // it leaves keys, grants and shields alone
}

// Spares promises that this write leaves keys, grants and shields alone, so that what is known of them stays known. Who
// does not promise it has them read again.
func (tx *Tx) Spares() { tx.spares = true }

// Newest tells whether each statement sees the newest state, and not that of a transaction which began earlier.
func (tx *Tx) Newest() bool { return tx.newest }

// Context is the context of the transaction.
func (tx *Tx) Context() context.Context { return tx.db.Statement.Context }

// Open connects to "sqlite:FILE" or "postgres://…". It does not migrate.
func Open(ctx context.Context, url string, options Options) (*Store, error) {
	options = options.withDefaults()
	d, err := dialectOf(url)
	if err != nil {
		return nil, err
	}
	s := &Store{dialect: d, timeout: options.StatementTimeout, count: &statements{}, kept: &reference{}}
	if s.write, err = s.connect(d.open(url, false), options, d.writers(options)); err != nil {
		return nil, translate(err)
	}
	s.read = s.write
	if d.separateReaders {
		if s.read, err = s.connect(d.open(url, true), options, options.MaxOpenConns); err != nil {
			return nil, translate(err)
		}
	}
	s.news = newNews(d.commits, func() (*sql.DB, error) { return s.watcher(url, options) })
	db, err := s.write.DB()
	if err == nil {
		err = db.PingContext(ctx)
	}
	if err != nil {
		return nil, errors.Join(translate(err), s.Close())
	}
	return s, nil
}

func (s *Store) connect(dialector gorm.Dialector, o Options, open int) (*gorm.DB, error) {
	config := gorm.Config{
		SkipDefaultTransaction: true,
		DisableAutomaticPing:   true,
		Logger:                 logger.Discard,
		NowFunc:                func() time.Time { return time.Now().UTC().Truncate(time.Microsecond) },
	}
	g, err := gorm.Open(dialector, &config)
	// While another program turns a new file to WAL, SQLite is busy at once, whatever its busy_timeout.
	for try := 0; try < 50 && sqliteBusy(err); try++ {
		time.Sleep(100 * time.Millisecond)
		g, err = gorm.Open(dialector, &config)
	}
	if err != nil {
		return nil, err
	}
	db, err := g.DB()
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(open)
	db.SetMaxIdleConns(min(open, o.MaxIdleConns))
	db.SetConnMaxLifetime(o.ConnMaxLifetime)
	db.SetConnMaxIdleTime(idleTime)
	err = g.Use(s.count)
	return g, err
}

// watcher opens the one connection that [news] looks through: it waits for no other.
func (s *Store) watcher(url string, options Options) (*sql.DB, error) {
	g, err := s.connect(s.dialect.open(url, true), options, 1)
	if err != nil {
		return nil, err
	}
	return g.DB()
}

// Close ends all connections.
func (s *Store) Close() error {
	var all []error
	if s.news != nil {
		all = append(all, s.news.close())
	}
	for _, g := range []*gorm.DB{s.write, s.read} {
		if g == nil {
			continue
		}
		if db, err := g.DB(); err == nil {
			all = append(all, db.Close())
		}
	}
	return errors.Join(all...)
}

// InUse is how many connections somebody holds in this moment.
func (s *Store) InUse() (n int) {
	pools := []*gorm.DB{s.write}
	if s.read != s.write {
		pools = append(pools, s.read)
	}
	for _, g := range pools {
		if db, err := g.DB(); err == nil {
			n += db.Stats().InUse
		}
	}
	return n
}

// Engine returns "sqlite" or "postgres".
func (s *Store) Engine() string { return s.dialect.name }

// Write runs fn in one transaction: all of it is kept, or nothing.
func (s *Store) Write(ctx context.Context, fn func(tx *Tx) error) error {
	return s.change(ctx, s.timeout, fn)
}

// WriteLong is [Store.Write] without the time limit, for imports.
func (s *Store) WriteLong(ctx context.Context, fn func(tx *Tx) error) error {
	return s.change(ctx, 0, fn)
}

// keepBooks is [Store.Write] for books that no answer shows: nothing is made known of it.
func (s *Store) keepBooks(ctx context.Context, fn func(tx *Tx) error) error {
	return s.run(ctx, s.write, s.timeout, fn)
}

// Glance runs fn without a transaction: for a question of one statement, which sees one state by itself. It saves the
// way there and back that a transaction begins and ends with.
func (s *Store) Glance(ctx context.Context, fn func(tx *Tx) error) error {
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	return translate(fn(&Tx{db: s.read.WithContext(ctx), d: s.dialect, count: s.count, newest: true}))
}

// change runs a write and makes it known before its caller hears of it: also where the commit failed, for then nobody
// knows whether it did.
func (s *Store) change(ctx context.Context, limit time.Duration, fn func(tx *Tx) error) error {
	var seen *outlook
	done, spares := false, false
	err := s.changing(ctx, limit, func(tx *Tx) error {
		tx.reference = s.kept
		err := fn(tx)
		seen, done, spares = tx.seen, err == nil, tx.spares
		return err
	})
	if done {
		s.news.written(spares)
	}
	if err == nil && seen != nil {
		s.kept.learn(seen)
	}
	return err
}

func (s *Store) changing(ctx context.Context, limit time.Duration, fn func(tx *Tx) error) error {
	return s.through(ctx, toWrite, s.write, limit, fn)
}

// through runs fn over a pipe where there is a server, else in a transaction of the pool.
func (s *Store) through(ctx context.Context, begin string, g *gorm.DB, limit time.Duration, fn func(tx *Tx) error) error {
	if !s.dialect.pipes {
		return s.run(ctx, g, limit, fn)
	}
	if limit > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, limit)
		defer cancel()
	}
	return translate(s.overPipe(ctx, begin, fn))
}

// Unlearn forgets what was kept of records that writes refer to.
func (s *Store) Unlearn() { s.kept.forget() }

// Read runs fn on one snapshot of the database.
func (s *Store) Read(ctx context.Context, fn func(tx *Tx) error) error {
	return s.reading(ctx, s.timeout, fn)
}

// ReadLong is [Store.Read] without the time limit.
func (s *Store) ReadLong(ctx context.Context, fn func(tx *Tx) error) error {
	return s.reading(ctx, 0, fn)
}

func (s *Store) reading(ctx context.Context, limit time.Duration, fn func(tx *Tx) error) error {
	return s.through(ctx, toRead, s.read, limit, fn)
}

// run opens the transaction and turns every foreign error into ours.
func (s *Store) run(ctx context.Context, g *gorm.DB, limit time.Duration, fn func(tx *Tx) error) error {
	if limit > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, limit)
		defer cancel()
	}
	err := g.WithContext(ctx).Transaction(func(db *gorm.DB) error {
		return fn(&Tx{db: db, d: s.dialect, count: s.count})
	})
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		slog.DebugContext(ctx, "transaction given up", "cause", ctx.Err())
	}
	return translate(err)
}

// Ready tells whether the database answers and has this program's schema.
func (s *Store) Ready(ctx context.Context) error {
	version, err := s.version(ctx)
	if err != nil {
		return err
	}
	return s.checkVersion(version)
}
