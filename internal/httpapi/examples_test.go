package httpapi_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/httpapi"
	"github.com/konbit-aid/konbit/internal/intake"
	"github.com/konbit-aid/konbit/internal/limit"
	"github.com/konbit-aid/konbit/internal/testkit"
)

var update = flag.Bool("update", false, "write docs/examples anew")

// exchange is a true request with its answer, as docs/examples keeps it.
type exchange struct {
	Request struct {
		Method  string            `json:"method"`
		Path    string            `json:"path"`
		Headers map[string]string `json:"headers,omitempty"`
		Body    json.RawMessage   `json:"body,omitempty"`
	} `json:"request"`
	Response struct {
		Status  int               `json:"status"`
		Headers map[string]string `json:"headers,omitempty"`
		Body    json.RawMessage   `json:"body,omitempty"`
	} `json:"response"`
}

// recorder compares exchanges with docs/examples, or writes them there.
type recorder struct {
	*world
	t        *testing.T
	recorded []string
}

// TestExamples plays a story that uses every operation. The requests and answers are the examples of the OpenAPI
// document; they are the same on every engine. -update writes them anew.
func TestExamples(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		w := emptyWorld(t, url, httpapi.Config{PublicRead: true})
		w.people()
		r := &recorder{world: w, t: t}
		r.tellPlaces()
		r.tellPlans()
		assessment := r.tellNeeds()
		r.tellPledges()
		r.tellAccess()
		r.tellCoverage()
		r.tellTime(assessment)
		r.tellSafety(assessment)
		r.tellKeys()
		r.tellProblems(assessment)
		r.tellImports()
		r.tellLedger()
		r.tellWebhooks()
		r.bound("HT01") // last, for it takes ids
		r.read("getRegionBoundary", "/v1/regions/HT01/boundary", "Accept-Language: fr")
		for _, route := range httpapi.Routes() {
			if !slices.Contains(r.recorded, route.OperationID) {
				t.Errorf("%s has no example", route.OperationID)
			}
		}
	})
}

func (r *recorder) read(id, path string, headers ...string) {
	r.record(id, call{method: "GET", path: path, headers: headers})
}

// write records a POST and returns the address of what it made.
func (r *recorder) write(id, as, path, body string, headers ...string) string {
	return r.record(id, call{as: as, method: "POST", path: path, body: body, headers: headers})
}

func (r *recorder) patch(id, as, path, body string) {
	tag := r.send(call{as: as, method: "GET", path: path}).Header().Get("ETag")
	r.record(id, call{as: as, method: "PATCH", path: path, body: body, headers: []string{"If-Match: " + tag}})
}

func (r *recorder) record(id string, c call) (location string) {
	r.t.Helper()
	sent := r.request(c)
	got := r.send(call{as: c.as, method: c.method, path: c.path, body: c.body, headers: append(c.headers, "X-Request-Id: 01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b10")})
	if problem := strings.HasPrefix(id, "problem-"); problem != (got.Code >= 400) || problem && id != "problem-"+strconv.Itoa(got.Code) {
		r.t.Fatalf("%s: %d %s", id, got.Code, got.Body)
	}
	var x exchange
	x.Request.Method, x.Request.Path, x.Request.Headers = c.method, c.path, map[string]string{}
	for _, name := range []string{"Authorization", "Content-Type", "If-Match", "Idempotency-Key", "Accept-Language", "Accept"} {
		if value := sent.Header.Get(name); value != "" {
			x.Request.Headers[name] = value
		}
	}
	if x.Request.Headers["Authorization"] != "" {
		x.Request.Headers["Authorization"] = "Bearer $KONBIT_KEY"
	}
	if x.Request.Body = json.RawMessage(c.body); c.body != "" && !json.Valid(x.Request.Body) {
		x.Request.Body = mustJSON(c.body) // a file
	}
	if media := got.Header().Get("Content-Type"); !strings.Contains(media, "json") { // a file is no example
		got.Body.Reset()
	}
	x.Response.Status, x.Response.Body, x.Response.Headers = got.Code, aSecret.ReplaceAll(aKey.ReplaceAll(got.Body.Bytes(), []byte("knb_live_…")), []byte("whsec_…")), map[string]string{}
	for _, name := range []string{"Content-Language", "Etag", "Link", "Location"} {
		if value := got.Header().Get(name); value != "" {
			x.Response.Headers[strings.Replace(name, "Etag", "ETag", 1)] = value
		}
	}
	r.recorded = append(r.recorded, id)
	r.keep(id, x)
	return got.Header().Get("Location")
}

