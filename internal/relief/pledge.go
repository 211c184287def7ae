package relief

import (
	"cmp"
	"context"
	"encoding/json"
	"math/big"
	"strconv"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// Pledges lists pledges with their status today, on f.AsOf or as it was known at f.KnownAt.
func (s *Service) Pledges(ctx context.Context, caller api.Caller, f api.PledgeFilter) (api.List[api.Pledge], error) {
	return asked(ctx, s, f.Page, f.AsOf != "" || f.KnownAt != "", func(tx *store.Tx) (api.List[api.Pledge], error) {
		w, err := s.when(tx, caller, f.AsOf, f.KnownAt)
		if err != nil {
			return api.List[api.Pledge]{}, err
		}
		var none, noneExact bool
		f.Region, none = inSight(w.veil, f.Region)
		f.RegionExact, noneExact = inSight(w.veil, f.RegionExact)
		if none || noneExact {
			return api.List[api.Pledge]{Data: []api.Pledge{}}, nil
		}
		list, err := pledgesOn(tx, w, f)
		blur(w.veil, list.Data)
		return list, err
	})
}

// pledgesOn lists pledges from the tables where these can tell, else out of the ledger.
func pledgesOn(tx *store.Tx, w when, f api.PledgeFilter) (api.List[api.Pledge], error) {
	if w.past || w.asked && len(f.Status)+len(f.Stage) > 0 {
		return pledgesThen(tx, w, f)
	}
	list, err := tx.Pledges(f, w.on)
	if w.asked && err == nil {
		err = stand(tx, list.Data, w.on)
	}
	return list, err
}

// Pledge reads one pledge with its status today, or returns [api.CodeNotFound].
func (s *Service) Pledge(ctx context.Context, caller api.Caller, id string) (api.Pledge, error) {
	return glance(ctx, s, func(tx *store.Tx) (api.Pledge, error) {
		p, err := pledgeByID(tx.Pledge, id, s.today())
		if err != nil {
			return p, err
		}
		veil, err := s.veil(tx, caller)
		one := []api.Pledge{p}
		blur(veil, one)
		return one[0], err
	})
}

func pledgeByID(take func(string, api.Date) (api.Pledge, bool, error), id string, today api.Date) (api.Pledge, error) {
	return byID("pledge", id, func(id string) (api.Pledge, bool, error) { return take(id, today) })
}

// CreatePledge records a pledge of the caller's organization. It returns
// [api.CodeInvalid], [api.CodeForbidden] for another donor, and
// [api.CodeConflict] with the first one's location for a reference that the
// donor has used.
func (s *Service) CreatePledge(ctx context.Context, caller api.Caller, in api.PledgeInput, once *api.Once) (api.Pledge, error) {
	in = in.WithDefaults(caller)
	if err := s.may(caller, "createPledge", in.Donor); err != nil {
		return api.Pledge{}, err
	}
	return writeHopefully(ctx, s, caller, once, func(w *work) (api.Pledge, error) {
		w.Spares()
		if err := w.foresee(in); err != nil {
			return api.Pledge{}, err
		}
		return w.createPledge(in)
	})
}

func (w *work) createPledge(in api.PledgeInput) (api.Pledge, error) {
	p, rest, err := w.checkPledge(api.Pledge{ID: w.s.newID(), PledgeInput: in, Meta: w.fresh()})
	if err != nil {
		return api.Pledge{}, err
	}
	if p.Reference != "" {
		if first, taken, err := w.PledgeByReference(p.Donor, p.Reference, w.today()); taken || err != nil {
			return api.Pledge{}, conflict(err, "pledge", "/v1/pledges/"+first.ID)
		}
	}
	if p.Stage == api.Pledged {
		p.FirmOn = p.PledgedOn
	}
	account := newAccount(p.Pledge, rest)
	p.settle(account, w.today())
	if err := w.AddPledge(p.Pledge); err != nil {
		return api.Pledge{}, err
	}
	if err := w.SetPostings(p.Pledge, account.postings(nil), true); err != nil {
		return api.Pledge{}, err
	}
	return p.Pledge, w.record("pledges", p.ID, "create", "", nil, p.Pledge)
}

// UpdatePledge corrects a pledge. To reduce a large one takes two people: then
// the outcome is [api.Awaiting]. Donor, crisis, stage, parent and new_money
// stay; the amount cannot fall below what is committed, nor an allocation below
// the transactions that name it.
func (s *Service) UpdatePledge(ctx context.Context, caller api.Caller, id string, version int64, patch api.Patch) (api.Pledge, error) {
	if err := s.may(caller, "updatePledge"); err != nil {
		return api.Pledge{}, err
	}
	return write(ctx, s, caller, nil, func(w *work) (api.Pledge, error) { return w.updatePledge(id, version, patch) })
}

func (w *work) updatePledge(id string, version int64, patch api.Patch) (api.Pledge, error) {
	before, err := w.ownPledge(id, "updatePledge")
	if err != nil {
		return api.Pledge{}, err
	}
	if err := cmp.Or(checkVersion(version, before.Version), w.asAgreed(before.Version)); err != nil {
		return api.Pledge{}, err
	}
	in := before.PledgeInput
	if err := patch.Apply(&in); err != nil {
		return api.Pledge{}, err
	}
	after, rest, err := w.changedPledge(before, revalue(before.PledgeInput, in.WithDefaults(w.caller)))
	if err != nil {
		return api.Pledge{}, err
	}
	if *after.AmountUSD < *before.AmountUSD && w.large(before) && w.takesTwo("updatePledge") {
		return api.Pledge{}, w.await("updatePledge", subject{"pledges", id, before.Version, before.Donor}, json.RawMessage(patch), "")
	}
	return w.savePledge(before, after, rest, "update", "")
}

// large tells whether a pledge is worth so much that it takes two people to
// reduce or cancel it.
func (w *work) large(p api.Pledge) bool {
	return w.s.large != nil && *p.AmountUSD > *w.s.large
}

// ownPledge reads and locks a pledge that the caller may write.
func (w *work) ownPledge(id, operation string) (api.Pledge, error) {
	p, err := pledgeByID(w.LockPledge, id, w.today())
	if err != nil {
		return api.Pledge{}, err
	}
	return p, w.may(operation, p.Donor)
}

// revalue forgets the value in US dollars where the amount or the rate was
// changed without it, so that it is computed again.
func revalue(before, after api.PledgeInput) api.PledgeInput {
	sameUSD := after.AmountUSD != nil && *after.AmountUSD == *before.AmountUSD
	if after.Amount.Currency != before.Amount.Currency && after.Rate != nil && *after.Rate == *before.Rate {
		after.Rate = nil
	}
	if after.Amount != before.Amount && sameUSD || after.Rate == nil || *after.Rate != *before.Rate && sameUSD {
		after.AmountUSD = nil
	}
	return after
}

// replacePledge changes a pledge as imports do. A row of a file does not wait for
// a second person: where one is needed, which the operator never does, it is refused.
func (w *work) replacePledge(before api.Pledge, in api.PledgeInput) (api.Pledge, error) {
	after, rest, err := w.changedPledge(before, in)
	if err != nil {
		return api.Pledge{}, err
	}
	if *after.AmountUSD < *before.AmountUSD && w.large(before) && w.takesTwo("updatePledge") {
		return api.Pledge{}, one("/amount", "takes_two", "To reduce a large pledge takes two people: PATCH /v1/pledges/"+before.ID+" asks for the second one.").Err()
	}
	return w.savePledge(before, after, rest, "update", "")
}

// changedPledge works out the pledge with another input and checks it.
func (w *work) changedPledge(before api.Pledge, in api.PledgeInput) (api.Pledge, rest, error) {
	after := before
	after.PledgeInput, after.Meta = in, w.next(before.Meta)
	p, r, err := w.checkPledge(after)
	if err != nil {
		return api.Pledge{}, rest{}, err
	}
	var f api.Fields
	fixed(&f, "/donor", before.Donor, in.Donor)
	fixed(&f, "/crisis", before.Crisis, p.Crisis)
	fixed(&f, "/stage", before.Stage, in.Stage)
	fixed(&f, "/parent", before.Parent, in.Parent)
	fixed(&f, "/new_money", *before.NewMoney, *in.NewMoney)
	if before.CancelledOn != "" {
		f.Add("", "cancelled", "The pledge was cancelled on %s and cannot be changed.", before.CancelledOn)
	}
	if err := f.Err(); err != nil {
		return api.Pledge{}, rest{}, err
	}
	if err := w.freeReference(before, in); err != nil {
		return api.Pledge{}, rest{}, err
	}
	if p.Stage == api.Pledged && before.FirmOn == before.PledgedOn {
		p.FirmOn = p.PledgedOn
	}
	return p.Pledge, r, nil
}

func (w *work) freeReference(before api.Pledge, in api.PledgeInput) error {
	if in.Reference == "" || in.Reference == before.Reference {
		return nil
	}
	first, taken, err := w.PledgeByReference(in.Donor, in.Reference, w.today())
	if taken || err != nil {
		return conflict(err, "pledge", "/v1/pledges/"+first.ID)
	}
	return nil
}

// savePledge replays the pledge's transactions on its new form and writes both.
func (w *work) savePledge(before, after api.Pledge, r rest, action, reason string) (api.Pledge, error) {
	transactions, err := w.TransactionsOf(after.ID)
	if err != nil {
		return api.Pledge{}, err
	}
	return w.settlePledge(before, after, r, transactions[after.ID], action, reason)
}

func (w *work) settlePledge(before, after api.Pledge, r rest, transactions []api.Transaction, action, reason string) (api.Pledge, error) {
	p := pledged{after}
	account := newAccount(after, r)
	var f api.Fields
	for _, t := range transactions {
		if !t.Counted {
			continue
		}
		if t.Date < after.PledgedOn {
			f.Add("/pledged_on", "dates_out_of_order", "The pledge has a %s of %s, before it was pledged.", t.Type, t.Date)
		}
		if code, detail := account.apply(t.TransactionInput); code != "" {
			f.Add("", code, "The pledge's %s of %s on %s no longer fits. %s", t.Type, t.Amount, t.Date, detail)
		}
	}
	if err := f.Err(); err != nil {
		return api.Pledge{}, err
	}
	p.settle(account, w.today())
	if err := w.ReplacePledge(p.Pledge, before.Version); err != nil {
		return api.Pledge{}, err
	}
	if err := w.SetPostings(p.Pledge, newAccount(p.Pledge, r).postings(transactions), false); err != nil {
		return api.Pledge{}, err
	}
	return p.Pledge, w.record("pledges", p.ID, action, reason, before, p.Pledge)
}

// pledged is a pledge that is being worked out.
type pledged struct{ api.Pledge }

// settle fills in what is derived from the transactions.
func (p *pledged) settle(a *account, today api.Date) {
	currency := p.Amount.Currency
	p.Committed = api.Money{Minor: a.committed, Currency: currency}
	p.Disbursed = api.Money{Minor: a.disbursed, Currency: currency}
	p.Unallocated = api.Money{Minor: a.slots[len(a.slots)-1].amount, Currency: currency}
	p.Status = p.StateOn(today)
}

// checkPledge validates a pledge against the records it names, values it in
// US dollars and finds where its rest belongs.
func (w *work) checkPledge(p api.Pledge) (pledged, rest, error) {
	f := p.Validate()
	plan, err := w.planOf(&p, &f)
	if err != nil {
		return pledged{}, rest{}, err
	}
	land, err := w.territoryOf(p.Crisis, &f, "/crisis")
	if err != nil {
		return pledged{}, rest{}, err
	}
	places, err := w.pledgePlaces(p, plan, land)
	if err != nil {
		return pledged{}, rest{}, err
	}
	for i, a := range p.Allocations {
		land.inside(&f, "/allocations/"+strconv.Itoa(i)+"/region", a.Region, places)
	}
	w.checkDestination(p, land, places, &f)
	if err := w.knownOrganizations(&f, map[string]string{"/donor": p.Donor, "/recipient": string(p.Recipient)}); err != nil {
		return pledged{}, rest{}, err
	}
	if err := w.checkParentPledge(p, &f); err != nil {
		return pledged{}, rest{}, err
	}
	if err := w.value(&p, &f); err != nil {
		return pledged{}, rest{}, err
	}
	if err := f.Err(); err != nil {
		return pledged{}, rest{}, err
	}
	return pledged{p}, restOf(p, plan, land, places), nil
}

// planOf reads the appeal and takes the crisis from it where none is named.
func (w *work) planOf(p *api.Pledge, f *api.Fields) (*store.Plan, error) {
	if p.Appeal == "" || f.Has("/appeal") {
		return nil, nil
	}
	plan, ok, err := w.Plan(string(p.Appeal))
	if err != nil {
		return nil, err
	}
	switch {
	case !ok:
		f.Add("/appeal", "unknown_appeal", "There is no appeal %q; GET /v1/appeals lists them.", string(p.Appeal))
		return nil, nil
	case p.Crisis == "":
		p.Crisis = plan.Crisis
	case p.Crisis != plan.Crisis:
		f.Add("/appeal", "other_crisis", "%s is an appeal of the crisis %s, not %s.", plan.Code, plan.Crisis, p.Crisis)
	}
	return &plan, nil
}

// pledgePlaces reads every region that the pledge touches.
func (w *work) pledgePlaces(p api.Pledge, plan *store.Plan, land *territory) (map[string]store.Place, error) {
	var pcodes []string
	for _, a := range p.Allocations {
		pcodes = append(pcodes, a.Region)
	}
	if p.Destination != nil {
		pcodes = append(pcodes, p.Destination.Regions...)
	}
	if land != nil {
		pcodes = append(pcodes, land.crisis.Regions...)
	}
	if plan != nil && plan.Anchor != "" {
		pcodes = append(pcodes, plan.Anchor)
	}
	return w.Paths(pcodes)
}

func (w *work) checkDestination(p api.Pledge, land *territory, places map[string]store.Place, f *api.Fields) {
	if p.Destination == nil {
		return
	}
	inside := len(p.Destination.Regions) == 0
	for i, r := range p.Destination.Regions {
		known := knownRegion(f, "/destination/regions/"+strconv.Itoa(i), r, places)
		inside = inside || !known || land == nil || land.holds(places[r])
	}
	if !inside && !f.Has("/destination/regions") {
		f.Add("/destination/regions", "outside_crisis", "None of these regions is in the crisis %s, which touches %v.", land.crisis.Code, land.crisis.Regions)
	}
}

// checkParentPledge makes sure that the parent exists and was not passed on by the pledge itself.
func (w *work) checkParentPledge(p api.Pledge, f *api.Fields) error {
	if p.Parent == "" || f.Has("/parent") {
		return nil
	}
	_, ok, err := w.Pledge(string(p.Parent), w.today())
	if err == nil && (!ok || string(p.Parent) == p.ID) {
		f.Add("/parent", "unknown_pledge", "There is no other pledge %q.", string(p.Parent))
	}
	return err
}

// value fills in the rate and the value in US dollars.
func (w *work) value(p *api.Pledge, f *api.Fields) error {
	if f.Has("/amount") || f.Has("/rate") || f.Has("/pledged_on") || f.Has("/amount_usd") {
		return nil
	}
	if p.Rate == nil {
		rate, err := w.rateFor(p.Amount.Currency, p.PledgedOn, f, "/rate")
		if rate == nil || err != nil {
			return err
		}
		p.Rate = rate
	}
	usd, ok := p.Rate.ToUSD(p.Amount)
	if !ok {
		f.Add("/amount", "too_large", "The value in US dollars is too large.")
		return nil
	}
	if p.AmountUSD == nil {
		p.AmountUSD = &usd
	} else if !near(*p.AmountUSD, usd) {
		f.Add("/amount_usd", "disagrees", "%s at the rate %s is %s US dollars; %s is more than 1 %% away from that.", p.Amount, p.Rate.Rate, usd, *p.AmountUSD)
	}
	return nil
}

// near tells whether a published value is within 1 % (or one dollar) of the computed one.
func near(published, computed api.Cents) bool {
	d := new(big.Int).Sub(big.NewInt(int64(published)), big.NewInt(int64(computed)))
	d.Abs(d)
	return d.Cmp(big.NewInt(100)) <= 0 || d.Mul(d, big.NewInt(100)).Cmp(big.NewInt(int64(computed))) <= 0
}

// restOf finds where the part of a pledge that is not allocated stands.
func restOf(p api.Pledge, plan *store.Plan, land *territory, places map[string]store.Place) rest {
	r := rest{bucket: store.Unallocated}
	regions := land.crisis.Regions
	if plan != nil && plan.Anchor != "" {
		regions = []string{plan.Anchor}
	}
	if d := p.Destination; d != nil {
		if len(d.Regions) > 0 {
			regions = d.Regions
		}
		if len(d.Regions) > 1 || len(d.Sectors) > 1 {
			r.bucket = store.Shared
		}
		if len(d.Sectors) == 1 {
			r.sector = d.Sectors[0]
		}
		for _, region := range d.Regions {
			if !land.holds(places[region]) {
				return rest{bucket: store.Beyond, sector: r.sector}
			}
		}
	}
	r.region = ancestor(regions, places)
	return r
}
