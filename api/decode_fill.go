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
func (d *decoder) fill(n raw, v reflect.Value, at string) {
	if len(d.fields) >= MaxFaults {
		return // what more there is would not be named
	}
	if v.Kind() == reflect.Pointer {
		if n.kind() == aNull {
			v.SetZero()
			return
		}
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		d.fill(n, v.Elem(), at)
		return
	}
	if k := n.kind(); len(n) > maxToken && (k == aText || k == aNumber) {
		d.fault(at, "too_long", "This is longer than anything that is kept.")
		return
	}
	if u, ok := v.Addr().Interface().(json.Unmarshaler); ok {
		d.custom(n, u, at)
		return
	}
	if n.kind() == aNull {
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

func (d *decoder) custom(n raw, u json.Unmarshaler, at string) {
	err := u.UnmarshalJSON(n)
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
				d.fields.keep(e)
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

func (d *decoder) structure(n raw, v reflect.Value, at string) {
	if n.kind() != anObject {
		d.fault(at, "wrong_type", "An object {…} is expected here.")
		return
	}
	for name, value := range n.members() {
		field, ok := fieldNamed(v, name)
		if !ok {
			d.malformed = true
			d.fault(at+"/"+escape(name), "unknown_member", "There is no field %q here.%s", name, hint(v.Type(), name))
			continue
		}
		d.fill(value, field, at+"/"+escape(name))
	}
}

func (d *decoder) slice(n raw, v reflect.Value, at string) {
	if n.kind() != aList {
		d.fault(at, "wrong_type", "A list […] is expected here.")
		return
	}
	count := 0
	for range n.items() {
		count++
	}
	if count > MaxNeeds {
		d.fault(at, "too_many", "At most %d are taken here; these are %d.", MaxNeeds, count)
		return
	}
	filled := reflect.MakeSlice(v.Type(), count, count)
	i := 0
	for item := range n.items() {
		below := at + "/" + strconv.Itoa(i)
		if item.kind() == aNull {
			d.fault(below, "wrong_type", "null does not belong into this list.")
		} else {
			d.fill(item, filled.Index(i), below)
		}
		i++
	}
	v.Set(filled)
}

func (d *decoder) scalar(n raw, v reflect.Value, at string) {
	switch {
	case v.Kind() == reflect.String && n.kind() == aText:
		v.SetString(n.text())
	case v.Kind() == reflect.String:
		d.fault(at, "wrong_type", "A text in quotes is expected here.")
	case v.Kind() == reflect.Bool && n.kind() == aTruth:
		v.SetBool(string(n) == "true")
	case v.Kind() == reflect.Bool:
		d.fault(at, "wrong_type", "true or false is expected here.")
	case v.CanInt():
		i, err := strconv.ParseInt(string(n), 10, 64)
		if n.kind() != aNumber || err != nil || v.OverflowInt(i) {
			d.fault(at, "wrong_type", "A whole number is expected here.")
			return
		}
		v.SetInt(i)
	case v.CanFloat():
		x, err := strconv.ParseFloat(string(n), 64)
		if n.kind() != aNumber || err != nil {
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