func (r *recorder) keep(id string, x exchange) {
	r.t.Helper()
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(x); err != nil {
		r.t.Fatalf("%s: %v", id, err)
	}
	file := filepath.Join("..", "..", "docs", "examples", id+".json")
	if *update && r.store.Engine() == "sqlite" {
		if err := os.WriteFile(file, text.Bytes(), 0o644); err != nil {
			r.t.Fatal(err)
		}
	}
	if kept, err := os.ReadFile(file); err != nil || !bytes.Equal(kept, text.Bytes()) {
		r.t.Errorf("%s is not what the program answers now (go test ./internal/httpapi -run TestExamples -update):\n%s", file, text.Bytes())
	}
}

func (r *recorder) tellPlaces() {
	r.post(coordinator, "/v1/regions", `{"pcode":"HT","names":{"en":"Haiti","fr":"Haïti","ht":"Ayiti"},"level":0,"iso3":"HTI","population":12893402,"population_year":2019}`)
	at := r.write("createRegion", coordinator, "/v1/regions", `{"pcode":"HT01","names":{"en":"West","fr":"Ouest","ht":"Lwès"},"level":1,"parent":"HT","iso3":"HTI",
		"iso_3166_2":"HT-OU","population":5010206,"population_year":2019,"centroid":{"lon":-72.19678,"lat":18.51053}}`)
	r.post(coordinator, "/v1/regions", `{"pcode":"HT02","names":{"en":"South-East","fr":"Sud-Est"},"level":1,"parent":"HT","iso3":"HTI",
		"iso_3166_2":"HT-SE","population":893901,"population_year":2019,"centroid":{"lon":-72.44434,"lat":18.30031}}`)
	r.patch("updateRegion", coordinator, "/v1/regions/HT02", `{"names":{"ht":"Sidès"}}`)
	r.read("getRegion", at, "Accept-Language: ht, fr;q=0.5")
	r.read("listRegions", "/v1/regions?region=HT&level=1&limit=1&count=true")
	r.read("listSectors", "/v1/sectors?code=WSH&code=FSC", "Accept-Language: fr")
	r.read("getSector", "/v1/sectors/WSH", "Accept-Language: ht")
	r.read("listCurrencies", "/v1/currencies?code=HTG&code=USD&code=JPY")
	r.read("getCurrency", "/v1/currencies/HTG")
	rate := r.write("createExchangeRate", coordinator, "/v1/exchange-rates", `{"currency":"EUR","date":"2024-09-01","rate":"0.9","source":"Example rate"}`)
	r.patch("updateExchangeRate", coordinator, rate, `{"rate":"0.9043"}`)
	r.read("getExchangeRate", rate)
	r.read("listExchangeRates", "/v1/exchange-rates?currency=EUR&date_from=2024-08-01&sort=-date")
}

