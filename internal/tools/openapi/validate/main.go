// Command validate holds an OpenAPI 3.1 document under two independent judges:
// kin-openapi, for the document itself, and a JSON Schema 2020-12 validator, for
// every example of a body against its schema.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

func main() {
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(file string) error {
	raw, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	doc, err := openapi3.NewLoader().LoadFromData(raw)
	if err != nil {
		return err
	}
	if err := doc.Validate(context.Background(), openapi3.AllowExtraSiblingFields("description"), openapi3.DisableExamplesValidation()); err != nil {
		return fmt.Errorf("kin-openapi: %w", err)
	}
	n, faults, err := checkExamples(raw)
	if err != nil {
		return err
	}
	for _, fault := range faults {
		fmt.Fprintln(os.Stderr, fault)
	}
	if len(faults) > 0 {
		return fmt.Errorf("%d of %d examples do not fit their schemas", len(faults), n)
	}
	fmt.Printf("%d operations, %d examples fit\n", operations(doc), n)
	return nil
}

func operations(doc *openapi3.T) (n int) {
	for _, item := range doc.Paths.Map() {
		n += len(item.Operations())
	}
	return n
}

// checkExamples validates the example of every media type against its schema.
func checkExamples(raw []byte) (n int, faults []string, err error) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		return 0, nil, err
	}
	compiler := jsonschema.NewCompiler()
	compiler.DefaultDraft(jsonschema.Draft2020)
	compiler.AssertFormat()
	if err := compiler.AddResource("openapi.json", doc); err != nil {
		return 0, nil, err
	}
	walk(doc, "", func(at string, media map[string]any) {
		n++
		schema, err := compiler.Compile("openapi.json#" + at + "/schema")
		if err == nil {
			err = schema.Validate(media["example"])
		}
		if err != nil {
			text, _ := json.Marshal(media["example"])
			faults = append(faults, fmt.Sprintf("%s: %v\n  %.200s", at, err, text))
		}
	})
	return n, faults, nil
}
