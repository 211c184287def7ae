package relief

import (
	"context"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// PledgeContext reads what stands around a page of pledges that the caller was
// shown: their transactions up to a day (all of them if it is ""), and the
// records that they name. In shielded areas it says no more than the list did.
func (s *Service) PledgeContext(ctx context.Context, caller api.Caller, pledges []api.Pledge, day api.Date) (api.PledgeContext, error) {
	return read(ctx, s, func(tx *store.Tx) (api.PledgeContext, error) {
		names := namesOf(pledges)
		around, err := tx.Around(names)
		if err != nil {
			return api.PledgeContext{}, err
		}
		around.Transactions, err = tx.TransactionsOf(names.Pledges...)
		if err != nil {
			return api.PledgeContext{}, err
		}
		veil, err := s.veil(tx, caller)
		for id, list := range around.Transactions {
			blurTransactions(veil, list)
			around.Transactions[id] = until(list, day)
		}
		return around, err
	})
}

// until drops the transactions after a day.
func until(list []api.Transaction, day api.Date) []api.Transaction {
	for i, t := range list {
		if day != "" && t.Date > day {
			return list[:i]
		}
	}
	return list
}

// namesOf collects what pledges name.
func namesOf(pledges []api.Pledge) store.Named {
	var n store.Named
	for _, p := range pledges {
		n.Pledges = append(n.Pledges, p.ID)
		n.Crises = append(n.Crises, p.Crisis)
		n.Organizations = append(n.Organizations, p.Donor)
		if p.Recipient != "" {
			n.Organizations = append(n.Organizations, string(p.Recipient))
		}
		if p.Appeal != "" {
			n.Appeals = append(n.Appeals, string(p.Appeal))
		}
		if p.Parent != "" {
			n.Parents = append(n.Parents, string(p.Parent))
		}
		for _, a := range p.Allocations {
			n.Regions = append(n.Regions, a.Region)
		}
		if d := p.Destination; d != nil {
			n.Regions = append(n.Regions, d.Regions...)
		}
	}
	return n
}