func (r *recorder) tellPlans() {
	at := r.write("createOrganization", coordinator, "/v1/organizations", `{"code":"unicef","name":"United Nations Children's Fund","acronym":"UNICEF","type":"united_nations"}`)
	r.patch("updateOrganization", coordinator, at, `{"iati_id":"XM-DAC-41122"}`)
	r.read("getOrganization", at)
	r.read("listOrganizations", "/v1/organizations?type=united_nations&q=food")
	at = r.write("createCrisis", coordinator, "/v1/crises", `{"code":"hti-2024","title":"Haiti: armed violence, displacement and hunger, 2024","regions":["HT"],"started_on":"2024-02-29"}`)
	r.patch("updateCrisis", coordinator, at, `{"title":"Haiti: armed violence, displacement and hunger since February 2024"}`)
	r.read("getCrisis", at)
	r.read("listTemplates", "/v1/templates")
	r.read("getTemplate", "/v1/templates/pledges.xlsx?crisis=hti-2024")
	r.read("listCrises", "/v1/crises?region=HT01")
	at = r.write("createAppeal", coordinator, "/v1/appeals", `{"code":"HHTI24","crisis":"hti-2024","title":"Haiti Humanitarian Needs and Response Plan 2024",
		"type":"humanitarian_needs_and_response_plan","starts_on":"2024-01-01","ends_on":"2024-12-31",
		"requirements":[{"region":"HT","sector":"FSC","amount":{"amount":"340000000.00","currency":"USD"}},
		{"region":"HT","sector":"WSH","amount":{"amount":"84300000.00","currency":"USD"}}],
		"sources":[{"publisher":"OCHA FTS","title":"Requirements and funding of HHTI24 by global cluster","url":"https://fts.unocha.org/plans/1178/summary",
		"published_on":"2026-04-01","reliability":"A","credibility":2}]}`)
	r.patch("updateAppeal", coordinator, at, `{"requirements":[{"region":"HT","sector":"ALL","people_targeted":3600000},
		{"region":"HT","sector":"FSC","amount":{"amount":"340000000.00","currency":"USD"}},
		{"region":"HT","sector":"WSH","amount":{"amount":"84300000.00","currency":"USD"}}]}`)
	r.read("getAppeal", at)
	r.read("listAppeals", "/v1/appeals?crisis=hti-2024&in_force_on=2024-09-10")
}

const exampleSource = `"sources":[{"publisher":"Konbit","title":"Example: invented to show how records work","published_on":"2024-09-05","reliability":"F","credibility":6}]`

func (r *recorder) tellNeeds() string {
	at := r.write("createAssessment", ngo, "/v1/assessments", `{"crisis":"hti-2024","title":"Example: water in the West","method":"household_survey",
		"period":{"from":"2024-08-01","to":"2024-08-31"},"published_on":"2024-09-05","sensitivity":"public",`+exampleSource+`,
		"needs":[{"region":"HT01","sector":"WSH","affected":1500000,"in_need":1200000,"targeted":600000,"severity":4},
		{"region":"HT01","sector":"WSH","group":"IDP","sex":"f","age":"0-17","in_need":90000}]}`, "Idempotency-Key: 5d0c0a0e-water-in-the-west")
	r.patch("updateAssessment", ngo, at, `{"title":"Example: safe water in the West, August 2024"}`)
	r.write("transitionAssessment", ngo, at+"/transitions", `{"to":"submitted","reason":"Reviewed by our field office."}`)
	r.post(coordinator, at+"/transitions", `{"to":"validated","reason":"Reviewed by the inter-cluster group."}`)
	r.read("getAssessment", at)
	r.read("listAssessments", "/v1/assessments?crisis=hti-2024&status=validated&region=HT")
	r.read("listAssessmentNeeds", at+"/needs?limit=1")
	r.read("listNeeds", "/v1/needs?crisis=hti-2024&key=HT01:WSH:ALL:all:all&as_of=2024-09-10&competing=true")
	var page struct{ Data []struct{ ID string } }
	r.get(nobody, at+"/needs?limit=1", &page)
	r.read("getNeed", "/v1/needs/"+page.Data[0].ID)
	return at
}

