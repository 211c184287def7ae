package exchange

import (
	"strconv"
	"strings"

	"github.com/konbit-aid/konbit/api"
)

// AssessmentColumns is the table of assessments, without their need lines.
var AssessmentColumns = columns(join([]column[api.Assessment]{
	text("id", func(a api.Assessment) string { return a.ID }),
	text("crisis", func(a api.Assessment) string { return a.Crisis }),
	text("organization", func(a api.Assessment) string { return a.Organization }),
	text("title", func(a api.Assessment) string { return a.Title }),
	text("method", func(a api.Assessment) string { return string(a.Method) }),
	plain("period_from", func(a api.Assessment) string { return string(a.Period.From) }),
	plain("period_to", func(a api.Assessment) string { return string(a.Period.To) }),
	plain("published_on", func(a api.Assessment) string { return string(a.PublishedOn) }),
	text("sensitivity", func(a api.Assessment) string { return string(a.Sensitivity) }),
	text("status", func(a api.Assessment) string { return string(a.Status) }),
	plain("need_count", func(a api.Assessment) string { return strconv.Itoa(a.NeedCount) }),
	plain("withdrawn_on", func(a api.Assessment) string { return string(a.WithdrawnOn) }),
	text("sources", func(a api.Assessment) string { return citations(a.Sources) }),
}, meta(func(a api.Assessment) api.Meta { return a.Meta }))...)

// NeedColumns is the table of need lines.
var NeedColumns = columns(join([]column[api.Need]{
	text("id", func(n api.Need) string { return n.ID }),
	text("assessment", func(n api.Need) string { return n.Assessment }),
	text("crisis", func(n api.Need) string { return n.Crisis }),
	text("region", func(n api.Need) string { return n.Region }),
	text("sector", func(n api.Need) string { return string(n.Sector) }),
	text("group", func(n api.Need) string { return n.Group }),
	text("sex", func(n api.Need) string { return n.Sex }),
	text("age", func(n api.Need) string { return n.Age }),
	plain("affected", func(n api.Need) string { return people(n.Affected) }),
	plain("in_need", func(n api.Need) string { return people(n.InNeed) }),
	plain("targeted", func(n api.Need) string { return people(n.Targeted) }),
	plain("reached", func(n api.Need) string { return people(n.Reached) }),
	plain("severity", func(n api.Need) string { return whole(n.Severity) }),
}, money("required", "required_currency", func(n api.Need) *api.Money { return n.Required }), []column[api.Need]{
	plain("required_usd", func(n api.Need) string { return dollars(n.RequiredUSD) }),
}, meta(func(n api.Need) api.Meta { return n.Meta }), []column[api.Need]{
	plain("chosen", func(n api.Need) string { return truth(n.Chosen) }),
	text("chosen_because", func(n api.Need) string { return because(n.ChosenBecause) }),
	text("sources", func(n api.Need) string { return citations(n.Sources) }),
})...)

func because(v *api.Verdict) string {
	if v == nil {
		return ""
	}
	return v.Code
}

