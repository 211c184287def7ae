package api

import (
	"encoding/json"
	"reflect"
)

// Patch is a JSON merge patch (RFC 7396): members replace, null removes, what
// is left out stays.
type Patch []byte

// Apply merges the patch into the input that v points to, reads the result
// strictly and so reports every member that the input does not have.
func (p Patch) Apply(v any) error {
	if err := Decode(p, &ignored{}); err != nil {
		return err
	}
	patch := firstValue(p)
	if patch.kind() != anObject {
		return Errorf(CodeMalformed, "A merge patch is a JSON object with the fields to change.")
	}
	now, err := json.Marshal(v)
	if err != nil {
		return Internal(err)
	}
	reflect.ValueOf(v).Elem().SetZero() // what null has removed must not stay
	return Decode(merge(nil, now, patch), v)
}

// merge appends what the algorithm of RFC 7396 section 2 makes of a target, "" where there is none.
func merge(out []byte, target, patch raw) []byte {
	if patch.kind() != anObject {
		return append(out, patch...)
	}
	if len(target) == 0 || target.kind() != anObject {
		target = raw("{}")
	}
	changes := map[string]raw{}
	for name, value := range patch.members() {
		changes[name] = value
	}
	comma := byte('{')
	member := func(name string) {
		quoted, _ := json.Marshal(name) // of a text it never fails
		out = append(append(append(out, comma), quoted...), ':')
		comma = ','
	}
	for name, value := range target.members() {
		change, touched := changes[name]
		delete(changes, name)
		switch {
		case !touched:
			member(name)
			out = append(out, value...)
		case change.kind() != aNull:
			member(name)
			out = merge(out, value, change)
		}
	}
	for name, value := range patch.members() {
		if _, left := changes[name]; left && value.kind() != aNull {
			member(name)
			out = merge(out, nil, value)
		}
	}
	if comma == '{' {
		out = append(out, '{')
	}
	return append(out, '}')
}