func (r *recorder) tellPledges() {
	at := r.write("createPledge", donor, "/v1/pledges", `{"reference":"EXAMPLE-1","crisis":"hti-2024","appeal":"HHTI24","recipient":"wfp",
		"title":"Example: food and water for the West","stage":"announced","amount":{"amount":"25000000.00","currency":"USD"},"pledged_on":"2024-09-05","earmarking":"I",
		"allocations":[{"region":"HT01","sector":"FSC","amount":{"amount":"20000000.00","currency":"USD"}}],`+exampleSource+`}`, "Idempotency-Key: 5d0c0a0e-example-1")
	r.write("createPledges", donor, "/v1/pledges/batch", `{"pledges":[{"reference":"EXAMPLE-2","crisis":"hti-2024","title":"Example: water for the West","amount":{"amount":"500000.00","currency":"USD"},"pledged_on":"2024-09-06",
		"sources":[{"publisher":"USAID","title":"Example of a fact sheet","published_on":"2024-09-06"}]},{"reference":"EXAMPLE-3","crisis":"hti-2024","title":"Example: with an amount that has too many digits",
		"amount":{"amount":"1.005","currency":"USD"},"pledged_on":"2024-09-06","sources":[{"publisher":"USAID","title":"Example of a fact sheet","published_on":"2024-09-06"}]}]}`)
	r.write("transitionPledge", donor, at+"/transitions", `{"to":"pledged","reason":"Signed on 9 September.","on":"2024-09-09"}`)
	r.patch("updatePledge", donor, at, `{"allocations":[{"region":"HT01","sector":"FSC","amount":{"amount":"20000000.00","currency":"USD"}},
		{"region":"HT01","sector":"WSH","amount":{"amount":"4000000.00","currency":"USD"}}],"expires_on":"2025-06-30"}`)
	paid := r.write("createTransaction", donor, at+"/transactions", `{"type":"commitment","amount":{"amount":"10000000.00","currency":"USD"},"date":"2024-09-10",
		"reference":"EXAMPLE-1-C1","allocation":{"region":"HT01","sector":"FSC"},`+exampleSource+`}`)
	r.read("getTransaction", paid)
	r.read("listTransactions", at+"/transactions?type=commitment")
	r.read("getPledge", at)
	r.read("listPledges", "/v1/pledges?donor=usaid&region=HT&status=committed&sort=-pledged_on")
}

func (r *recorder) tellCoverage() {
	r.read("getCoverage", "/v1/coverage?crisis=hti-2024&region=HT&level=1&as_of=2024-09-10", "Accept-Language: fr")
	r.read("explainCoverage", "/v1/coverage/explain?crisis=hti-2024&region=HT&as_of=2024-09-10")
	r.read("getCoverageSeries", "/v1/coverage/series?crisis=hti-2024&region=HT&from=2024-07-01&to=2024-09-10&step=month")
	r.read("getLiveness", "/livez")
	r.read("getReadiness", "/readyz")
	r.read("getIndex", "/")
}

// tellTime records what changed, and what the records rest on.
func (r *recorder) tellTime(assessment string) {
	var rates struct{ Data []struct{ ID string } }
	r.get(nobody, "/v1/exchange-rates", &rates)
	var pledges, paid struct{ Data []struct{ ID string } }
	r.get(nobody, "/v1/pledges", &pledges)
	pledge := "/v1/pledges/" + pledges.Data[0].ID
	r.get(nobody, pledge+"/transactions", &paid)
	r.read("listRegionHistory", "/v1/regions/HT02/history")
	r.read("listExchangeRateHistory", "/v1/exchange-rates/"+rates.Data[0].ID+"/history")
	r.read("listOrganizationHistory", "/v1/organizations/unicef/history")
	r.read("listCrisisHistory", "/v1/crises/hti-2024/history")
	r.read("listAppealHistory", "/v1/appeals/HHTI24/history")
	r.read("listAssessmentHistory", assessment+"/history")
	r.read("listPledgeHistory", pledge+"/history?limit=3")
	r.read("listTransactionHistory", pledge+"/transactions/"+paid.Data[0].ID+"/history")
	r.read("listSources", "/v1/sources?reliability=A&q=fts")
	var sources struct{ Data []struct{ ID string } }
	r.get(nobody, "/v1/sources?q=invented", &sources)
	r.read("getSource", "/v1/sources/"+sources.Data[0].ID)
	r.read("listCitations", "/v1/sources/"+sources.Data[0].ID+"/records")
}

func (r *recorder) tellSafety(assessment string) {
	r.write("changeAssessmentSensitivity", coordinator, assessment+"/sensitivity", `{"to":"partners","reason":"Those who were interviewed could be recognised."}`)
	approval := r.post(ngo, assessment+"/sensitivity", `{"to":"public","reason":"The village is no longer named."}`)
	r.record("listApprovals", call{as: coordinator, method: "GET", path: "/v1/approvals?status=pending"})
	r.record("getApproval", call{as: ngo, method: "GET", path: approval})
	r.write("transitionApproval", coordinator, approval+"/transitions", `{"to":"approved","reason":"Checked: no place below the department is named."}`)
	r.write("shieldRegion", coordinator, "/v1/regions/HT02/shield", `{"reason":"Figures per commune were used to plan attacks."}`)
	r.record("listShields", call{as: ngo, method: "GET", path: "/v1/shields"})
}

