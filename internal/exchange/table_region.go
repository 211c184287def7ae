package exchange

import "github.com/konbit-aid/konbit/api"

// RegionColumns is the table of regions.
var RegionColumns = columns("regions", []column[api.Region]{
	text("pcode", "OCHA's place code.", func(r *api.Region) string { return r.Pcode }).tag("#adm+code"),
	text("name", "The name in the language asked for.", func(r *api.Region) string { return r.Name }).tag("#adm+name"),
	text("name_en", "The name in English.", func(r *api.Region) api.Opt { return r.Names.EN }).tag("#adm+name+i_en"),
	text("name_fr", "The name in French.", func(r *api.Region) api.Opt { return r.Names.FR }).tag("#adm+name+i_fr"),
	text("name_ht", "The name in Haitian Creole.", func(r *api.Region) api.Opt { return r.Names.HT }).tag("#adm+name+i_ht"),
	text("name_es", "The name in Spanish.", func(r *api.Region) api.Opt { return r.Names.ES }).tag("#adm+name+i_es"),
	count("level", "0 for a country, to 4.", func(r *api.Region) int { return r.Level }).tag("#adm+level"),
	text("parent", "The place code one level up.", func(r *api.Region) api.Opt { return r.Parent }).tag("#adm+code+parent"),
	text("iso3", "The country's three-letter code.", func(r *api.Region) string { return r.ISO3 }).tag("#country+code"),
	text("iso_3166_2", "The code of the subdivision in ISO 3166-2.", func(r *api.Region) api.Opt { return r.ISO31662 }).tag("#adm+code+iso"),
	number("population", "How many people live there.", func(r *api.Region) *int64 { return r.Population }).unit("people").tag("#population"),
	number("population_year", "The year of that number.", func(r *api.Region) *int { return r.PopulationYear }).tag("#date+year"),
	degrees("lon", "Longitude of a point in the region.", func(r *api.Region) *float64 {
		if r.Centroid == nil {
			return nil
		}
		return &r.Centroid.Lon
	}).tag("#geo+lon"),
	degrees("lat", "Latitude of a point in the region.", func(r *api.Region) *float64 {
		if r.Centroid == nil {
			return nil
		}
		return &r.Centroid.Lat
	}).tag("#geo+lat"),
}, meta(func(r *api.Region) *api.Meta { return &r.Meta }))
