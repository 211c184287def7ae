package relief

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/konbit-aid/konbit/api"
)

// require sets the requirements that some rows tell. A plan's total and its
// clusters come in different files: whichever is recorded first, the sectors
// and the line ALL add up to the total, to the cent.
func (im *importer) require(in *api.AppealInput, rows []planRow) error {
	var order []string
	byCountry := map[string][]planRow{}
	for _, r := range rows {
		if r.Value.Required == nil {
			continue
		}
		if byCountry[r.Value.Country] == nil {
			order = append(order, r.Value.Country)
		}
		byCountry[r.Value.Country] = append(byCountry[r.Value.Country], r)
	}
	for _, iso3 := range order {
		region, err := im.country(iso3)
		if err != nil {
			return err
		}
		var total *api.Cents
		parts := map[api.SectorCode]api.Cents{}
		for _, r := range byCountry[iso3] {
			if r.Value.Part == api.PlanTotal {
				total = r.Value.Required
			} else {
				parts[r.Value.Sector] += *r.Value.Required
			}
		}
		if err := im.split(in, region, iso3, total, parts); err != nil {
			return err
		}
	}
	return nil
}

// split replaces the lines of a country. total is nil and parts are empty where
// the file does not tell them.
func (im *importer) split(in *api.AppealInput, region, iso3 string, total *api.Cents, parts map[api.SectorCode]api.Cents) error {
	have, err := im.linesOf(in.Requirements, region, iso3)
	if err != nil {
		return err
	}
	if total == nil && have.all != nil {
		sum := *have.all + have.below
		for _, c := range have.sectors {
			sum += c
		}
		total = &sum
	}
	if len(parts) == 0 {
		parts = have.sectors
	}
	sum := have.below
	for _, c := range parts {
		sum += c
	}
	if total != nil && sum > *total && len(parts) > 0 {
		im.made("plans recorded by their total alone, because their clusters add up to more", in.Code)
		parts, sum = nil, have.below
	}
	if total != nil && sum > *total {
		return one("requirements", "too_small", fmt.Sprintf("The total of %s is below the %s that its places are recorded with.", in.Code, sum)).Err()
	}
	if total != nil && *total > sum {
		withAll := map[api.SectorCode]api.Cents{api.AllSectors: *total - sum}
		for s, c := range parts {
			withAll[s] = c
		}
		parts = withAll
	}
	in.Requirements = merge(in.Requirements, region, parts)
	return nil
}

// lines are the amounts that an appeal has in one country.
type lines struct {
	all     *api.Cents // what is not split by sector
	sectors map[api.SectorCode]api.Cents
	below   api.Cents // what places below the country ask for
}

func (im *importer) linesOf(all []api.Requirement, region, iso3 string) (lines, error) {
	l := lines{sectors: map[api.SectorCode]api.Cents{}}
	for _, r := range all {
		if r.Amount == nil {
			continue
		}
		place, _, err := im.b.Region(r.Region)
		if err != nil {
			return l, err
		}
		if place.ISO3 != iso3 {
			continue
		}
		if r.Amount.Currency != api.USD {
			return l, one("requirements", "other_currency", fmt.Sprintf("The appeal asks for %s in %s %s, which dollars cannot replace.", r.Amount, r.Region, r.Sector)).Err()
		}
		c := api.Cents(r.Amount.Minor)
		switch {
		case r.Region != region:
			l.below += c
		case r.Sector == api.AllSectors:
			l.all = &c
		default:
			l.sectors[r.Sector] = c
		}
	}
	return l, nil
}

// merge writes the amounts of a region into requirements, in the order of
// region and sector; people targeted stay.
func merge(have []api.Requirement, region string, amounts map[api.SectorCode]api.Cents) []api.Requirement {
	out := []api.Requirement{}
	people := map[api.SectorCode]*int64{}
	for _, r := range have {
		if r.Region != region {
			out = append(out, r)
		} else if r.PeopleTargeted != nil {
			people[r.Sector] = r.PeopleTargeted
		}
	}
	for _, s := range api.Sectors {
		line := api.Requirement{Region: region, Sector: s.Code, PeopleTargeted: people[s.Code]}
		if c, ok := amounts[s.Code]; ok {
			line.Amount = &api.Money{Minor: int64(c), Currency: api.USD}
		}
		if line.Amount != nil || line.PeopleTargeted != nil {
			out = append(out, line)
		}
	}
	slices.SortStableFunc(out, func(a, b api.Requirement) int {
		return cmp.Or(cmp.Compare(a.Region, b.Region), cmp.Compare(a.Sector, b.Sector))
	})
	return out
}