// tellKeys shows no key in the documents that a scanner could take for a real one.
func (r *recorder) tellKeys() {
	r.key("admin", "usaid", api.ScopeAdmin)
	admin := func(id, path string) { r.record(id, call{as: "admin", method: "GET", path: path}) }
	at := r.write("createKey", "admin", "/v1/keys", `{"name":"Pledge desk","scopes":["pledge"],"expires_at":"2025-09-01T00:00:00Z"}`)
	r.write("rotateKey", "admin", at+"/rotations", `{"overlap_hours":24,"expires_at":"2026-09-01T00:00:00Z"}`)
	r.write("transitionKey", "admin", at+"/transitions", `{"to":"revoked","reason":"The laptop that held it is lost."}`)
	admin("getKey", at)
	admin("listKeys", "/v1/keys?status=active&scope=pledge")
	at = r.write("createGrant", "admin", "/v1/grants", `{"subject":"248289761001","name":"Duty officer","scopes":["pledge","report"]}`)
	r.post(coordinator, at+"/transitions", `{"to":"approved"}`)
	var grants api.List[api.Grant]
	r.get("admin", "/v1/grants", &grants)
	at = "/v1/grants/" + grants.Data[0].ID
	admin("getGrant", at)
	admin("listGrants", "/v1/grants?status=active")
	r.write("transitionGrant", "admin", at+"/transitions", `{"to":"revoked","reason":"Moved to another post."}`)
}

// tellImports sends files: a good one, one with a fault, and one that is called off.
func (r *recorder) tellImports() {
	file := pledgesCSV(pledgeRow("EXAMPLE-2", "", `"1,250,000.00"`, "HT01:FSC:1000000.00"), pledgeRow("EXAMPLE-3", "", "500000.00", ""))
	at := r.record("createImport", upload(donor, "?file=pledges.csv", file, "Idempotency-Key: 5d0c0a0e-pledges"))
	r.record("getImport", call{as: donor, method: "GET", path: at})
	got := r.send(upload(donor, "?file=wrong.csv", pledgesCSV(pledgeRow("EXAMPLE-4", "", "100", "Ouest:FSC:100"))))
	r.record("getImportReport", call{as: donor, method: "GET", path: got.Header().Get("Location") + "/report"})
	got = r.send(upload(donor, "?file=large.csv", file+strings.Repeat("\n", intake.Small)))
	r.write("transitionImport", donor, got.Header().Get("Location")+"/transitions", `{"to":"cancelled","reason":"The wrong file."}`)
	r.record("listImports", call{as: donor, method: "GET", path: "/v1/imports?state=cancelled&sort=-id"})
}

// tellLedger reads what was recorded so far.
func (r *recorder) tellLedger() {
	for more := true; more; {
		var err error
		if more, err = r.svc.Seal(r.t.Context()); err != nil {
			r.t.Fatal(err)
		}
	}
	r.read("listLedger", "/v1/ledger?resource=pledges&limit=1")
	r.read("getLedgerCheckpoint", "/v1/ledger/checkpoint")
	r.read("getLedgerKey", "/v1/ledger/key")
	r.read("getLedgerEntry", "/v1/ledger/entries/3")
	r.read("getLedgerProof", "/v1/ledger/entries/3/proof?size=7")
	r.read("getLedgerConsistency", "/v1/ledger/consistency?from=3&to=7")
	r.read("getLedgerTile", "/v1/ledger/tiles/0/0")
}

// tellWebhooks makes a webhook, tries it, and lets it go.
func (r *recorder) tellWebhooks() {
	admin := func(id, path string) { r.record(id, call{as: "admin", method: "GET", path: path}) }
	at := r.write("createWebhook", "admin", "/v1/webhooks", `{"name":"Dashboard","url":"https://dashboard.example.org/konbit","resources":["pledges"],"regions":["HT"]}`,
		"Idempotency-Key: 7b1c0a0e-webhook")
	r.patch("updateWebhook", "admin", at, `{"regions":["HT01"]}`)
	r.write("pingWebhook", "admin", at+"/pings", `{}`)
	r.write("rotateWebhook", "admin", at+"/rotations", `{"overlap_hours":48}`)
	r.write("replayWebhook", "admin", at+"/replays", `{"from":1,"to":20}`)
	admin("getWebhook", at)
	admin("listWebhooks", "/v1/webhooks?status=enabled")
	admin("listWebhookDeliveries", at+"/deliveries?kind=ping")
	r.write("transitionWebhook", "admin", at+"/transitions", `{"to":"disabled","reason":"The dashboard moves."}`)
}

