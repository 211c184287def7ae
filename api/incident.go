package api

// IncidentCategory says what kind of event an incident is.
type IncidentCategory string

// The categories of incidents.
const (
	Battle                IncidentCategory = "battle"                     // armed groups fight each other
	ViolenceOnCivilians   IncidentCategory = "violence_against_civilians" // an armed group attacks people who do not fight
	Explosion             IncidentCategory = "explosion"                  // bombs, shells, drones, mines
	Riot                  IncidentCategory = "riot"                       // a crowd is violent
	Protest               IncidentCategory = "protest"                    // a crowd is not
	Abduction             IncidentCategory = "abduction"                  // people are taken away
	Looting               IncidentCategory = "looting"                    // goods are taken away
	AttackOnAidWorkers    IncidentCategory = "attack_on_aid_workers"      // aid workers are the victims
	AttackOnFacilities    IncidentCategory = "attack_on_facilities"       // a hospital, school, warehouse or the like is
	OtherIncidentCategory IncidentCategory = "other"                      // none of the others, like a mass return
)

// IncidentCategories lists every category.
var IncidentCategories = []IncidentCategory{Battle, ViolenceOnCivilians, Explosion, Riot, Protest, Abduction, Looting,
	AttackOnAidWorkers, AttackOnFacilities, OtherIncidentCategory}

// PlacePrecision says how well the place of an incident is known.
type PlacePrecision string

// The precisions of a place.
const (
	PlaceExact  PlacePrecision = "exact"        // in this region
	PlaceNearby PlacePrecision = "nearby"       // in this region or close to it
	PlaceAbove  PlacePrecision = "region_above" // somewhere in this region, which is larger than the place
)

// PlacePrecisions lists every precision of a place.
var PlacePrecisions = []PlacePrecision{PlaceExact, PlaceNearby, PlaceAbove}

// DatePrecision says how well the days of an incident are known.
type DatePrecision string

// The precisions of a date.
const (
	DateDay   DatePrecision = "day"   // on the days of the period
	DateWeek  DatePrecision = "week"  // some day of the week that the period spans
	DateMonth DatePrecision = "month" // some day of the month
	DateYear  DatePrecision = "year"  // some day of the year
)

// DatePrecisions lists every precision of a date.
var DatePrecisions = []DatePrecision{DateDay, DateWeek, DateMonth, DateYear}

// IncidentStatus says whether an incident still stands.
type IncidentStatus string

// The statuses of an incident.
const (
	IncidentRecorded  IncidentStatus = "recorded"  // it stands
	IncidentWithdrawn IncidentStatus = "withdrawn" // it was taken back by who recorded it
)

// IncidentStatuses lists every status of an incident.
var IncidentStatuses = []IncidentStatus{IncidentRecorded, IncidentWithdrawn}

// OpenPeriod is a span of days, both ends included, whose end may be unknown.
type OpenPeriod struct {
	From Date `json:"from" example:"2024-02-29"`
	// To is the last day; null while nobody knows of an end.
	To Date `json:"to" example:"2024-03-02"`
}

// AidWorkers says how many of an incident's victims were aid workers.
type AidWorkers struct {
	Killed   *People `json:"killed" swaggertype:"integer" example:"1"`
	Injured  *People `json:"injured" swaggertype:"integer"`
	Abducted *People `json:"abducted" swaggertype:"integer"`
}

// Movement says where displaced or returned people went. They are counted once,
// where they came from; where they went they are arrivals.
type Movement struct {
	// From is the incident's region if left out.
	From string `json:"from" example:"HT01"`
	// To may lie outside the crisis.
	To string `json:"to" example:"DO"`
}

