package httpapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/httpapi"
	"github.com/konbit-aid/konbit/internal/policy"
	"github.com/konbit-aid/konbit/internal/relief"
)

// The organizations of the matrix: the one that the records belong to, one that has a part in them, and another one.
var relations = []struct{ name, organization string }{{"own", "acted"}, {"party", "wfp"}, {"other", "usaid"}}

// callers lists who asks in the matrix: nobody, where the public may read and where it may not, and a key of each
// scope of each organization.
func callers() []string {
	list := []string{"nobody", "nobody-closed"}
	for _, r := range relations {
		for _, s := range api.Scopes {
			list = append(list, r.name+"-"+string(s))
		}
	}
	return list
}

// subject is one record of the matrix.
type subject struct {
	name string // like "public validated"
	path string // its address
	id   string
	need string // the id of a need line, for assessments; the kind, for reports
}

// matrix is a world with one record of every kind.
type matrix struct {
	*world
	assessments []subject
	pledge      subject
	transaction subject
	approval    subject
	key, grant  subject
	hook        subject
	reports     []subject    // incidents, access constraints and presence of every sensitivity
	n           int          // records that were made to be changed by two
	file        string       // the address of an import of the records' organization
	closed      http.Handler // where the public may not read
}

func newMatrix(t testing.TB, url string) *matrix {
	w := newWorld(t, url)
	m := &matrix{world: w}
	m.under(policy.Default())
	for _, r := range relations {
		for _, s := range api.Scopes {
			w.key(r.name+"-"+string(s), r.organization, s)
		}
	}
	w.key("asker", "acted", api.ScopeAssess)
	for i, sensitivity := range api.Sensitivities {
		for j, life := range lives {
			m.assessments = append(m.assessments, m.assessment(i, j, sensitivity, life))
		}
	}
	m.pledge = subject{name: "a pledge", path: w.post("own-pledge", "/v1/pledges", pledgeBody())}
	m.pledge.id = last(m.pledge.path)
	m.transaction = subject{name: "a transaction", path: w.post("own-pledge", m.pledge.path+"/transactions",
		`{"type":"commitment","amount":{"amount":"5.00","currency":"USD"},"date":"2024-09-06",`+exampleSource+`}`)}
	m.transaction.id = last(m.transaction.path)
	counted := m.assessments[2].path // public validated
	m.approval = subject{name: "an approval", path: w.post("asker", counted+"/transitions", `{"to":"withdrawn","reason":"An error."}`)}
	m.approval.id = last(m.approval.path)
	made := m.post("own-admin", "/v1/keys", `{"name":"Desk","scopes":["read"]}`)
	m.key = subject{name: "a key", path: made, id: last(made)}
	made = m.post("own-admin", "/v1/webhooks", webhookBody)
	m.hook = subject{name: "a webhook", path: made, id: last(made)}
	for i, sensitivity := range api.Sensitivities {
		m.report("Incident", "incidents", sensitivity, `"category":"looting","title":"Looted","killed":50,"period":{"from":"2024-09-01","to":"2024-09-01"}`)
		m.report("AccessConstraint", "access-constraints", sensitivity, `"type":"`+string(api.ConstraintTypes[i])+`","severity":3,"period":{"from":"2024-09-01","to":null}`)
		m.report("Presence", "presence", sensitivity, `"sector":"`+[]string{"WSH", "FSC", "HEA"}[i]+`","period":{"from":"2024-09-01","to":null}`)
	}
	asked := m.post("own-admin", "/v1/grants", `{"subject":"anna","scopes":["read"]}`)
	m.post(coordinator, asked+"/transitions", `{"to":"approved"}`)
	var agreed api.Approval
	m.get(coordinator, asked, &agreed)
	m.grant = subject{name: "a grant", path: "/v1/grants/" + agreed.Record, id: agreed.Record}
	m.file = m.post("own-pledge", "/v1/imports?dry_run=true", pledgesCSV(pledgeRow("P", "", "1", "")))
	m.seal()
	return m
}

// report records one of the reports of what stands between aid and people.
func (m *matrix) report(kind, resource string, sensitivity api.Sensitivity, fields string) {
	path := m.post("own-report", "/v1/"+resource, fmt.Sprintf(`{"crisis":"hti-2024","region":"HT01","sensitivity":%q,%s,%s}`, sensitivity, fields, exampleSource))
	m.reports = append(m.reports, subject{name: string(sensitivity) + " " + resource, path: path, id: last(path), need: kind})
}

// under lets the same records be served by another policy.
func (m *matrix) under(p *policy.Policy) {
	svc := relief.New(m.store, relief.WithClock(m.svc.Clock), relief.WithPolicy(p), relief.WithLarge(new(api.Cents(100_00))), relief.WithIssuer("https://id.example"), relief.WithSigner(signer(m.t)))
	files := desk(m.t, svc)
	m.http = httpapi.New(svc, httpapi.Config{PublicRead: true, Imports: files, Webhooks: courier(svc)})
	m.closed = httpapi.New(svc, httpapi.Config{PublicRead: false, Imports: files, Webhooks: courier(svc)})
}

func last(path string) string { return path[strings.LastIndex(path, "/")+1:] }

// lives are what can become of an assessment: the steps, each by whom.
var lives = []struct {
	name  string
	steps []string
}{
	{"draft", nil},
	{"submitted", []string{"own-assess submitted"}},
	{"validated", []string{"own-assess submitted", "ocha validated"}},
	{"rejected", []string{"own-assess submitted", "ocha rejected"}},
	{"superseded", []string{"own-assess submitted", "ocha validated", "overtaken"}},
	{"withdrawn", []string{"own-assess submitted", "ocha validated", "own-assess withdrawn"}},
	{"never submitted", []string{"own-assess withdrawn"}},
}

// assessment records one whose key no other one shares, and leads it through its life.
func (m *matrix) assessment(i, j int, sensitivity api.Sensitivity, life struct {
	name  string
	steps []string
}) subject {
	line := fmt.Sprintf(`needs=[{"region":"HT01","sector":"WSH","group":%q,"age":"%d-%d","in_need":1200}]`, api.Groups[i+1], j, j+50)
	kept := fmt.Sprintf("sensitivity=%q", sensitivity)
	path := m.post("own-assess", "/v1/assessments", assessmentBody(line, kept))
	for _, step := range life.steps {
		if step == "overtaken" {
			later := m.post("own-assess", "/v1/assessments", assessmentBody(line, kept, `published_on="2024-09-02"`))
			m.move(later, "own-assess submitted")
			m.move(later, "ocha validated")
			continue
		}
		m.move(path, step)
	}
	var page api.List[api.Need]
	m.get(coordinator, path+"/needs", &page)
	return subject{string(sensitivity) + " " + life.name, path, last(path), page.Data[0].ID}
}

// move makes a transition, with a second person where it takes one.
func (m *matrix) move(path, step string) {
	who, to, _ := strings.Cut(step, " ")
	if who == "ocha" {
		who = coordinator
	}
	answer := m.send(call{as: who, method: "POST", path: path + "/transitions", body: fmt.Sprintf(`{"to":%q,"reason":"For the matrix."}`, to)})
	if answer.Code == http.StatusAccepted {
		m.post(coordinator, answer.Header().Get("Location")+"/transitions", `{"to":"approved"}`)
	} else if answer.Code != http.StatusOK {
		m.t.Fatalf("%s %s: %d %s", path, step, answer.Code, answer.Body)
	}
}
