package api

import "strconv"

// AppealType says what kind of plan an appeal is.
type AppealType string

// AppealTypes lists the types, after OCHA's Financial Tracking Service.
var AppealTypes = []AppealType{"humanitarian_needs_and_response_plan", "humanitarian_response_plan", "flash_appeal",
	"consolidated_appeal", "strategic_response_plan", "regional_response_plan", "refugee_response_plan", "other"}

// Requirement is one part of what an appeal asks for. Parts are summed: none
// repeats what another one holds. Sector ALL is money that is not split by sector.
type Requirement struct {
	Region string     `json:"region" example:"HT"`
	Sector SectorCode `json:"sector" example:"WSH"`
	// Amount is null where people are targeted but no money is asked for. Other
	// currencies than USD are valued by the exchange-rate table on starts_on.
	Amount         *Money `json:"amount"`
	PeopleTargeted *int64 `json:"people_targeted" example:"1200000"`
}

// AppealInput is an appeal as it is recorded.
type AppealInput struct {
	Code   string     `json:"code" example:"HHTI24"`
	Crisis string     `json:"crisis" example:"hti-2024"`
	Title  string     `json:"title" example:"Haiti Humanitarian Needs and Response Plan 2024"`
	Type   AppealType `json:"type" example:"humanitarian_needs_and_response_plan"`
	// StartsOn and EndsOn bound the time in which the appeal is in force.
	StartsOn     Date          `json:"starts_on" example:"2024-01-01"`
	EndsOn       Date          `json:"ends_on" example:"2024-12-31"`
	Requirements []Requirement `json:"requirements"`
	Sources      []Source      `json:"sources"`
}

// Appeal is a response plan of a crisis.
type Appeal struct {
	AppealInput
	// Required is the sum of the requirements in US dollars; null if none names money.
	Required *Cents `json:"required_usd" swaggertype:"string" example:"673767352.00"`
	Meta
}

// WithDefaults fills in what may be left out.
func (in AppealInput) WithDefaults() AppealInput {
	in.Sources = defaultSources(in.Sources)
	if in.Requirements == nil {
		in.Requirements = []Requirement{}
	}
	return in
}

// Validate reports every wrong field that the input alone can tell.
func (in AppealInput) Validate() Fields {
	var f Fields
	f.PlanCode("/code", in.Code)
	f.SlugCode("/crisis", in.Crisis)
	f.Text("/title", in.Title, true, MaxTitle)
	Known(&f, "/type", in.Type, AppealTypes)
	f.Day("/starts_on", in.StartsOn, true)
	f.Day("/ends_on", in.EndsOn, true)
	f.Order("/ends_on", in.StartsOn, in.EndsOn, "An appeal ends on or after its first day")
	if len(in.Requirements) > MaxItems {
		f.Add("/requirements", "too_many", "At most %d requirements.", MaxItems)
	}
	type cell struct {
		region string
		sector SectorCode
	}
	seen := map[cell]bool{}
	for i, r := range in.Requirements {
		at := "/requirements/" + strconv.Itoa(i)
		f.Pcode(at+"/region", r.Region)
		f.sector(at+"/sector", r.Sector)
		if k := (cell{r.Region, r.Sector}); seen[k] {
			f.Add(at, "repeated", "%s and %s stand in this list twice.", r.Region, r.Sector)
		} else {
			seen[k] = true
		}
		r.check(&f, at)
	}
	if len(in.Sources) > 0 {
		validateSources(&f, in.Sources)
	}
	return f
}

func (r Requirement) check(f *Fields, at string) {
	if r.Amount == nil && r.PeopleTargeted == nil {
		f.Add(at, "required", "A requirement names an amount, people targeted, or both.")
	}
	if r.Amount != nil {
		if r.Amount.Minor < 0 {
			f.Add(at+"/amount/amount", "negative", "A requirement cannot be below zero.")
		}
	}
	if p := r.PeopleTargeted; p != nil && (*p < 0 || *p > MaxPeople) {
		f.Add(at+"/people_targeted", "out_of_range", "A number of people is 0 to %d.", int64(MaxPeople))
	}
}

// AppealFilter selects appeals.
type AppealFilter struct {
	Page
	Code   []string     `form:"code"`
	Crisis []string     `form:"crisis"`
	Type   []AppealType `form:"type"`
	// InForceOn selects the appeals in force on a day.
	InForceOn Date   `form:"in_force_on"`
	Q         string `form:"q"`
	Sort      string `form:"sort" enums:"code,-code,starts_on,-starts_on"`
}
