package store

import (
	"context"
	"fmt"
	"io/fs"
	"sort"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/konbit-aid/konbit/api"
)

// Migration is one numbered step of the schema.
type Migration struct {
	Version   int
	Name      string
	AppliedAt *time.Time // nil while it is still to come
	sql       string
}

type migrationRow struct {
	Version   int     `gorm:"column:version"`
	Name      string  `gorm:"column:name"`
	AppliedAt instant `gorm:"column:applied_at"`
}

const createHistory = `CREATE TABLE IF NOT EXISTS schema_migrations (version bigint PRIMARY KEY, name text NOT NULL, applied_at text NOT NULL)`

// Migrate brings the schema up to date and returns how many steps it took.
// Each step is one transaction under a lock, so that programs that start at
// the same time wait for each other. A schema that is newer than this program
// is refused.
func (s *Store) Migrate(ctx context.Context) (applied int, err error) {
	steps, err := s.migrations()
	if err != nil {
		return 0, err
	}
	for _, m := range steps {
		ran, err := s.step(ctx, m)
		if err != nil {
			return applied, fmt.Errorf("migration %04d_%s: %w", m.Version, m.Name, err)
		}
		if ran {
			applied++
		}
	}
	if err := s.doChores(ctx); err != nil {
		return applied, fmt.Errorf("chores after the migrations: %w", err)
	}
	return applied, nil
}

// step runs one migration if it has not been run.
func (s *Store) step(ctx context.Context, m Migration) (ran bool, err error) {
	err = s.WriteLong(ctx, func(tx *Tx) error {
		if err := tx.wait(s.dialect.lock); err != nil {
			return err
		}
		if err := tx.db.Exec(createHistory).Error; err != nil {
			return err
		}
		done, err := scan[migrationRow](tx, "SELECT version, name, applied_at FROM schema_migrations ORDER BY version")
		if err != nil {
			return err
		}
		if n := len(done); n > 0 && done[n-1].Version >= m.Version {
			return s.refuseNewer(done[n-1].Version)
		}
		if err := execAll(tx.db, m.sql); err != nil {
			return err
		}
		ran = true
		at, _ := instant{time.Now()}.Value()
		return tx.db.Exec("INSERT INTO schema_migrations (version, name, applied_at) VALUES (?, ?, ?)", m.Version, m.Name, at).Error
	})
	return ran, err
}

// execAll runs a script of several statements on the transaction's connection.
func execAll(db *gorm.DB, script string) error {
	_, err := db.Statement.ConnPool.ExecContext(db.Statement.Context, script)
	return err
}

// MigrationStatus lists every step that this program knows or the database has had.
func (s *Store) MigrationStatus(ctx context.Context) ([]Migration, error) {
	steps, err := s.migrations()
	if err != nil {
		return nil, err
	}
	var done []migrationRow
	err = s.Read(ctx, func(tx *Tx) error {
		if !tx.db.Migrator().HasTable("schema_migrations") {
			return nil
		}
		done, err = scan[migrationRow](tx, "SELECT version, name, applied_at FROM schema_migrations ORDER BY version")
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, d := range done {
		for i := range steps {
			if steps[i].Version == d.Version {
				steps[i].AppliedAt = d.AppliedAt.pointer()
			}
		}
		if len(steps) == 0 || d.Version > steps[len(steps)-1].Version {
			steps = append(steps, Migration{Version: d.Version, Name: d.Name, AppliedAt: d.AppliedAt.pointer()})
		}
	}
	return steps, nil
}

func (s *Store) migrations() ([]Migration, error) {
	dir, err := s.dialect.migrations()
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(dir, "*.sql")
	if err != nil {
		return nil, err
	}
	sort.Strings(names)
	steps := make([]Migration, len(names))
	for i, name := range names {
		number, title, _ := strings.Cut(strings.TrimSuffix(name, ".sql"), "_")
		version, err := strconv.Atoi(number)
		if err != nil || version != i+1 {
			return nil, fmt.Errorf("migration %s: files are numbered 0001, 0002, … without gaps", name)
		}
		script, err := fs.ReadFile(dir, name)
		if err != nil {
			return nil, err
		}
		steps[i] = Migration{Version: version, Name: title, sql: string(script)}
	}
	return steps, nil
}

// version returns the newest step that the database has had, 0 for none.
func (s *Store) version(ctx context.Context) (version int, err error) {
	err = s.Read(ctx, func(tx *Tx) error {
		return tx.db.Raw("SELECT COALESCE(max(version), 0) FROM schema_migrations").Scan(&version).Error
	})
	return version, err
}

func (s *Store) checkVersion(version int) error {
	steps, err := s.migrations()
	if err != nil {
		return err
	}
	if newest := steps[len(steps)-1].Version; version < newest {
		return api.Errorf(api.CodeUnavailable, "The database has schema %d, this program needs %d: run konbit migrate up.", version, newest)
	}
	return s.refuseNewer(version)
}

func (s *Store) refuseNewer(version int) error {
	steps, err := s.migrations()
	if err != nil {
		return err
	}
	if newest := steps[len(steps)-1].Version; version > newest {
		return api.Errorf(api.CodeUnavailable, "The database has schema %d, this program knows %d: use a newer konbit.", version, newest)
	}
	return nil
}

// Exec runs one statement of an operator or a test, in its own transaction.
func (s *Store) Exec(ctx context.Context, sql string) error {
	return s.WriteLong(ctx, func(tx *Tx) error {
		_, err := tx.exec(sql)
		return err
	})
}
