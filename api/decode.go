package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
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
func Decode(body []byte, v any) error {
	if !utf8.Valid(body) {
		return Errorf(CodeMalformed, "The body is not valid UTF-8.")
	}
	d := decoder{dec: json.NewDecoder(bytes.NewReader(body))}
	d.dec.UseNumber()
	n, err := d.parse("", 0)
	if err == nil {
		if _, end := d.dec.Token(); end != io.EOF {
			err = errors.New("there is more after the end of the JSON value")
		}
	}
	if err != nil {
		return Errorf(CodeMalformed, "The body is not readable JSON: %s (at byte %d).", plain(err), d.dec.InputOffset())
	}
	d.fill(n, reflect.ValueOf(v).Elem(), "")
	if val, ok := v.(interface{ Validate() Fields }); ok && len(d.fields) > 0 {
		for _, e := range val.Validate() {
			if !d.fields.Has(e.Pointer) {
				d.fields = append(d.fields, e)
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

type node struct {
	kind    byte // '{' '[' 's' 'n' 'b' '0'
	text    string
	members []member
	items   []node
}

type member struct {
	name  string
	value node
}

type decoder struct {
	dec       *json.Decoder
	fields    Fields
	malformed bool
}

func (d *decoder) parse(at string, depth int) (node, error) {
	if depth > MaxDepth {
		return node{}, fmt.Errorf("it nests deeper than %d levels", MaxDepth)
	}
	tok, err := d.dec.Token()
	if err != nil {
		return node{}, err
	}
	switch t := tok.(type) {
	case json.Delim:
		if t == '{' {
			return d.object(at, depth)
		}
		return d.array(at, depth)
	case string:
		if strings.ContainsRune(t, 0) {
			d.fault(at, "bad_text", "NUL characters are not kept.")
		}
		return node{kind: 's', text: t}, nil
	case json.Number:
		return node{kind: 'n', text: t.String()}, nil
	case bool:
		return node{kind: 'b', text: strconv.FormatBool(t)}, nil
	}
	return node{kind: '0', text: "null"}, nil
}

func (d *decoder) object(at string, depth int) (node, error) {
	n := node{kind: '{'}
	seen := map[string]bool{}
	for d.dec.More() {
		tok, err := d.dec.Token()
		if err != nil {
			return n, err
		}
		name := tok.(string)
		below := at + "/" + escape(name)
		if seen[name] {
			d.malformed = true
			d.fault(below, "duplicate_member", "The member %q stands here twice.", name)
		}
		seen[name] = true
		value, err := d.parse(below, depth+1)
		if err != nil {
			return n, err
		}
		n.members = append(n.members, member{name, value})
	}
	_, err := d.dec.Token()
	return n, err
}

func (d *decoder) array(at string, depth int) (node, error) {
	n := node{kind: '['}
	for d.dec.More() {
		value, err := d.parse(at+"/"+strconv.Itoa(len(n.items)), depth+1)
		if err != nil {
			return n, err
		}
		n.items = append(n.items, value)
	}
	_, err := d.dec.Token()
	return n, err
}

func (d *decoder) fault(at, code, format string, args ...any) {
	d.fields.Add(at, code, format, args...)
}

// pointerToken is made once: it costs more to make than to use.
var pointerToken = strings.NewReplacer("~", "~0", "/", "~1")

// escape writes a name as a part of a JSON pointer.
func escape(name string) string {
	return pointerToken.Replace(name)
}
