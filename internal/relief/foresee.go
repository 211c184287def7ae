package relief

import (
	"strings"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// foresee reads at once what the checks of some new pledges are going to ask for.
func (w *work) foresee(inputs ...api.PledgeInput) error {
	var o store.Outlook
	some := func(list *[]string, values ...string) {
		for _, v := range values {
			if v != "" && !strings.ContainsRune(v, 0) { // which is refused, but not yet
				*list = append(*list, v)
			}
		}
	}
	for _, in := range inputs {
		some(&o.Crises, in.Crisis)
		some(&o.Appeals, string(in.Appeal))
		some(&o.Organizations, in.Donor, string(in.Recipient))
		for _, a := range in.Allocations {
			some(&o.Regions, a.Region)
		}
		if in.Destination != nil {
			some(&o.Regions, in.Destination.Regions...)
		}
		if in.Reference != "" && !strings.ContainsRune(string(in.Reference)+in.Donor, 0) {
			o.References = append(o.References, store.Held{Donor: in.Donor, Reference: string(in.Reference)})
		}
		if c := in.Amount.Currency; c != api.USD && in.Rate == nil && in.PledgedOn.Valid() && len(c) == 3 {
			o.Rates = append(o.Rates, store.RateOn{Currency: c, First: in.PledgedOn.AddDays(-api.MaxRateAge), Last: in.PledgedOn})
		}
		o.Sources = append(o.Sources, in.Sources...)
	}
	if w.hope {
		return w.Hope(o)
	}
	return w.Foresee(o)
}
