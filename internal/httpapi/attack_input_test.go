package httpapi_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/relief"
)

// TestInjectionThroughEveryParameter gives SQL, and what LIKE reads as a wildcard, to every parameter of every list: it
// is no value of that parameter, or it is a text that nothing contains.
func TestInjectionThroughEveryParameter(t *testing.T) {
	doc := readDocument(t)
	onEngines(t, func(t *testing.T, w *world) {
		s := newStage(w)
		w.post(donor, s.mine+"/transactions", `{"type":"commitment","amount":{"amount":"1.00","currency":"USD"},"date":"2024-09-10",
			"sources":[{"publisher":"USAID","title":"Payments","published_on":"2024-09-06"}]}`)
		w.key("acted-report", "acted", api.ScopeReport)
		places := strings.NewReplacer("/v1/incidents/{id}", w.post("acted-report", "/v1/incidents", incidentBody()),
			"/v1/access-constraints/{id}", w.post("acted-report", "/v1/access-constraints", constraintBody()),
			"/v1/presence/{id}", w.post("acted-report", "/v1/presence", presenceBody()), "/v1/pledges/{id}", s.mine, "/v1/assessments/{id}", s.restricted, "{txid}", w.firstOf(s.mine+"/transactions"),
			"/v1/exchange-rates/{id}", "/v1/exchange-rates/"+w.firstOf("/v1/exchange-rates"), "/v1/sources/{id}", "/v1/sources/"+w.firstOf("/v1/sources"),
			"/v1/webhooks/{id}", w.post(root, "/v1/webhooks", webhookBody), "{entry}", "1", "{template}", "pledges.xlsx", "{pcode}", "HT01",
			"/v1/imports/{id}", w.post(root, "/v1/imports?dry_run=true", pledgesCSV(pledgeRow("P", "nobody", "1", ""))))
		w.seal()
		tried := 0
		for _, op := range doc.ops {
			if !op.reads || len(op.query) == 0 {
				continue
			}
			path := places.Replace(op.path)
			for _, p := range op.query {
				for _, text := range []string{"''", "' OR '1'='1", "x') OR 1=1 --", "1; DROP TABLE pledges", "\\", "%", "_", "' UNION SELECT hash FROM keys --", "id DESC, (SELECT 1)", "$1", "?", "null"} {
					tried++
					query := url.Values{p.name: {text}}
					if p.name != "crisis" && strings.Contains(op.path, "coverage") {
						query.Set("crisis", "hti-2024")
					}
					got := w.send(call{as: root, method: "GET", path: path + "?" + query.Encode()})
					var page api.List[any]
					if err := json.Unmarshal(got.Body.Bytes(), &page); got.Code == http.StatusOK && (err != nil || len(page.Data) > 0) || got.Code != http.StatusOK && got.Code != http.StatusBadRequest {
						t.Errorf("%s?%s: %d %s", path, query.Encode(), got.Code, got.Body)
					}
				}
			}
		}
		if tried < 800 {
			t.Errorf("only %d were tried", tried)
		}
	})
}

// firstOf is the id of the first record of a list.
func (w *world) firstOf(path string) string {
	var page struct{ Data []struct{ ID string } }
	w.get(root, path, &page)
	return page.Data[0].ID
}

