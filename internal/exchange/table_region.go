package exchange

import "github.com/konbit-aid/konbit/api"

// RegionColumns is the table of regions.
var RegionColumns = columns("regions", []column[api.Region]{
	text("pcode", "OCHA's place code.", func(r *api.Region) string { return r.Pcode }).
		must(func(c cell, r *api.Region) { r.Pcode = c.text() }).tag("#adm+code"),
	text("name", "The name in the language asked for.", func(r *api.Region) string { return r.Name }).tag("#adm+name"),
	text("name_en", "The name in English.", func(r *api.Region) api.Opt { return r.Names.EN }).
		reads(func(c cell, r *api.Region) { r.Names.EN = c.opt() }).tag("#adm+name+i_en"),
	text("name_fr", "The name in French.", func(r *api.Region) api.Opt { return r.Names.FR }).
		reads(func(c cell, r *api.Region) { r.Names.FR = c.opt() }).tag("#adm+name+i_fr"),
	text("name_ht", "The name in Haitian Creole.", func(r *api.Region) api.Opt { return r.Names.HT }).
		reads(func(c cell, r *api.Region) { r.Names.HT = c.opt() }).tag("#adm+name+i_ht"),
	text("name_es", "The name in Spanish.", func(r *api.Region) api.Opt { return r.Names.ES }).
		reads(func(c cell, r *api.Region) { r.Names.ES = c.opt() }).tag("#adm+name+i_es"),
	count("level", "0 for a country, to 4.", func(r *api.Region) int { return r.Level }).
		must(func(c cell, r *api.Region) { r.Level = c.whole() }).tag("#adm+level"),
	text("parent", "The place code one level up.", func(r *api.Region) api.Opt { return r.Parent }).
		reads(func(c cell, r *api.Region) { r.Parent = c.opt() }).tag("#adm+code+parent"),
	text("iso3", "The country's three-letter code.", func(r *api.Region) string { return r.ISO3 }).
		must(func(c cell, r *api.Region) { r.ISO3 = c.code() }).tag("#country+code"),
	text("iso_3166_2", "The code of the subdivision in ISO 3166-2.", func(r *api.Region) api.Opt { return r.ISO31662 }).
		reads(func(c cell, r *api.Region) { r.ISO31662 = c.opt() }).tag("#adm+code+iso"),
	number("population", "How many people live there.", func(r *api.Region) *int64 { return r.Population }).unit("people").
		reads(func(c cell, r *api.Region) { r.Population = c.inhabitants() }).tag("#population"),
	number("population_year", "The year of that number.", func(r *api.Region) *int { return r.PopulationYear }).
		reads(func(c cell, r *api.Region) { r.PopulationYear = c.number() }).tag("#date+year"),
	degrees("lon", "Longitude of a point in the region.", func(r *api.Region) *float64 {
		if r.Centroid == nil {
			return nil
		}
		return &r.Centroid.Lon
	}).
		reads(func(c cell, r *api.Region) { r.Centroid = c.r.point() }).tag("#geo+lon"),
	degrees("lat", "Latitude of a point in the region.", func(r *api.Region) *float64 {
		if r.Centroid == nil {
			return nil
		}
		return &r.Centroid.Lat
	}).
		reads(func(cell, *api.Region) {}).tag("#geo+lat"),
}, meta(func(r *api.Region) *api.Meta { return &r.Meta }))
