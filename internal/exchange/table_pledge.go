package exchange

import (
	"strings"

	"github.com/konbit-aid/konbit/api"
)

// PledgeColumns is the table of pledges. Allocations stand in one cell like
// "HT01:FSC:100.00;HT02:WSH:50.00", in the pledge's currency.
var PledgeColumns = columns("pledges", []column[api.Pledge]{
	text("id", "The record's id.", func(p *api.Pledge) string { return p.ID }).tag("#activity+id"),
	text("reference", "The donor's own number; a donor uses each one once.", func(p *api.Pledge) api.Opt { return p.Reference }).
		reads(func(c cell, p *api.Pledge) { p.Reference = api.Opt(c.text()) }).tag("#activity+code"),
	text("crisis", "The crisis that the money is for; it may be empty where the appeal names it.", func(p *api.Pledge) string { return p.Crisis }).
		reads(func(c cell, p *api.Pledge) { p.Crisis = c.text() }).tag("#crisis+code"),
	text("appeal", "The response plan that the money is for.", func(p *api.Pledge) api.Opt { return p.Appeal }).
		reads(func(c cell, p *api.Pledge) { p.Appeal = api.Opt(c.text()) }).tag("#activity+appeal+id+external"),
	text("donor", "Who promises; your own organization where it is empty.", func(p *api.Pledge) string { return p.Donor }).
		reads(func(c cell, p *api.Pledge) { p.Donor = c.text() }).tag("#org+code+funder"),
	text("recipient", "Who is to receive it.", func(p *api.Pledge) api.Opt { return p.Recipient }).
		reads(func(c cell, p *api.Pledge) { p.Recipient = api.Opt(c.text()) }).tag("#org+code+impl"),
	text("title", "What it is for, in a few words.", func(p *api.Pledge) string { return p.Title }).
		must(func(c cell, p *api.Pledge) { p.Title = c.text() }).tag("#description+notes"),
	text("kind", "financial, or in_kind for goods and services; financial where it is empty.", func(p *api.Pledge) api.PledgeKind { return p.Kind }).
		reads(func(c cell, p *api.Pledge) { p.Kind = api.PledgeKind(c.text()) }).tag("#financial+contribution+type"),
	text("stage", "announced (a statement, not binding) or pledged; pledged where it is empty.", func(p *api.Pledge) api.PledgeStage { return p.Stage }).
		reads(func(c cell, p *api.Pledge) { p.Stage = api.PledgeStage(c.text()) }).tag("#status+stage"),
	text("status", "Where it stands: announced, pledged, committed, partly_disbursed, disbursed, cancelled or expired.", func(p *api.Pledge) api.PledgeStatus { return p.Status }).tag("#status+text"),
}, pledgeMoney, []column[api.Pledge]{
	date("pledged_on", "The day of the promise.", func(p *api.Pledge) api.Date { return p.PledgedOn }).
		must(func(c cell, p *api.Pledge) { p.PledgedOn = c.date() }).tag("#date+decision"),
	date("firm_on", "The day on which an announcement became a pledge.", func(p *api.Pledge) api.Date { return p.FirmOn }).tag("#date+firm"),
	date("expires_on", "The last day on which it holds.", func(p *api.Pledge) api.Date { return p.ExpiresOn }).
		reads(func(c cell, p *api.Pledge) { p.ExpiresOn = c.date() }).tag("#date+expires"),
	date("cancelled_on", "The day on which it was cancelled.", func(p *api.Pledge) api.Date { return p.CancelledOn }).tag("#date+cancelled"),
	text("earmarking", "The Grand Bargain's letter, A (fully flexible) to L (directed by the donor).", func(p *api.Pledge) api.Opt { return p.Earmarking }).
		reads(func(c cell, p *api.Pledge) { p.Earmarking = api.Opt(c.code()) }).tag("#financial+earmarking"),
	text("parent", "The id of the pledge that this money was passed on from.", func(p *api.Pledge) api.Opt { return p.Parent }).
		reads(func(c cell, p *api.Pledge) { p.Parent = api.Opt(c.text()) }).tag("#activity+id+parent"),
	truth("new_money", "False for money that another record holds already. Only new money is summed.", func(p *api.Pledge) *bool { return p.NewMoney }).
		reads(func(c cell, p *api.Pledge) { p.NewMoney = c.truth() }).tag("#financial+new"),
	texts("allocations", "What goes where: place code, sector and amount in the pledge's currency, like HT01:FSC:100.00;HT02:WSH:50.00.", allocations).
		reads(readAllocations).tag("#sector+cluster+code+list"),
	codes("destination_regions", "The place codes that it is for without a split, parted by semicolons.", func(p *api.Pledge) []string {
		if p.Destination == nil {
			return nil
		}
		return p.Destination.Regions
	}).reads(func(c cell, p *api.Pledge) {
		destination(c, p, func(d *api.Destination, all []string) { d.Regions = all })
	}).tag("#adm+code+list"),
	codes("destination_sectors", "The sectors that it is for without a split, parted by semicolons.", func(p *api.Pledge) []api.SectorCode {
		if p.Destination == nil {
			return nil
		}
		return p.Destination.Sectors
	}).reads(func(c cell, p *api.Pledge) {
		destination(c, p, func(d *api.Destination, all []string) {
			for _, s := range all {
				d.Sectors = append(d.Sectors, api.SectorCode(s))
			}
		})
	}).tag("#sector+cluster+code+destination+list"),
	texts("sources", citedMeaning, func(dst []byte, p *api.Pledge) []byte { return appendCitations(dst, p.Sources) }).
		reads(readCitations(func(p *api.Pledge) *[]api.Source { return &p.Sources })).tag("#meta+source"),
}, cited(func(p *api.Pledge) *[]api.Source { return &p.Sources }), meta(func(p *api.Pledge) *api.Meta { return &p.Meta }))

