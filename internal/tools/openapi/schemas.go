package main

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// mode is the way in which a type travels.
type mode int

const (
	output mode = iota // everything that is not omitempty is there
	input              // what must be given is required, nothing unknown is taken
	patch              // a merge patch: nothing is required, null removes
)

// schemas builds the components from what the Go source says.
type schemas struct {
	*facts
	made object
}

// ref makes the schema of a type, once, and points to it.
func (s *schemas) ref(name string, m mode) object {
	called := s.called(name, m)
	if _, there := s.made[called]; !there {
		s.made[called] = object{} // a type may hold itself
		s.made[called] = s.build(name, m)
	}
	return object{"$ref": "#/components/schemas/" + called}
}

// called is the name of a type's schema. A type that is written in another form
// than it is read in has a schema for each.
func (s *schemas) called(name string, m mode) string {
	fields, isStruct := s.structs[name]
	switch {
	case !isStruct || m == output || name == "Money" && m == input:
		return name
	case m == patch:
		return strings.TrimSuffix(name, "Input") + "Patch"
	case strings.HasSuffix(name, "Input") || len(required[name]) == len(fields) || name == "Transition":
		return name
	}
	return name + "Input"
}

func (s *schemas) build(name string, m mode) object {
	if item, ok := strings.CutSuffix(name, "List"); ok && s.structs[name] == nil {
		return s.list(item)
	}
	if special, ok := wire[name]; ok && special.component {
		return special.schema(m)
	}
	if values, closed := s.lists[name]; closed {
		return s.enumeration(name, values)
	}
	return s.structure(name, m)
}

func (s *schemas) list(item string) object {
	doc := object{"type": "object", "description": "One page of a list.", "required": []string{"data", "next"}}
	p := newProperties()
	for _, f := range s.fields("List") {
		if f.name == "data" {
			p.add("data", object{"type": "array", "items": s.ref(item, output)})
		} else {
			p.add(f.name, s.property("List", f, output))
		}
	}
	doc["properties"] = p
	return doc
}

func (s *schemas) enumeration(name string, values []string) object {
	text := s.docs[name]
	for _, v := range values {
		if note := s.notes[name+"/"+v]; note != "" {
			text += "\n- `" + v + "`: " + note
		}
	}
	return object{"type": "string", "description": text, "enum": values}
}

func (s *schemas) structure(name string, m mode) object {
	doc := object{"type": "object"}
	if text := s.docs[name]; text != "" {
		doc["description"] = text
	}
	p, needed := newProperties(), []string{}
	for _, f := range s.fields(name) {
		p.add(f.name, s.property(name, f, m))
		if m == output && !f.optional || m == input && slices.Contains(required[name], f.name) {
			needed = append(needed, f.name)
		}
	}
	doc["properties"] = p
	if len(needed) > 0 {
		doc["required"] = needed
	}
	if m != output || s.called(name, input) == name { // also what is read and written in the same form
		doc["additionalProperties"] = false
	}
	if m == patch {
		doc["description"] = "What to change: a field that is left out stays, null removes it, a list replaces the list."
	}
	return doc
}

// property is the schema of a member: its type, its limits, and what it means.
func (s *schemas) property(owner string, f field, m mode) object {
	p := s.typed(f, m)
	s.limit(p, owner, f, m)
	if s.nullable(owner, f, m) {
		p = orNull(p)
	}
	if f.doc != "" {
		p["description"] = f.doc
	}
	if example := f.tag.Get("example"); example != "" && !f.list() {
		if f.typ == "People" {
			p["examples"] = []any{json.Number(example)}
		} else if p["type"] != nil {
			p["examples"] = []any{literal(example, p)}
		}
	}
	return p
}

// typed is the schema of a type alone.
func (s *schemas) typed(f field, m mode) object {
	if f.list() {
		if m == patch {
			m = input
		}
		item := f
		item.typ, item.pointer = f.element(), false
		p := s.typed(item, m)
		s.limit(p, "", field{name: f.name, typ: item.typ}, m)
		return object{"type": "array", "items": p}
	}
	if special, ok := wire[f.typ]; ok && !special.component {
		return special.schema(m)
	} else if ok && f.typ == "People" && m != output {
		return object{"type": "integer", "format": "int64", "minimum": 0, "maximum": s.numbers["MaxPeople"]}
	}
	return s.ref(f.typ, m)
}

// nullable tells whether null may stand for the member.
func (s *schemas) nullable(owner string, f field, m mode) bool {
	in := owner
	if _, twin := s.structs[owner+"Input"]; twin {
		in = owner + "Input"
	}
	if slices.Contains(required[in], f.name) || slices.Contains(always[owner], f.name) && m == output {
		return false
	}
	return m == patch || !f.optional && (f.pointer || f.typ == "Opt" || f.typ == "Date")
}

// limit adds what the value must look like.
func (s *schemas) limit(p object, owner string, f field, m mode) {
	for tag, key := range map[string]string{"minimum": "minimum", "maximum": "maximum"} {
		if n, err := strconv.Atoi(f.tag.Get(tag)); err == nil {
			p[key] = n
		}
	}
	if list := f.tag.Get("enums"); list != "" && p["$ref"] == nil {
		p["enum"] = strings.Split(list, ",")
		return
	}
	if f.typ == "string" || f.typ == "Opt" {
		s.form(p, owner, f.name)
	}
	if p["type"] == "array" && m != output {
		if most := s.numbers[mostItems[f.name]]; most > 0 {
			p["maxItems"] = most
		}
		if slices.Contains(required[owner], f.name) {
			p["minItems"] = 1
		}
	}
	if p["type"] == "string" && m != output && len(p) == 1 {
		if most := s.numbers[longest[f.name]]; most > 0 {
			p["maxLength"] = most
			if slices.Contains(required[owner], f.name) {
				p["minLength"] = 1
			}
		}
	}
}

// form adds the closed list, the pattern or the format of a text by its name.
func (s *schemas) form(p object, owner, name string) {
	if list := s.lists[closedTexts[name]]; list != nil {
		p["enum"] = list
		return
	}
	rule, ok := forms[owner+"."+name]
	if !ok {
		rule, ok = forms[name]
	}
	switch {
	case !ok || rule == "":
	case rule == "uuid":
		p["format"] = "uuid"
	default:
		p["pattern"] = s.patterns[rule]
	}
}