var (
	aKey    = regexp.MustCompile(`knb_live_[a-z0-9]{16}_[a-z0-9]{40}`)
	aSecret = regexp.MustCompile(`whsec_[A-Za-z0-9+/=]{40,}`)
)

func (r *recorder) tellProblems(assessment string) {
	r.read("problem-400", "/v1/pledges?donor=usaid&colour=red&limit=5000")
	r.record("problem-401", call{method: "POST", path: "/v1/pledges", body: `{"title":"Example"}`})
	r.write("problem-403", ngo, "/v1/pledges", `{"title":"Example"}`)
	r.read("problem-404", "/v1/crises/atlantis")
	r.record("problem-405", call{as: donor, method: "DELETE", path: "/v1/pledges"})
	r.read("problem-406", "/v1/pledges", "Accept: image/png")
	r.write("problem-409", coordinator, "/v1/organizations", `{"code":"unicef","name":"UNICEF","type":"united_nations"}`)
	r.record("problem-412", call{as: ngo, method: "PATCH", path: assessment, body: `{"title":"Example"}`, headers: []string{`If-Match: "1-0a1b2c3d4e5f"`}})
	r.record("problem-415", call{as: donor, method: "POST", path: "/v1/pledges", body: `{"title":"Example"}`, headers: []string{"Content-Type: text/plain"}})
	r.write("problem-422", donor, "/v1/pledges", `{"crisis":"hti-2024","title":"Example","amount":{"amount":"1.005","currency":"USD"},"pledged_on":"2024-09-05",
		"allocations":[{"region":"HT99","sector":"FOOD","amount":{"amount":"1.00","currency":"USD"}}],`+exampleSource+`}`)
	r.record("problem-428", call{as: ngo, method: "PATCH", path: assessment, body: `{"title":"Example"}`})
	r.tooLarge()
	r.tooLong()
	spent := rate("address", 600)
	for range 600 {
		spent.Take(bystanders[0])
	}
	r.limited(429, httpapi.Limits{Addresses: spent})
	r.limited(503, httpapi.Limits{Places: limit.NewPlaces(0, 0)})
}

// limited records what a server answers that has no more to give.
func (r *recorder) limited(status int, limits httpapi.Limits) {
	before := r.http
	r.http = httpapi.New(r.svc, httpapi.Config{PublicRead: true, Limits: limits})
	r.read("problem-"+strconv.Itoa(status), "/v1/pledges")
	r.http = before
}

// tooLong is recorded without its address, which would fill a page too.
func (r *recorder) tooLong() {
	got := r.send(call{method: "GET", path: "/v1/pledges?q=" + strings.Repeat("a", httpapi.MaxAddress), headers: []string{"X-Request-Id: 01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b10"}})
	if got.Code != http.StatusRequestURITooLong {
		r.t.Fatal(got.Code)
	}
	var x exchange
	x.Request.Method, x.Request.Path = "GET", "/v1/pledges?q=aaaa…"
	x.Response.Status, x.Response.Body = got.Code, got.Body.Bytes()
	r.keep("problem-414", x)
}

// tooLarge is recorded without its body, which would fill a page.
func (r *recorder) tooLarge() {
	c := call{as: donor, method: "POST", path: "/v1/pledges", body: `{"title":"` + strings.Repeat("a", httpapi.MaxBody) + `"}`, headers: []string{"X-Request-Id: 01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b10"}}
	got := r.send(c)
	if got.Code != http.StatusRequestEntityTooLarge {
		r.t.Fatal(got.Code)
	}
	var x exchange
	x.Request.Method, x.Request.Path = c.method, c.path
	x.Request.Headers = map[string]string{"Content-Length": strconv.Itoa(len(c.body)), "Content-Type": "application/json"}
	x.Response.Status, x.Response.Body = got.Code, got.Body.Bytes()
	r.keep("problem-413", x)
}
