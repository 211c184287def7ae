package hapi

import (
	"encoding/json"
	"path"
	"strings"
)

// object is a JSON object of the document.
type object = map[string]any

// specOf writes the OpenAPI document: HAPI's paths of its present version, made
// from the table that serves them.
func specOf(endpoints []endpoint) []byte {
	paths, schemas := object{}, object{"HTTPValidationError": object{"type": "object", "properties": object{"detail": object{"type": "array", "items": object{"type": "object"}}}},
		"ErrorResponse": object{"type": "object", "properties": object{"error": object{"type": "string"}}}}
	for i := range endpoints {
		e := &endpoints[i]
		name := modelName(e.path)
		schemas[name] = model(e)
		schemas["HapiGenericResponse_"+name+"_"] = object{"type": "object", "required": []string{"data"}, "properties": object{
			"data": object{"type": "array", "items": object{"$ref": "#/components/schemas/" + name}}}}
		paths["/api/v2/"+e.path] = object{"get": operation(e, object{"$ref": "#/components/schemas/HapiGenericResponse_" + name + "_"})}
	}
	paths["/api/v2/encode_app_identifier"] = object{"get": small("Generate App Identifier", "Get an app identifier by encoding an application name and email", "encoded_app_identifier",
		[]object{parameter(param{name: "application", most: 512}, true), parameter(param{name: "email", most: 512}, true)})}
	paths["/api/v2/util/version"] = object{"get": small("Util", "Display the API and SQL Alchemy versions", "api_version", nil, "hapi_sqlalchemy_schema_version")}
	doc := object{"openapi": "3.1.0", "info": object{"title": "HDX HAPI", "version": Version,
		"description": "The paths of HDX HAPI, answered by Konbit out of its own records. docs/compat.md says which are full, partial or empty."},
		"servers": []object{{"url": Root}}, "paths": paths, "components": object{"schemas": schemas}}
	text, err := json.MarshalIndent(doc, "", " ")
	if err != nil {
		panic(err) // it is made of maps and texts
	}
	return append(text, '\n')
}

// modelName is what the rows of a path are called: HumanitarianNeedsResponse.
func modelName(of string) string {
	var name strings.Builder
	for _, word := range strings.Split(path.Base(of), "-") {
		name.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return name.String() + "Response"
}

func model(e *endpoint) object {
	properties := object{}
	var required []string
	for _, f := range e.columns(2) {
		properties[f.name] = f.schema()
		required = append(required, f.name)
	}
	return object{"type": "object", "required": required, "properties": properties}
}

func (f field) schema() object {
	s := schemaOf(f.kind)
	if len(f.enum) > 0 {
		s["enum"] = f.enum
	}
	if f.null {
		return object{"anyOf": []object{s, {"type": "null"}}}
	}
	return s
}

func schemaOf(k kind) object {
	switch k {
	case whole:
		return object{"type": "integer"}
	case number:
		return object{"type": "number"}
	case flag:
		return object{"type": "boolean"}
	case moment:
		return object{"type": "string", "format": "date-time"}
	}
	return object{"type": "string"}
}

func operation(e *endpoint, answer object) object {
	var parameters []object
	for _, p := range e.parameters() {
		if !p.old {
			parameters = append(parameters, parameter(p, p.name == "app_identifier"))
		}
	}
	failure := func(about, schema string) object {
		return object{"description": about, "content": object{"application/json": object{"schema": object{"$ref": "#/components/schemas/" + schema}}}}
	}
	return object{"tags": []string{e.tag}, "summary": e.summary, "description": "Here: " + e.state + "; " + e.from + ".", "operationId": strings.ReplaceAll(strings.ReplaceAll(e.path, "/", "_"), "-", "_") + "_get",
		"parameters": parameters, "responses": object{
			"200": object{"description": "Successful Response", "content": object{"application/json": object{"schema": answer}, "text/csv": object{"schema": object{"type": "string"}}}},
			"400": failure("Bad Request", "ErrorResponse"), "403": failure("Forbidden", "ErrorResponse"), "422": failure("Validation Error", "HTTPValidationError")}}
}

func parameter(p param, required bool) object {
	s := schemaOf(p.kind)
	if len(p.enum) > 0 {
		s["enum"] = p.enum
	}
	if p.most > 0 {
		s["maxLength"] = p.most
	}
	switch p.name {
	case "limit":
		s["minimum"], s["maximum"], s["default"] = 0, maxLimit, maxLimit
	case "offset":
		s["minimum"], s["default"] = 0, 0
	case "output_format":
		s["default"] = "json"
	}
	return object{"name": p.name, "in": "query", "required": required, "description": p.help, "schema": s}
}

func small(tag, summary, member string, parameters []object, others ...string) object {
	members := append([]string{member}, others...)
	properties := object{}
	for _, m := range members {
		properties[m] = object{"type": "string"}
	}
	answer := object{"type": "object", "required": members, "properties": properties}
	op := object{"tags": []string{tag}, "summary": summary, "operationId": member + "_get", "responses": object{"200": object{
		"description": "Successful Response", "content": object{"application/json": object{"schema": answer}}}}}
	if parameters != nil {
		op["parameters"] = parameters
	}
	return op
}
