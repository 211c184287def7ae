package httpapi_test

import (
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/httpapi"
	"github.com/konbit-aid/konbit/internal/relief"
	"github.com/konbit-aid/konbit/internal/store"
	"github.com/konbit-aid/konbit/internal/testkit"
)

// A round is made on a database of its own, so that lists stay short and a round is repeated by its seed alone.
const roundSize = 5000

// enough is how many requests it takes for every operation to succeed at times.
const enough = 20_000

// TestRequestsFromTheDocument makes requests of every operation of the OpenAPI document, of every kind of caller: as the
// document allows them, with one thing spoilt, and hostile. It holds every answer against the document. Repeat a round
// with the seed in its name; curl needs the records that the round made before.
//
//	KONBIT_FUZZ_REQUESTS=100000   how many, seven in ten of them on SQLite; without it 3000 on each engine
//	KONBIT_FUZZ_SEED=7            the seed of the first round; they count up
func TestRequestsFromTheDocument(t *testing.T) {
	doc := readDocument(t)
	on := map[string]int{"sqlite": 3000, "postgres": 3000}
	if n := setting(t, "KONBIT_FUZZ_REQUESTS", 0); n > 0 {
		on["sqlite"], on["postgres"] = n*7/10, n-n*7/10
	}
	seed := setting(t, "KONBIT_FUZZ_SEED", 1)
	for engine, fresh := range map[string]func(*testing.T) string{
		"sqlite":   func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "konbit.db") },
		"postgres": func(t *testing.T) string { return testkit.Postgres(t) },
	} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			var all tally
			good := map[string]int{}
			for made := 0; made < on[engine] && !t.Failed(); made += roundSize {
				t.Run(fmt.Sprintf("seed %d", seed+made/roundSize), func(t *testing.T) {
					f := &fuzz{t: t, doc: doc, w: fuzzWorld(t, fresh(t)), faults: map[string][]string{}, seen: map[string]bool{}}
					f.m = &maker{Rand: rand.New(rand.NewPCG(uint64(seed+made/roundSize), 0)), doc: doc, seen: newMemory(doc), good: map[string]int{}}
					f.run(min(roundSize, on[engine]-made))
					f.report()
					all.add(f.tally)
					for id, n := range f.m.good {
						good[id] += n
					}
				})
			}
			for _, op := range doc.ops {
				if all.n >= enough && good[op.id] == 0 && !t.Failed() {
					t.Errorf("%s never succeeded, so little of it was tried", op.id)
				}
			}
			t.Logf("%s from seed %d", all, seed)
		})
	}
}

func setting(t *testing.T, name string, without int) int {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return without
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("%s is a whole number above 0, not %q", name, text)
	}
	return n
}

// fuzzWorld is the world of the scenarios with a key that may all, one that has expired, and changes that wait.
func fuzzWorld(t *testing.T, url string) *world {
	w := newWorld(t, url)
	waiting := strings.Repeat("\n", 1<<20) // so long that the file is not imported at once
	for range 8 {
		w.imported(t, upload(donor, "", pledgesCSV(pledgeRow("F-1", "usaid", "x", ""))))
		w.imported(t, upload(donor, "", pledgesCSV(pledgeRow("F-2", "usaid", "2.00", ""))+waiting))
	}
	w.http = httpapi.New(w.svc, httpapi.Config{PublicRead: true, Version: "test", Webhooks: courier(w.svc), Log: slog.New(slog.NewJSONHandler(w.log, nil)),
		Limits: httpapi.Limits{Keys: rate("key", 1<<40), Addresses: rate("address", 1<<40), Failures: rate("failed", 1<<40)}})
	w.key(root, "ocha", api.ScopeAdmin, api.ScopeCoordinate)
	past, end := today.Add(-48*time.Hour), today.Add(-24*time.Hour)
	old := relief.New(w.store, relief.WithClock(func() time.Time { return past }))
	issued, err := old.CreateKey(t.Context(), api.System, api.KeyInput{Organization: "usaid", Scopes: []api.Scope{api.ScopeAdmin}, ExpiresAt: &end}, nil)
	if err != nil {
		t.Fatal(err)
	}
	w.keys["expired"] = string(issued.Secret)
	for i := range 5 { // grants, which wait for a second person
		if _, err := w.svc.CreateGrant(t.Context(), api.System, api.GrantInput{Subject: fmt.Sprintf("person-%d", i), Organization: "ocha", Scopes: []api.Scope{api.ScopeRead}}, nil); err != nil {
			t.Fatal(err)
		}
	}
	for range 20 { // changes that wait, which are rarely asked for by chance
		a := w.post(ngo, "/v1/assessments", assessmentBody(`sensitivity="restricted"`))
		w.post(ngo, a+"/sensitivity", `{"to":"public","reason":"It was checked."}`)
	}
	return w
}

// tally counts what a run did.
type tally struct {
	n, good, refusals, written int
	took                       time.Duration
}

