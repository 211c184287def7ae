package store

import (
	"slices"

	"github.com/konbit-aid/konbit/api"
)

// What follows makes in memory what the statements of coverage.go read from the tables.

// Weighs tells whether a pledge is weighed against the view's appeals.
func (v View) Weighs(appeal api.Opt, pledgedOn api.Date) bool {
	named := slices.Contains(v.Appeals, string(appeal))
	switch {
	case v.Only:
		return named
	case len(v.Appeals) > 0:
		return named || appeal == "" && pledgedOn >= v.From && pledgedOn <= v.To
	}
	return true
}

// Holds tells whether a place is the view's region or below it.
func (v View) Holds(p Place) bool { return v.Region == nil || slices.Contains(p.Path, v.Region.Pcode) }

// Wants tells whether the view looks at a sector.
func (v View) Wants(s api.SectorCode) bool {
	return len(v.Sectors) == 0 || slices.Contains(v.Sectors, s)
}

// SumOf is an amount of one bucket, region and sector.
func SumOf(p Posting) PostingSum {
	return PostingSum{Bucket: p.Bucket, Region: opt(p.Region), Sector: p.Sector, Announced: p.Money.Announced, Pledged: p.Money.Pledged,
		Committed: p.Money.Committed, Disbursed: p.Money.Disbursed}
}

// ReasonOf is what a pledge brings to a view with one posting.
func ReasonOf(pledge string, p Posting) Reason {
	return Reason{Pledge: pledge, Bucket: p.Bucket, Region: opt(p.Region), Sector: opt(p.Sector), Amounts: p.Money}
}

// NodeOf is a region as the tree of a view needs it.
func NodeOf(r api.Region) Node {
	return Node{Pcode: r.Pcode, Parent: opt(r.Parent), Level: r.Level, Population: r.Population,
		NameEN: opt(r.Names.EN), NameFR: opt(r.Names.FR), NameHT: opt(r.Names.HT), NameES: opt(r.Names.ES)}
}

// LineOf is a need line as the tree of a view needs it.
func LineOf(n api.Need) Line {
	return Line{Region: n.Region, Sector: n.Sector, Affected: n.Affected, InNeed: n.InNeed, Targeted: n.Targeted, Reached: n.Reached,
		Severity: n.Severity, RequiredUSD: n.RequiredUSD}
}

// CandidateOf is a total line that a view may rest on, with the line that takes its place.
func CandidateOf(a api.Assessment, n api.Need, later string) Candidate {
	return Candidate{ID: n.ID, Region: n.Region, Sector: n.Sector, InNeed: n.InNeed, RequiredUSD: n.RequiredUSD, Title: a.Title,
		PublishedOn: day(a.PublishedOn), WithdrawnOn: day(a.WithdrawnOn), Status: string(a.Status), Later: opt(later)}
}
