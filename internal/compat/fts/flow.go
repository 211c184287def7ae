package fts

import (
	"math/big"
	"strings"

	"github.com/konbit-aid/konbit/api"
)

// flow is one movement of money, with the members in FTS's order.
type flow struct {
	ID                string   `json:"id"`
	AmountUSD         int64    `json:"amountUSD"`
	BudgetYear        *string  `json:"budgetYear"`
	ChildFlowIDs      []int64  `json:"childFlowIds"`
	ContributionType  string   `json:"contributionType"`
	CreatedAt         string   `json:"createdAt"`
	Date              string   `json:"date"`
	DecisionDate      *string  `json:"decisionDate"`
	Description       string   `json:"description"`
	Earmarking        []string `json:"grandBargainEarmarkingType"`
	ExchangeRate      *float64 `json:"exchangeRate"`
	FirstReportedDate *string  `json:"firstReportedDate"`
	FlowType          string   `json:"flowType"`
	Keywords          []string `json:"keywords"`
	NewMoney          bool     `json:"newMoney"`
	OriginalAmount    *int64   `json:"originalAmount,omitempty"`
	OriginalCurrency  string   `json:"originalCurrency,omitempty"`
	Method            string   `json:"method"`
	ParentFlowID      *int64   `json:"parentFlowId"`
	Status            string   `json:"status"`
	UpdatedAt         string   `json:"updatedAt"`
	VersionID         int64    `json:"versionId"`
	Source            []thing  `json:"sourceObjects"`
	Destination       []thing  `json:"destinationObjects"`
	Boundary          string   `json:"boundary"`
	OnBoundary        string   `json:"onBoundary"`
	Reports           []report `json:"reportDetails"`
	RefCode           string   `json:"refCode,omitempty"`

	pledge, parent string
}

// thing is what a flow comes from or goes to.
type thing struct {
	Type     string   `json:"type"`
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Behavior string   `json:"behavior"`
	Types    []string `json:"organizationTypes,omitempty"`
	SubTypes []string `json:"organizationSubTypes,omitempty"`
	// code is another name that the address may use: a country's three letters,
	// a cluster's or a plan's code, an organization's acronym.
	code string
}

type report struct {
	SourceType   string `json:"sourceType"`
	Organization string `json:"organization"`
	Channel      string `json:"reportChannel"`
	Date         string `json:"date"`
}

// The statuses of FTS.
const (
	pledged   = "pledge"
	committed = "commitment"
	paid      = "paid"
)

// part is a part of a pledge that is a flow by itself: FTS gives a flow one
// amount and one status.
type part struct {
	label   string
	status  string
	minor   int64
	regions []string
	sectors []api.SectorCode
}

// partsOf splits a pledge. Where all of it has one status, each allocation is a
// part and what is not allocated another. Where it has several, each status is a
// part that goes to all its places: which of them is paid is not said.
func partsOf(p api.Pledge) []part {
	done, bound := p.Disbursed.Minor, max(p.Committed.Minor, p.Disbursed.Minor)
	byStatus := []part{{label: " paid", status: paid, minor: done}, {label: " committed", status: committed, minor: bound - done},
		{label: " pledged", status: pledged, minor: p.Amount.Minor - bound}}
	var some []part
	for _, s := range byStatus {
		if s.minor > 0 {
			some = append(some, s)
		}
	}
	if len(some) == 1 {
		return cells(p, some[0].status)
	}
	for i := range some {
		some[i].regions, some[i].sectors = everywhere(p)
	}
	return some
}

// cells are the allocations of a pledge of one status, and the rest.
func cells(p api.Pledge, status string) []part {
	var all []part
	rest := p.Amount.Minor
	for _, a := range p.Allocations {
		rest -= a.Amount.Minor
		all = append(all, part{label: " " + a.Region + " " + string(a.Sector), status: status, minor: a.Amount.Minor,
			regions: []string{a.Region}, sectors: []api.SectorCode{a.Sector}})
	}
	if rest > 0 {
		r := part{label: " rest", status: status, minor: rest}
		if p.Destination != nil {
			r.regions, r.sectors = p.Destination.Regions, p.Destination.Sectors
		}
		all = append(all, r)
	}
	return all
}

