package relief_test

import (
	"os"
	"strings"
	"testing"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/exchange"
	"github.com/konbit-aid/konbit/internal/relief"
	"github.com/konbit-aid/konbit/internal/testkit"
)

// as imports a file as a key would.
func (w *world) as(who api.Caller, text string, opts api.ImportOptions) api.ImportReport {
	w.t.Helper()
	src, err := exchange.Open(strings.NewReader(text))
	w.must(err)
	r, err := w.Import(w.ctx, who, src, opts)
	w.must(err)
	return r
}

func outcomes(r api.ImportReport) [4]int {
	return [4]int{r.Created, r.Updated, r.Unchanged, r.Rejected}
}

func (w *world) expect(r api.ImportReport, created, updated, unchanged, rejected int) {
	w.t.Helper()
	if outcomes(r) != [4]int{created, updated, unchanged, rejected} {
		w.t.Errorf("%v, want %d %d %d %d: %+v %q", outcomes(r), created, updated, unchanged, rejected, r.Faults, r.Notes)
	}
}

const ownPledges = "reference,crisis,title,amount,currency,pledged_on,allocations,source_publisher,source_title,source_published_on\n"

func TestToReduceALargePledgeByAFileTakesTwo(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		large := api.Cents(100_00)
		w.Service = relief.New(w.store, relief.WithClock(w.Clock), relief.WithLarge(&large))
		row := func(amount string) string {
			return ownPledges + "P-1,hti-2024,Food," + amount + ",USD,2024-09-05,,USAID,Fact sheet,2024-09-05\n"
		}
		w.expect(w.as(w.donor(), row("1000.00"), api.ImportOptions{}), 1, 0, 0, 0)
		r := w.as(w.donor(), row("10.00"), api.ImportOptions{})
		w.expect(r, 0, 0, 0, 1)
		w.wantFault(r, 2, "amount", "takes_two")
		w.expect(w.as(w.donor(), row("2000.00"), api.ImportOptions{}), 0, 1, 0, 0)
		w.expect(w.as(api.System, strings.Replace(strings.Replace(row("10.00"), "reference,", "reference,donor,", 1), "P-1,", "P-1,usaid,", 1), api.ImportOptions{}), 0, 1, 0, 0)
	})
}

const lines = "assessment,crisis,region,sector,in_need,severity\n"

func TestNeedLinesOfAFile(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		opts := api.ImportOptions{Title: "Water in the West", Period: api.Period{From: "2024-08-01", To: "2024-08-31"}, PublishedOn: "2024-09-05", Method: "msna"}
		file := lines + "mine,hti-2024,HT01,WSH,\"12,000\",4\nmine,hti-2024,HT02,Santé,5000,\n"
		w.expect(w.as(w.ngo(), file, opts), 2, 0, 0, 0)
		w.expect(w.as(w.ngo(), file, opts), 0, 0, 2, 0)
		w.expect(w.as(w.ngo(), strings.Replace(file, "5000", "6000", 1), opts), 0, 2, 0, 0)
		list, err := w.Assessments(w.ctx, w.ngo(), api.AssessmentFilter{})
		w.must(err)
		if len(list.Data) != 1 || list.Data[0].Status != api.Draft || list.Data[0].Organization != "wfp" || list.Data[0].NeedCount != 2 {
			t.Fatalf("%+v", list.Data)
		}
		id := list.Data[0].ID
		byID := strings.ReplaceAll(file, "mine,", id+",")
		w.expect(w.as(w.ngo(), strings.Replace(byID, "5000", "6000", 1), api.ImportOptions{}), 0, 0, 2, 0)
		w.expect(w.as(w.ngo(), byID, api.ImportOptions{}), 0, 2, 0, 0)
		for _, to := range []string{"submitted", "validated"} {
			_, err := w.TransitionAssessment(w.ctx, map[string]api.Caller{"submitted": w.ngo(), "validated": w.coordinator()}[to], id, api.Transition{To: to}, nil)
			w.must(err)
		}
		w.expect(w.as(w.ngo(), byID, api.ImportOptions{}), 0, 0, 2, 0)
		r := w.as(w.ngo(), strings.Replace(byID, "5000", "7000", 1), api.ImportOptions{})
		w.expect(r, 0, 0, 0, 2)
		w.wantFault(r, 2, "", "conflict")
	})
}

