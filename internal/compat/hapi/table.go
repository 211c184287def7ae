package hapi

// How much of an endpoint we can fill.
const (
	full    = "full"
	partial = "partial"
	empty   = "empty"
)

// endpoint is one path of HAPI.
type endpoint struct {
	// path is what follows /api/v2/.
	path string
	// old is what follows /api/v1/ and /api/ where that is another name.
	old     string
	tag     string
	summary string
	// state says how much of it we can fill, and from says with what.
	state, from string
	// operations are those of ours whose records it shows.
	operations []string
	fields     []field
	params     []param
	walk       func(*walker) error
}

// subcategory is the last part of the path.
func (e endpoint) names() []string {
	if e.old != "" {
		return []string{e.path, e.old}
	}
	return []string{e.path}
}

// table lists the paths of HAPI, in the order of its document.
func table() []endpoint {
	return append([]endpoint{needsEndpoint, idpsEndpoint,
		{path: "affected-people/refugees-persons-of-concern", old: "affected-people/refugees", tag: "Affected people", summary: "Get refugees and persons of concern data",
			state: empty, from: "no record of ours says who is a refugee, and from where", operations: reading("listNeeds"), fields: migrationFields, params: migrations},
		{path: "affected-people/returnees", tag: "Affected people", summary: "Get returnees data", state: empty,
			from: "returns are incidents here, which are not UNHCR's yearly figures", operations: reading("listNeeds"), fields: migrationFields, params: migrations},
		presenceEndpoint, fundingEndpoint, eventsEndpoint, riskEndpoint, foodEndpoint, pricesEndpoint, povertyEndpoint, populationEndpoint, rainfallEndpoint,
	}, metadataTable()...)
}

func reading(operations ...string) []string { return operations }

var migrationFields = join([]field{str("resource_hdx_id"), count("origin_location_ref").only(1), count("asylum_location_ref").only(1),
	str("origin_location_code"), str("origin_location_name"), str("asylum_location_code"), str("asylum_location_name"),
	str("population_group").of(groups...)}, ages, []field{count("population"),
	yes("origin_has_hrp").hidden(), yes("origin_in_gho").hidden(), yes("asylum_has_hrp").hidden(), yes("asylum_in_gho").hidden()}, refPeriod)

var riskEndpoint = endpoint{path: "coordination-context/national-risk", tag: "Coordination & context", summary: "Get national risk data",
	state: empty, from: "no risk index is kept", operations: reading("listRegions"),
	fields: join(national, []field{str("resource_hdx_id"), str("risk_class").of(riskClasses...), count("global_rank"), num("overall_risk"), num("hazard_exposure_risk"),
		num("vulnerability_risk"), num("coping_capacity_risk"), num("meta_missing_indicators_pct").nullable(), num("meta_avg_recentness_years").nullable()}, refPeriod),
	params: more([]param{choice("risk_class", riskClasses, "Risk class.")}, bounds("global_rank", whole), bounds("overall_risk", number),
		bounds("hazard_exposure_risk", number), bounds("vulnerability_risk", number), bounds("coping_capacity_risk", number), countries)}

var pricesEndpoint = endpoint{path: "food-security-nutrition-poverty/food-prices-market-monitor", old: "food/food-price", tag: "Food security, nutrition & poverty",
	summary: "Get food prices", state: empty, from: "no prices are kept", operations: reading("listRegions"),
	fields: join(admins, []field{str("resource_hdx_id"), str("market_code"), str("market_name"), str("commodity_code"), str("commodity_name"),
		str("commodity_category").of(commodities...), str("currency_code"), str("unit"), str("price_flag").of(priceFlags...), str("price_type").of(priceTypes...),
		num("price"), num("lat"), num("lon")}, refPeriod),
	params: more([]param{code("market_code", "Market code."), named("market_name", "Market name."), code("commodity_code", "Commodity code."),
		named("commodity_name", "Commodity name."), choice("commodity_category", commodities, "Commodity category."),
		choice("price_flag", priceFlags, "Price flag."), choice("price_type", priceTypes, "Price type.")}, bounds("price", number), areas)}

var povertyEndpoint = endpoint{path: "food-security-nutrition-poverty/poverty-rate", old: "population-social/poverty-rate", tag: "Food security, nutrition & poverty",
	summary: "Get poverty rate", state: empty, from: "no poverty index is kept", operations: reading("listRegions"),
	fields: join(admins, []field{str("resource_hdx_id"), num("mpi"), num("headcount_ratio"), num("intensity_of_deprivation"), num("vulnerable_to_poverty"),
		num("in_severe_poverty")}, refPeriod),
	params: more(bounds("mpi", number), areas)}

var rainfallEndpoint = endpoint{path: "climate/rainfall", tag: "Climate", summary: "Get rainfall data", state: empty, from: "no rainfall is kept",
	operations: reading("listRegions"),
	fields: join(admins, []field{str("resource_hdx_id"), str("aggregation_period").of(rainPeriods...), str("provider_admin1_code").nullable(),
		str("provider_admin2_code").nullable(), num("rainfall"), num("rainfall_long_term_average"), num("rainfall_anomaly_pct"),
		count("number_pixels").nullable(), str("version").nullable().of(rainVersions...)}, refPeriod),
	params: more([]param{choice("aggregation_period", rainPeriods, "Aggregation period."), choice("version", rainVersions, "Version.")}, areas)}
