package testkit

import (
	"context"
	"crypto/rand"
	"errors"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// patience is how long one statement that makes or drops a database may take on a busy machine.
const patience = time.Minute

// Postgres returns the postgres:// URL of a fresh, empty database that is dropped when the test ends.
//
// It lives on the server named by KONBIT_TEST_DSN, else on a throwaway cluster started once per test binary from the
// PostgreSQL programs of the machine and gone with the binary. Where there are none the test is skipped, or fails if
// KONBIT_TEST_POSTGRES is "required".
func Postgres(t testing.TB) string {
	t.Helper()
	if prepare == nil {
		return create(t, "template0")
	}
	name, err := preparedPostgres(t)
	if err != nil {
		t.Fatal(err)
	}
	return create(t, name)
}

// template is the name of the database that prepare has filled. It goes with the cluster; on the server of KONBIT_TEST_DSN it stays, one for each test binary.
var template struct {
	sync.Mutex
	name string
}

func preparedPostgres(t testing.TB) (string, error) {
	t.Helper()
	template.Lock()
	defer template.Unlock()
	if template.name != "" {
		return template.name, nil
	}
	url, name := fresh(t, "template0")
	if err := prepare(url); err != nil {
		return "", err
	}
	template.name = name
	return name, nil
}

// PostgresFrom is Postgres, filled with what the database at the URL template holds: a migrated schema is copied in a
// fraction of the time it takes to make. Nobody may be connected to the template meanwhile.
func PostgresFrom(t testing.TB, template string) string {
	t.Helper()
	u, err := url.Parse(template)
	if err != nil {
		t.Fatalf("template: %v", err)
	}
	return create(t, strings.TrimPrefix(u.Path, "/"))
}

func create(t testing.TB, template string) string {
	t.Helper()
	address, name := fresh(t, template)
	t.Cleanup(func() { statement(t, mustServer(t), "DROP DATABASE "+quote(name)+" WITH (FORCE)") })
	return address
}

// fresh makes a database, which stays.
func fresh(t testing.TB, template string) (address, name string) {
	t.Helper()
	dsn := mustServer(t)
	u, err := url.Parse(dsn)
	if err != nil || !strings.HasPrefix(u.Scheme, "postgres") {
		t.Fatal("KONBIT_TEST_DSN must be a postgres:// URL")
	}
	name = "konbit_test_" + strings.ToLower(rand.Text())
	statement(t, dsn, "CREATE DATABASE "+quote(name)+" ENCODING 'UTF8' TEMPLATE "+quote(template))
	u.Path = "/" + name
	return u.String(), name
}

func quote(name string) string { return pgx.Identifier{name}.Sanitize() }

// mustServer is the server of the tests; without one the test is skipped, or fails.
func mustServer(t testing.TB) string {
	t.Helper()
	dsn, err := server()
	if errors.Is(err, errNoPostgres) && os.Getenv("KONBIT_TEST_POSTGRES") != "required" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return dsn
}

// statement runs one SQL statement on a connection of its own.
func statement(t testing.TB, dsn, sql string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, sql); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}
