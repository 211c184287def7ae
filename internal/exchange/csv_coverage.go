package exchange

import (
	"strconv"

	"github.com/konbit-aid/konbit/api"
)

// CoverageColumns is the table of coverage rows. All money is in US dollars.
var CoverageColumns = columns(join([]column[api.CoverageRow]{
	text("region", func(r api.CoverageRow) string { return r.Region.Pcode }),
	text("region_name", func(r api.CoverageRow) string { return r.Region.Name }),
	plain("level", func(r api.CoverageRow) string { return strconv.Itoa(r.Region.Level) }),
	plain("population", func(r api.CoverageRow) string { return whole(r.Region.Population) }),
	text("sector", func(r api.CoverageRow) string { return string(r.Sector) }),
	plain("affected", func(r api.CoverageRow) string { return people(r.People.Affected) }),
	plain("in_need", func(r api.CoverageRow) string { return people(r.People.InNeed) }),
	plain("targeted", func(r api.CoverageRow) string { return people(r.People.Targeted) }),
	plain("reached", func(r api.CoverageRow) string { return people(r.People.Reached) }),
	plain("severity", func(r api.CoverageRow) string { return whole(r.People.Severity) }),
	text("basis", func(r api.CoverageRow) string { return basis(r.People.Basis) }),
	plain("reporting", func(r api.CoverageRow) string { return whole(r.People.Reporting) }),
	plain("of", func(r api.CoverageRow) string { return whole(r.People.Of) }),
}, coverageMoney(func(r api.CoverageRow) *api.CoverageMoney { return &r.Money }), []column[api.CoverageRow]{
	plain("access_severity", func(r api.CoverageRow) string { return whole(r.Access.Severity) }),
	text("access_constraints", func(r api.CoverageRow) string { return list(r.Access.Constraints) }),
	plain("access_count", func(r api.CoverageRow) string { return strconv.Itoa(r.Access.Count) }),
	plain("presence_organizations", func(r api.CoverageRow) string { return whole(r.Presence.Organizations) }),
	plain("unmet_per_person", func(r api.CoverageRow) string { return dollars(r.UnmetPerPerson) }),
})...)

// ExplanationColumns is the table of the records behind a coverage answer.
var ExplanationColumns = columns(join([]column[api.Explanation]{
	text("resource", func(e api.Explanation) string { return e.Resource }),
	text("id", func(e api.Explanation) string { return e.ID }),
	text("title", func(e api.Explanation) string { return e.Title }),
	plain("counted", func(e api.Explanation) string { return strconv.FormatBool(e.Counted) }),
	text("reason", func(e api.Explanation) string { return e.Reason }),
	text("detail", func(e api.Explanation) string { return e.Detail }),
	text("bucket", func(e api.Explanation) string { return string(e.Bucket) }),
	text("region", func(e api.Explanation) string { return string(e.Region) }),
	text("sector", func(e api.Explanation) string { return string(e.Sector) }),
}, coverageMoney(func(e api.Explanation) *api.CoverageMoney { return e.Money }), []column[api.Explanation]{
	plain("in_need", func(e api.Explanation) string { return people(e.InNeed) }),
	plain("severity", func(e api.Explanation) string { return whole(e.Severity) }),
})...)

func coverageMoney[T any](get func(T) *api.CoverageMoney) []column[T] {
	col := func(name string, cell func(api.CoverageMoney) string) column[T] {
		return plain(name, func(r T) string {
			if m := get(r); m != nil {
				return cell(*m)
			}
			return ""
		})
	}
	return []column[T]{
		col("required", func(m api.CoverageMoney) string { return dollars(m.Required) }),
		col("announced", func(m api.CoverageMoney) string { return m.Announced.String() }),
		col("pledged", func(m api.CoverageMoney) string { return m.Pledged.String() }),
		col("committed", func(m api.CoverageMoney) string { return m.Committed.String() }),
		col("disbursed", func(m api.CoverageMoney) string { return m.Disbursed.String() }),
		col("gap", func(m api.CoverageMoney) string { return dollars(m.Gap) }),
		col("pledged_pct", func(m api.CoverageMoney) string { return percent(m.PledgedPct) }),
		col("funded_pct", func(m api.CoverageMoney) string { return percent(m.FundedPct) }),
	}
}

func basis(b *api.Basis) string {
	if b == nil {
		return ""
	}
	return string(*b)
}
