package httpapi_test

import (
	"bytes"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/konbit-aid/konbit/internal/httpapi"
	"github.com/konbit-aid/konbit/internal/testkit"
)

// probe is a request that tells, and changes nothing, whether somebody may do an operation on a record: who may is
// answered by what is wrong with it otherwise.
type probe struct {
	operation, subject string
	call
	holds string // of a list: what stands in it for who sees the record
	own   bool   // the path is that of the caller's own key
}

// The cells of the matrix.
const (
	permitted = 'a'
	unseen    = 'h' // 404, or not in the list
	denied    = 'r' // 403
	keyless   = 'k' // 401
)

// ask sends the probe and judges the answer.
func (m *matrix) ask(p probe, who string) rune {
	handler := m.http
	p.as = who
	if strings.HasPrefix(who, "nobody") {
		p.as = nobody
		if who == "nobody-closed" {
			handler = m.closed
		}
	}
	if id, _, found := strings.Cut(strings.TrimPrefix(m.keys[p.as], "knb_live_"), "_"); p.own && found {
		p.path = "/v1/keys/" + id + "/transitions"
	}
	got := httptest.NewRecorder()
	handler.ServeHTTP(got, m.request(p.call))
	switch {
	case got.Code == 401:
		return keyless
	case got.Code == 403:
		return denied
	case got.Code == 404, p.holds != "" && !strings.Contains(got.Body.String(), p.holds):
		return unseen
	case got.Code >= 500:
		m.t.Errorf("%s on %s as %s: %d %s", p.operation, p.subject, who, got.Code, got.Body)
	}
	return permitted
}

// probes lists the rows of the matrix.
func (m *matrix) probes() []probe {
	var list []probe
	add := func(operation, subject, method, path, body, holds string) {
		p := probe{operation, subject, call{method: method, path: path, body: body}, holds, operation == "transitionKey:own"}
		if method == "PATCH" {
			p.headers = []string{`If-Match: "999999-000000000000"`}
		}
		list = append(list, p)
	}
	for _, r := range httpapi.Routes() {
		switch {
		case r.Method == "GET" && !strings.Contains(r.Path, ":"):
			if !slices.Contains([]string{"listAssessments", "listNeeds", "listApprovals", "listKeys", "listGrants", "listWebhooks", "listIncidents", "listAccessConstraints", "listPresence"}, r.OperationID) {
				add(r.OperationID, "", "GET", r.Path, "", "")
			}
		case r.Method == "POST" && !strings.Contains(r.Path, ":"):
			for _, relation := range relations {
				body := fmt.Sprintf(`{"organization":%q,"donor":%[1]q}`, relation.organization)
				if r.OperationID == "createPledges" {
					body = fmt.Sprintf(`{"pledges":[{"donor":%q}]}`, relation.organization)
				}
				add(r.OperationID, "for "+relation.organization, "POST", r.Path, body, "")
			}
		}
	}
	for _, p := range [][2]string{{"Region", "regions/HT01"}, {"ExchangeRate", "exchange-rates/" + m.rate()}, {"Organization", "organizations/acted"},
		{"Crisis", "crises/hti-2024"}, {"Appeal", "appeals/HHTI24"}} {
		add("get"+p[0], "", "GET", "/v1/"+p[1], "", "")
		add("update"+p[0], "", "PATCH", "/v1/"+p[1], `{}`, "")
		add("list"+p[0]+"History", "", "GET", "/v1/"+p[1]+"/history", "", "")
	}
	add("getRegionBoundary", "", "GET", "/v1/regions/HT01/boundary", "", "")
	add("getTemplate", "", "GET", "/v1/templates/pledges.xlsx", "", "")
	add("getSector", "", "GET", "/v1/sectors/WSH", "", "")
	add("getCurrency", "", "GET", "/v1/currencies/USD", "", "")
	add("shieldRegion:close", "", "POST", "/v1/regions/HT01/shield", `{}`, "")
	add("shieldRegion:open", "", "POST", "/v1/regions/HT01/shield", `{"shielded":false}`, "")
	add("getSource", "", "GET", "/v1/sources/"+m.source(), "", "")
	add("listCitations", "", "GET", "/v1/sources/"+m.source()+"/records", "", "")
	m.pledgeProbes(add)
	m.keyProbes(add)
	m.reportProbes(add)
	m.assessmentProbes(add)
	add("createImport:own", "pledges", "POST", "/v1/imports?dry_run=true", pledgesCSV(pledgeRow("P", "acted", "1", "")), "")
	add("createImport:official", "exchange rates", "POST", "/v1/imports?dry_run=true", "date,rate,currency\n2024-01-31,0.9,EUR\n", "")
	add("getLedgerEntry", "", "GET", "/v1/ledger/entries/1", "", "")
	add("getLedgerProof", "", "GET", "/v1/ledger/entries/1/proof", "", "")
	add("getLedgerTile", "", "GET", "/v1/ledger/tiles/0/0", "", "")
	add("getImport", "an import", "GET", m.file, "", "")
	add("getImportReport", "an import", "GET", m.file+"/report", "", "")
	add("transitionImport", "an import", "POST", m.file+"/transitions", `{"to":"cancelled"}`, "")
	return list
}