// TestFormulasInTables records texts that a spreadsheet would run, and reads every table.
func TestFormulasInTables(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		w.key(root, "ocha", api.ScopeAdmin, api.ScopeCoordinate)
		for i, bad := range []string{"=1+1", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠a"} {
			text := string(mustJSON(bad))
			source := `sources=[{"publisher":` + text + `,"title":` + text + `,"published_on":"2024-09-05"}]`
			w.post(root, "/v1/organizations", fmt.Sprintf(`{"code":"o%d","name":%s,"acronym":%s,"type":"other","iati_id":%s}`, i, text, text, text))
			w.post(root, "/v1/crises", fmt.Sprintf(`{"code":"c%d","title":%s,"regions":["HT"],"started_on":"2024-01-01"}`, i, text))
			w.post(root, "/v1/regions", fmt.Sprintf(`{"pcode":"HT9%d","names":{"en":%s,"fr":%s,"ht":%s,"es":%s},"level":1,"parent":"HT","iso3":"HTI"}`, i, text, text, text, text))
			w.post(root, "/v1/exchange-rates", fmt.Sprintf(`{"currency":"CHF","date":"2024-09-%02d","rate":"0.85","source":%s}`, i+1, text))
			w.post(root, "/v1/appeals", fmt.Sprintf(`{"code":"A%d","crisis":"hti-2024","title":%s,"type":"other","starts_on":"2023-01-01","ends_on":"2023-12-31","requirements":[{"region":"HT","sector":"FSC","people_targeted":5}]}`, i, text))
			w.post(root, "/v1/pledges", pledgeBody(`title=`+text, `reference=`+text, source, fmt.Sprintf(`allocations=[{"region":"HT9%d","sector":"FSC","amount":{"amount":"1.00","currency":"USD"}}]`, i)))
			w.post(root, "/v1/assessments", assessmentBody(`title=`+text, source))
		}
		for _, path := range []string{"organizations", "crises", "regions", "exchange-rates", "appeals", "pledges", "assessments", "coverage/explain?crisis=hti-2024", "coverage?crisis=hti-2024&level=1"} {
			joint := map[bool]string{true: "&", false: "?"}[strings.Contains(path, "?")]
			got := w.send(call{as: root, method: "GET", path: "/v1/" + path + joint + "format=csv"})
			rows, err := csv.NewReader(got.Body).ReadAll()
			if err != nil || len(rows) < 10 {
				t.Fatalf("%s: %v, %d rows", path, err, len(rows))
			}
			for _, row := range rows {
				for i, cell := range row {
					if strings.IndexAny(cell, "=+-@\t\r\n＝＋－＠") == 0 {
						t.Errorf("%s: %s is %q", path, rows[0][i], cell)
					}
				}
			}
		}
		if lines := w.send(call{as: root, method: "GET", path: "/v1/pledges?format=ndjson"}).Body.String(); !strings.Contains(lines, `"title":"=1+1"`) {
			t.Errorf("NDJSON is for programs and says it as it is: %s", lines)
		}
	})
}

// TestTricksWithIdentifiers asks for records in spellings that are not theirs.
func TestTricksWithIdentifiers(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		s := newStage(w)
		id := s.mine[len("/v1/pledges/"):]
		var attacks []attack
		for _, spelling := range []string{strings.ToUpper(id), "{" + id + "}", "urn:uuid:" + id, strings.ReplaceAll(id, "-", ""), id + "%20", "%20" + id, id + "%00", id + "%0a", id + ";x=1", id + "%2f",
			id + "/..%2f" + id, "..%2fpledges%2f" + id, "%2e%2e", id + "%3fx", "０" + id[1:], id + "%C2%AD", "%ff" + id, "'" + id, id + "'--", id + ".json", "*", "-", "0", "null", strings.Repeat("0", 5000)} {
			attacks = append(attacks, attack{spelling[:min(len(spelling), 60)], call{as: root, method: "GET", path: "/v1/pledges/" + spelling}, []string{`"donor"`, "usaid"}})
		}
		for _, path := range []string{"/v1/regions/ht", "/v1/regions/HT%2501", "/v1/regions/HT01%00", "/v1/regions/%48T01%2f", "/v1//regions/HT", "/v1/regions//HT", "/v1/./regions/HT", "/v1/regions/../regions/HT", "/V1/regions/HT",
			"/v1/organizations/USAID", "/v1/organizations/usaid%E2%80%8B", "/v1/crises/hti-2024%20", "/v1/appeals/hhti24", s.mine + "/transactions/" + id, s.theirs + "/transactions/..%2f..%2f" + id} {
			attacks = append(attacks, attack{path, call{as: root, method: "GET", path: path}, []string{`"version"`}})
		}
		attacks = append(attacks,
			attack{"a method in a header", call{as: root, method: "POST", path: s.mine, body: `{"title":"X"}`, headers: []string{"X-HTTP-Method-Override: PATCH", "If-Match: *"}}, nil},
			attack{"an address in a header", call{as: donor, method: "POST", path: "/v1/nothing", body: pledgeBody(), headers: []string{"X-Original-URL: /v1/pledges", "X-Rewrite-URL: /v1/pledges"}}, nil},
			attack{"a trace", call{as: root, method: "TRACE", path: "/v1/pledges"}, nil},
		)
		w.repel(t, attacks)
	})
}

