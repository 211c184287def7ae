package api

import "time"

// KeyInput asks for a new key.
type KeyInput struct {
	Organization string     `json:"organization" example:"usaid"`
	Name         string     `json:"name" example:"Pledge desk"`
	Scopes       []Scope    `json:"scopes" example:"pledge"`
	ExpiresAt    *time.Time `json:"expires_at"`
}

// Key is what is known about a key. Its secret is shown once and never kept.
type Key struct {
	ID string `json:"id"`
	KeyInput
	CreatedAt time.Time  `json:"created_at"`
	RevokedAt *time.Time `json:"revoked_at"`
}

// Validate reports every wrong field.
func (in KeyInput) Validate() Fields {
	var f Fields
	f.SlugCode("/organization", in.Organization)
	f.Text("/name", in.Name, false, MaxTitle)
	if len(in.Scopes) == 0 {
		f.Add("/scopes", "required", "A key carries at least one scope.")
	}
	for _, s := range in.Scopes {
		Known(&f, "/scopes", s, Scopes)
	}
	return f
}

// Once makes a write happen once: the same key with the same request replays
// the first answer; with another request it is refused.
type Once struct {
	// Key is the caller's Idempotency-Key.
	Key string
	// Request is a digest of method, path and body.
	Request string
	// Replayed is set when the answer is that of an earlier request.
	Replayed bool
}
