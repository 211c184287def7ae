package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// properties are the members of a schema in the order of the Go source.
type properties struct {
	order []string
	by    object
}

func newProperties() *properties { return &properties{by: object{}} }

func (p *properties) add(name string, schema object) {
	if _, twice := p.by[name]; !twice {
		p.order = append(p.order, name)
	}
	p.by[name] = schema
}

// rank puts the words of OpenAPI in the order in which a person reads them; all
// others follow by name.
var rank = ranks("openapi info servers paths components",
	"operationId name title version summary description license tags security",
	"get post put patch delete",
	"in required url $ref type format enum const pattern minimum maximum minLength maxLength minItems maxItems",
	"properties additionalProperties items anyOf oneOf deprecated schema",
	"parameters requestBody responses headers content example examples",
	"schemas securitySchemes")

func ranks(lines ...string) map[string]int {
	by := map[string]int{}
	for _, word := range strings.Fields(strings.Join(lines, " ")) {
		by[word] = len(by) + 1
	}
	return by
}

// render writes the document: two spaces, a stable order, no HTML escapes.
func render(doc any) ([]byte, error) {
	var flat bytes.Buffer
	if err := write(&flat, doc); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := json.Indent(&b, flat.Bytes(), "", "  "); err != nil {
		return nil, err
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}

func write(b *bytes.Buffer, v any) error {
	switch v := v.(type) {
	case object:
		return writeMembers(b, sortedKeys(v), v)
	case *properties:
		return writeMembers(b, v.order, v.by)
	case []any:
		return writeList(b, len(v), func(i int) any { return v[i] })
	case []object:
		return writeList(b, len(v), func(i int) any { return v[i] })
	}
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("%T: %w", v, err)
	}
	return nil
}

func writeMembers(b *bytes.Buffer, order []string, by object) error {
	b.WriteByte('{')
	for i, key := range order {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := write(b, key); err != nil {
			return err
		}
		b.WriteByte(':')
		if err := write(b, by[key]); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
	}
	b.WriteByte('}')
	return nil
}

func writeList(b *bytes.Buffer, n int, at func(int) any) error {
	b.WriteByte('[')
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := write(b, at(i)); err != nil {
			return err
		}
	}
	b.WriteByte(']')
	return nil
}

// sortedKeys orders the words of OpenAPI by rank. Names of the API's own (paths,
// schemas, examples) have none and go by name.
func sortedKeys(o object) []string {
	keys := make([]string, 0, len(o))
	for k := range o {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b string) int {
		ra, rb := rank[a], rank[b]
		switch {
		case ra != 0 && rb != 0:
			return ra - rb
		case ra != 0:
			return -1
		case rb != 0:
			return 1
		}
		return strings.Compare(a, b)
	})
	return keys
}
