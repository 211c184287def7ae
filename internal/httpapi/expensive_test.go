package httpapi_test

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx", for a session beside the store's

	"github.com/konbit-aid/konbit/internal/httpapi"
	"github.com/konbit-aid/konbit/internal/limit"
	"github.com/konbit-aid/konbit/internal/testkit"
)

// cheap is what must be answered whatever else is at work.
var cheap = []string{hot, "/v1/pledges?donor=usaid&limit=50", "/v1/regions/HT01", "/v1/crises"}

// expensive is a question of each kind that is not.
var expensive = []string{"/v1/pledges?known_at=2024-09-10T11:00:00Z", "/v1/pledges?q=a", "/v1/pledges?limit=1000", "/v1/pledges?count=true", "/v1/coverage/explain?crisis=hti-2024",
	"/v1/coverage/series?crisis=hti-2024&from=2024-01-01&to=2024-09-01", "/v1/coverage?crisis=hti-2024&as_of=2024-03-01", "/v1/coverage?crisis=hti-2024&level=4", "/v1/pledges?%71=a",
	"/v1/needs?crisis=hti-2024&competing=true", "/v1/incidents/summary?crisis=hti-2024"}

func TestExpensiveQuestionsHavePlacesOfTheirOwn(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		questions, exports := limit.NewBudget(3, 0), limit.NewBudget(1, 0)
		w := emptyWorld(t, url, httpapi.Config{PublicRead: true, Limits: httpapi.Limits{Expensive: questions, Exports: exports}})
		w.people()
		w.places()
		done, _ := questions.Take(t.Context(), 3)
		for range 5 {
			for _, path := range expensive {
				got := w.send(call{as: donor, method: "GET", path: path})
				if got.Code != http.StatusServiceUnavailable || got.Header().Get("Retry-After") == "" {
					t.Errorf("%s: %d %s", path, got.Code, got.Body)
				}
				checkProblem(t, got)
			}
		}
		for _, path := range cheap {
			if got := w.send(call{as: donor, method: "GET", path: path}); got.Code != http.StatusOK {
				t.Errorf("%s: %d %s", path, got.Code, got.Body)
			}
		}
		w.play(t, []scenario{
			{name: "the problem says how to ask for less", call: call{method: "GET", path: "/v1/pledges?q=a&count=true"}, status: 503, want: []string{"#busy", `"pointer":"q"`, `"pointer":"count"`, `"code":"narrow"`}},
			{name: "an export has its own", call: call{method: "GET", path: "/v1/pledges?format=csv"}, status: 200},
		})
		over, _ := exports.Take(t.Context(), 1)
		w.play(t, []scenario{
			{name: "of which there are so many", call: call{method: "GET", path: "/v1/pledges?format=csv"}, status: 503},
			{name: "also by Accept", call: call{method: "GET", path: "/v1/pledges", headers: []string{"Accept: application/x-ndjson"}}, status: 503},
			{name: "a page is none", call: call{method: "GET", path: "/v1/pledges?format=csv&limit=50"}, status: 200},
		})
		done()
		over()
		for _, path := range expensive {
			if got := w.send(call{as: donor, method: "GET", path: path}); got.Code >= 500 {
				t.Errorf("%s: %d %s", path, got.Code, got.Body)
			}
		}
	})
}

func TestAQuestionThatTakesTooLongIsGivenUp(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		w := newWorld(t, url)
		slow := httpapi.New(w.svc, httpapi.Config{PublicRead: true, QuestionTimeout: time.Nanosecond})
		ask := func(path string) *httptest.ResponseRecorder {
			got := httptest.NewRecorder()
			slow.ServeHTTP(got, w.request(call{as: donor, method: "GET", path: path}))
			return got
		}
		w.http = slow
		w.play(t, []scenario{
			{name: "the problem says how to ask for less", call: call{method: "GET", path: "/v1/pledges?q=a&limit=500"}, status: 422,
				want: []string{"#too_expensive", "longer than 1ns", `"pointer":"q"`, `"pointer":"limit"`}},
			{name: "coverage through time", call: call{method: "GET", path: "/v1/coverage/series?crisis=hti-2024"}, status: 422, want: []string{"step"}},
		})
		if got := ask("/v1/pledges?format=csv"); got.Code != http.StatusOK {
			t.Errorf("an export: %d %s", got.Code, got.Body)
		}
	})
}

