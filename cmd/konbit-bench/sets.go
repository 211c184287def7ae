package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	_ "modernc.org/sqlite"             // the driver "sqlite"

	"github.com/konbit-aid/konbit/internal/relief"
	"github.com/konbit-aid/konbit/internal/store"
)

// set is one database full of pledges and need lines.
type set struct {
	engine engine
	size   int
	name   string // of the database or file
	url    string // as KONBIT_DATABASE_URL takes it
	key    string // of a donor that may pledge
}

// postgresSet makes a set as a database of its own, out of the database "pattern".
func (b *bench) postgresSet(ctx context.Context, size int) (set, error) {
	if b.patternKey == "" {
		url, err := b.cluster.create(ctx, "pattern", "")
		if err != nil {
			return set{}, err
		}
		say("PostgreSQL: the pattern")
		if b.patternKey, err = pattern(ctx, url, b.data, b.seed); err != nil {
			return set{}, err
		}
	}
	s := set{engine: postgres, size: size, name: "set_" + strings.ToLower(short(size)), key: b.patternKey}
	var err error
	if s.url, err = b.cluster.create(ctx, s.name, "pattern"); err != nil {
		return set{}, err
	}
	say("PostgreSQL: %s pledges and need lines", short(size))
	return s, fillSet(ctx, "pgx", s.url, s)
}

// sqliteSet makes a set as a file.
func (b *bench) sqliteSet(ctx context.Context, size int) (set, error) {
	file := filepath.Join(b.dir, "set_"+short(size)+".db")
	s := set{engine: sqlite, size: size, name: file, url: "sqlite:" + file}
	say("SQLite: %s pledges and need lines", short(size))
	var err error
	if s.key, err = pattern(ctx, s.url, b.data, b.seed); err != nil {
		return set{}, err
	}
	return s, fillSet(ctx, "sqlite", "file:"+file, s)
}

func fillSet(ctx context.Context, driver, dsn string, s set) (err error) {
	db, err := sql.Open(driver, dsn)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	c, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	if err := multiply(ctx, c, s.engine, s.size); err != nil {
		return err
	}
	return s.rebuild(ctx)
}

// rebuild makes what coverage is read from anew, as konbit rebuild does.
func (s set) rebuild(ctx context.Context) (err error) {
	say("%s: what coverage is read from", s.name)
	st, err := store.Open(ctx, s.url, store.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	return relief.New(st).RebuildCells(ctx)
}

// open connects to a set's database.
func (s set) open() (*sql.DB, error) {
	if s.engine.name == "sqlite" {
		return sql.Open("sqlite", "file:"+s.name)
	}
	return sql.Open("pgx", s.url)
}

// verify compares what the API says of the set with sums over its pledges, so that a set which the product would not
// have written is not measured.
func (s set) verify(ctx context.Context, konbit *process) error {
	db, err := s.open()
	if err != nil {
		return err
	}
	defer db.Close()
	const sums = `SELECT CAST(SUM(CASE WHEN stage = 'announced' THEN amount_usd ELSE 0 END) AS bigint), CAST(SUM(CASE WHEN stage = 'pledged' THEN amount_usd ELSE 0 END) AS bigint),
		count(*) FROM pledges WHERE crisis = '` + crisisCode + `'`
	var announced, pledged, count int64
	if err := db.QueryRowContext(ctx, sums).Scan(&announced, &pledged, &count); err != nil {
		return err
	}
	_, body, err := fetch(konbit.addr, get("/v1/coverage?crisis="+crisisCode+"&limit=1"))
	if err != nil {
		return err
	}
	var got struct {
		Totals struct{ Announced, Pledged string }
	}
	if err := json.Unmarshal(body, &got); err != nil {
		return err
	}
	if want := cents(announced); got.Totals.Announced != want {
		return fmt.Errorf("%s: coverage says that %s is announced, the pledges %s", s.name, got.Totals.Announced, want)
	}
	if want := cents(pledged); got.Totals.Pledged != want {
		return fmt.Errorf("%s: coverage says that %s is pledged, the pledges %s", s.name, got.Totals.Pledged, want)
	}
	say("%s: %d pledges; the money that coverage shows is theirs to the cent", s.name, count)
	return s.verifyRegions(ctx, db, konbit)
}

// verifyRegions compares what was given to single departments and sectors, in US dollars, with the allocations.
func (s set) verifyRegions(ctx context.Context, db *sql.DB, konbit *process) error {
	_, body, err := fetch(konbit.addr, get(departments))
	if err != nil {
		return err
	}
	var got struct {
		Data []struct {
			Region struct{ Pcode string }
			Sector string
			Money  struct{ Pledged string }
			People struct {
				InNeed *int64 `json:"in_need"`
			}
		}
	}
	if err := json.Unmarshal(body, &got); err != nil {
		return err
	}
	const given = `SELECT COALESCE(CAST(SUM(CAST(ROUND(CAST(p.amount_usd AS numeric) * a.amount / p.amount) AS bigint)) AS bigint), 0), count(*) FROM allocations a JOIN pledges p ON p.id = a.pledge
		JOIN regions r ON r.pcode = a.region WHERE p.stage = 'pledged' AND r.l1 = '%s' AND a.sector = '%s'`
	checked := 0
	for i := 0; i < len(got.Data); i += 1 + len(got.Data)/5 {
		row := got.Data[i]
		var sum, count int64
		if err := db.QueryRowContext(ctx, fmt.Sprintf(given, row.Region.Pcode, row.Sector)).Scan(&sum, &count); err != nil {
			return err
		}
		shown, err := centsOf(row.Money.Pledged)
		if err != nil {
			return err
		}
		// The shares of a pledge are rounded so that they add up: each may be a cent off.
		if d := shown - sum; d > count || d < -count {
			return fmt.Errorf("%s: coverage says that %s is pledged for %s %s, the allocations %s", s.name, row.Money.Pledged, row.Region.Pcode, row.Sector, cents(sum))
		}
		checked++
	}
	if checked == 0 {
		return errors.New("coverage of Haiti by department has no rows")
	}
	return nil
}

// departments is the question that dashboards ask most: Haiti by department, all sectors.
const departments = "/v1/coverage?crisis=" + crisisCode + "&region=HT&level=1&limit=1000"

func cents(n int64) string { return fmt.Sprintf("%d.%02d", n/100, n%100) }

func centsOf(text string) (n int64, err error) {
	_, err = fmt.Sscanf(strings.Replace(text, ".", "", 1), "%d", &n)
	return n, err
}
