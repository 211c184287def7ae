package httpapi_test

import (
	"encoding/json"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/httpapi"
	"github.com/konbit-aid/konbit/internal/relief"
	"github.com/konbit-aid/konbit/internal/testkit"
)

func TestProblems(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		w.play(t, []scenario{
			{name: "an unknown address", call: call{method: "GET", path: "/v1/nothing"}, status: 404, want: []string{"#not_found", "/docs"}},
			{name: "a slash too many", call: call{method: "GET", path: "/v1/pledges/"}, status: 404},
			{name: "a record that is not there", call: call{method: "GET", path: "/v1/pledges/01928f6e-0000-7c3e-9d55-2f1c7a9e4b10"}, status: 404},
			{name: "an id that is none", call: call{method: "GET", path: "/v1/pledges/7"}, status: 404},
			{name: "an id with a NUL", call: call{method: "GET", path: "/v1/regions/HT%00"}, status: 404},
			{name: "an id that is not UTF-8", call: call{method: "GET", path: "/v1/regions/%ff"}, status: 404},
			{name: "an id with a slash", call: call{method: "GET", path: "/v1/crises/a%2Fb"}, status: 404},
			{name: "another method", call: call{as: donor, method: "DELETE", path: "/v1/pledges"}, status: 405, want: []string{"Allow: GET", "POST"}},
			{name: "a write to a code list", call: call{as: coordinator, method: "POST", path: "/v1/sectors", body: "{}"}, status: 405, want: []string{"Allow: GET"}},
			{name: "a format that is not", call: call{method: "GET", path: "/v1/pledges", headers: []string{"Accept: image/png"}}, status: 406, want: []string{"text/csv"}},
			{name: "one record as CSV", call: call{method: "GET", path: "/v1/regions/HT", headers: []string{"Accept: text/csv"}}, status: 406},
			{name: "an unknown format", call: call{method: "GET", path: "/v1/pledges?format=pdf"}, status: 400, want: []string{`"format"`}},
			{name: "a parameter on a record", call: call{method: "GET", path: "/v1/regions/HT?limit=1"}, status: 400, want: []string{`"limit"`}},
			{name: "a request id of the caller's", call: call{method: "GET", path: "/v1/nothing", headers: []string{"X-Request-Id: mine-1"}}, status: 404, want: []string{`"request_id":"mine-1"`}},
			{name: "a request id that would forge a log", call: call{method: "GET", path: "/v1/nothing", headers: []string{"X-Request-Id: a\" b=c"}}, status: 404, not: []string{`b=c`}},
		})
	})
}

func TestEveryCodeIsExplained(t *testing.T) {
	page, err := os.ReadFile("../../docs/problems.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range []api.Code{api.CodeMalformed, api.CodeUnauthorized, api.CodeForbidden, api.CodeNotFound, api.CodeMethod,
		api.CodeNotAcceptable, api.CodeConflict, api.CodeStale, api.CodeTooLarge, api.CodeMediaType, api.CodeInvalid,
		api.CodeNoVersion, api.CodeUnavailable, api.CodeInternal, api.CodeURITooLong, api.CodeTooMany, api.CodeBusy, api.CodeTooExpensive} {
		if !strings.Contains(string(page), "\n## "+string(code)+"\n") {
			t.Errorf("docs/problems.md has no section %s", code)
		}
	}
}

func TestAnswers(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		w.play(t, []scenario{
			{name: "are guarded by headers", call: call{method: "GET", path: "/v1/sectors"}, status: 200,
				want: []string{"X-Content-Type-Options: nosniff", "frame-ancestors 'none'", "Referrer-Policy: no-referrer", "X-Request-Id: ",
					"X-Frame-Options: DENY", "Permissions-Policy: ", "Cross-Origin-Resource-Policy: cross-origin"}, not: []string{"Strict-Transport-Security", "Access-Control", "Ratelimit"}},
			{name: "to everybody may be shared if asked again", call: call{method: "GET", path: "/v1/regions"}, status: 200,
				want: []string{"Cache-Control: public, no-cache", "Vary: Authorization", "Vary: Accept\r", "Vary: Accept-Encoding", "Vary: Accept-Language"}},
			{name: "to a key are private", call: call{as: donor, method: "GET", path: "/v1/regions"}, status: 200, want: []string{"Cache-Control: private, no-cache"}},
			{name: "name regions in the reader's language", call: call{method: "GET", path: "/v1/regions/HT01", headers: []string{"Accept-Language: de, fr-HT;q=0.8, en;q=0.5"}},
				status: 200, want: []string{"Content-Language: fr", `"name":"Ouest"`}},
			{name: "name regions in lists too", call: call{method: "GET", path: "/v1/regions?region=HT01", headers: []string{"Accept-Language: fr"}}, status: 200, want: []string{`"name":"Ouest"`}},
			{name: "name sectors in the reader's language", call: call{method: "GET", path: "/v1/sectors/WSH", headers: []string{"Accept-Language: ht"}},
				status: 200, want: []string{"Content-Language: ht", "Dlo, asenisman ak ijyèn"}},
			{name: "without any name have a language too", call: call{method: "GET", path: "/v1/regions?q=nowhere", headers: []string{"Accept-Language: fr"}}, status: 200,
				want: []string{"Content-Language: fr", `"data":[]`}},
			{name: "name the regions of coverage", call: call{method: "GET", path: "/v1/coverage?crisis=hti-2024&level=0", headers: []string{"Accept-Language: fr"}},
				status: 200, want: []string{"Content-Language: fr", "Haïti"}},
			{name: "fall back to English", call: call{method: "GET", path: "/v1/sectors/WSH", headers: []string{"Accept-Language: de"}}, status: 200,
				want: []string{"Content-Language: en", "Water, Sanitation and Hygiene"}},
			{name: "tell the version at the root", call: call{method: "GET", path: "/"}, status: 200, want: []string{`"version":"test"`, "/openapi.json"}},
			{name: "describe the API", call: call{method: "GET", path: "/openapi.json"}, status: 200, want: []string{`"openapi": "3.1`, "application/json"}},
			{name: "to people are a page", call: call{method: "GET", path: "/docs"}, status: 200, want: []string{"text/html", "<!DOCTYPE html"}},
			{name: "tell that the program runs", call: call{method: "GET", path: "/livez"}, status: 200, want: []string{"ok"}},
			{name: "tell that the database answers", call: call{method: "GET", path: "/readyz"}, status: 200, want: []string{"ok"}},
			{name: "to HEAD are those to GET", call: call{method: "HEAD", path: "/v1/regions/HT"}, status: 200, want: []string{"Etag: "}},
			{name: "find a p-code that must be escaped", call: call{method: "GET", path: "/v1/regions/HT%2001"}, status: 404, want: []string{`HT 01`}},
		})
	})
}

