package httpapi_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/httpapi"
	"github.com/konbit-aid/konbit/internal/limit"
	"github.com/konbit-aid/konbit/internal/relief"
	"github.com/konbit-aid/konbit/internal/store"
	"github.com/konbit-aid/konbit/internal/testkit"
)

const hot = "/v1/coverage?crisis=hti-2024&region=HT&level=1"

// free asks until an answer takes no statement: other tests write on the same PostgreSQL server, and each time all is
// read anew.
func (w *world) free(t *testing.T, c call) (took int64) {
	t.Helper()
	for range 5 {
		before := w.store.Statements()
		w.send(c)
		if took = w.store.Statements() - before; took == 0 {
			return 0
		}
	}
	return took
}

func TestWhatWasAskedBeforeTakesNoStatement(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		at := w.post(donor, "/v1/pledges", pledgeBody())
		for _, path := range []string{hot, at, "/v1/pledges?donor=usaid", "/v1/regions", "/v1/needs?crisis=hti-2024", "/v1/crises/hti-2024"} {
			first := w.send(call{method: "GET", path: path})
			if n := w.free(t, call{method: "GET", path: path}); n != 0 {
				t.Errorf("%s takes %d statements again", path, n)
			}
			again := w.send(call{method: "GET", path: path})
			first.Header().Del("X-Request-Id")
			again.Header().Del("X-Request-Id")
			if a, b := headerText(first.Header()), headerText(again.Header()); again.Code != 200 || a != b || first.Body.String() != again.Body.String() {
				t.Errorf("%s is answered otherwise the second time: %d\n%s\n%s", path, again.Code, a, b)
			}
			known := "If-None-Match: " + first.Header().Get("ETag")
			if n := w.free(t, call{method: "GET", path: path, headers: []string{known}}); n != 0 {
				t.Errorf("a 304 of %s takes %d statements", path, n)
			}
			if got := w.send(call{method: "GET", path: path, headers: []string{known}}); got.Code != 304 || got.Body.Len() > 0 || got.Header().Get("ETag") != first.Header().Get("ETag") {
				t.Errorf("%s: %d %s", path, got.Code, got.Body)
			}
		}
	})
}

func TestAKeptAnswerIsInTheReadersLanguageAndCoding(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		for range 2 {
			for _, c := range []struct{ header, want string }{
				{"Accept-Language: fr", "Sud-Est"}, {"Accept-Language: en", "South-East"}, {"Accept: text/csv", "pcode,"}, {"Accept: application/json", `"data":[`},
			} {
				got := w.send(call{method: "GET", path: "/v1/regions", headers: []string{c.header}})
				if !strings.Contains(got.Body.String(), c.want) {
					t.Errorf("%s: no %q in %s", c.header, c.want, got.Body)
				}
			}
			plain := w.send(call{method: "GET", path: "/v1/regions"}).Body.String()
			for _, coding := range []string{"gzip", "zstd"} {
				got := w.send(call{method: "GET", path: "/v1/regions", headers: []string{"Accept-Encoding: " + coding}})
				if got.Header().Get("Content-Encoding") != coding || expanded(t, coding, got.Body.Bytes()) != plain {
					t.Errorf("%s: %s", coding, headerText(got.Header()))
				}
			}
			if got := w.send(call{method: "GET", path: "/v1/regions", headers: []string{"Accept-Encoding: gzip;q=0, zstd;q=0"}}); got.Body.String() != plain {
				t.Errorf("compressed for who does not want it: %s", headerText(got.Header()))
			}
			head := w.send(call{method: "HEAD", path: "/v1/regions"})
			if head.Header().Get("ETag") != w.send(call{method: "GET", path: "/v1/regions"}).Header().Get("ETag") {
				t.Error("HEAD tells another tag")
			}
		}
	})
}

// TestNobodyReadsWhatIsOlderThanAnAcknowledgedWrite lets many read while others write: who starts to read when a write
// was acknowledged sees it.
func TestNobodyReadsWhatIsOlderThanAnAcknowledgedWrite(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		at := w.post(donor, "/v1/pledges", pledgeBody())
		var acknowledged atomic.Int64
		acknowledged.Store(1)
		stop := make(chan struct{})
		var wg sync.WaitGroup
		for _, path := range []string{at, "/v1/pledges?donor=usaid", at, "/v1/pledges?donor=usaid&limit=5"} {
			wg.Go(func() {
				for {
					select {
					case <-stop:
						return
					default:
					}
					least := acknowledged.Load()
					got := w.send(call{method: "GET", path: path})
					if v := versionIn(got.Body.String()); v < least {
						t.Errorf("%s shows version %d after %d was acknowledged", path, v, least)
						return
					}
				}
			})
		}
		for i := range int64(40) {
			got := w.send(call{as: donor, method: "PATCH", path: at, body: fmt.Sprintf(`{"title":"Title %d"}`, i), headers: []string{"If-Match: *"}})
			if got.Code != http.StatusOK {
				t.Fatalf("%d %s", got.Code, got.Body)
			}
			acknowledged.Store(i + 2)
		}
		close(stop)
		wg.Wait()
	})
}

