package exchange

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/konbit-aid/konbit/api"
)

// maxJSONRecord is how long one record may be, in bytes: as long as the body of an assessment.
const maxJSONRecord = 10 << 20

// jsonRecords are the records of a JSON text: one a line (NDJSON), the members of
// an array, or those of the member data of an answer of ours. One is in memory at a time.
type jsonRecords struct {
	dec   *json.Decoder
	guard *rowGuard
	array bool // it ends with a bracket
	first json.RawMessage
}

// isGeoJSON tells whether a JSON object has features, or is one. Inside a text of a record the marks would be escaped.
func isGeoJSON(head []byte) bool {
	for _, mark := range []string{`"features"`, `"FeatureCollection"`, `"Feature"`} {
		if bytes.Contains(head, []byte(mark)) {
			return true
		}
	}
	return false
}

// openJSON tells by the first record what a JSON text holds.
func openJSON(in *bufio.Reader) (api.ImportSource, error) {
	skipMark(in)
	guard := &rowGuard{in: in, most: maxJSONRecord}
	j := &jsonRecords{dec: json.NewDecoder(guard), guard: guard}
	j.dec.UseNumber()
	members, err := j.open()
	if err != nil {
		return api.ImportSource{}, err
	}
	for _, k := range jsonKinds {
		if hasAll(members, k.members) {
			src := api.ImportSource{Kind: k.kind, Layout: k.name}
			k.read(j, &src)
			return src, nil
		}
	}
	slices.Sort(members)
	return api.ImportSource{}, api.Errorf(api.CodeInvalid, "This is JSON of no kind that is known here. Its first record has the members %s. Known are FTS flows as its API answers them, "+
		"and our own pledges, assessments, incidents, access constraints, presence, organizations, regions and exchange rates, as NDJSON or as an answer of ours.", firstOf(members))
}

// skipMark passes over a byte order mark.
func skipMark(in *bufio.Reader) {
	if head, _ := in.Peek(3); bytes.Equal(head, []byte("\xef\xbb\xbf")) {
		_, _ = in.Discard(3) // they are there
	}
}

func hasAll(members, needed []string) bool {
	for _, m := range needed {
		if !slices.Contains(members, m) {
			return false
		}
	}
	return true
}

// open finds where the records begin and returns the members of the first one.
func (j *jsonRecords) open() ([]string, error) {
	wrong := api.Errorf(api.CodeMalformed, "The file begins like JSON, but is not readable as that.")
	var first json.RawMessage
	head, _ := peekToken(j)
	switch head {
	case '[':
		_, _ = j.dec.Token() // the bracket
		j.array = true
		if !j.dec.More() {
			return nil, api.Errorf(api.CodeInvalid, "The file is an empty list.")
		}
	case '{':
	default:
		return nil, wrong
	}
	if head == '{' {
		found, members, err := j.inside()
		if found || err != nil {
			return members, err
		}
		first = j.first
	} else if err := j.dec.Decode(&first); err != nil {
		return nil, wrong
	}
	j.first = first
	var object map[string]json.RawMessage
	if err := json.Unmarshal(first, &object); err != nil {
		return nil, wrong
	}
	return keysOf(object), nil
}

func keysOf(object map[string]json.RawMessage) []string {
	var names []string
	for name := range object {
		names = append(names, name)
	}
	return names
}

// peekToken returns the first byte of the text that is no blank.
func peekToken(j *jsonRecords) (byte, error) {
	in, ok := j.guard.in.(*bufio.Reader)
	if !ok {
		return 0, io.EOF
	}
	head, err := in.Peek(maxHeader)
	head = bytes.TrimLeft(head, " \t\r\n")
	if len(head) == 0 {
		return 0, err
	}
	return head[0], nil
}

