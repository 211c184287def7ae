package exchange

import (
	"testing"

	"github.com/konbit-aid/konbit/api"
)

func TestRegionsOfTheGlobalList(t *testing.T) {
	src := open(t, "\xef\xbb\xbfLocation,Admin Level,P-Code,Name,Parent P-Code,Valid from date\r\n#country+code,#geo+admin_level,#adm+code,#adm+name,#adm+code+parent,#date+start\r\n"+
		"AFG,1,AF01,Kabul,AFG,2021-11-17\r\nAFG,2,AF0101, Kabul ,AF01,2021-11-17\r\n")
	same(t, good(t, src.Regions), []api.RegionRow{
		{GapsOnly: true, RegionInput: api.RegionInput{Pcode: "AF01", Names: api.Names{EN: "Kabul"}, Level: 1, Parent: "AF", ISO3: "AFG"}},
		{GapsOnly: true, RegionInput: api.RegionInput{Pcode: "AF0101", Names: api.Names{EN: "Kabul"}, Level: 2, Parent: "AF01", ISO3: "AFG"}},
	})
}

func TestRegionsByLevel(t *testing.T) {
	src := open(t, "level,pcode,iso3,iso_3166_2,parent_pcode,name_fr,name_ht,name_es,population_2009,population_2019,population_2019_female,lon,lat\n"+
		"0,HT,HTI,,,Haïti,Ayiti,,9923243,12893402,6511669,,\n1,HT01,HTI,HT-OU,HT,Ouest,Lwès,,-,5010206,N/A,-72.19678,18.51053\n")
	country, west, year := int64(12_893_402), int64(5_010_206), 2019
	same(t, good(t, src.Regions), []api.RegionRow{
		{RegionInput: api.RegionInput{Pcode: "HT", Names: api.Names{FR: "Haïti", HT: "Ayiti"}, ISO3: "HTI", Population: &country, PopulationYear: &year}},
		{RegionInput: api.RegionInput{Pcode: "HT01", Names: api.Names{FR: "Ouest", HT: "Lwès"}, Level: 1, Parent: "HT", ISO3: "HTI", ISO31662: "HT-OU",
			Population: &west, PopulationYear: &year, Centroid: &api.Point{Lon: -72.19678, Lat: 18.51053}}},
	})
}

func TestEveryFaultOfARegionIsTold(t *testing.T) {
	rows := all(t, open(t, "level,pcode,iso3,parent_pcode,name_en,population_2019,lon,lat\nx,,,HT,Name,-5,1e9,\n").Regions)
	var got []string
	for _, f := range rows[0].Faults {
		got = append(got, f.Pointer+" "+f.Code)
	}
	same(t, got, []string{"pcode required", "iso3 required", "level bad_number", "population_2019 out_of_range", "lon bad_number"})
}

func TestAnUnknownCountryIsAFault(t *testing.T) {
	rows := all(t, open(t, "Location,Admin Level,P-Code,Name,Parent P-Code\nXXX,1,XX01,Name,XXX\n").Regions)
	if f := rows[0].Faults; len(f) != 1 || f[0].Pointer != "location" || f[0].Code != "unknown_country" {
		t.Errorf("%+v", f)
	}
}
