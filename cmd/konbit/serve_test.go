package main

import (
	"bufio"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/testkit"
)

func TestAnEmptyDatabaseIsToldHowToMakeTheFirstKey(t *testing.T) {
	environ := on("sqlite:" + t.TempDir() + "/konbit.db")
	s := start(t, environ)
	_, advice, found := strings.Cut(s.log.String(), "There is no key yet")
	if !found {
		t.Fatalf("no advice in:\n%s", s.log)
	}
	// The second line of the advice is a command; what it says is what works.
	line := strings.Fields(strings.Split(advice, "\n")[1])
	for line[0] != "key" {
		line = line[1:]
	}
	args := strings.Split(strings.ReplaceAll(strings.ReplaceAll(strings.Join(line, " "), `"Konbit operators"`, "Operators"), "'", ""), " ")
	made := konbit(t, nil, args...)
	if made.code != 0 {
		t.Fatalf("%v: %+v", args, made)
	}
	c := s.as(strings.TrimSpace(made.stdout))
	if _, err := c.CreateRegion(t.Context(), api.RegionInput{Pcode: "HT", ISO3: "HTI", Names: api.Names{EN: "Haiti"}}); err != nil {
		t.Error(err)
	}
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	if again := start(t, environ); strings.Contains(again.log.String(), "no key yet") {
		t.Errorf("there is a key, but:\n%s", again.log)
	}
}

func TestStoppingFinishesRunningRequests(t *testing.T) {
	environ := on("sqlite:" + t.TempDir() + "/konbit.db")
	secret := key(t, environ, "ocha", "coordinate")
	s := start(t, environ)
	address := strings.TrimPrefix(s.base, "http://")
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	body := `{"pcode":"HT","iso3":"HTI","names":{"en":"Haiti"},"level":0}`
	half := len(body) / 2
	fmt.Fprintf(conn, "POST /v1/regions HTTP/1.1\r\nHost: konbit\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\n"+
		"Content-Length: %d\r\n\r\n%s", secret, len(body), body[:half])
	time.Sleep(200 * time.Millisecond) // until the server is in the middle of it

	s.cancel()
	for began := time.Now(); ; time.Sleep(5 * time.Millisecond) {
		if late, err := net.Dial("tcp", address); err != nil {
			break // no new ones
		} else if late.Close(); time.Since(began) > patience {
			t.Fatal("the server still takes new connections")
		}
	}
	fmt.Fprint(conn, body[half:])
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusCreated {
		t.Errorf("the running request got %s", res.Status)
	}
	if err := s.stop(); err != nil {
		t.Error(err)
	}
}

func TestARequestThatDoesNotEndIsCutOff(t *testing.T) {
	s := start(t, on("sqlite:"+t.TempDir()+"/konbit.db"), "--shutdown-timeout", "50ms")
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprint(conn, "GET /livez HTTP/1.1\r\nHost: konbit\r\n")
	time.Sleep(100 * time.Millisecond)
	if err := s.stop(); err == nil || !strings.Contains(err.Error(), "cut off") {
		t.Errorf("got %v", err)
	}
}

func TestHealthcheck(t *testing.T) {
	s := start(t, on("sqlite:"+t.TempDir()+"/konbit.db"))
	addr := strings.TrimPrefix(s.base, "http://")
	if got := konbit(t, []string{"KONBIT_ADDR=" + addr}, "healthcheck"); got.code != 0 || got.stdout != "" {
		t.Errorf("%+v", got)
	}
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	if got := konbit(t, []string{"KONBIT_ADDR=" + addr}, "healthcheck"); got.code != 1 {
		t.Errorf("the server is gone, but: %+v", got)
	}
}

func TestAPortInUseIsSaidAtOnce(t *testing.T) {
	s := start(t, on("sqlite:"+t.TempDir()+"/konbit.db"))
	got := konbit(t, on("sqlite:"+t.TempDir()+"/other.db"), "serve", "--addr", strings.TrimPrefix(s.base, "http://"))
	if got.code != 1 || !strings.Contains(got.stderr, syscall.EADDRINUSE.Error()) {
		t.Errorf("%+v", got)
	}
}

func TestANewerSchemaIsRefused(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		if got := konbit(t, on(url), "migrate", "up"); got.code != 0 {
			t.Fatalf("%+v", got)
		}
		driver, source := "pgx", url
		if path, ok := strings.CutPrefix(url, "sqlite:"); ok {
			driver, source = "sqlite", path
		}
		db, err := sql.Open(driver, source)
		if err != nil {
			t.Fatal(err)
		}
		_, err = db.ExecContext(t.Context(), "INSERT INTO schema_migrations (version, name, applied_at) VALUES (9999, 'from_the_future', '2100-01-01T00:00:00.000000Z')")
		if err := errors.Join(err, db.Close()); err != nil {
			t.Fatal(err)
		}
		for _, args := range [][]string{
			{"serve", "--addr", "127.0.0.1:0"}, {"migrate", "up"}, {"key", "create", "--org", "usaid", "--scope", "pledge"},
			{"import", "regions", "testdata/regions.csv"},
		} {
			got := konbit(t, on(url), args...)
			if got.code != 1 || !strings.Contains(got.stderr, "newer konbit") || got.stdout != "" {
				t.Errorf("konbit %v: %+v", args, got)
			}
		}
		if got := konbit(t, on(url), "migrate", "status"); got.code != 0 || !strings.Contains(got.stdout, "9999\tfrom_the_future") {
			t.Errorf("%+v", got)
		}
	})
}

func TestADatabaseOutOfReachIsAnErrorWithoutItsPassword(t *testing.T) {
	got := konbit(t, on("postgres://konbit:hunter2@127.0.0.1:1/konbit?connect_timeout=1"), "migrate", "up")
	if got.code != 1 || strings.Contains(got.stderr, "hunter2") || !strings.Contains(got.stderr, "konbit:xxxxx@127.0.0.1:1") {
		t.Errorf("%+v", got)
	}
	if _, err := os.Stat("konbit.db"); err == nil {
		t.Error("it made a konbit.db")
	}
}