// IncidentInput is an incident as it is recorded.
type IncidentInput struct {
	// Reference is the organization's own number; it can be used once.
	Reference Opt    `json:"reference" example:"SEC-2024-118"`
	Crisis    string `json:"crisis" example:"hti-2024"`
	// Organization answers for the report; the key's own if left out.
	Organization string `json:"organization" example:"ocha"`
	// Region is where it happened. No finer place is ever recorded.
	Region string `json:"region" example:"HT0111"`
	// PlacePrecision is exact if left out.
	PlacePrecision PlacePrecision   `json:"place_precision" example:"exact"`
	Category       IncidentCategory `json:"category" example:"abduction"`
	Title          string           `json:"title" example:"Attack on the port"`
	Description    Opt              `json:"description"`
	// Period is when it happened; one day if to is left out.
	Period OpenPeriod `json:"period"`
	// DatePrecision is day if left out.
	DatePrecision DatePrecision `json:"date_precision" example:"day"`
	Killed        *People       `json:"killed" swaggertype:"integer" example:"12"`
	// CiviliansKilled is how many of those killed did not fight.
	CiviliansKilled *People `json:"civilians_killed" swaggertype:"integer" example:"10"`
	Injured         *People `json:"injured" swaggertype:"integer"`
	Abducted        *People `json:"abducted" swaggertype:"integer"`
	// Displaced is how many had to leave.
	Displaced *People `json:"displaced" swaggertype:"integer" example:"15000"`
	// Returned is how many came back or were sent back.
	Returned   *People     `json:"returned" swaggertype:"integer"`
	AidWorkers *AidWorkers `json:"aid_workers"`
	Movement   *Movement   `json:"movement"`
	// Sensitivity is partners if left out.
	Sensitivity Sensitivity `json:"sensitivity" example:"public"`
	Sources     []Source    `json:"sources"`
}

// Incident is a security event, or people's flight or return, as one
// organization reports it.
type Incident struct {
	ID string `json:"id" example:"01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b10"`
	IncidentInput
	Status IncidentStatus `json:"status" example:"recorded"`
	// WithdrawnOn is the day on which it was taken back.
	WithdrawnOn Date `json:"withdrawn_on"`
	Meta
}

// WithDefaults fills in what may be left out.
func (in IncidentInput) WithDefaults(caller Caller) IncidentInput {
	if in.Organization == "" {
		in.Organization = caller.Organization
	}
	if in.PlacePrecision == "" {
		in.PlacePrecision = PlaceExact
	}
	if in.DatePrecision == "" {
		in.DatePrecision = DateDay
	}
	if in.Period.To == "" {
		in.Period.To = in.Period.From
	}
	if in.Sensitivity == "" {
		in.Sensitivity = Partners
	}
	if m := in.Movement; m != nil && m.From == "" {
		in.Movement = &Movement{From: in.Region, To: m.To}
	}
	in.Sources = defaultSources(in.Sources)
	return in
}

// Validate reports every wrong field that the input alone can tell.
func (in IncidentInput) Validate() Fields {
	var f Fields
	f.Text("/reference", string(in.Reference), false, MaxTitle)
	f.SlugCode("/crisis", in.Crisis)
	f.SlugCode("/organization", in.Organization)
	f.Pcode("/region", in.Region)
	Known(&f, "/place_precision", in.PlacePrecision, PlacePrecisions)
	Known(&f, "/category", in.Category, IncidentCategories)
	f.Text("/title", in.Title, true, MaxTitle)
	f.Text("/description", string(in.Description), false, MaxText)
	f.openSpan("/period", in.Period)
	Known(&f, "/date_precision", in.DatePrecision, DatePrecisions)
	in.checkCounts(&f)
	in.checkMovement(&f)
	Known(&f, "/sensitivity", in.Sensitivity, Sensitivities)
	validateSources(&f, in.Sources)
	return f
}

func (in IncidentInput) checkCounts(f *Fields) {
	f.people("/killed", in.Killed)
	f.people("/civilians_killed", in.CiviliansKilled)
	f.people("/injured", in.Injured)
	f.people("/abducted", in.Abducted)
	f.people("/displaced", in.Displaced)
	f.people("/returned", in.Returned)
	f.atMost("/civilians_killed", in.CiviliansKilled, in.Killed, "The civilians killed are among the killed")
	if a := in.AidWorkers; a != nil {
		f.people("/aid_workers/killed", a.Killed)
		f.people("/aid_workers/injured", a.Injured)
		f.people("/aid_workers/abducted", a.Abducted)
		f.atMost("/aid_workers/killed", a.Killed, in.Killed, "The aid workers killed are among the killed")
		f.atMost("/aid_workers/injured", a.Injured, in.Injured, "The aid workers injured are among the injured")
		f.atMost("/aid_workers/abducted", a.Abducted, in.Abducted, "The aid workers abducted are among the abducted")
	}
}

