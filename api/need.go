package api

import (
	"encoding/json"
	"strings"
)

// MaxPeople is the largest number of people that a figure may name.
const MaxPeople = 10_000_000_000

// People is a number of people. A public number from 1 to 9 is written as
// {"suppressed":true}: so few people could be recognised.
type People int64

// MostSuppressed is the largest number of people that the public does not see; 0 is seen.
const MostSuppressed = 9

// Suppressed stands for a number that is too small to be shown.
const Suppressed People = -1

// MarshalJSON writes a number, or {"suppressed":true}.
func (p People) MarshalJSON() ([]byte, error) {
	if p == Suppressed {
		return []byte(`{"suppressed":true}`), nil
	}
	return json.Marshal(int64(p))
}

// UnmarshalJSON reads what MarshalJSON writes.
func (p *People) UnmarshalJSON(b []byte) error {
	if strings.ReplaceAll(string(b), " ", "") == `{"suppressed":true}` {
		*p = Suppressed
		return nil
	}
	var n int64
	if err := json.Unmarshal(b, &n); err != nil {
		return Fields{{Code: "wrong_type", Detail: "A whole number of people is expected here."}}
	}
	if n < 0 || n > MaxPeople {
		return Fields{{Code: "out_of_range", Detail: "A number of people is 0 to 10000000000."}}
	}
	*p = People(n)
	return nil
}

// Suppress hides numbers from 1 to 9.
func (p *People) Suppress() *People {
	if p != nil && *p >= 1 && *p <= MostSuppressed {
		hidden := Suppressed
		return &hidden
	}
	return p
}

// Groups lists the population groups, in the codes of HDX HAPI.
var Groups = []string{"ALL", "REF", "ROC", "ASY", "OIP", "IDP", "IOC", "STA", "OOC", "HST", "RET", "RST", "NAT", "RDP", "RRI"}

// Sexes lists the values of a line's sex.
var Sexes = []string{"all", "f", "m", "x", "u", "o"}

// NeedKey is what makes two lines of a crisis compete.
type NeedKey struct {
	Region string
	Sector SectorCode
	Group  string
	Sex    string
	Age    string
}

// String writes the key as the parameter key= takes it: HT01:WSH:ALL:all:all.
func (k NeedKey) String() string {
	return strings.Join([]string{k.Region, string(k.Sector), k.Group, k.Sex, k.Age}, ":")
}

// ParseNeedKey reads what [NeedKey.String] writes. It notes at the pointer what is wrong with it.
func ParseNeedKey(f *Fields, pointer, text string) NeedKey {
	parts := strings.Split(text, ":")
	if len(parts) != 5 {
		f.Add(pointer, "bad_key", "%q is not the key of a need: write region, sector, group, sex and age, like HT01:WSH:ALL:all:all.", text)
		return NeedKey{}
	}
	k := NeedKey{parts[0], SectorCode(parts[1]), parts[2], parts[3], parts[4]}
	f.Pcode(pointer, k.Region)
	f.sector(pointer, k.Sector)
	Known(f, pointer, k.Group, Groups)
	Known(f, pointer, k.Sex, Sexes)
	if !validAge(k.Age) {
		f.Add(pointer, "unknown_value", "An age is all, a span like 0-17 or an open end like 65+; %q is not.", k.Age)
	}
	return k
}

// Total tells whether the line speaks of everybody: all groups, sexes and ages.
func (in NeedInput) Total() bool { return in.Group == "ALL" && in.Sex == "all" && in.Age == "all" }

// NeedInput is one line of an assessment as it is recorded.
type NeedInput struct {
	Region string     `json:"region" example:"HT01"`
	Sector SectorCode `json:"sector" example:"FSC"`
	// Group is a population group: ALL, IDP (internally displaced), RET (returnees), HST (hosts)…
	Group string `json:"group" example:"ALL"`
	// Sex is all, f, m, x, u (unknown) or o (other).
	Sex string `json:"sex" example:"all"`
	// Age is all, a span like 0-17 or an open end like 65+.
	Age      string  `json:"age" example:"all"`
	Affected *People `json:"affected" swaggertype:"integer" example:"2300000"`
	InNeed   *People `json:"in_need" swaggertype:"integer" example:"1800000"`
	Targeted *People `json:"targeted" swaggertype:"integer" example:"1200000"`
	Reached  *People `json:"reached" swaggertype:"integer"`
	// Severity is JIAF's: 1 minimal, 2 stress, 3 severe, 4 extreme, 5 catastrophic.
	Severity *int `json:"severity" minimum:"1" maximum:"5" example:"4"`
	// Required is the money that meeting the need takes.
	Required *Money `json:"required"`
}

// Need is one line of an assessment.
type Need struct {
	ID         string `json:"id" example:"01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b10"`
	Assessment string `json:"assessment" example:"01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b0f"`
	Crisis     string `json:"crisis" example:"hti-2024"`
	NeedInput
	// RequiredUSD is the US dollar value of required, fixed when recorded.
	RequiredUSD *Cents `json:"required_usd" swaggertype:"string"`
	// Chosen tells with competing=true whether this is the current one of the figures for its key.
	Chosen *bool `json:"chosen,omitempty"`
	// ChosenBecause says with competing=true why the chosen figure goes before the others, or before this one.
	ChosenBecause *Verdict `json:"chosen_because,omitempty"`
	// Sources are with competing=true those of the assessment.
	Sources []Source `json:"sources,omitempty"`
	Meta
}

