package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// operation is one route of the document while it is completed.
type operation struct {
	id, method, path string
	doc              object
	open             bool   // answers everybody, always
	answer           string // name of the schema of the success, "" if it has none
	status           string // of the success
	waits            bool   // may also wait for a second person
	later            bool   // may also be done by and by
	list             bool   // also comes as CSV, NDJSON and a workbook
	geo              bool   // also comes as GeoJSON
	iati             bool   // also comes as IATI
	file             bool   // is a workbook and nothing else
	names            bool   // holds names in a language
}

// document is the whole while it is completed.
type document struct {
	object
	*schemas
	parameters object
	examples   examples
	faults     []string
}

func (d *document) fault(format string, args ...any) {
	d.faults = append(d.faults, fmt.Sprintf(format, args...))
}

// operations completes every operation: what annotations say of one, and what holds for all.
func (d *document) operations() []*operation {
	var all []*operation
	paths := d.object["paths"].(object)
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		item := paths[path].(object)
		for _, method := range slices.Sorted(maps.Keys(item)) {
			if doc, ok := item[method].(object); ok {
				op := d.read(method, path, doc)
				d.complete(op)
				all = append(all, op)
			}
		}
	}
	return all
}

func (d *document) read(method, path string, doc object) *operation {
	op := &operation{method: method, path: path, doc: doc}
	op.id, _ = doc["operationId"].(string)
	op.open, _ = doc["x-open"].(bool)
	delete(doc, "x-open")
	for _, needed := range []string{"operationId", "summary", "description", "tags"} {
		if doc[needed] == nil || doc[needed] == "" {
			d.fault("%s %s has no %s", strings.ToUpper(method), path, needed)
		}
	}
	for status, r := range doc["responses"].(object) {
		if status == "202" && len(doc["responses"].(object)) > 1 { // a change that waits: beside the success, not the success
			content := r.(object)["content"].(object)
			for _, c := range content {
				op.later = target(c.(object)["schema"]) != "Approval"
			}
			op.waits = !op.later
			continue
		}
		content, _ := r.(object)["content"].(object)
		for media, c := range content {
			op.status, op.answer = status, target(c.(object)["schema"])
			op.list = op.list || media == "text/csv"
			op.geo = op.geo || media == geoJSON
			op.iati = op.iati || media == "application/xml"
			op.file = media == workbook && op.answer == ""
		}
	}
	if op.answer == "" && !op.file {
		d.fault("%s %s has no @Success with a type", strings.ToUpper(method), path)
	}
	op.list = op.list || strings.HasSuffix(op.answer, "List")
	op.names = op.file || d.holdsNames(strings.TrimSuffix(op.answer, "List"), map[string]bool{})
	return op
}

// feed tells whether the answer is a part of the ledger.
func (op *operation) feed() bool { return op.answer == "LedgerPage" }

// target is the name of the schema that a reference points to.
func target(schema any) string {
	s, _ := schema.(object)
	ref, _ := s["$ref"].(string)
	return strings.TrimPrefix(ref, "#/components/schemas/")
}

// holdsNames tells whether a type holds the name of a place or a sector in the reader's language.
func (d *document) holdsNames(name string, seen map[string]bool) bool {
	if seen[name] {
		return false
	}
	seen[name] = true
	return slices.ContainsFunc(d.fields(name), func(f field) bool {
		return f.typ == "Names" || f.typ == "RegionRef" || d.holdsNames(f.element(), seen)
	})
}

func (d *document) complete(op *operation) {
	op.doc["parameters"] = d.allParameters(op)
	d.body(op)
	d.responses(op)
	switch {
	case op.open:
		op.doc["security"] = []any{}
	case op.doc["security"] == nil && op.method == "get":
		op.doc["security"] = []any{object{"bearer": []string{}}, object{}}
	case op.doc["security"] == nil:
		d.fault("%s has no @Security with its scope", op.id)
	}
	op.doc["x-scopes"] = op.scopes()
	d.example(op)
}

// scopes lists the scopes of which a key needs one; none where any key will do, or none at all.
func (op *operation) scopes() []string {
	list := []string{}
	alternatives, _ := op.doc["security"].([]any)
	for _, alternative := range alternatives {
		names, _ := alternative.(object)["bearer"].([]any)
		for _, name := range names {
			list = append(list, name.(string))
		}
	}
	slices.Sort(list)
	return list
}

// body gives the request its media type and its strict schema.
func (d *document) body(op *operation) {
	body, ok := op.doc["requestBody"].(object)
	if !ok {
		return
	}
	delete(body, "x-originalParamName")
	media, m := "application/json", input
	if op.method == "patch" {
		media, m = "application/merge-patch+json", patch
	}
	if _, file := body["content"].(object)["multipart/form-data"]; file {
		body["content"] = d.upload(op)
		return
	}
	for _, c := range body["content"].(object) {
		body["content"] = object{media: object{"schema": d.ref(target(c.(object)["schema"]), m)}}
	}
}

