package api

import "strconv"

// ConstraintType says what keeps aid and people apart.
type ConstraintType string

// The nine types of OCHA's Access Monitoring and Reporting Framework.
const (
	DenialOfNeeds       ConstraintType = "denial_of_needs"         // it is denied that people are in need, or entitled to aid
	ObstructionOfAid    ConstraintType = "obstruction_of_aid"      // people are kept from services and aid
	EntryIntoCountry    ConstraintType = "entry_into_country"      // visas, registration, customs
	RestrictionOfMove   ConstraintType = "restriction_of_movement" // permits, checkpoints, curfews, closed roads
	Interference        ConstraintType = "interference"            // orders on whom to help, taxes, diversion
	ViolenceAgainstAid  ConstraintType = "violence_against_aid"    // against aid workers, facilities and goods
	OngoingInsecurity   ConstraintType = "ongoing_insecurity"      // fighting that keeps aid away
	MinesAndExplosives  ConstraintType = "mines_and_explosives"    // mines and unexploded ordnance
	PhysicalConstraints ConstraintType = "physical_constraints"    // terrain, weather, roads, bridges, ports
)

// ConstraintTypes lists every type.
var ConstraintTypes = []ConstraintType{DenialOfNeeds, ObstructionOfAid, EntryIntoCountry, RestrictionOfMove, Interference,
	ViolenceAgainstAid, OngoingInsecurity, MinesAndExplosives, PhysicalConstraints}

// Direction says whose way a constraint bars, as ACAPS groups the types.
type Direction string

// The directions.
const (
	PeopleToAid    Direction = "people_to_aid"    // people cannot get to aid
	ActorsToPeople Direction = "actors_to_people" // aid organizations cannot get to people
	Physical       Direction = "physical"         // insecurity and physical obstacles bar both
)

// Directions lists every direction.
var Directions = []Direction{PeopleToAid, ActorsToPeople, Physical}

// Direction returns the pillar that ACAPS puts the type in, "" for an unknown type.
func (t ConstraintType) Direction() Direction {
	switch t {
	case DenialOfNeeds, ObstructionOfAid:
		return PeopleToAid
	case EntryIntoCountry, RestrictionOfMove, Interference, ViolenceAgainstAid:
		return ActorsToPeople
	case OngoingInsecurity, MinesAndExplosives, PhysicalConstraints:
		return Physical
	}
	return ""
}

// ConstraintStatus says whether a constraint still stands.
type ConstraintStatus string

// The statuses of an access constraint.
const (
	ConstraintRecorded  ConstraintStatus = "recorded"  // it stands for its period
	ConstraintLifted    ConstraintStatus = "lifted"    // it ended
	ConstraintWithdrawn ConstraintStatus = "withdrawn" // it was taken back by who recorded it
)

// ConstraintStatuses lists every status of a constraint.
var ConstraintStatuses = []ConstraintStatus{ConstraintRecorded, ConstraintLifted, ConstraintWithdrawn}

// AccessConstraintInput is an access constraint as it is recorded.
type AccessConstraintInput struct {
	Crisis string `json:"crisis" example:"hti-2024"`
	// Organization answers for the report; the key's own if left out.
	Organization string         `json:"organization" example:"ocha"`
	Region       string         `json:"region" example:"HT01"`
	Type         ConstraintType `json:"type" example:"ongoing_insecurity"`
	// Severity is that of ACAPS: 0 no, 1 low, 2 moderate, 3 high, 4 very high, 5 extreme constraints.
	Severity *int `json:"severity" minimum:"0" maximum:"5" example:"4"`
	// Period is when it is in force; it has no end while to is null.
	Period OpenPeriod `json:"period"`
	// Sectors that it concerns; all if empty.
	Sectors     []SectorCode `json:"sectors"`
	Title       Opt          `json:"title" example:"Armed groups hold the roads out of the capital"`
	Description Opt          `json:"description"`
	// Sensitivity is partners if left out.
	Sensitivity Sensitivity `json:"sensitivity" example:"public"`
	Sources     []Source    `json:"sources"`
}