// TestFiftyExpensiveQuestionsStarveNobody holds the log of changes, so that all who ask for the past wait in the database
// or for a place, and asks for the present.
func TestFiftyExpensiveQuestionsStarveNobody(t *testing.T) {
	url := testkit.Postgres(t)
	w := emptyWorld(t, url, httpapi.Config{PublicRead: true, Limits: httpapi.Limits{Expensive: limit.NewBudget(4, time.Minute)}})
	w.people()
	w.places()
	release := lockTable(t, url, "ledger_entries")
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			if got := w.send(call{as: donor, method: "GET", path: "/v1/pledges?" + known}); got.Code != http.StatusOK {
				t.Errorf("%d %s", got.Code, got.Body)
			}
		})
	}
	for range 20 {
		for _, path := range cheap {
			for _, who := range []string{nobody, donor} {
				if got := w.send(call{as: who, method: "GET", path: path}); got.Code != http.StatusOK {
					t.Errorf("%s: %d %s", path, got.Code, got.Body)
				}
			}
		}
	}
	release()
	wg.Wait()
}

// lockTable keeps everybody from a table until release is called.
func lockTable(t *testing.T, url, table string) (release func()) {
	t.Helper()
	db, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	tx, err := db.Begin()
	if err == nil {
		_, err = tx.Exec("LOCK TABLE " + table + " IN ACCESS EXCLUSIVE MODE")
	}
	if err != nil {
		t.Fatal(err)
	}
	release = sync.OnceFunc(func() { _ = tx.Rollback() })
	t.Cleanup(release)
	return release
}

// TestWhoLeavesTakesItsQuestionAlong breaks a request off and looks whether the database still works on it.
func TestWhoLeavesTakesItsQuestionAlong(t *testing.T) {
	url := testkit.Postgres(t)
	w := newWorld(t, url)
	server := httptest.NewServer(w.http)
	t.Cleanup(server.Close)
	lockTable(t, url, "pledges")
	watch, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { watch.Close() })
	waiting := func(want int) {
		t.Helper()
		for until := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
			var n int
			if err := watch.QueryRow("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'").Scan(&n); err != nil {
				t.Fatal(err)
			}
			if n == want {
				return
			}
			if time.Now().After(until) {
				t.Fatalf("%d sessions wait, not %d", n, want)
			}
		}
	}
	ctx, leave := context.WithCancel(t.Context())
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+"/v1/pledges?donor=usaid", nil)
		if err != nil {
			t.Error(err)
			return
		}
		if got, err := http.DefaultClient.Do(r); err == nil {
			got.Body.Close()
			t.Errorf("%d for who has left", got.StatusCode)
		}
	}()
	waiting(1)
	leave()
	<-gone
	waiting(0)
}

// BenchmarkBesideFiftyExpensive asks for hot coverage and for one pledge at rest, and while fifty clients ask expensive
// questions without a pause, with the bounds that a server has by default.
func BenchmarkBesideFiftyExpensive(b *testing.B) {
	for _, engine := range []string{"sqlite", "postgres"} {
		b.Run(engine, func(b *testing.B) {
			url := "sqlite:" + filepath.Join(b.TempDir(), "bench.db")
			if engine == "postgres" {
				url = testkit.Postgres(b)
			}
			w := newWorld(b, url)
			w.crowd(engine, benchRows(b))
			w.http = httpapi.New(w.svc, httpapi.Config{PublicRead: true, Cache: 64 << 20, QuestionTimeout: 10 * time.Second, Limits: httpapi.Limits{
				Places: limit.NewPlaces(256, 256), Expensive: limit.NewBudget(4, 5*time.Second), Exports: limit.NewBudget(4, 5*time.Second)}})
			for _, busy := range []bool{false, true} {
				ctx, stop := context.WithCancel(b.Context())
				var wg sync.WaitGroup
				for i := range 50 {
					wg.Go(func() {
						for n := i; busy && ctx.Err() == nil; n++ {
							path := []string{"/v1/pledges?count=true&limit=1000", "/v1/pledges?q=nothing+like+it", "/v1/coverage?crisis=crowd&as_of=2024-09-01&level=3", "/v1/coverage/explain?crisis=crowd&limit=1000"}[n%4]
							w.send(call{as: donor, method: "GET", path: path})
						}
					})
				}
				for name, path := range map[string]string{"hot coverage": "/v1/coverage?crisis=crowd&region=XX&level=1", "one pledge": "/v1/pledges/01928f6e-0000-7000-8000-000000000077?"} {
					b.Run(fmt.Sprintf("%s, busy=%t", name, busy), func(b *testing.B) {
						var took []time.Duration
						for b.Loop() {
							from := time.Now()
							as := nobody
							if name == "one pledge" {
								as = donor
							}
							if got := w.send(call{as: as, method: "GET", path: path}); got.Code != http.StatusOK {
								b.Fatal(got.Code, got.Body)
							}
							took = append(took, time.Since(from))
						}
						slices.Sort(took)
						b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
						b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
					})
				}
				stop()
				wg.Wait()
			}
		})
	}
}
