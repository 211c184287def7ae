package api

// CoverageFilter says which part of a crisis to look at, and when.
type CoverageFilter struct {
	Page
	// Crisis is required.
	Crisis string `form:"crisis"`
	// Region is the place to look at; the whole crisis if left out.
	Region string `form:"region"`
	// Level is the level of the rows' regions; the children of region if left out.
	Level *int `form:"level"`
	// Sector narrows rows, buckets and totals to some sectors.
	Sector []SectorCode `form:"sector"`
	// Appeal counts only what names this appeal, against its requirements.
	Appeal string `form:"appeal"`
	// AsOf is the day to look at; today if left out.
	AsOf Date `form:"as_of"`
	// Unreachable keeps the rows that are funded but out of reach: see funded_pct_from and severity_from. Totals stay those of the whole question.
	Unreachable bool `form:"unreachable"`
	// FundedPctFrom is how many percent of what is required must at least be committed; 50 if left out. It needs unreachable=true.
	FundedPctFrom *int `form:"funded_pct_from" minimum:"0" maximum:"1000"`
	// SeverityFrom is the lowest severity of the worst access constraint; 3 if left out. It needs unreachable=true.
	SeverityFrom *int `form:"severity_from" minimum:"0" maximum:"5"`
	// Sort by unmet puts first where most money is missing per person in need; the answer's ranking states the formula.
	Sort string `form:"sort" enums:"unmet"`
	// KnownAt answers with what this service knew at a moment; with what it knows now if left out.
	KnownAt Moment `form:"known_at"`
}

// Basis says where a number of people comes from.
type Basis string

// The bases of people figures.
const (
	Reported Basis = "reported" // the region's own current figure
	Summed   Basis = "summed"   // the sum over the children that have one
)

// RegionRef names a region in an answer.
type RegionRef struct {
	Pcode      string `json:"pcode" example:"HT01"`
	Name       string `json:"name" example:"West"`
	Level      int    `json:"level" example:"1"`
	Population *int64 `json:"population" example:"5010206"`
}

// CoveragePeople are the people of one region and sector. Unknown is null, never 0.
type CoveragePeople struct {
	Affected *People `json:"affected" swaggertype:"integer"`
	InNeed   *People `json:"in_need" swaggertype:"integer" example:"5500000"`
	Targeted *People `json:"targeted" swaggertype:"integer" example:"3600000"`
	Reached  *People `json:"reached" swaggertype:"integer"`
	Severity *int    `json:"severity" example:"4"`
	// Basis is null where nothing is known.
	Basis *Basis `json:"basis" enums:"reported,summed"`
	// Reporting is how many of the Of children have a figure, where basis is summed.
	Reporting *int `json:"reporting"`
	Of        *int `json:"of"`
}

// CoverageMoney is what is needed, promised, paid and missing, in US dollars.
type CoverageMoney struct {
	// Required is null where no appeal and no need line says.
	Required  *Cents `json:"required" swaggertype:"string" example:"84300000.00"`
	Announced Cents  `json:"announced" swaggertype:"string" example:"0.00"`
	Pledged   Cents  `json:"pledged" swaggertype:"string" example:"31404952.00"`
	Committed Cents  `json:"committed" swaggertype:"string" example:"31404952.00"`
	Disbursed Cents  `json:"disbursed" swaggertype:"string" example:"0.00"`
	// Gap is required less pledged; below zero where more is pledged than required.
	Gap *Cents `json:"gap" swaggertype:"string" example:"52895048.00"`
	// PledgedPct is pledged ÷ required in percent; 100 is all of it.
	PledgedPct *Percent `json:"pledged_pct" swaggertype:"number" example:"37.3"`
	// FundedPct is committed ÷ required in percent.
	FundedPct *Percent `json:"funded_pct" swaggertype:"number" example:"37.3"`
}

// Add sums two parts. An unknown requirement adds nothing; two unknown stay unknown.
func (m CoverageMoney) Add(o CoverageMoney) CoverageMoney {
	m.Announced += o.Announced
	m.Pledged += o.Pledged
	m.Committed += o.Committed
	m.Disbursed += o.Disbursed
	if o.Required != nil {
		sum := *o.Required
		if m.Required != nil {
			sum += *m.Required
		}
		m.Required = &sum
	}
	return m
}

// Derived fills in gap and percentages.
func (m CoverageMoney) Derived() CoverageMoney {
	m.Gap, m.PledgedPct, m.FundedPct = nil, PercentOf(m.Pledged, m.Required), PercentOf(m.Committed, m.Required)
	if m.Required != nil {
		gap := *m.Required - m.Pledged
		m.Gap = &gap
	}
	return m
}

// MaxListed is how many constraints one row of coverage names; the worst come first.
const MaxListed = 20

