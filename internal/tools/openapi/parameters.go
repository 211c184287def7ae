package main

import (
	"cmp"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
)

// allParameters lists what an operation takes beside its body: the path's names
// as annotated, the filter's fields, and the headers that the method brings.
func (d *document) allParameters(op *operation) []any {
	list := []any{}
	annotated, _ := op.doc["parameters"].([]any)
	for _, a := range annotated {
		p := a.(object)
		if p["in"] == "path" {
			p["schema"] = d.pathSchema(op, p["name"].(string))
			list = append(list, p)
		}
	}
	if filter := d.filters[op.id]; filter != "" {
		for _, f := range d.fields(filter) {
			list = append(list, d.query(filter, f))
		}
	}
	if op.list || op.geo || op.file || op.feed() {
		list = append(list, object{"name": "format", "in": "query", "schema": object{"type": "string", "enum": op.formats()},
			"description": "The form of the answer; goes before `Accept`. Without `limit` every form but JSON holds the whole list."})
	}
	headers := map[string][]string{"get": {"ifNoneMatch", "consistency"}, "post": {"idempotencyKey"}, "patch": {"ifMatch"}}[op.method]
	if op.open {
		headers = nil
	}
	if op.names {
		headers = append(headers, "acceptLanguage")
	}
	if op.feed() {
		headers = append(headers, "lastEventID")
	}
	for _, h := range headers {
		list = append(list, reference("parameters", h+"Header"))
	}
	return list
}

// pathSchema is what a name in the path looks like: that of the member of the record.
func (d *document) pathSchema(op *operation, name string) object {
	p := object{"type": "string"}
	owner := strings.TrimSuffix(op.answer, "List")
	if owner == "Sector" || owner == "CurrencyInfo" {
		return d.typed(d.member(owner, name), output)
	}
	d.form(p, owner, name)
	return p
}

func (d *document) member(owner, name string) field {
	for _, f := range d.fields(owner) {
		if f.name == name {
			return f
		}
	}
	return field{name: name, typ: "string"}
}

// query is the parameter of a filter's field.
func (d *document) query(filter string, f field) object {
	p := object{"name": f.name, "in": "query", "description": cmp.Or(meanings[filter+"."+f.name], f.doc, meanings[f.name])}
	if p["description"] == "" {
		d.fault("parameter %s of %s has no description", f.name, filter)
	}
	if slices.Contains(required[filter], f.name) {
		p["required"] = true
	}
	item := f
	item.typ, item.pointer = f.element(), false
	schema := d.typed(item, output)
	if f.tag.Get("enums") == "" {
		item.tag += reflect.StructTag(d.closing(filter, f.name))
	}
	d.limit(schema, filter, item, output)
	if schema["type"] == "string" && len(schema) == 1 {
		schema["minLength"] = 1
		schema["maxLength"] = d.numbers["MaxTitle"]
		if f.name == "cursor" || f.name == "url" {
			schema["maxLength"] = d.numbers["MaxURL"]
		}
	}
	if text := f.tag.Get("default"); text != "" {
		schema["default"] = literal(text, schema)
	}
	if f.list() {
		schema = object{"type": "array", "items": schema, "maxItems": d.numbers["maxRepeats"]}
	}
	p["schema"] = schema
	return p
}

// closing is the enums tag of the record's member that a parameter is named as.
func (d *document) closing(filter, name string) string {
	tag := d.member(strings.TrimSuffix(filter, "Filter")+"Input", name).tag.Get("enums")
	if tag == "" {
		return ""
	}
	return ` enums:"` + tag + `"`
}

// hoist moves parameters that several operations share to the components. Of
// those with one name, the variant that most operations share gets the name.
func (d *document) hoist(all []*operation) {
	count := map[string]int{}
	best := map[string]string{}
	key := func(p object) string {
		text, _ := json.Marshal(p)
		return string(text)
	}
	each := func(visit func(list []any, i int, p object)) {
		for _, op := range all {
			list := op.doc["parameters"].([]any)
			for i := range list {
				if p := list[i].(object); p["in"] == "query" {
					visit(list, i, p)
				}
			}
		}
	}
	each(func(_ []any, _ int, p object) {
		k, name := key(p), p["name"].(string)
		count[k]++
		if count[k] > count[best[name]] {
			best[name] = k
		}
	})
	each(func(list []any, i int, p object) {
		if name := p["name"].(string); best[name] == key(p) && count[key(p)] > 1 {
			shared := camel(name) + "Param"
			d.parameters[shared] = p
			list[i] = reference("parameters", shared)
		}
	})
}

