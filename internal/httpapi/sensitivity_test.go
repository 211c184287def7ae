package httpapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/konbit-aid/konbit/internal/testkit"
)

func sensitivity(name, as, path, to, reason string, status int, want ...string) scenario {
	return scenario{name: name, call: call{as: as, method: "POST", path: path + "/sensitivity", body: fmt.Sprintf(`{"to":%q,"reason":%q}`, to, reason)}, status: status, want: want}
}

// validated records an assessment that counts.
func (m *matrix) validated(changes ...string) string {
	path := m.post("own-assess", "/v1/assessments", assessmentBody(changes...))
	m.move(path, "own-assess submitted")
	m.move(path, "ocha validated")
	return path
}

func TestSensitivityIsRaisedByAnybodyAndLoweredByTwoOrganizations(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		m := newMatrix(t, url)
		a := m.validated(`needs=[{"region":"HT02","sector":"WSH","in_need":4321}]`)
		const coverage = "/v1/coverage?crisis=hti-2024&region=HT&level=1&sector=WSH"
		m.play(t, []scenario{
			{name: "the public counts it", call: call{method: "GET", path: coverage}, status: 200, want: []string{"4321"}},
			sensitivity("raising says why", "party-report", a, "partners", "", 422, "/reason"),
			sensitivity("anybody concerned raises it", "party-report", a, "partners", "Figures are misused.", 200, `"sensitivity":"partners"`),
			{name: "at once it is hidden", call: call{method: "GET", path: a}, status: 404},
			{name: "and in no public sum", call: call{method: "GET", path: coverage}, status: 200, not: []string{"4321"}},
			{name: "nor among the records behind it", call: call{method: "GET", path: "/v1/coverage/explain?crisis=hti-2024"}, status: 200, not: []string{last(a), "4321", "People in need, September 2024"}},
			{name: "partners still see it", call: call{as: "other-read", method: "GET", path: coverage}, status: 200, want: []string{"4321"}},
			sensitivity("a stranger does not lower it", "party-report", a, "public", "Why not.", 403),
			sensitivity("twice is no change", "party-report", a, "partners", "Again.", 409),
			sensitivity("an unknown one is refused", "own-assess", a, "secret", "Again.", 422, "/to"),
		})
		approval := m.waiting(t, sensitivity("", "own-assess", a, "public", "It was checked.", 0).call)
		m.play(t, []scenario{
			{name: "asking opens nothing", call: call{method: "GET", path: a}, status: 404},
			decide("a colleague is no second organization", "own-admin", approval, "approved", 403, "two organizations"),
			decide("a coordinator of the same organization neither", "own-coordinate", approval, "approved", 403, "two organizations"),
			decide("nor does a partner see it", "party-report", approval, "approved", 404),
			decide("a coordinator of another one agrees", coordinator, approval, "approved", 200),
			{name: "then the public sees it again", call: call{method: "GET", path: a}, status: 200, want: []string{`"sensitivity":"public"`}},
		})
		sensitivity("", coordinator, a, "restricted", "Names were found in it.", 0)
		if got := m.send(sensitivity("", coordinator, a, "restricted", "Names were found in it.", 0).call); got.Code != http.StatusOK {
			t.Fatalf("%d %s", got.Code, got.Body)
		}
		m.play(t, []scenario{
			{name: "restricted is for insiders", call: call{as: "party-report", method: "GET", path: a}, status: 404},
			decide("its organization agrees to what a coordinator asks", "own-assess",
				m.waiting(t, sensitivity("", coordinator, a, "partners", "They were taken out.", 0).call), "approved", 200),
			{name: "then partners see it", call: call{as: "party-report", method: "GET", path: a}, status: 200},
		})
	})
}

func TestAPatchDoesNotOpenWhatOthersClosed(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		m := newMatrix(t, url)
		draft := m.post("own-assess", "/v1/assessments", assessmentBody(`sensitivity="restricted"`))
		patch := func(name, path, body string, status int, want ...string) scenario {
			return scenario{name: name, call: call{as: "own-assess", method: "PATCH", path: path, body: body, headers: []string{"If-Match: *"}}, status: status, want: want}
		}
		m.play(t, []scenario{
			patch("a draft is its author's", draft, `{"sensitivity":"public"}`, 200, `"sensitivity":"public"`),
			sensitivity("until a coordinator closes it", coordinator, draft, "partners", "A village is named.", 200),
			patch("then it stays closed", draft, `{"sensitivity":"public"}`, 422, "/sensitivity", "takes_two"),
			patch("but may be closed further", draft, `{"sensitivity":"restricted"}`, 200),
		})
		submitted := m.post("own-assess", "/v1/assessments", assessmentBody(`sensitivity="restricted"`))
		m.move(submitted, "own-assess submitted")
		m.play(t, []scenario{
			patch("what is handed in is not opened by a patch", submitted, `{"sensitivity":"partners"}`, 422, "takes_two"),
			patch("and may be closed or corrected", submitted, `{"title":"Corrected"}`, 200),
		})
	})
}

func shield(name, as, region, body string, status int, want ...string) scenario {
	return scenario{name: name, call: call{as: as, method: "POST", path: "/v1/regions/" + region + "/shield", body: body}, status: status, want: want}
}

