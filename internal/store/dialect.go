package store

import (
	"embed"
	"fmt"
	"io/fs"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	_ "modernc.org/sqlite" // the driver "sqlite", in pure Go
)

//go:embed migrations
var migrationFiles embed.FS

// dialect is all in which the engines differ, as data.
type dialect struct {
	name string
	// open makes the GORM dialector of the write or of the read-only pool.
	open func(url string, readOnly bool) gorm.Dialector
	// separateReaders: writers queue in a pool of one, readers have their own.
	separateReaders bool
	// lock serialises migrations until the end of the transaction.
	lock string
	// month makes "2024-03" of a date column.
	month string
	// forUpdate locks the row that a SELECT finds, where rows can be locked.
	forUpdate string
	// argument marks the place of one; where they are numbered, its number follows.
	argument string
	numbered bool
	// commits asks for what changes with every commit of any program.
	commits string
	// queue lets imports wait for each other until the end of the transaction.
	queue string
	// compress lets long texts of the transaction be compressed quickly, where the server can.
	compress string
	// lead tells whether this transaction is the one that seals the ledger, until it ends.
	lead string
	// deletesInto: what a statement deletes it can write elsewhere.
	deletesInto bool
	// folds tells whether this transaction is the one that writes cells of coverage, until it ends.
	folds string
	// freeze keeps others from writing cells and postings until the transaction ends.
	freeze []string
	// people lets those who change the need lines of one crisis wait for each other until the end of the transaction.
	people string
	// shown keeps areas from being hidden or shown until the transaction ends; hiding waits for all who do, and they for it.
	shown, hiding string
	// sharesRates: several instances may serve one database, and share what they count of callers.
	sharesRates bool
	// pipes: statements that need no answer can be sent together with others.
	pipes bool
	// anyOf demands that a column is one of a list, which is one argument.
	anyOf string
}

func (d dialect) writers(o Options) int {
	if d.separateReaders {
		return 1
	}
	return o.MaxOpenConns
}

func (d dialect) migrations() (fs.FS, error) {
	return fs.Sub(migrationFiles, "migrations/"+d.name)
}

var sqliteDialect = dialect{
	name:            "sqlite",
	open:            openSQLite,
	separateReaders: true,
	// Write transactions begin IMMEDIATE, so the engine itself is the lock.
	lock:  "SELECT 1",
	queue: "SELECT 1",
	lead:  "SELECT 1",
	folds: "SELECT 1",
	// The argument is a text in either case.
	people: "SELECT ?",
	shown:  "SELECT 1",
	hiding: "SELECT 1",
	month:  "substr(%s, 1, 7)",

	argument: "?",
	// It changes with the commits of other connections, so it is asked on one that writes nothing.
	commits: "PRAGMA data_version",
	anyOf:   "%s IN (SELECT value FROM json_each(?))",
}

var postgresDialect = dialect{
	name:      "postgres",
	open:      openPostgres,
	lock:      "SELECT pg_advisory_xact_lock(5261837390411)",
	month:     "to_char(%s, 'YYYY-MM')",
	forUpdate: " FOR UPDATE",
	queue:     "SELECT pg_advisory_xact_lock(5261837390412)",
	compress:  "SELECT set_config(name, 'lz4', true) FROM pg_settings WHERE name = 'default_toast_compression' AND 'lz4' = ANY (enumvals)",
	lead:      "SELECT pg_try_advisory_xact_lock(5261837390413)",
	folds:     "SELECT pg_try_advisory_xact_lock(5261837390414)",
	freeze:    []string{"SELECT pg_advisory_xact_lock(5261837390414)", "LOCK TABLE postings IN SHARE MODE"},
	people:    "SELECT pg_advisory_xact_lock(52618374, hashtext(?))",
	shown:     "SELECT pg_advisory_xact_lock_shared(5261837390415)",
	hiding:    "SELECT pg_advisory_xact_lock(5261837390415)",

	argument: "$",
	numbered: true,
	// The set of transactions that are over. It needs no rights, no table, and no session, as LISTEN would.
	commits: "SELECT CAST(pg_current_snapshot() AS text)",

	sharesRates: true,
	pipes:       true,
	deletesInto: true,
	anyOf:       "%s = ANY(?)",
}

func dialectOf(address string) (dialect, error) {
	switch {
	case strings.HasPrefix(address, "sqlite:") && len(address) > len("sqlite:"):
		return sqliteDialect, nil
	case strings.HasPrefix(address, "postgres://"), strings.HasPrefix(address, "postgresql://"):
		return postgresDialect, nil
	}
	scheme, _, _ := strings.Cut(address, ":")
	return dialect{}, fmt.Errorf("the database address must start with sqlite: or postgres://, not %q", scheme)
}

// openSQLite sets what makes SQLite safe: WAL, foreign keys, a full sync at
// commit, write transactions that take their lock at once.
func openSQLite(address string, readOnly bool) gorm.Dialector {
	q := url.Values{"_pragma": {"journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "busy_timeout(10000)", "cache_size(-16000)"}}
	if readOnly {
		q.Add("_pragma", "query_only(1)")
	} else {
		q.Set("_txlock", "immediate")
	}
	file := strings.TrimPrefix(address, "sqlite:")
	escaped := (&url.URL{Path: file}).EscapedPath()
	return sqlite.Dialector{DriverName: "sqlite", DSN: "file:" + escaped + "?" + q.Encode()}
}

func openPostgres(address string, _ bool) gorm.Dialector {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		// GORM opens the address itself and reports the fault, without the password.
		return postgres.Open(address)
	}
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "konbit"
	}
	config.RuntimeParams["timezone"] = "UTC"
	return postgres.New(postgres.Config{Conn: stdlib.OpenDB(*config)})
}

// BeginImport lets imports wait for each other: two that record the same rows at once would each find that there are none. What they
// write is long, and is compressed in the way that takes less time.
func (tx *Tx) BeginImport() error {
	if tx.d.compress != "" {
		if err := tx.later(tx.d.compress); err != nil {
			return err
		}
	}
	return tx.wait(tx.d.queue)
}

// wait waits for a lock, which is held until the transaction ends.
func (tx *Tx) wait(lock string, args ...any) error {
	var one any
	return translate(tx.db.Raw(lock, args...).Row().Scan(&one))
}

// try takes a lock until the transaction ends, unless another has it.
func (tx *Tx) try(lock string) (mine bool, err error) {
	err = tx.db.Raw(lock).Row().Scan(&mine)
	return mine, translate(err)
}
