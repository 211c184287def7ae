package store

import (
	"github.com/konbit-aid/konbit/api"
)

type pledgeRow struct {
	ID          string  `gorm:"column:id;primaryKey"`
	Reference   opt     `gorm:"column:reference"`
	Crisis      string  `gorm:"column:crisis"`
	Appeal      opt     `gorm:"column:appeal"`
	Donor       string  `gorm:"column:donor"`
	Recipient   opt     `gorm:"column:recipient"`
	Title       string  `gorm:"column:title"`
	Kind        string  `gorm:"column:kind"`
	Stage       string  `gorm:"column:stage"`
	Amount      int64   `gorm:"column:amount"`
	Currency    string  `gorm:"column:currency"`
	AmountUSD   int64   `gorm:"column:amount_usd"`
	Rate        string  `gorm:"column:rate"`
	RateDate    day     `gorm:"column:rate_date"`
	RateSource  string  `gorm:"column:rate_source"`
	PledgedOn   day     `gorm:"column:pledged_on"`
	FirmOn      day     `gorm:"column:firm_on"`
	ExpiresOn   day     `gorm:"column:expires_on"`
	CancelledOn day     `gorm:"column:cancelled_on"`
	Earmarking  opt     `gorm:"column:earmarking"`
	Parent      opt     `gorm:"column:parent"`
	NewMoney    bool    `gorm:"column:new_money"`
	State       string  `gorm:"column:state"`
	Committed   int64   `gorm:"column:committed"`
	Disbursed   int64   `gorm:"column:disbursed"`
	Unallocated int64   `gorm:"column:unallocated"`
	Sources     sources `gorm:"column:sources"`
	Search      string  `gorm:"column:search"`
	Stamp       `gorm:"embedded"`
}

// TableName is pledges.
func (pledgeRow) TableName() string { return "pledges" }

type allocationRow struct {
	Pledge string `gorm:"column:pledge"`
	Place  int    `gorm:"column:place"`
	Region string `gorm:"column:region"`
	Sector string `gorm:"column:sector"`
	Amount int64  `gorm:"column:amount"`
}

// TableName is allocations.
func (allocationRow) TableName() string { return "allocations" }

type destinationRow struct {
	Pledge string `gorm:"column:pledge"`
	Place  int    `gorm:"column:place"`
	Region opt    `gorm:"column:region"`
	Sector opt    `gorm:"column:sector"`
}

// TableName is destinations.
func (destinationRow) TableName() string { return "destinations" }

// pledgeToRow stores the status without regard to expiry, which the day decides.
func pledgeToRow(p api.Pledge) pledgeRow {
	return pledgeRow{ID: p.ID, Reference: opt(p.Reference), Crisis: p.Crisis, Appeal: opt(p.Appeal), Donor: p.Donor, Recipient: opt(p.Recipient),
		Title: p.Title, Kind: string(p.Kind), Stage: string(p.Stage), Amount: p.Amount.Minor, Currency: string(p.Amount.Currency),
		AmountUSD: int64(*p.AmountUSD), Rate: string(p.Rate.Rate), RateDate: day(p.Rate.Date), RateSource: p.Rate.Source,
		PledgedOn: day(p.PledgedOn), FirmOn: day(p.FirmOn), ExpiresOn: day(p.ExpiresOn), CancelledOn: day(p.CancelledOn),
		Earmarking: opt(p.Earmarking), Parent: opt(p.Parent), NewMoney: *p.NewMoney, State: string(p.StateOn("")),
		Committed: p.Committed.Minor, Disbursed: p.Disbursed.Minor, Unallocated: p.Unallocated.Minor,
		Sources: p.Sources, Search: fold(p.Title, string(p.Reference)), Stamp: stampOf(p.Meta)}
}

func pledgeToParts(p api.Pledge) ([]allocationRow, []destinationRow) {
	allocations := make([]allocationRow, len(p.Allocations))
	for i, a := range p.Allocations {
		allocations[i] = allocationRow{p.ID, i, a.Region, string(a.Sector), a.Amount.Minor}
	}
	var destinations []destinationRow
	if d := p.Destination; d != nil {
		for _, r := range d.Regions {
			destinations = append(destinations, destinationRow{p.ID, len(destinations), opt(r), ""})
		}
		for _, s := range d.Sectors {
			destinations = append(destinations, destinationRow{p.ID, len(destinations), "", opt(s)})
		}
	}
	return allocations, destinations
}