func TestAssessmentsOfATableKeepTheirLines(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		const head = "id,crisis,title,method,period_from,period_to,published_on,source_publisher,source_title,source_published_on\n"
		row := func(id, title string) string {
			return head + id + ",hti-2024," + title + ",msna,2024-08-01,2024-08-31,2024-09-01,WFP,Report,2024-09-01\n"
		}
		w.expect(w.as(w.ngo(), row("mine", "Water"), api.ImportOptions{}), 1, 0, 0, 0)
		list, err := w.Assessments(w.ctx, w.ngo(), api.AssessmentFilter{})
		w.must(err)
		id := list.Data[0].ID
		w.expect(w.as(w.ngo(), lines+id+",hti-2024,HT01,WSH,12000,4\n", api.ImportOptions{}), 0, 1, 0, 0)
		w.expect(w.as(w.ngo(), row("mine", "Water"), api.ImportOptions{}), 0, 0, 1, 0)
		w.expect(w.as(w.ngo(), row(id, "Clean water"), api.ImportOptions{}), 0, 1, 0, 0)
		got, err := w.Assessment(w.ctx, w.ngo(), id)
		w.must(err)
		if got.Title != "Clean water" || len(got.Needs) != 1 || *got.Needs[0].InNeed != 12000 {
			t.Errorf("%+v", got)
		}
	})
}

func TestNeedLinesThatCannotBeTaken(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		opts := api.ImportOptions{Title: "Water", Period: api.Period{From: "2024-08-01", To: "2024-08-31"}, PublishedOn: "2024-09-05"}
		theirs, err := w.CreateAssessment(w.ctx, w.coordinator(), api.AssessmentInput{Crisis: "hti-2024", Title: "Theirs", Method: "hno", PublishedOn: "2024-09-01",
			Period: api.Period{From: "2024-01-01", To: "2024-12-31"}, Sensitivity: api.Public, Sources: cited, Needs: []api.NeedInput{people("HT01", "WSH", 5)}}, nil)
		w.must(err)
		r := w.as(w.ngo(), lines+"a,hti-2024,HT99,WSH,5,\na,hti-2024,HT01,WSH,5,9\na,hti-2024,HT01,HEA,5,\nb,hti-2024,HT01,HEA,5,\na,hti-2024,HT02,HEA,5,\n", opts)
		w.wantFault(r, 2, "region", "unknown_region")
		w.wantFault(r, 3, "severity", "out_of_range")
		w.wantFault(r, 6, "assessment", "apart")
		w.expect(r, 2, 0, 0, 3)
		r = w.as(w.ngo(), lines+"a,hti-2024,HT01,WSH,5,\n", api.ImportOptions{})
		w.wantFault(r, 2, "--published", "required")
		r = w.as(w.ngo(), lines+theirs.ID+",hti-2024,HT01,WSH,500,\n", api.ImportOptions{})
		w.wantFault(r, 2, "--published", "required") // a draft of others is not there for this key
		r = w.as(w.donor(), lines+"a,hti-2024,HT01,WSH,5,\n", opts)
		w.wantFault(r, 2, "", "forbidden")
		if list, err := w.Assessments(w.ctx, w.coordinator(), api.AssessmentFilter{}); err != nil || len(list.Data) != 1 {
			t.Errorf("%v %+v", err, list.Data)
		}
	})
}

