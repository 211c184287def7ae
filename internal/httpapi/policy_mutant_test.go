package httpapi_test

import (
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/policy"
	"github.com/konbit-aid/konbit/internal/testkit"
)

// mutant is the policy with one check taken away or changed.
type mutant struct {
	what      string
	operation string // the rule that differs; "" for a sight
	policy    *policy.Policy
	second    bool // the check is the second pair of eyes
}

// mutants lists every way to spoil one rule.
func mutants() []mutant {
	var list []mutant
	for i, r := range policy.Rules {
		spoil := func(what string, second bool, change func(*policy.Rule)) {
			rules := slices.Clone(policy.Rules)
			change(&rules[i])
			list = append(list, mutant{r.Operation + ": " + what, r.Operation, policy.New(rules, policy.Sights), second})
		}
		for _, a := range []policy.Access{policy.Closed, policy.Anybody, policy.Readers, policy.Holders, policy.Scoped} {
			if r.Operation == "transitionKey:own" && a == policy.Readers {
				continue // without a key nothing is one's own
			}
			if a != r.Access && a != policy.Closed {
				spoil(fmt.Sprintf("access %d instead of %d", a, r.Access), false, func(r *policy.Rule) { r.Access = a })
			}
		}
		if r.Access == policy.Scoped {
			for _, s := range api.Scopes {
				spoilScopes(r, s, spoil)
			}
		}
		for _, w := range []policy.Whose{policy.All, policy.Own, policy.Party, policy.Inside} {
			if differs(r, w) {
				spoil(fmt.Sprintf("whose %d instead of %d", w, r.Whose), false, func(r *policy.Rule) { r.Whose = w })
			}
		}
		for _, s := range []policy.Second{policy.Nobody, policy.Colleague, policy.Stranger} {
			if r.Second != policy.Nobody && s != r.Second {
				spoil(fmt.Sprintf("second %d instead of %d", s, r.Second), true, func(r *policy.Rule) { r.Second = s })
			}
		}
	}
	return append(list, sightMutants()...)
}

// spoilScopes takes a scope away, or adds one that the rule does not have in effect: admin carries all but coordinate.
func spoilScopes(r policy.Rule, s api.Scope, spoil func(string, bool, func(*policy.Rule))) {
	if slices.Contains(r.Scopes, s) {
		spoil("without the scope "+string(s), false, func(r *policy.Rule) {
			r.Scopes = slices.DeleteFunc(slices.Clone(r.Scopes), func(x api.Scope) bool { return x == s })
		})
	} else if s != api.ScopeAdmin || slices.Equal(r.Scopes, []api.Scope{api.ScopeCoordinate}) {
		spoil("with the scope "+string(s), false, func(r *policy.Rule) { r.Scopes = append(slices.Clone(r.Scopes), s) })
	}
}

// differs tells whether another relation would let other callers in: only records that have an organization have any,
// and only transactions have a second one.
func differs(r policy.Rule, w policy.Whose) bool {
	switch {
	case w == r.Whose, r.Whose == policy.All:
		return false
	case w == policy.Party:
		return false // May is given one organization
	case w == policy.Inside, r.Whose == policy.Inside && w == policy.Own:
		return slices.Contains(r.Scopes, api.ScopeCoordinate) // else no coordinator gets so far
	}
	return true
}

func sightMutants() []mutant {
	var list []mutant
	for i, row := range policy.Sights {
		for _, to := range []policy.Audience{policy.Insiders, policy.Partners, policy.Everybody} {
			if to != row.To {
				sights := slices.Clone(policy.Sights)
				sights[i].To = to
				list = append(list, mutant{fmt.Sprintf("%s %s done=%v seen by %d instead of %d", row.Resource, row.Sensitivity, row.Done, to, row.To), "",
					policy.New(policy.Rules, sights), false})
			}
		}
	}
	return list
}

// TestEveryMutantOfThePolicyIsKilled takes each check out of the policy, one at a time, and looks whether the matrix
// turns red.
func TestEveryMutantOfThePolicyIsKilled(t *testing.T) {
	if testkit.UnderRace || testing.Short() {
		t.Skip("some 50,000 requests one after the other: made without the race detector")
	}
	m := newMatrix(t, "sqlite:"+filepath.Join(t.TempDir(), "konbit.db"))
	probes := m.probes()
	want := map[int]string{}
	for i, p := range probes {
		want[i] = m.row(p)
	}
	m.under(policy.New(policy.Rules, policy.Sights))
	if m.differs(mutant{operation: ""}, probes, want) || m.differs(mutant{operation: "createPledge"}, probes, want) {
		t.Fatal("the policy itself looks like a mutant")
	}
	all, alive := mutants(), 0
	for _, mut := range all {
		m.under(mut.policy)
		if mut.second && m.waitsOtherwise(mut.operation) || !mut.second && m.differs(mut, probes, want) {
			continue
		}
		alive++
		t.Errorf("nothing notices: %s", mut.what)
	}
	t.Logf("%d of %d mutants killed", len(all)-alive, len(all))
}