func TestReadiness(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		if err := w.store.Close(); err != nil {
			t.Fatal(err)
		}
		w.play(t, []scenario{
			{name: "fails without a database", call: call{method: "GET", path: "/readyz"}, status: 503, want: []string{"Retry-After: 1", "#unavailable"}},
			{name: "while the program runs", call: call{method: "GET", path: "/livez"}, status: 200},
		})
	})
}

func TestCompression(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		for _, tc := range []struct{ name, accept, want string }{
			{"zstd where it is taken", "gzip, zstd", "zstd"}, {"else gzip", "gzip", "gzip"}, {"nothing where nothing is asked for", "", ""},
		} {
			t.Run(tc.name, func(t *testing.T) {
				got := w.send(call{method: "GET", path: "/v1/sectors", headers: []string{"Accept-Encoding: " + tc.accept}})
				if got.Code != 200 || got.Header().Get("Content-Encoding") != tc.want {
					t.Errorf("%d %q", got.Code, got.Header())
				}
			})
		}
	})
}

func TestKeys(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		w := emptyWorld(t, url, httpapi.Config{PublicRead: false})
		w.people()
		w.keys["forged"] = w.keys[donor][:len(w.keys[donor])-1] + "x"
		body := `{"code":"x","title":"X","regions":["HT"],"started_on":"2024-02-02"}`
		w.play(t, []scenario{
			{name: "reading needs one where the operator says so", call: call{method: "GET", path: "/v1/regions"}, status: 401, want: []string{"Www-Authenticate: Bearer"}},
			{name: "any one will do", call: call{as: ngo, method: "GET", path: "/v1/regions"}, status: 200},
			{name: "the probes need none", call: call{method: "GET", path: "/readyz"}, status: 200},
			{name: "a forged one is unknown", call: call{as: "forged", method: "GET", path: "/v1/regions"}, status: 401},
			{name: "one in the address is not read", call: call{as: ngo, method: "GET", path: "/v1/regions?api_key=" + w.keys[donor]}, status: 400, want: []string{"api_key"}},
			{name: "another scheme is not read", call: call{method: "GET", path: "/v1/regions", headers: []string{"Authorization: Basic dTpw"}}, status: 401},
			{name: "an empty one is none", call: call{method: "GET", path: "/v1/regions", headers: []string{"Authorization: Bearer"}}, status: 401},
			{name: "writing always needs one", call: call{method: "POST", path: "/v1/crises", body: body}, status: 401},
			{name: "the missing scope is named", call: call{as: donor, method: "POST", path: "/v1/crises", body: body}, status: 403, want: []string{"coordinate", "insufficient_scope"}},
			{name: "either scope is named where two would do", call: call{as: donor, method: "POST", path: "/v1/assessments/01928f6e-0000-7c3e-9d55-2f1c7a9e4b10/transitions",
				body: `{"to":"validated"}`}, status: 403, want: []string{"assess or coordinate"}},
			{name: "a pledge of another donor is not ours to record", call: call{as: donor, method: "POST", path: "/v1/pledges", body: pledgeBody(`donor="wfp"`)}, status: 403},
		})
	})
}

func TestLog(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		w.log.Reset()
		w.send(call{as: donor, method: "GET", path: "/v1/pledges/01928f6e-0000-7c3e-9d55-2f1c7a9e4b10", headers: []string{"X-Request-Id: r-1"}})
		w.send(call{as: donor, method: "GET", path: "/v1/organizations?q=planted-secret"})
		lines := strings.Split(strings.TrimSpace(w.log.String()), "\n")
		if len(lines) != 2 {
			t.Fatalf("want one line a request:\n%s", w.log)
		}
		var line map[string]any
		if err := json.Unmarshal([]byte(lines[0]), &line); err != nil {
			t.Fatal(err)
		}
		if line["route"] != "/v1/pledges/:id" || line["status"] != 404.0 || line["method"] != "GET" || line["request"] != "r-1" || line["key"] == "" || line["bytes"] == 0.0 {
			t.Errorf("%v", line)
		}
		for _, secret := range []string{w.keys[donor], "planted-secret"} {
			if strings.Contains(w.log.String(), secret) {
				t.Errorf("the log holds %q", secret)
			}
		}
	})
}

func TestPanicIsAProblemLoggedOnce(t *testing.T) {
	w := &world{t: t, keys: map[string]string{}}
	w.http = httpapi.New(relief.New(nil), httpapi.Config{PublicRead: true}) // no store: every use of it panics
	w.play(t, []scenario{{name: "and shows nothing", call: call{method: "GET", path: "/v1/pledges"}, status: http.StatusInternalServerError,
		want: []string{"#internal", "request id"}, not: []string{"nil pointer", "runtime"}}})
}