// Verdict says why one of several figures is the current one.
type Verdict struct {
	// Code is a stable word, the first of these that tells the figures apart.
	Code string `json:"code" enums:"only_figure,later_period,later_publication,better_source,later_recorded" example:"later_period"`
	// Detail is a sentence, for people.
	Detail string `json:"detail" example:"The chosen figure speaks of a time up to 2024-12-31, the other one of a time up to 2024-06-30."`
}

// The codes of a [Verdict].
const (
	OnlyFigure       = "only_figure"
	LaterPeriod      = "later_period"
	LaterPublication = "later_publication"
	BetterSource     = "better_source"
	LaterRecorded    = "later_recorded"
)

// WithDefaults fills in group, sex and age.
func (in NeedInput) WithDefaults() NeedInput {
	if in.Group == "" {
		in.Group = "ALL"
	}
	if in.Sex == "" {
		in.Sex = "all"
	}
	if in.Age == "" {
		in.Age = "all"
	}
	return in
}

// Key returns the line's key within its crisis.
func (in NeedInput) Key() NeedKey {
	return NeedKey{in.Region, in.Sector, in.Group, in.Sex, in.Age}
}

// Validate reports every wrong field that the line alone can tell.
func (in NeedInput) Validate() Fields {
	var f Fields
	f.Pcode("/region", in.Region)
	f.sector("/sector", in.Sector)
	Known(&f, "/group", in.Group, Groups)
	Known(&f, "/sex", in.Sex, Sexes)
	if !validAge(in.Age) {
		f.Add("/age", "unknown_value", "An age is all, a span like 0-17 or an open end like 65+.")
	}
	if s := in.Severity; s != nil && (*s < 1 || *s > 5) {
		f.Add("/severity", "out_of_range", "Severity is 1 (minimal) to 5 (catastrophic).")
	}
	if m := in.Required; m != nil && m.Minor < 0 {
		f.Add("/required/amount", "negative", "A requirement cannot be below zero.")
	}
	if in.Affected == nil && in.InNeed == nil && in.Targeted == nil && in.Reached == nil && in.Severity == nil && in.Required == nil {
		f.Add("", "required", "A line says at least one of affected, in_need, targeted, reached, severity, required.")
	}
	for _, p := range []struct {
		at string
		n  *People
	}{{"/affected", in.Affected}, {"/in_need", in.InNeed}, {"/targeted", in.Targeted}, {"/reached", in.Reached}} {
		if p.n != nil && (*p.n < 0 || *p.n > MaxPeople) {
			f.Add(p.at, "out_of_range", "A number of people is 0 to %d.", int64(MaxPeople))
		}
	}
	if in.Affected != nil && in.InNeed != nil && *in.InNeed > *in.Affected {
		f.Add("/in_need", "too_large", "People in need are among the affected; %d is more than %d.", int64(*in.InNeed), int64(*in.Affected))
	}
	return f
}

func validAge(age string) bool {
	if age == "all" {
		return true
	}
	digits := func(s string) bool {
		return s != "" && len(s) <= 3 && strings.Trim(s, "0123456789") == ""
	}
	if open, ok := strings.CutSuffix(age, "+"); ok {
		return digits(open)
	}
	from, to, ok := strings.Cut(age, "-")
	return ok && digits(from) && digits(to) && (len(from) < len(to) || len(from) == len(to) && from <= to)
}

// NeedFilter selects need lines: by default the current ones.
type NeedFilter struct {
	Page
	Crisis []string `form:"crisis"`
	// Region selects a region and all its descendants.
	Region      []string     `form:"region"`
	RegionExact []string     `form:"region_exact"`
	Sector      []SectorCode `form:"sector"`
	Group       []string     `form:"group"`
	Sex         []string     `form:"sex"`
	Age         []string     `form:"age"`
	Assessment  []string     `form:"assessment"`
	// Organization selects the lines of an organization's assessments.
	Organization []string `form:"organization"`
	SeverityFrom *int     `form:"severity_from"`
	SeverityTo   *int     `form:"severity_to"`
	InNeedFrom   *int64   `form:"in_need_from"`
	InNeedTo     *int64   `form:"in_need_to"`
	// AsOf answers with the lines current on a day; today if left out.
	AsOf Date `form:"as_of"`
	// KnownAt answers with what this service knew at a moment; with what it knows now if left out.
	KnownAt Moment `form:"known_at"`
	// Key selects the lines of one key within a crisis, like HT01:WSH:ALL:all:all: region, sector, group, sex and age.
	Key []string `form:"key"`
	// Competing answers with every line that counts on the day, not only the current ones, and which is chosen, and why.
	Competing bool   `form:"competing"`
	Sort      string `form:"sort" enums:"id,-id"`
}
