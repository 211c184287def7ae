package httpapi_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// judge reads a request by the document and notes why it must be refused.
func (d *document) judge(r *request) {
	r.reading = r.refuse == "" && r.op.body != nil && !r.odd
	if len(r.op.answers) == 2 {
		return // a probe, whose asker may add what keeps caches away
	}
	if fault := d.judgeQuery(r); fault != "" {
		r.refuse, r.reading = fault, false
	}
	if r.op.body == nil || len(r.body) == 0 && r.refuse != "" {
		return
	}
	body, err := jsonschema.UnmarshalJSON(bytes.NewReader(r.body))
	if err == nil {
		err = r.op.body.Validate(filled(body))
	}
	if err != nil {
		r.reading = false
		if r.op.id == "createPledges" {
			r.partly = true // each of its records is refused for itself
		} else if r.refuse == "" {
			r.refuse = "the body is not of the documented form: " + short(err.Error())
		}
	}
}

// filled leaves out what is empty: null and an empty text are the same as leaving a member out.
func filled(v any) any {
	switch v := v.(type) {
	case map[string]any:
		kept := map[string]any{}
		for name, member := range v {
			if member != nil && member != "" {
				kept[name] = filled(member)
			}
		}
		return kept
	case []any:
		kept := make([]any, len(v))
		for i, item := range v {
			kept[i] = filled(item)
		}
		return kept
	}
	return v
}

func (d *document) judgeQuery(r *request) string {
	given := url.Values{}
	if r.raw != "" {
		var err error
		if given, err = url.ParseQuery(r.raw); err != nil {
			return "the query cannot be read"
		}
	}
	for _, p := range r.query {
		if r.raw == "" {
			given.Add(p[0], p[1])
		}
	}
	for _, p := range r.op.query {
		values := given[p.name]
		delete(given, p.name)
		switch {
		case p.required && len(values) == 0:
			return p.name + " is missing"
		case len(values) > 1 && !p.repeats:
			return p.name + " is repeated"
		case len(values) > 100:
			return p.name + " is repeated too often"
		}
		for _, v := range values {
			if err := p.schema.Validate(p.read(v)); err != nil {
				return p.name + " has a value that the document does not allow: " + short(err.Error())
			}
		}
	}
	for name := range given {
		return fmt.Sprintf("there is no parameter %q", name)
	}
	return ""
}

// read turns a parameter's text into a value of its type, where it is one.
func (p parameter) read(text string) any {
	kind := p.form["type"]
	var v any
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if (kind == "integer" || kind == "number" || kind == "boolean") && d.Decode(&v) == nil {
		return v
	}
	return text
}

func short(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	return text[:min(len(text), 300)]
}

// hidden finds what a caller should not see in an answer: a record that is not for them, and for the public a number of
// people that is too small to be shown.
func hidden(as string, v any) string {
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			if found := hidden(as, item); found != "" {
				return found
			}
		}
	case map[string]any:
		own := v["organization"] == organizationOf[as]
		switch sees := v["sensitivity"]; {
		case sees == nil, sees == "public", as == coordinator, as == root, as != nobody && (own || sees == "partners"):
		default:
			return fmt.Sprintf("a record that is %v is shown to %q", sees, as)
		}
		for _, name := range sortedKeys(v) {
			if n, ok := v[name].(json.Number); ok && as == nobody && slices.Contains([]string{"affected", "in_need", "targeted", "reached"}, name) {
				if i, err := n.Int64(); err == nil && i >= 1 && i <= 9 {
					return fmt.Sprintf("%s is %d", name, i)
				}
			}
			if found := hidden(as, v[name]); found != "" {
				return found
			}
		}
	}
	return ""
}

var organizationOf = map[string]any{donor: "usaid", recipient: "wfp", ngo: "acted", coordinator: "ocha", root: "ocha"}