// upload is a file: in a form with the options beside it, which are the parameters
// of the address as well, or as the body itself.
func (d *document) upload(op *operation) object {
	members := newProperties()
	members.add("file", object{"type": "string", "contentMediaType": "application/octet-stream", "description": "The file, with its name."})
	filter := d.filters[op.id]
	for _, f := range d.fields(filter) {
		if f.name != "file" {
			p := d.query(filter, f)
			schema := p["schema"].(object)
			schema["description"] = p["description"]
			members.add(f.name, schema)
		}
	}
	return object{
		"multipart/form-data":      object{"schema": object{"type": "object", "required": []string{"file"}, "additionalProperties": false, "properties": members}},
		"application/octet-stream": object{},
	}
}

// The statuses of the problems that an operation may answer with.
func (op *operation) problems() []string {
	if op.open {
		return nil
	}
	list := []string{"400", "401", "406", "414", "429", "503"}
	if strings.Contains(op.path, "{") || op.path == "/v1/ledger/checkpoint" || op.path == "/v1/ledger/key" {
		list = append(list, "404")
	}
	switch op.method {
	case "get":
		if strings.HasPrefix(op.path, "/v1/ledger/entries/") {
			list = append(list, "409") // not sealed yet
		}
		if op.scoped() {
			list = append(list, "403")
		}
	case "post":
		list = append(list, "403", "409", "413", "415", "422")
	case "patch":
		list = append(list, "403", "409", "412", "413", "415", "422", "428")
	}
	return list
}

// scoped tells whether a key alone is not enough: an annotation names what it must carry.
func (op *operation) scoped() bool {
	alternatives, _ := op.doc["security"].([]any)
	for _, a := range alternatives {
		if keys, _ := a.(object); len(keys) == 0 {
			return false
		}
	}
	return len(alternatives) > 0
}

func (d *document) responses(op *operation) {
	all := op.doc["responses"].(object)
	success := all[op.status].(object)
	success["headers"] = op.successHeaders()
	content := object{workbook: object{"schema": object{"type": "string", "format": "binary"}}}
	if !op.file {
		content = object{"application/json": object{"schema": d.ref(op.answer, output)}}
	}
	if op.list {
		content["text/csv"] = object{"schema": object{"type": "string", "description": "A header row, then one row a record. With `format=hxl` a row of HXL hashtags stands between."}}
		content["application/x-ndjson"] = object{"schema": object{"type": "string", "description": "One JSON record a line."}}
		content[workbook] = object{"schema": object{"type": "string", "format": "binary", "description": "A workbook: the rows of CSV with their types, and a sheet that explains the columns."}}
	}
	switch {
	case op.geo && op.list:
		content[geoJSON] = object{"schema": object{"type": "object", "description": "A FeatureCollection (RFC 7946): one Feature a record, with the columns of CSV as its properties.",
			"required": []string{"type", "features"}, "properties": object{"type": object{"const": "FeatureCollection"}, "features": object{"type": "array", "items": object{"type": "object"}}}}}
	case op.geo:
		content[geoJSON] = object{"schema": d.ref(op.answer, output)}
	}
	if op.iati {
		content["application/xml"] = object{"schema": object{"type": "string", "description": "With `format=iati` alone: IATI 2.03, one activity a pledge."}}
	}
	if op.feed() {
		content["application/x-ndjson"] = object{"schema": object{"type": "string", "description": "One entry a line."}}
		content["text/event-stream"] = object{"schema": object{"type": "string", "description": "Server-sent events (WHATWG HTML): one an entry, its number as `id`, `change`, `hidden` or `shown` as `event`, the entry as `data`. An event with an id alone passes over entries that are not told. The answer goes on until one of both leaves."}}
	}
	success["content"] = content
	if op.later {
		later := all["202"].(object)
		later["headers"], later["content"] = success["headers"], content
	}
	if op.waits {
		all["202"] = reference("responses", "Awaiting")
	}
	for _, status := range op.problems() {
		all[status] = reference("responses", problems[status].name)
	}
	if op.method == "get" && !op.open {
		all["304"] = reference("responses", "NotModified")
	}
	all["default"] = reference("responses", "Failure")
}

func reference(kind, name string) object { return object{"$ref": "#/components/" + kind + "/" + name} }

// successHeaders are the headers of an answer that is a success.
func (op *operation) successHeaders() object {
	names := []string{"X-Request-Id"}
	if !op.open {
		names = append(names, "ETag", "RateLimit", "RateLimit-Policy")
	}
	if op.list {
		names = append(names, "Link", "X-Total-Count")
	}
	if op.feed() {
		names = append(names, "Link")
	}
	if op.names {
		names = append(names, "Content-Language")
	}
	if op.method == "post" {
		names = append(names, "Idempotency-Replayed")
	}
	if op.method != "get" {
		names = append(names, "Konbit-Consistency", "Konbit-Entry")
	}
	if op.status == "201" {
		names = append(names, "Location")
	}
	set := object{}
	for _, name := range names {
		set[name] = reference("headers", name)
	}
	return set
}

const (
	geoJSON  = "application/geo+json"
	workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)

// formats are the values of ?format=.
func (op *operation) formats() []string {
	switch {
	case op.file:
		return []string{"xlsx"}
	case op.feed():
		return []string{"json", "ndjson"}
	case !op.list:
		return []string{"geojson", "json"}
	}
	list := []string{"json", "csv", "ndjson", "xlsx"}
	if !untagged[strings.TrimSuffix(op.answer, "List")] {
		list = append(list, "hxl")
	}
	if op.geo {
		list = append(list, "geojson")
	}
	if op.iati {
		list = append(list, "iati")
	}
	return list
}
