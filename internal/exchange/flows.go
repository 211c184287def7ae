package exchange

import (
	"strings"

	"github.com/konbit-aid/konbit/api"
)

// readFlows reads an export of flows from OCHA's Financial Tracking Service.
func readFlows(s *sheet, src *api.ImportSource) { src.Flows = walk(s, readFlow) }

func readFlow(r *record) api.Flow {
	f := api.Flow{
		ID:          r.need("id"),
		Description: r.oneLine("description"),
		Boundary:    strings.ToLower(r.text("boundary")),
		Donor:       r.party("src"),
		Recipient:   r.party("dest"),
		Plan:        r.text("destplancode"),
		PlanTitle:   r.oneLine("destplan"),
		AmountUSD:   r.dollars("amountusd"),
		RefCode:     r.oneLine("refcode"),
		Keywords:    r.oneLine("keywords"),
	}
	if f.Donor.Name == "" {
		r.fault("srcorganization", "required", "A flow without a donor cannot be recorded.")
	}
	if f.Date = r.date("date"); f.Date == "" {
		f.Date = r.date("decisiondate")
	}
	if f.Date == "" && !r.faults.Has("date") {
		r.fault("date", "required", "The flow has neither a date nor a decisionDate.")
	}
	for _, column := range []string{"updatedat", "createdat", "firstreporteddate"} {
		if f.PublishedOn == "" {
			f.PublishedOn = r.date(column)
		}
	}
	if f.PublishedOn == "" {
		f.PublishedOn = f.Date
	}
	f.FromYear, _ = r.whole("destusageyearstart")
	f.ToYear, _ = r.whole("destusageyearend")
	r.classify(&f)
	r.destination(&f)
	r.original(&f)
	return f
}

// classify reads status, type and kind.
func (r *record) classify(f *api.Flow) {
	f.Status = api.FlowStatus(strings.ToLower(r.need("status")))
	switch f.Status {
	case "", api.FlowPledge, api.FlowCommitment, api.FlowPaid:
	default:
		r.fault("status", "unknown_value", "%q is not known here; use one of: pledge, commitment, paid.", clip(string(f.Status)))
	}
	f.Type = api.FlowType(foldText(r.text("flowtype")))
	switch f.Type {
	case "":
		f.Type = api.FlowStandard
	case "carry over":
		f.Type = api.FlowCarryover
	case "passthrough":
		f.Type = api.FlowPassThrough
	case api.FlowStandard, api.FlowParked, api.FlowCarryover, api.FlowPassThrough:
	default:
		r.fault("flowtype", "unknown_value", "%q is not known here; use one of: Standard, Parked, Carryover, Pass through.", clip(r.text("flowtype")))
	}
	if strings.EqualFold(r.text("newmoney"), "false") {
		f.Boundary = "internal" // the money is inside already
	}
	switch kind := foldText(r.text("contributiontype")); kind {
	case "", "financial":
		f.Kind = api.Financial
	case "in kind":
		f.Kind = api.InKind
	default:
		r.fault("contributiontype", "unknown_value", "%q is not known here; use one of: financial, in kind.", clip(kind))
	}
}

// destination reads countries and clusters; both are comma lists.
func (r *record) destination(f *api.Flow) {
	for _, code := range r.codes("destlocations") {
		if c, ok := r.country("destlocations", code); ok {
			f.Countries = append(f.Countries, c.ISO3)
		}
	}
	if names := r.clusters("destglobalclusters"); len(names) > 0 {
		seen := map[api.SectorCode]bool{}
		for _, name := range names {
			g, ok := globalByName(name)
			if !ok {
				g.sector, ok = sectorOfName(name)
			}
			if !ok {
				r.note("cluster " + name + " is recorded as " + string(g.sector))
			}
			if !seen[g.sector] {
				f.Sectors = append(f.Sectors, g.sector)
			}
			seen[g.sector] = true
		}
	}
}

// clusters splits a comma list of cluster names, of which one holds a comma itself.
func (r *record) clusters(column string) []string {
	const comma = "Protection - Housing, Land and Property"
	t := strings.ReplaceAll(r.oneLine(column), comma, strings.ReplaceAll(comma, ",", "\x00"))
	var names []string
	for _, part := range strings.Split(t, ",") {
		if part = strings.TrimSpace(strings.ReplaceAll(part, "\x00", ",")); part != "" {
			names = append(names, part)
		}
	}
	return names
}

// original reads the amount as the donor gave it, with the rate.
func (r *record) original(f *api.Flow) {
	currency := api.Currency(r.text("originalcurrency"))
	f.Quote = "amountUSD " + r.text("amountusd")
	if r.text("originalamount") != "" {
		f.Quote += ", originalAmount " + r.text("originalamount") + " " + string(currency)
		if rate := r.text("exchangerate"); rate != "" {
			f.Quote += ", exchangeRate " + rate
		}
		f.Original = r.money("originalamount", currency)
	}
	if r.text("exchangerate") != "" && f.Original != nil && f.Original.Minor > 0 {
		f.Rate = r.rate("exchangerate")
	}
	if f.AmountUSD == nil && f.Original == nil && len(r.faults) == 0 {
		r.fault("amountusd", "required", "The flow has no amount.")
	}
}

// party reads an organization from the columns of one side.
func (r *record) party(side string) api.Party {
	p := api.Party{Name: r.oneLine(side + "organization"), Type: organizationType(r.text(side + "organizationtypes"))}
	if places := r.codes(side + "locations"); side == "src" && p.Type == "government" && len(places) == 1 {
		if c, ok := api.CountryOf(places[0]); ok && c.ISO3 == places[0] {
			p.Country = api.Opt(c.ISO3)
		}
	}
	return p
}

// organizationType maps FTS's types. FTS does not say which NGOs are
// international, so all are civil society.
func organizationType(t string) api.OrganizationType {
	first, _, _ := strings.Cut(t, ",")
	switch foldText(first) {
	case "governments", "government":
		return "government"
	case "ngos", "ngo", "national ngos", "international ngos":
		return "civil_society"
	case "multilateral organizations", "inter governmental":
		return "international_organization"
	case "un agency", "un agencies":
		return "united_nations"
	case "pooled funds", "pooled fund":
		return "pooled_fund"
	case "private organizations", "private organization foundation", "private sector":
		return "private_sector"
	case "red cross red crescent organizations", "red cross red crescent":
		return "red_cross_red_crescent"
	}
	return "other"
}
