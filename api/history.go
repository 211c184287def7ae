package api

import "time"

// MaxDifferences is how many differences one change of a history tells.
const MaxDifferences = 1000

// HistoryFilter selects a part of a record's history.
type HistoryFilter struct {
	Page
}

// Change is one change of a record: when, by whom, why, and what.
type Change struct {
	// ID is the id of the change.
	ID string    `json:"id" example:"01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b10"`
	At time.Time `json:"at" example:"2024-09-05T14:03:12.48Z"`
	// Organization made the change.
	Organization string `json:"organization" example:"usaid"`
	// Key is the id of the key that made the change: for the record's owner and coordinators alone.
	Key Opt `json:"key" example:"4f1c2a9e7b1a"`
	// Action is create, update, import, transaction, or the status that the record moved to.
	Action string `json:"action" example:"update"`
	// Reason is what was given as the reason.
	Reason Opt `json:"reason" example:"Signed on 9 September."`
	// Version is the record's version after the change.
	Version int64 `json:"version" example:"2"`
	// Withheld is true where the record was then more sensitive than the reader may see: what changed is not told.
	Withheld bool `json:"withheld"`
	// Changes are the differences, member by member.
	Changes []Difference `json:"changes"`
	// Omitted is how many more differences there are than one change tells.
	Omitted int `json:"omitted,omitempty"`
}

// Difference is one member of a record that changed.
type Difference struct {
	// Pointer is the JSON pointer (RFC 6901) of the member in the record after the change; of what was removed, before it.
	Pointer string `json:"pointer" example:"/amount/amount"`
	// Key names the element of a list that the member belongs to, by what identifies it rather than by its place.
	Key Opt `json:"key" example:"HT01:FSC"`
	// Before is the value before the change; null where there was none.
	Before any `json:"before"`
	// After is the value after the change; null where there is none.
	After any `json:"after"`
}
