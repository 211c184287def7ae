package api

// PresenceStatus says whether a presence still stands.
type PresenceStatus string

// The statuses of a presence.
const (
	PresenceRecorded  PresenceStatus = "recorded"  // it stands for its period
	PresenceEnded     PresenceStatus = "ended"     // the organization left
	PresenceWithdrawn PresenceStatus = "withdrawn" // it was taken back by who recorded it
)

// PresenceStatuses lists every status of a presence.
var PresenceStatuses = []PresenceStatus{PresenceRecorded, PresenceEnded, PresenceWithdrawn}

// PresenceInput is a presence as it is recorded.
type PresenceInput struct {
	Crisis string `json:"crisis" example:"hti-2024"`
	// Organization is who is there; the key's own if left out.
	Organization string     `json:"organization" example:"acted"`
	Region       string     `json:"region" example:"HT0111"`
	Sector       SectorCode `json:"sector" example:"WSH"`
	// Period is when it works there; it has no end while to is null.
	Period OpenPeriod `json:"period"`
	// Activity is what it does, in a few words.
	Activity Opt `json:"activity" example:"Water trucking to sites of displaced people"`
	// Sensitivity is partners if left out.
	Sensitivity Sensitivity `json:"sensitivity" example:"public"`
	Sources     []Source    `json:"sources"`
}

// Presence says that an organization works in a region and sector: who does
// what, where and when.
type Presence struct {
	ID string `json:"id" example:"01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b10"`
	PresenceInput
	Status PresenceStatus `json:"status" example:"recorded"`
	// EndedOn is the first day on which the organization is no longer there.
	EndedOn Date `json:"ended_on"`
	// WithdrawnOn is the day from which it no longer counts.
	WithdrawnOn Date `json:"withdrawn_on"`
	Meta
}

// WithDefaults fills in what may be left out.
func (in PresenceInput) WithDefaults(caller Caller) PresenceInput {
	if in.Organization == "" {
		in.Organization = caller.Organization
	}
	if in.Sensitivity == "" {
		in.Sensitivity = Partners
	}
	in.Sources = defaultSources(in.Sources)
	return in
}

// Validate reports every wrong field that the input alone can tell.
func (in PresenceInput) Validate() Fields {
	var f Fields
	f.SlugCode("/crisis", in.Crisis)
	f.SlugCode("/organization", in.Organization)
	f.Pcode("/region", in.Region)
	f.sector("/sector", in.Sector)
	f.openSpan("/period", in.Period)
	f.Text("/activity", string(in.Activity), false, MaxTitle)
	Known(&f, "/sensitivity", in.Sensitivity, Sensitivities)
	validateSources(&f, in.Sources)
	return f
}

// PresenceFilter selects presences.
type PresenceFilter struct {
	Page
	Crisis       []string     `form:"crisis"`
	Organization []string     `form:"organization"`
	Region       []string     `form:"region"`
	RegionExact  []string     `form:"region_exact"`
	Sector       []SectorCode `form:"sector"`
	// InForceOn keeps what holds on a day.
	InForceOn   Date             `form:"in_force_on"`
	Sensitivity []Sensitivity    `form:"sensitivity"`
	Status      []PresenceStatus `form:"status"`
	Q           string           `form:"q"`
	// Sort by date orders by the first day.
	Sort string `form:"sort" enums:"id,-id,date,-date"`
}