// inside reads the first object member by member: where one of them is a list of
// records it stays there, else the object was a record itself.
func (j *jsonRecords) inside() (found bool, members []string, err error) {
	wrong := api.Errorf(api.CodeMalformed, "The file begins like JSON, but is not readable as that.")
	_, _ = j.dec.Token() // the brace
	object := map[string]json.RawMessage{}
	for j.dec.More() {
		name, err := j.dec.Token()
		if err != nil {
			return false, nil, wrong
		}
		key, _ := name.(string)
		var value json.RawMessage
		if key == "data" || key == "flows" {
			if found, members, err = j.list(key); found || err != nil {
				return found, members, err
			}
			continue
		}
		if err := j.dec.Decode(&value); err != nil {
			return false, nil, wrong
		}
		object[key] = value
	}
	if _, err := j.dec.Token(); err != nil {
		return false, nil, wrong
	}
	j.first, err = json.Marshal(object)
	return false, nil, err
}

// list enters the value of data or flows: a list of records, or FTS's object that holds one.
func (j *jsonRecords) list(name string) (found bool, members []string, err error) {
	wrong := api.Errorf(api.CodeMalformed, "The member %s of the file is not readable as JSON.", name)
	t, err := j.dec.Token()
	switch {
	case err != nil:
		return false, nil, wrong
	case t == json.Delim('{') && name == "data":
		return j.inner()
	case t != json.Delim('['):
		return false, nil, nil
	}
	j.array = true
	if !j.dec.More() {
		return false, nil, api.Errorf(api.CodeInvalid, "The list in the file is empty.")
	}
	if err := j.dec.Decode(&j.first); err != nil {
		return false, nil, wrong
	}
	var object map[string]json.RawMessage
	if err := json.Unmarshal(j.first, &object); err != nil {
		return false, nil, wrong
	}
	return true, keysOf(object), nil
}

// inner looks for the list of flows inside FTS's member data.
func (j *jsonRecords) inner() (bool, []string, error) {
	for j.dec.More() {
		name, err := j.dec.Token()
		if err != nil {
			break
		}
		if name == "flows" {
			return j.list("flows")
		}
		var passed json.RawMessage
		if err := j.dec.Decode(&passed); err != nil {
			break
		}
	}
	return false, nil, api.Errorf(api.CodeInvalid, "The file's member data holds no list of records: neither flows of FTS nor records of ours. A report that FTS has grouped has no flows in it.")
}

// each walks the records: the raw text, or why reading ended early.
func (j *jsonRecords) each(yield func(n int, raw json.RawMessage, err error) bool) {
	raw := j.first
	for n := 1; ; n++ {
		if n > 1 {
			if j.array && !j.dec.More() {
				if _, err := j.dec.Token(); err != nil {
					yield(n, nil, errors.New("the list does not end"))
				}
				return
			}
			raw = nil
			if err := j.dec.Decode(&raw); errors.Is(err, io.EOF) && !j.array {
				return
			} else if err != nil {
				yield(n, nil, err)
				return
			}
		}
		j.guard.start = j.guard.given
		if !yield(n, raw, nil) {
			return
		}
	}
}

// readJSON makes rows of the records: each is decoded strictly, like a body.
func readJSON[T, R any](j *jsonRecords, make func(T) (R, api.Fields)) iter.Seq[api.Row[R]] {
	return func(yield func(api.Row[R]) bool) {
		j.each(func(n int, raw json.RawMessage, err error) bool {
			row := api.Row[R]{Line: n}
			if err != nil {
				row.Faults.Add("", "bad_json", "This record is not readable (%s); the records after it were not read.", plainJSON(err))
				yield(row)
				return false
			}
			var value T
			if e, ok := errors.AsType[*api.Error](api.Decode(raw, &value)); ok && len(e.Fields) > 0 {
				row.Faults = e.Fields
			} else if ok {
				row.Faults.Add("", "bad_json", "%s", e.Detail)
			}
			if len(row.Faults) == 0 {
				row.Value, row.Faults = make(value)
			}
			return yield(row)
		})
	}
}

func plainJSON(err error) string {
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "the file ends in the middle of it"
	case errors.Is(err, errLongRow):
		return "it is longer than a record may be"
	}
	return strings.TrimPrefix(err.Error(), "json: ")
}
