package api

import (
	"bytes"
	"encoding/json"
	"reflect"
)

// Patch is a JSON merge patch (RFC 7396): members replace, null removes, what
// is left out stays.
type Patch []byte

// Apply merges the patch into the input that v points to, reads the result
// strictly and so reports every member that the input does not have.
func (p Patch) Apply(v any) error {
	d := decoder{dec: json.NewDecoder(bytes.NewReader(p))}
	var check json.RawMessage
	if err := Decode(p, &check); err != nil {
		return err
	}
	d.dec.UseNumber()
	patch, err := d.parse("", 0)
	if err != nil || patch.kind != '{' {
		return Errorf(CodeMalformed, "A merge patch is a JSON object with the fields to change.")
	}
	now, err := json.Marshal(v)
	if err != nil {
		return Internal(err)
	}
	d.dec = json.NewDecoder(bytes.NewReader(now))
	d.dec.UseNumber()
	current, err := d.parse("", 0)
	if err != nil {
		return Internal(err)
	}
	reflect.ValueOf(v).Elem().SetZero() // what null has removed must not stay
	return Decode(merge(current, patch).json(), v)
}

// merge is the algorithm of RFC 7396 section 2.
func merge(target, patch node) node {
	if patch.kind != '{' {
		return patch
	}
	out := node{kind: '{'}
	changes := map[string]node{}
	for _, m := range patch.members {
		changes[m.name] = m.value
	}
	for _, m := range target.members {
		change, touched := changes[m.name]
		delete(changes, m.name)
		switch {
		case !touched:
			out.members = append(out.members, m)
		case change.kind != '0':
			out.members = append(out.members, member{m.name, merge(m.value, change)})
		}
	}
	for _, m := range patch.members {
		if change, left := changes[m.name]; left && change.kind != '0' {
			out.members = append(out.members, member{m.name, merge(node{kind: '{'}, change)})
		}
	}
	return out
}