// CoverageAccess is the access constraints in force in a region and sector:
// those of the region, of the regions above it and of those below it.
type CoverageAccess struct {
	// Severity is that of the worst; null where none is recorded.
	Severity *int `json:"severity" example:"4"`
	// Count is how many there are.
	Count int `json:"count" example:"1"`
	// Constraints are their ids, the worst first, at most 20.
	Constraints []string `json:"constraints"`
}

// CoveragePresence is who works in a region and sector.
type CoveragePresence struct {
	// Organizations is how many are recorded there or below: 0 where some work in the region, but
	// none in this sector; null where nobody has recorded any presence in the region at all.
	Organizations *int `json:"organizations" example:"3"`
}

// CoverageRow is one region and sector.
type CoverageRow struct {
	Region   RegionRef        `json:"region"`
	Sector   SectorCode       `json:"sector" example:"WSH"`
	People   CoveragePeople   `json:"people"`
	Money    CoverageMoney    `json:"money"`
	Access   CoverageAccess   `json:"access"`
	Presence CoveragePresence `json:"presence"`
	// UnmetPerPerson is what sort=unmet ranks by, rounded to the cent; only with that order.
	UnmetPerPerson *Cents `json:"unmet_per_person,omitempty" swaggertype:"string" example:"29.38"`
}

// CoverageRanking says how rows were put in order.
type CoverageRanking struct {
	By      string `json:"by" example:"unmet"`
	Formula string `json:"formula" example:"money.gap / people.in_need"`
}

// CoverageTotals is the whole: all rows, unallocated and shared together.
type CoverageTotals struct {
	CoverageMoney
	// People is the intersectoral (ALL) figure of the place looked at: people
	// are never summed over sectors.
	People CoveragePeople `json:"people"`
	// Population is the sum over the regions at the rows' level that have one.
	Population *int64 `json:"population" example:"12893403"`
}

// Coverage joins needs and pledges. The money of data (all pages), unallocated
// and shared adds up to totals, to the cent.
type Coverage struct {
	Crisis string `json:"crisis" example:"hti-2024"`
	Region Opt    `json:"region" example:"HT"`
	Level  int    `json:"level" example:"1"`
	AsOf   Date   `json:"as_of" example:"2024-09-05"`
	// KnownAt is the moment asked for, where one was.
	KnownAt  Moment        `json:"known_at,omitempty" example:"2024-09-05T14:03:12Z"`
	Currency Currency      `json:"currency" example:"USD"`
	Appeals  []string      `json:"appeals" example:"HHTI24"`
	Data     []CoverageRow `json:"data"`
	// Unallocated is what is not given to a region at the rows' level and a sector.
	Unallocated CoverageMoney `json:"unallocated"`
	// Shared is what is meant for several regions or sectors without a split.
	Shared CoverageMoney `json:"shared"`
	// Beyond is shared with places outside the crisis. How much of it is for the
	// crisis nobody has said, so it is in no row and no total.
	Beyond CoverageMoney  `json:"beyond"`
	Totals CoverageTotals `json:"totals"`
	// Ranking is there if an order was asked for.
	Ranking *CoverageRanking `json:"ranking,omitempty"`
	Next    Opt              `json:"next"`
}

// ExplainFilter selects the records behind a coverage answer.
type ExplainFilter struct {
	Page
	Crisis string       `form:"crisis"`
	Region string       `form:"region"`
	Sector []SectorCode `form:"sector"`
	Appeal string       `form:"appeal"`
	AsOf   Date         `form:"as_of"`
	// KnownAt answers with what this service knew at a moment; with what it knows now if left out.
	KnownAt Moment `form:"known_at"`
	// Resource narrows to access constraints, appeals, needs or pledges.
	Resource []string `form:"resource" enums:"access-constraints,appeals,needs,pledges"`
	// Counted narrows to what was counted, or to what was left out.
	Counted *bool `form:"counted"`
}

// Explanation says of one record whether it was counted in a coverage answer, and why.
type Explanation struct {
	Resource string `json:"resource" example:"pledges"`
	ID       string `json:"id" example:"01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b10"`
	Title    string `json:"title" example:"Emergency food assistance in Haiti"`
	Counted  bool   `json:"counted" example:"false"`
	// Reason is a stable word: counted, not_new_money, cancelled, expired,
	// other_appeal, outside_appeal_period, after_as_of, beyond_crisis,
	// above_region, outside_region, other_sector, overtaken, withdrawn, lifted,
	// not_in_force, finer_line_used, appeal_used.
	Reason string `json:"reason" example:"not_new_money"`
	Detail string `json:"detail" example:"The same money is counted with the pledge it was passed on from."`
	// Bucket is where counted money stands: rows, unallocated, shared.
	Bucket Opt            `json:"bucket" example:"rows"`
	Region Opt            `json:"region" example:"HT01"`
	Sector Opt            `json:"sector" example:"FSC"`
	Money  *CoverageMoney `json:"money"`
	InNeed *People        `json:"in_need" swaggertype:"integer"`
	// Severity is that of an access constraint.
	Severity *int `json:"severity"`
}
