package hapi

import (
	"cmp"
	"maps"
	"math/big"
	"slices"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/compat"
)

var fundingEndpoint = endpoint{path: "coordination-context/funding", tag: "Coordination & context", summary: "Get funding data",
	state: full, from: "appeals and what is committed to them in new money; money outside of appeals has no row", operations: reading("listAppeals", "listPledges"),
	fields: join([]field{str("resource_hdx_id"), str("appeal_code"), str("appeal_name"), str("appeal_type").nullable(), num("requirements_usd").nullable(),
		num("funding_usd"), num("funding_pct").nullable()}, national, refPeriod),
	params: more([]param{{name: "appeal_code", how: like, field: "appeal_code", most: 64, help: "Appeal code."},
		{name: "appeal_type", how: like, field: "appeal_type", most: 64, help: "Appeal type."}}, countries),
	walk: walkFunding}

// planTypes are the words of the Financial Tracking Service.
var planTypes = map[api.AppealType]string{
	"humanitarian_needs_and_response_plan": "Humanitarian needs and response plan", "humanitarian_response_plan": "Humanitarian response plan",
	"flash_appeal": "Flash appeal", "consolidated_appeal": "Consolidated appeals process", "strategic_response_plan": "Strategic response plan",
	"regional_response_plan": "Regional response plan", "refugee_response_plan": "Refugee response plan", "other": "Other",
}

func walkFunding(w *walker) error {
	return compat.Pages(w.from, func(p api.Page) (api.List[api.Appeal], error) {
		return w.Appeals(w.ctx, w.caller, api.AppealFilter{Page: p})
	}, func(cursor string, page []api.Appeal) error {
		w.at(cursor)
		sums, err := w.countriesOf(page)
		if err != nil {
			return err
		}
		if err := w.committed(sums); err != nil {
			return err
		}
		for _, a := range page {
			for _, iso3 := range slices.Sorted(maps.Keys(sums[a.Code])) {
				if err := w.appeal(a, iso3, *sums[a.Code][iso3]); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// money is what an appeal asks for and is given in one country.
type money struct {
	required *api.Cents
	funded   api.Cents
}

// sums are the money of appeals by code and country.
type sums map[string]map[string]*money

// countriesOf finds the countries that appeals ask for, else those of their crises.
func (w *walker) countriesOf(page []api.Appeal) (sums, error) {
	var pcodes []string
	for _, a := range page {
		for _, req := range a.Requirements {
			pcodes = append(pcodes, req.Region)
		}
	}
	if err := w.load(pcodes); err != nil {
		return nil, err
	}
	all := sums{}
	for _, a := range page {
		all[a.Code] = map[string]*money{}
		for _, req := range a.Requirements {
			iso3 := w.regions[req.Region].ISO3
			if iso3 == "" {
				continue
			}
			m := all.of(a.Code, iso3)
			if c, known := dollars(a, req); known {
				sum := c
				if m.required != nil {
					sum += *m.required
				}
				m.required = &sum
			}
		}
		if len(all[a.Code]) == 1 && a.Required != nil { // valued as the appeal is
			for _, m := range all[a.Code] {
				m.required = a.Required
			}
		}
		if len(all[a.Code]) == 0 {
			if err := w.countriesOfCrisis(all, a); err != nil {
				return nil, err
			}
		}
	}
	return all, nil
}

func (s sums) of(appeal, iso3 string) *money {
	if s[appeal][iso3] == nil {
		s[appeal][iso3] = &money{}
	}
	return s[appeal][iso3]
}

func (w *walker) countriesOfCrisis(all sums, a api.Appeal) error {
	crisis, err := w.Crisis(w.ctx, w.caller, a.Crisis)
	if err != nil {
		return err
	}
	if err := w.load(crisis.Regions); err != nil {
		return err
	}
	for _, pcode := range crisis.Regions {
		all.of(a.Code, w.regions[pcode].ISO3)
	}
	return nil
}

// dollars is the amount of a requirement where it is told in US dollars.
func dollars(_ api.Appeal, req api.Requirement) (api.Cents, bool) {
	if req.Amount == nil || req.Amount.Currency != api.USD {
		return 0, false
	}
	return api.Cents(req.Amount.Minor), true
}

// committed adds what is committed to appeals in new money. Of an appeal for
// several countries it is what its donors have allocated to each.
func (w *walker) committed(all sums) error {
	yes := true
	return compat.Pages("", func(p api.Page) (api.List[api.Pledge], error) {
		return w.Pledges(w.ctx, w.caller, api.PledgeFilter{Page: p, Appeal: slices.Sorted(maps.Keys(all)), NewMoney: &yes})
	}, func(_ string, page []api.Pledge) error {
		var pcodes []string
		for _, p := range page {
			for _, a := range p.Allocations {
				pcodes = append(pcodes, a.Region)
			}
		}
		if err := w.load(pcodes); err != nil {
			return err
		}
		for _, p := range page {
			w.share(all[string(p.Appeal)], p)
		}
		return nil
	})
}

func (w *walker) share(appeal map[string]*money, p api.Pledge) {
	if p.AmountUSD == nil || p.Amount.Minor == 0 || p.Committed.Minor == 0 {
		return
	}
	if len(appeal) == 1 {
		for _, m := range appeal {
			m.funded += part(p, p.Committed.Minor)
		}
		return
	}
	if p.Committed.Minor != p.Amount.Minor {
		return // which of its parts are committed is not said
	}
	for _, a := range p.Allocations {
		if m := appeal[w.regions[a.Region].ISO3]; m != nil {
			m.funded += part(p, a.Amount.Minor)
		}
	}
}

// part is the US dollar value of some of a pledge's minor units, at its rate.
func part(p api.Pledge, minor int64) api.Cents {
	n := new(big.Int).Mul(big.NewInt(int64(*p.AmountUSD)), big.NewInt(minor))
	return api.Cents(n.Quo(n, big.NewInt(p.Amount.Minor)).Int64())
}

func (w *walker) appeal(a api.Appeal, iso3 string, m money) error {
	r := row{"resource_hdx_id": resource(a.Sources), "appeal_code": a.Code, "appeal_name": a.Title, "appeal_type": cmp.Or(planTypes[a.Type], "Other"),
		"funding_usd": float64(m.funded) / 100, updated: a.UpdatedAt}
	if m.required != nil {
		r["requirements_usd"] = float64(*m.required) / 100
		if *m.required > 0 {
			r["funding_pct"] = float64((int64(m.funded)*100 + int64(*m.required)/2) / int64(*m.required))
		}
	}
	period(r, a.StartsOn, a.EndsOn)
	if err := w.country(r, "", iso3); err != nil {
		return err
	}
	return w.emit(r)
}
