package exchange

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/konbit-aid/konbit/api"
)

// anyText is a text as somebody might give it to a record: with what parts cells
// and rows, what runs as a formula, and letters of many kinds; not what means
// that nothing is known, nor blanks around it.
func anyText(t *rapid.T, label string) string {
	return rapid.OneOf(rapid.StringMatching(`[A-Z][a-zéà,;"=+' -]{0,20}[a-z]`), rapid.SampledFrom([]string{"=1+1", "+5", "@SUM", "a,b;c\"d\"", "two\nlines",
		"Grand'Anse", "学校", "#tag", "1e5", "00012", "2024-01-01", "true", "<b>&amp;</b>"})).Draw(t, label)
}

func anyDate(t *rapid.T, label string) api.Date {
	return api.DateOf(time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(-10_000, 10_000).Draw(t, label)))
}

func anyAmount(t *rapid.T, label string, c api.Currency) api.Money {
	return api.Money{Minor: rapid.Int64Range(1, 1e15).Draw(t, label), Currency: c}
}

func anyPeople(t *rapid.T, label string) *api.People {
	if n := api.People(rapid.Int64Range(-1, 1e9).Draw(t, label)); n >= 0 {
		return &n
	}
	return nil
}

// citedOnce is a source as the column sources tells it: without grade and quote, and without what parts it.
func citedOnce(t *rapid.T) []api.Source {
	return []api.Source{{Publisher: rapid.StringMatching(`[A-Z][a-z ]{0,10}[a-z]`).Draw(t, "publisher"), Title: rapid.StringMatching(`[A-Z][a-z, :-]{0,20}[a-z]`).Draw(t, "source"),
		PublishedOn: anyDate(t, "published"), URL: api.Opt(rapid.SampledFrom([]string{"", "https://example.org/a"}).Draw(t, "url"))}}
}

func somePledge(t *rapid.T) api.Pledge {
	currency := rapid.SampledFrom([]api.Currency{"USD", "JPY", "KWD", "EUR"}).Draw(t, "currency")
	usd, fresh := api.Cents(rapid.Int64Range(0, 1e15).Draw(t, "usd")), rapid.Bool().Draw(t, "new")
	none := api.Money{Currency: currency}
	p := api.Pledge{ID: "01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b10", Status: api.StatusPledged, Committed: none, Disbursed: none, Unallocated: none}
	p.PledgeInput = api.PledgeInput{Reference: api.Opt(anyText(t, "reference")), Crisis: "hti-2024", Appeal: "HHTI24", Donor: "usaid", Recipient: "wfp", Title: anyText(t, "title"),
		Kind: api.InKind, Stage: api.Announced, Amount: anyAmount(t, "amount", currency), AmountUSD: &usd, PledgedOn: anyDate(t, "day"), ExpiresOn: anyDate(t, "end"), Earmarking: "I",
		NewMoney: &fresh, Sources: citedOnce(t)}
	if rapid.Bool().Draw(t, "rated") {
		p.Rate = &api.Rate{Rate: "0.9043", Date: anyDate(t, "rate day"), Source: anyText(t, "rate source")}
	}
	for _, region := range []string{"HT01", "HT02"}[:rapid.IntRange(0, 2).Draw(t, "allocations")] {
		p.Allocations = append(p.Allocations, api.Allocation{Region: region, Sector: "FSC", Amount: anyAmount(t, "part", currency)})
	}
	if rapid.Bool().Draw(t, "destined") {
		p.Destination = &api.Destination{Regions: []string{"HT", "DO"}, Sectors: []api.SectorCode{"WSH", "PRO-GBV"}}
	}
	return p
}

func someNeed(t *rapid.T) api.Need {
	n := api.Need{Assessment: "01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b10", Crisis: "hti-2024", NeedInput: api.NeedInput{Region: "HT01", Sector: "PRO-CPN", Group: "IDP", Sex: "f", Age: "0-17",
		Affected: anyPeople(t, "affected"), InNeed: anyPeople(t, "in need"), Targeted: anyPeople(t, "targeted"), Reached: anyPeople(t, "reached")}}
	if s := rapid.IntRange(0, 5).Draw(t, "severity"); s > 0 {
		n.Severity = &s
	}
	if rapid.Bool().Draw(t, "required") {
		m := anyAmount(t, "requirement", "JPY")
		n.Required = &m
	}
	return n
}

