package store

import "github.com/konbit-aid/konbit/api"

type rateRow struct {
	ID       string `gorm:"column:id;primaryKey"`
	Currency string `gorm:"column:currency"`
	OnDate   day    `gorm:"column:on_date"`
	Rate     string `gorm:"column:rate"`
	Source   string `gorm:"column:source"`
	Stamp    `gorm:"embedded"`
}

// TableName is exchange_rates.
func (rateRow) TableName() string { return "exchange_rates" }

func rateToRow(r api.ExchangeRate) rateRow {
	return rateRow{ID: r.ID, Currency: string(r.Currency), OnDate: day(r.Date), Rate: string(r.Rate), Source: r.Source, Stamp: stampOf(r.Meta)}
}

func (row rateRow) api() api.ExchangeRate {
	return api.ExchangeRate{ID: row.ID, ExchangeRateInput: api.ExchangeRateInput{Currency: api.Currency(row.Currency),
		Date: api.Date(row.OnDate), Rate: api.Decimal(row.Rate), Source: row.Source}, Meta: row.meta()}
}

// ExchangeRate reads one rate.
func (tx *Tx) ExchangeRate(id string) (api.ExchangeRate, bool, error) {
	row, found, err := take[rateRow](tx, "exchange_rates", "id = ?", id)
	return row.api(), found, err
}

// ExchangeRateOn reads the rate of a currency recorded for exactly this day.
func (tx *Tx) ExchangeRateOn(c api.Currency, on api.Date) (api.ExchangeRate, bool, error) {
	row, found, err := take[rateRow](tx, "exchange_rates", "currency = ? AND on_date = ?", string(c), day(on))
	return row.api(), found, err
}

const latestRate = " FROM exchange_rates WHERE currency = ? AND on_date BETWEEN ? AND ? ORDER BY on_date DESC LIMIT 1"

// LatestRate reads the newest rate of a currency from the days first to last.
func (tx *Tx) LatestRate(c api.Currency, first, last api.Date) (api.ExchangeRate, bool, error) {
	if tx.seen != nil {
		if r, asked := tx.seen.rates[RateOn{c, first, last}]; asked {
			return valueOf(r)
		}
	}
	rows, err := scan[rateRow](tx, "SELECT *"+latestRate,
		string(c), day(first), day(last))
	if err != nil || len(rows) == 0 {
		return api.ExchangeRate{}, false, err
	}
	return rows[0].api(), true, nil
}

// AddExchangeRate writes a new rate.
func (tx *Tx) AddExchangeRate(r api.ExchangeRate) error {
	tx.forget()
	return insert(tx, rateToRow(r))
}

// ReplaceExchangeRate overwrites a rate of the version before.
func (tx *Tx) ReplaceExchangeRate(r api.ExchangeRate, before int64) error {
	tx.forget()
	return replace(tx, rateToRow(r), before)
}

var rateList = listing{name: "exchange-rates", from: "exchange_rates", cols: "*", key: "id",
	sorts: both(map[string]order{"id": {column: "id"}}, "date", "on_date")}

// ExchangeRates lists rates.
func (tx *Tx) ExchangeRates(f api.ExchangeRateFilter) (api.List[api.ExchangeRate], error) {
	var q query
	in(&q, "currency", f.Currency)
	in(&q, "source", f.Source)
	q.is("on_date", ">=", f.DateFrom)
	q.is("on_date", "<=", f.DateTo)
	p, sort := f.Page, f.Sort
	f.Page = api.Page{}
	rows, next, total, err := page(tx, rateList, q, p, sort, f, func(r rateRow, by string) []any {
		if by == "on_date" {
			return []any{string(r.OnDate), r.ID}
		}
		return []any{r.ID}
	})
	return api.List[api.ExchangeRate]{Data: convert(rows, rateRow.api), Next: api.Opt(next), Total: total}, err
}
