package httpapi_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/konbit-aid/konbit/internal/httpapi"
	"github.com/konbit-aid/konbit/internal/limit"
	"github.com/konbit-aid/konbit/internal/store"
	"github.com/konbit-aid/konbit/internal/testkit"
)

// still is a clock that stands at the start of a minute.
func still() time.Time { return today }

func rate(name string, quota int64) *limit.Limiter {
	return limit.New(limit.Policy{Name: name, Quota: quota, Window: time.Minute}, still)
}

func TestRates(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		w := emptyWorld(t, url, httpapi.Config{PublicRead: true, Limits: httpapi.Limits{Keys: rate("key", 3), Addresses: rate("address", 2), Failures: rate("failed", 2)}})
		w.people()
		w.keys["forged"] = w.keys[donor][:len(w.keys[donor])-1] + "x"
		get := func(name, as, path string, status int, want ...string) scenario {
			return scenario{name: name, call: call{as: as, method: "GET", path: path}, status: status, want: want}
		}
		const sectors = "/v1/sectors"
		w.play(t, []scenario{
			get("each answer tells what is left", nobody, sectors, 200, `Ratelimit-Policy: "address";q=2;w=60`, `Ratelimit: "address";r=1;t=60`),
			get("a problem too", nobody, "/v1/sectors/NO", 404, `Ratelimit: "address";r=0;t=60`),
			get("then it is too many", nobody, sectors, 429, "#too_many", `"address";r=0;t=91`, "Retry-After: 91", "Too many requests. At most 2 are taken in 60 s."),
			get("a key has a rate of its own", donor, sectors, 200, `Ratelimit-Policy: "key";q=3;w=60`, `Ratelimit: "key";r=2;t=60`),
			get("and another key another", ngo, sectors, 200, `"key";r=2`),
			refused("what a key may not do counts", donor, "/v1/crises", "{}", 403, `"key";r=1`),
			get("down to nothing", donor, sectors, 200, `"key";r=0`),
			get("and no further", donor, sectors, 429, `"key";r=0`, "Retry-After: "),
			refused("for a write neither", donor, "/v1/pledges", pledgeBody(), 429, "#too_many"),
			get("a wrong key counts against the address", "forged", sectors, 401, `"failed";q=2;w=60`, `"failed";r=1`),
			get("more strictly", "forged", sectors, 401, `"failed";r=0`),
			get("until it is not looked at any more", "forged", sectors, 429, `"failed";r=0`, "wrong keys"),
			get("nor a right one, since who guesses may guess right", ngo, sectors, 429, "wrong keys"),
			get("the probes have no limit", nobody, "/livez", 200),
			get("nor readiness", nobody, "/readyz", 200),
			{name: "nor preflights", status: 405, call: call{method: "OPTIONS", path: sectors}, not: []string{"Ratelimit"}},
		})
	})
}

// TestTwoServersShareTheirRates asks two servers on one PostgreSQL database in turn.
func TestTwoServersShareTheirRates(t *testing.T) {
	url := testkit.Postgres(t)
	server := func() (*world, *limit.Limiter) {
		keys := rate("key", 10)
		return emptyWorld(t, url, httpapi.Config{PublicRead: true, Limits: httpapi.Limits{Keys: keys}}), keys
	}
	one, ofOne := server()
	one.people()
	two, ofTwo := server()
	two.keys = one.keys
	ask := func(w *world, n int) (passed int) {
		for range n {
			if got := w.send(call{as: donor, method: "GET", path: "/v1/sectors"}); got.Code == http.StatusOK {
				passed++
			} else if got.Code != http.StatusTooManyRequests {
				t.Fatalf("%d %s", got.Code, got.Body)
			}
		}
		return passed
	}
	sync := func(w *world, l *limit.Limiter) {
		t.Helper()
		if err := limit.Sync(t.Context(), ratesOf(w.store), l); err != nil {
			t.Fatal(err)
		}
	}
	ask(one, 6)
	first := ask(two, 1) // knows of nothing yet
	sync(one, ofOne)
	sync(two, ofTwo)
	if rest := ask(two, 10); first != 1 || rest != 3 {
		t.Errorf("the second server lets %d and then %d through, want 1 and 3: the first had 6 of 10", first, rest)
	}
	ask(one, 1)
	sync(two, ofTwo)
	sync(one, ofOne)
	if n := ask(one, 5); n != 0 {
		t.Errorf("the first server lets %d more through, want 0", n)
	}
	t.Run("and go on alone where the database is away", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		ask(two, 1)
		if err := limit.Sync(ctx, ratesOf(two.store), ofTwo); err == nil {
			t.Error("the exchange works without a database")
		}
		if n := ask(two, 1); n != 0 {
			t.Error("it forgets what it knew")
		}
	})
}

