package relief_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/konbit-aid/konbit/api"
)

// randomPledge draws a pledge with allocations, destination and currency.
func randomPledge(r *rapid.T) api.PledgeInput {
	amount := rapid.Int64Range(1, 1_000_000).Draw(r, "amount")
	in := pledge(amount)
	currency := rapid.SampledFrom([]api.Currency{"USD", "EUR", "JPY", "KWD"}).Draw(r, "currency")
	in.Amount.Currency = currency
	if currency != api.USD {
		in.Rate = &api.Rate{Rate: rapid.SampledFrom([]api.Decimal{"0.9043", "150", "0.307", "3"}).Draw(r, "rate"), Date: "2024-09-01", Source: "UN"}
	}
	in.PledgedOn = day(r, "pledged_on")
	if rapid.Bool().Draw(r, "expires") {
		in.ExpiresOn = in.PledgedOn.AddDays(rapid.IntRange(0, 20).Draw(r, "days"))
	}
	in.Stage = rapid.SampledFrom([]api.PledgeStage{api.Announced, api.Pledged, api.Pledged}).Draw(r, "stage")
	left := amount
	for _, place := range []string{"HT", "HT01", "HT0111", "DO01"} {
		if part := rapid.Int64Range(0, left).Draw(r, "part"); part > 0 && rapid.Bool().Draw(r, "allocate") {
			sector := rapid.SampledFrom([]api.SectorCode{"WSH", "FSC", "ALL"}).Draw(r, "sector")
			in.Allocations = append(in.Allocations, api.Allocation{Region: place, Sector: sector, Amount: api.Money{Minor: part, Currency: currency}})
			left -= part
		}
	}
	if rapid.Bool().Draw(r, "destined") {
		in.Destination = &api.Destination{Regions: rapid.SampledFrom([][]string{{"HT"}, {"HT01", "HT02"}, {"HT", "DO"}, {"HT", "KE"}}).Draw(r, "regions"),
			Sectors: rapid.SampledFrom([][]api.SectorCode{nil, {"WSH"}, {"WSH", "FSC"}}).Draw(r, "sectors")}
	}
	return in
}

func day(r *rapid.T, name string) api.Date {
	return api.Date("2024-09-01").AddDays(rapid.IntRange(0, 25).Draw(r, name))
}

// randomLife draws what happens to a pledge; what the rules refuse is passed over.
func randomLife(w *world, r *rapid.T, p api.Pledge) {
	if p.Stage == api.Announced && rapid.Bool().Draw(r, "firm") {
		p, _ = w.TransitionPledge(w.ctx, w.donor(), p.ID, api.Transition{To: "pledged", On: p.PledgedOn.AddDays(1)}, nil)
	}
	for range rapid.IntRange(0, 5).Draw(r, "transactions") {
		in := api.TransactionInput{Type: rapid.SampledFrom(api.TransactionTypes).Draw(r, "type"), Date: day(r, "date"), Sources: cited,
			Amount: api.Money{Minor: rapid.Int64Range(1, p.Amount.Minor).Draw(r, "minor"), Currency: p.Amount.Currency}}
		if n := len(p.Allocations); n > 0 && rapid.Bool().Draw(r, "named") {
			a := p.Allocations[rapid.IntRange(0, n-1).Draw(r, "which")]
			in.Allocation = &api.Cell{Region: a.Region, Sector: a.Sector}
		}
		if _, err := w.CreateTransaction(w.ctx, w.donor(), p.ID, in, nil); err != nil && api.CodeOf(err) != api.CodeInvalid && api.CodeOf(err) != api.CodeConflict {
			r.Fatal(err)
		}
	}
	if rapid.Bool().Draw(r, "cancel") {
		_, _ = w.TransitionPledge(w.ctx, w.donor(), p.ID, api.Transition{To: "cancelled", Reason: "drawn", On: p.PledgedOn.AddDays(3)}, nil)
	}
}

