package api

import (
	"encoding/json"
	"fmt"
	"time"
)

// ApprovalStatus is where a change stands that waits for a second person.
type ApprovalStatus string

// The statuses of an approval.
const (
	Pending         ApprovalStatus = "pending"   // waits
	Approved        ApprovalStatus = "approved"  // was made
	Refused         ApprovalStatus = "refused"   // will not be made
	TakenBack       ApprovalStatus = "withdrawn" // taken back by the organization that asked
	ApprovalExpired ApprovalStatus = "expired"   // nobody decided in time
)

// ApprovalStatuses lists every status.
var ApprovalStatuses = []ApprovalStatus{Pending, Approved, Refused, TakenBack, ApprovalExpired}

// ApprovalNeed says whose agreement a change waits for.
type ApprovalNeed string

// The needs of approvals.
const (
	NeedsColleague ApprovalNeed = "colleague_or_coordinator" // another person of the organization that asked, or a coordinator
	NeedsStranger  ApprovalNeed = "other_organization"       // the record's organization or a coordinator, but another than the one that asked
)

// ApprovalNeeds lists every need.
var ApprovalNeeds = []ApprovalNeed{NeedsColleague, NeedsStranger}

// ApprovalPeriod is how long a change waits before it expires.
const ApprovalPeriod = 14 * 24 * time.Hour

// Approval is a change that waits for a second person, or what became of it.
type Approval struct {
	ID string `json:"id" example:"01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b10"`
	// Operation is the operation that was called, with the status asked for after a colon.
	Operation string `json:"operation" example:"transitionPledge:cancelled"`
	// Resource and Record name what is to be changed. What is to be made has a digest until it is made.
	Resource string `json:"resource" example:"pledges"`
	Record   string `json:"record" example:"01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b0f"`
	// RecordVersion is the version that the change was asked for. A record that has changed since is not changed.
	RecordVersion int64 `json:"record_version" example:"3"`
	// Change is the body that was sent.
	Change json.RawMessage `json:"change" swaggertype:"object"`
	Reason Opt             `json:"reason" example:"The programme was closed."`
	Needs  ApprovalNeed    `json:"needs" example:"colleague_or_coordinator"`
	Status ApprovalStatus  `json:"status" example:"pending"`
	// Owner is the organization that the record belongs to; null for reference data.
	Owner Opt `json:"owner" example:"usaid"`
	// RequestedBy is the organization that asked, DecidedBy the one that decided.
	RequestedBy string `json:"requested_by" example:"usaid"`
	DecidedBy   Opt    `json:"decided_by"`
	// Decision is why it was decided so.
	Decision  Opt        `json:"decision"`
	DecidedAt *time.Time `json:"decided_at"`
	ExpiresAt time.Time  `json:"expires_at" example:"2024-09-19T14:03:12.48Z"`
	Meta
}

// ApprovalFilter selects approvals.
type ApprovalFilter struct {
	Page
	Status   []ApprovalStatus `form:"status"`
	Needs    []ApprovalNeed   `form:"needs"`
	Resource []string         `form:"resource"`
	Record   []string         `form:"record"`
	// RequestedBy selects what an organization has asked for.
	RequestedBy []string `form:"requested_by"`
	Sort        string   `form:"sort" enums:"id,-id"`
}

// Awaiting is the outcome of a write that is not made yet: it waits for a
// second person. It travels as an error because there is no record to return.
type Awaiting struct{ Approval Approval }

// Error says what is waited for.
func (a *Awaiting) Error() string {
	return fmt.Sprintf("%s waits for a second person: approval %s needs %s", a.Approval.Operation, a.Approval.ID, a.Approval.Needs)
}
