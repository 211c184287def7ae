package hapi_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/konbit-aid/konbit/internal/demo"
	"github.com/konbit-aid/konbit/internal/testkit"
)

type object = map[string]any

// document is the OpenAPI document that the server hands out.
func (d *desk) document() object {
	d.t.Helper()
	var doc object
	if err := json.Unmarshal(d.get("/compat/hapi/openapi.json").Body.Bytes(), &doc); err != nil {
		d.t.Fatal(err)
	}
	return doc
}

// wrong tells why a value is not as a schema says, "" if it is.
func wrong(doc object, schema object, v any, at string) string {
	if ref, ok := schema["$ref"].(string); ok {
		name := ref[strings.LastIndex(ref, "/")+1:]
		return wrong(doc, doc["components"].(object)["schemas"].(object)[name].(object), v, at)
	}
	if either, ok := schema["anyOf"].([]any); ok {
		if v == nil {
			return ""
		}
		return wrong(doc, either[0].(object), v, at)
	}
	if among, ok := schema["enum"].([]any); ok && !slices.Contains(among, v) {
		return fmt.Sprintf("%s is %v, not one of %v", at, v, among)
	}
	kind := schema["type"]
	switch v := v.(type) {
	case object:
		properties, _ := schema["properties"].(object)
		for _, name := range schema["required"].([]any) {
			if _, there := v[name.(string)]; !there {
				return at + "." + name.(string) + " is missing"
			}
		}
		for name, member := range v {
			known, ok := properties[name].(object)
			if !ok {
				return at + "." + name + " is in no schema"
			}
			if w := wrong(doc, known, member, at+"."+name); w != "" {
				return w
			}
		}
	case []any:
		for _, element := range v {
			if w := wrong(doc, schema["items"].(object), element, at+"[]"); w != "" {
				return w
			}
		}
	}
	ok := map[any]bool{"object": isA[object](v), "array": isA[[]any](v), "string": isA[string](v), "number": isA[float64](v), "boolean": isA[bool](v),
		"integer": isA[float64](v) && v.(float64) == float64(int64(v.(float64)))}[kind]
	if !ok {
		return fmt.Sprintf("%s is %T, not %v", at, v, kind)
	}
	return ""
}

func isA[T any](v any) bool { _, ok := v.(T); return ok }

// TestWhateverIsAskedTheAnswerIsAsTheDocumentSays sends every path random values of its parameters, good and bad.
func TestWhateverIsAskedTheAnswerIsAsTheDocumentSays(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, where string) {
		d := newDesk(t, where)
		if _, err := demo.Load(t.Context(), d.svc, now); err != nil {
			t.Fatal(err)
		}
		doc := d.document()
		random := rand.New(rand.NewPCG(1, 2))
		pick := func(all ...string) string { return all[random.IntN(len(all))] }
		paths := doc["paths"].(object)
		if len(paths) != 27 {
			t.Errorf("the document has %d paths; HAPI has 25 with rows and 2 besides", len(paths))
		}
		answered, held := 0, map[string]int{}
		for _, path := range slices.Sorted(maps.Keys(paths)) {
			operation := paths[path].(object)["get"].(object)
			parameters, _ := operation["parameters"].([]any)
			for range 25 {
				query := url.Values{}
				for _, p := range parameters {
					if name := p.(object)["name"].(string); random.IntN(6) == 0 && name != "app_identifier" {
						query.Set(name, pick("", "0", "1", "-1", "HTI", "hti", "HT01", "HT0111", "%", "_", "PRO", "INN", "all", "true", "maybe", "2024", "2024-02", "2024-02-30", "9999", "csv",
							"99999999999999999999", "NaN", "1e400", "\x00", "\xff", "'; DROP TABLE needs; --", strings.Repeat("x", 600), "2024-01-01T00:00:00", "é"))
					}
				}
				got := d.get("/compat/hapi" + path + "?" + query.Encode())
				switch got.Code {
				case http.StatusOK:
				case http.StatusBadRequest, http.StatusUnprocessableEntity:
					continue
				default:
					t.Fatalf("%s?%s: %d %s", path, query.Encode(), got.Code, got.Body)
				}
				if query.Get("output_format") == "csv" {
					continue
				}
				answered++
				var body any
				if err := json.Unmarshal(got.Body.Bytes(), &body); err != nil {
					t.Fatalf("%s?%s: %v", path, query.Encode(), err)
				}
				schema := operation["responses"].(object)["200"].(object)["content"].(object)["application/json"].(object)["schema"].(object)
				if w := wrong(doc, schema, body, ""); w != "" {
					t.Fatalf("%s?%s: %s", path, query.Encode(), w)
				}
				if list, ok := body.(object)["data"].([]any); ok {
					held[path] += len(list)
				}
			}
			var body any
			if rest := d.get("/compat/hapi" + path + "?limit=10000"); rest.Code == http.StatusOK && json.Unmarshal(rest.Body.Bytes(), &body) == nil {
				schema := operation["responses"].(object)["200"].(object)["content"].(object)["application/json"].(object)["schema"].(object)
				if w := wrong(doc, schema, body, ""); w != "" {
					t.Errorf("%s: %s", path, w)
				}
				list, _ := body.(object)["data"].([]any)
				held[path] += len(list)
			}
		}
		if answered < 150 {
			t.Errorf("only %d requests were answered with rows", answered)
		}
		for _, path := range []string{"affected-people/humanitarian-needs", "coordination-context/operational-presence", "coordination-context/funding", "coordination-context/conflict-events",
			"geography-infrastructure/baseline-population", "metadata/dataset", "metadata/resource", "metadata/location", "metadata/admin1", "metadata/admin2", "metadata/org",
			"metadata/org-type", "metadata/sector", "metadata/currency", "metadata/data-availability"} {
			if held["/api/v2/"+path] == 0 {
				t.Errorf("%s had no rows to check", path)
			}
		}
	})
}
