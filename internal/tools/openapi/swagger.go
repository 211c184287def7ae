package main

import (
	"bytes"
	"encoding/json"
	"io"
	"log"
	"os"
	"path/filepath"
	"regexp"

	"github.com/getkin/kin-openapi/openapi2"
	"github.com/getkin/kin-openapi/openapi2conv"
	"github.com/swaggo/swag"
)

// object is a JSON object of the document.
type object = map[string]any

// readAnnotated makes the raw document from the comments of the handlers: swag
// writes OpenAPI 2, which is converted to OpenAPI 3.
func readAnnotated(root string) (object, error) {
	handlers, err := stage(filepath.Join(root, "internal", "httpapi"))
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(handlers)
	parser := swag.New(
		swag.SetDebugger(log.New(io.Discard, "", 0)),
		swag.SetExcludedDirsAndFiles(filepath.Join(root, "api", "client")),
		swag.SetCollectionFormat("multi"),
	)
	parser.ParseInternal = true
	dirs := []string{handlers, filepath.Join(root, "api")}
	if err := parser.ParseAPIMultiSearchDir(dirs, "doc.go", 1); err != nil {
		return nil, err
	}
	raw, err := json.Marshal(parser.GetSwagger())
	if err != nil {
		return nil, err
	}
	var two openapi2.T
	if err := json.Unmarshal(raw, &two); err != nil {
		return nil, err
	}
	three, err := openapi2conv.ToV3(&two)
	if err != nil {
		return nil, err
	}
	if raw, err = json.Marshal(three); err != nil {
		return nil, err
	}
	var doc object
	return doc, json.Unmarshal([]byte(rename(string(raw))), &doc)
}

// stage copies the handlers to a folder of its own, where every file imports
// package api: swag finds a generic type like api.List by the imports of the
// file that names it, and a comment alone needs no import.
func stage(from string) (string, error) {
	files, err := filepath.Glob(filepath.Join(from, "*.go"))
	if err != nil {
		return "", err
	}
	to, err := os.MkdirTemp("", "konbit-openapi-")
	if err != nil {
		return "", err
	}
	for _, name := range files {
		source, err := os.ReadFile(name)
		if err != nil {
			return to, err
		}
		if !bytes.Contains(source, []byte(apiImport)) {
			source = packageClause.ReplaceAll(source, []byte("$0\n\nimport _ "+apiImport))
		}
		if err := os.WriteFile(filepath.Join(to, filepath.Base(name)), source, 0o600); err != nil {
			return to, err
		}
	}
	return to, os.WriteFile(filepath.Join(to, "go.mod"), []byte("module "+module+"/internal/httpapi\n"), 0o600)
}

const (
	module    = "github.com/konbit-aid/konbit"
	apiImport = `"` + module + `/api"`
)

var packageClause = regexp.MustCompile(`(?m)^package httpapi$`)

var (
	listName      = regexp.MustCompile(`\bapi\.List-api_(\w+)`)
	packagePrefix = regexp.MustCompile(`("|schemas/)(?:api|httpapi)\.`)
)

// rename gives the types the names that readers know them by: Pledge for
// api.Pledge, PledgeList for api.List[api.Pledge].
func rename(raw string) string {
	raw = listName.ReplaceAllString(raw, "${1}List")
	return packagePrefix.ReplaceAllString(raw, "$1")
}