// TestFalseKeys shows what is not, or no longer, a key, in every place where one might be read.
func TestFalseKeys(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		good, other := w.keys[donor], w.keys[coordinator]
		end := today.Add(-time.Minute)
		past := relief.New(w.store, relief.WithClock(func() time.Time { return end.Add(-time.Hour) }))
		issued, err := past.CreateKey(t.Context(), api.System, api.KeyInput{Organization: "usaid", Scopes: []api.Scope{api.ScopePledge}, ExpiresAt: &end}, nil)
		if err != nil {
			t.Fatal(err)
		}
		expired := string(issued.Secret)
		sum := func(text string) string { return text + fmt.Sprintf("%08x", crc32.ChecksumIEEE([]byte(text))) }
		id, secret, _ := strings.Cut(strings.TrimPrefix(good[:len(good)-8], "knb_live_"), "_")
		otherID, _, _ := strings.Cut(strings.TrimPrefix(other, "knb_live_"), "_")
		shown := map[string][]string{
			"expired": {"Authorization: Bearer " + expired}, "cut short": {"Authorization: Bearer " + good[:len(good)-1]}, "with more": {"Authorization: Bearer " + good + "0"},
			"with another sum": {"Authorization: Bearer " + good[:len(good)-8] + "00000000"}, "in capitals": {"Authorization: Bearer " + strings.ToUpper(good)},
			"another's id and a right sum": {"Authorization: Bearer " + sum("knb_live_"+otherID+"_"+secret)}, "no secret and a right sum": {"Authorization: Bearer " + sum("knb_live_"+id+"_")},
			"a changed secret and a right sum": {"Authorization: Bearer " + sum("knb_live_"+id+"_"+strings.Repeat("a", len(secret)))},
			"SQL":                              {"Authorization: Bearer " + sum("knb_live_' OR '1'='1_x")}, "only the beginning": {"Authorization: Bearer knb_live_"}, "nothing": {"Authorization: Bearer "},
			"another scheme": {"Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte("usaid:"+good))}, "no scheme": {"Authorization: " + good},
			"two in one": {"Authorization: Bearer " + good + ", Bearer " + other}, "in a cookie": {"Cookie: key=" + good}, "in another header": {"X-Api-Key: " + good},
			"very long": {"Authorization: Bearer knb_live_" + strings.Repeat("a", 100_000)},
		}
		for name, headers := range shown {
			t.Run(name, func(t *testing.T) {
				before := w.changes()
				got := w.send(call{method: "POST", path: "/v1/pledges", body: pledgeBody(), headers: headers})
				if got.Code != http.StatusUnauthorized || w.changes() != before {
					t.Errorf("%d %s", got.Code, got.Body)
				}
				checkProblem(t, got)
			})
		}
		if got := w.send(call{method: "POST", path: "/v1/pledges", body: pledgeBody(), headers: []string{"Authorization: bearer  " + good}}); got.Code != http.StatusCreated {
			t.Errorf("the true one: %d %s", got.Code, got.Body)
		}
	})
}

