package api

import "time"

// MaxSubject is the longest subject, as OpenID Connect has it.
const MaxSubject = 255

// GrantInput lets somebody in who signs in at the identity provider.
type GrantInput struct {
	// Organization is the caller's own if left out.
	Organization string `json:"organization" example:"usaid"`
	// Subject is who: the sub claim of the provider's tokens, to the letter.
	Subject string `json:"subject" example:"248289761001"`
	// Name is what to know the grant by.
	Name Opt `json:"name" example:"Duty officer"`
	// Scopes are what the subject may do. What a token claims of itself is never looked at.
	Scopes []Scope `json:"scopes" example:"pledge"`
	// ExpiresAt is when the grant ends; null is never.
	ExpiresAt *time.Time `json:"expires_at" example:"2025-01-31T00:00:00Z"`
}

// Grant says what a subject of the identity provider may do here, and for which organization.
type Grant struct {
	ID string `json:"id" example:"01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b10"`
	GrantInput
	// Issuer is the provider whose subject this is: the one that the server trusted when the grant was made.
	Issuer string    `json:"issuer" example:"https://login.example.org"`
	Status KeyStatus `json:"status" example:"active"`
	// LastUsedAt is exact to about a minute; null if the grant was never used.
	LastUsedAt *time.Time `json:"last_used_at" example:"2024-09-05T14:03:00Z"`
	RevokedAt  *time.Time `json:"revoked_at" example:"2024-09-05T14:03:12.48Z"`
	Meta
}

// GrantFilter selects grants. A subject is nothing to look for in an address,
// which ends up in logs.
type GrantFilter struct {
	Page
	Status []KeyStatus `form:"status"`
	// Scope selects grants that carry a scope.
	Scope []Scope `form:"scope"`
	// Q is a text that the name contains.
	Q    string `form:"q"`
	Sort string `form:"sort" enums:"id,-id,created_at,-created_at"`
}

// WithDefaults fills in what may be left out.
func (in GrantInput) WithDefaults(caller Caller) GrantInput {
	if in.Organization == "" {
		in.Organization = caller.Organization
	}
	in.ExpiresAt = kept(in.ExpiresAt)
	return in
}

// Validate reports every wrong field.
func (in GrantInput) Validate() Fields {
	var f Fields
	f.SlugCode("/organization", in.Organization)
	f.Text("/subject", in.Subject, true, MaxSubject)
	f.Text("/name", string(in.Name), false, MaxTitle)
	f.scopes(in.Scopes)
	f.moment("/expires_at", in.ExpiresAt)
	return f
}

// StatusAt derives the status at a moment.
func (g Grant) StatusAt(now time.Time) KeyStatus { return statusAt(g.RevokedAt, g.ExpiresAt, now) }
