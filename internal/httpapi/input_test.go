package httpapi_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/konbit-aid/konbit/api"
)

func refused(name, as, path, body string, status int, want ...string) scenario {
	return scenario{name: name, call: call{as: as, method: "POST", path: path, body: body}, status: status, want: want}
}

func TestBadInput(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		pledge := w.post(donor, "/v1/pledges", pledgeBody(`reference="A"`))
		before := w.recorded()
		t.Run("fields", func(t *testing.T) { w.play(t, badFields(pledge)) })
		t.Run("bodies", func(t *testing.T) { w.play(t, badBodies()) })
		t.Run("references", func(t *testing.T) { w.play(t, badReferences(pledge)) })
		t.Run("nothing is half-written", func(t *testing.T) {
			if after := w.recorded(); after != before {
				t.Errorf("before %s, after %s", before, after)
			}
		})
	})
}

// recorded counts all records of every list.
func (w *world) recorded() string {
	var all []string
	for _, path := range []string{"regions", "organizations", "crises", "appeals", "exchange-rates", "assessments", "needs", "pledges"} {
		var page api.List[any]
		w.get(coordinator, "/v1/"+path+"?count=true", &page)
		all = append(all, fmt.Sprintf("%s %d", path, *page.Total))
	}
	return strings.Join(all, ", ")
}

// TestAFieldOfTheWrongTypeRefusesEveryPost though what it leaves unread may be optional.
func TestAFieldOfTheWrongTypeRefusesEveryPost(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		pledge, assessment := w.post(donor, "/v1/pledges", pledgeBody()), w.post(ngo, "/v1/assessments", assessmentBody())
		before := w.recorded()
		source := `"sources":[{"publisher":"P","title":"T","published_on":"2024-09-06","quote":7}]`
		w.play(t, []scenario{
			refused("regions", coordinator, "/v1/regions", `{"pcode":"HT03","names":{"en":"North","ht":7},"level":1,"parent":"HT","iso3":"HTI"}`, 422, `"/names/ht"`),
			refused("exchange rates", coordinator, "/v1/exchange-rates", `{"currency":"CHF","date":"2024-09-01","rate":0.85,"source":"UN"}`, 422, `"/rate"`),
			refused("organizations", coordinator, "/v1/organizations", `{"code":"unicef","name":"UNICEF","type":"united_nations","acronym":7}`, 422, `"/acronym"`),
			refused("crises", coordinator, "/v1/crises", `{"code":"x","title":"X","regions":["HT"],"started_on":"2024-01-01","glide":7}`, 422, `"/glide"`),
			refused("appeals", coordinator, "/v1/appeals", `{"code":"X","crisis":"hti-2024","title":"X","type":"other","starts_on":"2026-01-01","ends_on":"2026-12-31","requirements":7}`, 422, `"/requirements"`),
			refused("assessments", ngo, "/v1/assessments", assessmentBody(`needs=7`), 422, `"/needs"`),
			refused("pledges", donor, "/v1/pledges", pledgeBody(`reference=7`), 422, `"/reference"`),
			refused("transactions", donor, pledge+"/transactions", `{"type":"commitment","amount":{"amount":"1.00","currency":"USD"},"date":"2024-09-06",`+source+`}`, 422, `"/sources/0/quote"`),
			refused("transitions of pledges", donor, pledge+"/transitions", `{"to":"cancelled","reason":"x","on":7}`, 422, `"/on"`),
			refused("transitions of assessments", ngo, assessment+"/transitions", `{"to":"submitted","reason":7}`, 422, `"/reason"`),
		})
		if after := w.recorded(); after != before {
			t.Errorf("before %s, after %s", before, after)
		}
		w.play(t, []scenario{
			{name: "the pledge is as it was", call: call{as: donor, method: "GET", path: pledge}, status: 200, want: []string{`"version":1`}},
			{name: "the assessment is as it was", call: call{as: ngo, method: "GET", path: assessment}, status: 200, want: []string{`"version":1`}},
		})
	})
}

