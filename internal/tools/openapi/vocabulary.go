package main

import (
	"encoding/json"
	"strconv"
)

// special is a Go type that does not travel as its Go kind. A component has a
// schema of its own, the others are written where they stand.
type special struct {
	component bool
	schema    func(mode) object
}

func inline(s object) special {
	return special{false, func(mode) object {
		fresh := object{}
		for k, v := range s {
			fresh[k] = v
		}
		return fresh
	}}
}

const (
	moneyPattern   = `^-?\d+(\.\d+)?$`
	centsPattern   = `^-?\d+(\.\d{1,2})?$`
	decimalPattern = `^\d+(\.\d+)?$`
)

var wire = map[string]special{
	"any":             inline(object{}),
	"string":          inline(object{"type": "string"}),
	"bool":            inline(object{"type": "boolean"}),
	"int":             inline(object{"type": "integer"}),
	"int64":           inline(object{"type": "integer", "format": "int64"}),
	"float64":         inline(object{"type": "number", "format": "double"}),
	"time.Time":       inline(object{"type": "string", "format": "date-time"}),
	"json.RawMessage": inline(object{"type": "object"}),
	"Opt":             inline(object{"type": "string"}),
	"Date":            inline(object{"type": "string", "format": "date"}),
	"Moment":          inline(object{"type": "string", "format": "date-time"}),
	"Cents":           inline(object{"type": "string", "format": "decimal", "pattern": centsPattern}),
	"Decimal":         inline(object{"type": "string", "format": "decimal", "pattern": decimalPattern}),
	"Percent":         inline(object{"type": "number"}),
	"Box":             inline(object{"type": "array", "items": object{"type": "number"}, "minItems": 4, "maxItems": 4}),
	"Currency": {true, func(mode) object {
		return object{"type": "string", "pattern": "^[A-Z]{3}$", "description": "An ISO 4217 code.", "examples": []any{"USD"}}
	}},
	"People": {true, func(mode) object {
		return object{
			"description": "A number of people. A public number from 1 to 9 is suppressed: so few people could be recognised.",
			"oneOf": []any{
				object{"type": "integer", "format": "int64", "minimum": 0},
				object{"type": "object", "required": []string{"suppressed"}, "additionalProperties": false,
					"properties": object{"suppressed": object{"type": "boolean", "const": true}}},
			},
		}
	}},
	"Money": {true, func(m mode) object {
		p := newProperties()
		p.add("amount", object{"type": "string", "format": "decimal", "pattern": moneyPattern, "examples": []any{"25000000.00"},
			"description": "A decimal with at most as many digits after the point as the currency has; answers have all of them."})
		p.add("currency", object{"$ref": "#/components/schemas/Currency"})
		doc := object{"type": "object", "properties": p, "additionalProperties": false,
			"description": "An exact amount of money. Nothing is ever rounded."}
		if m != patch {
			doc["required"] = []string{"amount", "currency"}
		}
		return doc
	}},
}

// required lists what an input must hold, as its Validate says of an empty one.
var required = map[string][]string{
	"AccessConstraintInput": {"crisis", "region", "type", "severity", "period", "sources"},
	"Allocation":            {"region", "sector", "amount"},
	"AppealInput":           {"code", "crisis", "title", "type", "starts_on", "ends_on"},
	"AssessmentInput":       {"crisis", "title", "method", "period", "published_on", "sources"},
	"Cell":                  {"region", "sector"},
	"CrisisInput":           {"code", "title", "regions", "started_on"},
	"ExchangeRateInput":     {"currency", "date", "rate", "source"},
	"IncidentInput":         {"crisis", "region", "category", "title", "period", "sources"},
	"Money":                 {"amount", "currency"},
	"Movement":              {"to"},
	"NeedInput":             {"region", "sector"},
	"OrganizationInput":     {"code", "name", "type"},
	"OpenPeriod":            {"from"},
	"Period":                {"from", "to"},
	"PresenceInput":         {"crisis", "region", "sector", "period", "sources"},
	"PledgeInput":           {"title", "amount", "pledged_on", "sources"},
	"Point":                 {"lon", "lat"},
	"Rate":                  {"rate", "date", "source"},
	"RegionInput":           {"pcode", "names", "iso3"},
	"Requirement":           {"region", "sector"},
	"Source":                {"publisher", "title", "published_on"},
	"TransactionInput":      {"type", "amount", "date", "sources"},
	"Transition":            {"to"},
	"GrantInput":            {"subject", "scopes"},
	"KeyInput":              {"scopes"},
	"SensitivityChange":     {"to", "reason"},
	"ShieldInput":           {"reason"},
	// Filters whose parameters are not all free to leave out.
	"CoverageFilter": {"crisis"},
	"ExplainFilter":  {"crisis"},
	"SummaryFilter":  {"crisis"},
	"SeriesFilter":   {"crisis"},
}

