package httpapi_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/konbit-aid/konbit/api"
)

func TestConditionalReads(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		at := w.post(donor, "/v1/pledges", pledgeBody())
		for _, path := range []string{at, "/v1/pledges", "/v1/regions/HT", "/v1/sectors/WSH", "/v1/coverage?crisis=hti-2024"} {
			first := w.send(call{method: "GET", path: path})
			tag := first.Header().Get("ETag")
			if first.Code != 200 || tag == "" {
				t.Fatalf("%s: %d, ETag %q", path, first.Code, tag)
			}
			w.play(t, []scenario{
				{name: path + " is not sent again", call: call{method: "GET", path: path, headers: []string{`If-None-Match: "x", W/` + tag}}, status: 304, want: []string{"Etag: " + tag, "Vary: "}, not: []string{"\nContent-Type", "{"}},
				{name: path + " is not sent for a star", call: call{method: "GET", path: path, headers: []string{"If-None-Match: *"}}, status: 304},
				{name: path + " is sent for another tag", call: call{method: "GET", path: path, headers: []string{`If-None-Match: "x"`}}, status: 200},
			})
		}
		t.Run("a tag starts with the version", func(t *testing.T) {
			if tag := w.send(call{method: "GET", path: at}).Header().Get("ETag"); !strings.HasPrefix(tag, `"1-`) || len(tag) != len(`"1-0123456789ab"`) {
				t.Errorf("%s", tag)
			}
		})
		t.Run("another language is another answer", func(t *testing.T) {
			en := w.send(call{method: "GET", path: "/v1/regions/HT"}).Header().Get("ETag")
			fr := w.send(call{method: "GET", path: "/v1/regions/HT", headers: []string{"Accept-Language: fr", "If-None-Match: " + en}})
			if fr.Code != 200 {
				t.Errorf("%d", fr.Code)
			}
		})
	})
}

func TestConditionalWrites(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		at := w.post(donor, "/v1/pledges", pledgeBody(`expires_on="2025-01-01"`))
		tag := w.send(call{method: "GET", path: at}).Header().Get("ETag")
		patch := func(name, ifMatch, body string, status int, want ...string) scenario {
			return scenario{name: name, call: call{as: donor, method: "PATCH", path: at, body: body, headers: []string{"If-Match: " + ifMatch}}, status: status, want: want}
		}
		other := patch("another organization's key", tag, `{"title":"X"}`, 403)
		other.as = recipient
		plain := patch("the plain media type", "*", `{"title":"Plain"}`, 200, `"Plain"`)
		plain.headers = append(plain.headers, "Content-Type: application/json")
		absent := patch("a record that is not there", "*", `{}`, 404)
		absent.path = "/v1/pledges/01928f6e-0000-7c3e-9d55-2f1c7a9e4b10"
		w.play(t, []scenario{
			patch("without a version", "", `{"title":"X"}`, 428, "#precondition_required", "ETag"),
			patch("with what is no tag", "1", `{"title":"X"}`, 400),
			patch("of a version that never was", `"99-0a1b2c3d4e5f"`, `{"title":"X"}`, 412, "#precondition_failed"),
			patch("of the version that was read", tag, `{"title":"New title","expires_on":null}`, 200, `"version":2`, `Etag: "2-`, "New title", `"expires_on":null`),
			patch("of a version that is no more", tag, `{"title":"X"}`, 412, "version 2"),
			patch("with a wrong field", `"2-0a1b2c3d4e5f"`, `{"title":"","kind":"gift"}`, 422, `"/title"`, `"/kind"`),
			patch("with a field that is not its own", `"2-0a1b2c3d4e5f"`, `{"status":"disbursed"}`, 400, `"/status"`),
			patch("with a field twice", `"2-0a1b2c3d4e5f"`, `{"title":"a","title":"b"}`, 400, `"/title"`),
			patch("that is no object", `"2-0a1b2c3d4e5f"`, `["title"]`, 400),
			patch("that is no JSON", `"2-0a1b2c3d4e5f"`, `{`, 400),
			patch("that is empty of changes", `"2-0a1b2c3d4e5f"`, `{}`, 200),
			patch("of any version", "*", `{"title":"Any"}`, 200, `"Any"`),
			plain, other, absent,
		})
	})
}

