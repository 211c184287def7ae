package relief

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

func flowTitle(f api.Flow) string {
	title := f.Description
	if title == "" {
		title = "FTS flow " + f.ID
	}
	if f.Type != api.FlowStandard {
		title = strings.ToUpper(string(f.Type[:1])) + string(f.Type[1:]) + ": " + title
	}
	return title
}

// flowSource cites FTS, with the row's words about the amount.
func flowSource(f api.Flow) api.Source {
	quote := []string{f.Quote}
	if f.RefCode != "" {
		quote = append(quote, "refCode "+f.RefCode)
	}
	if f.Keywords != "" {
		quote = append(quote, "keywords "+f.Keywords)
	}
	if f.Plan != "" {
		quote = append(quote, "destPlanCode "+f.Plan)
	}
	if len([]rune(flowTitle(f))) > api.MaxTitle {
		quote = append(quote, "description "+f.Description)
	}
	return api.Source{Publisher: "OCHA FTS", Title: fmt.Sprintf("Flow %s (%s, %s)", f.ID, f.Type, f.Status), PublishedOn: f.PublishedOn,
		Reliability: "A", Credibility: 2, Quote: api.Opt(shorten(strings.Join(quote, "; "), api.MaxText))}
}

// flowMoney takes the donor's own amount with FTS's rate and FTS's dollars.
// Where these disagree by more than 1 % (the flow is a part of the amount, or
// the rate is another), the dollars are what counts and the rest is quoted.
func (im *importer) flowMoney(f api.Flow, in *api.PledgeInput) {
	own := f.Original
	switch {
	case own == nil || own.Currency == api.USD && f.AmountUSD != nil:
		in.Amount = api.Money{Minor: int64(*f.AmountUSD), Currency: api.USD}
		return
	case own.Currency == api.USD, f.AmountUSD == nil && f.Rate == "":
		in.Amount = *own
		return
	case f.Rate != "" && own.Minor > 0:
		rate := api.Rate{Rate: f.Rate, Date: f.Date, Source: "OCHA FTS, flow " + f.ID}
		usd, ok := rate.ToUSD(*own)
		if ok && (f.AmountUSD == nil || near(*f.AmountUSD, usd)) {
			in.Amount, in.Rate, in.AmountUSD = *own, &rate, f.AmountUSD
			return
		}
	}
	if f.AmountUSD == nil {
		in.Amount = *own // too large to be valued; the pledge's own check says so
		return
	}
	in.Amount = api.Money{Minor: int64(*f.AmountUSD), Currency: api.USD}
	im.made("flows recorded in US dollars, because their original amount and rate give other dollars (both are quoted)", f.ID)
}

// flowPlaces says where the money goes: one country and one sector are an
// allocation of all of it; everything else is a destination without a split.
func (im *importer) flowPlaces(f api.Flow, in *api.PledgeInput) error {
	var regions []string
	for _, iso3 := range f.Countries {
		code, err := im.country(iso3)
		if err != nil {
			return err
		}
		regions = append(regions, code)
	}
	if len(regions) == 1 && len(f.Sectors) == 1 {
		in.Allocations = []api.Allocation{{Region: regions[0], Sector: f.Sectors[0], Amount: in.Amount}}
		return nil
	}
	in.Destination = &api.Destination{Regions: regions, Sectors: f.Sectors}
	return nil
}

// flowPlan names the appeal of a flow, and makes it if it is not there.
func (im *importer) flowPlan(f api.Flow, in *api.PledgeInput, years [2]int) error {
	if f.Plan == "" {
		return nil
	}
	a, exists, err := im.b.Appeal(f.Plan)
	if err != nil {
		return err
	}
	if exists {
		if a.Crisis != in.Crisis {
			im.made("plans of another crisis, not named by the flows' pledges", f.Plan)
			return nil
		}
		in.Appeal = api.Opt(f.Plan)
		return im.noTotals(f.Plan)
	}
	for _, iso3 := range f.Countries {
		c, _, err := im.b.Crisis(in.Crisis)
		if err != nil {
			return err
		}
		if inside, err := im.touches(c, iso3); !inside || err != nil {
			im.made("plans for places outside the crisis, not named by the flows' pledges", f.Plan)
			return err
		}
	}
	in.Appeal = api.Opt(f.Plan)
	_, err = im.b.PutAppeal(api.AppealInput{
		Code: f.Plan, Crisis: in.Crisis, Title: shorten(orElse(f.PlanTitle, f.Plan), api.MaxTitle), Type: "other",
		StartsOn: api.Date(strconv.Itoa(years[0]) + "-01-01"), EndsOn: api.Date(strconv.Itoa(years[1]) + "-12-31"),
	})
	im.made("appeals made, with the years of their flows, of the type other and without requirements", f.Plan)
	return err
}

// noTotals refuses a flow where FTS's totals of its plan are recorded: they hold it already.
func (im *importer) noTotals(plan string) error {
	totals, asked := im.totals[plan]
	if !asked {
		held, err := im.b.PledgesOf(plan)
		if err != nil {
			return err
		}
		totals = slices.ContainsFunc(held, func(h store.Held) bool { return h.Donor == totalsDonor })
		im.totals[plan] = totals
	}
	if totals {
		return one("destPlanCode", "totals_recorded", fmt.Sprintf("FTS's totals of %s are recorded as pledges of %s; its single flows would count the same money again.", plan, totalsDonor)).Err()
	}
	return nil
}

func orElse(text, other string) string {
	if text == "" {
		return other
	}
	return text
}
