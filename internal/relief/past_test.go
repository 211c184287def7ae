package relief_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/konbit-aid/konbit/api"
)

// later lets time pass and returns the moment before.
func (w *world) later(d time.Duration) api.Moment {
	before := api.MomentOf(*w.now)
	*w.now = w.now.Add(d)
	return before
}

func TestPledgesOnADay(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		p := w.pledge(pledge(100_00, to("HT01", "FSC", 100_00), func(in *api.PledgeInput) { in.Stage, in.ExpiresOn = api.Announced, "2024-09-29" }))
		gone := w.pledge(pledge(50_00))
		_, err := w.TransitionPledge(w.ctx, w.donor(), p.ID, api.Transition{To: "pledged", On: "2024-09-08"}, nil)
		w.must(err)
		w.must(w.pay(p, api.Commitment, 40_00, "2024-09-10"))
		w.must(w.pay(p, api.Disbursement, 40_00, "2024-09-20"))
		_, err = w.TransitionPledge(w.ctx, w.donor(), gone.ID, api.Transition{To: "cancelled", Reason: "Withdrawn.", On: "2024-09-15"}, nil)
		w.must(err)
		for on, want := range map[api.Date]string{"2024-09-07": "announced 0.00 USD 0.00 USD pledged", "2024-09-09": "pledged 0.00 USD 0.00 USD pledged",
			"2024-09-10": "committed 40.00 USD 0.00 USD pledged", "2024-09-20": "partly_disbursed 40.00 USD 40.00 USD cancelled"} {
			list, err := w.Pledges(w.ctx, w.donor(), api.PledgeFilter{AsOf: on})
			w.must(err)
			one, err := w.PledgeAt(w.ctx, w.donor(), p.ID, api.PledgeRecordFilter{AsOf: on})
			w.must(err)
			if len(list.Data) != 2 || string(one.Status)+" "+one.Committed.String()+" "+one.Disbursed.String()+" "+string(list.Data[1].Status) != want {
				t.Errorf("on %s: %+v and %s", on, one, list.Data[1].Status)
			}
			if list.Data[0].Status != one.Status || list.Data[0].Committed != one.Committed || list.Data[0].Stage != one.Stage || list.Data[0].FirmOn != one.FirmOn {
				t.Errorf("on %s the list says %+v, the record %+v", on, list.Data[0], one)
			}
			found, err := w.Pledges(w.ctx, w.donor(), api.PledgeFilter{AsOf: on, Status: []api.PledgeStatus{one.Status}, Donor: []string{"usaid"}, Sort: "-amount_usd"})
			w.must(err)
			if len(found.Data) == 0 || found.Data[0].ID != p.ID {
				t.Errorf("on %s it is not found by %s", on, one.Status)
			}
		}
		if list, err := w.Pledges(w.ctx, w.donor(), api.PledgeFilter{AsOf: "2024-09-04"}); err != nil || len(list.Data) != 0 {
			t.Errorf("before they were made: %+v %v", list.Data, err)
		}
		if on, err := w.PledgeAt(w.ctx, w.donor(), gone.ID, api.PledgeRecordFilter{AsOf: "2024-09-14"}); err != nil || on.CancelledOn != "" || on.Status != "pledged" {
			t.Errorf("before it was cancelled: %+v %v", on, err)
		}
		_, err = w.PledgeAt(w.ctx, w.donor(), p.ID, api.PledgeRecordFilter{AsOf: "2024-09-04"})
		wantFault(t, err, api.CodeNotFound, "", "")
	})
}

