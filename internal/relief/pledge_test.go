package relief_test

import (
	"errors"
	"testing"

	"github.com/konbit-aid/konbit/api"
)

func TestPledges(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		t.Run("go from announced to disbursed", func(t *testing.T) {
			p := w.pledge(pledge(100_00, to("HT01", "FSC", 100_00), func(in *api.PledgeInput) { in.Stage = api.Announced }))
			if p.Status != "announced" {
				t.Fatal(p.Status)
			}
			wantFault(t, w.pay(p, api.Commitment, 1, "2024-09-10"), api.CodeConflict, "", "")
			p, err := w.TransitionPledge(w.ctx, w.donor(), p.ID, api.Transition{To: "pledged", On: "2024-09-08"}, nil)
			w.must(err)
			if p.Status != "pledged" || p.FirmOn != "2024-09-08" {
				t.Fatal(p.Status, p.FirmOn)
			}
			for _, step := range []struct {
				kind  api.TransactionType
				cents int64
				want  api.PledgeStatus
			}{{api.Commitment, 80_00, "committed"}, {api.Disbursement, 30_00, "partly_disbursed"}, {api.Commitment, 20_00, "partly_disbursed"}, {api.Disbursement, 70_00, "disbursed"}} {
				w.must(w.pay(p, step.kind, step.cents, "2024-09-10"))
				if p, err = w.Pledge(w.ctx, w.donor(), p.ID); err != nil || p.Status != step.want {
					t.Fatal(step, p.Status, err)
				}
			}
			c := w.coverage(w.donor(), api.CoverageFilter{AsOf: "2024-09-07", Region: "HT"})
			if m := row(c, "HT01", "FSC").Money; m.Announced != 100_00 || m.Pledged != 0 {
				t.Errorf("before it was firm: %+v", m)
			}
			c = w.coverage(w.donor(), api.CoverageFilter{Region: "HT"})
			if m := row(c, "HT01", "FSC").Money; m.Announced != 0 || m.Pledged != 100_00 || m.Committed != 100_00 || m.Disbursed != 100_00 {
				t.Errorf("at the end: %+v", m)
			}
		})
		t.Run("refuse more than was pledged", func(t *testing.T) {
			p := w.pledge(pledge(100_00))
			wantFault(t, w.pay(p, api.Disbursement, 100_01, "2024-09-10"), api.CodeInvalid, "/amount", "over_pledge")
			w.must(w.pay(p, api.Disbursement, 60_00, "2024-09-10"))
			wantFault(t, w.pay(p, api.Commitment, 100_01, "2024-09-11"), api.CodeInvalid, "/amount", "over_pledge")
			wantFault(t, w.pay(p, api.Refund, 60_01, "2024-09-11"), api.CodeInvalid, "/amount", "over_refunded")
			wantFault(t, w.pay(p, api.Refund, 1, "2024-09-09"), api.CodeInvalid, "/amount", "over_refunded")
			wantFault(t, w.pay(p, api.Decommitment, 1, "2024-09-11"), api.CodeInvalid, "/amount", "over_decommitted")
			wantFault(t, w.pay(p, api.Commitment, 1, "2024-09-04"), api.CodeInvalid, "/date", "dates_out_of_order")
			p, _ = w.Pledge(w.ctx, w.donor(), p.ID)
			if p.Committed.Minor != 60_00 || p.Disbursed.Minor != 60_00 {
				t.Errorf("a payment without a commitment counts as both: %v %v", p.Committed, p.Disbursed)
			}
		})
		t.Run("keep a transaction within the allocation that it names", func(t *testing.T) {
			p := w.pledge(pledge(100_00, to("HT01", "WSH", 40_00), to("HT02", "WSH", 60_00)))
			cell := func(region string, cents int64) error {
				_, err := w.CreateTransaction(w.ctx, w.donor(), p.ID, api.TransactionInput{Type: api.Commitment, Amount: usd(cents), Date: "2024-09-10",
					Sources: cited, Allocation: &api.Cell{Region: region, Sector: "WSH"}}, nil)
				return err
			}
			wantFault(t, cell("HT01", 40_01), api.CodeInvalid, "/amount", "over_allocation")
			wantFault(t, cell("DO01", 1), api.CodeInvalid, "/allocation", "unknown_allocation")
			w.must(cell("HT01", 40_00))
		})
		t.Run("take a reference once", func(t *testing.T) {
			first := w.pledge(pledge(1, func(in *api.PledgeInput) { in.Reference = "R1" }))
			_, err := w.CreatePledge(w.ctx, w.donor(), pledge(2, func(in *api.PledgeInput) { in.Reference = "R1" }), nil)
			wantFault(t, err, api.CodeConflict, "", "")
			if e, _ := errors.AsType[*api.Error](err); e.Location != "/v1/pledges/"+first.ID {
				t.Error(e.Location)
			}
		})
		t.Run("report every wrong field at once", func(t *testing.T) {
			_, err := w.CreatePledge(w.ctx, w.donor(), api.PledgeInput{Crisis: "nowhere", Recipient: "nobody", Amount: usd(10),
				PledgedOn: "2024-13-01", Kind: "gold", Allocations: []api.Allocation{{Region: "XX", Sector: "YY", Amount: usd(11)}}}, nil)
			for pointer, fault := range map[string]string{"/crisis": "unknown_crisis", "/recipient": "unknown_organization", "/title": "required",
				"/pledged_on": "bad_date", "/kind": "unknown_value", "/allocations": "over_allocated", "/allocations/0/region": "unknown_region",
				"/allocations/0/sector": "unknown_sector", "/sources": "required"} {
				wantFault(t, err, api.CodeInvalid, pointer, fault)
			}
		})
		t.Run("are written by their donor only", func(t *testing.T) {
			p := w.pledge(pledge(100))
			_, err := w.UpdatePledge(w.ctx, key("echo", api.ScopePledge), p.ID, 0, api.Patch(`{"title":"x"}`))
			wantFault(t, err, api.CodeForbidden, "", "")
			_, err = w.CreatePledge(w.ctx, key("echo", api.ScopePledge), pledge(1, func(in *api.PledgeInput) { in.Donor = "usaid" }), nil)
			wantFault(t, err, api.CodeForbidden, "", "")
			_, err = w.CreatePledge(w.ctx, key("usaid", api.ScopeAssess), pledge(1), nil)
			wantFault(t, err, api.CodeForbidden, "", "")
		})
	})
}

