package httpapi_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/httpapi"
	"github.com/konbit-aid/konbit/internal/store"
)

// changes counts the entries of the ledger: what was written, in any table.
func (w *world) changes() (n int64) {
	w.t.Helper()
	err := w.store.Read(w.t.Context(), func(tx *store.Tx) (err error) {
		n, err = tx.CountEntries("", "")
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

// attack is a request that must be refused, whatever the reason.
type attack struct {
	name string
	call
	not []string // must not stand in the answer
}

// repel sends attacks: each is refused, with a problem, and nothing is written.
func (w *world) repel(t *testing.T, attacks []attack) {
	t.Helper()
	for _, a := range attacks {
		t.Run(a.name, func(t *testing.T) {
			before := w.changes()
			got := w.send(a.call)
			if got.Code < 400 || got.Code >= 500 {
				t.Fatalf("%s %s: %d %s", a.method, a.path, got.Code, got.Body)
			}
			checkProblem(t, got)
			if after := w.changes(); after != before {
				t.Errorf("%d changes were written", after-before)
			}
			for _, secret := range a.not {
				if strings.Contains(got.Body.String(), secret) {
					t.Errorf("it tells %q: %s", secret, got.Body)
				}
			}
		})
	}
}

// stage is a world in which two donors and an organization have records, some of them not for everybody.
type stage struct {
	*world
	mine, theirs, passedOn string // pledges of usaid, of wfp, and of wfp with usaid's money
	draft, restricted      string // assessments of acted
}

func newStage(w *world) *stage {
	s := &stage{world: w}
	w.key(root, "ocha", api.ScopeAdmin, api.ScopeCoordinate)
	s.mine = w.post(donor, "/v1/pledges", pledgeBody(`reference="M"`))
	s.theirs = w.post(recipient, "/v1/pledges", pledgeBody(`reference="T"`, `recipient=null`))
	s.passedOn = w.post(recipient, "/v1/pledges", pledgeBody(`reference="P"`, `recipient="acted"`, fmt.Sprintf(`parent=%q`, s.mine[len("/v1/pledges/"):])))
	s.draft = w.post(ngo, "/v1/assessments", assessmentBody(`title="Unfinished business"`))
	s.restricted = w.post(ngo, "/v1/assessments", assessmentBody(`title="Hidden camps"`, `sensitivity="restricted"`, `needs=[{"region":"HT01","sector":"PRO","in_need":4321}]`))
	for _, to := range []string{"submitted", "validated"} {
		w.post(map[string]string{"submitted": ngo, "validated": coordinator}[to], s.restricted+"/transitions", `{"to":"`+to+`"}`)
	}
	return s
}

// TestAStolenDonorKeyWritesNothingOfOthers tries every write of the API on records that belong to somebody else.
func TestAStolenDonorKeyWritesNothingOfOthers(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		s := newStage(w)
		pay := `{"type":"commitment","amount":{"amount":"1.00","currency":"USD"},"date":"2024-09-06","sources":[{"publisher":"P","title":"T","published_on":"2024-09-06"}]}`
		bodies := map[string]call{
			"createRegion":         {path: "/v1/regions", body: `{"pcode":"HT03","names":{"en":"North"},"level":1,"parent":"HT","iso3":"HTI"}`},
			"updateRegion":         {path: "/v1/regions/HT01", body: `{"population":1,"population_year":2024}`},
			"createExchangeRate":   {path: "/v1/exchange-rates", body: `{"currency":"CHF","date":"2024-09-01","rate":"0.85","source":"mine"}`},
			"createOrganization":   {path: "/v1/organizations", body: `{"code":"mine","name":"Mine","type":"other"}`},
			"updateOrganization":   {path: "/v1/organizations/usaid", body: `{"name":"Mine"}`},
			"createCrisis":         {path: "/v1/crises", body: `{"code":"x","title":"X","regions":["HT"],"started_on":"2024-01-01"}`},
			"updateCrisis":         {path: "/v1/crises/hti-2024", body: `{"title":"X"}`},
			"createAppeal":         {path: "/v1/appeals", body: `{"code":"X","crisis":"hti-2024","title":"X","type":"other","starts_on":"2024-01-01","ends_on":"2024-12-31"}`},
			"updateAppeal":         {path: "/v1/appeals/HHTI24", body: `{"title":"X"}`},
			"createAssessment":     {path: "/v1/assessments", body: assessmentBody(`organization="acted"`)},
			"updateAssessment":     {path: s.draft, body: `{"title":"X"}`},
			"transitionAssessment": {path: s.draft + "/transitions", body: `{"to":"submitted"}`},
			"createPledge":         {path: "/v1/pledges", body: pledgeBody(`donor="wfp"`)},
			"createPledges":        {path: "/v1/pledges/batch", body: `{"pledges":[` + pledgeBody() + `,` + pledgeBody(`donor="wfp"`) + `]}`},
			"updatePledge":         {path: s.theirs, body: `{"title":"X"}`},
			"transitionPledge":     {path: s.theirs + "/transitions", body: `{"to":"cancelled","reason":"x"}`},
			"createTransaction":    {path: s.theirs + "/transactions", body: pay},
		}
		waits := w.waiting(t, call{as: coordinator, method: "POST", path: s.restricted + "/transitions", body: `{"to":"rejected","reason":"x"}`})
		bodies["changeAssessmentSensitivity"] = call{path: s.restricted + "/sensitivity", body: `{"to":"public","reason":"x"}`}
		bodies["transitionApproval"] = call{path: waits + "/transitions", body: `{"to":"approved"}`}
		bodies["shieldRegion"] = call{path: "/v1/regions/HT01/shield", body: `{"reason":"x"}`}
		w.others(bodies)
		theirs := w.post(recipient, "/v1/imports?dry_run=true", pledgesCSV(pledgeRow("P", "", "1", "")))
		bodies["createImport"] = call{path: "/v1/imports", body: "pcode,name_en,level,parent,iso3\nHT03,North,1,HT,HTI\n"}
		bodies["transitionImport"] = call{path: theirs + "/transitions", body: `{"to":"cancelled"}`}
		var rates api.List[api.ExchangeRate]
		w.get(nobody, "/v1/exchange-rates", &rates)
		bodies["updateExchangeRate"] = call{path: "/v1/exchange-rates/" + rates.Data[0].ID, body: `{"rate":"0.5"}`}
		var attacks []attack
		for _, r := range httpapi.Routes() {
			if r.Method == http.MethodGet {
				continue
			}
			try, written := bodies[r.OperationID]
			if !written {
				t.Errorf("%s is a write that is not tried here", r.OperationID)
				continue
			}
			try.as, try.method, try.headers = donor, r.Method, []string{"If-Match: *"}
			attacks = append(attacks, attack{r.OperationID, try, nil})
		}
		attacks = append(attacks,
			attack{"the donor of an own pledge", call{as: donor, method: "PATCH", path: s.mine, body: `{"donor":"wfp"}`, headers: []string{"If-Match: *"}}, nil},
			attack{"a pledge passed on with own money", call{as: donor, method: "POST", path: s.passedOn + "/transitions", body: `{"to":"cancelled","reason":"x"}`}, nil},
			attack{"a payment by another pledge's address", call{as: donor, method: "POST", path: s.passedOn + "/transactions", body: pay}, nil},
			attack{"money passed on as new", call{as: donor, method: "POST", path: "/v1/pledges", body: pledgeBody(`new_money=true`, fmt.Sprintf(`parent=%q`, s.theirs[len("/v1/pledges/"):]))}, nil},
			attack{"money made new afterwards", call{as: recipient, method: "PATCH", path: s.passedOn, body: `{"new_money":true}`, headers: []string{"If-Match: *"}}, nil},
			attack{"a parent taken away afterwards", call{as: recipient, method: "PATCH", path: s.passedOn, body: `{"parent":null}`, headers: []string{"If-Match: *"}}, nil},
			attack{"a pledge that is its own parent", call{as: donor, method: "PATCH", path: s.mine, body: fmt.Sprintf(`{"parent":%q}`, s.mine[len("/v1/pledges/"):]), headers: []string{"If-Match: *"}}, nil},
		)
		w.repel(t, attacks)
	})
}

// others adds what belongs to acted: its keys, its grants and its reports.
func (w *world) others(bodies map[string]call) {
	const why = `"reason":"x"`
	w.key("acted-admin", "acted", api.ScopeAdmin)
	w.key("acted-report", "acted", api.ScopeReport)
	key := w.post("acted-admin", "/v1/keys", `{"scopes":["read"]}`)
	asked := w.post("acted-admin", "/v1/grants", `{"subject":"anna","scopes":["read"]}`)
	w.post(coordinator, asked+"/transitions", `{"to":"approved"}`)
	var agreed api.Approval
	w.get("acted-admin", asked, &agreed)
	bodies["createKey"] = call{path: "/v1/keys", body: `{"organization":"acted","scopes":["pledge"]}`}
	bodies["rotateKey"] = call{path: key + "/rotations", body: `{}`}
	bodies["transitionKey"] = call{path: key + "/transitions", body: `{"to":"revoked",` + why + `}`}
	hook := w.post("acted-admin", "/v1/webhooks", webhookBody)
	bodies["createWebhook"] = call{path: "/v1/webhooks", body: merge(webhookBody, `organization="acted"`)}
	bodies["updateWebhook"] = call{path: hook, body: `{"url":"https://thief.example.org"}`}
	bodies["transitionWebhook"] = call{path: hook + "/transitions", body: `{"to":"removed",` + why + `}`}
	bodies["rotateWebhook"] = call{path: hook + "/rotations", body: `{}`}
	bodies["pingWebhook"] = call{path: hook + "/pings", body: `{}`}
	bodies["replayWebhook"] = call{path: hook + "/replays", body: `{"from":1}`}
	bodies["createGrant"] = call{path: "/v1/grants", body: `{"organization":"acted","subject":"me","scopes":["pledge"]}`}
	bodies["transitionGrant"] = call{path: "/v1/grants/" + agreed.Record + "/transitions", body: `{"to":"revoked",` + why + `}`}
	for _, r := range []struct{ kind, path, body, change string }{
		{"Incident", "/v1/incidents", incidentBody(), `{"title":"X"}`},
		{"AccessConstraint", "/v1/access-constraints", constraintBody(), `{"severity":1}`},
		{"Presence", "/v1/presence", presenceBody(), ""},
	} {
		at := w.post("acted-report", r.path, r.body)
		bodies["create"+r.kind] = call{path: r.path, body: merge(r.body, `organization="acted"`)}
		bodies["update"+r.kind] = call{path: at, body: r.change}
		bodies["transition"+r.kind] = call{path: at + "/transitions", body: `{"to":"withdrawn",` + why + `}`}
		bodies["change"+r.kind+"Sensitivity"] = call{path: at + "/sensitivity", body: `{"to":"restricted",` + why + `}`}
	}
}

// TestHiddenRecordsAreNotFound looks for records that are not for the caller, by address, filter, count and cursor.
func TestHiddenRecordsAreNotFound(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		s := newStage(w)
		w.post(ngo, "/v1/assessments", assessmentBody(`title="Unfinished too"`))
		var drafts api.List[api.Assessment]
		w.get(coordinator, "/v1/assessments?limit=1", &drafts)
		_, cursor, _ := strings.Cut(string(drafts.Next), "cursor=")
		cursor, _, _ = strings.Cut(cursor, "&")
		var needs api.List[api.Need]
		w.get(coordinator, "/v1/needs?sector=PRO", &needs)
		if cursor == "" || len(needs.Data) != 1 {
			t.Fatal("nothing to look for")
		}
		var attacks []attack
		for _, who := range []string{nobody, donor} {
			secrets := []string{"Unfinished", "Hidden camps", "4321"}
			for _, path := range []string{s.draft, s.restricted, s.draft + "/needs", s.restricted + "/needs", "/v1/needs/" + needs.Data[0].ID} {
				attacks = append(attacks, attack{fmt.Sprintf("%q reads %s", who, path), call{as: who, method: "GET", path: path}, secrets})
			}
			for _, query := range []string{"assessments?count=true", "assessments?status=draft&count=true", "assessments?organization=acted&count=true", "assessments?q=camps&count=true",
				"assessments?sensitivity=restricted&count=true", "assessments?region=HT01&count=true", "assessments?limit=1&count=true&cursor=" + cursor,
				"needs?count=true", "needs?competing=true&count=true", "needs?in_need_from=4321&in_need_to=4321&count=true", "needs?assessment=" + s.restricted[len("/v1/assessments/"):] + "&count=true"} {
				var page api.List[map[string]any]
				if w.get(who, "/v1/"+query, &page); *page.Total != 0 || len(page.Data) != 0 {
					t.Errorf("%q finds %d records by %s: %v", who, *page.Total, query, page.Data)
				}
			}
			for _, path := range []string{"/v1/coverage?crisis=hti-2024&level=1&region=HT", "/v1/coverage/explain?crisis=hti-2024", "/v1/assessments?format=csv", "/v1/needs?format=ndjson"} {
				text := w.send(call{as: who, method: "GET", path: path}).Body.String()
				if i := slices.IndexFunc(secrets, func(s string) bool { return strings.Contains(text, s) }); i >= 0 {
					t.Errorf("%q reads %q in %s", who, secrets[i], path)
				}
			}
		}
		w.repel(t, attacks)
	})
}