func (m *matrix) pledgeProbes(add func(operation, subject, method, path, body, holds string)) {
	const past = `"reason":"For the matrix.","on":"1900-01-01"`
	p, a := m.pledge, m.approval
	add("getPledge", p.name, "GET", p.path, "", "")
	add("updatePledge", p.name, "PATCH", p.path, `{"title":"x"}`, "")
	add("transitionPledge:pledged", p.name, "POST", p.path+"/transitions", `{"to":"pledged",`+past+`}`, "")
	add("transitionPledge:cancelled", p.name, "POST", p.path+"/transitions", `{"to":"cancelled",`+past+`}`, "")
	add("listTransactions", p.name, "GET", p.path+"/transactions", "", "")
	add("createTransaction", p.name, "POST", p.path+"/transactions", `{}`, "")
	add("getTransaction", p.name, "GET", m.transaction.path, "", "")
	add("listPledgeHistory", p.name, "GET", p.path+"/history", "", "")
	add("listTransactionHistory", p.name, "GET", m.transaction.path+"/history", "", "")
	add("listApprovals", a.name, "GET", "/v1/approvals?limit=1000", "", a.id)
	add("getApproval", a.name, "GET", a.path, "", "")
	for _, to := range []string{"approved", "refused", "withdrawn"} {
		add("transitionApproval:"+to, a.name, "POST", a.path+"/transitions", fmt.Sprintf(`{"to":%q,"on":"never"}`, to), "")
	}
}

func (m *matrix) keyProbes(add func(operation, subject, method, path, body, holds string)) {
	k, g := m.key, m.grant
	add("listKeys", k.name, "GET", "/v1/keys?limit=1000", "", `"`+k.id+`"`)
	add("getKey", k.name, "GET", k.path, "", "")
	add("rotateKey", k.name, "POST", k.path+"/rotations", `{"overlap_hours":-1}`, "")
	add("transitionKey:others", k.name, "POST", k.path+"/transitions", `{"to":"revoked"}`, "")
	add("transitionKey:own", "one's own", "POST", k.path+"/transitions", `{"to":"revoked"}`, "")
	h := m.hook
	add("listWebhooks", h.name, "GET", "/v1/webhooks?limit=1000", "", `"`+h.id+`"`)
	add("getWebhook", h.name, "GET", h.path, "", "")
	add("updateWebhook", h.name, "PATCH", h.path, `{"name":"x"}`, "")
	add("transitionWebhook", h.name, "POST", h.path+"/transitions", `{"to":"nowhere"}`, "")
	add("rotateWebhook", h.name, "POST", h.path+"/rotations", `{"overlap_hours":-1}`, "")
	add("pingWebhook", h.name, "POST", h.path+"/pings", `{}`, "")
	add("replayWebhook", h.name, "POST", h.path+"/replays", `{}`, "")
	add("listWebhookDeliveries", h.name, "GET", h.path+"/deliveries", "", "")
	add("listGrants", g.name, "GET", "/v1/grants?limit=1000", "", `"`+g.id+`"`)
	add("getGrant", g.name, "GET", g.path, "", "")
	add("transitionGrant", g.name, "POST", g.path+"/transitions", `{"to":"revoked"}`, "")
}

func (m *matrix) reportProbes(add func(operation, subject, method, path, body, holds string)) {
	for _, s := range m.reports {
		list := s.path[:strings.LastIndex(s.path, "/")]
		plural := map[string]string{"Incident": "Incidents", "AccessConstraint": "AccessConstraints", "Presence": "Presence"}[s.need]
		add("list"+plural, s.name, "GET", list+"?limit=1000", "", `"`+s.id+`"`)
		add("get"+s.need, s.name, "GET", s.path, "", "")
		add("list"+s.need+"History", s.name, "GET", s.path+"/history", "", "")
		add("transition"+s.need, s.name, "POST", s.path+"/transitions", `{"to":"withdrawn"}`, "")
		if s.need == "Presence" {
			continue
		}
		add("update"+s.need, s.name, "PATCH", s.path, `{"severity":4}`, "")
		add("change"+s.need+"Sensitivity:close", s.name, "POST", s.path+"/sensitivity", `{"to":"restricted"}`, "")
		if !strings.HasPrefix(s.name, "public") {
			add("change"+s.need+"Sensitivity:open", s.name, "POST", s.path+"/sensitivity", `{"to":"public"}`, "")
		}
	}
}

