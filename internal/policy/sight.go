package policy

import (
	"slices"

	"github.com/konbit-aid/konbit/api"
)

// Audience is who sees a record of another organization.
type Audience int

// The audiences, from narrow to wide. Owner and coordinators are in each.
const (
	Insiders  Audience = iota // the record's organization and coordinators
	Partners                  // any key
	Everybody                 // without a key, too
)

// Sight is one row: who sees a record of a sensitivity. Done is true for what
// counts or once counted, false for what is still being worked on.
type Sight struct {
	Resource    string
	Sensitivity api.Sensitivity
	Done        bool
	To          Audience
}

// Sights is the table. What is in no row is seen by insiders alone.
var Sights = []Sight{
	{"assessments", api.Public, true, Everybody},
	{"assessments", api.Partners, true, Partners},
	{"assessments", api.Restricted, true, Insiders},
	{"assessments", api.Public, false, Insiders},
	{"assessments", api.Partners, false, Insiders},
	{"assessments", api.Restricted, false, Insiders},
	{"incidents", api.Public, true, Everybody},
	{"incidents", api.Partners, true, Partners},
	{"incidents", api.Restricted, true, Insiders},
	{"access-constraints", api.Public, true, Everybody},
	{"access-constraints", api.Partners, true, Partners},
	{"access-constraints", api.Restricted, true, Insiders},
	{"presence", api.Public, true, Everybody},
	{"presence", api.Partners, true, Partners},
	{"presence", api.Restricted, true, Insiders},
}

// Guarded lists the kinds of record that not everybody sees.
func Guarded() []string {
	var all []string
	for _, row := range Sights {
		if !slices.Contains(all, row.Resource) {
			all = append(all, row.Resource)
		}
	}
	return all
}

// Seen returns what the caller sees of a kind of record.
func (p *Policy) Seen(caller api.Caller, resource string) api.Sight {
	if caller.Operator() || caller.Coordinator() {
		return api.Sight{All: true, Done: api.Sensitivities}
	}
	audience := Partners
	if caller.Anonymous() {
		audience = Everybody
	}
	seen := api.Sight{Organization: caller.Organization}
	for _, row := range p.sights {
		switch {
		case row.Resource != resource || row.To < audience:
		case row.Done:
			seen.Done = append(seen.Done, row.Sensitivity)
		default:
			seen.Open = append(seen.Open, row.Sensitivity)
		}
	}
	slices.Sort(seen.Done)
	return seen
}
