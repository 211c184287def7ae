package fts

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/konbit-aid/konbit/api"
)

// requirements are what the plans of a request ask for. What they asked for at
// first is not kept beside it.
type requirements struct {
	Revised  int64      `json:"totalRevisedReqs"`
	Original int64      `json:"totalOrigReqs"`
	Objects  []required `json:"objects"`
}

type required struct {
	ID      *int64    `json:"id,omitempty"`
	Name    string    `json:"name"`
	Tags    *[]string `json:"tags,omitempty"`
	Type    string    `json:"objectType"`
	Revised int64     `json:"revisedRequirements"`
}

// required sums the requirements of the plans within the boundary by cluster or
// country; nil for other groups, and for boundaries that no plan can lie in.
func (g *gatherer) required(r request, kind string) *requirements {
	if kind != cluster && kind != globalCluster && kind != location {
		return nil
	}
	sum := map[string]*required{}
	out := &requirements{Objects: []required{}}
	for _, a := range g.appeals {
		if in, _ := r.boundary.inside(g.thingsOfPlan(a)); !in {
			continue
		}
		for _, line := range a.Requirements {
			if line.Amount == nil || line.Amount.Currency != api.USD {
				continue
			}
			id, name := g.named(kind, line)
			if sum[id] == nil {
				sum[id] = &required{Name: name, Type: kind}
				if number, err := strconv.ParseInt(id, 10, 64); err == nil {
					sum[id].ID = &number
				}
				if kind == cluster {
					sum[id].Tags = &[]string{}
				}
			}
			usd := (line.Amount.Minor + 50) / 100
			sum[id].Revised += usd
			out.Revised += usd
		}
	}
	for _, one := range sum {
		out.Objects = append(out.Objects, *one)
	}
	slices.SortFunc(out.Objects, func(a, b required) int { return cmp.Or(cmp.Compare(a.Revised, b.Revised), cmp.Compare(a.Name, b.Name)) })
	return out
}

func (g *gatherer) named(kind string, line api.Requirement) (id, name string) {
	var found []thing
	if kind == location {
		found = []thing{countryOf(g.iso3[line.Region], "single")}
	} else {
		found = clustersOf([]api.SectorCode{line.Sector})
	}
	if len(found) == 0 {
		return "", notSpecified
	}
	return found[0].ID, found[0].Name
}

// thingsOfPlan is what a plan itself has of what boundaries are made of.
func (g *gatherer) thingsOfPlan(a api.Appeal) []thing {
	all := g.purposes(api.Pledge{PledgeInput: api.PledgeInput{Appeal: api.Opt(a.Code), Crisis: a.Crisis}})
	for _, year := range yearsOf(a) {
		all = append(all, yearOf(year))
	}
	for _, iso3 := range g.countriesOf(a) {
		all = append(all, countryOf(iso3, "single"))
	}
	return all
}

// countriesOf are the countries that a plan asks for, else those of its crisis.
func (g *gatherer) countriesOf(a api.Appeal) []string {
	var pcodes []string
	for _, line := range a.Requirements {
		pcodes = append(pcodes, line.Region)
	}
	if list := g.countries(pcodes); len(list) > 0 {
		return list
	}
	return g.countries(g.crises[a.Crisis].Regions)
}

func yearsOf(a api.Appeal) []int {
	from, _ := strconv.Atoi(string(a.StartsOn[:4]))
	to, _ := strconv.Atoi(string(a.EndsOn[:4]))
	var all []int
	for year := from; year <= to && len(all) < 50; year++ {
		all = append(all, year)
	}
	return all
}