// pledgeMoney are the amounts of a pledge.
var pledgeMoney = []column[api.Pledge]{
	amount("amount", "currency", "What is promised.", func(p *api.Pledge) *api.Money { return &p.Amount }).must(func(c cell, p *api.Pledge) {
		if m := c.money("currency"); m != nil {
			p.Amount = *m
		}
	}).tag("#value+funding+total"),
	currencyOf("currency", "The currency of all amounts of the pledge, like USD.", func(p *api.Pledge) *api.Money { return &p.Amount }).
		must(func(cell, *api.Pledge) {}).tag("#value+funding+total+currency"),
	dollars("amount_usd", "The value in US dollars; computed from the rate where it is empty.", func(p *api.Pledge) *api.Cents { return p.AmountUSD }).
		reads(func(c cell, p *api.Pledge) { p.AmountUSD = c.dollars() }).tag("#value+funding+total+usd"),
	decimal("rate", "How many units of the currency one US dollar is; looked up for pledged_on where it is empty.", func(p *api.Pledge) api.Decimal { return rateOf(p).Rate }).
		unit("units a US dollar").reads(func(c cell, p *api.Pledge) { rate(c, p, func(r *api.Rate) { r.Rate = c.decimal() }) }).tag("#financial+fx"),
	date("rate_date", "The day of the rate.", func(p *api.Pledge) api.Date { return rateOf(p).Date }).
		reads(func(c cell, p *api.Pledge) { rate(c, p, func(r *api.Rate) { r.Date = c.date() }) }).tag("#date+fx"),
	text("rate_source", "Who published the rate.", func(p *api.Pledge) string { return rateOf(p).Source }).
		reads(func(c cell, p *api.Pledge) { rate(c, p, func(r *api.Rate) { r.Source = c.text() }) }).tag("#financial+fx+source"),
	amount("committed", "currency", "What is bound by agreements.", func(p *api.Pledge) *api.Money { return &p.Committed }).tag("#value+funding+committed"),
	amount("disbursed", "currency", "What was paid.", func(p *api.Pledge) *api.Money { return &p.Disbursed }).tag("#value+funding+disbursed"),
	amount("unallocated", "currency", "The amount less its allocations.", func(p *api.Pledge) *api.Money { return &p.Unallocated }).tag("#value+funding+unallocated"),
}

var noRate api.Rate

func rateOf(p *api.Pledge) *api.Rate {
	if p.Rate == nil {
		return &noRate
	}
	return p.Rate
}

func rate(c cell, p *api.Pledge, put func(*api.Rate)) {
	if c.text() == "" {
		return
	}
	if p.Rate == nil {
		p.Rate = &api.Rate{}
	}
	put(p.Rate)
}

func destination(c cell, p *api.Pledge, put func(*api.Destination, []string)) {
	all := c.list()
	if len(all) == 0 {
		return
	}
	if p.Destination == nil {
		p.Destination = &api.Destination{}
	}
	put(p.Destination, all)
}

func allocations(dst []byte, p *api.Pledge) []byte {
	for i := range p.Allocations {
		a := &p.Allocations[i]
		if i > 0 {
			dst = append(dst, ';')
		}
		dst = append(append(dst, a.Region...), ':')
		dst = append(append(dst, a.Sector...), ':')
		dst = appendMoney(dst, &a.Amount)
	}
	return dst
}

func readAllocations(c cell, p *api.Pledge) {
	for _, part := range c.list() {
		fields := strings.Split(part, ":")
		if len(fields) != 3 {
			c.fault("bad_allocation", "%q is no allocation; write place code, sector and amount like HT01:FSC:100.00, parted by semicolons.", clip(part))
			return
		}
		number, why := plainly(strings.TrimSpace(fields[2]), false)
		if why != "" {
			c.fault("bad_number", "%q %s.", clip(fields[2]), why)
			return
		}
		m := c.amount(number, "currency")
		if m == nil {
			return
		}
		p.Allocations = append(p.Allocations, api.Allocation{Region: strings.TrimSpace(fields[0]), Sector: api.SectorCode(strings.ToUpper(strings.TrimSpace(fields[1]))), Amount: *m})
	}
}
