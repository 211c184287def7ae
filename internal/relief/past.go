package relief

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// past is what this service knew at a moment: the states that the ledger's
// entries had left by then, with everything that follows from them worked out
// again by the rules of the present. It answers what [store.Tx] answers of the
// tables; what it has read once it keeps.
type past struct {
	tx         *store.Tx
	at         time.Time
	booked     []booked
	studies    []study
	candidates []store.Candidate
	plans      []store.Plan
	kept       []store.Barrier
	read       map[string]bool
}

func newPast(tx *store.Tx, at time.Time) *past { return &past{tx: tx, at: at, read: map[string]bool{}} }

// once tells whether something is read for the first time.
func (p *past) once(what string) bool {
	first := !p.read[what]
	p.read[what] = true
	return first
}

// only takes the one record that there is.
func only[R any](states []store.State[R], err error) (r R, ok bool, _ error) {
	if err != nil || len(states) == 0 {
		return r, false, err
	}
	return states[0].Record, true, nil
}

// Crisis is a crisis as it was known.
func (p *past) Crisis(code string) (api.Crisis, bool, error) {
	return only(store.StatesAt[api.Crisis](p.tx, "crises", store.One(code), p.at))
}

// Place is a region that was known. A region never moves, so its ancestors are those of today.
func (p *past) Place(pcode string) (store.Place, bool, error) {
	r, ok, err := only(store.StatesAt[api.Region](p.tx, "regions", store.One(pcode), p.at))
	if !ok {
		return store.Place{}, false, err
	}
	place, ok, err := p.tx.Place(pcode)
	place.Region = r
	return place, ok, err
}

// Nodes are the regions below some others as they were known, parents first.
func (p *past) Nodes(tops []string) ([]store.Node, error) {
	below, err := p.tx.Below(tops)
	if err != nil {
		return nil, err
	}
	states, err := store.StatesAt[api.Region](p.tx, "regions", below, p.at)
	nodes := make([]store.Node, len(states))
	for i, s := range states {
		nodes[i] = store.NodeOf(s.Record)
	}
	slices.SortFunc(nodes, func(a, b store.Node) int {
		return cmp.Or(cmp.Compare(a.Level, b.Level), cmp.Compare(a.Pcode, b.Pcode))
	})
	return nodes, err
}

// PlansOf are the appeals of a crisis as they were known.
func (p *past) PlansOf(crisis string) ([]store.Plan, error) {
	if !p.once("plans") {
		return slices.Clone(p.plans), nil
	}
	states, err := store.StatesAt[api.Appeal](p.tx, "appeals", store.AppealsOf(crisis), p.at)
	if err != nil {
		return nil, err
	}
	places, err := p.placesOf(states)
	if err != nil {
		return nil, err
	}
	rates, err := p.rates(states)
	if err != nil {
		return nil, err
	}
	plans := make([]store.Plan, len(states))
	for i, s := range states {
		plans[i] = store.Plan{Appeal: s.Record}
		var pcodes []string
		for _, r := range s.Record.Requirements {
			pcodes = append(pcodes, r.Region)
			plans[i].USD = append(plans[i].USD, rates.value(r.Amount, s.Record.StartsOn, s.Entry))
		}
		plans[i].Anchor = ancestor(pcodes, places)
	}
	slices.SortFunc(plans, func(a, b store.Plan) int { return cmp.Compare(a.Code, b.Code) })
	p.plans = plans
	return slices.Clone(plans), nil
}

func (p *past) placesOf(appeals []store.State[api.Appeal]) (map[string]store.Place, error) {
	all := map[string]bool{}
	for _, s := range appeals {
		for _, r := range s.Record.Requirements {
			all[r.Region] = true
		}
	}
	return p.tx.Places(keysOf(all))
}

// pastRates are the states of the exchange rates, oldest first. What a requirement is
// worth was fixed by the rates of the time when the appeal was written.
type pastRates []store.State[api.ExchangeRate]

func (p *past) rates(appeals []store.State[api.Appeal]) (pastRates, error) {
	foreign := map[string]bool{}
	for _, s := range appeals {
		for _, r := range s.Record.Requirements {
			if r.Amount != nil && r.Amount.Currency != api.USD {
				foreign[string(r.Amount.Currency)] = true
			}
		}
	}
	if len(foreign) == 0 {
		return nil, nil
	}
	return p.tx.RatesBefore(keysOf(foreign), p.at)
}

// value is what an amount was worth by the rates known before an entry.
func (all pastRates) value(m *api.Money, on api.Date, entry string) *api.Cents {
	if m == nil {
		return nil
	}
	rate := api.Rate{Rate: "1", Date: on}
	if m.Currency != api.USD {
		rate.Date = ""
		for _, s := range all {
			r := s.Record
			if s.Entry < entry && r.Currency == m.Currency && r.Date >= on.AddDays(-api.MaxRateAge) && r.Date <= on && r.Date >= rate.Date {
				rate = api.Rate{Rate: r.Rate, Date: r.Date}
			}
		}
		if rate.Date == "" {
			return nil
		}
	}
	usd, _ := rate.ToUSD(*m)
	return &usd
}

// keysOf lists the keys of a set in their order.
func keysOf(set map[string]bool) []string { return slices.Sorted(maps.Keys(set)) }
