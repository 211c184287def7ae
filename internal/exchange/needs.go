package exchange

import (
	"strings"

	"github.com/konbit-aid/konbit/api"
)

// readClusterNeeds reads OCHA's needs by country, cluster and category, with
// or without p-codes.
func readClusterNeeds(s *sheet, src *api.ImportSource) {
	src.Needs = walk(s, func(r *record) api.NeedRow {
		country, _ := r.country("country iso3", r.need("country iso3"))
		row := api.NeedRow{Country: country.ISO3, Description: r.oneLine("description")}
		row.Need.Region = r.place()
		row.Need.Sector = r.sector("cluster", r.text("info"), row.Description)
		row.Need.Sex, row.Need.Age = "all", "all"
		category := r.oneLine("category")
		var told bool
		if row.Need.Group, row.Need.Sex, told = groupOf(category); !told {
			r.leave("the category has no place in a need line's group and sex", category)
		}
		r.figures(&row.Need)
		return row
	})
}

// readSectorNeeds reads the older layout: sector, sex, age, disability and
// population group in columns of their own, and no country.
func readSectorNeeds(s *sheet, src *api.ImportSource) {
	src.Needs = walk(s, func(r *record) api.NeedRow {
		row := api.NeedRow{Country: r.text("country iso3"), Description: r.text("sector")}
		row.Need.Region = r.place()
		row.Need.Sector = r.sector("sector", "", "")
		row.Need.Group = r.choice("population group", "ALL", api.Groups, strings.ToUpper)
		row.Need.Sex = r.choice("gender", "all", api.Sexes, sexOf)
		row.Need.Age = strings.ReplaceAll(strings.ToLower(r.text("age range")), " ", "")
		if row.Need.Age == "" {
			row.Need.Age = "all"
		}
		if d := strings.ToLower(r.text("disabled")); d != "" && d != "a" && d != "all" {
			r.leave("figures of people with disabilities have no place in a need line", d)
		}
		if row.Country == "" && len(row.Need.Region) > 2 {
			if c, ok := api.CountryOf(row.Need.Region[:2]); ok {
				row.Country = c.ISO3
			}
		}
		r.figures(&row.Need)
		return row
	})
}

// place is the deepest p-code of the row; "" for the whole country.
func (r *record) place() string {
	for _, level := range []string{"4", "3", "2", "1"} {
		if p := r.text("admin " + level + " pcode"); p != "" {
			return p
		}
	}
	return ""
}

// sector reads a cluster code. A row that names no cluster is left out: about tells which it was.
func (r *record) sector(column string, about ...string) api.SectorCode {
	code := r.text(column)
	if code == "" {
		why := ""
		for _, a := range about {
			if a != "" && why == "" {
				why = a
			}
		}
		r.leave("no cluster is named", why)
		return ""
	}
	sector, ok := sectorOfCode(code)
	if !ok {
		r.fault(column, "unknown_sector", "%q is not a cluster that is known here.", clip(code))
	}
	return sector
}

// figures reads the numbers of people. The population of the place is no need and is not read.
func (r *record) figures(n *api.NeedInput) {
	n.Affected, n.InNeed = r.people("affected"), r.people("in need")
	n.Targeted, n.Reached = r.people("targeted"), r.people("reached")
	if n.Affected == nil && n.InNeed == nil && n.Targeted == nil && n.Reached == nil && len(r.faults) == 0 && r.skip == "" {
		r.leave("no number of people is given", r.oneLine("description"))
	}
	if r.skip != "" {
		r.notes = nil
	}
}

// choice reads one of a closed list, through a spelling; missing is the rest.
func (r *record) choice(column, rest string, all []string, spell func(string) string) string {
	t := r.text(column)
	if t == "" {
		return rest
	}
	t = spell(t)
	for _, known := range all {
		if t == known {
			return t
		}
	}
	r.fault(column, "unknown_value", "%q is not known here; use one of: %s.", clip(t), strings.Join(all, ", "))
	return rest
}

func sexOf(t string) string {
	t = strings.ToLower(t)
	switch t {
	case "a", "all":
		return "all"
	case "female":
		return "f"
	case "male":
		return "m"
	}
	return t
}

// categories are the words of a category that a need line can say; the rest
// (ages without years, disability, places of return…) it cannot.
var categories = map[string]struct{ group, sex string }{
	"total": {}, "all": {}, "female": {sex: "f"}, "male": {sex: "m"}, "females": {sex: "f"}, "males": {sex: "m"},
	"femmes": {sex: "f"}, "hommes": {sex: "m"},
	"idp": {group: "IDP"}, "idps": {group: "IDP"}, "pdi": {group: "IDP"},
	"refugee": {group: "REF"}, "refugees": {group: "REF"}, "asylum seekers": {group: "ASY"},
	"returnee": {group: "RET"}, "returnees": {group: "RET"},
	"host": {group: "HST"}, "hosts": {group: "HST"}, "hostcommunities": {group: "HST"}, "host communities": {group: "HST"},
	"host community": {group: "HST"},
}

// groupOf reads a category like "IDP - Total" or "Female": every part must be known.
func groupOf(category string) (group, sex string, ok bool) {
	group, sex = "ALL", "all"
	if category == "" {
		return group, sex, true
	}
	for _, part := range strings.Split(category, " - ") {
		c, known := categories[foldText(part)]
		if !known || c.group != "" && group != "ALL" || c.sex != "" && sex != "all" {
			return "ALL", "all", false
		}
		if c.group != "" {
			group = c.group
		}
		if c.sex != "" {
			sex = c.sex
		}
	}
	return group, sex, true
}