func badFields(pledge string) []scenario {
	const p = "/v1/pledges"
	allocation := `allocations=[{"region":"HT01","sector":"FSC","amount":{"amount":"%s","currency":"USD"}}]`
	return []scenario{
		refused("every wrong field at once with its pointer", donor, p, pledgeBody(`title=""`, `kind="gift"`, `pledged_on="2024-02-30"`,
			`expires_on="tomorrow"`, `earmarking="Z"`, `sources=[]`, `amount={"amount":"1.005","currency":"USD"}`), 422,
			`"/title"`, `"/kind"`, `"/pledged_on"`, `"/expires_on"`, `"/earmarking"`, `"/sources"`, `"/amount/amount"`, `too_many_digits`),
		refused("wrong types do not hide wrong values", donor, p, pledgeBody(`title=7`, `amount="lots"`, `pledged_on="2024-02-30"`), 422,
			`"/title"`, `"/amount"`, `"/pledged_on"`),
		refused("wrong forms do not hide wrong references", donor, p, pledgeBody(`recipient="nobody"`, `amount={"amount":"1.005","currency":"USD"}`, `colour="red"`,
			`allocations=[{"region":"HT99","sector":"FOOD","amount":{"amount":"1.00","currency":"USD"}}]`), 400,
			`"/recipient"`, `"/amount/amount"`, `"/colour"`, `"/allocations/0/region"`, `"/allocations/0/sector"`),
		refused("what has a default is not called missing", donor, p, pledgeBody(`title=7`), 422, `1 field is not valid`),
		refused("an amount with too many digits for its currency", donor, p, pledgeBody(`amount={"amount":"100.5","currency":"JPY"}`), 422,
			`too_many_digits`, `"/amount/amount"`),
		refused("an unknown currency", donor, p, pledgeBody(`amount={"amount":"100","currency":"XXQ"}`), 422, `unknown_currency`, `"/amount/currency"`),
		refused("a negative amount", donor, p, pledgeBody(`amount={"amount":"-5.00","currency":"USD"}`), 422, `not_positive`),
		refused("an amount over int64", donor, p, pledgeBody(`amount={"amount":"92233720368547758.08","currency":"USD"}`), 422, `too_large`),
		refused("an amount as a number", donor, p, pledgeBody(`amount={"amount":100,"currency":"USD"}`), 422, `"/amount/amount"`, `wrong_type`),
		refused("allocations above the amount", donor, p, pledgeBody(fmt.Sprintf(allocation, "25000000.01")), 422, `over_allocated`, `"/allocations"`),
		refused("allocations that overflow together", donor, p, pledgeBody(`allocations=[
			{"region":"HT01","sector":"FSC","amount":{"amount":"10000000000000000.00","currency":"USD"}},
			{"region":"HT02","sector":"FSC","amount":{"amount":"10000000000000000.00","currency":"USD"}}]`), 422, `over_allocated`),
		refused("dates out of order", donor, p, pledgeBody(`expires_on="2024-09-04"`), 422, `dates_out_of_order`, `"/expires_on"`),
		refused("a disbursement above the amount", donor, pledge+"/transactions", `{"type":"disbursement","amount":{"amount":"25000000.01","currency":"USD"},
			"date":"2024-09-06","sources":[{"publisher":"USAID","title":"Payments","published_on":"2024-09-06"}]}`, 422, `"/amount`),
		refused("a refund of what was never paid", donor, pledge+"/transactions", `{"type":"refund","amount":{"amount":"1.00","currency":"USD"},
			"date":"2024-09-06","sources":[{"publisher":"USAID","title":"Payments","published_on":"2024-09-06"}]}`, 422, `"/amount`),
		refused("the dates of a crisis out of order", coordinator, "/v1/crises", `{"code":"x","title":"X","regions":["HT"],"started_on":"2024-02-02","ended_on":"2024-02-01"}`,
			422, `dates_out_of_order`),
		refused("NUL in a text", donor, p, pledgeBody(`title="a\u0000b"`), 422, `bad_text`, `"/title"`),
		refused("an inverted severity", ngo, "/v1/assessments", assessmentBody(`needs=[{"region":"HT01","sector":"WSH","severity":6}]`), 422, `"/needs/0/severity"`),
		refused("more people in need than affected", ngo, "/v1/assessments", assessmentBody(`needs=[{"region":"HT01","sector":"WSH","affected":5,"in_need":6}]`), 422, `"/needs/0/in_need"`),
		refused("the same line twice", ngo, "/v1/assessments", assessmentBody(`needs=[{"region":"HT01","sector":"WSH","in_need":5},{"region":"HT01","sector":"WSH","in_need":6}]`),
			422, `"/needs/1"`, `repeated`),
	}
}

