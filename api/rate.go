package api

import (
	"math/big"
	"strings"
)

// Decimal is an exact decimal text like "132.475", kept as it was given.
type Decimal string

// Positive tells whether d is a plain decimal above zero with at most 12
// digits after the point.
func (d Decimal) Positive() bool {
	return decimalPattern.MatchString(string(d)) && d.rat().Sign() > 0
}

func (d Decimal) rat() *big.Rat {
	r, _ := new(big.Rat).SetString(string(d))
	return r
}

// Rate says how an amount was turned into US dollars.
type Rate struct {
	// Rate is how many units of the currency one US dollar buys, as in the
	// United Nations operational rates of exchange.
	Rate   Decimal `json:"rate" example:"0.9043"`
	Date   Date    `json:"date" example:"2024-09-01"`
	Source string  `json:"source" example:"UN operational rates of exchange"`
}

// Validate reports what is wrong with the rate.
func (r Rate) Validate() Fields {
	var f Fields
	if !r.Rate.Positive() {
		f.Add("/rate", "bad_rate", "A rate is a decimal string above zero like \"0.9043\": units of the currency for one US dollar.")
	}
	f.Day("/date", r.Date, true)
	f.Text("/source", r.Source, true, MaxTitle)
	return f
}

// ToUSD returns round-half-even(amount ÷ rate) in cents; false if that is
// more than [MaxCents].
func (r Rate) ToUSD(m Money) (Cents, bool) {
	rate := r.Rate.rat()
	n := new(big.Int).Mul(big.NewInt(m.Minor), rate.Denom())
	n.Mul(n, big.NewInt(100))
	d := new(big.Int).Mul(rate.Num(), pow10(m.Currency.Digits()))
	q := roundQuo(n, d)
	return Cents(q.Int64()), q.IsInt64() && q.Int64() <= int64(MaxCents)
}

func pow10(n int) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
}

// ExchangeRateInput is a rate as an operator records it.
type ExchangeRateInput struct {
	Currency Currency `json:"currency" example:"EUR"`
	Date     Date     `json:"date" example:"2024-09-01"`
	// Rate is how many units of the currency one US dollar buys.
	Rate   Decimal `json:"rate" example:"0.9043"`
	Source string  `json:"source" example:"UN operational rates of exchange"`
}

// ExchangeRate is a rate in the table that amounts without a rate are valued by.
type ExchangeRate struct {
	ID string `json:"id" example:"01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b10"`
	ExchangeRateInput
	Meta
}

// MaxRateAge is how many days a rate of the table stays good.
const MaxRateAge = 31

// Validate reports every wrong field.
func (in ExchangeRateInput) Validate() Fields {
	f := Rate{in.Rate, in.Date, in.Source}.Validate()
	if !in.Currency.Known() {
		f.Add("/currency", "unknown_currency", "%q is not an ISO 4217 code; GET /v1/currencies lists them.", string(in.Currency))
	} else if in.Currency == USD {
		f.Add("/currency", "unknown_value", "US dollars need no rate: one is one.")
	}
	return f
}

// ExchangeRateFilter selects exchange rates.
type ExchangeRateFilter struct {
	Page
	Currency []Currency `form:"currency"`
	DateFrom Date       `form:"date_from"`
	DateTo   Date       `form:"date_to"`
	Source   []string   `form:"source"`
	Sort     string     `form:"sort" enums:"id,date,-date"`
}

// Same tells whether two decimals are equal as numbers.
func (d Decimal) Same(other Decimal) bool {
	return strings.EqualFold(string(d), string(other)) || d.rat().Cmp(other.rat()) == 0
}