func TestReportsOfAFile(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		who := key("wfp", api.ScopeReport)
		const source = ",source_publisher,source_title,source_published_on"
		for name, c := range map[string]struct{ head, row, changed string }{
			"incidents": {"reference,crisis,category,title,region,period_from,killed,sensitivity" + source,
				"I-1,hti-2024,looting,Looted,HT01,2024-09-01,12,public,WFP,Log,2024-09-02", "I-1,hti-2024,looting,Looted again,HT01,2024-09-01,13,public,WFP,Log,2024-09-02"},
			"incidents without a reference": {"crisis,category,title,region,period_from,killed" + source,
				"hti-2024,looting,Nameless,HT02,2024-09-01,12,WFP,Log,2024-09-02", ""},
			"constraints": {"crisis,type,severity,region,period_from,sectors" + source,
				"hti-2024,interference,3,HT01,2024-09-01,WSH;FSC,WFP,Log,2024-09-02", "hti-2024,interference,4,HT01,2024-09-01,WSH;FSC,WFP,Log,2024-09-02"},
			"presence": {"organization,crisis,region,sector,period_from,activity" + source, "wfp,hti-2024,HT01,FSC,2024-09-01,Meals,WFP,Log,2024-09-02", ""},
		} {
			t.Run(name, func(t *testing.T) {
				file := c.head + "\n" + c.row + "\n"
				w.expect(w.as(who, file, api.ImportOptions{}), 1, 0, 0, 0)
				w.expect(w.as(who, file, api.ImportOptions{}), 0, 0, 1, 0)
				if c.changed != "" {
					w.expect(w.as(who, c.head+"\n"+c.changed+"\n", api.ImportOptions{}), 0, 1, 0, 0)
				}
				theirs := file
				if name != "presence" {
					theirs = strings.Replace(strings.Replace(file, c.head, c.head+",organization", 1), ",2024-09-02\n", ",2024-09-02,wfp\n", 1)
				}
				r := w.as(key("usaid", api.ScopeReport), theirs, api.ImportOptions{})
				w.expect(r, 0, 0, 0, 1)
				w.wantFault(r, 2, "", "forbidden")
			})
		}
		r := w.as(who, "organization,crisis,region,sector,period_from,activity"+source+"\nwfp,hti-2024,HT01,FSC,2024-09-10,More,WFP,Log,2024-09-02\n", api.ImportOptions{})
		w.wantFault(r, 2, "period", "overlapping")
	})
}

func TestOrganizationsOfAFile(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		file := "code,name,type,iati_id\nacted,ACTED,international_ngo,FR-1\nwfp,World Food Programme,united_nations,XM-DAC-41140\n"
		w.expect(w.as(w.coordinator(), file, api.ImportOptions{}), 1, 1, 0, 0)
		w.expect(w.as(w.coordinator(), file, api.ImportOptions{}), 0, 0, 2, 0)
		src, err := exchange.Open(strings.NewReader(file))
		w.must(err)
		if _, err := w.Import(w.ctx, w.donor(), src, api.ImportOptions{}); api.CodeOf(err) != api.CodeForbidden {
			t.Errorf("a donor's key: %v", err)
		}
	})
}

const activities = `<?xml version="1.0" encoding="UTF-8"?>
<iati-activities version="2.03"><iati-activity default-currency="USD" last-updated-datetime="2024-09-06T10:00:00Z">
<iati-identifier>US-GOV-1-77</iati-identifier><reporting-org ref="US-GOV-1" type="10"><narrative>USAID</narrative></reporting-org>
<title><narrative>Food &amp; water</narrative></title>
<participating-org ref="US-GOV-1" role="1"/><participating-org role="4"><narrative>World  Food Programme</narrative></participating-org>
<recipient-country code="HT"/><location ref="HT01"/><location ref="somewhere"/>
<sector vocabulary="1" code="72010"/><sector vocabulary="10" code="6" percentage="100"/>
<humanitarian-scope type="2" vocabulary="2-1" code="HHTI24"/><default-aid-type code="G" vocabulary="3"/>
<transaction ref="T0"><transaction-type code="12"/><transaction-date iso-date="2024-09-05"/><value value-date="2024-09-05">1000.50</value></transaction>
<transaction ref="T1"><transaction-type code="2"/><transaction-date iso-date="2024-09-10"/><value>400</value></transaction>
<transaction ref="T2"><transaction-type code="11"/><transaction-date iso-date="2024-09-10"/><value>400</value></transaction>
<transaction ref="T3"><transaction-type code="3"/><transaction-date iso-date="2024-09-12"/><value>100</value></transaction>
<transaction ref="T4"><transaction-type code="3"/><transaction-date iso-date="2024-09-13"/><value>-20</value></transaction>
</iati-activity></iati-activities>`

