package hapi

import "github.com/konbit-aid/konbit/api"

// sectors are the codes and names of OCHA's "Global Coordination Groups" and
// those that HAPI has beside them, for ours. OTHER is ours alone.
var sectors = map[api.SectorCode][2]string{
	"ALL": {"Intersectoral", "Intersectoral"}, "CASH": {"Cash", "Cash programming"}, "MULTI": {"Multi", "Multi-sector (unspecified)"},
	"OTHER": {"OTHER", "Other"}, "CCM": {"CCM", "Camp Coordination / Management"}, "ERY": {"ERY", "Early Recovery"}, "EDU": {"EDU", "Education"},
	"SHL": {"SHL", "Emergency Shelter and NFI"}, "TEL": {"TEL", "Emergency Telecommunications"}, "FSC": {"FSC", "Food Security"},
	"HEA": {"HEA", "Health"}, "LOG": {"LOG", "Logistics"}, "NUT": {"NUT", "Nutrition"}, "PRO": {"PRO", "Protection"},
	"WSH": {"WSH", "Water Sanitation Hygiene"}, "PRO-CPN": {"PRO-CPN", "Child Protection"}, "PRO-GBV": {"PRO-GBV", "Gender Based Violence"},
	"PRO-HLP": {"PRO-HLP", "Housing, Land and Property"}, "PRO-MIN": {"PRO-MIN", "Mine Action"},
}

func (r row) sector(s api.SectorCode) {
	known := sectors[s]
	r["sector_code"], r["sector_name"] = known[0], known[1]
}

// asked are the sectors that a query can mean, nil for all: contains is how HAPI
// compares their codes and names.
func (w *walker) asked() (list []api.SectorCode, some bool) {
	if w.q.values["sector_code"] == "" && w.q.values["sector_name"] == "" {
		return nil, true
	}
	var conditions []func(row) bool
	for _, p := range sectorParams {
		if value := w.q.values[p.name]; value != "" {
			conditions = append(conditions, p.condition(value))
		}
	}
	for _, s := range api.Sectors {
		r := row{}
		r.sector(s.Code)
		fits := true
		for _, matches := range conditions {
			fits = fits && matches(r)
		}
		if fits {
			list = append(list, s.Code)
		}
	}
	return list, len(list) > 0
}

var sectorParams = []param{{name: "sector_code", how: holds, field: "sector_code", most: 32, help: "Sector code, or a part of it."},
	named("sector_name", "Sector name.")}

// orgTypes are the codes and names of OCHA's "Organization Types", and those
// that HAPI has beside them, for ours.
var orgTypes = map[api.OrganizationType][2]string{
	"academic": {"431", "Academic / Research"}, "donor": {"433", "Donor"}, "embassy": {"434", "Embassy"}, "government": {"435", "Government"},
	"international_ngo": {"437", "International NGO"}, "international_organization": {"438", "International Organization"}, "media": {"439", "Media"},
	"military": {"440", "Military"}, "national_ngo": {"441", "National NGO"}, "other": {"443", "Other"}, "private_sector": {"444", "Private sector"},
	"red_cross_red_crescent": {"445", "Red Cross / Red Crescent"}, "religious": {"446", "Religious"}, "united_nations": {"447", "United Nations"},
	"civil_society": {"501", "Civil Society"}, "local_ngo": {"504", "Local NGO"},
	// HAPI has no pooled funds; what they do is what its donors do.
	"pooled_fund": {"433", "Donor"},
}

// moreOrgTypes are HAPI's that none of ours is.
var moreOrgTypes = [][2]string{{"502", "Observer"}, {"503", "Development Programme"}}

func (r row) organization(prefix string, o api.Organization) {
	r[prefix+"acronym"] = shortOf(o)
	r[prefix+"name"] = o.Name
	if t, ok := orgTypes[o.Type]; ok {
		r["org_type_code"], r["org_type_description"] = t[0], t[1]
	}
}

// shortOf is the acronym, or where there is none the name, as HAPI has it.
func shortOf(o api.Organization) string {
	if o.Acronym != "" {
		return string(o.Acronym)
	}
	if name := []rune(o.Name); len(name) > 32 {
		return string(name[:32])
	}
	return o.Name
}
