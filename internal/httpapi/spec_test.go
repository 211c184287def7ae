package httpapi_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/docs"
	"github.com/konbit-aid/konbit/internal/httpapi"
	"github.com/konbit-aid/konbit/internal/policy"
	"github.com/konbit-aid/konbit/internal/testkit"
)

// spec is the committed OpenAPI document, as a client reads it.
type spec struct{ doc map[string]any }

func readSpec(t testing.TB) spec {
	t.Helper()
	var s spec
	if err := json.Unmarshal(docs.OpenAPI, &s.doc); err != nil {
		t.Fatal(err)
	}
	return s
}

// follow resolves a reference within the document.
func (s spec) follow(v any) map[string]any {
	m, _ := v.(map[string]any)
	ref, ok := m["$ref"].(string)
	if !ok {
		return m
	}
	var at any = s.doc
	for _, part := range strings.Split(strings.TrimPrefix(ref, "#/"), "/") {
		at = at.(map[string]any)[part]
	}
	return s.follow(at)
}

func (s spec) at(path ...string) any {
	var at any = s.doc
	for _, p := range path {
		at = s.follow(at)[p]
	}
	return at
}

var pathParameter = regexp.MustCompile(`:(\w+)`)

func TestTheDocumentHasEveryRouteAndNoOther(t *testing.T) {
	s := readSpec(t)
	written := map[string]map[string]any{}
	for path, item := range s.at("paths").(map[string]any) {
		for method, op := range item.(map[string]any) {
			if method != "parameters" {
				written[strings.ToUpper(method)+" "+path] = op.(map[string]any)
			}
		}
	}
	for _, r := range httpapi.Routes() {
		name := r.Method + " " + pathParameter.ReplaceAllString(r.Path, "{$1}")
		op := written[name]
		if op == nil {
			t.Errorf("%s is not in the document", name)
			continue
		}
		delete(written, name)
		if op["operationId"] != r.OperationID {
			t.Errorf("%s is called %v there, %s here", name, op["operationId"], r.OperationID)
		}
		var scopes []string
		alternatives := op["security"].([]any)
		anonymous := len(alternatives) == 0
		for _, alternative := range alternatives {
			keys := alternative.(map[string]any)
			anonymous = anonymous || len(keys) == 0
			for _, list := range keys {
				for _, scope := range list.([]any) {
					scopes = append(scopes, scope.(string))
				}
			}
		}
		rule := policy.Default().Gate(r.OperationID)
		var want []string
		for _, scope := range rule.Scopes {
			want = append(want, string(scope))
		}
		slices.Sort(scopes)
		slices.Sort(want)
		if !slices.Equal(scopes, want) {
			t.Errorf("%s needs one of %v there, of %v here", name, scopes, want)
		}
		if anonymous != (rule.Access == policy.Anybody || rule.Access == policy.Readers) {
			t.Errorf("%s: anonymous is %v there", name, anonymous)
		}
		for _, field := range []string{"summary", "tags", "responses"} {
			if op[field] == nil {
				t.Errorf("%s has no %s", name, field)
			}
		}
	}
	for name := range written {
		t.Errorf("%s is in the document and not served", name)
	}
}

// fault is a request that the document forbids, and where the answer must point.
type fault struct{ what, body, pointer string }

// TestWhatTheDocumentForbidsIsRefused sends, for each operation with a body, its
// own example spoilt in every way that the schema forbids.
func TestWhatTheDocumentForbidsIsRefused(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		w := newWorld(t, url)
		w.key("root", "ocha", api.ScopeAdmin, api.ScopeCoordinate)
		s := readSpec(t)
		n := 0
		for _, r := range httpapi.Routes() {
			if r.Method != http.MethodPost || strings.Contains(r.Path, ":") || r.OperationID == "createImport" {
				continue // its body is a file
			}
			media := s.at("paths", r.Path, "post", "requestBody", "content", "application/json").(map[string]any)
			example, _ := json.Marshal(media["example"])
			for _, f := range s.faults(media["schema"], string(example)) {
				n++
				got := w.send(call{as: "root", method: r.Method, path: r.Path, body: f.body})
				if got.Code != http.StatusUnprocessableEntity && got.Code != http.StatusBadRequest {
					t.Errorf("%s with %s: %d %s", r.Path, f.what, got.Code, got.Body)
					continue
				}
				var p api.Problem
				if err := json.Unmarshal(got.Body.Bytes(), &p); err != nil || got.Header().Get("Content-Type") != "application/problem+json" {
					t.Errorf("%s with %s: %s is no problem", r.Path, f.what, got.Header().Get("Content-Type"))
				}
				if !slices.ContainsFunc(p.Errors, func(e api.FieldError) bool { return strings.HasPrefix(e.Pointer, f.pointer) }) {
					t.Errorf("%s with %s: nothing points at %s: %s", r.Path, f.what, f.pointer, got.Body)
				}
			}
		}
		if n < 80 {
			t.Errorf("only %d requests were made", n)
		}
	})
}

// faults lists spoilt copies of an example: a member that is unknown, of the
// wrong type, not in its list of values, too long, or required and missing.
func (s spec) faults(schema any, example string) []fault {
	object := s.follow(schema)
	all := []fault{{"an unknown member", merge(example, `colour="red"`), "/colour"}}
	spoil := func(what, name, value string) {
		all = append(all, fault{fmt.Sprintf("%s in %s", what, name), merge(example, name+"="+value), "/" + name})
	}
	for name, property := range object["properties"].(map[string]any) {
		p := s.follow(property)
		types := fmt.Sprint(p["type"])
		if strings.Contains(types, "string") {
			spoil("a number", name, "7")
		} else if p["type"] != nil {
			spoil("a text", name, `"nonsense"`)
		}
		if p["enum"] != nil {
			spoil("a value that is not listed", name, `"nonsense"`)
		}
		if limit, ok := p["maxLength"].(float64); ok {
			spoil("too long a text", name, `"`+strings.Repeat("x", int(limit)+1)+`"`)
		}
		if p["format"] == "date" {
			spoil("no date", name, `"2024-02-30"`)
		}
	}
	required, _ := object["required"].([]any)
	for _, name := range required {
		all = append(all, fault{"no " + name.(string), merge(example, name.(string)+"=null"), "/" + name.(string)})
	}
	return all
}