// differs tells whether a row of the mutant's operation, or of what it hides, is another one.
func (m *matrix) differs(mut mutant, probes []probe, want map[int]string) bool {
	base, _, _ := strings.Cut(mut.operation, ":")
	for i, p := range probes {
		about := strings.HasPrefix(p.operation, base)
		if mut.operation == "" {
			about = slices.Contains([]string{"getAssessment", "listNeeds", "getIncident", "getAccessConstraint", "getPresence"}, p.operation)
		}
		if about && m.row(p) != want[i] {
			return true
		}
	}
	return false
}

// waitsOtherwise makes a change that takes two people, on a new record: does it wait for the right one?
func (m *matrix) waitsOtherwise(operation string) bool {
	change, known := m.changesOfTwo()[operation]
	if !known {
		m.t.Errorf("no change tells whether %s takes two people", operation)
		return false
	}
	got := m.send(change.call())
	needs := api.NeedsColleague
	if change.stranger {
		needs = api.NeedsStranger
	}
	return got.Code != http.StatusAccepted || !strings.Contains(got.Body.String(), fmt.Sprintf(`"needs":%q`, needs))
}

// change is one that takes two people.
type change struct {
	stranger bool
	call     func() call
}

func (m *matrix) changesOfTwo() map[string]change {
	pledged := func() string {
		return m.post("own-pledge", "/v1/pledges", pledgeBody())
	}
	assessed := func(change ...string) string {
		m.n++
		path := m.post("own-assess", "/v1/assessments", assessmentBody(append(change, fmt.Sprintf(`needs=[{"region":"HT02","sector":"HEA","age":"%d-99","in_need":10}]`, m.n%90))...))
		m.move(path, "own-assess submitted")
		m.move(path, "ocha validated")
		return path
	}
	transition := func(as, path, to string) call {
		return call{as: as, method: "POST", path: path + "/transitions", body: fmt.Sprintf(`{"to":%q,"reason":"To see who must agree."}`, to)}
	}
	return map[string]change{
		"updatePledge": {false, func() call {
			return call{as: "own-pledge", method: "PATCH", path: pledged(), body: `{"amount":{"amount":"1.00"}}`, headers: []string{"If-Match: *"}}
		}},
		"transitionPledge:cancelled":     {false, func() call { return transition("own-pledge", pledged(), "cancelled") }},
		"transitionAssessment:rejected":  {false, func() call { return transition("own-coordinate", assessed(), "rejected") }},
		"transitionAssessment:withdrawn": {false, func() call { return transition("own-assess", assessed(), "withdrawn") }},
		"changeAssessmentSensitivity:open": {true, func() call {
			return call{as: "own-assess", method: "POST", path: assessed(`sensitivity="restricted"`) + "/sensitivity", body: `{"to":"public","reason":"To see who must agree."}`}
		}},
		"createGrant": {false, func() call {
			m.n++
			return call{as: "own-admin", method: "POST", path: "/v1/grants", body: fmt.Sprintf(`{"subject":"person-%d","scopes":["read"]}`, m.n)}
		}},
		"changeIncidentSensitivity:open": {true, func() call {
			return m.openReport("incidents", `"category":"looting","title":"Looted","period":{"from":"2024-09-01","to":"2024-09-01"}`)
		}},
		"changeAccessConstraintSensitivity:open": {true, func() call {
			m.n++
			day := api.Date("2020-01-01").AddDays(m.n)
			return m.openReport("access-constraints", fmt.Sprintf(`"type":"interference","severity":3,"period":{"from":%q,"to":%[1]q}`, day))
		}},
		"shieldRegion:open": {true, func() call {
			m.send(call{as: "own-report", method: "POST", path: "/v1/regions/HT02/shield", body: `{"reason":"For the test."}`})
			return call{as: "own-report", method: "POST", path: "/v1/regions/HT02/shield", body: `{"shielded":false,"reason":"To see who must agree."}`}
		}},
	}
}

// openReport asks to show a restricted report to everybody.
func (m *matrix) openReport(resource, fields string) call {
	path := m.post("own-report", "/v1/"+resource, fmt.Sprintf(`{"crisis":"hti-2024","region":"HT02","sensitivity":"restricted",%s,%s}`, fields, exampleSource))
	return call{as: "own-report", method: "POST", path: path + "/sensitivity", body: `{"to":"public","reason":"To see who must agree."}`}
}

// TestChangesOfTwoWait is what the mutants are measured against: under the policy itself every such change waits for
// the right person.
func TestChangesOfTwoWait(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		m := newMatrix(t, url)
		for operation := range m.changesOfTwo() {
			if m.waitsOtherwise(operation) {
				t.Errorf("%s does not wait for the right person", operation)
			}
		}
	})
}
