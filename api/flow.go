package api

// FlowStatus is how far a flow has come, in the words of OCHA's Financial Tracking Service (FTS).
type FlowStatus string

// The statuses of a flow.
const (
	FlowPledge     FlowStatus = "pledge"
	FlowCommitment FlowStatus = "commitment"
	FlowPaid       FlowStatus = "paid"
)

// FlowType says what kind of movement a flow is. Only a standard flow is new money.
type FlowType string

// The types of a flow.
const (
	FlowStandard    FlowType = "standard"
	FlowParked      FlowType = "parked"
	FlowCarryover   FlowType = "carryover"
	FlowPassThrough FlowType = "pass through"
)

// Party is an organization as a flow names it.
type Party struct {
	Name    string
	Type    OrganizationType
	Country Opt
	Acronym Opt
}

// Flow is money on its way, as FTS reports it.
type Flow struct {
	ID     string
	Status FlowStatus
	Type   FlowType
	// Boundary is incoming, internal or outgoing, seen from the place that the file is about.
	Boundary string
	Kind     PledgeKind
	Donor    Party
	// Recipient has no name where FTS does not say.
	Recipient   Party
	Description string
	// Date is the flow's date, or the decision's where that is missing.
	Date Date
	// AmountUSD is null where FTS does not say.
	AmountUSD *Cents
	// Original is the amount in the donor's currency, null where it was reported in US dollars.
	Original *Money
	// Rate is units of the original currency for one US dollar, "" where not stated.
	Rate Decimal
	// Plan is the response plan's code, "" for none.
	Plan      string
	PlanTitle string
	// FromYear and ToYear bound the years in which the money is used, 0 where not stated.
	FromYear, ToYear int
	// Countries are three-letter codes of the destination.
	Countries []string
	Sectors   []SectorCode
	// RefCode is the donor's own reference.
	RefCode  string
	Keywords string
	// PublishedOn is when FTS last changed the flow.
	PublishedOn Date
	// Quote is the row's statement of the amount, word for word.
	Quote string
}

// NewMoney tells whether the flow brings money that no other record holds.
func (f Flow) NewMoney() bool {
	return f.Type == FlowStandard && f.Boundary != "internal"
}

// PlanPart says which part of a plan a line of a requirements file speaks of.
type PlanPart string

// The parts of a plan.
const (
	PlanTotal       PlanPart = "total"         // the whole plan
	PlanCluster     PlanPart = "cluster"       // one cluster
	PlanUnspecified PlanPart = "not_specified" // money that FTS knows no cluster for
	PlanShared      PlanPart = "shared"        // money for several clusters together
)

// PlanLine is what a plan, or a cluster of a plan, asks for and was given, as FTS publishes it.
type PlanLine struct {
	// Country is the three-letter code.
	Country string
	// Code is "" for money outside of any plan.
	Code     string
	Title    string
	Type     AppealType
	StartsOn Date
	EndsOn   Date
	Year     int
	// Breakdown is total, global or cluster: which of FTS's three files it is.
	Breakdown string
	Part      PlanPart
	// Cluster and ClusterCode are FTS's.
	Cluster     string
	ClusterCode string
	Sector      SectorCode
	// Required and Funded are null where the file says nothing.
	Required *Cents
	Funded   *Cents
}