func (a *tally) add(b tally) {
	a.n, a.good, a.refusals, a.written, a.took = a.n+b.n, a.good+b.good, a.refusals+b.refusals, a.written+b.written, a.took+b.took
}

func (a tally) String() string {
	return fmt.Sprintf("%d requests in %.1f s (%.0f a second): %d answered, %d refused, %d records written",
		a.n, a.took.Seconds(), float64(a.n)/a.took.Seconds(), a.good, a.refusals, a.written)
}

// fuzz is one round.
type fuzz struct {
	t   *testing.T
	doc *document
	w   *world
	m   *maker
	tally
	faults map[string][]string // by class
	seen   map[string]bool
}

func (f *fuzz) run(n int) {
	began := time.Now()
	for f.n < n {
		if f.n%500 == 0 {
			f.w.log.Reset()
		}
		if f.n%50 == 0 {
			f.w.seal()
		}
		r := f.m.request(f.w)
		if f.m.chance(55) {
			f.m.spoil(f.w, r)
		}
		f.doc.judge(r)
		f.one(r)
	}
	f.took = time.Since(began)
}

// one sends a request, checks its answer and what follows from it, and learns.
func (f *fuzz) one(r *request) {
	watched := !r.op.reads && f.m.chance(10)
	var before string
	if watched {
		before = f.ledger()
	}
	got, sent := r.send(f.t, f.w.http)
	if !sent {
		return
	}
	f.n++
	body := f.check(r, got)
	if got.Code >= 300 {
		f.refusals++
		if watched && f.ledger() != before {
			f.fault(nothingWritten, r, got, fmt.Sprintf("%s before, %s after", before, f.ledger()))
		}
		return
	}
	f.good++
	f.m.good[r.op.id]++
	if !r.op.reads {
		f.written++
	}
	f.m.seen.learn(r, got.Header().Get("Location"), got.Header().Get("ETag"), body, f.n)
	f.again(r, got)
}

// shownOnce is what the repetition of an answer leaves out: a key and a secret are shown once.
var shownOnce = regexp.MustCompile(`"(key|secret)":"(knb_live_|whsec_)[^"]+"`)

// again repeats some requests: a reader shows the tag, a writer the same Idempotency-Key.
func (f *fuzz) again(r *request, first *httptest.ResponseRecorder) {
	tag, once := first.Header().Get("ETag"), r.header("Idempotency-Key")
	switch {
	case r.op.reads && tag != "" && f.m.chance(10):
		r.set("If-None-Match", tag)
		if got, _ := r.send(f.t, f.w.http); got.Code != 304 || got.Body.Len() > 0 || got.Header().Get("ETag") != tag {
			f.fault(tagsHold, r, got, fmt.Sprintf("%d with %d bytes and the tag %s", got.Code, got.Body.Len(), got.Header().Get("ETag")))
		}
		f.n++
	case !r.op.reads && once != "" && r.op.has("Idempotency-Key"):
		before := f.ledger()
		got, _ := r.send(f.t, f.w.http)
		if r.op.id == "transitionKey" && got.Code == http.StatusUnauthorized {
			return // it has revoked itself
		}
		if got.Code != first.Code || got.Body.String() != shownOnce.ReplaceAllString(first.Body.String(), `"$1":null`) || got.Header().Get("Idempotency-Replayed") != "true" || f.ledger() != before {
			f.fault(onceOnly, r, got, fmt.Sprintf("first %d %s\nthen %d %s", first.Code, first.Body, got.Code, got.Body))
		}
		f.n++
	}
}

// ledger tells how many changes there have been.
func (f *fuzz) ledger() string {
	var n int64
	err := f.w.store.Read(f.t.Context(), func(tx *store.Tx) (err error) {
		n, err = tx.CountEntries("", "")
		return err
	})
	if err != nil {
		f.t.Fatal(err)
	}
	return fmt.Sprintf("%d changes", n)
}

// fault notes the first broken promise of each class, operation and status.
func (f *fuzz) fault(class string, r *request, got *httptest.ResponseRecorder, detail string) {
	what, _, _ := strings.Cut(detail, "does not match") // lest the text that was tried makes a kind of its own
	kind := class + r.op.id + strconv.Itoa(got.Code) + what
	if f.seen[kind] {
		return
	}
	f.seen[kind] = true
	answer := got.Body.String()
	f.faults[class] = append(f.faults[class], fmt.Sprintf("%s, request %d as %q: %s\n%s\n%d %s", r.op.id, f.n, r.as, detail, r.curl(), got.Code, answer[:min(len(answer), 1500)]))
}

// report fails one subtest for each class of promises that was broken.
func (f *fuzz) report() {

	for _, class := range promises {
		f.t.Run(class, func(t *testing.T) {
			slices.Sort(f.faults[class])
			for _, fault := range f.faults[class] {
				t.Error(fault)
			}
		})
	}
	f.t.Log(strings.ReplaceAll(f.String(), "\n", " "))
}