func TestPagesOfThePast(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		for i := range int64(7) {
			w.pledge(pledge(100 * (i%3 + 1)))
		}
		then := w.later(time.Hour)
		w.pledge(pledge(1))
		for _, sort := range []string{"", "-id", "pledged_on", "amount_usd", "-amount_usd"} {
			whole, err := w.Pledges(w.ctx, w.donor(), api.PledgeFilter{KnownAt: then, Sort: sort})
			w.must(err)
			f := api.PledgeFilter{KnownAt: then, Sort: sort, Page: api.Page{Limit: 2}}
			var got []string
			for {
				page, err := w.Pledges(w.ctx, w.donor(), f)
				w.must(err)
				for _, p := range page.Data {
					got = append(got, p.ID)
				}
				if page.Next == "" {
					break
				}
				f.Cursor = string(page.Next)
			}
			if len(got) != 7 || len(whole.Data) != 7 {
				t.Fatalf("sorted by %q: %d in pages, %d at once", sort, len(got), len(whole.Data))
			}
			for i, p := range whole.Data {
				if p.ID != got[i] {
					t.Errorf("sorted by %q: %s is %d., %s stands there", sort, p.ID, i, got[i])
				}
			}
			f.Sort, f.Cursor = "pledged_on", "abc"
			_, err = w.Pledges(w.ctx, w.donor(), f)
			wantFault(t, err, api.CodeMalformed, "cursor", "bad_cursor")
		}
	})
}

func TestWhatWasClosedLaterStaysClosedInThePast(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		a := w.assess("2024-02-01", api.Public, people("HT01", "WSH", 100))
		then := w.later(time.Hour)
		_, err := w.TransitionAssessment(w.ctx, api.System, a.ID, api.Transition{To: "rejected", Reason: "It shows where people hide."}, nil)
		w.must(err)
		public := api.Caller{}
		sees := func(who api.Caller) (lines int, single bool, covered bool) {
			list, err := w.Needs(w.ctx, who, api.NeedFilter{KnownAt: then})
			w.must(err)
			_, err = w.AssessmentAt(w.ctx, who, a.ID, api.RecordFilter{KnownAt: then})
			c := w.coverage(who, api.CoverageFilter{Region: "HT", KnownAt: then})
			return len(list.Data), err == nil, row(c, "HT01", "WSH").People.InNeed != nil
		}
		if n, single, covered := sees(public); n != 1 || !single || !covered {
			t.Errorf("rejected, it was known to the public all the same: %d %v %v", n, single, covered)
		}
		_, err = w.UpdateAssessment(w.ctx, w.ngo(), a.ID, 0, api.Patch(`{"sensitivity":"restricted"}`))
		w.must(err)
		if n, single, covered := sees(public); n != 0 || single || covered {
			t.Errorf("closed, the public still sees it in the past: %d %v %v", n, single, covered)
		}
		if n, single, covered := sees(w.coordinator()); n != 1 || !single || !covered {
			t.Errorf("coordinators do not: %d %v %v", n, single, covered)
		}
		if _, err := w.AssessmentNeeds(w.ctx, public, a.ID, api.NeedFilter{KnownAt: then}); api.CodeOf(err) != api.CodeNotFound {
			t.Errorf("its lines: %v", err)
		}
	})
}

