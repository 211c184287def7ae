package exchange

import (
	"strconv"

	"github.com/konbit-aid/konbit/api"
)

// RegionColumns is the table of regions.
var RegionColumns = columns(join([]column[api.Region]{
	text("pcode", func(r api.Region) string { return r.Pcode }),
	text("name", func(r api.Region) string { return r.Name }),
	text("name_en", func(r api.Region) string { return string(r.Names.EN) }),
	text("name_fr", func(r api.Region) string { return string(r.Names.FR) }),
	text("name_ht", func(r api.Region) string { return string(r.Names.HT) }),
	text("name_es", func(r api.Region) string { return string(r.Names.ES) }),
	plain("level", func(r api.Region) string { return strconv.Itoa(r.Level) }),
	text("parent", func(r api.Region) string { return string(r.Parent) }),
	text("iso3", func(r api.Region) string { return r.ISO3 }),
	text("iso_3166_2", func(r api.Region) string { return string(r.ISO31662) }),
	plain("population", func(r api.Region) string { return whole(r.Population) }),
	plain("population_year", func(r api.Region) string { return whole(r.PopulationYear) }),
	plain("lon", func(r api.Region) string { return degrees(r.Centroid, func(p api.Point) float64 { return p.Lon }) }),
	plain("lat", func(r api.Region) string { return degrees(r.Centroid, func(p api.Point) float64 { return p.Lat }) }),
}, meta(func(r api.Region) api.Meta { return r.Meta }))...)

// SectorColumns is the table of sectors.
var SectorColumns = columns(
	text("code", func(s api.Sector) string { return string(s.Code) }),
	text("name", func(s api.Sector) string { return s.Name }),
	text("name_en", func(s api.Sector) string { return string(s.Names.EN) }),
	text("name_fr", func(s api.Sector) string { return string(s.Names.FR) }),
	text("name_ht", func(s api.Sector) string { return string(s.Names.HT) }),
	text("name_es", func(s api.Sector) string { return string(s.Names.ES) }),
	plain("hpc_id", func(s api.Sector) string { return whole(s.HPCID) }),
	text("iati_code", func(s api.Sector) string { return string(s.IATICode) }),
)

// CurrencyColumns is the table of currencies.
var CurrencyColumns = columns(
	text("code", func(c api.CurrencyInfo) string { return string(c.Code) }),
	text("name", func(c api.CurrencyInfo) string { return c.Name }),
	plain("digits", func(c api.CurrencyInfo) string { return strconv.Itoa(c.Digits) }),
)

// ExchangeRateColumns is the table of exchange rates.
var ExchangeRateColumns = columns(join([]column[api.ExchangeRate]{
	text("id", func(r api.ExchangeRate) string { return r.ID }),
	text("currency", func(r api.ExchangeRate) string { return string(r.Currency) }),
	plain("date", func(r api.ExchangeRate) string { return string(r.Date) }),
	plain("rate", func(r api.ExchangeRate) string { return string(r.Rate) }),
	text("source", func(r api.ExchangeRate) string { return r.Source }),
}, meta(func(r api.ExchangeRate) api.Meta { return r.Meta }))...)

// OrganizationColumns is the table of organizations.
var OrganizationColumns = columns(join([]column[api.Organization]{
	text("code", func(o api.Organization) string { return o.Code }),
	text("name", func(o api.Organization) string { return o.Name }),
	text("acronym", func(o api.Organization) string { return string(o.Acronym) }),
	text("type", func(o api.Organization) string { return string(o.Type) }),
	text("country", func(o api.Organization) string { return string(o.Country) }),
	text("iati_id", func(o api.Organization) string { return string(o.IATIID) }),
}, meta(func(o api.Organization) api.Meta { return o.Meta }))...)

// CrisisColumns is the table of crises.
var CrisisColumns = columns(join([]column[api.Crisis]{
	text("code", func(c api.Crisis) string { return c.Code }),
	text("title", func(c api.Crisis) string { return c.Title }),
	text("glide", func(c api.Crisis) string { return string(c.GLIDE) }),
	text("regions", func(c api.Crisis) string { return list(c.Regions) }),
	plain("started_on", func(c api.Crisis) string { return string(c.StartedOn) }),
	plain("ended_on", func(c api.Crisis) string { return string(c.EndedOn) }),
}, meta(func(c api.Crisis) api.Meta { return c.Meta }))...)

// requirement is a row of the table of appeals: an appeal and one of its requirements, if it has any.
type requirement struct {
	api.Appeal
	part api.Requirement
}

func requirements(a api.Appeal) []requirement {
	if len(a.Requirements) == 0 {
		return []requirement{{Appeal: a}}
	}
	rows := make([]requirement, len(a.Requirements))
	for i, r := range a.Requirements {
		rows[i] = requirement{a, r}
	}
	return rows
}

// AppealColumns is the table of appeals: one row a requirement, and one row for an appeal without any.
var AppealColumns = expand(requirements, join([]column[requirement]{
	text("code", func(r requirement) string { return r.Code }),
	text("crisis", func(r requirement) string { return r.Crisis }),
	text("title", func(r requirement) string { return r.Title }),
	text("type", func(r requirement) string { return string(r.Type) }),
	plain("starts_on", func(r requirement) string { return string(r.StartsOn) }),
	plain("ends_on", func(r requirement) string { return string(r.EndsOn) }),
	plain("required_usd", func(r requirement) string { return dollars(r.Required) }),
	text("region", func(r requirement) string { return r.part.Region }),
	text("sector", func(r requirement) string { return string(r.part.Sector) }),
}, money("amount", "currency", func(r requirement) *api.Money { return r.part.Amount }), []column[requirement]{
	plain("people_targeted", func(r requirement) string { return whole(r.part.PeopleTargeted) }),
	text("sources", func(r requirement) string { return citations(r.Sources) }),
}, meta(func(r requirement) api.Meta { return r.Meta }))...)