// everywhere are all places and sectors of a pledge.
func everywhere(p api.Pledge) (regions []string, sectors []api.SectorCode) {
	for _, a := range p.Allocations {
		regions, sectors = append(regions, a.Region), append(sectors, a.Sector)
	}
	if p.Destination != nil {
		regions, sectors = append(regions, p.Destination.Regions...), append(sectors, p.Destination.Sectors...)
	}
	return regions, sectors
}

// dollars is the value of some of a pledge's minor units in whole US dollars, as FTS has it.
func dollars(p api.Pledge, minor int64) int64 {
	if p.AmountUSD == nil || p.Amount.Minor == 0 {
		return 0
	}
	n := new(big.Int).Mul(big.NewInt(int64(*p.AmountUSD)), big.NewInt(minor))
	d := big.NewInt(p.Amount.Minor)
	d.Mul(d, big.NewInt(100))
	n.Add(n, new(big.Int).Quo(d, big.NewInt(2)))
	return n.Quo(n, d).Int64()
}

// earmarkings are FTS's words for the Grand Bargain's letters.
var earmarkings = map[string]string{"A": "unearmarked", "B": "unearmarked", "C": "unearmarked", "D": "unearmarked", "E": "softly earmarked",
	"F": "softly earmarked", "G": "earmarked", "H": "earmarked", "I": "tightly earmarked", "J": "tightly earmarked", "K": "tightly earmarked", "L": "tightly earmarked"}

// flowTypes are what our import of FTS's flows writes before a title.
var flowTypes = []string{"Parked", "Carryover", "Pass through"}

// newFlow fills in what a flow says of itself.
func newFlow(p api.Pledge, one part, whole bool) flow {
	f := flow{ID: flowID(p, one.label, whole), AmountUSD: dollars(p, one.minor), ContributionType: "financial", CreatedAt: stamp(p.CreatedAt),
		Date: midnight(p.PledgedOn), Description: p.Title, FlowType: "Standard", NewMoney: p.NewMoney == nil || *p.NewMoney, Method: "Traditional aid",
		Status: one.status, UpdatedAt: stamp(p.UpdatedAt), VersionID: p.Version, Reports: reportsOf(p), pledge: p.ID, parent: string(p.Parent)}
	if p.Kind == api.InKind {
		f.ContributionType = "in kind"
	}
	for _, t := range flowTypes {
		if rest, ok := strings.CutPrefix(p.Title, t+": "); ok {
			f.FlowType, f.Description = t, rest
		}
	}
	if p.Parent != "" {
		f.FlowType = "Pass through"
	}
	if word := earmarkings[string(p.Earmarking)]; word != "" {
		f.Earmarking = []string{word}
	}
	for _, s := range one.sectors {
		if s == "CASH" {
			f.Method = "Cash transfer programming (CTP)"
		}
	}
	if _, fromFTS := ftsNumber(string(p.Reference)); !fromFTS {
		f.RefCode = string(p.Reference)
	}
	f.original(p, one)
	if len(p.Sources) > 0 && p.Sources[0].PublishedOn != "" {
		day := midnight(p.Sources[0].PublishedOn)
		f.FirstReportedDate = &day
	}
	return f
}

// original fills in the amount in the donor's own currency, in whole units.
func (f *flow) original(p api.Pledge, one part) {
	if p.Amount.Currency == api.USD || p.Rate == nil {
		return
	}
	unit := int64(1)
	for range p.Amount.Currency.Digits() {
		unit *= 10
	}
	major := (one.minor + unit/2) / unit
	rate, _ := new(big.Float).SetString(string(p.Rate.Rate))
	if rate != nil {
		number, _ := rate.Float64()
		f.ExchangeRate = &number
	}
	f.OriginalAmount, f.OriginalCurrency = &major, string(p.Amount.Currency)
}

func reportsOf(p api.Pledge) []report {
	all := []report{}
	for _, s := range p.Sources {
		all = append(all, report{"Secondary", s.Publisher, "Konbit", midnightMillis(s.PublishedOn)})
	}
	return all
}