func TestPledgeChanges(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		t.Run("need the current version", func(t *testing.T) {
			p := w.pledge(pledge(100))
			q, err := w.UpdatePledge(w.ctx, w.donor(), p.ID, 1, api.Patch(`{"title":"Water"}`))
			w.must(err)
			if q.Title != "Water" || q.Version != 2 || !q.CreatedAt.Equal(p.CreatedAt) {
				t.Errorf("%+v", q)
			}
			_, err = w.UpdatePledge(w.ctx, w.donor(), p.ID, 1, api.Patch(`{"title":"Shelter"}`))
			wantFault(t, err, api.CodeStale, "", "")
		})
		t.Run("cannot take the amount below what is committed", func(t *testing.T) {
			p := w.pledge(pledge(100_00))
			w.must(w.pay(p, api.Commitment, 50_00, "2024-09-10"))
			_, err := w.UpdatePledge(w.ctx, w.donor(), p.ID, 0, api.Patch(`{"amount":{"amount":"49.99","currency":"USD"}}`))
			wantFault(t, err, api.CodeInvalid, "", "over_pledge")
			p, err = w.UpdatePledge(w.ctx, w.donor(), p.ID, 0, api.Patch(`{"amount":{"amount":"50.00"}}`))
			w.must(err)
			if *p.AmountUSD != 50_00 {
				t.Error(*p.AmountUSD)
			}
		})
		t.Run("cannot set what is derived or identifies", func(t *testing.T) {
			p := w.pledge(pledge(100))
			for _, body := range []string{`{"status":"disbursed"}`, `{"version":9}`, `{"id":"x"}`, `{"committed":{"amount":"1.00","currency":"USD"}}`} {
				_, err := w.UpdatePledge(w.ctx, w.donor(), p.ID, 0, api.Patch(body))
				wantFault(t, err, api.CodeMalformed, "", "")
			}
			_, err := w.UpdatePledge(w.ctx, w.donor(), p.ID, 0, api.Patch(`{"donor":"echo","stage":"announced","new_money":false}`))
			for _, pointer := range []string{"/donor", "/stage", "/new_money"} {
				wantFault(t, err, api.CodeInvalid, pointer, "immutable")
			}
		})
		t.Run("cancel needs a reason and nothing committed", func(t *testing.T) {
			p := w.pledge(pledge(100_00))
			w.must(w.pay(p, api.Commitment, 50_00, "2024-09-10"))
			_, err := w.TransitionPledge(w.ctx, w.donor(), p.ID, api.Transition{To: "cancelled", Reason: "x"}, nil)
			wantFault(t, err, api.CodeConflict, "", "")
			w.must(w.pay(p, api.Decommitment, 50_00, "2024-09-11"))
			_, err = w.TransitionPledge(w.ctx, w.donor(), p.ID, api.Transition{To: "cancelled"}, nil)
			wantFault(t, err, api.CodeInvalid, "/reason", "required")
			p, err = w.TransitionPledge(w.ctx, w.donor(), p.ID, api.Transition{To: "cancelled", Reason: "The programme ended."}, nil)
			w.must(err)
			if p.Status != "cancelled" || p.CancelledOn != "2024-09-30" {
				t.Errorf("%+v", p)
			}
		})
	})
}

