package api

import "strconv"

// PledgeKind says what is given.
type PledgeKind string

// PledgeStage says how firm a pledge is.
type PledgeStage string

// PledgeStatus is derived from a pledge, its transactions and the day.
type PledgeStatus string

// The kinds, stages and statuses of a pledge.
const (
	Financial PledgeKind = "financial"
	InKind    PledgeKind = "in_kind" // goods or services, with a money value

	Announced PledgeStage = "announced" // a statement, not binding
	Pledged   PledgeStage = "pledged"   // a promise

	StatusAnnounced       PledgeStatus = "announced"
	StatusPledged         PledgeStatus = "pledged"
	StatusCommitted       PledgeStatus = "committed"
	StatusPartlyDisbursed PledgeStatus = "partly_disbursed"
	StatusDisbursed       PledgeStatus = "disbursed"
	StatusCancelled       PledgeStatus = "cancelled"
	StatusExpired         PledgeStatus = "expired"
)

// The closed lists of pledges.
var (
	PledgeKinds    = []PledgeKind{Financial, InKind}
	PledgeStages   = []PledgeStage{Announced, Pledged}
	PledgeStatuses = []PledgeStatus{StatusAnnounced, StatusPledged, StatusCommitted, StatusPartlyDisbursed,
		StatusDisbursed, StatusCancelled, StatusExpired}
)

// Allocation is a part of a pledge that the donor has given to one region and sector.
type Allocation struct {
	Region string     `json:"region" example:"HT01"`
	Sector SectorCode `json:"sector" example:"FSC"`
	Amount Money      `json:"amount"`
}

// Destination says where the part that is not allocated is meant to go,
// without a split. More than one region or sector makes that part shared.
type Destination struct {
	Regions []string     `json:"regions" example:"HT,DO"`
	Sectors []SectorCode `json:"sectors" example:"FSC"`
}

// PledgeInput is a pledge as it is recorded.
type PledgeInput struct {
	// Reference is the donor's own number; a donor uses each one once.
	Reference Opt `json:"reference" example:"720BHA24GR00123"`
	// Crisis may be left out where appeal names it.
	Crisis string `json:"crisis" example:"hti-2024"`
	Appeal Opt    `json:"appeal" example:"HHTI24"`
	// Donor is the key's own organization if left out.
	Donor     string `json:"donor" example:"usaid"`
	Recipient Opt    `json:"recipient" example:"wfp"`
	Title     string `json:"title" example:"Emergency food assistance in Haiti"`
	// Kind is financial if left out.
	Kind PledgeKind `json:"kind" example:"financial"`
	// Stage is pledged if left out.
	Stage  PledgeStage `json:"stage" example:"pledged"`
	Amount Money       `json:"amount"`
	// AmountUSD is the value in US dollars. Leave it out to have it computed
	// from rate; a published value within 1 % of that is kept as it is.
	AmountUSD *Cents `json:"amount_usd" swaggertype:"string" example:"25000000.00"`
	// Rate is looked up for pledged_on in the exchange-rate table if left out.
	Rate      *Rate `json:"rate"`
	PledgedOn Date  `json:"pledged_on" example:"2024-09-05"`
	ExpiresOn Date  `json:"expires_on"`
	// Earmarking is the Grand Bargain's, A (fully flexible) to L (donor-directed).
	Earmarking Opt `json:"earmarking" enums:"A,B,C,D,E,F,G,H,I,J,K,L" example:"I"`
	// Parent is the pledge that this money was passed on from.
	Parent Opt `json:"parent"`
	// NewMoney is false for money that another record already holds. Only new
	// money is summed. True unless parent is given.
	NewMoney    *bool        `json:"new_money" example:"true"`
	Allocations []Allocation `json:"allocations"`
	Destination *Destination `json:"destination"`
	Sources     []Source     `json:"sources"`
}