func TestActivitiesOfIATI(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.as(w.coordinator(), "code,name,type,iati_id\nusaid,USAID,government,US-GOV-1\nwfp,World Food Programme,united_nations,\n", api.ImportOptions{})
		opts := api.ImportOptions{Crisis: "hti-2024"}
		w.expect(w.as(w.donor(), activities, opts), 1, 0, 0, 0)
		w.expect(w.as(w.donor(), activities, opts), 0, 0, 1, 0)
		list, err := w.Pledges(w.ctx, w.donor(), api.PledgeFilter{})
		w.must(err)
		p := list.Data[0]
		if p.Donor != "usaid" || p.Recipient != "wfp" || p.Reference != "US-GOV-1-77" || p.Amount != usd(100050) || p.Committed != usd(40000) || p.Disbursed != usd(8000) ||
			p.Title != "Food & water" || p.Earmarking != "G" || len(p.Destination.Regions) != 1 || p.Destination.Sectors[0] != "FSC" || p.PledgedOn != "2024-09-05" {
			t.Errorf("%+v", p)
		}
		later := strings.Replace(activities, "</iati-activity>", `<transaction ref="T5"><transaction-type code="2"/><transaction-date iso-date="2024-09-20"/><value>100</value></transaction></iati-activity>`, 1)
		w.expect(w.as(w.donor(), later, opts), 0, 1, 0, 0)
		r := w.as(key("wfp", api.ScopePledge), activities, opts)
		w.wantFault(r, 1, "", "forbidden")
		r = w.as(w.donor(), strings.ReplaceAll(activities, "US-GOV-1", "XX-1"), opts)
		w.wantFault(r, 1, "donor", "unknown_organization")
		r = w.as(w.donor(), strings.Replace(later, ">100</value></transaction></iati", ">9999</value></transaction></iati", 1), opts)
		if r.Written || r.Rejected != 1 {
			t.Errorf("more committed than pledged: %+v", r)
		}
	})
}

func TestFlowsAsFTSAnswersThem(t *testing.T) {
	name := testkit.Shared(t, "fts/custom-search-locationid-1-year-2020.json")
	file := func() *os.File {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { f.Close() })
		return f
	}
	engines(t, func(t *testing.T, w *world) {
		src, err := exchange.Open(file())
		w.must(err)
		r, err := w.Import(w.ctx, api.System, src, api.ImportOptions{Country: "AFG", Crisis: "afg-2020", CreateCrisis: true, KeepGood: true})
		w.must(err)
		if r.Read != 200 || r.Rejected > 1 || r.Created < 130 {
			t.Errorf("%+v\n%q", outcomes(r), r.Notes)
		}
		w.wantFault(r, 73, "srcorganization", "required")
		src, err = exchange.Open(file())
		w.must(err)
		again, err := w.Import(w.ctx, api.System, src, api.ImportOptions{Country: "AFG", Crisis: "afg-2020", KeepGood: true})
		w.must(err)
		if again.Created+again.Updated != 0 || again.Unchanged != r.Created {
			t.Errorf("again: %+v", outcomes(again))
		}
	})
}
