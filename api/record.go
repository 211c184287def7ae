package api

import "time"

// Meta is what every record carries beside its own fields.
type Meta struct {
	// Version grows by one with every change; it is the record's ETag.
	Version   int64     `json:"version" example:"1"`
	CreatedAt time.Time `json:"created_at" example:"2024-09-05T14:03:12.48Z"`
	UpdatedAt time.Time `json:"updated_at" example:"2024-09-05T14:03:12.48Z"`
}

// Transition asks for a record's next status, with the reason.
type Transition struct {
	// To is the status to move to.
	To string `json:"to" example:"validated"`
	// Reason is kept in the history. Rejecting, withdrawing and cancelling need one.
	Reason string `json:"reason" example:"Reviewed by the inter-cluster group on 4 March."`
	// On is the day from which the new status holds; today if left out.
	On Date `json:"on" example:"2024-03-04"`
}

// Validate reports what is wrong with the transition by itself.
func (t Transition) Validate() Fields {
	var f Fields
	f.Text("/to", t.To, true, MaxCode)
	f.Text("/reason", t.Reason, false, MaxText)
	f.Day("/on", t.On, false)
	return f
}

// Scope is one thing a key may do.
type Scope string

// The scopes of a key.
const (
	ScopeRead       Scope = "read"       // read what partners may read
	ScopeAssess     Scope = "assess"     // write the organization's assessments
	ScopePledge     Scope = "pledge"     // write the organization's pledges and transactions
	ScopeReport     Scope = "report"     // write incidents and access constraints
	ScopeCoordinate Scope = "coordinate" // validate assessments, write reference data
	ScopeAdmin      Scope = "admin"      // everything but coordinate for its own organization, its keys and grants too
)

// Scopes lists every scope.
var Scopes = []Scope{ScopeRead, ScopeAssess, ScopePledge, ScopeReport, ScopeCoordinate, ScopeAdmin}

// Caller is who asks: the zero value is anonymous.
type Caller struct {
	KeyID        string
	Organization string
	Scopes       []Scope
	// Person tells people apart where a change takes two: keys that were made
	// by means of the same key are one person's.
	Person   string
	operator bool
}

// Anonymous tells whether no key was shown.
func (c Caller) Anonymous() bool { return c.KeyID == "" }

// Operator tells whether this is a command of the operator, who may do
// everything. No key can make a caller one.
func (c Caller) Operator() bool { return c.operator }

// Can tells whether the caller carries the scope. Admin carries all but
// coordinate, which is about other organizations' work.
func (c Caller) Can(s Scope) bool {
	for _, have := range c.Scopes {
		if have == s || have == ScopeAdmin && s != ScopeCoordinate {
			return true
		}
	}
	return c.operator
}

// Coordinator tells whether the caller sees and judges other organizations' work.
func (c Caller) Coordinator() bool { return c.Can(ScopeCoordinate) }

// Owns tells whether the caller may write records of the organization.
func (c Caller) Owns(organization string) bool {
	return c.operator || !c.Anonymous() && c.Organization == organization
}

// Sensitivity says who may see a record.
type Sensitivity string

// The sensitivities, from open to closed.
const (
	Public     Sensitivity = "public"     // everybody
	Partners   Sensitivity = "partners"   // any key; the default
	Restricted Sensitivity = "restricted" // the owner and coordinators
)

// Sensitivities lists every sensitivity.
var Sensitivities = []Sensitivity{Public, Partners, Restricted}

// Sight is what a caller sees of a kind of record.
type Sight struct {
	// All is true for who sees every record.
	All bool
	// Organization is the one whose records the caller sees whatever they are; "" for none.
	Organization string
	// Done and Open are the sensitivities of other organizations' records that
	// the caller sees: of those that count or once counted, and of those that
	// are still worked on. Coverage for the caller is made of Done.
	Done, Open []Sensitivity
}

// Public tells whether this is the sight of somebody without a key.
func (s Sight) Public() bool { return !s.All && s.Organization == "" }

// System is the caller of the operator's own commands, which work on the
// database directly.
var System = Caller{KeyID: "cli", Organization: "konbit", Person: "cli", operator: true}