// Pledge is a donor's promise of money or goods.
type Pledge struct {
	ID string `json:"id" example:"01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b10"`
	PledgeInput
	Status PledgeStatus `json:"status" example:"committed"`
	// FirmOn is the day on which an announcement became a pledge; null while it has not.
	FirmOn      Date  `json:"firm_on" example:"2024-09-05"`
	CancelledOn Date  `json:"cancelled_on"`
	Committed   Money `json:"committed"`
	Disbursed   Money `json:"disbursed"`
	// Unallocated is the amount less its allocations.
	Unallocated Money `json:"unallocated"`
	Meta
}

// WithDefaults fills in what may be left out.
func (in PledgeInput) WithDefaults(caller Caller) PledgeInput {
	if in.Donor == "" {
		in.Donor = caller.Organization
	}
	if in.Kind == "" {
		in.Kind = Financial
	}
	if in.Stage == "" {
		in.Stage = Pledged
	}
	if in.NewMoney == nil {
		fresh := in.Parent == ""
		in.NewMoney = &fresh
	}
	if in.Allocations == nil {
		in.Allocations = []Allocation{}
	}
	if d := in.Destination; d != nil {
		if len(d.Regions)+len(d.Sectors) == 0 {
			in.Destination = nil
		} else {
			in.Destination = &Destination{append([]string{}, d.Regions...), append([]SectorCode{}, d.Sectors...)}
		}
	}
	in.Sources = defaultSources(in.Sources)
	return in
}

// Validate reports every wrong field that the input alone can tell.
func (in PledgeInput) Validate() Fields {
	var f Fields
	f.Text("/reference", string(in.Reference), false, MaxTitle)
	if in.Crisis == "" && in.Appeal == "" {
		f.Add("/crisis", "required", "Name the crisis or the appeal that the pledge is for.")
	}
	if in.Crisis != "" {
		f.SlugCode("/crisis", in.Crisis)
	}
	if in.Appeal != "" {
		f.PlanCode("/appeal", string(in.Appeal))
	}
	f.SlugCode("/donor", in.Donor)
	if in.Recipient != "" {
		f.SlugCode("/recipient", string(in.Recipient))
	}
	f.Text("/title", in.Title, true, MaxTitle)
	Known(&f, "/kind", in.Kind, PledgeKinds)
	Known(&f, "/stage", in.Stage, PledgeStages)
	f.Day("/pledged_on", in.PledgedOn, true)
	f.Day("/expires_on", in.ExpiresOn, false)
	f.Order("/expires_on", in.PledgedOn, in.ExpiresOn, "A pledge expires on or after the day it is made")
	if e := in.Earmarking; e != "" && (len(e) != 1 || e[0] < 'A' || e[0] > 'L') {
		f.Add("/earmarking", "unknown_value", "Earmarking is a letter of the Grand Bargain, A to L.")
	}
	in.checkMoney(&f)
	in.checkAllocations(&f)
	in.checkDestination(&f)
	if in.Parent != "" && !IsID(string(in.Parent)) {
		f.Add("/parent", "bad_id", "A parent is the id of another pledge.")
	}
	if in.Parent != "" && in.NewMoney != nil && *in.NewMoney {
		f.Add("/new_money", "contradiction", "Money passed on from a parent is not new; leave new_money out or set it false.")
	}
	validateSources(&f, in.Sources)
	return f
}

func (in PledgeInput) checkMoney(f *Fields) {
	in.Amount.Positive(f, "/amount")
	if in.Rate != nil && in.Amount.Currency == USD && !in.Rate.Rate.isOne() {
		f.Add("/rate", "unexpected", "An amount in US dollars needs no rate: one is one.")
	} else if in.Rate != nil {
		f.Under("/rate", in.Rate.Validate())
	}
	if in.AmountUSD != nil && *in.AmountUSD < 0 {
		f.Add("/amount_usd", "negative", "An amount cannot be below zero.")
	}
}

func (d Decimal) isOne() bool { return d.Positive() && d.Same("1") }

