package relief

import (
	"cmp"
	"maps"
	"slices"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// booked is a pledge of the past with what it added to coverage.
type booked struct {
	api.Pledge
	postings []store.Posting
	places   map[string]store.Place
}

// pledgesAt reads the pledges of the crises and their transactions as they were known at a moment.
func (p *past) pledgesAt(crises []string) ([]api.Pledge, map[string][]api.Transaction, error) {
	pledges, err := store.StatesAt[api.Pledge](p.tx, "pledges", store.InCrises("pledges", crises), p.at)
	if err != nil {
		return nil, nil, err
	}
	transactions, err := store.StatesAt[api.Transaction](p.tx, "transactions", store.TransactionsIn(crises), p.at)
	if err != nil {
		return nil, nil, err
	}
	all := make([]api.Pledge, len(pledges))
	for i, s := range pledges {
		all[i] = s.Record
	}
	slices.SortFunc(all, func(a, b api.Pledge) int { return cmp.Compare(a.ID, b.ID) })
	of := map[string][]api.Transaction{}
	for _, s := range transactions {
		of[s.Record.Pledge] = append(of[s.Record.Pledge], s.Record)
	}
	for _, list := range of {
		inOrder(list)
	}
	return all, of, nil
}

// inOrder sorts transactions as they happened.
func inOrder(list []api.Transaction) {
	slices.SortFunc(list, func(a, b api.Transaction) int {
		return cmp.Or(cmp.Compare(a.Date, b.Date), cmp.Compare(a.ID, b.ID))
	})
}

// book works out what the pledges of a crisis added to coverage: in the places
// that the crisis and its appeals had then.
func (p *past) book(code string) ([]booked, error) {
	if !p.once("book") {
		return p.booked, nil
	}
	crisis, ok, err := p.Crisis(code)
	if !ok {
		return nil, err
	}
	plans, err := p.PlansOf(code)
	if err != nil {
		return nil, err
	}
	pledges, transactions, err := p.pledgesAt([]string{code})
	if err != nil {
		return nil, err
	}
	land, plan := newTerritory(crisis), map[api.Opt]*store.Plan{}
	for i := range plans {
		plan[api.Opt(plans[i].Code)] = &plans[i]
	}
	places, err := p.placesAround(touched(pledges, crisis, plans))
	if err != nil {
		return nil, err
	}
	for _, pledge := range pledges {
		rest := restOf(pledge, plan[pledge.Appeal], land, places)
		p.booked = append(p.booked, booked{pledge, newAccount(pledge, rest).postings(transactions[pledge.ID]), places})
	}
	return p.booked, nil
}

// placesAround reads regions and all above them: what is meant for several stands at one that they have in common.
func (p *past) placesAround(pcodes []string) (map[string]store.Place, error) {
	places, err := p.tx.Places(pcodes)
	if err != nil {
		return nil, err
	}
	var above []string
	for _, place := range places {
		for _, code := range place.Path {
			if _, known := places[code]; !known {
				above = append(above, code)
			}
		}
	}
	more, err := p.tx.Places(distinct(above))
	maps.Copy(places, more)
	return places, err
}

// distinct sorts and leaves out what repeats.
func distinct(list []string) []string { return slices.Compact(slices.Sorted(slices.Values(list))) }

// touched lists every region that pledges, crisis and appeals name.
func touched(pledges []api.Pledge, crisis api.Crisis, plans []store.Plan) []string {
	all := slices.Clone(crisis.Regions)
	for _, plan := range plans {
		if plan.Anchor != "" {
			all = append(all, plan.Anchor)
		}
	}
	for _, p := range pledges {
		for _, a := range p.Allocations {
			all = append(all, a.Region)
		}
		if p.Destination != nil {
			all = append(all, p.Destination.Regions...)
		}
	}
	return distinct(all)
}

// inView tells whether a posting stands in the view's place and sectors.
func (b booked) inView(v store.View, o store.Posting) bool {
	return v.Wants(o.Sector) && (v.Region == nil || o.Region != "" && v.Holds(b.places[o.Region]))
}

// PostingSums sums the pledged money of a view.
func (p *past) PostingSums(v store.View) ([]store.PostingSum, error) {
	book, err := p.book(v.Crisis)
	var all []store.PostingSum
	for _, b := range book {
		if !v.Weighs(b.Appeal, b.PledgedOn) {
			continue
		}
		for _, o := range b.postings {
			if o.On <= v.AsOf && b.inView(v, o) {
				all = append(all, store.SumOf(o))
			}
		}
	}
	return all, err
}

// PledgesAfter reads a crisis's pledges in the order of their ids.
func (p *past) PledgesAfter(crisis, after string, limit int, today api.Date) ([]api.Pledge, error) {
	book, err := p.book(crisis)
	var all []api.Pledge
	for _, b := range book {
		if b.ID > after && len(all) < limit {
			pledge := b.Pledge
			pledge.Status = pledge.StateOn(today)
			all = append(all, pledge)
		}
	}
	return all, err
}

// PostingsOf sums the postings of some pledges up to the view's day, wherever they are.
func (p *past) PostingsOf(v store.View, pledges []string) (map[string][]store.Reason, error) {
	book, err := p.book(v.Crisis)
	out := map[string][]store.Reason{}
	for _, id := range pledges {
		i, ok := slices.BinarySearchFunc(book, id, func(b booked, id string) int { return cmp.Compare(b.ID, id) })
		if !ok {
			continue
		}
		b := book[i]
		for _, o := range summed(b.postings, v.AsOf) {
			out[b.ID] = append(out[b.ID], store.ReasonOf(b.ID, o))
		}
	}
	return out, err
}

// summed adds up the postings of each bucket, region and sector, in their order.
func summed(postings []store.Posting, on api.Date) []store.Posting {
	var out []store.Posting
	for _, o := range postings {
		if o.On > on {
			continue
		}
		i := slices.IndexFunc(out, func(s store.Posting) bool {
			return s.Bucket == o.Bucket && s.Region == o.Region && s.Sector == o.Sector
		})
		if i < 0 {
			out = append(out, o)
			continue
		}
		out[i].Money = out[i].Money.Plus(o.Money)
	}
	slices.SortFunc(out, func(a, b store.Posting) int {
		return cmp.Or(cmp.Compare(a.Bucket, b.Bucket), cmp.Compare(a.Region, b.Region), cmp.Compare(a.Sector, b.Sector))
	})
	return out
}

// Moves lists what was added to a view's totals, day by day up to its own.
func (p *past) Moves(v store.View) ([]store.Move, error) {
	book, err := p.book(v.Crisis)
	var all []store.Move
	for _, b := range book {
		for _, o := range b.postings {
			if o.On <= v.AsOf && o.Bucket != store.Beyond && b.inView(v, o) {
				all = append(all, store.Move{On: o.On, Appeal: b.Appeal, PledgedOn: b.PledgedOn, Amounts: o.Money})
			}
		}
	}
	slices.SortFunc(all, func(a, b store.Move) int { return cmp.Compare(a.On, b.On) })
	return all, err
}
