package relief

import (
	"fmt"
	"slices"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// slot is one place that a pledge's money stands in: an allocation, or the
// rest that is not allocated. Amounts are minor units of the pledge's currency.
type slot struct {
	bucket     store.Bucket
	region     string
	sector     api.SectorCode
	amount     int64
	usd        api.Cents // the slot's share of the pledge in US dollars
	agreed     int64     // commitments less decommitments that name this slot
	disbursed  int64     // disbursements less refunds that name this slot
	commitment int64     // derived by settle: what counts as committed here
	payment    int64     // derived by settle: what counts as disbursed here
}

// account is a pledge while its transactions are replayed. The last slot is
// the rest that is not allocated.
type account struct {
	pledge    api.Pledge
	slots     []slot
	committed int64
	disbursed int64
}

// rest says where the part of a pledge that is not allocated belongs.
type rest struct {
	bucket store.Bucket
	region string
	sector api.SectorCode
}

// newAccount splits a pledge into slots. Each slot's US dollars are a
// cumulative share of the pledge's, so that they add up to the cent.
func newAccount(p api.Pledge, r rest) *account {
	a := &account{pledge: p}
	var sum int64
	var usd api.Cents
	for _, part := range p.Allocations {
		sum += part.Amount.Minor
		upTo := api.Share(*p.AmountUSD, sum, p.Amount.Minor)
		a.slots = append(a.slots, slot{bucket: store.Allocated, region: part.Region, sector: part.Sector, amount: part.Amount.Minor, usd: upTo - usd})
		usd = upTo
	}
	a.slots = append(a.slots, slot{bucket: r.bucket, region: r.region, sector: r.sector, amount: p.Amount.Minor - sum, usd: *p.AmountUSD - usd})
	return a
}

func (a *account) find(c *api.Cell) *slot {
	if c == nil {
		return &a.slots[len(a.slots)-1]
	}
	for i := range a.slots[:len(a.slots)-1] {
		if a.slots[i].region == c.Region && a.slots[i].sector == c.Sector {
			return &a.slots[i]
		}
	}
	return nil
}

// apply adds one transaction and says what it breaks, "" if nothing.
func (a *account) apply(t api.TransactionInput) (code, detail string) {
	s := a.find(t.Allocation)
	if s == nil {
		return "unknown_allocation", fmt.Sprintf("The pledge has no allocation to %s %s.", t.Allocation.Region, t.Allocation.Sector)
	}
	committed, amount := a.committed, t.Amount.Minor
	switch t.Type {
	case api.Commitment:
		s.agreed += amount
	case api.Decommitment:
		s.agreed -= amount
	case api.Disbursement:
		s.disbursed += amount
	case api.Refund:
		s.disbursed -= amount
	}
	a.derive()
	return a.broken(t, s, committed)
}

func (a *account) broken(t api.TransactionInput, s *slot, committedBefore int64) (code, detail string) {
	money := func(minor int64) string { return api.Money{Minor: minor, Currency: a.pledge.Amount.Currency}.String() }
	switch {
	case s.agreed < 0 || t.Type == api.Decommitment && committedBefore-a.committed != t.Amount.Minor:
		return "over_decommitted", fmt.Sprintf("Only what is committed and not yet paid can be taken back; %s is more than that on %s.", t.Amount, t.Date)
	case s.disbursed < 0:
		return "over_refunded", fmt.Sprintf("Only what was paid can be refunded; %s is more than that on %s.", t.Amount, t.Date)
	case a.committed > a.pledge.Amount.Minor || a.disbursed > a.pledge.Amount.Minor:
		return "over_pledge", fmt.Sprintf("With this, %s would be committed and %s disbursed of a pledge of %s.", money(a.committed), money(a.disbursed), a.pledge.Amount)
	case t.Allocation != nil && max(s.agreed, s.disbursed) > s.amount:
		return "over_allocation", fmt.Sprintf("With this, the allocation to %s %s would hold more than its %s.", s.region, s.sector, money(s.amount))
	}
	return "", ""
}

// derive works out what is committed and disbursed in each slot and in all.
//
// A payment beyond a slot's own commitments draws on the commitments that name
// no slot; what is beyond those, too, counts as committed by being paid. When
// everything is committed (or paid), each slot is, whatever the transactions
// name: that follows, it is not spread.
func (a *account) derive() {
	open := &a.slots[len(a.slots)-1]
	var over int64
	a.committed, a.disbursed = 0, open.disbursed
	for i := range a.slots[:len(a.slots)-1] {
		s := &a.slots[i]
		s.commitment, s.payment = max(s.agreed, s.disbursed), s.disbursed
		over += s.commitment - s.agreed
		a.committed += s.agreed
		a.disbursed += s.disbursed
	}
	a.committed += max(open.agreed, open.disbursed+over)
	open.commitment, open.payment = max(open.agreed-over, open.disbursed), open.disbursed
	for i := range a.slots {
		if a.committed == a.pledge.Amount.Minor {
			a.slots[i].commitment = a.slots[i].amount
		}
		if a.disbursed == a.pledge.Amount.Minor {
			a.slots[i].payment = a.slots[i].amount
		}
	}
}

// amounts returns what a slot adds to coverage on a day.
func (a *account) amounts(s slot, on api.Date) store.Amounts {
	p := a.pledge
	if on < p.PledgedOn || p.CancelledOn != "" && on >= p.CancelledOn {
		return store.Amounts{}
	}
	if p.ExpiresOn != "" && on > p.ExpiresOn && a.committed == 0 {
		return store.Amounts{}
	}
	if p.FirmOn == "" || on < p.FirmOn {
		return store.Amounts{Announced: s.usd}
	}
	share := func(minor int64) api.Cents {
		if minor <= s.amount {
			return api.Share(s.usd, minor, s.amount)
		}
		// Commitments that name no allocation can be more than the rest.
		return api.Share(*p.AmountUSD, minor, p.Amount.Minor)
	}
	return store.Amounts{Pledged: s.usd, Committed: share(s.commitment), Disbursed: share(s.payment)}
}

// postings replays a pledge and lists what changes in coverage on which day.
// transactions are in the order in which they happened.
func (a *account) postings(transactions []api.Transaction) []store.Posting {
	p := a.pledge
	if !*p.NewMoney {
		return nil
	}
	days := []api.Date{p.PledgedOn}
	for _, d := range []api.Date{p.FirmOn, p.CancelledOn} {
		if d != "" {
			days = append(days, d)
		}
	}
	if p.ExpiresOn != "" {
		days = append(days, p.ExpiresOn.AddDays(1))
	}
	for _, t := range transactions {
		days = append(days, t.Date)
	}
	slices.Sort(days)
	var out []store.Posting
	last := make([]store.Amounts, len(a.slots))
	for _, day := range slices.Compact(days) {
		for len(transactions) > 0 && transactions[0].Date <= day {
			if transactions[0].Counted {
				a.apply(transactions[0].TransactionInput)
			}
			transactions = transactions[1:]
		}
		for i, s := range a.slots {
			now := a.amounts(s, day)
			if change := now.Minus(last[i]); change != (store.Amounts{}) {
				out = append(out, store.Posting{On: day, Bucket: s.bucket, Region: s.region, Sector: s.sector, Money: change})
			}
			last[i] = now
		}
	}
	return out
}
