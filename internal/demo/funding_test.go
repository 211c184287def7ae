package demo

import (
	"math/big"
	"strings"
	"testing"

	"github.com/konbit-aid/konbit/api"
)

// clusters are the names that FTS gives Konbit's sectors.
var clusters = map[string]api.SectorCode{
	"Camp Coordination / Management": "CCM", "Coordination and support services": "OTHER", "Early Recovery": "ERY",
	"Education": "EDU", "Emergency Shelter and NFI": "SHL", "Food Security": "FSC", "Health": "HEA", "Logistics": "LOG",
	"Multipurpose Cash": "CASH", "Nutrition": "NUT", "Protection": "PRO", "Protection - Child Protection": "PRO-CPN",
	"Protection - Gender-Based Violence": "PRO-GBV", "Protection - Human Trafficking & Smuggling": "PRO",
	"Water Sanitation Hygiene": "WSH", "Not specified": "", "Multiple clusters/sectors (shared)": "several",
}

// dollars is what a plan asks for or was given, by sector; "several" for a sum over sectors without a split.
type dollars map[api.SectorCode]api.Cents

func (d dollars) sum() (total api.Cents) {
	for _, c := range d {
		total += c
	}
	return total
}

func (d dollars) compare(t *testing.T, what string, want dollars) {
	t.Helper()
	for s := range want {
		if d[s] != want[s] {
			t.Errorf("%s %q: %s, published %s", what, s, d[s], want[s])
		}
	}
	if d.sum() != want.sum() {
		t.Errorf("%s: %s together, published %s", what, d.sum(), want.sum())
	}
}

// figures reads a money column of FTS's file by cluster for one plan.
func figures(t *testing.T, plan, column string) dollars {
	t.Helper()
	sums := dollars{}
	for _, r := range published(t, "funding/fts_requirements_funding_globalcluster_hti.csv") {
		if r["code"] != plan || r[column] == "" {
			continue
		}
		sector, known := clusters[r["cluster"]]
		if !known {
			t.Errorf("the cluster %q has no sector", r["cluster"])
		}
		sums[sector] += api.Cents(r.number(t, column) * 100)
	}
	return sums
}

// given sums up by sector the money that has a transaction; money that was
// passed on only where asked for.
func (d dataset) given(plan api.Opt, passedOn bool) dollars {
	sums := dollars{}
	for _, p := range d.Promises {
		in := p.Pledge.WithDefaults(api.System)
		if in.Appeal == plan && len(p.Transactions) == 1 && (*in.NewMoney || passedOn) {
			sums[sector(in)] += inUSD(in)
		}
	}
	return sums
}

func sector(in api.PledgeInput) api.SectorCode {
	if len(in.Allocations) == 1 {
		return in.Allocations[0].Sector
	}
	if in.Destination != nil && len(in.Destination.Sectors) > 1 {
		return "several"
	}
	return ""
}

func inUSD(in api.PledgeInput) api.Cents {
	if in.AmountUSD != nil {
		return *in.AmountUSD
	}
	return api.Cents(in.Amount.Minor)
}

func TestPlansAskForWhatFTSSays(t *testing.T) {
	total := map[string]api.Cents{}
	for _, r := range published(t, "funding/fts_requirements_funding_hti_2001_2029.csv") {
		if r["code"] != "" {
			total[r["code"]] = api.Cents(r.number(t, "requirements") * 100)
		}
	}
	for _, a := range load(t).Appeals {
		asked := dollars{}
		for _, r := range a.Requirements {
			if r.Amount != nil {
				asked[r.Sector] += api.Cents(r.Amount.Minor)
			}
		}
		asked.compare(t, a.Code, figures(t, a.Code, "requirements"))
		if asked.sum() != total[a.Code] {
			t.Errorf("%s asks for %s, published %s", a.Code, asked.sum(), total[a.Code])
		}
	}
	if total["HHTI24"] != 673_767_352_00 {
		t.Errorf("HHTI24 asks for %s", total["HHTI24"])
	}
}

