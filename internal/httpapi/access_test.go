package httpapi_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/konbit-aid/konbit/api"
)

const someSource = `"sources":[{"publisher":"ACTED","title":"Field report","published_on":"2024-09-08"}]`

// incidentBody is an incident that can be recorded.
func incidentBody(changes ...string) string {
	return merge(`{"reference":"A-1","crisis":"hti-2024","region":"HT0111","category":"abduction","title":"Staff taken from a bus","period":{"from":"2024-09-07"},
		"killed":3,"civilians_killed":2,"abducted":14,"sensitivity":"public",`+someSource+`}`, changes...)
}

// constraintBody is an access constraint that can be recorded.
func constraintBody(changes ...string) string {
	return merge(`{"crisis":"hti-2024","region":"HT01","type":"ongoing_insecurity","severity":4,"period":{"from":"2024-09-01"},"sensitivity":"public",`+someSource+`}`, changes...)
}

// presenceBody is a presence that can be recorded.
func presenceBody(changes ...string) string {
	return merge(`{"crisis":"hti-2024","region":"HT01","sector":"WSH","period":{"from":"2024-03-01"},"sensitivity":"public",`+someSource+`}`, changes...)
}

func TestIncidentsOverHTTP(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		w.key(reporter, "acted", api.ScopeReport)
		at := w.post(reporter, "/v1/incidents", incidentBody())
		hidden := w.post(reporter, "/v1/incidents", incidentBody(`reference="A-2"`, `sensitivity="restricted"`))
		const p = "/v1/incidents"
		read := func(name, as, path string, status int, want ...string) scenario {
			return scenario{name: name, call: call{as: as, method: "GET", path: path}, status: status, want: want}
		}
		few := read("small numbers are hidden from the public", nobody, at, 200, `"killed":{"suppressed":true}`, `"civilians_killed":{"suppressed":true}`, `"abducted":14`, `"injured":null`)
		few.not = []string{`"killed":3`, "lat", "lon"}
		w.play(t, []scenario{
			few,
			read("and told to partners", donor, at, 200, `"killed":3`, `"civilians_killed":2`, `"organization":"acted"`, `"period":{"from":"2024-09-07","to":"2024-09-07"}`),
			read("also in CSV", nobody, p+"?format=csv", 200, "<10,<10,,14"),
			read("also in NDJSON", nobody, p+"?format=ndjson", 200, `"killed":{"suppressed":true}`),
			read("also in sums", nobody, p+"/summary?crisis=hti-2024", 200, `"incidents":1,"killed":{"suppressed":true}`),
			read("sums as CSV", donor, p+"/summary?crisis=hti-2024&format=csv", 200, "HT,2024-09,abduction,1,3,2,,14,,,"),
			read("nobody selects by them without a key", nobody, p+"?killed_from=3", 401, "killed_from", "needs_key", "Www-Authenticate"),
			read("with a key they do", donor, p+"?killed_from=3&killed_to=3", 200, `"killed":3`),
			read("a range that cannot be", donor, p+"?killed_from=4&killed_to=3", 400, "range_out_of_order"),
			read("an unknown category", nobody, p+"?category=robbery", 400, `"category"`, "violence_against_civilians"),
			read("an unknown order", nobody, p+"?sort=killed", 400, `"sort"`),
			read("a sum without a crisis", nobody, p+"/summary", 400, `"crisis"`),
			read("what is restricted is not there", donor, hidden, 404),
			read("but for its owner", reporter, hidden, 200, `"killed":3`),
			read("and coordinators", coordinator, hidden, 200, `"killed":3`),
			refused("nobody writes without a key", nobody, p, incidentBody(), 401),
			refused("or with another scope", donor, p, incidentBody(), 403, "report"),
			refused("or for another organization", reporter, p, incidentBody(`organization="wfp"`), 403, "acted"),
			refused("a reference that was used", reporter, p, incidentBody(), 409, "Location: "+at),
			refused("a place on the map", reporter, p, incidentBody(`centroid={"lon":-72.3,"lat":18.5}`), 400, `"/centroid"`, "unknown_member"),
			refused("every wrong field at once", reporter, p, incidentBody(`reference="A-3"`, `civilians_killed=4`, `category="robbery"`, `region="KE"`, `period={"from":"2024-09-07","to":"2024-09-06"}`,
				`sources=[{"title":"T"}]`), 422, `"/civilians_killed"`, `"/category"`, `"/region"`, `"/period/to"`, `"/sources/0/publisher"`, `"/sources/0/published_on"`),
			refused("a suppressed number", reporter, p, incidentBody(`reference="A-3"`, `killed={"suppressed":true}`), 422, `"/killed"`),
			refused("no reason", reporter, at+"/transitions", `{"to":"withdrawn"}`, 422, `"/reason"`),
			{name: "a correction without its version", call: call{as: reporter, method: "PATCH", path: at, body: `{"killed":4}`}, status: 428},
			{name: "a correction of another version", call: call{as: reporter, method: "PATCH", path: at, body: `{"killed":4}`, headers: []string{`If-Match: "7-abc"`}}, status: 412},
			{name: "a correction", call: call{as: reporter, method: "PATCH", path: at, body: `{"killed":4}`, headers: []string{`If-Match: "1-abc"`}}, status: 200, want: []string{`"killed":4`, `"version":2`}},
			{name: "what cannot be deleted", call: call{as: reporter, method: "DELETE", path: at}, status: 405},
		})
	})
}