func someIncident(t *rapid.T) api.Incident {
	r := api.Incident{ID: "01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b10", IncidentInput: api.IncidentInput{Reference: api.Opt(anyText(t, "reference")), Crisis: "hti-2024", Organization: "acted",
		Region: "HT01", PlacePrecision: api.PlaceAbove, Category: "looting", Title: anyText(t, "title"), Description: api.Opt(anyText(t, "description")),
		Period: api.OpenPeriod{From: anyDate(t, "from"), To: anyDate(t, "to")}, DatePrecision: "month", Killed: anyPeople(t, "killed"), Injured: anyPeople(t, "injured"),
		Displaced: anyPeople(t, "displaced"), Sensitivity: api.Restricted, Sources: citedOnce(t)}}
	if n := anyPeople(t, "aid workers"); n != nil {
		r.AidWorkers = &api.AidWorkers{Killed: n}
	}
	if rapid.Bool().Draw(t, "moved") {
		r.Movement = &api.Movement{From: "HT01", To: "HT02"}
	}
	return r
}

func someConstraint(t *rapid.T) api.AccessConstraint {
	severity := rapid.IntRange(0, 5).Draw(t, "severity")
	c := api.AccessConstraint{ID: "01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b10", AccessConstraintInput: api.AccessConstraintInput{Crisis: "hti-2024", Organization: "acted", Region: "HT01",
		Type: api.Interference, Severity: &severity, Period: api.OpenPeriod{From: anyDate(t, "from")}, Title: api.Opt(anyText(t, "title")), Description: api.Opt(anyText(t, "description")),
		Sensitivity: api.Public, Sources: citedOnce(t)}}
	if rapid.Bool().Draw(t, "of some sectors") {
		c.Sectors = []api.SectorCode{"WSH", "FSC"}
	}
	return c
}

func somePresence(t *rapid.T) api.Presence {
	return api.Presence{ID: "01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b10", PresenceInput: api.PresenceInput{Crisis: "hti-2024", Organization: "acted", Region: "HT01", Sector: "WSH",
		Period: api.OpenPeriod{From: anyDate(t, "from"), To: anyDate(t, "to")}, Activity: api.Opt(anyText(t, "activity")), Sensitivity: api.Partners, Sources: citedOnce(t)}}
}

func someOrganization(t *rapid.T) api.Organization {
	return api.Organization{OrganizationInput: api.OrganizationInput{Code: "acted", Name: anyText(t, "name"), Acronym: api.Opt(anyText(t, "acronym")), Type: "international_ngo", Country: "FRA", IATIID: api.Opt(anyText(t, "id"))}}
}

func someRegion(t *rapid.T) api.Region {
	r := api.Region{RegionInput: api.RegionInput{Pcode: "HT01", Level: 1, Parent: "HT", ISO3: "HTI", ISO31662: "HT-OU", Names: api.Names{EN: api.Opt(anyText(t, "en")), FR: api.Opt(anyText(t, "fr"))}}}
	if n := rapid.Int64Range(-1, 1e9).Draw(t, "population"); n >= 0 {
		year := 2019
		r.Population, r.PopulationYear = &n, &year
	}
	if rapid.Bool().Draw(t, "placed") {
		r.Centroid = &api.Point{Lon: -72.19678, Lat: 18.51053}
	}
	return r
}