func TestTransitions(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		at := w.post(ngo, "/v1/assessments", assessmentBody())
		move := func(name, as, body string, status int, want ...string) scenario {
			return refused(name, as, at+"/transitions", body, status, want...)
		}
		w.play(t, []scenario{
			{name: "a draft is not there for others", call: call{as: recipient, method: "GET", path: at}, status: 404},
			move("to a status that is not", ngo, `{"to":"published"}`, 422, `"/to"`),
			move("with an unknown field", ngo, `{"to":"submitted","why":"x"}`, 400, `"/why"`),
			move("by its organization", ngo, `{"to":"submitted"}`, 200, `"status":"submitted"`, "Etag: "),
			move("to validated by its organization", ngo, `{"to":"validated"}`, 403),
			move("to rejected without a reason", coordinator, `{"to":"rejected"}`, 422, `"/reason"`),
			move("to validated by a coordinator", coordinator, `{"to":"validated"}`, 200, `"status":"validated"`),
			move("twice", coordinator, `{"to":"validated"}`, 409),
			{name: "and then everybody sees it", call: call{method: "GET", path: at}, status: 200, want: []string{`"need_count":1`, `"in_need":1200000`}},
			{name: "and its needs", call: call{method: "GET", path: at + "/needs"}, status: 200, want: []string{`"in_need":1200000`}},
			{name: "and the current lines", call: call{method: "GET", path: "/v1/needs?crisis=hti-2024&sector=WSH"}, status: 200, want: []string{`"in_need":1200000`}},
		})
		pledge := w.post(donor, "/v1/pledges", pledgeBody(`stage="announced"`))
		w.play(t, []scenario{
			refused("an announced pledge becomes firm", donor, pledge+"/transitions", `{"to":"pledged"}`, 200, `"status":"pledged"`),
			refused("a pledge is not cancelled without a reason", donor, pledge+"/transitions", `{"to":"cancelled"}`, 422, `"/reason"`),
			refused("a pledge is cancelled", donor, pledge+"/transitions", `{"to":"cancelled","reason":"Withdrawn by Congress"}`, 200, `"status":"cancelled"`),
			refused("nobody else's pledge is", recipient, pledge+"/transitions", `{"to":"pledged"}`, 403),
		})
	})
}

// TestWhatIsCreatedCanBeRead reads every new record at its Location and expects the same body and ETag.
func TestWhatIsCreatedCanBeRead(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		pledge := w.post(donor, "/v1/pledges", pledgeBody())
		for _, c := range []call{
			{as: coordinator, path: "/v1/regions", body: `{"pcode":"HT03","names":{"en":"North"},"level":1,"parent":"HT","iso3":"HTI"}`},
			{as: coordinator, path: "/v1/exchange-rates", body: `{"currency":"CHF","date":"2024-09-01","rate":"0.85","source":"UN"}`},
			{as: coordinator, path: "/v1/organizations", body: `{"code":"unicef","name":"UNICEF","type":"united_nations"}`},
			{as: coordinator, path: "/v1/crises", body: `{"code":"hti-2026","title":"Haiti 2026","regions":["HT"],"started_on":"2026-01-01"}`},
			{as: coordinator, path: "/v1/appeals", body: `{"code":"HHTI26","crisis":"hti-2024","title":"2026","type":"other","starts_on":"2026-01-01","ends_on":"2026-12-31"}`},
			{as: ngo, path: "/v1/assessments", body: assessmentBody()},
			{as: donor, path: "/v1/pledges", body: pledgeBody(`amount={"amount":"1000.50","currency":"EUR"}`)},
			{as: donor, path: pledge + "/transactions", body: `{"type":"commitment","amount":{"amount":"10.00","currency":"USD"},"date":"2024-09-06",
				"sources":[{"publisher":"USAID","title":"Payments","published_on":"2024-09-06"}]}`},
		} {
			t.Run(c.path[4:], func(t *testing.T) {
				c.method = http.MethodPost
				made := w.send(c)
				at := made.Header().Get("Location")
				if made.Code != http.StatusCreated || !strings.HasPrefix(at, c.path+"/") {
					t.Fatalf("%d %q %s", made.Code, at, made.Body)
				}
				read := w.send(call{as: c.as, method: "GET", path: at})
				if read.Body.String() != made.Body.String() || read.Header().Get("ETag") != made.Header().Get("ETag") || made.Header().Get("ETag") == "" {
					t.Errorf("made %s%s\nread %s%s", made.Header().Get("ETag"), made.Body, read.Header().Get("ETag"), read.Body)
				}
			})
		}
	})
}

func TestCoverageAddsUp(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		w.post(donor, "/v1/pledges", pledgeBody(`allocations=[{"region":"HT01","sector":"FSC","amount":{"amount":"10000000.01","currency":"USD"}}]`))
		w.post(donor, "/v1/pledges", pledgeBody(`destination={"regions":["HT01","HT02"]}`))
		var c api.Coverage
		w.get(nobody, "/v1/coverage?crisis=hti-2024&region=HT&level=1", &c)
		sum := c.Unallocated.Add(c.Shared)
		for _, row := range c.Data {
			sum = sum.Add(row.Money)
		}
		if sum.Pledged != c.Totals.Pledged || c.Totals.Pledged != 5000000000 || c.Shared.Pledged != 2500000000 {
			t.Errorf("rows, unallocated and shared make %s, totals say %s", sum.Pledged, c.Totals.Pledged)
		}
	})
}
