package httpapi_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/konbit-aid/konbit/api"
)

// TestSourcesOfReportsThatTheReaderMayNotSee cites one source from a public pledge and from reports of each kind.
func TestSourcesOfReportsThatTheReaderMayNotSee(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		w.key(reporter, "acted", api.ScopeReport)
		w.key("root", "ocha", api.ScopeAdmin)
		w.key("partner", "wfp", api.ScopeRead)
		about := source("https://example.org/report", "")
		w.post(donor, "/v1/pledges", pledgeBody(about))
		kinds := []struct{ path, body string }{{"/v1/incidents", incidentBody(`reference=null`)}, {"/v1/access-constraints", constraintBody()}, {"/v1/presence", presenceBody()}}
		made := map[string][]string{}
		for _, sensitivity := range []api.Sensitivity{api.Public, api.Partners, api.Restricted} {
			for _, k := range kinds {
				made[string(sensitivity)] = append(made[string(sensitivity)], w.post(reporter, k.path, merge(k.body, about, fmt.Sprintf("sensitivity=%q", sensitivity),
					`region="HT01"`, `period={"from":"2024-0`+fmt.Sprint(len(made)+1)+`-01","to":"2024-0`+fmt.Sprint(len(made)+1)+`-20"}`)))
			}
		}
		for _, k := range kinds {
			made["area"] = append(made["area"], w.post(reporter, k.path, merge(k.body, about, `region="HT0111"`)))
		}
		made["area"] = append(made["area"], w.post(reporter, "/v1/incidents", incidentBody(about, `reference=null`, `region="HT02"`, `displaced=50`, `movement={"to":"HT0111"}`)))
		made["secret"] = append(made["secret"], w.post(reporter, "/v1/incidents", incidentBody(source("https://example.org/secret", ""), `reference=null`, `sensitivity="restricted"`)),
			w.post(reporter, "/v1/incidents", incidentBody(source("https://example.org/area", ""), `reference=null`, `region="HT0111"`)))
		w.post(reporter, "/v1/regions/HT0111/shield", `{"reason":"People hide there."}`)
		shared := ""
		for as, sees := range map[string][]string{nobody: {"public"}, "partner": {"public", "partners", "area"}, reporter: {"public", "partners", "restricted", "area", "secret"},
			coordinator: {"public", "partners", "restricted", "area", "secret"}} {
			var list answered[cited]
			w.get(as, "/v1/sources?url=https://example.org/report", &list)
			if len(list.Data) != 1 {
				t.Fatalf("%q finds %d sources", as, len(list.Data))
			}
			shared = "/v1/sources/" + list.Data[0].ID
			got, want := w.send(call{as: as, method: "GET", path: shared + "/records?limit=1000&count=true"}).Body.String(), 1
			for name, paths := range made {
				if name == "secret" {
					continue
				}
				seen := false
				for _, s := range sees {
					seen = seen || s == name
				}
				for _, path := range paths {
					if seen {
						want++
					}
					if strings.Contains(got, path) != seen {
						t.Errorf("%q, of %s: %s in %s", as, name, path, got)
					}
				}
			}
			if list.Data[0].Citations != want || list.Data[0].Grades[0].Citations != want || !strings.Contains(got, fmt.Sprintf(`"total":%d`, want)) {
				t.Errorf("%q counts %+v, want %d; %s", as, list.Data[0], want, got)
			}
			for _, url := range []string{"secret", "area"} {
				var one answered[cited]
				w.get(as, "/v1/sources?url=https://example.org/"+url, &one)
				seen := as != nobody && (url == "area" || as != "partner")
				if (len(one.Data) == 1) != seen {
					t.Errorf("%q finds the source of what is kept back (%s): %+v", as, url, one.Data)
				}
			}
		}
		var list answered[cited]
		w.get(reporter, "/v1/sources?url=https://example.org/area", &list)
		w.play(t, []scenario{
			ask(nobody, "as if it were not there", "/v1/sources/"+list.Data[0].ID, 404),
			ask(nobody, "nothing rests on it", "/v1/sources/"+list.Data[0].ID+"/records", 404),
			ask(nobody, "what has no title is named by what it is", "/v1/sources?q=example.org/report", 200, `"citations":4`),
			ask("partner", "by type and place, or by sector and place", shared+"/records?limit=1000", 200,
				`"title":"ongoing_insecurity HT01"`, `"title":"WSH HT01"`),
		})
	})
}