func TestRecordsAsTheyWereKnown(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		p := w.pledge(pledge(100_00))
		created := w.later(time.Hour)
		_, err := w.CreateTransaction(w.ctx, w.donor(), p.ID, api.TransactionInput{Type: api.Commitment, Amount: usd(10_00), Date: "2024-09-10", Sources: cited}, nil)
		w.must(err)
		paid := w.later(time.Hour)
		_, err = w.UpdatePledge(w.ctx, w.donor(), p.ID, 0, api.Patch(`{"title":"Corrected","amount":{"amount":"200.00","currency":"USD"}}`))
		w.must(err)
		_, err = w.UpdateOrganization(w.ctx, w.coordinator(), "wfp", 0, api.Patch(`{"name":"World Food Programme"}`))
		w.must(err)
		transactions, err := w.Transactions(w.ctx, w.donor(), p.ID, api.TransactionFilter{})
		w.must(err)
		one := transactions.Data[0].ID
		then, err := w.PledgeAt(w.ctx, w.donor(), p.ID, api.PledgeRecordFilter{KnownAt: paid})
		w.must(err)
		if then.Title != "Food" || then.Amount != usd(100_00) || then.Committed != usd(10_00) || then.Version != 2 {
			t.Errorf("%+v", then)
		}
		both, err := w.PledgeAt(w.ctx, w.donor(), p.ID, api.PledgeRecordFilter{KnownAt: paid, AsOf: "2024-09-09"})
		w.must(err)
		if both.Committed != usd(0) || both.Status != "pledged" {
			t.Errorf("before the payment, as known after it: %+v", both)
		}
		if _, err := w.TransactionAt(w.ctx, w.donor(), p.ID, one, api.RecordFilter{KnownAt: paid}); err != nil {
			t.Error(err)
		}
		_, err = w.TransactionAt(w.ctx, w.donor(), p.ID, one, api.RecordFilter{KnownAt: created})
		wantFault(t, err, api.CodeNotFound, "", "")
		_, err = w.TransactionAt(w.ctx, w.donor(), w.pledge(pledge(1)).ID, one, api.RecordFilter{KnownAt: paid})
		wantFault(t, err, api.CodeNotFound, "", "")
		if o, err := w.OrganizationAt(w.ctx, w.donor(), "wfp", api.RecordFilter{KnownAt: paid}); err != nil || o.Name != "wfp" {
			t.Errorf("%+v %v", o, err)
		}
		if r, err := w.RegionAt(w.ctx, w.donor(), "HT01", api.RecordFilter{KnownAt: paid}); err != nil || r.Name != "Place HT01" {
			t.Errorf("%+v %v", r, err)
		}
	})
}

func TestThePlacesAndValuesOfThePast(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		rate := api.ExchangeRateInput{Currency: "EUR", Date: "2024-01-01", Rate: "0.5", Source: "UN"}
		w.must(w.Batch(w.ctx, api.System, false, putRate(rate)))
		amount := api.Money{Minor: 100_00, Currency: "EUR"}
		_, err := w.CreateAppeal(w.ctx, w.coordinator(), api.AppealInput{Code: "P1", Crisis: "hti-2024", Title: "Plan", Type: "flash_appeal", StartsOn: "2024-01-01",
			EndsOn: "2024-12-31", Requirements: []api.Requirement{{Region: "HT", Sector: "WSH", Amount: &amount}}}, nil)
		w.must(err)
		w.pledge(pledge(70_00, func(in *api.PledgeInput) { in.Destination = &api.Destination{Regions: []string{"HT", "KE"}} }))
		first := w.later(time.Hour)
		rate.Rate = "0.8"
		w.must(w.Batch(w.ctx, api.System, false, putRate(rate)))
		second := w.later(time.Hour)
		_, err = w.UpdateCrisis(w.ctx, w.coordinator(), "hti-2024", 0, api.Patch(`{"regions":["HT","DO","KE"]}`))
		w.must(err)
		third := w.later(time.Hour)
		_, err = w.UpdateAppeal(w.ctx, w.coordinator(), "P1", 0, api.Patch(`{"requirements":[{"region":"HT","sector":"WSH","amount":{"amount":"100.00","currency":"EUR"},"people_targeted":1}]}`))
		w.must(err)
		for at, want := range map[api.Moment][3]api.Cents{first: {70_00, 0, 200_00}, second: {70_00, 0, 200_00}, third: {0, 70_00, 200_00}, "": {0, 70_00, 125_00}} {
			c := w.coverage(w.donor(), api.CoverageFilter{KnownAt: at})
			if got := [3]api.Cents{c.Beyond.Pledged, c.Shared.Pledged, *c.Totals.Required}; got != want {
				t.Errorf("known at %q: beyond, shared and required are %v, want %v", at, got, want)
			}
		}
	})
}

