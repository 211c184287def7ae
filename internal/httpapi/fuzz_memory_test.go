package httpapi_test

import (
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// memory is what earlier answers have told: codes and ids by the name of the member that they stood in, addresses of
// records, their entity tags, next pages. It lets requests reach what exists.
type memory struct {
	values map[string][]any
	places map[string][]string // by the template of the address
	tags   map[string]string   // by address
	next   map[string][]string // by operation
	routes []route
}

type route struct {
	template string
	address  *regexp.Regexp
}

const mostRemembered = 60

var templateParameter = regexp.MustCompile(`\\\{\w+\\\}`)

func newMemory(d *document) *memory {
	s := &memory{values: map[string][]any{}, places: map[string][]string{}, tags: map[string]string{}, next: map[string][]string{}}
	for _, op := range d.ops {
		if op.reads && strings.HasSuffix(op.path, "}") {
			s.routes = append(s.routes, route{op.path, regexp.MustCompile("^" + templateParameter.ReplaceAllString(regexp.QuoteMeta(op.path), "[^/]+") + "$")})
		}
	}
	return s
}

// alias says under which name a member's values are remembered, where that is not its own.
var alias = map[string]string{"donor": "organization", "recipient": "organization", "region_exact": "region", "regions": "region", "pcode": "-", "code": "-", "id": "-"}

func under(name string) string {
	if other := alias[name]; other != "" {
		return other
	}
	return name
}

// learned are the members whose values lead to something that exists.
var learned = []string{"crisis", "appeal", "organization", "region", "assessment", "pledge", "status", "iso3", "currency", "publisher", "date", "reference"}

func (s *memory) named(name string) []any {
	name = under(name)
	if !slices.Contains(learned, name) {
		return nil
	}
	return s.values[name]
}

func keep[T any](all []T, one T, at int) []T {
	if len(all) < mostRemembered {
		return append(all, one)
	}
	all[at%mostRemembered] = one
	return all
}

func (s *memory) remember(name string, value any, at int) {
	if !slices.Contains(s.values[name], value) {
		s.values[name] = keep(s.values[name], value, at)
	}
}

// learn takes a good answer in.
func (s *memory) learn(r *request, location, tag string, body any, at int) {
	if location != "" {
		s.place(location, at)
	}
	if tag != "" && !r.op.reads && r.op.method == "PATCH" || r.op.reads && strings.HasSuffix(r.op.path, "}") {
		s.tags[r.path] = tag
	}
	object, _ := body.(map[string]any)
	if next, _ := object["next"].(string); next != "" {
		s.next[r.op.id] = keep(s.next[r.op.id], next, at)
	}
	for _, row := range list(object["data"]) {
		if row, ok := row.(map[string]any); ok { // as the transactions of a pledge
			s.place(r.path+"/"+url.PathEscape(key(row)), at)
			path, _ := row["path"].(string) // which says its address itself
			s.place(path, at)
		}
	}
	s.walk(body, r.op.path[strings.LastIndexByte(r.op.path, '/')+1:], at)
	// The code of a record is what others call it by.
	for collection, name := range map[string]string{"crises": "crisis", "appeals": "appeal", "organizations": "organization", "regions": "region", "assessments": "assessment", "pledges": "pledge"} {
		if strings.HasPrefix(location, "/v1/"+collection+"/") && key(object) != "" {
			s.remember(name, key(object), at)
		}
	}
}

// key is what a record is addressed by.
func key(record map[string]any) string {
	for _, name := range []string{"pcode", "code", "id"} {
		if text, ok := record[name].(string); ok {
			return text
		}
	}
	return ""
}

func (s *memory) place(address string, at int) {
	for _, route := range s.routes {
		if route.address.MatchString(address) && !slices.Contains(s.places[route.template], address) {
			s.places[route.template] = keep(s.places[route.template], address, at)
		}
	}
}

func (s *memory) walk(v any, name string, at int) {
	switch v := v.(type) {
	case map[string]any:
		for _, member := range slices.Sorted(maps.Keys(v)) {
			if member == "data" { // of a list, whose name it goes by
				s.walk(v[member], name, at)
				continue
			}
			s.walk(v[member], member, at)
		}
	case []any:
		for _, item := range v {
			if record, ok := item.(map[string]any); ok && key(record) != "" { // as the needs in an assessment
				s.place("/v1/"+name+"/"+url.PathEscape(key(record)), at)
			}
			s.walk(item, name, at)
		}
	case string:
		if name = under(name); slices.Contains(learned, name) {
			s.remember(name, v, at)
		}
	}
}

// address fills a template in as far as records were seen.
func (s *memory) address(m *maker, template string) string {
	known := template
	for ; known != ""; known = known[:max(strings.LastIndexByte(known, '/'), 0)] {
		if seen := s.places[known]; len(seen) > 0 {
			return pick(m, seen) + template[len(known):]
		}
	}
	return template
}
