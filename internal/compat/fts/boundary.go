package fts

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// boundary is what a request asks the flows of: values of types, any of a type, all of the types.
type boundary []wanted

// wanted is one type of thing with the values that it may have.
type wanted struct {
	kind, by string // by: id or code
	values   []string
}

// boundaryNames are the parameters of a boundary, in small letters.
var boundaryNames = map[string]wanted{
	"year": {kind: usageYear, by: "code"}, "planid": {kind: plan, by: "id"}, "plancode": {kind: plan, by: "code"},
	"organizationid": {kind: organization, by: "id"}, "organizationabbrev": {kind: organization, by: "code"},
	"locationid": {kind: location, by: "id"}, "locationiso3": {kind: location, by: "code"}, "countryiso3": {kind: location, by: "code"},
	"emergencyid": {kind: emergency, by: "id"}, "globalclusterid": {kind: globalCluster, by: "id"},
	"globalclustercode": {kind: globalCluster, by: "code"}, "clusterid": {kind: globalCluster, by: "id"}, "projectid": {kind: project, by: "id"}, "projectcode": {kind: project, by: "code"},
}

// request is a question for flows.
type request struct {
	boundary    boundary
	source, to  boundary // filters
	groupBy     string
	limit, page int
	format      string
}

var filterSyntax = regexp.MustCompile(`(?i)^(source|destination)(organization|location|usageyear|year|plan|globalcluster|cluster|emergency|project)(id|code|iso3|abbrev|abbreviation|year)?:(.+)$`)

// read reads the address; names are in whatever case. A sentence says what is wrong.
func read(values url.Values) (request, string) {
	r := request{limit: 200, page: 1}
	for _, name := range sortedNames(values) {
		given := strings.Join(values[name], ",")
		switch low := strings.ToLower(name); low {
		case "groupby":
			r.groupBy = strings.ToLower(given)
		case "format":
			r.format = strings.ToLower(given)
		case "filterby":
			for _, f := range values[name] {
				if wrong := r.filter(f); wrong != "" {
					return r, wrong
				}
			}
		case "limit":
			if !positive(given, &r.limit, 1000) {
				return r, "limit is a number from 1 to 1000"
			}
		case "page":
			if !positive(given, &r.page, 1_000_000) {
				return r, "page is a number from 1"
			}
		default:
			if w, ok := boundaryNames[low]; ok && given != "" {
				w.values = split(given)
				r.boundary = append(r.boundary, w)
			}
		}
	}
	switch {
	case len(r.boundary) == 0:
		return r, "At least one boundary is required: year, planId, planCode, organizationId, organizationAbbrev, locationId, locationISO3, emergencyId, globalClusterId or globalClusterCode"
	case r.groupBy != "" && groupTypes[r.groupBy] == "":
		return r, "groupby is one of plan, organization, location, country, year, cluster, globalCluster, emergency, project"
	case r.format != "" && r.format != "json":
		return r, "format is json here"
	}
	return r, ""
}

func (r *request) filter(f string) string {
	m := filterSyntax.FindStringSubmatch(f)
	if m == nil {
		return fmt.Sprintf("filterBy is like destinationGlobalClusterCode:HEA; %q is not", f)
	}
	by := "code"
	if strings.EqualFold(m[3], "id") {
		by = "id"
	}
	kind := map[string]string{"organization": organization, "location": location, "usageyear": usageYear, "year": usageYear, "plan": plan,
		"globalcluster": globalCluster, "cluster": globalCluster, "emergency": emergency, "project": project}[strings.ToLower(m[2])]
	w := wanted{kind, by, split(m[4])}
	if strings.EqualFold(m[1], "source") {
		r.source = append(r.source, w)
	} else {
		r.to = append(r.to, w)
	}
	return ""
}

func sortedNames(values url.Values) []string {
	var names []string
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func positive(text string, into *int, most int) bool {
	n := 0
	for _, c := range text {
		if c < '0' || c > '9' || n > most {
			return false
		}
		n = n*10 + int(c-'0')
	}
	if text == "" || n < 1 || n > most {
		return false
	}
	*into = n
	return true
}

func split(list string) []string {
	var all []string
	for _, v := range strings.Split(list, ",") {
		if v = strings.TrimSpace(v); v != "" {
			all = append(all, v)
		}
	}
	return all
}

func (w wanted) is(t thing) bool {
	if t.Type != w.kind {
		return false
	}
	have := t.code
	if w.by == "id" {
		have = t.ID
	}
	return slices.ContainsFunc(w.values, func(v string) bool { return strings.EqualFold(v, have) })
}

// inside tells whether the things lie within the boundary, and whether others of
// the same type lie outside of it.
func (b boundary) inside(things []thing) (in, shared bool) {
	for _, w := range b {
		some := false
		for _, t := range things {
			if t.Type == w.kind {
				if w.is(t) {
					some = true
				} else {
					shared = true
				}
			}
		}
		if !some {
			return false, false
		}
	}
	return true, shared
}

// place says how a flow lies to the boundary: incoming, outgoing, internal, or
// "" for neither. A year alone is no place that money comes from, and new money
// comes from outside: in FTS, too, what is internal is never new.
func (b boundary) place(f *flow) string {
	to, shared := b.inside(f.Destination)
	from, sharedFrom := b.inside(f.Source)
	if !slices.ContainsFunc(b, func(w wanted) bool { return w.kind != usageYear }) {
		from = false
	}
	switch {
	case to && from && !f.NewMoney:
		f.Boundary = "internal"
	case to:
		f.Boundary = "incoming"
	case from:
		f.Boundary, shared = "outgoing", sharedFrom
	default:
		return ""
	}
	f.OnBoundary = "single"
	if shared {
		f.OnBoundary = "shared"
	}
	return f.Boundary
}

// fits tells whether things have all that filters ask for.
func (b boundary) fits(things []thing) bool {
	for _, w := range b {
		if !slices.ContainsFunc(things, w.is) {
			return false
		}
	}
	return true
}

func isPaging(name string) bool {
	return strings.EqualFold(name, "limit") || strings.EqualFold(name, "page")
}