func (in IncidentInput) checkMovement(f *Fields) {
	m := in.Movement
	if m == nil {
		return
	}
	f.Pcode("/movement/from", m.From)
	f.Pcode("/movement/to", m.To)
	switch {
	case m.From == m.To && m.To != "":
		f.Add("/movement/to", "same_place", "People who moved went to another region than %s.", m.From)
	case in.Displaced == nil && in.Returned == nil:
		f.Add("/movement", "no_people", "Say how many people moved: displaced, or returned.")
	case in.Displaced != nil && in.Returned != nil:
		f.Add("/movement", "ambiguous", "Displaced and returned people move apart: record one incident for each.")
	}
}

// openSpan checks a period whose end may be open.
func (f *Fields) openSpan(pointer string, p OpenPeriod) {
	f.Day(pointer+"/from", p.From, true)
	f.Day(pointer+"/to", p.To, false)
	f.Order(pointer+"/to", p.From, p.To, "A period ends on or after its first day")
}

// people checks a number of people, if there is one.
func (f *Fields) people(pointer string, n *People) {
	if n != nil && (*n < 0 || *n > MaxPeople) {
		f.Add(pointer, "out_of_range", "A number of people is 0 to %d.", int64(MaxPeople))
	}
}

// atMost checks that a part, where both are known, is not more than the whole.
func (f *Fields) atMost(pointer string, part, whole *People, what string) {
	if part != nil && whole != nil && *part > *whole && !f.Has(pointer) {
		f.Add(pointer, "too_large", "%s; %d is more than %d.", what, int64(*part), int64(*whole))
	}
}

// IncidentFilter selects incidents.
type IncidentFilter struct {
	Page
	Crisis       []string           `form:"crisis"`
	Region       []string           `form:"region"`
	RegionExact  []string           `form:"region_exact"`
	Category     []IncidentCategory `form:"category"`
	Organization []string           `form:"organization"`
	Reference    []string           `form:"reference"`
	Sensitivity  []Sensitivity      `form:"sensitivity"`
	Status       []IncidentStatus   `form:"status"`
	// DateFrom keeps what ended on or after a day.
	DateFrom Date `form:"date_from"`
	// DateTo keeps what began on or before a day.
	DateTo Date `form:"date_to"`
	// KilledFrom is the fewest people killed; this and the other ranges of people need a key.
	KilledFrom *int64 `form:"killed_from" minimum:"0" maximum:"10000000000"`
	// KilledTo is the most people killed.
	KilledTo *int64 `form:"killed_to" minimum:"0" maximum:"10000000000"`
	// InjuredFrom is the fewest people injured.
	InjuredFrom *int64 `form:"injured_from" minimum:"0" maximum:"10000000000"`
	// AbductedFrom is the fewest people abducted.
	AbductedFrom *int64 `form:"abducted_from" minimum:"0" maximum:"10000000000"`
	// DisplacedFrom is the fewest people displaced.
	DisplacedFrom *int64 `form:"displaced_from" minimum:"0" maximum:"10000000000"`
	// AsOf keeps what had begun by a day and was not withdrawn by then.
	AsOf Date `form:"as_of"`
	// KnownAt answers with what this service knew at a moment; with what it knows now if left out.
	KnownAt Moment `form:"known_at"`
	Q       string `form:"q"`
	// Sort by date orders by the first day.
	Sort string `form:"sort" enums:"id,-id,date,-date"`
}

// Counts lists the parameters that select by a number of people, as they stand in the address.
func (f IncidentFilter) Counts() []string {
	var asked []string
	for _, p := range []struct {
		name string
		n    *int64
	}{{"killed_from", f.KilledFrom}, {"killed_to", f.KilledTo}, {"injured_from", f.InjuredFrom},
		{"abducted_from", f.AbductedFrom}, {"displaced_from", f.DisplacedFrom}} {
		if p.n != nil {
			asked = append(asked, p.name)
		}
	}
	return asked
}

// Suppress hides numbers of people from 1 to 9.
func (in *IncidentInput) Suppress() {
	all := []**People{&in.Killed, &in.CiviliansKilled, &in.Injured, &in.Abducted, &in.Displaced, &in.Returned}
	if in.AidWorkers != nil {
		aid := *in.AidWorkers
		in.AidWorkers = &aid
		all = append(all, &aid.Killed, &aid.Injured, &aid.Abducted)
	}
	for _, p := range all {
		*p = (*p).Suppress()
	}
}