// camel writes region_exact as regionExact.
func camel(name string) string {
	words := strings.Split(name, "_")
	for i, w := range words[1:] {
		words[i+1] = strings.ToUpper(w[:1]) + w[1:]
	}
	return strings.Join(words, "")
}

// meanings describes the parameters whose fields have no comment in Go because their name says it.
var meanings = map[string]string{
	"age":                          "Age group of the lines: `all`, a span like `0-17` or an open end like `65+`.",
	"amount_usd_to":                "Highest value in US dollars, like 1000000.00.",
	"appeal":                       "Code of an appeal, like `HHTI24`.",
	"as_of":                        "The day to look at; today if left out.",
	"assessment":                   "Id of an assessment.",
	"code":                         "Code of a record.",
	"country":                      "Three-letter code of a country, like `HTI`.",
	"crisis":                       "Code of a crisis, like `hti-2024`.",
	"currency":                     "ISO 4217 code of a currency.",
	"date_from":                    "First day, included.",
	"date_to":                      "Last day, included.",
	"donor":                        "Code of the organization that gives.",
	"earmarking":                   "Letter of the Grand Bargain's earmarking, A to L.",
	"glide":                        "GLIDE number of a crisis.",
	"group":                        "Population group of the lines.",
	"in_need_from":                 "Fewest people in need.",
	"in_need_to":                   "Most people in need.",
	"iso3":                         "Three-letter code of a country, like `HTI`.",
	"kind":                         "Money, or goods and services.",
	"level":                        "Administrative level, 0 (country) to 4.",
	"method":                       "How an assessment found out.",
	"needs":                        "Whose agreement a change waits for.",
	"record":                       "The record that is to be changed: its id or code.",
	"resource":                     "The kind of record, like `pledges`.",
	"shielded":                     "False for areas that were shielded once; true if left out.",
	"new_money":                    "Only money that is new to the system, or only money passed on.",
	"organization":                 "Code of an organization.",
	"direction":                    "Whose way a constraint bars.",
	"category":                     "Kind of event.",
	"CoverageFilter.crisis":        "Code of the crisis to look at.",
	"ExplainFilter.crisis":         "Code of the crisis to look at.",
	"CitationFilter.resource":      "Name of a list, like `pledges`.",
	"PledgeFilter.parent":          "Id of the pledge that money was passed on from.",
	"RegionFilter.parent":          "P-code of the region one level up.",
	"KeyFilter.status":             "What has become of a key.",
	"GrantFilter.status":           "What has become of a grant.",
	"PledgeFilter.amount_usd_from": "Lowest value in US dollars, like 1000000.00.",
	"period_from":                  "First day of the period, included.",
	"period_to":                    "Last day of the period, included.",
	"pledged_on_from":              "First day of pledging, included.",
	"pledged_on_to":                "Last day of pledging, included.",
	"published_on_from":            "First day of publication, included.",
	"published_on_to":              "Last day of publication, included.",
	"q":                            "A text that the record's names or title contain.",
	"recipient":                    "Code of the organization that receives.",
	"reference":                    "The donor's own number of a pledge.",
	"region":                       "P-code of a region; all regions below it are included.",
	"region_exact":                 "P-code of a region, without those below it.",
	"sector":                       "Code of a sector, like `WSH`.",
	"sensitivity":                  "Who may see the record.",
	"severity_from":                "Lowest severity.",
	"severity_to":                  "Highest severity.",
	"sex":                          "Sex of the people of the lines.",
	"sort":                         "Order of the list; a leading `-` turns it round.",
	"source":                       "Source of a rate, word for word.",
	"stage":                        "How firm a pledge is.",
	"started_on_from":              "First day of the start, included.",
	"started_on_to":                "Last day of the start, included.",
	"status":                       "Status of the record.",
	"type":                         "Type of the record.",
}