func expanded(t *testing.T, coding string, body []byte) string {
	t.Helper()
	var in io.Reader
	var err error
	if coding == "zstd" {
		in, err = zstd.NewReader(bytes.NewReader(body))
	} else {
		in, err = gzip.NewReader(bytes.NewReader(body))
	}
	if err != nil {
		t.Fatal(err)
	}
	out, err := io.ReadAll(in)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func versionIn(body string) int64 {
	_, after, _ := strings.Cut(body, `"version":`)
	digits, _, _ := strings.Cut(after, ",")
	n, _ := strconv.ParseInt(digits, 10, 64)
	return n
}

// TestTwoServersOnOneDatabase writes to one and reads from the other: with the write's token it is seen at once, without
// it when the other has looked.
func TestTwoServersOnOneDatabase(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		one := newWorld(t, url)
		at := one.post(donor, "/v1/pledges", pledgeBody())
		two := emptyWorld(t, url, httpapi.Config{PublicRead: true})
		two.keys = one.keys
		read := func(w *world, headers ...string) int64 {
			got := w.send(call{method: "GET", path: at, headers: headers})
			if got.Code != http.StatusOK {
				t.Fatalf("%d %s", got.Code, got.Body)
			}
			return versionIn(got.Body.String())
		}
		read(two)
		for i := range int64(20) {
			got := one.send(call{as: donor, method: "PATCH", path: at, body: fmt.Sprintf(`{"title":"Title %d"}`, i), headers: []string{"If-Match: *"}})
			token := got.Header().Get("Konbit-Consistency")
			if got.Code != http.StatusOK || token == "" {
				t.Fatalf("%d %s", got.Code, headerText(got.Header()))
			}
			if v := read(one); v != i+2 {
				t.Fatalf("where it was written version %d is shown after %d", v, i+2)
			}
			if v := read(two, "Konbit-Consistency: "+token); v != i+2 {
				t.Fatalf("with its token version %d is shown after %d", v, i+2)
			}
		}
		one.send(call{as: donor, method: "PATCH", path: at, body: `{"title":"The last"}`, headers: []string{"If-Match: *"}})
		written := time.Now()
		for read(two) < 22 {
			if time.Since(written) > 10*store.Lag {
				t.Fatal("it is never shown")
			}
			time.Sleep(10 * time.Millisecond)
		}
		issued, err := one.svc.CreateKey(t.Context(), api.System, api.KeyInput{Organization: "usaid", Scopes: []api.Scope{api.ScopePledge}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		two.keys["short"] = string(issued.Secret)
		if got := two.send(call{as: "short", method: "GET", path: at}); got.Code != http.StatusOK {
			t.Fatalf("a new key is not known by the other: %d", got.Code)
		}
		got := one.send(call{as: "short", method: "POST", path: "/v1/keys/" + issued.ID + "/transitions", body: `{"to":"revoked","reason":"lost"}`})
		if got.Code != http.StatusOK {
			t.Fatalf("%d %s", got.Code, got.Body)
		}
		if got := one.send(call{as: "short", method: "GET", path: at}); got.Code != http.StatusUnauthorized {
			t.Errorf("it works on where it was revoked: %d", got.Code)
		}
		if !two.svc.Reach(t.Context(), one.svc.Token()) {
			t.Fatal("the database was not asked")
		}
		if got := two.send(call{as: "short", method: "GET", path: at}); got.Code != http.StatusUnauthorized {
			t.Errorf("it works on at the other that has looked: %d", got.Code)
		}
	})
}

// TestNoAnswerToAKeyIsGivenToAnother asks in every order for what only some may see.
func TestNoAnswerToAKeyIsGivenToAnother(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		w.key(reporter, "acted", api.ScopeReport)
		secret := w.post(reporter, "/v1/incidents", incidentBody(`title="Planted restricted"`, `sensitivity="restricted"`))
		partners := w.post(reporter, "/v1/incidents", incidentBody(`title="Planted partners"`, `reference="second"`, `sensitivity="partners"`))
		may := map[string]map[string]bool{secret: {reporter: true, coordinator: true}, partners: {reporter: true, coordinator: true, donor: true}}
		who := []string{reporter, nobody, donor, coordinator}
		for _, path := range []string{secret, partners} {
			for _, first := range who {
				for _, second := range who {
					w.send(call{as: first, method: "GET", path: path})
					want := 404
					if may[path][second] {
						want = 200
					}
					if got := w.send(call{as: second, method: "GET", path: path}); got.Code != want {
						t.Errorf("%s after %s: %d on %s", second, first, got.Code, path)
					}
					for _, title := range []string{"Planted restricted", "Planted partners"} {
						sees := may[map[bool]string{true: secret, false: partners}[strings.HasSuffix(title, "restricted")]][second]
						w.send(call{as: first, method: "GET", path: "/v1/incidents"})
						if got := w.send(call{as: second, method: "GET", path: "/v1/incidents"}); strings.Contains(got.Body.String(), title) != sees {
							t.Errorf("the list for %s after %s: %s", second, first, got.Body)
						}
					}
				}
			}
		}
	})
}