func (row pledgeRow) api(today api.Date, allocations []allocationRow, destinations []destinationRow) api.Pledge {
	currency := api.Currency(row.Currency)
	usd, fresh := api.Cents(row.AmountUSD), row.NewMoney
	p := api.Pledge{ID: row.ID, FirmOn: api.Date(row.FirmOn), CancelledOn: api.Date(row.CancelledOn),
		Committed: api.Money{Minor: row.Committed, Currency: currency}, Disbursed: api.Money{Minor: row.Disbursed, Currency: currency},
		Unallocated: api.Money{Minor: row.Unallocated, Currency: currency}, Meta: row.meta(),
		PledgeInput: api.PledgeInput{Reference: api.Opt(row.Reference), Crisis: row.Crisis, Appeal: api.Opt(row.Appeal), Donor: row.Donor,
			Recipient: api.Opt(row.Recipient), Title: row.Title, Kind: api.PledgeKind(row.Kind), Stage: api.PledgeStage(row.Stage),
			Amount: api.Money{Minor: row.Amount, Currency: currency}, AmountUSD: &usd,
			Rate:      &api.Rate{Rate: api.Decimal(row.Rate), Date: api.Date(row.RateDate), Source: row.RateSource},
			PledgedOn: api.Date(row.PledgedOn), ExpiresOn: api.Date(row.ExpiresOn), Earmarking: api.Opt(row.Earmarking),
			Parent: api.Opt(row.Parent), NewMoney: &fresh, Sources: row.Sources,
			Allocations: convert(allocations, func(a allocationRow) api.Allocation {
				return api.Allocation{Region: a.Region, Sector: api.SectorCode(a.Sector), Amount: api.Money{Minor: a.Amount, Currency: currency}}
			})}}
	if len(destinations) > 0 {
		p.Destination = &api.Destination{Regions: []string{}, Sectors: []api.SectorCode{}}
	}
	for _, d := range destinations {
		if d.Region != "" {
			p.Destination.Regions = append(p.Destination.Regions, string(d.Region))
		} else {
			p.Destination.Sectors = append(p.Destination.Sectors, api.SectorCode(d.Sector))
		}
	}
	p.Status = p.StateOn(today)
	return p
}

// withParts joins pledges with their allocations and destinations in two statements.
func (tx *Tx) withParts(rows []pledgeRow, today api.Date) ([]api.Pledge, error) {
	if len(rows) == 0 {
		return []api.Pledge{}, nil
	}
	ids := convert(rows, func(r pledgeRow) string { return r.ID })
	allocations, err := scan[allocationRow](tx, "SELECT * FROM allocations WHERE pledge IN ? ORDER BY pledge, place", ids)
	if err != nil {
		return nil, err
	}
	destinations, err := scan[destinationRow](tx, "SELECT * FROM destinations WHERE pledge IN ? ORDER BY pledge, place", ids)
	if err != nil {
		return nil, err
	}
	a := groupBy(allocations, func(r allocationRow) string { return r.Pledge })
	d := groupBy(destinations, func(r destinationRow) string { return r.Pledge })
	return convert(rows, func(r pledgeRow) api.Pledge { return r.api(today, a[r.ID], d[r.ID]) }), nil
}

// Pledge reads one pledge with its status today.
func (tx *Tx) Pledge(id string, today api.Date) (api.Pledge, bool, error) {
	return tx.wholePledge(today, "p.id = ?", id)
}

// LockPledge is [Tx.Pledge] that keeps others from changing it until the end.
func (tx *Tx) LockPledge(id string, today api.Date) (api.Pledge, bool, error) {
	row, found, err := takeLocked[pledgeRow](tx, "pledges", "id = ?", id)
	return tx.onePledge(row, found, err, today)
}

// PledgeByReference reads the pledge that a donor recorded under a reference.
func (tx *Tx) PledgeByReference(donor string, reference api.Opt, today api.Date) (api.Pledge, bool, error) {
	if tx.seen != nil {
		if taken, asked := tx.seen.references[Held{donor, string(reference)}]; asked && !taken {
			return api.Pledge{}, false, nil
		}
	}
	return tx.wholePledge(today, "p.donor = ? AND p.reference = ?", donor, string(reference))
}

func (tx *Tx) onePledge(row pledgeRow, found bool, err error, today api.Date) (api.Pledge, bool, error) {
	if !found {
		return api.Pledge{}, false, err
	}
	all, err := tx.withParts([]pledgeRow{row}, today)
	if err != nil {
		return api.Pledge{}, false, err
	}
	return all[0], true, nil
}

// AddPledge writes a new pledge.
func (tx *Tx) AddPledge(p api.Pledge) error {
	if tx.seen != nil && p.Reference != "" {
		tx.seen.references[Held{p.Donor, string(p.Reference)}] = true
	}
	if err := insert(tx, pledgeToRow(p)); err != nil {
		return err
	}
	return tx.addParts(p)
}

func (tx *Tx) addParts(p api.Pledge) error {
	allocations, destinations := pledgeToParts(p)
	if err := insertAll(tx, allocations); err != nil {
		return err
	}
	return insertAll(tx, destinations)
}

// ReplacePledge overwrites a pledge of the version before.
func (tx *Tx) ReplacePledge(p api.Pledge, before int64) error {
	tx.forget()
	if err := replace(tx, pledgeToRow(p), before); err != nil {
		return err
	}
	for _, table := range []string{"allocations", "destinations"} {
		if err := tx.later(numbered(tx.d, "DELETE FROM "+table+" WHERE pledge = ?"), p.ID); err != nil {
			return err
		}
	}
	return tx.addParts(p)
}

// PledgesAfter reads a crisis's pledges in the order of their ids, to rework them.
func (tx *Tx) PledgesAfter(crisis, after string, limit int, today api.Date) ([]api.Pledge, error) {
	var q query
	q.add("p.crisis = ?", crisis)
	q.is("p.id", ">", after)
	rows, err := scan[wholeRow](tx, wholePledges+q.String()+" ORDER BY p.id LIMIT ?", append(q.args, limit)...)
	return wholes(rows, today), err
}