func TestFundingByClusterIsThatOfFTS(t *testing.T) {
	d := load(t)
	for _, plan := range []string{"HHTI24", "HHTI25", "HHTI26"} {
		d.given(api.Opt(plan), true).compare(t, plan, figures(t, plan, "funding"))
	}
	if sum := d.given("HHTI24", false).sum(); sum != 297_922_358_00 {
		t.Errorf("HHTI24 was given %s", sum)
	}
	if sum := d.given("HHTI26", false).sum(); sum != (172_057_079-1_671_632)*100 {
		t.Errorf("HHTI26 was given %s of new money", sum)
	}
}

func TestFlowsAreThoseOfFTS(t *testing.T) {
	d := load(t)
	names := map[string]string{}
	for _, o := range d.Organizations {
		names[o.Code] = o.Name
	}
	have := map[string]promise{}
	for _, p := range d.Promises {
		if p.Pledge.Appeal == "HHTI26" {
			have[string(p.Pledge.Reference)] = p
		}
	}
	seen := map[string]bool{}
	for _, r := range published(t, "funding/fts_incoming_flows_hti.csv") {
		if r["destPlanCode"] != "HHTI26" {
			continue
		}
		seen[r["id"]] = true
		p, ok := have["FTS-"+r["id"]]
		if !ok {
			t.Errorf("flow %s is not in the demo", r["id"])
			continue
		}
		sameFlow(t, r, p, names)
	}
	if len(seen) != len(have) || len(seen) != 120 {
		t.Errorf("%d flows, published %d", len(have), len(seen))
	}
}

func sameFlow(t *testing.T, r row, p promise, names map[string]string) {
	t.Helper()
	in := p.Pledge.WithDefaults(api.System)
	if got, want := inUSD(in), api.Cents(r.number(t, "amountUSD")*100); got != want {
		t.Errorf("flow %s: %s USD, published %s", r["id"], got, want)
	}
	status := "pledge"
	if len(p.Transactions) == 1 {
		tx := p.Transactions[0]
		status = map[api.TransactionType]string{api.Commitment: "commitment", api.Disbursement: "paid"}[tx.Type]
		if tx.Amount != in.Amount || tx.Date != in.PledgedOn {
			t.Errorf("flow %s: the transaction is not the whole", r["id"])
		}
	}
	kind := strings.ReplaceAll(r["contributionType"], " ", "_")
	for what, pair := range map[string][2]string{
		"donor": {names[in.Donor], r["srcOrganization"]}, "recipient": {names[string(in.Recipient)], strings.ReplaceAll(r["destOrganization"], "  ", " ")},
		"date": {string(in.PledgedOn), r["date"]}, "status": {status, r["status"]}, "kind": {string(in.Kind), kind},
	} {
		if pair[0] != pair[1] {
			t.Errorf("flow %s: %s %q, published %q", r["id"], what, pair[0], pair[1])
		}
	}
	if *in.NewMoney != (r["flowType"] == "Standard") {
		t.Errorf("flow %s: new_money %v with %s", r["id"], *in.NewMoney, r["flowType"])
	}
	sameAmount(t, r, in)
}

// sameAmount checks that the original currency and rate were kept, unless they
// do not give the published dollars: then those stand alone.
func sameAmount(t *testing.T, r row, in api.PledgeInput) {
	t.Helper()
	if r["originalCurrency"] == "" {
		if in.Amount.Currency != api.USD || in.Rate != nil {
			t.Errorf("flow %s: %s, published in US dollars", r["id"], in.Amount)
		}
		return
	}
	amount, _ := new(big.Rat).SetString(r["originalAmount"])
	rate, _ := new(big.Rat).SetString(r["exchangeRate"])
	value, _ := new(big.Rat).SetString(r["amountUSD"])
	part, _ := new(big.Rat).Quo(new(big.Rat).Quo(amount, rate), value).Float64()
	if agrees := part > 0.99 && part < 1.01; agrees != (in.Rate != nil) {
		t.Errorf("flow %s: rate %v though the original gives %.3f of the dollars", r["id"], in.Rate, part)
	}
	if in.Rate != nil && (in.Amount.String() != r["originalAmount"]+".00 "+r["originalCurrency"] || string(in.Rate.Rate) != r["exchangeRate"]) {
		t.Errorf("flow %s: %s at %s, published %s %s at %s", r["id"], in.Amount, in.Rate.Rate, r["originalAmount"], r["originalCurrency"], r["exchangeRate"])
	}
}
