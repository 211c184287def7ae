package api

import (
	"encoding/json"
	"errors"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"
)

// MaxDepth is how deep a JSON body may nest.
const MaxDepth = 32

// Error lets Fields be the error of a JSON value that found several faults.
func (f Fields) Error() string {
	if len(f) == 0 {
		return "no fault"
	}
	return f[0].Pointer + ": " + f[0].Detail
}

// Decode reads one JSON value into v, strictly: an unknown or repeated member,
// trailing bytes, invalid UTF-8, a NUL character, nesting beyond [MaxDepth] and
// a value of the wrong type are all reported, each with its pointer, and the
// well-formed rest is read. A body that is not what it should be in form is
// [CodeMalformed]; one with wrong values is [CodeInvalid]. If v has a Validate
// method, its findings are added.
//
// It takes little more memory than the body has, whatever the body is: values
// are read where they stand, one level at a time, and no more than [MaxFaults]
// faults are kept.
func Decode(body []byte, v any) error {
	if !utf8.Valid(body) {
		return Errorf(CodeMalformed, "The body is not valid UTF-8.")
	}
	if at, deep := tooDeep(body); deep {
		return Errorf(CodeMalformed, "The body is not readable JSON: it nests deeper than %d levels (at byte %d).", MaxDepth, at)
	}
	if err := json.Unmarshal(body, &ignored{}); err != nil {
		at := int64(len(body))
		if wrong, ok := errors.AsType[*json.SyntaxError](err); ok {
			at = wrong.Offset
		}
		return Errorf(CodeMalformed, "The body is not readable JSON: %s (at byte %d).", plain(err), at)
	}
	d := decoder{}
	root := firstValue(body)
	if err := d.inspect(root); err != nil {
		return err
	}
	if root.kind() == aNull {
		d.fault("", "wrong_type", "null says nothing; an object {…} is expected here.")
	}
	d.fill(root, reflect.ValueOf(v).Elem(), "")
	if val, ok := v.(interface{ Validate() Fields }); ok && len(d.fields) > 0 {
		for _, e := range val.Validate() {
			if !d.fields.Has(e.Pointer) {
				d.fields.keep(e)
			}
		}
	}
	if len(d.fields) == 0 {
		return nil
	}
	e := d.fields.invalid()
	if d.malformed {
		e.Code = CodeMalformed
	}
	return e
}

// ignored is any well-formed JSON value.
type ignored struct{}

// UnmarshalJSON keeps nothing.
func (*ignored) UnmarshalJSON([]byte) error { return nil }

func plain(err error) string {
	return strings.TrimPrefix(err.Error(), "invalid character ")
}

// decodeInto decodes a nested value and returns its faults as Fields.
func decodeInto(b []byte, v any) error {
	err := Decode(b, v)
	if e, ok := errors.AsType[*Error](err); ok {
		if len(e.Fields) > 0 {
			return e.Fields
		}
		return errors.New(e.Detail)
	}
	return err
}

// What no record comes near, and what would cost memory for nothing.
const (
	maxMembers = 1000     // of one object
	maxName    = 1000     // bytes of a member's name
	maxToken   = 64 << 10 // bytes of a text or a number
)

type decoder struct {
	at        []byte // the pointer of the value that is inspected
	fields    Fields
	malformed bool
}

// inspect notes what the form of a value does not forbid, but we do: members that stand twice and NUL characters.
func (d *decoder) inspect(v raw) error {
	switch v.kind() {
	case aText:
		if v.hasNUL() {
			d.fault(string(d.at), "bad_text", "NUL characters are not kept.")
		}
	case aList:
		n := 0
		for item := range v.items() {
			if err := d.below(strconv.Itoa(n), item); err != nil {
				return err
			}
			n++
		}
	case anObject:
		return d.inspectMembers(v)
	}
	return nil
}

func (d *decoder) inspectMembers(v raw) error {
	seen := map[string]bool{}
	count := 0
	for name, value := range v.members() {
		if count++; count > maxMembers {
			return Errorf(CodeMalformed, "The body has an object with more than %d members.", maxMembers)
		}
		if len(name) > maxName {
			return Errorf(CodeMalformed, "The body has a member whose name is longer than %d bytes.", maxName)
		}
		if seen[name] {
			d.malformed = true
			d.fault(string(d.at)+"/"+escape(name), "duplicate_member", "The member %q stands here twice.", name)
		}
		seen[name] = true
		if err := d.below(escape(name), value); err != nil {
			return err
		}
	}
	return nil
}

func (d *decoder) below(name string, v raw) error {
	above := len(d.at)
	d.at = append(append(d.at, '/'), name...)
	err := d.inspect(v)
	d.at = d.at[:above]
	return err
}

func (d *decoder) fault(at, code, format string, args ...any) {
	d.fields.Add(at, code, format, args...)
}

var escaper = strings.NewReplacer("~", "~0", "/", "~1")

// escape writes a name as a part of a JSON pointer.
func escape(name string) string { return escaper.Replace(name) }