// writer is who may write there.
func writer(path string) string {
	switch {
	case strings.HasPrefix(path, "/v1/assessments"):
		return ngo
	case strings.HasPrefix(path, "/v1/pledges"):
		return donor
	}
	return root
}

// TestMassAssignment adds members to good bodies that only the program may set.
func TestMassAssignment(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		s := newStage(w)
		creates := map[string]string{
			"/v1/regions":            `{"pcode":"HT03","names":{"en":"North"},"level":1,"parent":"HT","iso3":"HTI"}`,
			"/v1/exchange-rates":     `{"currency":"CHF","date":"2024-09-01","rate":"0.85","source":"UN"}`,
			"/v1/organizations":      `{"code":"unicef","name":"UNICEF","type":"united_nations"}`,
			"/v1/crises":             `{"code":"x","title":"X","regions":["HT"],"started_on":"2024-01-01"}`,
			"/v1/appeals":            `{"code":"X","crisis":"hti-2024","title":"X","type":"other","starts_on":"2024-01-01","ends_on":"2024-12-31"}`,
			"/v1/assessments":        assessmentBody(`organization="acted"`),
			"/v1/pledges":            pledgeBody(`donor="usaid"`),
			s.mine + "/transactions": `{"type":"commitment","amount":{"amount":"1.00","currency":"USD"},"date":"2024-09-06","sources":[{"publisher":"P","title":"T","published_on":"2024-09-06"}]}`,
		}
		members := []string{`id="01928f6e-0000-7c3e-9d55-2f1c7a9e4b10"`, `version=9`, `created_at="2020-01-01T00:00:00Z"`, `updated_at="2020-01-01T00:00:00Z"`,
			`status="validated"`, `committed={"amount":"1.00","currency":"USD"}`, `withdrawn_on="2024-01-01"`, `firm_on="2024-01-01"`, `key="x"`, `scopes=["admin"]`, `need_count=7`}
		var attacks []attack
		for path, body := range creates {
			for _, member := range members {
				attacks = append(attacks, attack{"POST " + path + " with " + member, call{as: writer(path), method: "POST", path: path, body: merge(body, member)}, nil})
			}
		}
		for _, path := range []string{"/v1/regions/HT01", "/v1/organizations/acted", "/v1/crises/hti-2024", "/v1/appeals/HHTI24", s.draft, s.mine} {
			for _, member := range members {
				attacks = append(attacks, attack{"PATCH " + path + " with " + member, call{as: writer(path), method: "PATCH", path: path, body: merge("{}", member), headers: []string{"If-Match: *"}}, nil})
			}
		}
		w.repel(t, attacks)
		for path, body := range creates { // or the above were refused for another reason
			w.post(writer(path), path, body)
		}
	})
}
