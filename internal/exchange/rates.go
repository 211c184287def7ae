package exchange

import (
	"math/big"
	"strings"

	"github.com/konbit-aid/konbit/api"
)

// rateDigits is how many digits after the point a rate is kept with.
const rateDigits = 12

// readRates reads a table of exchange rates: units of the currency for one US
// dollar, by day. Rows of US dollars and of currencies outside ISO 4217 hold
// nothing that a pledge could be valued by.
func readRates(s *sheet, src *api.ImportSource) {
	src.Rates = walk(s, func(r *record) api.RateRow {
		row := api.RateRow{Country: r.text("country code"), ExchangeRateInput: api.ExchangeRateInput{
			Currency: api.Currency(strings.ToUpper(r.text("currency"))),
			Date:     r.date("date"),
			Rate:     r.rate("rate"),
			Source:   r.oneLine("source"),
		}}
		if row.Source == "" {
			row.Source = "imported"
		}
		r.need("date")
		r.need("rate")
		who := r.oneLine("country")
		switch c := row.Currency; {
		case len(r.faults) > 0:
		case c == "":
			r.leave("no currency is named", who)
		case !c.Known():
			r.leave("the currency is not one of ISO 4217 today", string(c))
		case c == api.USD && !row.Rate.Same("1"):
			r.leave("US dollars with another rate than one: the file names the wrong currency", who)
		case c == api.USD:
			r.leave("US dollars need no rate", "")
		}
		return row
	})
}

// rate reads a decimal above zero. What is beyond 12 digits after the point is
// rounded half to even, and said.
func (r *record) rate(column string) api.Decimal {
	t := trimZeros(r.plain(column, false))
	if t == "" {
		return ""
	}
	n, _ := new(big.Rat).SetString(t)
	if _, fraction, _ := strings.Cut(t, "."); len(fraction) > rateDigits {
		t = roundEven(n, rateDigits)
		r.note(roundedRate)
	}
	d := api.Decimal(t)
	if !d.Positive() {
		r.fault(column, "bad_rate", "A rate is a plain decimal above zero; this is %q.", clip(t))
		return ""
	}
	return d
}

const roundedRate = "rates are kept with 12 digits after the point"

// roundEven writes n with at most digits after the point, a half going to the even neighbour.
func roundEven(n *big.Rat, digits int) string {
	unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(digits)), nil)
	scaled := new(big.Rat).Mul(n, new(big.Rat).SetInt(unit))
	q, rest := new(big.Int).QuoRem(scaled.Num(), scaled.Denom(), new(big.Int))
	twice := rest.Lsh(rest.Abs(rest), 1)
	if c := twice.Cmp(scaled.Denom()); c > 0 || c == 0 && q.Bit(0) == 1 {
		q.Add(q, big.NewInt(int64(n.Sign())))
	}
	return trimZeros(new(big.Rat).SetFrac(q, unit).FloatString(digits))
}