func (m *matrix) assessmentProbes(add func(operation, subject, method, path, body, holds string)) {
	for _, s := range m.assessments {
		add("listAssessments", s.name, "GET", "/v1/assessments?limit=1000", "", `"`+s.id+`"`)
		add("getAssessment", s.name, "GET", s.path, "", "")
		add("listAssessmentNeeds", s.name, "GET", s.path+"/needs", "", "")
		add("listAssessmentHistory", s.name, "GET", s.path+"/history", "", "")
		add("listNeeds", s.name, "GET", "/v1/needs?competing=true&limit=1000", "", `"`+s.need+`"`)
		add("getNeed", s.name, "GET", "/v1/needs/"+s.need, "", "")
		add("updateAssessment", s.name, "PATCH", s.path, `{"title":"x"}`, "")
		for _, to := range []string{"submitted", "validated", "rejected", "withdrawn"} {
			add("transitionAssessment:"+to, s.name, "POST", s.path+"/transitions", fmt.Sprintf(`{"to":%q,"reason":"For the matrix.","on":"1900-01-01"}`, to), "")
		}
		add("changeAssessmentSensitivity:close", s.name, "POST", s.path+"/sensitivity", `{"to":"restricted"}`, "")
		if strings.HasPrefix(s.name, "public") {
			continue // nothing opens it further
		}
		add("changeAssessmentSensitivity:open", s.name, "POST", s.path+"/sensitivity", `{"to":"public"}`, "")
	}
}

func (m *matrix) source() string {
	var page struct{ Data []struct{ ID string } }
	m.get(nobody, "/v1/sources", &page)
	return page.Data[0].ID
}

func (m *matrix) rate() string {
	var page struct{ Data []struct{ ID string } }
	m.get(nobody, "/v1/exchange-rates", &page)
	return page.Data[0].ID
}

// row asks everybody.
func (m *matrix) row(p probe) string {
	var b strings.Builder
	for i, who := range callers() {
		if i == 2 || i > 2 && (i-2)%6 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(m.ask(p, who))
	}
	return b.String()
}

const matrixFile = "testdata/policy_matrix.txt"

const matrixHead = `# Who may do what: a allowed, h hidden (404, or not in the list), r refused (403), k a key is needed (401).
# Columns: nobody where the public reads, nobody where it does not; then the keys of the record's organization, of one that
# has a part in it, of another one, each with one scope: read assess pledge report coordinate admin.
# go test ./internal/httpapi -run TestPolicyMatrix -update writes it anew; read the difference before you commit it.
`

// TestPolicyMatrix asks every operation for everybody, on every kind of record, and compares with the committed table.
// The table is the promise: it is not made from the policy.
func TestPolicyMatrix(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		m := newMatrix(t, url)
		var text bytes.Buffer
		text.WriteString(matrixHead)
		rows := map[string]string{}
		probes := m.probes()
		for _, p := range probes {
			row := m.row(p)
			rows[p.operation+"/"+p.subject] = row
			fmt.Fprintf(&text, "%-34s %-27s %s\n", p.operation, p.subject, row)
		}
		if *update && m.store.Engine() == "sqlite" {
			if err := os.MkdirAll(filepath.Dir(matrixFile), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(matrixFile, text.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		kept, err := os.ReadFile(matrixFile)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(kept), "\n") {
			if now := strings.Split(text.String(), "\n"); i >= len(now) || now[i] != line {
				t.Errorf("line %d of %s is not what the program does now:\n%s", i+1, matrixFile, line)
				if i < len(now) {
					t.Errorf("now:\n%s", now[i])
				}
			}
		}
		if cells := len(probes) * len(callers()); cells < 5000 {
			t.Errorf("only %d cells", cells)
		} else {
			t.Logf("%d cells", cells)
		}
		checkPromises(t, probes, rows)
		everyOperationIsAsked(t, probes)
	})
}

func everyOperationIsAsked(t *testing.T, probes []probe) {
	for _, r := range httpapi.Routes() {
		if !slices.ContainsFunc(probes, func(p probe) bool { return strings.Split(p.operation, ":")[0] == r.OperationID }) {
			t.Errorf("nobody asks for %s", r.OperationID)
		}
	}
}
