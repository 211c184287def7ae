package httpapi_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/testkit"
)

// round is a list that is exported and imported again.
type round struct{ path, who string }

// rounds are the lists of what a world records, each with a key that may import it.
func (w *world) rounds() []round {
	w.key("everything", "acted", api.ScopeAssess, api.ScopeReport)
	for _, body := range []string{pledgeBody(`reference="R-1"`, `allocations=[{"region":"HT01","sector":"FSC","amount":{"amount":"20000000.00","currency":"USD"}}]`, `earmarking="I"`),
		pledgeBody(`reference="R-2"`, `title="=1+1, \"quoted\"; and more"`, `amount={"amount":"500.00","currency":"EUR"}`, `destination={"regions":["HT","DO"],"sectors":["WSH","FSC"]}`),
		pledgeBody(`reference="R-3"`, `stage="announced"`, `new_money=false`, `expires_on="2025-01-01"`, `recipient=null`)} {
		w.post(donor, "/v1/pledges", body)
	}
	w.post("everything", "/v1/incidents", incidentBody())
	w.post("everything", "/v1/access-constraints", constraintBody())
	w.post("everything", "/v1/presence", presenceBody())
	w.post("everything", "/v1/assessments", assessmentBody(`needs=[{"region":"HT01","sector":"WSH","in_need":1200000,"severity":4},{"region":"HT01","sector":"HEA","group":"IDP","sex":"f","age":"0-17","in_need":7000,"required":{"amount":"5.00","currency":"EUR"}}]`))
	return []round{{"/v1/pledges", donor}, {"/v1/incidents", "everything"}, {"/v1/access-constraints", "everything"}, {"/v1/presence", "everything"},
		{"/v1/regions", coordinator}, {"/v1/organizations", coordinator}, {"/v1/exchange-rates", coordinator}}
}

// needs is the list of the lines of the one assessment that there is.
func (w *world) needs() string { return "/v1/assessments/" + w.onlyID("/v1/assessments") + "/needs" }

func (w *world) onlyID(path string) string {
	var page struct{ Data []struct{ ID string } }
	w.get("everything", path, &page)
	return page.Data[0].ID
}

func (w *world) exported(t *testing.T, r round, format string) string {
	t.Helper()
	got := w.send(call{as: r.who, method: "GET", path: r.path + "?format=" + format})
	if got.Code != 200 {
		t.Fatalf("%s: %d %s", r.path, got.Code, got.Body)
	}
	return got.Body.String()
}

// TestAnExportImportsAsTheSameRecords imports what was exported: into the same database nothing changes; into another
// one the same inputs are recorded.
func TestAnExportImportsAsTheSameRecords(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		w := newWorld(t, url)
		all := append(w.rounds(), round{w.needs(), "everything"})
		before := w.changes()
		files := map[string]string{}
		for _, r := range all {
			for _, format := range []string{"csv", "ndjson", "json", "hxl", "xlsx"} {
				file := w.exported(t, r, format)
				files[r.path+" "+format] = file
				got := w.imported(t, upload(r.who, "", file))
				if got.State != api.ImportDone || got.Summary.Unchanged+got.Summary.Skipped != got.Summary.Read || got.Summary.Unchanged == 0 {
					t.Errorf("%s as %s: %s %v %+v", r.path, format, summary(got), got.Problem, w.faultsOf(r.who, got.ID))
				}
			}
		}
		if after := w.changes(); after != before {
			t.Errorf("%d changes were written", after-before)
		}
		for _, format := range []string{"csv", "ndjson", "hxl", "xlsx"} {
			t.Run("into another database as "+format, func(t *testing.T) { elsewhere(t, all, files, format) })
		}
	})
}

