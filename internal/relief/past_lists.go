package relief

import (
	"slices"
	"strings"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// What follows selects records of the past in memory, as the lists of package
// store select them from the tables. A test compares the two.

// among tells whether a value is one of those wanted; none wanted lets all pass.
func among[T comparable](wanted []T, value T) bool {
	return len(wanted) == 0 || slices.Contains(wanted, value)
}

// amongTexts is among for texts of different types.
func amongTexts[A, B ~string](wanted []A, value B) bool { return among(wanted, A(value)) }

// within tells whether a value lies between two ends, where they are given.
func within[T ~string | ~int | ~int64](from, to *T, value *T) bool {
	if from == nil && to == nil {
		return true
	}
	return value != nil && (from == nil || *value >= *from) && (to == nil || *value <= *to)
}

// days are the ends of a range of days; "" is open.
func days(from, to, value api.Date) bool {
	return (from == "" || value >= from) && (to == "" || value <= to)
}

// mentions tells whether some texts contain another one.
func mentions(q string, texts ...string) bool {
	return q == "" || strings.Contains(store.Fold(texts...), store.Fold(q))
}

// lands are the regions that a filter's region names, with all below them; nil for all.
type lands map[string]bool

// landsOf reads the regions below those that a filter names.
func landsOf(tx *store.Tx, pcodes []string) (lands, error) {
	if len(pcodes) == 0 {
		return nil, nil
	}
	nodes, err := tx.Nodes(pcodes)
	all := lands{}
	for _, n := range nodes {
		all[n.Pcode] = true
	}
	return all, err
}

func (l lands) hold(pcode string) bool { return l == nil || l[pcode] }

// pledgeMatches mirrors the conditions of store.Tx.Pledges.
func pledgeMatches(f api.PledgeFilter, l lands, p api.Pledge) bool {
	return among(f.Crisis, p.Crisis) && amongTexts(f.Appeal, p.Appeal) && among(f.Donor, p.Donor) && amongTexts(f.Recipient, p.Recipient) &&
		amongTexts(f.Reference, p.Reference) && among(f.Kind, p.Kind) && among(f.Stage, p.Stage) && among(f.Status, p.Status) &&
		amongTexts(f.Parent, p.Parent) && among(f.Currency, p.Amount.Currency) && amongTexts(f.Earmarking, p.Earmarking) &&
		(f.NewMoney == nil || *f.NewMoney == *p.NewMoney) && days(f.PledgedOnFrom, f.PledgedOnTo, p.PledgedOn) &&
		within(f.AmountUSDFrom, f.AmountUSDTo, p.AmountUSD) && mentions(f.Q, p.Title, string(p.Reference)) && destined(f, l, p)
}

// destined demands an allocation or a destination in the regions and sectors.
func destined(f api.PledgeFilter, l lands, p api.Pledge) bool {
	d := p.Destination
	if d == nil {
		d = &api.Destination{}
	}
	there := func(pcode string) bool { return l.hold(pcode) && among(f.RegionExact, pcode) }
	if (l != nil || len(f.RegionExact) > 0) && !slices.ContainsFunc(d.Regions, there) &&
		!slices.ContainsFunc(p.Allocations, func(a api.Allocation) bool { return there(a.Region) }) {
		return false
	}
	wanted := func(s api.SectorCode) bool { return slices.Contains(f.Sector, s) }
	return len(f.Sector) == 0 || slices.ContainsFunc(d.Sectors, wanted) ||
		slices.ContainsFunc(p.Allocations, func(a api.Allocation) bool { return wanted(a.Sector) })
}

// assessmentMatches mirrors the conditions of store.Tx.Assessments.
func assessmentMatches(f api.AssessmentFilter, l lands, a api.Assessment) bool {
	return among(f.Crisis, a.Crisis) && among(f.Organization, a.Organization) && among(f.Method, a.Method) && among(f.Status, a.Status) &&
		among(f.Sensitivity, a.Sensitivity) && days(f.PublishedOnFrom, f.PublishedOnTo, a.PublishedOn) &&
		(f.PeriodFrom == "" || a.Period.To >= f.PeriodFrom) && (f.PeriodTo == "" || a.Period.From <= f.PeriodTo) && mentions(f.Q, a.Title) &&
		(l == nil || slices.ContainsFunc(a.Needs, func(n api.Need) bool { return l.hold(n.Region) }))
}

// needMatches mirrors the conditions of store.Tx.Needs.
func needMatches(f api.NeedFilter, l lands, public bool, organization string, n api.Need) bool {
	few := n.InNeed.Suppress()
	if public && (f.InNeedFrom != nil || f.InNeedTo != nil) && few != nil && *few == api.Suppressed {
		return false
	}
	return among(f.Crisis, n.Crisis) && l.hold(n.Region) && among(f.RegionExact, n.Region) && among(f.Sector, n.Sector) &&
		among(f.Group, n.Group) && among(f.Sex, n.Sex) && among(f.Age, n.Age) && among(f.Assessment, n.Assessment) &&
		among(f.Organization, organization) && among(f.Key, n.Key().String()) && within(f.SeverityFrom, f.SeverityTo, n.Severity) &&
		within(f.InNeedFrom, f.InNeedTo, (*int64)(n.InNeed))
}
