package api

import "strconv"

// AssessmentStatus is where an assessment stands in its review.
type AssessmentStatus string

// The statuses of an assessment.
const (
	Draft      AssessmentStatus = "draft"      // being written
	Submitted  AssessmentStatus = "submitted"  // handed in for review
	Validated  AssessmentStatus = "validated"  // counts
	Rejected   AssessmentStatus = "rejected"   // does not count
	Superseded AssessmentStatus = "superseded" // every line has a later one
	Withdrawn  AssessmentStatus = "withdrawn"  // taken back by its organization
)

// AssessmentStatuses lists every status.
var AssessmentStatuses = []AssessmentStatus{Draft, Submitted, Validated, Rejected, Superseded, Withdrawn}

// Method says how an assessment found out.
type Method string

// Methods lists the methods, after the assessment registry of the sector.
var Methods = []Method{"hno", "msna", "mira", "dtm", "ipc", "smart", "efsa", "registration", "household_survey",
	"key_informants", "observation", "remote_sensing", "secondary_review", "press_review", "other"}

// AssessmentInput is an assessment as it is recorded.
type AssessmentInput struct {
	Crisis string `json:"crisis" example:"hti-2024"`
	// Organization answers for the figures; the key's own if left out.
	Organization string `json:"organization" example:"ocha"`
	Title        string `json:"title" example:"Haiti: people in need 2024"`
	Method       Method `json:"method" example:"hno"`
	// Period is the time that the figures speak of.
	Period      Period `json:"period"`
	PublishedOn Date   `json:"published_on" example:"2024-02-27"`
	// Sensitivity is partners if left out.
	Sensitivity Sensitivity `json:"sensitivity" example:"public"`
	Sources     []Source    `json:"sources"`
	Needs       []NeedInput `json:"needs"`
}

// Assessment is what one organization found out. A list leaves out the need
// lines; GET /v1/assessments/{id} carries the first 1000 and need_count.
type Assessment struct {
	ID           string           `json:"id" example:"01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b10"`
	Crisis       string           `json:"crisis" example:"hti-2024"`
	Organization string           `json:"organization" example:"ocha"`
	Title        string           `json:"title" example:"Haiti: people in need 2024"`
	Method       Method           `json:"method" example:"hno"`
	Period       Period           `json:"period"`
	PublishedOn  Date             `json:"published_on" example:"2024-02-27"`
	Sensitivity  Sensitivity      `json:"sensitivity" example:"public"`
	Status       AssessmentStatus `json:"status" example:"validated"`
	Sources      []Source         `json:"sources"`
	// NeedCount is how many need lines the assessment has.
	NeedCount int    `json:"need_count" example:"9"`
	Needs     []Need `json:"needs,omitempty"`
	// WithdrawnOn is the day from which the figures no longer count.
	WithdrawnOn Date `json:"withdrawn_on"`
	Meta
}

// WithDefaults fills in what may be left out.
func (in AssessmentInput) WithDefaults(caller Caller) AssessmentInput {
	if in.Organization == "" {
		in.Organization = caller.Organization
	}
	if in.Sensitivity == "" {
		in.Sensitivity = Partners
	}
	in.Sources = defaultSources(in.Sources)
	needs := make([]NeedInput, len(in.Needs))
	for i, n := range in.Needs {
		needs[i] = n.WithDefaults()
	}
	in.Needs = needs
	return in
}

// Validate reports every wrong field that the input alone can tell.
func (in AssessmentInput) Validate() Fields {
	var f Fields
	f.SlugCode("/crisis", in.Crisis)
	f.SlugCode("/organization", in.Organization)
	f.Text("/title", in.Title, true, MaxTitle)
	Known(&f, "/method", in.Method, Methods)
	f.Span("/period", in.Period, true)
	f.Day("/published_on", in.PublishedOn, true)
	Known(&f, "/sensitivity", in.Sensitivity, Sensitivities)
	validateSources(&f, in.Sources)
	if len(in.Needs) > MaxNeeds {
		f.Add("/needs", "too_many", "At most %d need lines in one assessment.", MaxNeeds)
		return f
	}
	seen := map[NeedKey]int{}
	for i, n := range in.Needs {
		at := "/needs/" + strconv.Itoa(i)
		f.Under(at, n.Validate())
		if first, twice := seen[n.Key()]; twice {
			f.Add(at, "repeated", "Line %d has the same region, sector, group, sex and age.", first)
		} else {
			seen[n.Key()] = i
		}
	}
	return f
}

// AssessmentFilter selects assessments.
type AssessmentFilter struct {
	Page
	Crisis       []string           `form:"crisis"`
	Organization []string           `form:"organization"`
	Method       []Method           `form:"method"`
	Status       []AssessmentStatus `form:"status"`
	Sensitivity  []Sensitivity      `form:"sensitivity"`
	// Region selects the assessments with a need line in a region or below it.
	Region          []string `form:"region"`
	PublishedOnFrom Date     `form:"published_on_from"`
	PublishedOnTo   Date     `form:"published_on_to"`
	PeriodFrom      Date     `form:"period_from"`
	PeriodTo        Date     `form:"period_to"`
	// KnownAt answers with what this service knew at a moment; with what it knows now if left out.
	KnownAt Moment `form:"known_at"`
	Q       string `form:"q"`
	Sort    string `form:"sort" enums:"id,-id,published_on,-published_on"`
}
