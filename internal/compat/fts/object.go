package fts

import (
	"strconv"

	"github.com/konbit-aid/konbit/api"
)

// The types of what a flow comes from and goes to.
const (
	organization  = "Organization"
	location      = "Location"
	usageYear     = "UsageYear"
	plan          = "Plan"
	cluster       = "Cluster"
	globalCluster = "GlobalCluster"
	emergency     = "Emergency"
	project       = "Project"
)

// source is where a flow comes from: its donor and the donor's country, and for
// money that was passed on what it was given for before.
func (g *gatherer) source(p api.Pledge, parent *api.Pledge) []thing {
	donor := g.orgs[p.Donor]
	all := []thing{organizationOf(donor)}
	switch {
	case parent != nil:
		regions, _ := everywhere(*parent)
		all = append(all, g.places(regions, parent.Crisis)...)
		all = append(all, g.purposes(*parent)...)
	case donor.Country != "":
		all = append(all, countryOf(string(donor.Country), "single"))
	}
	year, _ := strconv.Atoi(string(p.PledgedOn[:4]))
	return append(all, yearOf(year))
}

// destination is where a part of a pledge goes.
func (g *gatherer) destination(p api.Pledge, one part) []thing {
	var all []thing
	if p.Recipient != "" {
		all = append(all, organizationOf(g.orgs[string(p.Recipient)]))
	}
	all = append(all, clustersOf(one.sectors)...)
	all = append(all, g.places(one.regions, p.Crisis)...)
	all = append(all, g.purposes(p)...)
	return append(all, yearOf(g.year(p)))
}

// places are the countries of regions; those of the crisis where none is named.
func (g *gatherer) places(regions []string, crisis string) []thing {
	list := g.countries(regions)
	if len(list) == 0 {
		list = g.countries(g.crises[crisis].Regions)
	}
	var all []thing
	for _, iso3 := range list {
		all = append(all, countryOf(iso3, behavior(len(list))))
	}
	return all
}

// purposes are the plan and the emergency of a pledge.
func (g *gatherer) purposes(p api.Pledge) []thing {
	var all []thing
	if p.Appeal != "" {
		code := string(p.Appeal)
		all = append(all, thing{Type: plan, ID: text(planID(code)), Name: g.appeals[code].Title, Behavior: "single", code: code})
	}
	if p.Crisis != "" {
		all = append(all, thing{Type: emergency, ID: text(emergencyID(p.Crisis)), Name: g.crises[p.Crisis].Title, Behavior: "single", code: p.Crisis})
	}
	return all
}

func behavior(n int) string {
	if n > 1 {
		return "shared"
	}
	return "single"
}

func countryOf(iso3, how string) thing {
	return thing{Type: location, ID: text(countryID(iso3)), Name: countryName(iso3), Behavior: how, code: iso3}
}

func countryName(iso3 string) string {
	if c, ok := api.CountryOf(iso3); ok {
		return c.Names.In("en")
	}
	return iso3
}

func yearOf(year int) thing {
	return thing{Type: usageYear, ID: text(yearID(year)), Name: strconv.Itoa(year), Behavior: "single", code: strconv.Itoa(year)}
}

// clusterNames and clusterCodes are FTS's for our sectors.
var (
	clusterNames = map[api.SectorCode]string{"CASH": "Multipurpose Cash", "CCM": "Camp Coordination / Management", "EDU": "Education", "ERY": "Early Recovery",
		"FSC": "Food Security", "HEA": "Health", "LOG": "Logistics", "MULTI": "Multi-sector", "NUT": "Nutrition", "OTHER": "Other", "PRO": "Protection",
		"PRO-CPN": "Protection - Child Protection", "PRO-GBV": "Protection - Gender-Based Violence", "PRO-HLP": "Protection - Housing, Land and Property",
		"PRO-MIN": "Protection - Mine Action", "SHL": "Emergency Shelter and NFI", "TEL": "Emergency Telecommunications", "WSH": "Water Sanitation Hygiene"}
	clusterCodes = map[api.SectorCode]string{"CASH": "MPC", "MULTI": "MS", "OTHER": "OTH"}
)

func clusterCode(s api.SectorCode) string {
	if code := clusterCodes[s]; code != "" {
		return code
	}
	return string(s)
}

// clustersOf are the global clusters of sectors, each once. Money for all sectors together names none.
func clustersOf(sectors []api.SectorCode) []thing {
	var all []thing
	seen := map[api.SectorCode]bool{}
	for _, code := range sectors {
		s, known := api.SectorOf(code)
		if seen[code] || !known || s.HPCID == nil {
			continue
		}
		seen[code] = true
		all = append(all, thing{Type: globalCluster, ID: strconv.Itoa(*s.HPCID), Name: clusterNames[code], code: clusterCode(code)})
	}
	for i := range all {
		all[i].Behavior = behavior(len(all))
	}
	return all
}

// organizationTypes are FTS's for ours, and what is below them.
var organizationTypes = map[api.OrganizationType][2]string{"government": {"Government", "National government"}, "united_nations": {"UN agency", ""},
	"international_ngo": {"NGO", "International NGO"}, "national_ngo": {"NGO", "National NGO"}, "local_ngo": {"NGO", "Local NGO"}, "civil_society": {"NGO", ""},
	"pooled_fund": {"Pooled fund", ""}, "red_cross_red_crescent": {"Red Cross/Red Crescent", ""}, "international_organization": {"Inter-governmental", ""},
	"private_sector": {"Private organization/foundation", ""}, "academic": {"Academic/research", ""}, "donor": {"Government", ""}, "embassy": {"Government", ""}}

func organizationOf(o api.Organization) thing {
	t := thing{Type: organization, ID: text(organizationID(o.Code)), Name: o.Name, Behavior: "single", code: string(o.Acronym), Types: []string{"Other"}}
	if known, ok := organizationTypes[o.Type]; ok {
		t.Types = []string{known[0]}
		if known[1] != "" {
			t.SubTypes = []string{known[1]}
		}
	}
	return t
}
