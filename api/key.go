package api

import (
	"regexp"
	"strconv"
	"time"
)

var keyPattern = regexp.MustCompile(`^[a-z0-9]{16}$`)

// IsKeyID tells whether s has the form of a key's id.
func IsKeyID(s string) bool { return keyPattern.MatchString(s) }

// KeyStatus is derived from a key and the time.
type KeyStatus string

// The statuses of keys and grants.
const (
	KeyActive  KeyStatus = "active"
	KeyExpired KeyStatus = "expired"
	KeyRevoked KeyStatus = "revoked"
)

// KeyStatuses lists every status.
var KeyStatuses = []KeyStatus{KeyActive, KeyExpired, KeyRevoked}

// KeyInput asks for a new key.
type KeyInput struct {
	// Organization is the caller's own if left out.
	Organization string `json:"organization" example:"usaid"`
	// Name is what to know the key by, like the program or the desk that uses it.
	Name Opt `json:"name" example:"Pledge desk"`
	// Scopes are what the key may do. Whoever hands out coordinate must carry it.
	Scopes []Scope `json:"scopes" example:"pledge"`
	// ExpiresAt is when the key stops working; null is never.
	ExpiresAt *time.Time `json:"expires_at" example:"2025-01-31T00:00:00Z"`
}

// Key is what is known about a key. The key itself is shown once and never kept.
type Key struct {
	// ID stands in the key too, after knb_live_.
	ID string `json:"id" example:"8h2m5k9q0w3e7r1t"`
	KeyInput
	Status KeyStatus `json:"status" example:"active"`
	// Root tells people apart where a change takes two: keys that were made by
	// means of the same key have its root and count as one person.
	Root string `json:"root" example:"8h2m5k9q0w3e7r1t"`
	// Replaces is the id of the key that this one took the place of.
	Replaces Opt `json:"replaces" example:"8h2m5k9q0w3e7r1t"`
	// LastUsedAt is exact to about a minute; null if the key was never used.
	LastUsedAt *time.Time `json:"last_used_at" example:"2024-09-05T14:03:00Z"`
	RevokedAt  *time.Time `json:"revoked_at" example:"2024-09-05T14:03:12.48Z"`
	Meta
}

// IssuedKey is a new key with its secret.
type IssuedKey struct {
	Key
	// Secret is the whole key, for the Authorization header. It is in this one
	// answer and nowhere else: null where an Idempotency-Key repeats the answer.
	Secret Opt `json:"key" example:"knb_live_…"`
}

// MaxOverlap is how many hours a key may work on beside its successor.
const MaxOverlap = 720

// RotationInput asks for a successor of a key.
type RotationInput struct {
	// OverlapHours is how long the old key works on, 0 to 720; 24 if left out.
	OverlapHours *int `json:"overlap_hours" minimum:"0" maximum:"720" example:"24"`
	// ExpiresAt is when the successor stops working. A key that expires needs to
	// be told; a key that does not has such a successor if this is left out.
	ExpiresAt *time.Time `json:"expires_at" example:"2025-01-31T00:00:00Z"`
}

// KeyFilter selects keys.
type KeyFilter struct {
	Page
	Status []KeyStatus `form:"status"`
	// Scope selects keys that carry a scope.
	Scope []Scope `form:"scope"`
	// Root selects the keys that were made by means of one key.
	Root []string `form:"root"`
	// Q is a text that the name or the id contains.
	Q    string `form:"q"`
	Sort string `form:"sort" enums:"id,-id,created_at,-created_at"`
}

// WithDefaults fills in what may be left out.
func (in KeyInput) WithDefaults(caller Caller) KeyInput {
	if in.Organization == "" {
		in.Organization = caller.Organization
	}
	in.ExpiresAt = kept(in.ExpiresAt)
	return in
}

// kept is a moment as exact as every engine keeps it.
func kept(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	exact := t.UTC().Truncate(time.Microsecond)
	return &exact
}

// Validate reports every wrong field.
func (in KeyInput) Validate() Fields {
	var f Fields
	f.SlugCode("/organization", in.Organization)
	f.Text("/name", string(in.Name), false, MaxTitle)
	f.scopes(in.Scopes)
	f.moment("/expires_at", in.ExpiresAt)
	return f
}

func (f *Fields) scopes(scopes []Scope) {
	if len(scopes) == 0 {
		f.Add("/scopes", "required", "At least one scope is needed.")
	}
	seen := map[Scope]bool{}
	for i, s := range scopes {
		at := "/scopes/" + strconv.Itoa(i)
		Known(f, at, s, Scopes)
		if seen[s] {
			f.Add(at, "repeated", "%s stands in this list twice.", s)
		}
		seen[s] = true
	}
}

// moment checks that a moment has a year that is kept.
func (f *Fields) moment(pointer string, t *time.Time) {
	if t != nil && (t.Year() < 1900 || t.Year() > 2200) {
		f.Add(pointer, "bad_time", "The year of a moment is 1900 to 2200.")
	}
}

// WithDefaults fills in what may be left out.
func (in RotationInput) WithDefaults() RotationInput {
	if in.OverlapHours == nil {
		day := 24
		in.OverlapHours = &day
	}
	in.ExpiresAt = kept(in.ExpiresAt)
	return in
}

// Validate reports every wrong field.
func (in RotationInput) Validate() Fields {
	var f Fields
	if h := in.OverlapHours; h != nil && (*h < 0 || *h > MaxOverlap) {
		f.Add("/overlap_hours", "out_of_range", "The old key works on for 0 to %d hours.", MaxOverlap)
	}
	f.moment("/expires_at", in.ExpiresAt)
	return f
}

// StatusAt derives the status at a moment.
func (k Key) StatusAt(now time.Time) KeyStatus { return statusAt(k.RevokedAt, k.ExpiresAt, now) }

func statusAt(revoked, expires *time.Time, now time.Time) KeyStatus {
	switch {
	case revoked != nil:
		return KeyRevoked
	case expires != nil && !expires.After(now):
		return KeyExpired
	}
	return KeyActive
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
