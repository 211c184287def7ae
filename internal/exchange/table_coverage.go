package exchange

import "github.com/konbit-aid/konbit/api"

// CoverageColumns is the table of coverage rows. All money is in US dollars.
var CoverageColumns = columns("coverage", []column[api.CoverageRow]{
	text("region", "The place code.", func(r *api.CoverageRow) string { return r.Region.Pcode }).tag("#adm+code"),
	text("region_name", "The place's name in the language asked for.", func(r *api.CoverageRow) string { return r.Region.Name }).tag("#adm+name"),
	count("level", "0 for a country, to 4.", func(r *api.CoverageRow) int { return r.Region.Level }).tag("#adm+level"),
	number("population", "How many people live there.", func(r *api.CoverageRow) *int64 { return r.Region.Population }).unit("people").tag("#population"),
	text("sector", "The sector's code; ALL is the total over all sectors.", func(r *api.CoverageRow) api.SectorCode { return r.Sector }).tag("#sector+cluster+code"),
}, coveragePeople(func(r *api.CoverageRow) *api.CoveragePeople { return &r.People }), coverageMoney(func(r *api.CoverageRow) *api.CoverageMoney { return &r.Money }), []column[api.CoverageRow]{
	number("access_severity", "The severity of the worst access constraint in force, 0 to 5.", func(r *api.CoverageRow) *int { return r.Access.Severity }).tag("#severity+access"),
	codes("access_constraints", "The ids of the constraints, the worst first.", func(r *api.CoverageRow) []string { return r.Access.Constraints }).tag("#access+id+list"),
	count("access_count", "How many constraints there are.", func(r *api.CoverageRow) int { return r.Access.Count }).unit("constraints").tag("#access+num"),
	number("presence_organizations", "How many organizations work there.", func(r *api.CoverageRow) *int { return r.Presence.Organizations }).unit("organizations").tag("#org+num"),
	dollars("unmet_per_person", "What is missing a person in need; only in that order.", func(r *api.CoverageRow) *api.Cents { return r.UnmetPerPerson }).tag("#value+funding+gap+person+usd"),
})

// SeriesColumns is the table of the points of a series. All money is in US dollars.
var SeriesColumns = columns("coverage-series", []column[api.SeriesPoint]{
	date("as_of", "The day of the point.", func(p *api.SeriesPoint) api.Date { return p.AsOf }).tag("#date"),
}, coveragePeople(func(p *api.SeriesPoint) *api.CoveragePeople { return &p.People }), coverageMoney(func(p *api.SeriesPoint) *api.CoverageMoney { return &p.Money }))

// ExplanationColumns is the table of the records behind a coverage answer.
var ExplanationColumns = columns("coverage-explain", []column[api.Explanation]{
	text("resource", "What kind of record it is.", func(e *api.Explanation) string { return e.Resource }).tag("#meta+resource"),
	text("id", "The record's id.", func(e *api.Explanation) string { return e.ID }).tag("#meta+id"),
	text("title", "What the record is called.", func(e *api.Explanation) string { return e.Title }).tag("#description"),
	flag("counted", "Whether it was counted.", func(e *api.Explanation) bool { return e.Counted }).tag("#meta+counted"),
	text("reason", "Why, in a stable word.", func(e *api.Explanation) string { return e.Reason }).tag("#meta+reason"),
	text("detail", "Why, in a sentence.", func(e *api.Explanation) string { return e.Detail }).tag("#description+reason"),
	text("bucket", "Where counted money stands: rows, unallocated or shared.", func(e *api.Explanation) api.Opt { return e.Bucket }).tag("#meta+bucket"),
	text("region", "The place code.", func(e *api.Explanation) api.Opt { return e.Region }).tag("#adm+code"),
	text("sector", "The sector's code.", func(e *api.Explanation) api.Opt { return e.Sector }).tag("#sector+cluster+code"),
}, coverageMoney(func(e *api.Explanation) *api.CoverageMoney { return e.Money }), []column[api.Explanation]{
	people("in_need", "How many people need help.", func(e *api.Explanation) *api.People { return e.InNeed }).tag("#inneed"),
	number("severity", "The severity of an access constraint, 0 to 5.", func(e *api.Explanation) *int { return e.Severity }).tag("#severity+access"),
})

func coveragePeople[T any](get func(*T) *api.CoveragePeople) []column[T] {
	return []column[T]{
		people("affected", "How many people are affected.", func(r *T) *api.People { return get(r).Affected }).tag("#affected"),
		people("in_need", "How many of them need help.", func(r *T) *api.People { return get(r).InNeed }).tag("#inneed"),
		people("targeted", "How many are to be reached.", func(r *T) *api.People { return get(r).Targeted }).tag("#targeted"),
		people("reached", "How many were reached.", func(r *T) *api.People { return get(r).Reached }).tag("#reached"),
		number("severity", "JIAF's severity, 1 to 5.", func(r *T) *int { return get(r).Severity }).tag("#severity"),
		text("basis", "reported: the place's own figure; summed: the sum over the places below it that have one.", func(r *T) api.Basis {
			if b := get(r).Basis; b != nil {
				return *b
			}
			return ""
		}).tag("#meta+basis"),
		number("reporting", "How many places below it have a figure, where it is summed.", func(r *T) *int { return get(r).Reporting }).unit("places").tag("#meta+num+reporting"),
		number("of", "How many places are below it, where it is summed.", func(r *T) *int { return get(r).Of }).unit("places").tag("#meta+num+places"),
	}
}

func coverageMoney[T any](get func(*T) *api.CoverageMoney) []column[T] {
	col := func(name, tag, meaning string, of func(*api.CoverageMoney) *api.Cents) column[T] {
		return dollars(name, meaning, func(r *T) *api.Cents {
			if m := get(r); m != nil {
				return of(m)
			}
			return nil
		}).tag("#value+funding+" + tag + "+usd")
	}
	pct := func(name, tag, meaning string, of func(*api.CoverageMoney) *api.Percent) column[T] {
		return percent(name, meaning, func(r *T) *api.Percent {
			if m := get(r); m != nil {
				return of(m)
			}
			return nil
		}).tag(tag)
	}
	return []column[T]{
		col("required", "required", "What meeting the need takes.", func(m *api.CoverageMoney) *api.Cents { return m.Required }),
		col("announced", "announced", "What was announced and is not pledged.", func(m *api.CoverageMoney) *api.Cents { return &m.Announced }),
		col("pledged", "pledged", "What is pledged.", func(m *api.CoverageMoney) *api.Cents { return &m.Pledged }),
		col("committed", "committed", "What is bound by agreements.", func(m *api.CoverageMoney) *api.Cents { return &m.Committed }),
		col("disbursed", "disbursed", "What was paid.", func(m *api.CoverageMoney) *api.Cents { return &m.Disbursed }),
		col("gap", "gap", "required less pledged.", func(m *api.CoverageMoney) *api.Cents { return m.Gap }),
		pct("pledged_pct", "#value+funding+pledged+pct", "pledged of required.", func(m *api.CoverageMoney) *api.Percent { return m.PledgedPct }),
		pct("funded_pct", "#value+funding+pct", "committed of required.", func(m *api.CoverageMoney) *api.Percent { return m.FundedPct }),
	}
}
