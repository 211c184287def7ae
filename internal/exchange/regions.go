package exchange

import (
	"regexp"
	"strconv"

	"github.com/konbit-aid/konbit/api"
)

// readGlobalRegions reads OCHA's global list of p-codes: levels 1 and 2, the
// parent of level 1 being the country's three-letter code. Its names are in no
// certain language, so they fill gaps only.
func readGlobalRegions(s *sheet, src *api.ImportSource) {
	src.Regions = walk(s, func(r *record) api.RegionRow {
		country, _ := r.country("location", r.need("location"))
		row := api.RegionRow{GapsOnly: true, RegionInput: api.RegionInput{
			Pcode:  r.need("p-code"),
			Names:  api.Names{EN: api.Opt(r.need("name"))},
			Parent: api.Opt(r.need("parent p-code")),
			ISO3:   country.ISO3,
		}}
		if string(row.Parent) == country.ISO3 {
			row.Parent = api.Opt(country.Code)
		}
		row.Level, _ = r.whole("admin level")
		if r.text("admin level") == "" {
			r.fault("admin level", "required", "This cell must not be empty.")
		}
		return row
	})
}

var populationColumn = regexp.MustCompile(`^population_((?:19|20|21)[0-9]{2})$`)

// readRegions reads a table of regions by level with names by language; of the
// columns population_YEAR the newest counts.
func readRegions(s *sheet, src *api.ImportSource) {
	column, year := newestPopulation(s)
	src.Regions = walk(s, func(r *record) api.RegionRow {
		in := api.RegionInput{
			Pcode:    r.need("pcode"),
			Parent:   api.Opt(r.text("parent_pcode")),
			ISO3:     r.need("iso3"),
			ISO31662: api.Opt(r.text("iso_3166_2")),
			Names: api.Names{
				EN: api.Opt(r.text("name_en")), FR: api.Opt(r.text("name_fr")),
				HT: api.Opt(r.text("name_ht")), ES: api.Opt(r.text("name_es")),
			},
		}
		in.Level, _ = r.whole("level")
		if r.text("level") == "" {
			r.fault("level", "required", "This cell must not be empty.")
		}
		if n := r.people(column); n != nil {
			count := int64(*n)
			in.Population, in.PopulationYear = &count, &year
		}
		in.Centroid = r.point()
		return api.RegionRow{RegionInput: in}
	})
}

func newestPopulation(s *sheet) (column string, year int) {
	for name := range s.at {
		if m := populationColumn.FindStringSubmatch(name); m != nil {
			if y, err := strconv.Atoi(m[1]); err == nil && y > year {
				column, year = name, y
			}
		}
	}
	return column, year
}

// point reads lon and lat, which stand together or not at all.
func (r *record) point() *api.Point {
	lon, hasLon := r.number("lon")
	lat, hasLat := r.number("lat")
	if hasLon != hasLat {
		if len(r.faults) == 0 {
			r.fault("lon", "incomplete", "Longitude and latitude go together.")
		}
		return nil
	}
	if !hasLon {
		return nil
	}
	x, _ := lon.Float64()
	y, _ := lat.Float64()
	return &api.Point{Lon: x, Lat: y}
}