func elsewhere(t *testing.T, all []round, files map[string]string, format string) {
	w := newWorld(t, "sqlite:"+t.TempDir()+"/another.db")
	w.key("everything", "acted", api.ScopeAssess, api.ScopeReport)
	for _, r := range all[:4] {
		got := w.imported(t, upload(r.who, "", files[r.path+" "+format]))
		if got.State != api.ImportDone || got.Summary.Created+got.Summary.Skipped != got.Summary.Read || got.Summary.Created == 0 {
			t.Fatalf("%s: %s %+v", r.path, summary(got), w.faultsOf(r.who, got.ID))
		}
		want, now := inputsIn(t, files[r.path+" ndjson"]), inputsIn(t, w.exported(t, r, "ndjson"))
		if want != now {
			t.Errorf("%s was\n%s\nis\n%s", r.path, want, now)
		}
	}
	needs := all[len(all)-1]
	got := w.imported(t, upload("everything", "?title=Lines&period_from=2024-08-01&period_to=2024-08-31&published_on=2024-09-01", files[needs.path+" "+format]))
	if got.State != api.ImportDone || got.Summary.Created != 2 {
		t.Fatalf("%s %v %+v", summary(got), got.Problem, w.faultsOf("everything", got.ID))
	}
	if want, now := inputsIn(t, files[needs.path+" ndjson"]), inputsIn(t, w.exported(t, round{w.needs(), "everything"}, "ndjson")); want != now {
		t.Errorf("needs were\n%s\nare\n%s", want, now)
	}
}

// TestPledgesAsIATIImportAsTheSamePledges sends a donor's activities back, and into another database. A table of what IATI has
// no place for is in docs/formats.md: only what it has is compared.
func TestPledgesAsIATIImportAsTheSamePledges(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		w.rounds()
		file := w.exported(t, round{"/v1/pledges", donor}, "iati")
		was := w.exported(t, round{"/v1/pledges", donor}, "ndjson")
		if got := w.imported(t, upload(donor, "?crisis=hti-2024", file)); got.State != api.ImportDone || got.Summary.Unchanged == 0 || got.Summary.Created+got.Summary.Updated > 0 {
			t.Errorf("%s %v %+v", summary(got), got.Problem, w.faultsOf(donor, got.ID))
		}
		if now := w.exported(t, round{"/v1/pledges", donor}, "ndjson"); now != was {
			t.Errorf("was\n%s\nis\n%s", was, now)
		}
		there := newWorld(t, "sqlite:"+t.TempDir()+"/another.db")
		if got := there.imported(t, upload(donor, "?crisis=hti-2024", file)); got.State != api.ImportDone || got.Summary.Created == 0 {
			t.Fatalf("%s %v %+v", summary(got), got.Problem, there.faultsOf(donor, got.ID))
		}
		if want, now := promised(w), promised(there); want != now {
			t.Errorf("was\n%s\nis\n%s", want, now)
		}
	})
}

// promised is who promised what, in words.
func promised(w *world) string {
	var page api.List[api.Pledge]
	w.get(donor, "/v1/pledges?sort=amount_usd", &page)
	var b strings.Builder
	for _, p := range page.Data {
		fmt.Fprintln(&b, p.Reference, p.Donor, p.Recipient, p.Title, p.Amount, p.PledgedOn, p.Committed, p.Disbursed)
	}
	return b.String()
}

func (w *world) faultsOf(who, id string) []api.ImportFault {
	var list api.List[api.ImportFault]
	w.get(who, "/v1/imports/"+id+"/report", &list)
	return list.Data
}

// inputsIn are the records of an NDJSON list without what a database gives them.
func inputsIn(t *testing.T, text string) string {
	t.Helper()
	var b strings.Builder
	for line := range strings.Lines(text) {
		var record map[string]any
		if err := json.Unmarshal([]byte(line), &record); err != nil {
			t.Fatal(err)
		}
		for _, own := range []string{"id", "assessment", "version", "created_at", "updated_at"} {
			delete(record, own)
		}
		text, _ := json.Marshal(record)
		b.Write(append(text, '\n'))
	}
	return b.String()
}