func (in PledgeInput) checkAllocations(f *Fields) {
	if len(in.Allocations) > MaxItems {
		f.Add("/allocations", "too_many", "At most %d allocations.", MaxItems)
		return
	}
	type cell struct {
		region string
		sector SectorCode
	}
	seen := map[cell]bool{}
	left := in.Amount.Minor
	over := false
	for i, a := range in.Allocations {
		at := "/allocations/" + strconv.Itoa(i)
		f.Pcode(at+"/region", a.Region)
		f.sector(at+"/sector", a.Sector)
		a.Amount.Positive(f, at+"/amount")
		if c := a.Amount.Currency; c != "" && in.Amount.Currency != "" && c != in.Amount.Currency {
			f.Add(at+"/amount/currency", "currency_mismatch", "Allocations are in the pledge's currency, %s.", in.Amount.Currency)
		}
		if seen[cell{a.Region, a.Sector}] {
			f.Add(at, "repeated", "%s and %s stand in this list twice.", a.Region, a.Sector)
		}
		seen[cell{a.Region, a.Sector}] = true
		over = over || a.Amount.Minor > left
		if !over && a.Amount.Minor > 0 {
			left -= a.Amount.Minor
		}
	}
	if over && in.Amount.Minor > 0 {
		f.Add("/allocations", "over_allocated", "The allocations are together more than the pledge's %s.", in.Amount)
	}
}

func (in PledgeInput) checkDestination(f *Fields) {
	d := in.Destination
	if d == nil {
		return
	}
	f.regions("/destination/regions", d.Regions)
	seen := map[SectorCode]bool{}
	for i, s := range d.Sectors {
		at := "/destination/sectors/" + strconv.Itoa(i)
		f.sector(at, s)
		if seen[s] {
			f.Add(at, "repeated", "%s stands in this list twice.", s)
		}
		seen[s] = true
	}
}

// PledgeFilter selects pledges.
type PledgeFilter struct {
	Page
	Crisis    []string       `form:"crisis"`
	Appeal    []string       `form:"appeal"`
	Donor     []string       `form:"donor"`
	Recipient []string       `form:"recipient"`
	Reference []string       `form:"reference"`
	Kind      []PledgeKind   `form:"kind"`
	Stage     []PledgeStage  `form:"stage"`
	Status    []PledgeStatus `form:"status"`
	Parent    []string       `form:"parent" names:"pledge"`
	NewMoney  *bool          `form:"new_money"`
	// Region selects pledges with an allocation or destination in a region or below it.
	Region        []string     `form:"region"`
	RegionExact   []string     `form:"region_exact"`
	Sector        []SectorCode `form:"sector"`
	Currency      []Currency   `form:"currency"`
	Earmarking    []string     `form:"earmarking"`
	PledgedOnFrom Date         `form:"pledged_on_from"`
	PledgedOnTo   Date         `form:"pledged_on_to"`
	// AmountUSDFrom and AmountUSDTo are decimals like 1000000.00.
	AmountUSDFrom *Cents `form:"amount_usd_from" swaggertype:"string"`
	AmountUSDTo   *Cents `form:"amount_usd_to" swaggertype:"string"`
	// AsOf answers with stage, status and amounts as they stood on a day; pledges dated after it are left out.
	AsOf Date `form:"as_of"`
	// KnownAt answers with what this service knew at a moment; with what it knows now if left out.
	KnownAt Moment `form:"known_at"`
	Q       string `form:"q"`
	Sort    string `form:"sort" enums:"id,-id,pledged_on,-pledged_on,amount_usd,-amount_usd"`
}

// StateOn derives the status on a day; "" leaves expiry aside.
func (p Pledge) StateOn(day Date) PledgeStatus {
	switch {
	case p.CancelledOn != "" && (day == "" || p.CancelledOn <= day):
		return StatusCancelled
	case p.Disbursed.Minor > 0 && p.Disbursed.Minor == p.Amount.Minor:
		return StatusDisbursed
	case p.Disbursed.Minor > 0:
		return StatusPartlyDisbursed
	case p.Committed.Minor > 0:
		return StatusCommitted
	case p.ExpiresOn != "" && day != "" && p.ExpiresOn < day:
		return StatusExpired
	case p.Stage == Announced:
		return StatusAnnounced
	}
	return StatusPledged
}
