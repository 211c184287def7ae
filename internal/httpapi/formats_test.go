package httpapi_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/konbit-aid/konbit/api"
)

var everyFormat = []string{"json", "csv", "ndjson", "xlsx", "hxl", "geojson", "iati"}

// formatMedia are the media types that formats come under.
var formatMedia = map[string]string{"json": "application/json", "csv": "text/csv; charset=utf-8", "ndjson": "application/x-ndjson", "hxl": "text/csv; charset=utf-8",
	"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "geojson": "application/geo+json", "iati": "application/xml; charset=utf-8"}

// formatsOfLists reads from the document in which formats each list comes.
func formatsOfLists(t *testing.T) map[string][]string {
	t.Helper()
	type parameter struct {
		Ref    string `json:"$ref"`
		Name   string
		Schema struct{ Enum []string }
	}
	var doc struct {
		Paths map[string]map[string]struct {
			Parameters []parameter
		}
		Components struct{ Parameters map[string]parameter }
	}
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "openapi.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	lists := map[string][]string{}
	for path, item := range doc.Paths {
		for _, p := range item["get"].Parameters {
			if p.Ref != "" {
				p = doc.Components.Parameters[strings.TrimPrefix(p.Ref, "#/components/parameters/")]
			}
			if p.Name == "format" {
				lists[path] = p.Schema.Enum
			}
		}
	}
	return lists
}

// TestEveryListComesInTheFormatsOfTheDocument asks every list for every format: it comes, or the answer says which do.
func TestEveryListComesInTheFormatsOfTheDocument(t *testing.T) {
	lists := formatsOfLists(t)
	onEngines(t, func(t *testing.T, w *world) {
		s := newStage(w)
		w.key("acted-report", "acted", api.ScopeReport)
		places := strings.NewReplacer("/v1/incidents/{id}", w.post("acted-report", "/v1/incidents", incidentBody()),
			"/v1/access-constraints/{id}", w.post("acted-report", "/v1/access-constraints", constraintBody()),
			"/v1/presence/{id}", w.post("acted-report", "/v1/presence", presenceBody()), "/v1/pledges/{id}/transactions/{txid}", s.mine, "/v1/pledges/{id}", s.mine, "/v1/assessments/{id}", s.restricted,
			"/v1/exchange-rates/{id}", "/v1/exchange-rates/"+w.firstOf("/v1/exchange-rates"), "/v1/sources/{id}", "/v1/sources/"+w.firstOf("/v1/sources"),
			"/v1/webhooks/{id}", w.post(root, "/v1/webhooks", webhookBody),
			"/v1/imports/{id}", "/v1/imports/"+w.imported(t, upload(donor, "", pledgesCSV(pledgeRow("F-1", "usaid", "x", "")))).ID, "{template}", "pledges.xlsx", "{pcode}", "HT01", "organizations/{code}", "organizations/usaid", "crises/{code}", "crises/hti-2024", "appeals/{code}", "appeals/HHTI24")
		for path, formats := range lists {
			for _, format := range everyFormat {
				query := "?format=" + format
				if strings.Contains(path, "coverage") || strings.Contains(path, "summary") {
					query += "&crisis=hti-2024"
				}
				if strings.HasSuffix(path, "series") {
					query += "&from=2024-08-01&to=2024-09-01&step=month"
				}
				who := root
				if strings.HasPrefix(path, "/v1/imports") {
					who = donor // its own
				}
				got := w.send(call{as: who, method: "GET", path: places.Replace(path) + query})
				media := got.Header().Get("Content-Type")
				switch known := slices.Contains(formats, format); {
				case known && (got.Code != 200 || media != formatMedia[format]):
					t.Errorf("%s as %s: %d %s %.300s", path, format, got.Code, media, got.Body)
				case !known && (got.Code != 400 || !strings.Contains(got.Body.String(), strings.Join(formats, ", "))):
					t.Errorf("%s does not come as %s: %d %.300s", path, format, got.Code, got.Body)
				}
			}
		}
		if len(lists) < 35 {
			t.Errorf("only %d lists", len(lists))
		}
	})
}

func TestFormats(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		s := newStage(w)
		w.post(donor, s.mine+"/transactions", `{"type":"commitment","amount":{"amount":"1.00","currency":"USD"},"date":"2024-09-10",
			"sources":[{"publisher":"USAID","title":"Payments","published_on":"2024-09-06"}]}`)
		read := func(name, path string, status int, want []string, not ...string) scenario {
			return scenario{name: name, call: call{method: "GET", path: path}, status: status, want: want, not: not}
		}
		w.play(t, []scenario{
			read("pledges with hashtags", "/v1/pledges?format=hxl", 200, []string{"\r\n#activity+id,#activity+code,#crisis+code", `filename="pledges.hxl.csv"`}),
			read("regions on a map", "/v1/regions?format=geojson&region=HT", 200, []string{`"type":"FeatureCollection"`, `"id":"HT01"`, `[[[-72.5,18],[-71.5,18],[-71.5,19],[-72.5,19],[-72.5,18]]]`, `"geometry":null`,
				`"bbox":[-72.5,18,-71.5,19]`, `filename="regions.geojson"`, "Content-Language: en"}, `"crs"`),
			read("a page of regions on a map", "/v1/regions?format=geojson&limit=1", 200, []string{`rel="next"`, `"id":"DO"`}, `"id":"HT"`),
			read("coverage on a map", "/v1/coverage?crisis=hti-2024&region=HT&sector=WSH&format=geojson", 200, []string{`"region":"HT01"`, `"type":"Polygon"`, `"gap":`}),
			read("pledges as activities", "/v1/pledges?format=iati", 200, []string{`<iati-activities version="2.03"`, `<transaction-type code="12"/>`, "</iati-activities>", `filename="pledges.xml"`}),
			read("activities with what was paid", "/v1/pledges?format=iati", 200, []string{`<transaction-type code="2"/>`, "Commitment", `<activity-date type="2" iso-date="2024-09-10"/>`}),
			read("activities as of a day", "/v1/pledges?format=iati&as_of=2024-09-09", 200, []string{`<transaction-type code="12"/>`}, `<transaction-type code="2"/>`),
			read("activities know no past", "/v1/pledges?format=iati&known_at=2024-09-09T00:00:00Z", 400, []string{`"known_at"`, "csv"}),
			read("a format that does not fit says which do", "/v1/organizations?format=geojson", 400, []string{"json, csv, ndjson, xlsx, hxl"}),
			{name: "a map by its media type", call: call{method: "GET", path: "/v1/regions", headers: []string{"Accept: application/geo+json"}}, status: 200, want: []string{"FeatureCollection"}},
			{name: "XML is only asked for by name", call: call{method: "GET", path: "/v1/pledges", headers: []string{"Accept: application/xml"}}, status: 406, want: []string{"format= as json, csv, ndjson, xlsx, hxl, iati"}},
			{name: "a browser does not get XML", call: call{method: "GET", path: "/v1/pledges", headers: []string{"Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}}, status: 200, want: []string{`{"data":`}},
			{name: "HEAD of a workbook", call: call{method: "HEAD", path: "/v1/pledges?format=xlsx"}, status: 200, want: []string{`filename="pledges.xlsx"`}},
			read("the boundary of a region", "/v1/regions/HT01/boundary", 200, []string{"application/geo+json", `"detail":"simple"`, "Etag: ", `"name":"West"`}),
			read("in full", "/v1/regions/HT01/boundary?detail=full&format=json", 200, []string{"application/json", `"detail":"full"`, `"points":5`}),
			read("in a detail that is none", "/v1/regions/HT01/boundary?detail=half", 400, []string{`"detail"`, "full, simple"}),
			read("of a region that has none", "/v1/regions/HT02/boundary", 404, []string{"HT02", "konbit import boundaries"}),
			read("of no region", "/v1/regions/XX/boundary", 404, []string{"XX"}),
		})
		t.Run("a workbook is packed once", func(t *testing.T) {
			got := w.send(call{method: "GET", path: "/v1/pledges?format=xlsx", headers: []string{"Accept-Encoding: gzip, zstd"}})
			book, err := excelize.OpenReader(bytes.NewReader(got.Body.Bytes()))
			if err != nil || got.Header().Get("Content-Encoding") != "" || got.Header().Get("No-Gzip-Compression") != "" {
				t.Fatalf("%v %v", err, got.Header())
			}
			defer book.Close()
			about, _ := book.GetRows("about")
			if rows, _ := book.GetRows("pledges"); len(rows) < 2 || !strings.Contains(strings.Join(slices.Concat(about...), " "), "/v1/pledges?format=xlsx") {
				t.Errorf("%d rows", len(rows))
			}
		})
	})
}

func TestTemplates(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		w.post(coordinator, "/v1/regions", `{"pcode":"KE","names":{"en":"Kenya"},"level":0,"iso3":"KEN"}`)
		path := "/v1/templates/pledges.xlsx?crisis=hti-2024"
		got := w.send(call{method: "GET", path: path, headers: []string{"Accept-Language: fr"}})
		book, err := excelize.OpenReader(bytes.NewReader(got.Body.Bytes()))
		if err != nil {
			t.Fatalf("%v: %d %.300s", err, got.Code, got.Body)
		}
		defer book.Close()
		lists, err := book.GetRows("lists")
		if said := strings.Join(slices.Concat(lists...), " "); err != nil || !strings.Contains(said, "HT0111 Port-au-Prince") || !strings.Contains(said, "HT01 Ouest") || !strings.Contains(said, "HHTI24") || strings.Contains(said, "KE Kenya") {
			t.Errorf("%v: %s", err, said)
		}
		w.play(t, []scenario{
			{name: "one that is known already", call: call{method: "GET", path: path, headers: []string{"Accept-Language: fr", "If-None-Match: " + got.Header().Get("ETag")}}, status: 304},
			{name: "for every crisis", call: call{method: "GET", path: "/v1/templates/assessments.xlsx"}, status: 200, want: []string{`filename="konbit-assessments.xlsx"`}},
			{name: "for a crisis that is not there", call: call{method: "GET", path: "/v1/templates/pledges.xlsx?crisis=x-2024"}, status: 400, want: []string{`"crisis"`, "x-2024"}},
			{name: "one that is not there", call: call{method: "GET", path: "/v1/templates/regions.xlsx"}, status: 404, want: []string{"/v1/templates"}},
			{name: "without its ending", call: call{method: "GET", path: "/v1/templates/pledges"}, status: 404},
			{name: "as JSON", call: call{method: "GET", path: path + "&format=json"}, status: 400, want: []string{"xlsx"}},
			{name: "the list", call: call{method: "GET", path: "/v1/templates?limit=1"}, status: 200, want: []string{`"name":"assessments"`, `rel="next"`}},
		})
	})
}

// TestLongListsStreamInEveryFormat cuts the connection after the first page, and reads the whole.
func TestLongListsStreamInEveryFormat(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		w.flood(1100)
		server := httptest.NewServer(w.http)
		defer server.Close()
		for format, end := range map[string]string{"xlsx": "", "geojson": "}\n", "hxl": "\r\n"} {
			answer, err := http.Get(server.URL + "/v1/regions?format=" + format)
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(answer.Body)
			answer.Body.Close()
			if err != nil || !strings.HasSuffix(string(body), end) || answer.ContentLength >= 0 {
				t.Errorf("%s: %v, %d bytes of %d", format, err, len(body), answer.ContentLength)
			}
			if format == "xlsx" {
				book, err := excelize.OpenReader(bytes.NewReader(body))
				if err != nil {
					t.Fatal(err)
				}
				if rows, err := book.GetRows("regions"); err != nil || len(rows) != 1106 {
					t.Errorf("%d rows, %v", len(rows), err)
				}
				book.Close()
			}
		}
	})
}
