package hapi

import (
	"strconv"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/compat"
)

var populationEndpoint = endpoint{path: "geography-infrastructure/baseline-population", old: "population-social/population", tag: "Geography & infrastructure",
	summary: "Get baseline population data", state: partial, from: "the population of regions; sex and age are not kept", operations: reading("listRegions"),
	fields: join(admins, []field{str("resource_hdx_id")}, ages, []field{count("population")}, refPeriod),
	params: more([]param{gender, ageRange}, people, areas),
	walk: func(w *walker) error {
		return w.eachRegion([]int{0, 1, 2}, func(g api.Region) error {
			if g.Population == nil || g.PopulationYear == nil {
				return nil
			}
			r := row{"resource_hdx_id": "", "gender": "all", "age_range": "all", "population": *g.Population, updated: g.UpdatedAt}
			year := strconv.Itoa(*g.PopulationYear)
			period(r, api.Date(year+"-01-01"), api.Date(year+"-12-31"))
			if known, err := w.place(r, g.Pcode); err != nil || !known {
				return err
			}
			return w.emit(r)
		})
	}}

// eachRegion walks the regions of some levels.
func (w *walker) eachRegion(levels []int, visit func(api.Region) error) error {
	f := api.RegionFilter{Level: levels}
	var some bool
	var err error
	if f.Region, f.RegionExact, some, err = w.scope(); err != nil || !some {
		return err
	}
	return compat.Pages(w.from, func(p api.Page) (api.List[api.Region], error) {
		f.Page = p
		return w.Regions(w.ctx, w.caller, f)
	}, func(cursor string, page []api.Region) error {
		w.at(cursor)
		var above []string
		for _, g := range page {
			w.regions[g.Pcode] = g
			above = append(above, string(g.Parent))
		}
		if err := w.load(above); err != nil {
			return err
		}
		for _, g := range page {
			if err := visit(g); err != nil {
				return err
			}
		}
		return nil
	})
}
