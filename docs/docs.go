// Package docs carries the documents that the program serves itself.
package docs

import _ "embed"

// OpenAPI is docs/openapi.json, the description of the API in OpenAPI 3.1. It
// is made from the source: never change it by hand.
//
//go:generate ../internal/tools/openapi/generate.sh
//go:embed openapi.json
var OpenAPI []byte
