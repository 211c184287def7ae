package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"database/sql/driver"
	"encoding/hex"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Lag is the most that what is kept in memory may be behind a write of another program on the same database.
const Lag = time.Second

// patience is how long the database may take to say whether anything was written.
const patience = time.Second

// news tells whether anything was written since something was read. Writes of this program it is told of before they
// are acknowledged; for those of others it looks at the database, when somebody asks and the last look is too old: at
// what the engine itself says of its commits, so that no writer can be missed. Nothing runs while nobody asks.
type news struct {
	instance string
	open     func() (*sql.DB, error)
	query    string
	began    time.Time

	version atomic.Uint64
	access  atomic.Uint64 // like version, but for writes that leave keys, grants and shields alone
	looked  atomic.Int64  // when the last look that succeeded began, as since began
	ahead   atomic.Bool   // a look is under way before it is needed

	wake  chan struct{} // holds one token after a write
	turn  chan struct{} // holds one token; who has it may touch what follows
	tried int64         // when the last look began
	db    *sql.DB
	conn  *sql.Conn // SQLite's answers can be compared on one connection only
	last  string
	shut  bool

	mu    sync.Mutex
	heard map[string]uint64 // how far each instance's writes are known to be among those that were looked for
}

// mostInstances bounds what is kept of tokens, which clients could make up.
const mostInstances = 256

func newNews(query string, open func() (*sql.DB, error)) *news {
	id := make([]byte, 6)
	_, _ = rand.Read(id) // it never fails
	n := &news{instance: hex.EncodeToString(id), open: open, query: query, began: time.Now().Add(-time.Hour), turn: make(chan struct{}, 1), wake: make(chan struct{}, 1), heard: map[string]uint64{}}
	n.version.Store(1)
	n.access.Store(1)
	return n
}

func (n *news) clock() int64 { return int64(time.Since(n.began)) }

// Version returns the state of the database that this program knows of, and whether nothing was written that it has not
// heard of but within the last [Lag]. What is read from the database after it was called is at least as new. ok is
// false where the database cannot be asked.
func (s *Store) Version(ctx context.Context) (version uint64, ok bool) {
	ok = s.news.fresh(ctx)
	return s.news.version.Load(), ok
}

// Access is [Store.Version] of keys, grants and shields: it stays where this program writes what is neither.
func (s *Store) Access(ctx context.Context) (version uint64, ok bool) {
	ok = s.news.fresh(ctx)
	return s.news.access.Load(), ok
}

// fresh tells whether the last look is not too old, and looks if it is.
func (n *news) fresh(ctx context.Context) bool {
	now := n.clock()
	switch age := now - n.looked.Load(); {
	case age < int64(Lag/2):
	case age < int64(Lag):
		n.lookAhead()
	default:
		return n.look(ctx, now-int64(Lag/2))
	}
	return true
}

// Token stands for every write that was acknowledged before: see [Store.Reach].
func (s *Store) Token() string {
	return s.news.instance + "-" + strconv.FormatUint(s.news.version.Load(), 10)
}

// Reach sees to it that [Store.Version] stands for a state that holds all writes for which a token stands, of whichever
// instance. It is false where the database cannot be asked.
func (s *Store) Reach(ctx context.Context, token string) bool {
	n := s.news
	instance, text, _ := strings.Cut(token, "-")
	if instance == n.instance {
		return true
	}
	count, err := strconv.ParseUint(text, 10, 64)
	n.mu.Lock()
	known := err == nil && n.heard[instance] >= count
	n.mu.Unlock()
	if known {
		return true
	}
	if !n.look(ctx, n.clock()) {
		return false
	}
	if err == nil && len(instance) == len(n.instance) {
		n.mu.Lock()
		defer n.mu.Unlock()
		if len(n.heard) >= mostInstances {
			clear(n.heard)
		}
		n.heard[instance] = max(n.heard[instance], count)
	}
	return true
}

// written notes a write of this program. spares says that it leaves keys, grants and shields alone.
func (n *news) written(spares bool) {
	n.version.Add(1)
	if !spares {
		n.access.Add(1)
	}
	select {
	case n.wake <- struct{}{}:
	default: // whoever waits is told already
	}
}

// Written tells of writes of this program: at least once after any number of them. One reader is told.
func (s *Store) Written() <-chan struct{} { return s.news.wake }

// lookAhead looks without anybody waiting for it.
func (n *news) lookAhead() {
	if n.ahead.CompareAndSwap(false, true) {
		go func() {
			defer n.ahead.Store(false)
			n.look(context.Background(), n.clock()-int64(Lag/2))
		}()
	}
}

// look makes sure of a look that began at a time or later. Of many who ask at once one looks. It is false where that failed.
func (n *news) look(ctx context.Context, since int64) bool {
	select {
	case n.turn <- struct{}{}:
		defer func() { <-n.turn }()
	case <-ctx.Done():
		return false
	}
	if n.looked.Load() >= since {
		return true
	}
	if n.shut || n.tried >= since && n.tried > 0 {
		return false
	}
	n.tried = n.clock()
	now, err := n.ask(context.WithoutCancel(ctx))
	if err != nil {
		n.drop()
		return false
	}
	if now != n.last {
		n.last = now
		n.version.Add(1)
		n.access.Add(1)
	}
	n.looked.Store(n.tried)
	return true
}

// ask returns what the engine says of the commits so far.
func (n *news) ask(ctx context.Context) (state string, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if n.db == nil {
		if n.db, err = n.open(); err != nil {
			return "", err
		}
	}
	if n.conn == nil {
		if n.conn, err = n.db.Conn(ctx); err != nil {
			return "", err
		}
		n.last = ""
	}
	err = n.conn.QueryRowContext(ctx, n.query).Scan(&state)
	return state, err
}

// drop ends the connection. What another one says is news in any case.
func (n *news) drop() {
	if n.conn != nil {
		_ = n.conn.Raw(func(any) error { return driver.ErrBadConn }) // so that the pool ends it, and does not keep it
		_ = n.conn.Close()
	}
	n.conn, n.last = nil, ""
}

// close ends it for good.
func (n *news) close() error {
	n.turn <- struct{}{}
	defer func() { <-n.turn }()
	n.shut = true
	n.drop()
	if n.db == nil {
		return nil
	}
	return n.db.Close()
}