// PledgeColumns is the table of pledges. Allocations stand in one cell like
// "HT01:FSC:100.00;HT02:WSH:50.00", in the pledge's currency.
var PledgeColumns = columns(join([]column[api.Pledge]{
	text("id", func(p api.Pledge) string { return p.ID }),
	text("reference", func(p api.Pledge) string { return string(p.Reference) }),
	text("crisis", func(p api.Pledge) string { return p.Crisis }),
	text("appeal", func(p api.Pledge) string { return string(p.Appeal) }),
	text("donor", func(p api.Pledge) string { return p.Donor }),
	text("recipient", func(p api.Pledge) string { return string(p.Recipient) }),
	text("title", func(p api.Pledge) string { return p.Title }),
	text("kind", func(p api.Pledge) string { return string(p.Kind) }),
	text("stage", func(p api.Pledge) string { return string(p.Stage) }),
	text("status", func(p api.Pledge) string { return string(p.Status) }),
}, money("amount", "currency", func(p api.Pledge) *api.Money { return &p.Amount }), []column[api.Pledge]{
	plain("amount_usd", func(p api.Pledge) string { return dollars(p.AmountUSD) }),
	plain("rate", func(p api.Pledge) string { return string(rate(p).Rate) }),
	plain("rate_date", func(p api.Pledge) string { return string(rate(p).Date) }),
	text("rate_source", func(p api.Pledge) string { return rate(p).Source }),
	plain("committed", func(p api.Pledge) string { return amount(p.Committed) }),
	plain("disbursed", func(p api.Pledge) string { return amount(p.Disbursed) }),
	plain("unallocated", func(p api.Pledge) string { return amount(p.Unallocated) }),
	plain("pledged_on", func(p api.Pledge) string { return string(p.PledgedOn) }),
	plain("firm_on", func(p api.Pledge) string { return string(p.FirmOn) }),
	plain("expires_on", func(p api.Pledge) string { return string(p.ExpiresOn) }),
	plain("cancelled_on", func(p api.Pledge) string { return string(p.CancelledOn) }),
	text("earmarking", func(p api.Pledge) string { return string(p.Earmarking) }),
	text("parent", func(p api.Pledge) string { return string(p.Parent) }),
	plain("new_money", func(p api.Pledge) string { return truth(p.NewMoney) }),
	text("allocations", func(p api.Pledge) string { return allocations(p.Allocations) }),
	text("destination_regions", func(p api.Pledge) string { return list(destination(p).Regions) }),
	text("destination_sectors", func(p api.Pledge) string { return list(destination(p).Sectors) }),
	text("sources", func(p api.Pledge) string { return citations(p.Sources) }),
}, meta(func(p api.Pledge) api.Meta { return p.Meta }))...)

func rate(p api.Pledge) api.Rate {
	if p.Rate == nil {
		return api.Rate{}
	}
	return *p.Rate
}

func destination(p api.Pledge) api.Destination {
	if p.Destination == nil {
		return api.Destination{}
	}
	return *p.Destination
}

func amount(m api.Money) string {
	if m.Currency == "" {
		return ""
	}
	return api.FormatMinor(m.Minor, m.Currency.Digits())
}

func truth(b *bool) string {
	if b == nil {
		return ""
	}
	return strconv.FormatBool(*b)
}

func allocations(all []api.Allocation) string {
	parts := make([]string, len(all))
	for i, a := range all {
		parts[i] = a.Region + ":" + string(a.Sector) + ":" + amount(a.Amount)
	}
	return strings.Join(parts, ";")
}

// TransactionColumns is the table of transactions.
var TransactionColumns = columns(join([]column[api.Transaction]{
	text("id", func(t api.Transaction) string { return t.ID }),
	text("pledge", func(t api.Transaction) string { return t.Pledge }),
	text("type", func(t api.Transaction) string { return string(t.Type) }),
}, money("amount", "currency", func(t api.Transaction) *api.Money { return &t.Amount }), []column[api.Transaction]{
	plain("amount_usd", func(t api.Transaction) string { return t.AmountUSD.String() }),
	plain("date", func(t api.Transaction) string { return string(t.Date) }),
	text("reference", func(t api.Transaction) string { return string(t.Reference) }),
	text("allocation_region", func(t api.Transaction) string { return cell(t).Region }),
	text("allocation_sector", func(t api.Transaction) string { return string(cell(t).Sector) }),
	text("reported_by", func(t api.Transaction) string { return t.ReportedBy }),
	plain("counted", func(t api.Transaction) string { return strconv.FormatBool(t.Counted) }),
	text("sources", func(t api.Transaction) string { return citations(t.Sources) }),
}, meta(func(t api.Transaction) api.Meta { return t.Meta }))...)

func cell(t api.Transaction) api.Cell {
	if t.Allocation == nil {
		return api.Cell{}
	}
	return *t.Allocation
}
