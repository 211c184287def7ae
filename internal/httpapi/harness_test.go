package httpapi_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/httpapi"
	"github.com/konbit-aid/konbit/internal/intake"
	"github.com/konbit-aid/konbit/internal/ledger"
	"github.com/konbit-aid/konbit/internal/relief"
	"github.com/konbit-aid/konbit/internal/store"
	"github.com/konbit-aid/konbit/internal/testkit"
	"github.com/konbit-aid/konbit/internal/webhook"
)

// Who asks in a scenario. Nobody shows no key.
const (
	nobody      = ""
	donor       = "donor"       // usaid, scope pledge
	recipient   = "recipient"   // wfp, scope pledge
	ngo         = "ngo"         // acted, scope assess
	reporter    = "reporter"    // acted, scope report; made where it is needed
	coordinator = "coordinator" // ocha, scopes coordinate and read
)

// world is the real router over a real store, with what the scenarios are about: Haiti and the Dominican Republic, a
// crisis, an appeal, organizations and their keys.
type world struct {
	t     testing.TB
	url   string
	http  http.Handler
	svc   *relief.Service
	store *store.Store
	keys  map[string]string
	log   *bytes.Buffer

	// What every test is checked for at its end: see checkLog.
	said    *bytes.Buffer
	planted planted
}

// The address that httptest gives every client, and a cookie and a header that none of ours asks for.
var bystanders = []string{"192.0.2.1", "Cookie: session=planted-cookie", "X-Api-Key: planted-api-key"}

// today is the only day there is in the tests.
var today = time.Date(2024, 9, 10, 12, 0, 0, 0, time.UTC)

func newWorld(t testing.TB, url string) *world {
	t.Helper()
	w := emptyWorld(t, url, httpapi.Config{PublicRead: true, Version: "test"})
	w.people()
	w.places()
	return w
}

