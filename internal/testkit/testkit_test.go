package testkit_test

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/konbit-aid/konbit/internal/testkit"
)

func connect(t *testing.T, dsn string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.Background()) })
	return conn
}

func scan[T any](t *testing.T, conn *pgx.Conn, sql string) (value T) {
	t.Helper()
	if err := conn.QueryRow(t.Context(), sql).Scan(&value); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return value
}

func TestPostgres(t *testing.T) {
	const tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"

	t.Run("gives each test a database of its own", func(t *testing.T) {
		one, two := connect(t, testkit.Postgres(t)), connect(t, testkit.Postgres(t))
		if _, err := one.Exec(t.Context(), "CREATE TABLE kept (id int)"); err != nil {
			t.Fatal(err)
		}
		if n := scan[int](t, two, tables); n != 0 {
			t.Errorf("the second database has %d tables, want 0", n)
		}
	})

	t.Run("drops the database though somebody is still connected", func(t *testing.T) {
		var gone string
		t.Run("inner", func(t *testing.T) {
			gone = testkit.Postgres(t)
			if _, err := pgx.Connect(t.Context(), gone); err != nil {
				t.Fatal(err)
			}
		})
		if conn, err := pgx.Connect(t.Context(), gone); err == nil {
			conn.Close(t.Context())
			t.Errorf("%s is still there", gone)
		}
	})

	t.Run("copies a template", func(t *testing.T) {
		template := testkit.Postgres(t)
		conn := connect(t, template)
		if _, err := conn.Exec(t.Context(), "CREATE TABLE copied AS SELECT 7 AS seven"); err != nil {
			t.Fatal(err)
		}
		conn.Close(t.Context())
		if got := scan[int](t, connect(t, testkit.PostgresFrom(t, template)), "SELECT seven FROM copied"); got != 7 {
			t.Errorf("the copy holds %d, want 7", got)
		}
	})

	t.Run("is never run by root", func(t *testing.T) {
		if os.Getenv("KONBIT_TEST_DSN") != "" {
			t.Skip("somebody else's server")
		}
		dir := scan[string](t, connect(t, testkit.Postgres(t)), "SHOW data_directory")
		info, err := os.Stat(dir)
		if err != nil {
			t.Fatal(err)
		}
		if stat, ok := info.Sys().(*syscall.Stat_t); !ok || stat.Uid == 0 {
			t.Errorf("%s belongs to root", dir)
		}
	})
}

func TestEngines(t *testing.T) {
	var schemes []string
	testkit.Engines(t, func(_ *testing.T, url string) {
		scheme, _, _ := strings.Cut(url, ":")
		schemes = append(schemes, scheme)
	})
	if got := strings.Join(schemes, " "); got != "sqlite postgres" && got != "sqlite" {
		t.Errorf("ran on %s", got)
	}
}

func TestShared(t *testing.T) {
	readme := testkit.Shared(t, "README.md")
	if text, err := os.ReadFile(readme); err != nil || len(text) == 0 {
		t.Errorf("%s: %d bytes, %v", readme, len(text), err)
	}
}

// TestClusterEndsWithItsTestBinary runs this binary once more, kills it so that it can do nothing about it, and expects
// neither server nor folder to be left.
func TestClusterEndsWithItsTestBinary(t *testing.T) {
	if os.Getenv("KONBIT_TEST_DSN") != "" {
		t.Skip("no cluster of our own")
	}
	testkit.Postgres(t) // skips where there is no PostgreSQL
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestClusterOfAnother$")
	cmd.Env = append(os.Environ(), "KONBIT_TESTKIT_CHILD=1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	said := bufio.NewScanner(out)
	line := func() string { said.Scan(); return said.Text() }
	dsn, dir := line(), line()
	if _, err := os.Stat(dir); err != nil {
		t.Fatalf("the other cluster: %v", err)
	}
	connect(t, dsn).Close(t.Context())

	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err == nil {
		t.Error("the other binary ended by itself")
	}
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		_, statErr := os.Stat(dir)
		conn, dialErr := pgx.Connect(t.Context(), dsn)
		if dialErr == nil {
			conn.Close(t.Context())
		}
		if os.IsNotExist(statErr) && dialErr != nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("20 s after the test binary was killed: folder %s: %v, server: %v", dir, statErr, dialErr)
		}
	}
}

// TestClusterOfAnother is the binary that gets killed: it says where its cluster is, and waits.
func TestClusterOfAnother(t *testing.T) {
	if os.Getenv("KONBIT_TESTKIT_CHILD") == "" {
		t.Skip("only as a child of TestClusterEndsWithItsTestBinary")
	}
	dsn := testkit.Postgres(t)
	dir := scan[string](t, connect(t, dsn), "SHOW data_directory")
	if _, err := os.Stdout.WriteString(dsn + "\n" + strings.TrimSuffix(dir, "/data") + "\n"); err != nil {
		t.Fatal(err)
	}
	time.Sleep(time.Minute)
}