func badReferences(pledge string) []scenario {
	const p = "/v1/pledges"
	return []scenario{
		refused("an unknown region", donor, p, pledgeBody(`allocations=[{"region":"HT99","sector":"FSC","amount":{"amount":"1.00","currency":"USD"}}]`), 422,
			`"/allocations/0/region"`, `unknown_region`),
		refused("an unknown sector", donor, p, pledgeBody(`allocations=[{"region":"HT01","sector":"FOOD","amount":{"amount":"1.00","currency":"USD"}}]`), 422,
			`"/allocations/0/sector"`, `unknown_sector`),
		refused("an unknown organization", donor, p, pledgeBody(`recipient="nobody"`), 422, `"/recipient"`),
		refused("an unknown crisis", donor, p, pledgeBody(`crisis="nowhere"`, `appeal=null`), 422, `"/crisis"`),
		refused("an unknown appeal", donor, p, pledgeBody(`appeal="NOPE"`), 422, `"/appeal"`),
		refused("an unknown parent", donor, p, pledgeBody(`parent="01928f6e-0000-7c3e-9d55-2f1c7a9e4b10"`), 422, `"/parent"`),
		refused("a currency without a rate", donor, p, pledgeBody(`amount={"amount":"5.00","currency":"CHF"}`), 422, `CHF`),
		refused("a p-code whose parent is missing", coordinator, "/v1/regions", `{"pcode":"HT0311","names":{"en":"X"},"level":2,"parent":"HT03","iso3":"HTI"}`, 422,
			`"/parent"`, `unknown_region`),
		refused("an unknown region of an assessment", ngo, "/v1/assessments", assessmentBody(`needs=[{"region":"HT77","sector":"WSH","in_need":5}]`), 422, `"/needs/0/region"`),
		refused("a reference that the donor has used", donor, p, pledgeBody(`reference="A"`), 409, "Location: "+pledge),
		refused("half a point", coordinator, "/v1/regions", `{"pcode":"HT03","names":{"en":"X"},"level":1,"parent":"HT","iso3":"HTI","centroid":{"lat":18.5,"lon":null}}`, 422, `"/centroid/lon"`),
		refused("a code that is taken", coordinator, "/v1/crises", `{"code":"hti-2024","title":"X","regions":["HT"],"started_on":"2024-02-02"}`, 409, "Location: /v1/crises/hti-2024"),
		refused("a p-code that is taken", coordinator, "/v1/regions", `{"pcode":"DO","names":{"en":"X"},"level":0,"iso3":"DOM"}`, 409, "Location: /v1/regions/DO"),
		{name: "a cursor from another list", call: call{method: "GET", path: "/v1/needs?cursor=" + "eyJsIjoicGxlZGdlcyJ9"}, status: 400, want: []string{`"cursor"`}},
		{name: "an unknown region to filter by", call: call{method: "GET", path: "/v1/pledges?region=HT99"}, status: 400, want: []string{`"region"`}},
		{name: "coverage of no crisis", call: call{method: "GET", path: "/v1/coverage"}, status: 400, want: []string{`"crisis"`}},
		{name: "coverage of an unknown crisis", call: call{method: "GET", path: "/v1/coverage?crisis=nowhere"}, status: 400, want: []string{`"crisis"`}},
		{name: "coverage at a level that is not", call: call{method: "GET", path: "/v1/coverage?crisis=hti-2024&level=9"}, status: 400, want: []string{`"level"`}},
	}
}

func badBodies() []scenario {
	const p = "/v1/pledges"
	raw := func(name, body string, status int, want ...string) scenario {
		return refused(name, donor, p, body, status, want...)
	}
	typed := func(name, contentType string) scenario {
		sc := raw(name, pledgeBody(), 415, "unsupported_media")
		sc.headers = []string{"Content-Type: " + contentType}
		return sc
	}
	packed := raw("a packed body", pledgeBody(), 415, "Content-Encoding")
	packed.headers = []string{"Content-Encoding: gzip"}
	return []scenario{
		raw("not JSON", `{"title":`, 400, "malformed"),
		raw("only blanks", "   ", 400, "empty"),
		raw("a list", `[]`, 422, "object"),
		raw("bytes after the end", pledgeBody()+"{}", 400, "malformed"),
		raw("an unknown field", pledgeBody(`colour="red"`), 400, `"/colour"`, "unknown_member"),
		raw("a field that only answers have", pledgeBody(`status="disbursed"`, `version=7`), 400, `"/status"`, `"/version"`),
		raw("a field written in another case", pledgeBody(`pledgedOn="2024-09-05"`), 400, `pledged_on`),
		raw("a field twice", strings.Replace(pledgeBody(), "{", `{"title":"first",`, 1), 400, `"/title"`, "duplicate_member"),
		raw("a field twice deep inside", pledgeBody(`amount={"amount":"1.00","amount":"2.00","currency":"USD"}`), 400, "duplicate_member"),
		raw("deep nesting", strings.Repeat(`[`, 100000)+strings.Repeat(`]`, 100000), 400, "deeper"),
		raw("deep nesting inside a field", pledgeBody(`title=`+strings.Repeat(`{"a":`, 50)+"1"+strings.Repeat(`}`, 50)), 400, "deeper"),
		raw("invalid UTF-8", strings.Replace(pledgeBody(), "Emergency", "Emer\xffgency", 1), 400, "UTF-8"),
		raw("a raw NUL", strings.Replace(pledgeBody(), "Emergency", "Emer\x00gency", 1), 400, "malformed"),
		raw("over 1 MiB", pledgeBody(`title="`+strings.Repeat("a", 1<<20)+`"`), 413, "1048576"),
		refused("an assessment over 1 MiB is read", ngo, "/v1/assessments", assessmentBody(`title="`+strings.Repeat("a", 2<<20)+`"`), 422, `"/title"`),
		refused("an assessment over 10 MiB", ngo, "/v1/assessments", assessmentBody(`title="`+strings.Repeat("a", 10<<20)+`"`), 413, "10485760"),
		typed("no media type", ""), typed("another media type", "text/plain"), typed("a form", "application/x-www-form-urlencoded"),
		typed("another charset", "application/json; charset=latin1"), packed,
		{name: "no body at all", call: call{as: donor, method: "POST", path: p, headers: []string{"Content-Type: application/json"}}, status: 400, want: []string{"empty"}},
		{name: "parameters on a POST", call: call{as: donor, method: "POST", path: p + "?force=true", body: pledgeBody()}, status: 400, want: []string{`"force"`}},
	}
}
