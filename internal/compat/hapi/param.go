package hapi

// match says how a parameter selects rows.
type match int

const (
	none    match = iota
	like          // as SQL's ILIKE: case does not matter, % and _ stand for anything
	holds         // the text is in it; case does not matter
	equal         // exactly
	atLeast       // not below
	below         // below, not equal
	level         // the administrative level of the row
)

// param is one parameter of the address.
type param struct {
	name string
	kind kind
	how  match
	// field is what it is compared with.
	field string
	most  int // characters, 0 for any number
	enum  []string
	help  string
	// old is true for what only the first version takes, and the document leaves out.
	old bool
}

func (p param) first() param { p.old = true; return p }

func code(name, help string) param {
	return param{name: name, how: like, field: name, most: 128, help: help}
}
func named(name, help string) param {
	return param{name: name, how: holds, field: name, most: 512, help: help}
}
func exact(name string, k kind, help string) param {
	return param{name: name, kind: k, how: equal, field: name, help: help}
}
func choice(name string, enum []string, help string) param {
	return param{name: name, how: equal, field: name, enum: enum, help: help}
}

// bounds are the two parameters NAME_min and NAME_max.
func bounds(name string, k kind) []param {
	return []param{
		{name: name + "_min", kind: k, how: atLeast, field: name, help: "Filter the response by a lower bound for " + name + "."},
		{name: name + "_max", kind: k, how: below, field: name, help: "Filter the response by an upper bound for " + name + ", which is not part of it."},
	}
}

// more puts lists of parameters together.
func more(lists ...[]param) []param {
	var all []param
	for _, l := range lists {
		all = append(all, l...)
	}
	return all
}

// The parameters that many endpoints share.
var (
	paging = []param{
		{name: "limit", kind: whole, help: "Maximum number of records to return, at most 10,000."},
		{name: "offset", kind: whole, help: "Number of records to skip in the response."},
		{name: "output_format", enum: outputFormats, help: "JSON, or CSV."},
		{name: "app_identifier", most: 512, help: "base64 of app_name:email. It can be sent as the header X-HDX-HAPI-APP-IDENTIFIER, too."},
	}
	dates = []param{
		{name: "start_date", help: "Rows whose reference period overlaps with or extends beyond this date: 2020, 2020-01, 2020-01-01 or 2020-01-01T00:00:00."},
		{name: "end_date", help: "Rows whose reference period overlaps with or begins prior to this date: 2020, 2020-01, 2020-01-01 or 2020-01-01T00:00:00."},
	}
	countries = []param{code("location_code", "Location p-code, ISO 3166 alpha-3."), named("location_name", "Location name."),
		exact("has_hrp", flag, "Whether the location has a humanitarian response plan."), exact("in_gho", flag, "Whether the location is in the Global Humanitarian Overview.")}
	areas = more(countries, []param{exact("location_ref", whole, "The id of the location."),
		code("admin1_code", "Admin 1 p-code."), named("admin1_name", "Admin 1 name."), exact("admin1_ref", whole, "The id of the admin 1."),
		named("provider_admin1_name", "Admin 1 name of the source."),
		code("admin2_code", "Admin 2 p-code."), named("admin2_name", "Admin 2 name."), exact("admin2_ref", whole, "The id of the admin 2."),
		named("provider_admin2_name", "Admin 2 name of the source."),
		{name: "admin_level", how: level, field: "admin_level", enum: adminLevels, help: "The administrative level of the rows."}})
	people     = bounds("population", whole)
	gender     = choice("gender", genders, "Gender.")
	ageRange   = param{name: "age_range", how: equal, field: "age_range", most: 32, help: "Age range."}
	popGroup   = choice("population_group", groups, "Population group.")
	migrations = more([]param{popGroup, gender, ageRange}, people, side("origin"), side("asylum"))
)

// side are the parameters of one end of a migration.
func side(end string) []param {
	return []param{code(end+"_location_code", "ISO 3166 alpha-3."), named(end+"_location_name", "Location name."),
		exact(end+"_has_hrp", flag, "Whether it has a humanitarian response plan."), exact(end+"_in_gho", flag, "Whether it is in the Global Humanitarian Overview.")}
}
