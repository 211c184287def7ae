package testkit

import (
	"context"
	"crypto/rand"
	"errors"
	"net/url"
	"os"
	"strings"
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
	return create(t, "template0")
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
	dsn, err := server()
	if errors.Is(err, errNoPostgres) && os.Getenv("KONBIT_TEST_POSTGRES") != "required" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(dsn)
	if err != nil || !strings.HasPrefix(u.Scheme, "postgres") {
		t.Fatal("KONBIT_TEST_DSN must be a postgres:// URL")
	}
	name := "konbit_test_" + strings.ToLower(rand.Text())
	quote := func(name string) string { return pgx.Identifier{name}.Sanitize() }
	statement(t, dsn, "CREATE DATABASE "+quote(name)+" ENCODING 'UTF8' TEMPLATE "+quote(template))
	t.Cleanup(func() { statement(t, dsn, "DROP DATABASE "+quote(name)+" WITH (FORCE)") })
	u.Path = "/" + name
	return u.String()
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
