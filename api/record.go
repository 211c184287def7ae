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
	ScopeAdmin      Scope = "admin"      // everything, for every organization
)

// Scopes lists every scope.
var Scopes = []Scope{ScopeRead, ScopeAssess, ScopePledge, ScopeReport, ScopeCoordinate, ScopeAdmin}

// Caller is who asks: the zero value is anonymous.
type Caller struct {
	KeyID        string
	Organization string
	Scopes       []Scope
}

// Anonymous tells whether no key was shown.
func (c Caller) Anonymous() bool { return c.KeyID == "" }

// Can tells whether the caller carries the scope; admin carries all.
func (c Caller) Can(s Scope) bool {
	for _, have := range c.Scopes {
		if have == s || have == ScopeAdmin {
			return true
		}
	}
	return false
}

// Coordinator tells whether the caller sees and judges other organizations' work.
func (c Caller) Coordinator() bool { return c.Can(ScopeCoordinate) }

// Owns tells whether the caller may write records of the organization.
func (c Caller) Owns(organization string) bool {
	return c.Can(ScopeAdmin) || !c.Anonymous() && c.Organization == organization
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

// Visible lists the sensitivities that the caller sees in everybody's records.
func (c Caller) Visible() []Sensitivity {
	switch {
	case c.Anonymous():
		return Sensitivities[:1]
	case c.Coordinator():
		return Sensitivities
	}
	return Sensitivities[:2]
}

// System is the caller of the operator's own commands, which work on the
// database directly.
var System = Caller{KeyID: "cli", Organization: "konbit", Scopes: []Scope{ScopeAdmin}}
