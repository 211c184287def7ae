package api

import (
	"encoding/json"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"
)

// Limits of texts, in characters. The OpenAPI document states them.
const (
	MaxTitle  = 300
	MaxText   = 5000
	MaxURL    = 2000
	MaxCode   = 64
	MaxItems  = 1000  // allocations, requirements, regions of one record
	MaxNeeds  = 50000 // need lines of one assessment
	MaxSource = 50    // sources of one record
)

// Opt is a text that may be unknown: "" in Go, null in JSON.
type Opt string

// MarshalJSON writes null for "".
func (o Opt) MarshalJSON() ([]byte, error) {
	if o == "" {
		return []byte("null"), nil
	}
	return json.Marshal(string(o))
}

// Date is a calendar day, "2006-01-02": "" in Go and null in JSON when unknown.
type Date string

// MarshalJSON writes null for "".
func (d Date) MarshalJSON() ([]byte, error) { return Opt(d).MarshalJSON() }

// Valid tells whether d is a day between the years 1900 and 2200.
func (d Date) Valid() bool {
	t, err := time.Parse(time.DateOnly, string(d))
	return err == nil && t.Year() >= 1900 && t.Year() <= 2200
}

// Time returns the start of the day in UTC. The date must be valid.
func (d Date) Time() time.Time {
	t, _ := time.Parse(time.DateOnly, string(d))
	return t
}

// AddDays returns the day n days later.
func (d Date) AddDays(n int) Date { return DateOf(d.Time().AddDate(0, 0, n)) }

// DateOf returns the UTC day of t.
func DateOf(t time.Time) Date { return Date(t.UTC().Format(time.DateOnly)) }

// Period is a span of days, both ends included. Either end may be unknown.
type Period struct {
	From Date `json:"from"`
	To   Date `json:"to"`
}

var (
	codePattern = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,63}$`)
	planPattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)
	pcodeSyntax = regexp.MustCompile(`^[A-Z0-9][A-Za-z0-9 ._-]{1,31}$`)
)

// IsID tells whether s has the form of a record's id (a lower-case UUID).
func IsID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		c := s[i]
		switch i {
		case 8, 13, 18, 23:
			if c != '-' {
				return false
			}
		default:
			if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
				return false
			}
		}
	}
	return true
}

// Text checks a text: required or not, at most max characters, no NUL, not only blanks.
func (f *Fields) Text(pointer, value string, required bool, max int) {
	switch {
	case strings.TrimSpace(value) == "":
		if required {
			f.Add(pointer, "required", "This field is required.")
		} else if value != "" {
			f.Add(pointer, "blank", "This text has only blanks; leave it out or use null.")
		}
	case utf8.RuneCountInString(value) > max:
		f.Add(pointer, "too_long", "At most %d characters are kept here; this has %d.", max, utf8.RuneCountInString(value))
	case strings.ContainsRune(value, 0) || !utf8.ValidString(value):
		f.Add(pointer, "bad_text", "Text must be valid UTF-8 without NUL characters.")
	}
}

// Day checks a date: required or not, of the form 2024-09-05.
func (f *Fields) Day(pointer string, d Date, required bool) {
	if d == "" {
		if required {
			f.Add(pointer, "required", "A date like 2024-09-05 is required.")
		}
	} else if !d.Valid() {
		f.Add(pointer, "bad_date", "%q is not a day; write it like 2024-09-05 (years 1900 to 2200).", string(d))
	}
}

// Order checks that two dates, where both are known, are in order.
func (f *Fields) Order(pointer string, first, last Date, what string) {
	if first.Valid() && last.Valid() && last < first {
		f.Add(pointer, "dates_out_of_order", "%s: %s is before %s.", what, last, first)
	}
}

// Span checks a period.
func (f *Fields) Span(pointer string, p Period, required bool) {
	f.Day(pointer+"/from", p.From, required)
	f.Day(pointer+"/to", p.To, required)
	f.Order(pointer+"/to", p.From, p.To, "A period ends on or after its first day")
}

func (f *Fields) code(pointer, value string, re *regexp.Regexp, form string) {
	if value == "" {
		f.Add(pointer, "required", "A code is required.")
	} else if !re.MatchString(value) {
		f.Add(pointer, "bad_code", "%q is not a code: %s.", value, form)
	}
}

// SlugCode checks a code of an organization or a crisis.
func (f *Fields) SlugCode(pointer, value string) {
	f.code(pointer, value, codePattern, "use a-z, 0-9, dot, dash and underscore, at most 64 characters, starting with a letter or digit")
}

// GLIDE checks a disaster's number.
func (f *Fields) GLIDE(pointer, value string) {
	if !glidePattern.MatchString(value) {
		f.Add(pointer, "bad_code", "A GLIDE number looks like CE-2024-000036-HTI.")
	}
}

// PlanCode checks a code of an appeal.
func (f *Fields) PlanCode(pointer, value string) {
	f.code(pointer, value, planPattern, "use letters, digits, dot, dash and underscore, at most 64 characters")
}

// Pcode checks the form of a p-code.
func (f *Fields) Pcode(pointer, value string) {
	f.code(pointer, value, pcodeSyntax, "a p-code is 2 to 32 characters like HT, HT01 or HT0111-01")
}

// Known checks that value is one of a closed list.
func Known[T ~string](f *Fields, pointer string, value T, all []T) {
	for _, v := range all {
		if v == value {
			return
		}
	}
	names := make([]string, len(all))
	for i, v := range all {
		names[i] = string(v)
	}
	if value == "" {
		f.Add(pointer, "required", "One of these is required: %s.", strings.Join(names, ", "))
		return
	}
	f.Add(pointer, "unknown_value", "%q is not known here; use one of: %s.", string(value), strings.Join(names, ", "))
}
