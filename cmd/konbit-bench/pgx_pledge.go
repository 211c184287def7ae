package main

import (
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/konbit-aid/konbit/api"
)

// The words of a pledge as the hand-written server says them: the JSON is Konbit's, byte for byte, and a run checks that.

type money struct {
	Amount   string `json:"amount"`
	Currency string `json:"currency"`
}

type rate struct {
	Rate   string `json:"rate"`
	Date   string `json:"date"`
	Source string `json:"source"`
}

type allocation struct {
	Region string `json:"region"`
	Sector string `json:"sector"`
	Amount money  `json:"amount"`
}

type destination struct {
	Regions []string `json:"regions"`
	Sectors []string `json:"sectors"`
}

type pledge struct {
	ID          string          `json:"id"`
	Reference   *string         `json:"reference"`
	Crisis      string          `json:"crisis"`
	Appeal      *string         `json:"appeal"`
	Donor       string          `json:"donor"`
	Recipient   *string         `json:"recipient"`
	Title       string          `json:"title"`
	Kind        string          `json:"kind"`
	Stage       string          `json:"stage"`
	Amount      money           `json:"amount"`
	AmountUSD   string          `json:"amount_usd"`
	Rate        rate            `json:"rate"`
	PledgedOn   string          `json:"pledged_on"`
	ExpiresOn   *string         `json:"expires_on"`
	Earmarking  *string         `json:"earmarking"`
	Parent      *string         `json:"parent"`
	NewMoney    bool            `json:"new_money"`
	Allocations []allocation    `json:"allocations"`
	Destination *destination    `json:"destination"`
	Sources     json.RawMessage `json:"sources"`
	Status      string          `json:"status"`
	FirmOn      *string         `json:"firm_on"`
	CancelledOn *string         `json:"cancelled_on"`
	Committed   money           `json:"committed"`
	Disbursed   money           `json:"disbursed"`
	Unallocated money           `json:"unallocated"`
	Version     int64           `json:"version"`
	CreatedAt   time.Time       `json:"created_at"`
	UpdatedAt   time.Time       `json:"updated_at"`
}

const pledgeColumns = `id::text, reference, crisis, appeal, donor, recipient, title, kind, stage, amount, currency, amount_usd, rate, rate_date, rate_source,
	pledged_on, firm_on, expires_on, cancelled_on, earmarking, parent::text, new_money, state, committed, disbursed, unallocated, sources, version, created_at, updated_at`

func scanPledge(row pgx.Row) (pledge, error) {
	var p pledge
	var amount, usd, committed, disbursed, unallocated int64
	var rateDate, pledgedOn time.Time
	var firmOn, expiresOn, cancelledOn *time.Time
	var sources string
	err := row.Scan(&p.ID, &p.Reference, &p.Crisis, &p.Appeal, &p.Donor, &p.Recipient, &p.Title, &p.Kind, &p.Stage, &amount, &p.Amount.Currency, &usd,
		&p.Rate.Rate, &rateDate, &p.Rate.Source, &pledgedOn, &firmOn, &expiresOn, &cancelledOn, &p.Earmarking, &p.Parent, &p.NewMoney, &p.Status,
		&committed, &disbursed, &unallocated, &sources, &p.Version, &p.CreatedAt, &p.UpdatedAt)
	if err != nil {
		return p, err
	}
	in := func(minor int64) money { return moneyOf(minor, p.Amount.Currency) }
	p.Amount, p.Committed, p.Disbursed, p.Unallocated = in(amount), in(committed), in(disbursed), in(unallocated)
	p.AmountUSD, p.Rate.Date, p.PledgedOn = api.FormatMinor(usd, 2), rateDate.Format(time.DateOnly), pledgedOn.Format(time.DateOnly)
	p.FirmOn, p.ExpiresOn, p.CancelledOn = dayOf(firmOn), dayOf(expiresOn), dayOf(cancelledOn)
	p.Allocations, p.Sources = []allocation{}, json.RawMessage(sources)
	p.CreatedAt, p.UpdatedAt = p.CreatedAt.UTC(), p.UpdatedAt.UTC()
	if p.ExpiresOn != nil && (p.Status == "pledged" || p.Status == "announced") && *p.ExpiresOn < time.Now().UTC().Format(time.DateOnly) {
		p.Status = "expired"
	}
	return p, nil
}

func moneyOf(minor int64, currency string) money {
	return money{api.FormatMinor(minor, api.Currency(currency).Digits()), currency}
}

func dayOf(t *time.Time) *string {
	if t == nil {
		return nil
	}
	d := t.Format(time.DateOnly)
	return &d
}

// parts reads allocations and destinations and hands each to the pledge it belongs to.
func parts(results pgx.BatchResults, of func(id string) *pledge) error {
	rows, err := results.Query()
	if err != nil {
		return err
	}
	for rows.Next() {
		var id string
		var a allocation
		var amount int64
		if err := rows.Scan(&id, &a.Region, &a.Sector, &amount); err != nil {
			return err
		}
		p := of(id)
		a.Amount = moneyOf(amount, p.Amount.Currency)
		p.Allocations = append(p.Allocations, a)
	}
	if rows, err = results.Query(); err != nil {
		return err
	}
	for rows.Next() {
		var id string
		var region, sector *string
		if err := rows.Scan(&id, &region, &sector); err != nil {
			return err
		}
		p := of(id)
		if p.Destination == nil {
			p.Destination = &destination{[]string{}, []string{}}
		}
		if region != nil {
			p.Destination.Regions = append(p.Destination.Regions, *region)
		} else {
			p.Destination.Sectors = append(p.Destination.Sectors, *sector)
		}
	}
	return rows.Err()
}
