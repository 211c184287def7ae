package web

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// members are the members of a JSON object in the order in which they stand.
type members[T any] []member[T]

type member[T any] struct {
	Name  string
	Value T
}

// UnmarshalJSON reads an object and keeps its order.
func (m *members[T]) UnmarshalJSON(raw []byte) error {
	dec := json.NewDecoder(bytes.NewReader(raw))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return fmt.Errorf("an object is expected, not %v: %w", t, err)
	}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return err
		}
		var value T
		if err := dec.Decode(&value); err != nil {
			return fmt.Errorf("%v: %w", name, err)
		}
		*m = append(*m, member[T]{fmt.Sprint(name), value})
	}
	return nil
}

// document is as much of an OpenAPI document as the reference page shows.
type document struct {
	Info struct {
		Title, Version, Summary, Description string
	}
	Tags []struct {
		Name, Description string
	}
	Paths      members[members[operation]]
	Components struct {
		Schemas    members[schema]
		Parameters map[string]parameter
		Responses  map[string]response
	}
}

type operation struct {
	OperationID, Summary, Description string
	Tags                              []string
	Security                          []map[string][]string
	Parameters                        []parameter
	RequestBody                       *body
	Responses                         members[response]
	Samples                           []struct{ Source string } `json:"x-codeSamples"`
}

type parameter struct {
	Ref                   string `json:"$ref"`
	Name, In, Description string
	Required              bool
	Schema                schema
}

type body struct {
	Description string
	Content     members[media]
}

type media struct {
	Schema  schema
	Example json.RawMessage
}

type response struct {
	Ref         string `json:"$ref"`
	Description string
	Content     members[media]
}

type schema struct {
	Ref                  string `json:"$ref"`
	Type                 kinds
	Format, Description  string
	Pattern              string
	Enum                 []any
	Const                any
	Default              any
	Minimum, Maximum     *json.Number
	MaxLength, MaxItems  *int
	Items                *schema
	AnyOf, OneOf         []schema
	Properties           members[schema]
	Required             []string
	AdditionalProperties any
}

// kinds is the type of a schema: one, or several.
type kinds []string

// UnmarshalJSON reads "string" and ["string","null"].
func (k *kinds) UnmarshalJSON(raw []byte) error {
	if len(raw) > 0 && raw[0] == '[' {
		return json.Unmarshal(raw, (*[]string)(k))
	}
	*k = kinds{""}
	return json.Unmarshal(raw, &(*k)[0])
}