// TestAShieldHidesAWholeArea from the public: figures of people there are gone, money is shown one region up, and the
// parts still add up to the whole.
func TestAShieldHidesAWholeArea(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		m := newMatrix(t, url)
		a := m.validated(`needs=[{"region":"HT0111","sector":"WSH","in_need":7654},{"region":"HT02","sector":"WSH","in_need":2000}]`)
		p := m.post("own-pledge", "/v1/pledges", pledgeBody(`allocations=[{"region":"HT0111","sector":"WSH","amount":{"amount":"70.01","currency":"USD"}},
			{"region":"HT01","sector":"WSH","amount":{"amount":"30.02","currency":"USD"}}]`))
		tx := m.post("own-pledge", p+"/transactions", `{"type":"commitment","amount":{"amount":"5.00","currency":"USD"},"date":"2024-09-06","allocation":{"region":"HT0111","sector":"WSH"},`+exampleSource+`}`)
		read := func(name, as, path string, want []string, not ...string) scenario {
			return scenario{name: name, call: call{as: as, method: "GET", path: path}, status: 200, want: want, not: not}
		}
		m.play(t, []scenario{
			shield("who only pledges does not shield", "own-pledge", "HT0111", `{"reason":"x"}`, 403),
			shield("it takes a reason", "other-report", "HT0111", `{}`, 422, "/reason"),
			shield("a country is too large", coordinator, "HT", `{"reason":"x"}`, 409),
			shield("an unknown region is absent", coordinator, "HT99", `{"reason":"x"}`, 404),
			read("before, the public sees the commune", nobody, "/v1/needs?region=HT0111", []string{"7654"}),
			shield("one report is enough", "other-report", "HT0111", `{"reason":"Figures were used to plan attacks."}`, 200, `"shielded":true`),
			shield("once is enough", coordinator, "HT0111", `{"reason":"x"}`, 409, "usaid"),
			read("its figures are gone", nobody, "/v1/needs?crisis=hti-2024", []string{"2000"}, "7654", "HT0111"),
			read("also in its assessment", nobody, a, []string{"2000"}, "7654", "HT0111"),
			read("and in lists by region", nobody, "/v1/assessments?region=HT0111", nil, last(a)),
			read("in sums", nobody, "/v1/coverage?crisis=hti-2024&region=HT&level=0&sector=WSH", []string{"2000"}, "7654", "9654"),
			read("and in what explains them", nobody, "/v1/coverage/explain?crisis=hti-2024", []string{last(p)}, "7654", "HT0111"),
			read("its money is shown one region up", nobody, p, []string{`{"region":"HT01","sector":"WSH","amount":{"amount":"100.03","currency":"USD"}}`}, "HT0111"),
			read("in lists", nobody, "/v1/pledges?region=HT01", []string{last(p)}, "HT0111"),
			read("but not by its name", nobody, "/v1/pledges?region=HT0111", []string{`"data":[]`}),
			read("payments too", nobody, tx, []string{`"region":"HT01"`}, "HT0111"),
			read("and lists of them", nobody, p+"/transactions", []string{`"region":"HT01"`}, "HT0111"),
			read("a spreadsheet shows no more", nobody, "/v1/pledges?format=csv", []string{last(p)}, "HT0111"),
			read("nor do activities", nobody, "/v1/pledges?format=iati", []string{last(p), `<location ref="HT01">`}, "HT0111"),
			read("nor does a map", nobody, "/v1/needs?crisis=hti-2024&format=geojson", []string{"2000", `"region":"HT01"`}, "7654", "HT0111"),
			read("rows add up to the whole", nobody, "/v1/coverage?crisis=hti-2024&region=HT01&level=2&sector=WSH", []string{`"unallocated":{"required":null,"announced":"0.00","pledged":"100.03"`}, `"HT0111"`),
			{name: "asked for by name, there is nothing public", call: call{method: "GET", path: "/v1/coverage?crisis=hti-2024&region=HT0111"}, status: 400, want: []string{"not_public"}},
			read("a key sees everything", "other-read", "/v1/coverage?crisis=hti-2024&region=HT0111&sector=WSH", []string{"7654", "70.01"}),
			read("and the shields", "other-read", "/v1/shields", []string{`"region":"HT0111"`, "Figures were used"}),
		})
		open := shield("", "other-report", "HT0111", `{"shielded":false,"reason":"It is quiet."}`, 0).call
		approval := m.waiting(t, open)
		m.play(t, []scenario{
			read("asking shows nothing", nobody, "/v1/needs?crisis=hti-2024", nil, "7654"),
			decide("one organization is not two", "other-coordinate", approval, "approved", 403, "two organizations"),
			decide("a coordinator of another one agrees", coordinator, approval, "approved", 200),
			read("then it is public again", nobody, "/v1/needs?region=HT0111", []string{"7654"}),
			read("its money too", nobody, p, []string{"HT0111", "70.01"}),
			read("and there is no shield", "other-read", "/v1/shields", []string{`"data":[]`}),
			read("but there was one", "other-read", "/v1/shields?shielded=false", []string{"HT0111", "It is quiet."}),
			shield("and it can come back", "party-report", "HT0111", `{"reason":"It is not."}`, 200, `"version":3`),
		})
		if !strings.Contains(m.send(call{method: "GET", path: "/v1/needs?crisis=hti-2024"}).Body.String(), "2000") {
			t.Error("the other figures are gone")
		}
	})
}
