// Package policy says who may do what. It is data: the rules in rules.go and
// the sights in sight.go. Package relief enforces them, httpapi opens its
// routes by them, and the OpenAPI document states them. What is in no rule is
// refused.
package policy

import (
	"slices"
	"strings"

	"github.com/konbit-aid/konbit/api"
)

// Access says who may call an operation at all, before any record is looked at.
type Access int

// The zero value opens nothing, so that a forgotten rule is a closed door.
const (
	Closed  Access = iota
	Anybody        // without a key even where reading needs one
	Readers        // without a key where the operator lets the public read, else with any key
	Holders        // any key
	Scoped         // a key that carries one of the rule's scopes
)

// Whose says whose records an operation writes.
type Whose int

// The relations of a caller to a record.
const (
	All    Whose = iota // reference data, or other organizations' work that is judged
	Own                 // records of the caller's organization
	Party               // records in which the caller's organization has a part
	Inside              // records of the caller's organization; a coordinator's are everybody's
)

// Second says whose agreement a change needs beside that of the one who asks.
type Second int

// The second pairs of eyes.
const (
	Nobody    Second = iota
	Colleague        // another person of the same organization, or a coordinator
	Stranger         // another organization: the record's own, or a coordinator's
)

// Rule is one row: one operation, or one way of an operation that has several.
type Rule struct {
	// Operation is the operationId of the route. A way follows after a colon:
	// transitionAssessment:validated.
	Operation string
	Access    Access
	// Scopes are those of which a caller needs one, where Access is Scoped.
	Scopes []api.Scope
	Whose  Whose
	Second Second
}

// Policy is a table that can be asked. The zero value refuses everything.
type Policy struct {
	rules  map[string]Rule
	sights []Sight
}

// New makes a policy of rules and sights.
func New(rules []Rule, sights []Sight) *Policy {
	p := &Policy{rules: make(map[string]Rule, len(rules)), sights: sights}
	for _, r := range rules {
		p.rules[r.Operation] = r
	}
	return p
}

// Default returns the policy of this program.
func Default() *Policy { return New(Rules, Sights) }

// Rule returns the row of an operation; a closed one where there is none.
func (p *Policy) Rule(operation string) Rule {
	if r, ok := p.rules[operation]; ok {
		return r
	}
	return Rule{Operation: operation}
}

// Gate returns the rule of a route: its own row, or one that lets in whoever may
// go one of the operation's ways, which [Policy.May] then tells apart.
func (p *Policy) Gate(operation string) Rule {
	gate := p.Rule(operation)
	if gate.Access != Closed {
		return gate
	}
	for name, r := range p.rules {
		if strings.HasPrefix(name, operation+":") {
			if gate.Access == Closed || r.Access < gate.Access {
				gate.Access = r.Access
			}
			gate.Scopes = append(gate.Scopes, r.Scopes...)
		}
	}
	if gate.Access != Scoped {
		gate.Scopes = nil
	}
	slices.Sort(gate.Scopes)
	gate.Scopes = slices.Compact(gate.Scopes)
	return gate
}

// Admits tells whether the caller may call the operation at all. public says
// whether the operator lets everybody read. Codes: unauthorized, forbidden.
func (r Rule) Admits(caller api.Caller, public bool) error {
	switch {
	case r.Access == Anybody, caller.Operator():
		return nil
	case caller.Anonymous() && (r.Access != Readers || !public):
		return api.Errorf(api.CodeUnauthorized, "This needs a key: send Authorization: Bearer knb_live_…")
	case r.Access == Readers, r.Access == Holders:
		return nil
	case r.Access == Scoped && slices.ContainsFunc(r.Scopes, caller.Can):
		return nil
	case r.Access == Closed:
		return api.Errorf(api.CodeForbidden, "Nobody may do this.")
	}
	return api.Errorf(api.CodeForbidden, "This needs a key with the scope %s.", Words(r.Scopes))
}

// May tells whether the caller may do an operation, on a record of the given
// organizations if it is about one: the owner first, then others with a part.
// Codes: unauthorized, forbidden.
func (p *Policy) May(caller api.Caller, operation string, organizations ...string) error {
	r := p.Rule(operation)
	if err := r.Admits(caller, true); err != nil {
		return err
	}
	if caller.Operator() || len(organizations) == 0 || r.Whose == All || r.Whose == Inside && caller.Coordinator() {
		return nil
	}
	if r.Whose != Party {
		organizations = organizations[:1]
	}
	if !slices.ContainsFunc(organizations, caller.Owns) {
		return api.Errorf(api.CodeForbidden, "Your key belongs to %s and writes that organization's records only.", caller.Organization)
	}
	return nil
}

// Words joins scopes for a sentence.
func Words(scopes []api.Scope) string {
	names := make([]string, len(scopes))
	for i, s := range scopes {
		names[i] = string(s)
	}
	return strings.Join(names, " or ")
}