// TestCursorsThatAreMadeUp follows cursors with a right sum whose values no list would give.
func TestCursorsThatAreMadeUp(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		for i := range 3 {
			w.post(donor, "/v1/pledges", pledgeBody(fmt.Sprintf(`reference="%d"`, i)))
			w.post(coordinator, "/v1/organizations", fmt.Sprintf(`{"code":"o%d","name":"O","type":"other"}`, i))
		}
		for _, path := range []string{"/v1/pledges?limit=1", "/v1/pledges?limit=1&sort=amount_usd", "/v1/pledges?limit=1&sort=-pledged_on", "/v1/organizations?limit=1", "/v1/regions?limit=1"} {
			var page api.List[any]
			w.get(donor, path, &page)
			next, err := url.Parse(string(page.Next))
			if err != nil {
				t.Fatal(err)
			}
			for _, after := range []string{`[]`, `["x"]`, `["x","y"]`, `["x","y","z"]`, `[7]`, `[7,7]`, `[7,"x"]`, `["x",7]`, `[null]`, `[null,null]`, `[true,"x"]`, `[["a","b"]]`, `[["a"],"b"]`, `[{"a":1},"b"]`, `[1.5,"x"]`,
				`[1e400,"x"]`, `[99999999999999999999,"x"]`, `["a\u0000b"]`, `["a\u0000b","x"]`, `["2024-02-30","x"]`, `["' OR 1=1 --","x"]`, `["",""]`, `[9223372036854775807,""]`} {
				query := next.Query()
				query.Set("cursor", forge(t, query.Get("cursor"), after))
				got := w.send(call{as: donor, method: "GET", path: next.Path + "?" + query.Encode()})
				if got.Code != http.StatusOK && got.Code != http.StatusBadRequest {
					t.Errorf("%s after %s: %d %s", path, after, got.Code, got.Body)
				}
			}
		}
	})
}

// forge puts other values into a cursor and adds the sum that a whole one has.
func forge(t *testing.T, cursor, after string) string {
	t.Helper()
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		t.Fatal(err)
	}
	var c struct {
		List   string          `json:"l"`
		Sort   string          `json:"s"`
		Filter string          `json:"f"`
		After  json.RawMessage `json:"a"`
		Sum    string          `json:"c,omitempty"`
	}
	if err := json.Unmarshal(b, &c); err != nil {
		t.Fatal(err)
	}
	c.After, c.Sum = json.RawMessage(after), ""
	text, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(text)
	c.Sum = hex.EncodeToString(sum[:6])
	whole, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	return base64.RawURLEncoding.EncodeToString(whole)
}

// TestCursorsTellNothingHidden reads what a cursor holds: values of the last row shown, and nothing of the rows between.
func TestCursorsTellNothingHidden(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		newStage(w)
		for i := range 2 {
			a := w.post(ngo, "/v1/assessments", assessmentBody(fmt.Sprintf(`title="Open %d"`, i)))
			w.post(ngo, a+"/transitions", `{"to":"submitted"}`)
			w.post(coordinator, a+"/transitions", `{"to":"validated"}`)
		}
		for _, path := range []string{"/v1/assessments?limit=1", "/v1/assessments?limit=1&sort=-published_on", "/v1/needs?limit=1&competing=true"} {
			var page api.List[map[string]any]
			w.get(nobody, path, &page)
			next, err := url.Parse(string(page.Next))
			if err != nil || page.Next == "" {
				t.Fatal(path, err)
			}
			b, err := base64.RawURLEncoding.DecodeString(next.Query().Get("cursor"))
			var c struct {
				After []any `json:"a"`
			}
			if err != nil || json.Unmarshal(b, &c) != nil {
				t.Fatalf("%s: %s", path, b)
			}
			if last := c.After[len(c.After)-1]; last != page.Data[0]["id"] {
				t.Errorf("%s: the cursor %s is not of the row shown, %v", path, b, page.Data[0]["id"])
			}
		}
	})
}
