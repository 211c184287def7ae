package api

import (
	"regexp"
	"strconv"
)

// CrisisInput is a crisis as it is recorded.
type CrisisInput struct {
	Code  string `json:"code" example:"hti-2024"`
	Title string `json:"title" example:"Haiti: insecurity and displacement, 2024"`
	// GLIDE is the disaster's number in the GLIDE system.
	GLIDE Opt `json:"glide" example:"CE-2024-000036-HTI"`
	// Regions are the p-codes that the crisis touches; several countries are normal.
	Regions   []string `json:"regions" example:"HT,DO"`
	StartedOn Date     `json:"started_on" example:"2024-02-29"`
	EndedOn   Date     `json:"ended_on"`
}

// Crisis is an emergency.
type Crisis struct {
	CrisisInput
	Meta
}

var glidePattern = regexp.MustCompile(`^[A-Z]{2}-[0-9]{4}-[0-9]{6}-[A-Z]{3}$`)

// Validate reports every wrong field that the input alone can tell.
func (in CrisisInput) Validate() Fields {
	var f Fields
	f.SlugCode("/code", in.Code)
	f.Text("/title", in.Title, true, MaxTitle)
	if in.GLIDE != "" {
		f.GLIDE("/glide", string(in.GLIDE))
	}
	if len(in.Regions) == 0 {
		f.Add("/regions", "required", "Name the regions that the crisis touches, at least one.")
	}
	f.regions("/regions", in.Regions)
	f.Day("/started_on", in.StartedOn, true)
	f.Day("/ended_on", in.EndedOn, false)
	f.Order("/ended_on", in.StartedOn, in.EndedOn, "A crisis ends on or after its first day")
	return f
}

// regions checks a set of p-codes: form, number, no repeats.
func (f *Fields) regions(pointer string, pcodes []string) {
	if len(pcodes) > MaxItems {
		f.Add(pointer, "too_many", "At most %d regions.", MaxItems)
		return
	}
	seen := map[string]bool{}
	for i, p := range pcodes {
		at := pointer + "/" + strconv.Itoa(i)
		f.Pcode(at, p)
		if seen[p] {
			f.Add(at, "repeated", "%s stands in this list twice.", p)
		}
		seen[p] = true
	}
}

// CrisisFilter selects crises.
type CrisisFilter struct {
	Page
	Code []string `form:"code" names:"crisis"`
	// Region selects the crises that touch a region, its ancestors or its descendants.
	Region        []string `form:"region"`
	GLIDE         []string `form:"glide"`
	StartedOnFrom Date     `form:"started_on_from"`
	StartedOnTo   Date     `form:"started_on_to"`
	Q             string   `form:"q"`
	Sort          string   `form:"sort" enums:"code,-code,started_on,-started_on"`
}