func TestWhatIsHiddenFromThePublicIsHiddenAtOnce(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		w.key("other", "wfp", api.ScopeCoordinate)
		w.key(reporter, "acted", api.ScopeReport)
		event := w.post(reporter, "/v1/incidents", incidentBody(`sensitivity="public"`))
		at := w.post(donor, "/v1/pledges", pledgeBody(`allocations=[{"region":"HT0111","sector":"FSC","amount":{"amount":"5.00","currency":"USD"}}]`))
		for path, want := range map[string]int{event: 200, at: 200} {
			for range 2 {
				if got := w.send(call{method: "GET", path: path}); got.Code != want {
					t.Fatalf("%d %s", got.Code, got.Body)
				}
			}
		}
		w.post(coordinator, event+"/sensitivity", `{"to":"restricted","reason":"Names were found in it."}`)
		if got := w.send(call{method: "GET", path: event}); got.Code != 404 {
			t.Errorf("%d %s", got.Code, got.Body)
		}
		w.post(coordinator, "/v1/regions/HT0111/shield", `{"reason":"Those who work there are threatened."}`)
		if got := w.send(call{method: "GET", path: at}); strings.Contains(got.Body.String(), "HT0111") {
			t.Errorf("the shielded area is named: %s", got.Body)
		}
	})
}

// TestTheDayTurnsAtMidnight asks for what depends on the day, before and after.
func TestTheDayTurnsAtMidnight(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		now := today
		w := emptyWorld(t, url, httpapi.Config{PublicRead: true}, relief.WithClock(func() time.Time { return now }))
		w.people()
		w.places()
		at := w.post(donor, "/v1/pledges", pledgeBody(`expires_on="2024-09-10"`))
		now = time.Date(2024, 9, 10, 23, 59, 59, 0, time.UTC)
		for _, want := range []struct{ status, day string }{{"pledged", "2024-09-10"}, {"expired", "2024-09-11"}} {
			if got := w.send(call{method: "GET", path: at}); !strings.Contains(got.Body.String(), `"status":"`+want.status+`"`) {
				t.Errorf("%s: %s", want.day, got.Body)
			}
			if got := w.send(call{method: "GET", path: hot}); !strings.Contains(got.Body.String(), `"as_of":"`+want.day+`"`) {
				t.Errorf("%s: %s", want.day, got.Body)
			}
			now = now.Add(time.Second)
		}
	})
}

func TestAProblemIsNotKept(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		for range 2 {
			if got := w.send(call{method: "GET", path: "/v1/regions/HT03"}); got.Code != 404 {
				t.Fatalf("%d %s", got.Code, got.Body)
			}
		}
		w.post(coordinator, "/v1/regions", `{"pcode":"HT03","names":{"en":"North"},"level":1,"parent":"HT","iso3":"HTI"}`)
		if got := w.send(call{method: "GET", path: "/v1/regions/HT03"}); got.Code != 200 {
			t.Errorf("%d %s", got.Code, got.Body)
		}
	})
}

// BenchmarkRecalled asks for coverage that was asked before, with the log that a server writes.
func BenchmarkRecalled(b *testing.B) {
	w := newWorld(b, "sqlite:"+filepath.Join(b.TempDir(), "konbit.db"))
	w.post(donor, "/v1/pledges", pledgeBody())
	server := httptest.NewUnstartedServer(httpapi.New(w.svc, httpapi.Config{PublicRead: true, Cache: 1 << 20, WriteTimeout: time.Minute,
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Limits: httpapi.Limits{Places: limit.NewPlaces(256, 64)}, CORS: httpapi.CORS{Read: []string{"*"}}}))
	defer server.Close()
	server.Config.ReadHeaderTimeout, server.Config.ReadTimeout, server.Config.WriteTimeout, server.Config.IdleTimeout = time.Minute, time.Minute, time.Minute, time.Minute
	server.Start()
	at := strings.TrimPrefix(server.URL, "http://")
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		conn, err := net.Dial("tcp", at)
		if err != nil {
			b.Error(err)
			return
		}
		defer conn.Close()
		in := bufio.NewReader(conn)
		for pb.Next() {
			fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: bench\r\nAccept: */*\r\n\r\n", hot)
			got, err := http.ReadResponse(in, nil)
			if err != nil || got.StatusCode != http.StatusOK {
				b.Error(err, got)
				return
			}
			_, _ = io.Copy(io.Discard, got.Body)
		}
	})
}
