package api

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// fill puts the parsed value into v and notes what does not fit.
func (d *decoder) fill(n node, v reflect.Value, at string) {
	if v.Kind() == reflect.Pointer {
		if n.kind == '0' {
			v.SetZero()
			return
		}
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		d.fill(n, v.Elem(), at)
		return
	}
	if u, ok := v.Addr().Interface().(json.Unmarshaler); ok {
		d.custom(n, u, at)
		return
	}
	if n.kind == '0' {
		v.SetZero()
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		d.structure(n, v, at)
	case reflect.Slice:
		d.slice(n, v, at)
	default:
		d.scalar(n, v, at)
	}
}

func (d *decoder) custom(n node, u json.Unmarshaler, at string) {
	err := u.UnmarshalJSON(n.json())
	if err == nil {
		return
	}
	if fields, ok := errors.AsType[Fields](err); ok {
		for _, e := range fields {
			if e.Code == "unknown_member" || e.Code == "duplicate_member" {
				d.malformed = true
			}
			// What the outer reading found already is not said twice.
			if e.Pointer = at + e.Pointer; !slices.Contains(d.fields, e) {
				d.fields = append(d.fields, e)
			}
		}
		return
	}
	if _, moment := u.(*time.Time); moment {
		d.fault(at, "bad_time", "A moment like 2025-01-31T00:00:00Z is expected here.")
		return
	}
	d.fault(at, "wrong_type", "This value cannot be read: %s.", err)
}

func (d *decoder) structure(n node, v reflect.Value, at string) {
	if n.kind != '{' {
		d.fault(at, "wrong_type", "An object {…} is expected here.")
		return
	}
	for _, m := range n.members {
		field, ok := fieldNamed(v, m.name)
		if !ok {
			d.malformed = true
			d.fault(at+"/"+escape(m.name), "unknown_member", "There is no field %q here.%s", m.name, hint(v.Type(), m.name))
			continue
		}
		d.fill(m.value, field, at+"/"+escape(m.name))
	}
}

func (d *decoder) slice(n node, v reflect.Value, at string) {
	if n.kind != '[' {
		d.fault(at, "wrong_type", "A list […] is expected here.")
		return
	}
	list := reflect.MakeSlice(v.Type(), len(n.items), len(n.items))
	for i, item := range n.items {
		below := at + "/" + strconv.Itoa(i)
		if item.kind == '0' {
			d.fault(below, "wrong_type", "null does not belong into this list.")
			continue
		}
		d.fill(item, list.Index(i), below)
	}
	v.Set(list)
}

func (d *decoder) scalar(n node, v reflect.Value, at string) {
	switch {
	case v.Kind() == reflect.String && n.kind == 's':
		v.SetString(n.text)
	case v.Kind() == reflect.String:
		d.fault(at, "wrong_type", "A text in quotes is expected here.")
	case v.Kind() == reflect.Bool && n.kind == 'b':
		v.SetBool(n.text == "true")
	case v.Kind() == reflect.Bool:
		d.fault(at, "wrong_type", "true or false is expected here.")
	case v.CanInt():
		i, err := strconv.ParseInt(n.text, 10, 64)
		if n.kind != 'n' || err != nil || v.OverflowInt(i) {
			d.fault(at, "wrong_type", "A whole number is expected here.")
			return
		}
		v.SetInt(i)
	case v.CanFloat():
		x, err := strconv.ParseFloat(n.text, 64)
		if n.kind != 'n' || err != nil {
			d.fault(at, "wrong_type", "A number is expected here.")
			return
		}
		v.SetFloat(x)
	}
}

// fieldNamed finds the field with a JSON name, also in embedded structs.
func fieldNamed(v reflect.Value, name string) (reflect.Value, bool) {
	t := v.Type()
	for i := range t.NumField() {
		f := t.Field(i)
		tag, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous && tag == "" {
			if inner, ok := fieldNamed(v.Field(i), name); ok {
				return inner, true
			}
		} else if tag == name && tag != "-" {
			return v.Field(i), true
		}
	}
	return reflect.Value{}, false
}

// hint names the field that was probably meant.
func hint(t reflect.Type, name string) string {
	want := strings.ToLower(strings.ReplaceAll(name, "_", ""))
	for i := range t.NumField() {
		tag, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if tag != "" && strings.ReplaceAll(tag, "_", "") == want {
			return " Did you mean \"" + tag + "\"?"
		}
	}
	return ""
}

// json writes the node back as text.
func (n node) json() []byte {
	switch n.kind {
	case 's':
		b, _ := json.Marshal(n.text)
		return b
	case '{':
		parts := make([]string, len(n.members))
		for i, m := range n.members {
			key, _ := json.Marshal(m.name)
			parts[i] = string(key) + ":" + string(m.value.json())
		}
		return []byte("{" + strings.Join(parts, ",") + "}")
	case '[':
		parts := make([]string, len(n.items))
		for i, item := range n.items {
			parts[i] = string(item.json())
		}
		return []byte("[" + strings.Join(parts, ",") + "]")
	}
	return []byte(n.text)
}
