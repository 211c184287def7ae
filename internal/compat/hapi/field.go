package hapi

// kind is what a value of a row, or of a parameter, is.
type kind int

const (
	text kind = iota
	whole
	number
	flag
	moment // "2024-01-01T00:00:00", without a zone
)

// field is one member of the rows of an endpoint, in the order of HAPI's models.
type field struct {
	name string
	kind kind
	null bool
	enum []string
	// in is the version that has it: 0 every one, 1 and 2 that one alone, never
	// for what rows carry for the filters.
	in int
}

const never = -1

func (f field) hidden() field        { f.in = never; return f }
func (f field) only(v int) field     { f.in = v; return f }
func (f field) nullable() field      { f.null = true; return f }
func (f field) of(e ...string) field { f.enum = e; return f }

func str(name string) field   { return field{name: name} }
func num(name string) field   { return field{name: name, kind: number} }
func count(name string) field { return field{name: name, kind: whole} }
func yes(name string) field   { return field{name: name, kind: flag} }
func at(name string) field    { return field{name: name, kind: moment} }

// join puts lists of fields together.
func join(lists ...[]field) []field {
	var all []field
	for _, l := range lists {
		all = append(all, l...)
	}
	return all
}

// The members that many endpoints share.
var (
	refPeriod = []field{at("reference_period_start"), at("reference_period_end").nullable()}
	national  = []field{count("location_ref").only(1), str("location_code"), str("location_name"),
		yes("has_hrp").hidden(), yes("in_gho").hidden()}
	admins = []field{count("location_ref").only(1), str("location_code"), str("location_name"),
		count("admin1_ref").only(1), str("admin1_code").nullable(), str("admin1_name").nullable(),
		count("admin2_ref").only(1), str("admin2_code").nullable(), str("admin2_name").nullable(), count("admin_level").only(2),
		str("provider_admin1_name"), str("provider_admin2_name"), yes("has_hrp").hidden(), yes("in_gho").hidden()}
	ages = []field{str("gender").of(genders...), str("age_range"), count("min_age").nullable(), count("max_age").nullable()}
)

// The closed lists of HAPI.
var (
	genders       = []string{"f", "m", "x", "u", "o", "all"}
	statuses      = []string{"AFF", "INN", "TGT", "REA", "all"}
	groups        = []string{"REF", "ROC", "ASY", "OIP", "IDP", "IOC", "STA", "OOC", "HST", "RET", "RST", "NAT", "RDP", "RRI", "all"}
	disabled      = []string{"y", "n", "all"}
	assessTypes   = []string{"BA", "ETT", "SA"}
	eventTypes    = []string{"civilian_targeting", "demonstration", "political_violence"}
	ipcPhases     = []string{"1", "2", "3", "4", "5", "3+", "all"}
	ipcTypes      = []string{"current", "first projection", "second projection"}
	riskClasses   = []string{"1", "2", "3", "4", "5"}
	priceFlags    = []string{"actual", "aggregate", "actual,aggregate"}
	priceTypes    = []string{"Farm Gate", "Producer", "Retail", "Wholesale"}
	rainPeriods   = []string{"dekad", "1-month", "3-month"}
	rainVersions  = []string{"final", "forecast", "preliminary"}
	commodities   = []string{"cereals and tubers", "meat, fish and eggs", "milk and dairy", "miscellaneous food", "non-food", "oil and fats", "pulses and nuts", "vegetables and fruits"}
	adminLevels   = []string{"0", "1", "2"}
	outputFormats = []string{"csv", "json"}
)
