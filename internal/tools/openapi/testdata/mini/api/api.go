// Package api is a small vocabulary for the tests of the pipeline.
package api

import "time"

const (
	MaxTitle = 300
	MaxURL   = 2000
	MaxItems = 9
)

type (
	Opt      string
	Date     string
	Currency string
	People   int64
	Cents    int64
	Method   string
	Basis    string
)

// Methods lists the methods.
var Methods = []Method{"survey", "registration"}

const (
	Reported Basis = "reported" // the region's own
	Summed   Basis = "summed"   // the sum
)

type Money struct {
	Minor    int64
	Currency Currency
}

type FieldError struct {
	Pointer string `json:"pointer"`
}

type Problem struct {
	Title  string       `json:"title"`
	Errors []FieldError `json:"errors,omitempty"`
}

type Page struct {
	// Limit is how many to answer with.
	Limit  int    `form:"limit" minimum:"1" maximum:"1000" default:"50"`
	Cursor string `form:"cursor"`
}

type List[T any] struct {
	Data []T `json:"data"`
	// Next is the path of the next page.
	Next Opt `json:"next"`
}

// Source is what a figure rests on.
type Source struct {
	Publisher   string `json:"publisher" example:"OCHA"`
	Title       string `json:"title"`
	PublishedOn Date   `json:"published_on"`
	URL         Opt    `json:"url"`
}

// PledgeInput is a pledge as it is recorded.
type PledgeInput struct {
	Title     string `json:"title"`
	Amount    Money  `json:"amount"`
	AmountUSD *Cents `json:"amount_usd"`
	PledgedOn Date   `json:"pledged_on"`
	ExpiresOn Date   `json:"expires_on"`
	// Method is how it is paid.
	Method  Method   `json:"method"`
	Basis   *Basis   `json:"basis"`
	Reached *People  `json:"reached" example:"12"`
	Sources []Source `json:"sources"`
}

// Pledge is a promise.
type Pledge struct {
	ID string `json:"id"`
	PledgeInput
	CreatedAt time.Time `json:"created_at"`
}

type PledgeFilter struct {
	Page
	Method []Method `form:"method"`
	Status Date     `form:"as_of"`
}
