package api

// SummaryFilter says which incidents to add up.
type SummaryFilter struct {
	Page
	// Crisis is required.
	Crisis string `form:"crisis"`
	// Region is the place to look at; the whole crisis if left out.
	Region string `form:"region"`
	// Level is the level of the rows' regions; the children of region if left out.
	Level    *int               `form:"level" minimum:"0" maximum:"4"`
	Category []IncidentCategory `form:"category"`
	// From is the first day on which incidents began.
	From Date `form:"from"`
	// To is the last day on which incidents began.
	To Date `form:"to"`
}

// IncidentSums are the incidents of one region, month and category added up. A
// figure is null where no incident gives it.
type IncidentSums struct {
	// Region is the row's: at the level asked for, or above it where no finer place is known.
	Region string `json:"region" example:"HT01"`
	// Month is that of an incident's first day.
	Month    string           `json:"month" example:"2024-03"`
	Category IncidentCategory `json:"category" example:"abduction"`
	// Incidents is how many happened there; those that people only fled from or to are not counted.
	Incidents       int64   `json:"incidents" example:"3"`
	Killed          *People `json:"killed" swaggertype:"integer"`
	CiviliansKilled *People `json:"civilians_killed" swaggertype:"integer"`
	Injured         *People `json:"injured" swaggertype:"integer"`
	Abducted        *People `json:"abducted" swaggertype:"integer"`
	// Displaced is counted where people came from, so that each is counted once.
	Displaced *People `json:"displaced" swaggertype:"integer" example:"15000"`
	// Returned is counted where people came from, so that each is counted once.
	Returned *People `json:"returned" swaggertype:"integer"`
	// Arrivals are the displaced and returned people of other rows who came here. Never add them to those.
	Arrivals *People `json:"arrivals" swaggertype:"integer"`
}