// TestTheRowsAndBucketsAddUpToTheTotals is the promise of coverage: for any
// pledges, allocations and transactions, on any day, for any view, to the cent.
func TestTheRowsAndBucketsAddUpToTheTotals(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		*w.now = time.Date(2024, 10, 15, 12, 0, 0, 0, time.UTC)
		amount := usd(123_45)
		_, err := w.CreateAppeal(w.ctx, w.coordinator(), api.AppealInput{Code: "P1", Crisis: "hti-2024", Title: "Plan", Type: "flash_appeal", StartsOn: "2024-09-01",
			EndsOn: "2024-12-31", Requirements: []api.Requirement{{Region: "HT", Sector: "WSH", Amount: &amount}, {Region: "HT01", Sector: "FSC", Amount: &amount}}}, nil)
		w.must(err)
		rapid.Check(t, func(r *rapid.T) {
			p, err := w.CreatePledge(w.ctx, w.donor(), randomPledge(r), nil)
			if err != nil {
				r.Fatal(err)
			}
			randomLife(w, r, p)
			views := []api.CoverageFilter{{}, {Region: "HT"}, {Region: "HT", Level: new(0)}, {Region: "HT", Level: new(2)}, {Region: "HT01"}, {Region: "DO"},
				{Level: new(1), Sector: []api.SectorCode{"WSH"}}, {Appeal: "P1"}}
			f := rapid.SampledFrom(views).Draw(r, "view")
			f.AsOf = api.Date("2024-08-30").AddDays(rapid.IntRange(0, 40).Draw(r, "as of"))
			addsUp(r, w.coverage(w.donor(), f))
		})
	})
}

func addsUp(r *rapid.T, c api.Coverage) {
	sum := c.Unallocated.Add(c.Shared)
	for _, row := range c.Data {
		m := row.Money
		sum = sum.Add(m)
		if m.Announced < 0 || m.Pledged < 0 || m.Committed < m.Disbursed || m.Disbursed < 0 {
			r.Fatalf("%s %s: %+v", row.Region.Pcode, row.Sector, m)
		}
	}
	if got, want := fmt.Sprint(sum.Derived().Pledged, sum.Announced, sum.Committed, sum.Disbursed, val(sum.Required)),
		fmt.Sprint(c.Totals.Pledged, c.Totals.Announced, c.Totals.Committed, c.Totals.Disbursed, val(c.Totals.Required)); got != want {
		r.Fatalf("the parts are %s, the whole is %s", got, want)
	}
}

func val(c *api.Cents) string {
	if c == nil {
		return "null"
	}
	return c.String()
}

// TestPostingsAgreeWithTheRecords compares coverage with what the records say,
// added up one by one: nothing is counted twice and nothing is lost.
func TestPostingsAgreeWithTheRecords(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		rapid.Check(t, func(r *rapid.T) {
			in := randomPledge(r)
			in.ExpiresOn = ""
			p, err := w.CreatePledge(w.ctx, w.donor(), in, nil)
			if err != nil {
				r.Fatal(err)
			}
			randomLife(w, r, p)
			var pledged, announced api.Cents
			f := api.PledgeFilter{Crisis: []string{"hti-2024"}, Page: api.Page{Limit: 1000}}
			for {
				list, err := w.Pledges(w.ctx, w.donor(), f)
				if err != nil {
					r.Fatal(err)
				}
				for _, p := range list.Data {
					switch {
					case p.Status == "cancelled":
					case p.Stage == api.Announced:
						announced += *p.AmountUSD
					default:
						pledged += *p.AmountUSD
					}
					if p.Amount.Minor < p.Committed.Minor || p.Committed.Minor < p.Disbursed.Minor || p.Disbursed.Minor < 0 {
						r.Fatalf("%+v", p)
					}
				}
				if list.Next == "" {
					break
				}
				f.Cursor = string(list.Next)
			}
			c := w.coverage(w.donor(), api.CoverageFilter{})
			if got := c.Totals.Pledged + c.Beyond.Pledged; got != pledged || c.Totals.Announced+c.Beyond.Announced != announced {
				r.Fatalf("coverage has %v pledged and %v announced, the records %v and %v", got, c.Totals.Announced+c.Beyond.Announced, pledged, announced)
			}
		})
	})
}
