package relief

import (
	"fmt"
	"strings"

	"github.com/konbit-aid/konbit/api"
)

// rates records a table of exchange rates. Where countries that share a
// currency are listed with different rates, that of the country which issues it
// counts: the one whose code the currency's starts with.
func (im *importer) rates(rows []api.Row[api.RateRow]) error {
	type key struct {
		currency api.Currency
		date     api.Date
	}
	best := map[key]int{}
	for i, r := range rows {
		k := key{r.Value.Currency, r.Value.Date}
		if first, ok := best[k]; !ok || issues(r.Value) && !issues(rows[first].Value) {
			best[k] = i
		}
	}
	for i, r := range rows {
		kept := best[key{r.Value.Currency, r.Value.Date}]
		first := rows[kept]
		switch {
		case kept == i:
			outcome, err := im.b.PutExchangeRate(r.Value.ExchangeRateInput)
			if err := im.settle(r.Line, outcome, err); err != nil {
				return err
			}
		case first.Value.Rate.Same(r.Value.Rate):
			im.skip("another country's row gives the same rate for that currency and day", "")
		case issues(first.Value):
			im.skip("another rate than that of the country which issues the currency", string(r.Value.Currency)+" of "+r.Value.Country)
		default:
			im.reject(r.Line, one("rate", "ambiguous", fmt.Sprintf("Row %d gives %s for %s on %s, this one %s.",
				first.Line, first.Value.Rate, r.Value.Currency, r.Value.Date, r.Value.Rate)))
		}
	}
	return nil
}

func issues(r api.RateRow) bool {
	return len(r.Country) == 2 && strings.HasPrefix(string(r.Currency), r.Country)
}