// always lists what a record never lacks although its Go type could.
var always = map[string][]string{
	"Pledge": {"amount_usd", "new_money"},
}

// untagged are the records whose tables have no hashtags, so that they do not come as HXL.
var untagged = map[string]bool{"Approval": true, "Change": true, "Citation": true, "Grant": true, "Import": true, "ImportFault": true, "Key": true, "Shield": true, "Template": true,
	"Webhook": true, "WebhookDelivery": true}

// closedTexts names the list that closes a member or a parameter of type string.
var closedTexts = map[string]string{"group": "Groups", "sex": "Sexes"}

// forms says by name, or by owner and name, what a text looks like: a pattern of
// package api, or a uuid.
var forms = map[string]string{
	"appeal":                  "planPattern",
	"AppealInput.code":        "planPattern",
	"Appeal.code":             "planPattern",
	"AppealFilter.code":       "planPattern",
	"appeals":                 "planPattern",
	"assessment":              "uuid",
	"country":                 "iso3Pattern",
	"crisis":                  "codePattern",
	"Crisis.code":             "codePattern",
	"CrisisInput.code":        "codePattern",
	"CrisisFilter.code":       "codePattern",
	"donor":                   "codePattern",
	"glide":                   "glidePattern",
	"id":                      "uuid",
	"BoundaryFeature.id":      "pcodeSyntax",
	"Explanation.id":          "",
	"Key.id":                  "keyPattern",
	"Key.key":                 "keyPattern",
	"IssuedKey.id":            "keyPattern",
	"IssuedKey.replaces":      "keyPattern",
	"Key.replaces":            "keyPattern",
	"Change.code":             "planPattern",
	"Citation.id":             "",
	"iso3":                    "iso3Pattern",
	"ImportFault.code":        "",
	"ImportFaultFilter.code":  "",
	"iso_3166_2":              "subPattern",
	"organization":            "codePattern",
	"Organization.code":       "codePattern",
	"OrganizationInput.code":  "codePattern",
	"OrganizationFilter.code": "codePattern",
	"parent":                  "uuid",
	"Region.parent":           "pcodeSyntax",
	"RegionInput.parent":      "pcodeSyntax",
	"RegionFilter.parent":     "pcodeSyntax",
	"pcode":                   "pcodeSyntax",
	"pledge":                  "uuid",
	"recipient":               "codePattern",
	"region":                  "pcodeSyntax",
	"region_exact":            "pcodeSyntax",
	"regions":                 "pcodeSyntax",
	"reported_by":             "codePattern",
	"requested_by":            "codePattern",
	"decided_by":              "codePattern",
	"owner":                   "codePattern",
	"txid":                    "uuid",
	"withdrawn_on":            "",
}

// longest names the limit of a text, mostItems that of a list.
var (
	longest = map[string]string{
		"title": "MaxTitle", "name": "MaxTitle", "publisher": "MaxTitle", "reference": "MaxTitle", "source": "MaxTitle",
		"iati_id": "MaxTitle", "en": "MaxTitle", "fr": "MaxTitle", "ht": "MaxTitle", "es": "MaxTitle",
		"subject": "MaxSubject", "acronym": "MaxCode", "to": "MaxCode", "quote": "MaxText", "reason": "MaxText", "url": "MaxURL",
	}
	mostItems = map[string]string{
		"allocations": "MaxItems", "requirements": "MaxItems", "regions": "MaxItems",
		"sources": "MaxSource", "needs": "MaxNeeds",
	}
)

// orNull lets null stand for a value.
func orNull(p object) object {
	if _, isRef := p["$ref"]; isRef {
		return object{"anyOf": []any{p, object{"type": "null"}}}
	}
	p["type"] = []any{p["type"], "null"}
	if list, closed := p["enum"].([]string); closed {
		values := make([]any, 0, len(list)+1)
		for _, v := range list {
			values = append(values, v)
		}
		p["enum"] = append(values, nil)
	}
	return p
}

// literal reads the text of an example tag as the schema's type.
func literal(text string, p object) any {
	kind, _ := p["type"].(string)
	if list, ok := p["type"].([]any); ok {
		kind, _ = list[0].(string)
	}
	switch kind {
	case "integer", "number":
		return json.Number(text)
	case "boolean":
		b, _ := strconv.ParseBool(text)
		return b
	}
	return text
}
