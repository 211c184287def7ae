package store

import (
	"slices"
	"strings"

	"github.com/konbit-aid/konbit/api"
)

var pledgeList = listing{name: "pledges", from: "pledges p", cols: wholeColumns, key: "p.id",
	sorts: byNumber(both(both(map[string]order{}, "id", "p.id"), "pledged_on", "p.pledged_on"), "amount_usd", "p.amount_usd")}

// Pledges lists pledges with their status today.
func (tx *Tx) Pledges(f api.PledgeFilter, today api.Date) (api.List[api.Pledge], error) {
	var q query
	in(&q, "p.crisis", f.Crisis)
	in(&q, "p.appeal", f.Appeal)
	in(&q, "p.donor", f.Donor)
	in(&q, "p.recipient", f.Recipient)
	in(&q, "p.reference", f.Reference)
	in(&q, "p.kind", f.Kind)
	in(&q, "p.stage", f.Stage)
	in(&q, "p.parent", f.Parent)
	in(&q, "p.currency", f.Currency)
	in(&q, "p.earmarking", f.Earmarking)
	if f.NewMoney != nil {
		q.add("p.new_money = ?", *f.NewMoney)
	}
	q.is("p.pledged_on", ">=", f.PledgedOnFrom)
	q.is("p.pledged_on", "<=", f.PledgedOnTo)
	q.is("p.amount_usd", ">=", f.AmountUSDFrom)
	q.is("p.amount_usd", "<=", f.AmountUSDTo)
	q.matches("p.search", f.Q)
	q.is("p.pledged_on", "<=", f.AsOf)
	q.status(f.Status, today)
	if err := tx.destined(&q, f); err != nil {
		return api.List[api.Pledge]{}, err
	}
	p, sort := f.Page, f.Sort
	f.Page = api.Page{}
	rows, next, total, err := page(tx, pledgeList, q, p, sort, f, func(r wholeRow, by string) []any {
		switch by {
		case "p.pledged_on":
			return []any{string(r.Pledge.PledgedOn), r.Pledge.ID}
		case "p.amount_usd":
			return []any{r.Pledge.AmountUSD, r.Pledge.ID}
		}
		return []any{r.Pledge.ID}
	})
	return api.List[api.Pledge]{Data: wholes(rows, today), Next: api.Opt(next), Total: total}, err
}

// status demands one of the statuses as of today. What is stored knows nothing of the day: an announced or pledged one expires by itself,
// and one that is to be cancelled later is stored as cancelled. Until then it stands as it was promised, for nothing of it is committed.
func (q *query) status(wanted []api.PledgeStatus, today api.Date) {
	var later query
	for _, s := range slices.Compact(slices.Sorted(slices.Values(wanted))) {
		switch s {
		case api.StatusExpired:
			for _, promised := range []api.PledgeStatus{api.StatusAnnounced, api.StatusPledged} {
				q.kind("p.state = ? AND p.expires_on < ?", promised, day(today))
			}
			later.add("p.expires_on < ?", day(today))
		case api.StatusAnnounced, api.StatusPledged:
			q.kind("p.state = ? AND (p.expires_on IS NULL OR p.expires_on >= ?)", s, day(today))
			later.add("p.stage = ? AND (p.expires_on IS NULL OR p.expires_on >= ?)", s, day(today))
		case api.StatusCancelled:
			q.kind("p.state = ? AND p.cancelled_on <= ?", s, day(today))
		default:
			q.kind("p.state = ?", s)
		}
	}
	if len(later.where) > 0 {
		q.kinds = append(q.kinds, kind{"(" + strings.Join(later.where, ") OR (") + ")", later.args, "p.cancelled_on > ?", day(today)})
	}
}

// destined demands an allocation or a destination in the regions and sectors.
func (tx *Tx) destined(q *query, f api.PledgeFilter) error {
	var place query
	if err := tx.within(&place, "x.region", f.Region); err != nil {
		return err
	}
	in(&place, "x.region", f.RegionExact)
	if len(place.where) > 0 {
		q.add("EXISTS (SELECT 1 FROM allocations x"+place.String()+" AND x.pledge = p.id) OR EXISTS (SELECT 1 FROM destinations x"+place.String()+" AND x.pledge = p.id)",
			append(append([]any{}, place.args...), place.args...)...)
	}
	if len(f.Sector) > 0 {
		q.add("EXISTS (SELECT 1 FROM allocations x WHERE x.pledge = p.id AND x.sector IN ?) OR EXISTS (SELECT 1 FROM destinations x WHERE x.pledge = p.id AND x.sector IN ?)",
			f.Sector, f.Sector)
	}
	return nil
}

// Held names a recorded pledge.
type Held struct {
	Donor     string `gorm:"column:donor"`
	Reference string `gorm:"column:reference"`
}

// PledgesOfAppeal reads donor and reference of an appeal's pledges that have one.
func (tx *Tx) PledgesOfAppeal(appeal string) ([]Held, error) {
	return scan[Held](tx, "SELECT donor, reference FROM pledges WHERE appeal = ? AND reference IS NOT NULL", appeal)
}
