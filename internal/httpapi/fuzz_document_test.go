package httpapi_test

import (
	"bytes"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/konbit-aid/konbit/docs"
)

// operation is one operation of the OpenAPI document, ready to be asked and judged by.
type operation struct {
	id, method, path string
	reads            bool
	scopes           []string // of which a caller needs one
	query            []parameter
	headers          []string
	body             *jsonschema.Schema // nil if it takes none
	bodyForm         map[string]any
	media            string
	example          any
	moves            []any // the statuses of what it moves
	answers          map[string]promise
}

type parameter struct {
	name     string
	required bool
	repeats  bool // any number of values
	form     map[string]any
	schema   *jsonschema.Schema // of one value
}

// promise is what the document says of an answer with one status.
type promise struct {
	headers []string
	content map[string]*jsonschema.Schema
	row     *jsonschema.Schema // of one record in a list
}

// document is the committed OpenAPI document with every schema compiled once.
type document struct {
	spec
	t        testing.TB
	compiler *jsonschema.Compiler
	ops      []*operation
}

func readDocument(t testing.TB) *document {
	t.Helper()
	d := &document{spec: readSpec(t), t: t, compiler: jsonschema.NewCompiler()}
	whole, err := jsonschema.UnmarshalJSON(bytes.NewReader(docs.OpenAPI))
	if err != nil {
		t.Fatal(err)
	}
	d.compiler.AssertFormat() // uuid, date, date-time, uri: by themselves they only describe
	if err := d.compiler.AddResource("konbit:document", whole); err != nil {
		t.Fatal(err)
	}
	paths := d.at("paths").(map[string]any)
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		item := paths[path].(map[string]any)
		for _, method := range []string{"get", "post", "put", "patch", "delete"} {
			if op, ok := item[method].(map[string]any); ok && op["operationId"] != "createImport" { // its body is a file, of which a schema says nothing
				d.ops = append(d.ops, d.operation(method, path, op))
			}
		}
	}
	return d
}

// compile makes the schema at a place in the document.
func (d *document) compile(path ...string) *jsonschema.Schema {
	for i, p := range path {
		path[i] = url.PathEscape(strings.NewReplacer("~", "~0", "/", "~1").Replace(p))
	}
	schema, err := d.compiler.Compile("konbit:document#/" + strings.Join(path, "/"))
	if err != nil {
		d.t.Fatal(err)
	}
	return schema
}

// find follows the references on the way and returns where a thing really stands.
func (d *document) find(path ...string) (map[string]any, []string) {
	thing, _ := d.at(path[:len(path)-1]...).(map[string]any)
	thing, _ = thing[path[len(path)-1]].(map[string]any)
	if ref, ok := thing["$ref"].(string); ok {
		return d.find(strings.Split(strings.TrimPrefix(ref, "#/"), "/")...)
	}
	return thing, path
}

func (d *document) operation(method, path string, op map[string]any) *operation {
	o := &operation{id: op["operationId"].(string), method: strings.ToUpper(method), path: path, answers: map[string]promise{}}
	o.reads = o.method == "GET"
	for _, way := range list(op["security"]) {
		for _, scopes := range way.(map[string]any) {
			for _, scope := range list(scopes) {
				o.scopes = append(o.scopes, scope.(string))
			}
		}
	}
	for _, p := range list(op["parameters"]) {
		one := d.follow(p)
		switch one["in"] {
		case "query":
			o.query = append(o.query, d.parameter(one))
		case "header":
			o.headers = append(o.headers, one["name"].(string))
		}
	}
	at := []string{"paths", path, method, "requestBody"}
	if op["requestBody"] != nil {
		body, at := d.find(at...)
		content := body["content"].(map[string]any)
		o.media = slices.Min(slices.Collect(maps.Keys(content)))
		kind := content[o.media].(map[string]any)
		o.bodyForm, o.example = kind["schema"].(map[string]any), kind["example"]
		o.body = d.compile(slices.Concat(at, []string{"content", o.media, "schema"})...)
	}
	if record, ok := strings.CutSuffix(path, "s/{id}/transitions"); ok {
		name := strings.TrimPrefix(record, "/v1/")
		status, _ := d.at("components", "schemas", strings.ToUpper(name[:1])+name[1:]+"Status").(map[string]any)
		o.moves = list(status["enum"])
	}
	for status := range op["responses"].(map[string]any) {
		o.answers[status] = d.promise("paths", path, method, "responses", status)
	}
	return o
}

func (d *document) parameter(one map[string]any) parameter {
	p := parameter{name: one["name"].(string), form: d.follow(one["schema"])}
	p.required, _ = one["required"].(bool)
	if p.repeats = p.form["type"] == "array"; p.repeats {
		p.form = d.follow(p.form["items"])
	}
	one = map[string]any{"$schema": "https://json-schema.org/draft/2020-12/schema", "allOf": []any{p.form}}
	at := "konbit:parameter/" + p.name + "/" + string(mustJSON(p.form))
	_ = d.compiler.AddResource(at, one) // said twice if two operations share it
	schema, err := d.compiler.Compile(at)
	if err != nil {
		d.t.Fatal(err)
	}
	p.schema = schema
	return p
}

func (d *document) promise(path ...string) promise {
	answer, at := d.find(path...)
	p := promise{content: map[string]*jsonschema.Schema{}}
	headers, _ := answer["headers"].(map[string]any)
	p.headers = slices.Sorted(maps.Keys(headers))
	content, _ := answer["content"].(map[string]any)
	for media := range content {
		form := slices.Concat(at, []string{"content", media, "schema"})
		p.content[media] = d.compile(slices.Clone(form)...)
		_, list := d.find(form...)
		list = append(slices.Clone(list), "properties", "data")
		if data, ok := d.at(list...).(map[string]any); ok && data["items"] != nil {
			p.row = d.compile(append(list, "items")...)
		}
	}
	return p
}

// answer returns what the document promises for a status, and whether it names it. The default stands for failures
// that any operation may have.
func (o *operation) answer(status string) (promise, bool) {
	if p, named := o.answers[status]; named {
		return p, true
	}
	p, named := o.answers["default"]
	return p, named && slices.Contains([]string{"414", "429", "431", "500", "503", "504"}, status)
}

func (o *operation) has(header string) bool { return slices.Contains(o.headers, header) }

// list is a value that may be a list.
func list(v any) []any {
	all, _ := v.([]any)
	return all
}