func emptyWorld(t testing.TB, url string, cfg httpapi.Config, options ...relief.Option) *world {
	t.Helper()
	testkit.Fill(t, url)
	st, err := store.Open(t.Context(), url, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	if _, err := st.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	var ids atomic.Int64
	svc := relief.New(st, append([]relief.Option{relief.WithClock(func() time.Time { return today }), relief.WithIDs(func() string {
		return fmt.Sprintf("01928f6e-7b1a-7c3e-9d55-%012x", ids.Add(1))
	}), relief.WithRandom(predictable()), relief.WithSalts(salts()), relief.WithSigner(signer(t)), relief.WithSecrets(secrets()), relief.WithIssuer(issuer)}, options...)...)
	w := &world{t: t, url: url, svc: svc, store: st, keys: map[string]string{nobody: ""}, log: &bytes.Buffer{}, said: &bytes.Buffer{}}
	cfg.Log = slog.New(slog.NewJSONHandler(io.MultiWriter(w.log, w.said), &slog.HandlerOptions{Level: slog.LevelDebug}))
	// What the layers below say where no log was handed to them counts too.
	before := slog.Default()
	slog.SetDefault(cfg.Log)
	w.planted.add(bystanders[0])
	t.Cleanup(func() {
		slog.SetDefault(before)
		w.checkLog()
	})
	cfg.Imports = desk(t, svc)
	cfg.Webhooks = courier(svc)
	if cfg.Cache == 0 {
		cfg.Cache = 1 << 20 // small, so that what was kept also has to go
	}
	w.http = httpapi.New(svc, cfg)
	return w
}

// desk takes in files, of at most 2 MiB, and works on them only when it is told to.
func desk(t testing.TB, svc *relief.Service) *intake.Desk {
	t.Helper()
	d, err := intake.Open(svc, intake.Config{Dir: t.TempDir(), Each: 2 << 20, All: 16 << 20})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// issuer is the identity provider that the server trusts.
const issuer = "https://login.example.org"

// predictable is a source of ids and secrets of keys that are the same in every run.
func predictable() func([]byte) {
	var n atomic.Int64
	return func(b []byte) {
		sum := sha256.Sum256(fmt.Append(nil, n.Add(1)))
		copy(b, sum[:])
	}
}

// courier sends to nobody, and says that it was taken.
func courier(svc *relief.Service) *webhook.Courier {
	return webhook.NewCourier(svc, func(context.Context, string, webhook.Message) webhook.Outcome { return webhook.Outcome{Status: 204} }, slog.New(slog.DiscardHandler))
}

// salts are the same in every run.
func salts() func() []byte {
	random := predictable()
	return func() []byte {
		salt := make([]byte, ledger.SaltSize)
		random(salt)
		return salt
	}
}

// secrets are those of webhooks, the same in every run.
func secrets() func() string {
	random := predictable()
	return func() string {
		b := make([]byte, 32)
		random(b)
		return "whsec_" + base64.StdEncoding.EncodeToString(b)
	}
}

// signer has the same key in every run.
func signer(t testing.TB) *ledger.Signer {
	t.Helper()
	private, _, err := ledger.KeyOf("konbit.example.org", bytes.Repeat([]byte{7}, 32))
	if err != nil {
		t.Fatal(err)
	}
	s, err := ledger.NewSigner(private)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// people makes the organizations and their keys, as an operator does on the command line.
func (w *world) people() {
	for _, o := range []struct{ code, name, kind string }{
		{"usaid", "United States Agency for International Development", "government"},
		{"wfp", "World Food Programme", "united_nations"},
		{"acted", "ACTED", "international_ngo"},
		{"ocha", "Office for the Coordination of Humanitarian Affairs", "united_nations"},
	} {
		in := api.OrganizationInput{Code: o.code, Name: o.name, Type: api.OrganizationType(o.kind)}
		if _, err := w.svc.CreateOrganization(w.t.Context(), api.System, in, nil); err != nil {
			w.t.Fatal(err)
		}
	}
	w.key(donor, "usaid", api.ScopePledge)
	w.key(recipient, "wfp", api.ScopePledge)
	w.key(ngo, "acted", api.ScopeAssess)
	w.key(coordinator, "ocha", api.ScopeCoordinate, api.ScopeRead)
}

func (w *world) key(who, organization string, scopes ...api.Scope) {
	issued, err := w.svc.CreateKey(w.t.Context(), api.System, api.KeyInput{Organization: organization, Scopes: scopes}, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	w.keys[who] = string(issued.Secret)
}

// places records the reference data over HTTP, as a coordinator does.
func (w *world) places() {
	for _, r := range []struct{ pcode, parent, level, iso3, en, fr, population string }{
		{"HT", "null", "0", "HTI", "Haiti", "Haïti", "11743017"},
		{"HT01", `"HT"`, "1", "HTI", "West", "Ouest", "5010206"},
		{"HT02", `"HT"`, "1", "HTI", "South-East", "Sud-Est", "788020"},
		{"HT0111", `"HT01"`, "2", "HTI", "Port-au-Prince", "Port-au-Prince", "1200000"},
		{"DO", "null", "0", "DOM", "Dominican Republic", "République dominicaine", "10760028"},
	} {
		w.post(coordinator, "/v1/regions", fmt.Sprintf(`{"pcode":%q,"names":{"en":%q,"fr":%q},"level":%s,"parent":%s,"iso3":%q,
			"population":%s,"population_year":2023}`, r.pcode, r.en, r.fr, r.level, r.parent, r.iso3, r.population))
	}
	w.bound("HT01")
	w.post(coordinator, "/v1/exchange-rates", `{"currency":"EUR","date":"2024-09-01","rate":"0.9043","source":"UN operational rates of exchange"}`)
	w.post(coordinator, "/v1/crises", `{"code":"hti-2024","title":"Haiti: insecurity and displacement, 2024","regions":["HT","DO"],"started_on":"2024-02-29"}`)
	w.post(coordinator, "/v1/appeals", `{"code":"HHTI24","crisis":"hti-2024","title":"Haiti Humanitarian Needs and Response Plan 2024",
		"type":"humanitarian_needs_and_response_plan","starts_on":"2024-01-01","ends_on":"2024-12-31",
		"requirements":[{"region":"HT","sector":"FSC","amount":{"amount":"230000000.00","currency":"USD"},"people_targeted":1800000},
		{"region":"HT","sector":"WSH","amount":{"amount":"45000000.00","currency":"USD"},"people_targeted":900000}]}`)
}

// square is a boundary, turned the wrong way round.
const square = `{"type":"Polygon","coordinates":[[[-72.5,18],[-72.5,19],[-71.5,19],[-71.5,18],[-72.5,18]]]}`

// bound records a boundary of a region, as an import does.
func (w *world) bound(pcode string) {
	in := api.BoundaryInput{Region: pcode, Geometry: json.RawMessage(square), Source: "An example"}
	if _, err := w.svc.SetBoundary(w.t.Context(), api.System, in); err != nil {
		w.t.Fatal(err)
	}
}

// call is one request. Headers are "Name: value".
type call struct {
	as, method, path, body string
	headers                []string
}

// send runs a request through the router.
func (w *world) send(c call) *httptest.ResponseRecorder { return w.sendRequest(w.request(c)) }

func (w *world) sendRequest(r *http.Request) *httptest.ResponseRecorder {
	answer := httptest.NewRecorder()
	w.http.ServeHTTP(answer, r)
	return answer
}

func (w *world) request(c call) *http.Request {
	var body io.Reader
	if c.body != "" {
		body = strings.NewReader(c.body)
	}
	r := httptest.NewRequest(c.method, c.path, body).WithContext(w.t.Context())
	if c.body != "" && c.method == http.MethodPost {
		r.Header.Set("Content-Type", "application/json")
	} else if c.body != "" {
		r.Header.Set("Content-Type", "application/merge-patch+json")
	}
	if key := w.keys[c.as]; key != "" {
		r.Header.Set("Authorization", "Bearer "+key)
	}
	for _, h := range slices.Concat(bystanders[1:], c.headers) {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Del(name)
		if value != "" {
			r.Header.Set(name, value)
		}
	}
	w.planted.request(r, c.body)
	return r
}

// post records something that must succeed and returns its address.
func (w *world) post(as, path, body string) string {
	w.t.Helper()
	got := w.send(call{as: as, method: "POST", path: path, body: body})
	if got.Code != http.StatusCreated && got.Code != http.StatusOK && got.Code != http.StatusAccepted {
		w.t.Fatalf("POST %s: %d %s", path, got.Code, got.Body)
	}
	return got.Header().Get("Location")
}

// get reads something that must be there into a value.
func (w *world) get(as, path string, into any) *httptest.ResponseRecorder {
	w.t.Helper()
	got := w.send(call{as: as, method: "GET", path: path})
	if got.Code != http.StatusOK {
		w.t.Fatalf("GET %s: %d %s", path, got.Code, got.Body)
	}
	if err := json.Unmarshal(got.Body.Bytes(), into); err != nil {
		w.t.Fatalf("GET %s: %v\n%s", path, err, got.Body)
	}
	return got
}

// pledgeBody is a pledge that can be recorded; changes are members that replace or join its own.
func pledgeBody(changes ...string) string {
	return merge(`{"crisis":"hti-2024","appeal":"HHTI24","recipient":"wfp","title":"Emergency food assistance in Haiti",
		"amount":{"amount":"25000000.00","currency":"USD"},"pledged_on":"2024-09-05",
		"sources":[{"publisher":"USAID","title":"Haiti fact sheet 5","published_on":"2024-09-05"}]}`, changes...)
}

// assessmentBody is an assessment that can be recorded.
func assessmentBody(changes ...string) string {
	return merge(`{"crisis":"hti-2024","title":"People in need, September 2024","method":"msna","sensitivity":"public",
		"period":{"from":"2024-08-01","to":"2024-08-31"},"published_on":"2024-09-01",
		"sources":[{"publisher":"ACTED","title":"Rapid needs assessment","published_on":"2024-09-01"}],
		"needs":[{"region":"HT01","sector":"WSH","in_need":1200000,"severity":4}]}`, changes...)
}

func merge(body string, changes ...string) string {
	var object map[string]json.RawMessage
	if err := json.Unmarshal([]byte(body), &object); err != nil {
		panic(err)
	}
	for _, change := range changes {
		name, value, _ := strings.Cut(change, "=")
		if value == "" {
			delete(object, name)
		} else {
			object[name] = json.RawMessage(value)
		}
	}
	merged, err := json.Marshal(object)
	if err != nil {
		panic(err)
	}
	return string(merged)
}

// scenario is one request and what its answer must be like. Fragments of want stand in the headers or the body; those
// of not in neither.
type scenario struct {
	name string
	call
	status    int
	want, not []string
}

func (w *world) play(t *testing.T, scenarios []scenario) {
	t.Helper()
	for _, sc := range scenarios {
		t.Run(sc.name, func(t *testing.T) {
			got := w.send(sc.call)
			text := headerText(got.Header()) + got.Body.String()
			if got.Code != sc.status {
				t.Errorf("%s %s: %d, want %d\n%s", sc.method, sc.path, got.Code, sc.status, text)
			}
			for _, fragment := range sc.want {
				if !strings.Contains(text, fragment) {
					t.Errorf("no %q in\n%s", fragment, text)
				}
			}
			for _, fragment := range sc.not {
				if strings.Contains(text, fragment) {
					t.Errorf("%q should not stand in\n%s", fragment, text)
				}
			}
			if got.Code >= 400 {
				checkProblem(t, got)
			}
		})
	}
}

func headerText(h http.Header) string {
	var b strings.Builder
	if err := h.Write(&b); err != nil {
		panic(err)
	}
	return b.String() + "\n"
}

// checkProblem holds for every answer that is not a success.
func checkProblem(t *testing.T, got *httptest.ResponseRecorder) {
	t.Helper()
	var p api.Problem
	if err := json.Unmarshal(got.Body.Bytes(), &p); err != nil {
		t.Fatalf("no problem document: %v\n%s", err, got.Body)
	}
	if ct := got.Header().Get("Content-Type"); ct != "application/problem+json" {
		t.Errorf("Content-Type %q", ct)
	}
	if p.Status != got.Code || p.Title == "" || p.Detail == "" || p.RequestID != got.Header().Get("X-Request-Id") ||
		!strings.HasPrefix(p.Type, "https://github.com/konbit-aid/konbit/blob/main/docs/problems.md#") {
		t.Errorf("%+v", p)
	}
	for _, leak := range []string{"SELECT", "INSERT", "SQLSTATE", "violates", "constraint failed", "goroutine", ".go:", "gorm"} {
		if strings.Contains(got.Body.String(), leak) {
			t.Errorf("the problem shows %q: %s", leak, got.Body)
		}
	}
}

// onEngines runs a test in a fresh world on each engine.
func onEngines(t *testing.T, fn func(t *testing.T, w *world)) {
	t.Helper()
	testkit.Engines(t, func(t *testing.T, url string) { fn(t, newWorld(t, url)) })
}