func ratesOf(st *store.Store) limit.Exchange {
	return func(ctx context.Context, counts []limit.Count) (got []limit.Count, err error) {
		rows := make([]store.RateCount, len(counts))
		for i, c := range counts {
			rows[i] = store.RateCount(c)
		}
		sums, err := st.ExchangeRates(ctx, rows)
		for _, s := range sums {
			got = append(got, limit.Count(s))
		}
		return got, err
	}
}

// slow is a body that begins when it is asked for and ends when the test says so.
type slow struct {
	begun chan<- bool
	end   <-chan struct{}
	text  io.Reader
	once  bool
}

func (s *slow) Read(p []byte) (int, error) {
	if !s.once {
		s.once = true
		s.begun <- true
		<-s.end
	}
	return s.text.Read(p)
}

// hold posts so many bodies that do not end until release is called, which returns the answers' statuses.
func (w *world) hold(t *testing.T, n int, as, from, path, body string) (release func() []int) {
	t.Helper()
	begun, end, codes := make(chan bool), make(chan struct{}), make(chan int, n)
	for range n {
		go func() {
			r := w.request(call{as: as, method: "POST", path: path, body: body})
			r.RemoteAddr = from
			r.Body = io.NopCloser(&slow{begun: begun, end: end, text: strings.NewReader(body)})
			answer := httptest.NewRecorder()
			w.http.ServeHTTP(answer, r)
			codes <- answer.Code
		}()
		select {
		case <-begun:
		case code := <-codes:
			t.Fatalf("a body that should be read is answered with %d", code)
		}
	}
	return func() (all []int) {
		close(end)
		for range n {
			all = append(all, <-codes)
		}
		return all
	}
}

func TestPlaces(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		w := emptyWorld(t, url, httpapi.Config{PublicRead: true, Limits: httpapi.Limits{Places: limit.NewPlaces(3, 2)}})
		w.people()
		busy := []string{"#busy", "Retry-After: 1"}
		body := `{"code":"x","title":"X","regions":["HT"],"started_on":"2024-02-02"}`
		get := func(name, as string, status int, want ...string) scenario {
			return scenario{name: name, call: call{as: as, method: "GET", path: "/v1/sectors"}, status: status, want: want}
		}
		release := w.hold(t, 2, coordinator, "192.0.2.1:1", "/v1/crises", body)
		w.play(t, []scenario{get("an address has its share", nobody, 503, busy...)})
		last := w.hold(t, 1, donor, "198.51.100.1:1", "/v1/pledges", pledgeBody())
		w.play(t, []scenario{
			get("all have theirs together", recipient, 503, busy...),
			{name: "the probes are never refused", call: call{method: "GET", path: "/readyz"}, status: 200},
		})
		last()
		if codes := release(); fmt.Sprint(codes) != "[422 422]" {
			t.Errorf("those that had a place got %v", codes)
		}
		release = w.hold(t, 1, coordinator, "198.51.100.1:1", "/v1/crises", body)
		second := w.hold(t, 1, coordinator, "198.51.100.2:1", "/v1/crises", body)
		w.play(t, []scenario{get("a key has its share from wherever it comes", coordinator, 503, busy...), get("and others theirs", ngo, 200)})
		release()
		second()
		w.play(t, []scenario{get("places come back", coordinator, 200)})
		if strings.Contains(w.said.String(), "request failed") {
			t.Error("who is sent away is logged as a failure of ours")
		}
	})
}

func TestRoomForLargeBodies(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		w := emptyWorld(t, url, httpapi.Config{PublicRead: true, Limits: httpapi.Limits{Bodies: limit.NewBudget(1<<20, 0)}})
		w.people()
		large := assessmentBody(`title="` + strings.Repeat("a", 600<<10) + `"`)
		release := w.hold(t, 1, ngo, "192.0.2.1:1", "/v1/assessments", large)
		w.play(t, []scenario{
			refused("two are too much at once", ngo, "/v1/assessments", large, 503, "#busy", "Retry-After: 1"),
			refused("a small one needs no room", ngo, "/v1/assessments", assessmentBody(), 422),
		})
		if codes := release(); codes[0] != 422 {
			t.Errorf("the first got %v", codes)
		}
		w.play(t, []scenario{refused("room comes back", ngo, "/v1/assessments", large, 422, `"/title"`)})
	})
}
