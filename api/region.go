package api

import "regexp"

// MaxLevel is the deepest administrative level.
const MaxLevel = 4

// Names are the names of a place or a sector by language. Unknown ones are null.
type Names struct {
	EN Opt `json:"en" example:"West"`
	FR Opt `json:"fr" example:"Ouest"`
	HT Opt `json:"ht" example:"Lwès"`
	ES Opt `json:"es"`
}

// Languages lists the languages that names are kept in, in the order in which
// they stand in for each other.
var Languages = []string{"en", "fr", "ht", "es"}

// In returns the name in a language, else the first one known.
func (n Names) In(language string) string {
	all := map[string]Opt{"en": n.EN, "fr": n.FR, "ht": n.HT, "es": n.ES}
	if name := all[language]; name != "" {
		return string(name)
	}
	for _, l := range Languages {
		if all[l] != "" {
			return string(all[l])
		}
	}
	return ""
}

// Point is a place on the globe, in degrees (WGS 84).
type Point struct {
	Lon float64 `json:"lon" example:"-72.19678"`
	Lat float64 `json:"lat" example:"18.51053"`
}

// UnmarshalJSON reads a point, which has both coordinates: half of one would lie somewhere else.
func (p *Point) UnmarshalJSON(b []byte) error {
	var in struct {
		Lon *float64 `json:"lon"`
		Lat *float64 `json:"lat"`
	}
	if err := decodeInto(b, &in); err != nil {
		return err
	}
	var f Fields
	if in.Lon == nil {
		f.Add("/lon", "required", "A point has a longitude.")
	}
	if in.Lat == nil {
		f.Add("/lat", "required", "A point has a latitude.")
	}
	if len(f) > 0 {
		return f
	}
	*p = Point{*in.Lon, *in.Lat}
	return nil
}

// RegionInput is a region as it is recorded.
type RegionInput struct {
	// Pcode is OCHA's place code: HT, HT01, HT0111, HT0111-01.
	Pcode string `json:"pcode" example:"HT01"`
	// Names hold at least one name.
	Names Names `json:"names"`
	// Level is 0 for a country, to 4.
	Level int `json:"level" minimum:"0" maximum:"4" example:"1"`
	// Parent is the p-code one level up; null for a country.
	Parent Opt `json:"parent" example:"HT"`
	// ISO3 is the country's three-letter code.
	ISO3 string `json:"iso3" example:"HTI"`
	// ISO31662 is the subdivision's code where it has one.
	ISO31662 Opt `json:"iso_3166_2" example:"HT-OU"`
	// Population is the number of people in the year PopulationYear.
	Population     *int64 `json:"population" example:"5010206"`
	PopulationYear *int   `json:"population_year" example:"2019"`
	Centroid       *Point `json:"centroid"`
}

// Region is a place in the administrative tree.
type Region struct {
	// Name is in the language asked for.
	Name string `json:"name" example:"Ouest"`
	RegionInput
	Meta
}

var (
	iso3Pattern = regexp.MustCompile(`^[A-Z]{3}$`)
	subPattern  = regexp.MustCompile(`^[A-Z]{2}-[A-Z0-9]{1,3}$`)
)

// Validate reports every wrong field that the input alone can tell.
func (in RegionInput) Validate() Fields {
	var f Fields
	f.Pcode("/pcode", in.Pcode)
	f.names("/names", in.Names)
	if in.Level < 0 || in.Level > MaxLevel {
		f.Add("/level", "out_of_range", "A level is 0 (country) to %d.", MaxLevel)
	}
	if in.Level == 0 && in.Parent != "" {
		f.Add("/parent", "unexpected", "A country (level 0) has no parent.")
	} else if in.Level > 0 && in.Parent == "" {
		f.Add("/parent", "required", "A region below level 0 names its parent's p-code.")
	} else if in.Parent != "" {
		f.Pcode("/parent", string(in.Parent))
	}
	if !iso3Pattern.MatchString(in.ISO3) {
		f.Add("/iso3", "bad_code", "A country's three-letter code like HTI is required.")
	}
	if in.ISO31662 != "" && !subPattern.MatchString(string(in.ISO31662)) {
		f.Add("/iso_3166_2", "bad_code", "A subdivision's code looks like HT-OU.")
	}
	in.checkPopulation(&f)
	if p := in.Centroid; p != nil && !(p.Lon >= -180 && p.Lon <= 180 && p.Lat >= -90 && p.Lat <= 90) {
		f.Add("/centroid", "out_of_range", "Longitude is -180 to 180, latitude -90 to 90.")
	}
	return f
}

func (in RegionInput) checkPopulation(f *Fields) {
	if p := in.Population; p != nil && (*p < 0 || *p > MaxPeople) {
		f.Add("/population", "out_of_range", "A population is 0 to %d.", int64(MaxPeople))
	}
	if y := in.PopulationYear; y != nil && (*y < 1900 || *y > 2200) {
		f.Add("/population_year", "out_of_range", "A year is 1900 to 2200.")
	}
	if (in.Population == nil) != (in.PopulationYear == nil) {
		f.Add("/population_year", "incomplete", "A population and its year go together.")
	}
}

func (f *Fields) names(pointer string, n Names) {
	f.Text(pointer+"/en", string(n.EN), false, MaxTitle)
	f.Text(pointer+"/fr", string(n.FR), false, MaxTitle)
	f.Text(pointer+"/ht", string(n.HT), false, MaxTitle)
	f.Text(pointer+"/es", string(n.ES), false, MaxTitle)
	if n.In("en") == "" {
		f.Add(pointer, "required", "Give the name in at least one of en, fr, ht, es.")
	}
}

// RegionFilter selects regions.
type RegionFilter struct {
	Page
	// Region selects a region and all its descendants.
	Region []string `form:"region"`
	// RegionExact selects the regions named, without descendants.
	RegionExact []string `form:"region_exact"`
	Parent      []string `form:"parent" names:"region"`
	Level       []int    `form:"level"`
	ISO3        []string `form:"iso3"`
	// Q is a text that a name or the p-code contains; accents and case do not matter.
	Q    string `form:"q"`
	Sort string `form:"sort" enums:"pcode,-pcode"`
}