func TestPledgesInOtherCurrencies(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		euros := func(in *api.PledgeInput) { in.Amount.Currency = "EUR" }
		_, err := w.CreatePledge(w.ctx, w.donor(), pledge(100_00, euros), nil)
		wantFault(t, err, api.CodeInvalid, "/rate", "no_rate")
		_, err = w.CreateExchangeRate(w.ctx, w.coordinator(), api.ExchangeRateInput{Currency: "EUR", Date: "2024-09-01", Rate: "0.9", Source: "UN"}, nil)
		w.must(err)
		p := w.pledge(pledge(100_00, euros))
		if *p.AmountUSD != 111_11 || p.Rate.Date != "2024-09-01" {
			t.Errorf("%v at %+v", *p.AmountUSD, p.Rate)
		}
		given := api.Cents(111_00)
		p = w.pledge(pledge(100_00, euros, func(in *api.PledgeInput) { in.AmountUSD = &given }))
		if *p.AmountUSD != given {
			t.Error("a published value near the computed one is kept")
		}
		given = 120_00
		_, err = w.CreatePledge(w.ctx, w.donor(), pledge(100_00, euros, func(in *api.PledgeInput) { in.AmountUSD = &given }), nil)
		wantFault(t, err, api.CodeInvalid, "/amount_usd", "disagrees")
	})
}

func TestRecipientsStatements(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		p := w.pledge(pledge(100_00, func(in *api.PledgeInput) { in.Recipient = "wfp" }))
		w.must(w.pay(p, api.Disbursement, 100_00, "2024-09-10"))
		received, err := w.CreateTransaction(w.ctx, w.ngo(), p.ID, api.TransactionInput{Type: api.Disbursement, Amount: usd(90_00), Date: "2024-09-12", Sources: cited}, nil)
		w.must(err)
		if received.Counted || received.ReportedBy != "wfp" {
			t.Errorf("%+v", received)
		}
		list, err := w.Transactions(w.ctx, w.donor(), p.ID, api.TransactionFilter{})
		w.must(err)
		if p, _ = w.Pledge(w.ctx, w.donor(), p.ID); len(list.Data) != 2 || p.Disbursed.Minor != 100_00 {
			t.Errorf("both are kept, one is summed: %d, %v", len(list.Data), p.Disbursed)
		}
		_, err = w.CreateTransaction(w.ctx, key("echo", api.ScopePledge), p.ID, api.TransactionInput{Type: api.Disbursement, Amount: usd(1), Date: "2024-09-12", Sources: cited}, nil)
		wantFault(t, err, api.CodeForbidden, "", "")
	})
}