func TestShieldedAreasAreHiddenInThePast(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		amount := usd(10_00)
		_, err := w.CreateAppeal(w.ctx, w.coordinator(), api.AppealInput{Code: "P1", Crisis: "hti-2024", Title: "Plan", Type: "flash_appeal", StartsOn: "2024-01-01",
			EndsOn: "2024-12-31", Requirements: []api.Requirement{{Region: "HT0111", Sector: "WSH", Amount: &amount}}}, nil)
		w.must(err)
		p := w.pledge(pledge(100_00, to("HT0111", "WSH", 60_00), to("HT01", "FSC", 40_00)))
		paid, err := w.CreateTransaction(w.ctx, w.donor(), p.ID, api.TransactionInput{Type: api.Commitment, Amount: usd(10_00), Date: "2024-09-10", Sources: cited,
			Allocation: &api.Cell{Region: "HT0111", Sector: "WSH"}}, nil)
		w.must(err)
		a := w.assess("2024-02-01", api.Public, people("HT0111", "WSH", 100), people("HT0112", "WSH", 50))
		then := w.later(time.Hour)
		yes := true
		_, err = w.ShieldRegion(w.ctx, w.coordinator(), "HT0111", api.ShieldInput{Shielded: &yes, Reason: "People hide there."}, nil)
		w.must(err)
		known, page, public := api.RecordFilter{KnownAt: then}, api.HistoryFilter{}, api.Caller{}
		for name, ask := range map[string]func(who api.Caller) (any, error){
			"pledge": func(who api.Caller) (any, error) {
				return w.PledgeAt(w.ctx, who, p.ID, api.PledgeRecordFilter{KnownAt: then})
			},
			"pledge then": func(who api.Caller) (any, error) {
				return w.PledgeAt(w.ctx, who, p.ID, api.PledgeRecordFilter{AsOf: "2024-09-20"})
			},
			"pledges": func(who api.Caller) (any, error) { return w.Pledges(w.ctx, who, api.PledgeFilter{KnownAt: then}) },
			"pledges of a day": func(who api.Caller) (any, error) {
				return w.Pledges(w.ctx, who, api.PledgeFilter{AsOf: "2024-09-20", Stage: []api.PledgeStage{api.Pledged}})
			},
			"transaction": func(who api.Caller) (any, error) { return w.TransactionAt(w.ctx, who, p.ID, paid.ID, known) },
			"appeal":      func(who api.Caller) (any, error) { return w.AppealAt(w.ctx, who, "P1", known) },
			"assessment":  func(who api.Caller) (any, error) { return w.AssessmentAt(w.ctx, who, a.ID, known) },
			"lines": func(who api.Caller) (any, error) {
				return w.AssessmentNeeds(w.ctx, who, a.ID, api.NeedFilter{KnownAt: then})
			},
			"needs": func(who api.Caller) (any, error) {
				return w.Needs(w.ctx, who, api.NeedFilter{KnownAt: then, Competing: true})
			},
			"coverage": func(who api.Caller) (any, error) {
				return w.Coverage(w.ctx, who, api.CoverageFilter{Crisis: "hti-2024", Region: "HT", Level: new(2), KnownAt: then})
			},
			"explanation": func(who api.Caller) (any, error) {
				return w.Explain(w.ctx, who, api.ExplainFilter{Crisis: "hti-2024", KnownAt: then})
			},
			"history of the pledge":  func(who api.Caller) (any, error) { return w.History(w.ctx, who, "pledges", p.ID, page) },
			"history of the payment": func(who api.Caller) (any, error) { return w.TransactionHistory(w.ctx, who, p.ID, paid.ID, page) },
			"history of the appeal":  func(who api.Caller) (any, error) { return w.History(w.ctx, who, "appeals", "P1", page) },
			"history of the needs":   func(who api.Caller) (any, error) { return w.History(w.ctx, who, "assessments", a.ID, page) },
		} {
			for who, shows := range map[string]bool{"": false, "wfp": true} {
				caller := public
				if who != "" {
					caller = w.ngo()
				}
				answer, err := ask(caller)
				w.must(err)
				text, err := json.Marshal(answer)
				w.must(err)
				if strings.Contains(string(text), "HT0111") != shows {
					t.Errorf("%s for %q: %s", name, who, text)
				}
			}
		}
		_, err = w.Series(w.ctx, public, api.SeriesFilter{Crisis: "hti-2024", Region: "HT0111"})
		wantFault(t, err, api.CodeMalformed, "region", "not_public")
	})
}
