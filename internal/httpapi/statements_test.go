package httpapi_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/konbit-aid/konbit/api"
)

// known asks for what is known at the only moment that there is in the tests.
const known = "known_at=2024-09-10T12:00:00Z"

// fewest are the requests that are to be as quick as can be, and how many statements that is.
var fewest = map[string]int64{"/v1/pledges?limit=1000": 1, "/v1/pledges?limit=1000&region=HT": 2, "/v1/organizations?limit=1000": 1, "/v1/regions?limit=1000": 1,
	"/v1/exchange-rates?limit=1000": 1, "/v1/regions/HT0111": 1, "/v1/assessments?limit=1000": 1, "/v1/needs?limit=1000&crisis=hti-2024&region=HT": 2,
	"/v1/incidents?limit=1000&region=HT": 2}

// TestStatements counts the SQL statements of a request: as many for a list of sixty as for one of five.
func TestStatements(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		w.key(reporter, "acted", api.ScopeReport)
		w.key("root", "ocha", api.ScopeAdmin)
		at := w.post(donor, "/v1/pledges", pledgeBody())
		event := w.post(reporter, "/v1/incidents", incidentBody())
		barrier := w.post(reporter, "/v1/access-constraints", constraintBody())
		present := w.post(reporter, "/v1/presence", presenceBody())
		var rests answered[cited]
		w.get(nobody, "/v1/sources?q=report", &rests)
		source := "/v1/sources/" + rests.Data[0].ID
		grow := func(from, to int) {
			for i := from; i < to; i++ {
				w.post(donor, "/v1/pledges", pledgeBody(fmt.Sprintf(`reference="r%d"`, i), `allocations=[
					{"region":"HT01","sector":"FSC","amount":{"amount":"5.00","currency":"USD"}},
					{"region":"HT02","sector":"WSH","amount":{"amount":"5.00","currency":"USD"}}]`))
				w.post(donor, at+"/transactions", `{"type":"commitment","amount":{"amount":"10.00","currency":"USD"},"date":"2024-09-06",
					"sources":[{"publisher":"USAID","title":"Payments","published_on":"2024-09-06"}]}`)
				a := w.post(ngo, "/v1/assessments", assessmentBody(fmt.Sprintf(`needs=[{"region":"HT01","sector":"WSH","group":"ALL","age":"%d+","in_need":5},
					{"region":"HT02","sector":"FSC","age":"%d+","in_need":5}]`, i, i)))
				w.post(ngo, a+"/transitions", `{"to":"submitted"}`)
				w.post(coordinator, a+"/transitions", `{"to":"validated"}`)
				w.post(coordinator, "/v1/appeals", fmt.Sprintf(`{"code":"A%d","crisis":"hti-2024","title":"A","type":"other","starts_on":"2023-01-01","ends_on":"2023-12-31"}`, i))
				w.post(reporter, "/v1/incidents", incidentBody(fmt.Sprintf(`reference="i%d"`, i), `displaced=50`, `movement={"to":"HT02"}`))
				w.post(coordinator, "/v1/organizations", fmt.Sprintf(`{"code":"o%d","name":"O","type":"other"}`, i))
				there := fmt.Sprintf("o%d", i)
				w.key(there, there, api.ScopeReport)
				w.post(there, "/v1/access-constraints", constraintBody())
				w.post(there, "/v1/presence", presenceBody())
				w.patch(reporter, event, fmt.Sprintf(`{"title":"Title %d"}`, i))
				w.patch(reporter, barrier, fmt.Sprintf(`{"title":"Title %d"}`, i))
			}
		}
		paths := []string{"/v1/pledges?limit=1000", "/v1/pledges?limit=1000&region=HT", at + "/transactions?limit=1000", "/v1/assessments?limit=1000",
			"/v1/needs?limit=1000&crisis=hti-2024&region=HT", "/v1/appeals?limit=1000", "/v1/organizations?limit=1000", "/v1/regions?limit=1000",
			"/v1/crises?limit=1000", "/v1/exchange-rates?limit=1000", at, "/v1/regions/HT0111", "/v1/appeals/HHTI24", "/v1/sectors",
			"/v1/coverage?crisis=hti-2024&limit=1000", "/v1/coverage?crisis=hti-2024&region=HT&level=1&limit=1000", "/v1/coverage/explain?crisis=hti-2024&limit=1000",
			"/v1/coverage?crisis=hti-2024&unreachable=true&sort=unmet&limit=1000", "/v1/incidents?limit=1000&region=HT", "/v1/incidents/summary?crisis=hti-2024&region=HT&limit=1000",
			"/v1/access-constraints?limit=1000&region=HT&in_force_on=2024-09-10", "/v1/presence?limit=1000&region=HT",
			"/v1/coverage/series?crisis=hti-2024", "/v1/sources?limit=1000", at + "/history?limit=1000", "/v1/pledges?limit=1000&as_of=2024-09-09",
			"/v1/needs?limit=1000&crisis=hti-2024&competing=true", at + "?" + known, "/v1/pledges?limit=1000&" + known, "/v1/assessments?limit=1000&" + known,
			"/v1/needs?limit=1000&competing=true&" + known, "/v1/coverage?crisis=hti-2024&limit=1000&" + known, "/v1/coverage/explain?crisis=hti-2024&limit=1000&" + known,
			"/v1/coverage/series?crisis=hti-2024&" + known, event + "/history?limit=1000", event + "?" + known, barrier + "/history?limit=1000", barrier + "?" + known,
			present + "/history?limit=1000", present + "?" + known, source, source + "/records?limit=1000"}
		grow(0, 5)
		fewest[at] = 1
		few := w.cost(t, paths)
		grow(5, 60)
		many := w.cost(t, paths)
		for _, path := range paths {
			if many[path] > few[path] || few[path] > 20 {
				t.Errorf("%s takes %d statements where there is little and %d where there is more", path, few[path], many[path])
			}
		}
	})
}

func (w *world) cost(t *testing.T, paths []string) map[string]int64 {
	t.Helper()
	taken := map[string]int64{}
	for _, path := range paths {
		taken[path] = math.MaxInt64
		for range 3 { // the key is read again when another program on the server has written, which tests do all the time
			before := w.store.Statements()
			if got := w.send(call{as: donor, method: "GET", path: path}); got.Code != 200 {
				t.Fatalf("%s: %d %s", path, got.Code, got.Body)
			}
			taken[path] = min(taken[path], w.store.Statements()-before)
		}
		if free := strings.HasPrefix(path, "/v1/sectors"); (taken[path] == 0) != free {
			t.Errorf("%s takes %d statements", path, taken[path])
		}
	}
	for path, most := range fewest {
		if n, asked := taken[path]; asked && n > most {
			t.Errorf("%s takes %d statements, not %d", path, n, most)
		}
	}
	return taken
}
