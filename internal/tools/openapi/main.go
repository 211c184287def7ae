// Command openapi makes docs/openapi.json (OpenAPI 3.1) from the comments of
// the handlers in internal/httpapi and the types of package api.
//
// swag reads the comments and writes OpenAPI 2, kin-openapi turns that into
// OpenAPI 3, and this program completes it: the schemas from the Go types, and
// what holds for every operation alike.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

const defaultServer = "http://127.0.0.1:8080"

func main() {
	root := flag.String("root", "../../..", "the root of the project")
	check := flag.Bool("check", false, "write nothing; fail where docs/openapi.json is not what would be written, or lacks something")
	flag.Parse()
	if err := run(*root, *check); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(root string, check bool) error {
	text, faults, err := generate(root)
	if err != nil {
		return err
	}
	for _, fault := range faults {
		fmt.Fprintln(os.Stderr, "openapi:", fault)
	}
	file := filepath.Join(root, "docs", "openapi.json")
	if !check {
		return os.WriteFile(file, text, 0o644)
	}
	committed, err := os.ReadFile(file)
	switch {
	case err != nil:
		return err
	case !bytes.Equal(committed, text):
		return errors.New("docs/openapi.json is not what the source says: run make generate and commit it")
	case len(faults) > 0:
		return fmt.Errorf("the document lacks %d things", len(faults))
	}
	return nil
}

// generate makes the document and lists what it lacks.
func generate(root string) (text []byte, faults []string, err error) {
	f, err := readFacts(filepath.Join(root, "api"), filepath.Join(root, "internal", "httpapi"))
	if err != nil {
		return nil, nil, err
	}
	raw, err := readAnnotated(root)
	if err != nil {
		return nil, nil, err
	}
	d := &document{object: raw, schemas: &schemas{f, object{}}, parameters: sharedParameters(f),
		examples: examples(filepath.Join(root, "docs", "examples"))}
	all := d.operations()
	d.hoist(all)
	d.object["components"] = d.components()
	d.object["openapi"] = "3.1.0"
	d.object["servers"] = []any{object{"url": "/", "description": "The server that this document came from"}}
	d.info()
	text, err = render(d.object)
	return text, d.faults, err
}

// info gives the licence its SPDX name, makes the first line of the description
// the summary and drops what is empty.
func (d *document) info() {
	info := d.object["info"].(object)
	delete(info, "contact")
	if licence, ok := info["license"].(object); ok {
		delete(licence, "url")
		licence["identifier"] = licence["name"]
	}
	summary, rest, _ := strings.Cut(strings.TrimSpace(info["description"].(string)), "\n")
	info["summary"], info["description"] = summary, strings.TrimSpace(rest)
}