// AccessConstraint is what keeps aid out of a region.
type AccessConstraint struct {
	ID string `json:"id" example:"01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b10"`
	AccessConstraintInput
	// Direction follows from the type.
	Direction Direction        `json:"direction" example:"physical"`
	Status    ConstraintStatus `json:"status" example:"recorded"`
	// LiftedOn is the first day on which it no longer holds.
	LiftedOn Date `json:"lifted_on"`
	// WithdrawnOn is the day from which it no longer counts.
	WithdrawnOn Date `json:"withdrawn_on"`
	Meta
}

// WithDefaults fills in what may be left out.
func (in AccessConstraintInput) WithDefaults(caller Caller) AccessConstraintInput {
	if in.Organization == "" {
		in.Organization = caller.Organization
	}
	if in.Sensitivity == "" {
		in.Sensitivity = Partners
	}
	if in.Sectors == nil {
		in.Sectors = []SectorCode{}
	}
	in.Sources = defaultSources(in.Sources)
	return in
}

// Validate reports every wrong field that the input alone can tell.
func (in AccessConstraintInput) Validate() Fields {
	var f Fields
	f.SlugCode("/crisis", in.Crisis)
	f.SlugCode("/organization", in.Organization)
	f.Pcode("/region", in.Region)
	Known(&f, "/type", in.Type, ConstraintTypes)
	if in.Severity == nil {
		f.Add("/severity", "required", "Severity is required: 0 (no constraints) to 5 (extreme constraints).")
	} else if *in.Severity < 0 || *in.Severity > 5 {
		f.Add("/severity", "out_of_range", "Severity is 0 (no constraints) to 5 (extreme constraints).")
	}
	f.openSpan("/period", in.Period)
	f.sectors("/sectors", in.Sectors)
	f.Text("/title", string(in.Title), false, MaxTitle)
	f.Text("/description", string(in.Description), false, MaxText)
	Known(&f, "/sensitivity", in.Sensitivity, Sensitivities)
	validateSources(&f, in.Sources)
	return f
}

// sectors checks a list of sectors, each at most once.
func (f *Fields) sectors(pointer string, all []SectorCode) {
	if len(all) > len(Sectors) {
		f.Add(pointer, "too_many", "There are %d sectors; name each once, or none for all.", len(Sectors))
		return
	}
	seen := map[SectorCode]bool{}
	for i, s := range all {
		at := pointer + "/" + strconv.Itoa(i)
		f.sector(at, s)
		if seen[s] && !f.Has(at) {
			f.Add(at, "repeated", "The sector %s stands there already.", string(s))
		}
		seen[s] = true
	}
}

// AccessConstraintFilter selects access constraints.
type AccessConstraintFilter struct {
	Page
	Crisis      []string         `form:"crisis"`
	Region      []string         `form:"region"`
	RegionExact []string         `form:"region_exact"`
	Type        []ConstraintType `form:"type"`
	Direction   []Direction      `form:"direction"`
	// SeverityFrom is the lowest severity, 0 to 5.
	SeverityFrom *int `form:"severity_from" minimum:"0" maximum:"5"`
	// SeverityTo is the highest severity, 0 to 5.
	SeverityTo *int `form:"severity_to" minimum:"0" maximum:"5"`
	// Sector keeps what concerns a sector: by name, or because it concerns all.
	Sector []SectorCode `form:"sector"`
	// InForceOn keeps what holds on a day.
	InForceOn    Date               `form:"in_force_on"`
	Organization []string           `form:"organization"`
	Sensitivity  []Sensitivity      `form:"sensitivity"`
	Status       []ConstraintStatus `form:"status"`
	Q            string             `form:"q"`
	// Sort by date orders by the first day.
	Sort string `form:"sort" enums:"id,-id,date,-date,severity,-severity"`
}
