package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// The tests make a document of the small API in testdata/mini, which lacks on purpose what the faults name.

func generated(t *testing.T) (doc object, text string, faults []string) {
	t.Helper()
	raw, faults, err := generate("testdata/mini")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	return doc, string(raw), faults
}

// at follows names and references, and writes what it finds as compact JSON.
func at(t *testing.T, doc object, path ...string) string {
	t.Helper()
	var here any = doc
	for _, name := range path {
		o, ok := here.(object)
		if ref, isRef := o["$ref"].(string); isRef {
			parts := strings.Split(strings.TrimPrefix(ref, "#/"), "/")
			o, ok = doc[parts[0]].(object)[parts[1]].(object)[parts[2]].(object)
		}
		if !ok || o[name] == nil {
			t.Fatalf("%v: there is no %s", path, name)
		}
		here = o[name]
	}
	text, _ := json.Marshal(here)
	return string(text)
}

func TestSchemas(t *testing.T) {
	doc, _, _ := generated(t)
	for name, c := range map[string]struct{ path, want string }{
		"what may be unknown is null":                  {"Pledge/properties/expires_on", `{"format":"date","type":["string","null"]}`},
		"what an input requires is never null":         {"Pledge/properties/pledged_on", `{"format":"date","type":"string"}`},
		"what the program fills in is never null":      {"Pledge/properties/amount_usd/type", `"string"`},
		"a record has every field":                     {"Pledge/required", `["id","title","amount","amount_usd","pledged_on","expires_on","method","basis","reached","sources","created_at"]`},
		"an input requires what it must":               {"PledgeInput/required", `["title","amount","pledged_on","sources"]`},
		"an input takes nothing unknown":               {"PledgeInput/additionalProperties", `false`},
		"a patch removes by null":                      {"PledgePatch/properties/method", `{"anyOf":[{"$ref":"#/components/schemas/Method"},{"type":"null"}],"description":"How it is paid."}`},
		"a patch changes a part of an amount":          {"PledgePatch/properties/amount", `{"$ref":"#/components/schemas/MoneyPatch"}`},
		"a list in a patch is a whole one":             {"PledgePatch/properties/sources/items", `{"$ref":"#/components/schemas/SourceInput"}`},
		"a variable closes a type":                     {"Method/enum", `["survey","registration"]`},
		"constants close a type that no variable does": {"Basis/enum", `["reported","summed"]`},
		"people may be suppressed in answers":          {"Pledge/properties/reached/anyOf", `[{"$ref":"#/components/schemas/People"},{"type":"null"}]`},
		"people are a number in inputs":                {"PledgeInput/properties/reached/type", `["integer","null"]`},
		"an absent field of an answer is not required": {"Problem/required", `["title"]`},
		"a page of a list":                             {"PledgeList/properties/data/items", `{"$ref":"#/components/schemas/Pledge"}`},
	} {
		t.Run(name, func(t *testing.T) {
			if got := at(t, doc, append([]string{"components", "schemas"}, strings.Split(c.path, "/")...)...); got != c.want {
				t.Errorf("%s is\n%s, want\n%s", c.path, got, c.want)
			}
		})
	}
}

func TestOperations(t *testing.T) {
	doc, text, _ := generated(t)
	operation := func(path, method string, rest ...string) string {
		return at(t, doc, append([]string{"paths", path, method}, rest...)...)
	}
	t.Run("anybody reads, writing needs the scope", func(t *testing.T) {
		if got := operation("/v1/pledges", "get", "security"); got != `[{"bearer":[]},{}]` {
			t.Error(got)
		}
		if got := operation("/v1/pledges", "post", "security"); got != `[{"bearer":["pledge"]}]` {
			t.Error(got)
		}
	})
	t.Run("lists come in more formats", func(t *testing.T) {
		if got := operation("/v1/pledges", "get", "responses", "200", "content", "text/csv", "schema", "type"); got != `"string"` {
			t.Error(got)
		}
	})
	t.Run("filters become parameters", func(t *testing.T) {
		got := operation("/v1/pledges", "get", "parameters")
		for _, want := range []string{`"name":"limit"`, `"maximum":1000`, `"default":50`, `"maxItems":100`, `#/components/schemas/Method`, `"format":"date"`} {
			if !strings.Contains(got, want) {
				t.Errorf("no %s in %s", want, got)
			}
		}
	})
	t.Run("every problem is problem+json", func(t *testing.T) {
		for _, status := range []string{"400", "401", "403", "404", "409", "412", "413", "415", "422", "428", "default"} {
			operation("/v1/pledges/{id}", "patch", "responses", status, "content", "application/problem+json")
		}
	})
	t.Run("a patch is a merge patch and names its version", func(t *testing.T) {
		if got := operation("/v1/pledges/{id}", "patch", "requestBody", "content", "application/merge-patch+json", "schema"); !strings.Contains(got, "PledgePatch") {
			t.Error(got)
		}
		if got := operation("/v1/pledges/{id}", "patch", "parameters"); !strings.Contains(got, "ifMatchHeader") || !strings.Contains(got, `"format":"uuid"`) {
			t.Error(got)
		}
	})
	t.Run("a recorded exchange is the example", func(t *testing.T) {
		if got := operation("/v1/pledges", "post", "responses", "201", "content", "application/json", "example"); got != `{"id":"1","title":"it's"}` {
			t.Error(got)
		}
		if want := `curl -X POST 'http://127.0.0.1:8080/v1/pledges' \\\n  -H \"Authorization: Bearer $KEY\" \\\n  -d '{\n    \"title\": \"it'\\''s\"`; !strings.Contains(text, want) {
			t.Errorf("no %s", want)
		}
	})
}

func TestWhatIsMissingIsNamed(t *testing.T) {
	_, _, faults := generated(t)
	for _, want := range []string{
		"PATCH /v1/pledges/{id} has no description",
		"updatePledge has no @Security with its scope",
		"updatePledge has no example: docs/examples/updatePledge.json is missing",
		"docs/examples/problem-404.json is missing",
		"parameter cursor of PledgeFilter has no description",
	} {
		if !slices.Contains(faults, want) {
			t.Errorf("no %q in %q", want, faults)
		}
	}
}

func TestTheDocumentIsTheSameEveryTime(t *testing.T) {
	_, first, _ := generated(t)
	if _, again, _ := generated(t); again != first {
		t.Error("two runs differ")
	}
}