// asCSV and asNDJSON write a list as the API answers it.
func asCSVText[T any](t *rapid.T, records []T) string {
	var b bytes.Buffer
	w, ok := CSVOf[T](&b)
	if !ok {
		t.Fatal("no table")
	}
	for _, r := range records {
		if err := w.Write(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func asNDJSONText[T any](t *rapid.T, records []T) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	for _, r := range records {
		if err := enc.Encode(r); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

func asAnswer[T any](t *rapid.T, records []T) string {
	text, err := json.Marshal(api.List[T]{Data: records})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// returns checks that a list of records, in every form that it is read in, is read as the same inputs.
func returns[T, R any](t *testing.T, some func(*rapid.T) T, input func(T) R, read func(api.ImportSource) []R) {
	t.Helper()
	same := cmp.Options{cmpopts.EquateEmpty()}
	rapid.Check(t, func(t *rapid.T) {
		var records []T
		var want []R
		for range rapid.IntRange(1, 3).Draw(t, "records") {
			r := some(t)
			records, want = append(records, r), append(want, input(r))
		}
		for form, text := range map[string]string{"CSV": asCSVText(t, records), "NDJSON": asNDJSONText(t, records), "an answer": asAnswer(t, records)} {
			src, err := Open(strings.NewReader(text))
			if err != nil {
				t.Fatalf("%s: %v\n%s", form, err, text)
			}
			if diff := cmp.Diff(want, read(src), same); diff != "" {
				t.Errorf("%s: (-want +got)\n%s\n%s", form, diff, text)
			}
		}
	})
}

// values are those of rows without a fault; one that has some is a bug of ours.
func values[T any](rows func(func(api.Row[T]) bool)) (all []T) {
	if rows == nil {
		return nil
	}
	for r := range rows {
		if len(r.Faults) > 0 {
			panic(r.Faults)
		} else if r.Skip == "" {
			all = append(all, r.Value)
		}
	}
	return all
}

func TestWhatWasExportedIsReadAsTheSame(t *testing.T) {
	t.Run("pledges", func(t *testing.T) {
		returns(t, somePledge, func(p api.Pledge) api.PledgeRow { return api.PledgeRow{ID: p.ID, Pledge: p.PledgeInput} },
			func(src api.ImportSource) []api.PledgeRow { return values(src.Pledges) })
	})
	t.Run("need lines", func(t *testing.T) {
		returns(t, someNeed, func(n api.Need) api.LineRow {
			return api.LineRow{Assessment: n.Assessment, Crisis: n.Crisis, Need: n.NeedInput}
		},
			func(src api.ImportSource) []api.LineRow { return values(src.Lines) })
	})
	t.Run("incidents", func(t *testing.T) {
		returns(t, someIncident, func(r api.Incident) incidentRow { return incidentRow{ID: r.ID, Input: r.IncidentInput} },
			func(src api.ImportSource) []incidentRow { return values(src.OwnIncidents) })
	})
	t.Run("access constraints", func(t *testing.T) {
		returns(t, someConstraint, func(c api.AccessConstraint) constraintRow {
			return constraintRow{ID: c.ID, Input: c.AccessConstraintInput}
		},
			func(src api.ImportSource) []constraintRow { return values(src.Constraints) })
	})
	t.Run("presence", func(t *testing.T) {
		returns(t, somePresence, func(p api.Presence) presenceRow { return presenceRow{ID: p.ID, Input: p.PresenceInput} },
			func(src api.ImportSource) []presenceRow { return values(src.OwnPresence) })
	})
	t.Run("organizations", func(t *testing.T) {
		returns(t, someOrganization, func(o api.Organization) api.OrganizationInput { return o.OrganizationInput },
			func(src api.ImportSource) []api.OrganizationInput { return values(src.Organizations) })
	})
	t.Run("regions", func(t *testing.T) {
		returns(t, someRegion, func(r api.Region) api.RegionRow { return api.RegionRow{RegionInput: r.RegionInput} },
			func(src api.ImportSource) []api.RegionRow { return values(src.Regions) })
	})
}

func TestANumberThatWasHiddenIsNotRecorded(t *testing.T) {
	for name, text := range map[string]string{
		"CSV":    "assessment,region,sector,in_need\na,HT01,WSH,<10\n",
		"NDJSON": `{"assessment":"a","region":"HT01","sector":"WSH","in_need":{"suppressed":true}}`,
	} {
		rows := all(t, open(t, text).Lines)
		if len(rows) != 1 || len(rows[0].Faults) != 1 || rows[0].Faults[0].Code != "suppressed" {
			t.Errorf("%s: %+v", name, rows)
		}
	}
}

func TestJSONThatIsNotInOrder(t *testing.T) {
	const good = `{"title":"Food","amount":{"amount":"1.00","currency":"USD"},"pledged_on":"2024-09-05"}`
	for name, c := range map[string]struct{ text, says string }{
		"an unknown member":        {strings.Replace(good, "{", `{"colour":"red",`, 1), "/colour"},
		"too many digits":          {strings.Replace(good, "1.00", "1.005", 1), "too_many_digits"},
		"cut off":                  {good + "\n" + good[:30], "ends in the middle"},
		"a list that does not end": {"[" + good, "does not end"},
		"something between":        {good + "\nnothing", "not readable"},
		"nesting without end":      {strings.Replace(good, `"Food"`, strings.Repeat("[", 20_000), 1), "not readable"},
		"an empty list":            {"[]", "empty"},
		"a grouped report":         {`{"status":"ok","data":{"report1":{}}}`, "no flows in it"},
	} {
		t.Run(name, func(t *testing.T) {
			src, err := Open(strings.NewReader(c.text))
			var said []string
			if err != nil {
				said = append(said, err.Error())
			} else {
				for r := range src.Pledges {
					for _, f := range r.Faults {
						said = append(said, f.Pointer+" "+f.Code+" "+f.Detail)
					}
				}
			}
			if !strings.Contains(strings.Join(said, "|"), c.says) {
				t.Errorf("%q", said)
			}
		})
	}
}