func TestConstraintsAndPresenceOverHTTP(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		w.key(reporter, "acted", api.ScopeReport)
		at := w.post(reporter, "/v1/access-constraints", constraintBody())
		there := w.post(reporter, "/v1/presence", presenceBody())
		w.post(ngo, "/v1/assessments", assessmentBody())
		const p = "/v1/access-constraints"
		w.play(t, []scenario{
			{name: "the direction follows from the type", call: call{method: "GET", path: at}, status: 200, want: []string{`"direction":"physical"`, `"sectors":[]`, `"to":null`, `"lifted_on":null`}},
			refused("a direction is not given", reporter, p, constraintBody(`direction="physical"`), 400, `"/direction"`),
			refused("a severity above the scale", reporter, p, constraintBody(`severity=6`), 422, `"/severity"`, "out_of_range"),
			refused("a severity that is a word", reporter, p, constraintBody(`severity="high"`), 422, `"/severity"`),
			refused("a region outside the crisis", reporter, p, constraintBody(`region="KE"`), 422, `"/region"`, "unknown_region"),
			refused("the same at the same time", reporter, p, constraintBody(`severity=5`), 409, "Location: "+at, "overlapping"),
			refused("a source without a date", reporter, p, constraintBody(`sources=[{"publisher":"P","title":"T"}]`), 422, `"/sources/0/published_on"`),
			refused("another scope", donor, p, constraintBody(), 403, "report"),
			{name: "a severity out of range to filter by", call: call{method: "GET", path: p + "?severity_from=6"}, status: 400, want: []string{`"severity_from"`}},
			{name: "an unknown type to filter by", call: call{method: "GET", path: p + "?type=weather"}, status: 400, want: []string{`"type"`, "physical_constraints"}},
			{name: "as CSV", call: call{method: "GET", path: p + "?format=csv&in_force_on=2024-09-10"}, status: 200, want: []string{"HT01,ongoing_insecurity,physical,4,2024-09-01,,"}},
			refused("the same presence at the same time", reporter, "/v1/presence", presenceBody(), 409, "Location: "+there, "overlapping"),
			refused("a presence in no sector", reporter, "/v1/presence", presenceBody(`sector=null`), 422, `"/sector"`),
			{name: "presence as CSV", call: call{method: "GET", path: "/v1/presence?format=csv"}, status: 200, want: []string{"acted,HT01,WSH,2024-03-01,,"}},
			{name: "a presence is not patched", call: call{as: reporter, method: "PATCH", path: there, body: `{}`}, status: 405},
			{name: "coverage shows both", call: call{method: "GET", path: "/v1/coverage?crisis=hti-2024&region=HT&sector=WSH"}, status: 200,
				want: []string{`"access":{"severity":4,"count":1,"constraints":["` + strings.TrimPrefix(at, p+"/") + `"]},"presence":{"organizations":1}`, `"presence":{"organizations":null}`}},
			{name: "coverage as CSV too", call: call{method: "GET", path: "/v1/coverage?crisis=hti-2024&region=HT&sector=WSH&format=csv"}, status: 200, want: []string{"access_count,presence_organizations,unmet_per_person"}},
			{name: "half a question", call: call{method: "GET", path: "/v1/coverage?crisis=hti-2024&severity_from=2"}, status: 400, want: []string{`"severity_from"`, "unreachable=true"}},
			{name: "an unknown order", call: call{method: "GET", path: "/v1/coverage?crisis=hti-2024&sort=name"}, status: 400, want: []string{`"sort"`}},
			{name: "the order says its formula", call: call{method: "GET", path: "/v1/coverage?crisis=hti-2024&sort=unmet"}, status: 200, want: []string{`"ranking":{"by":"unmet","formula":"money.gap / people.in_need`}},
		})
	})
}

// TestAPublicIncidentHasNoPlaceFinerThanARegion holds for whatever is added to incidents one day.
func TestAPublicIncidentHasNoPlaceFinerThanARegion(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		w.key(reporter, "acted", api.ScopeReport)
		var r map[string]any
		w.get(nobody, w.post(reporter, "/v1/incidents", incidentBody()), &r)
		text, _ := json.Marshal(r)
		for _, word := range []string{"lat", "lon", "coordinates", "centroid", "geometry", "point", "position", "address"} {
			if strings.Contains(string(text), `"`+word) {
				t.Errorf("%q stands in %s", word, text)
			}
		}
	})
}
