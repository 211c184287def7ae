package api

// TransactionType says what happened to a pledge.
type TransactionType string

// The types of a transaction.
const (
	Commitment   TransactionType = "commitment"   // a binding agreement
	Disbursement TransactionType = "disbursement" // a payment; without a commitment it counts as both
	Decommitment TransactionType = "decommitment" // a commitment taken back
	Refund       TransactionType = "refund"       // a payment given back
)

// TransactionTypes lists every type.
var TransactionTypes = []TransactionType{Commitment, Disbursement, Decommitment, Refund}

// Cell is a region and a sector.
type Cell struct {
	Region string     `json:"region" example:"HT01"`
	Sector SectorCode `json:"sector" example:"FSC"`
}

// TransactionInput is a transaction as it is recorded.
type TransactionInput struct {
	Type TransactionType `json:"type" example:"commitment"`
	// Amount is above zero, in the pledge's currency.
	Amount    Money `json:"amount"`
	Date      Date  `json:"date" example:"2024-09-20"`
	Reference Opt   `json:"reference" example:"PAY-2024-0117"`
	// Allocation names the allocation that the money belongs to; it stays within it.
	// Left out where the pledge is one whole allocation, it is that one.
	Allocation *Cell    `json:"allocation"`
	Sources    []Source `json:"sources"`
}

// Transaction is what happened to a pledge. It is never changed: a mistake is
// taken back by a decommitment or a refund.
type Transaction struct {
	ID     string `json:"id" example:"01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b11"`
	Pledge string `json:"pledge" example:"01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b10"`
	TransactionInput
	// AmountUSD is the amount at the pledge's rate.
	AmountUSD Cents `json:"amount_usd" swaggertype:"string" example:"10000000.00"`
	// ReportedBy is the organization that says so: the donor, or the recipient.
	ReportedBy string `json:"reported_by" example:"usaid"`
	// Counted is false for a recipient's statement about money that the donor
	// reports: both are kept, one is summed.
	Counted bool `json:"counted" example:"true"`
	Meta
}

// WithDefaults fills in the sources' grades.
func (in TransactionInput) WithDefaults() TransactionInput {
	in.Sources = defaultSources(in.Sources)
	return in
}

// Validate reports every wrong field that the input alone can tell.
func (in TransactionInput) Validate() Fields {
	var f Fields
	Known(&f, "/type", in.Type, TransactionTypes)
	in.Amount.Positive(&f, "/amount")
	f.Day("/date", in.Date, true)
	f.Text("/reference", string(in.Reference), false, MaxTitle)
	if in.Allocation != nil {
		f.Pcode("/allocation/region", in.Allocation.Region)
		f.sector("/allocation/sector", in.Allocation.Sector)
	}
	validateSources(&f, in.Sources)
	return f
}

// TransactionFilter selects the transactions of one pledge.
type TransactionFilter struct {
	Page
	Type     []TransactionType `form:"type"`
	DateFrom Date              `form:"date_from"`
	DateTo   Date              `form:"date_to"`
	Sort     string            `form:"sort" enums:"id,-id"`
}
