package main

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

var escape = strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D")

// walk visits every object that has both a schema and an example, with its JSON pointer.
func walk(v any, at string, visit func(at string, media map[string]any)) {
	switch v := v.(type) {
	case map[string]any:
		if v["schema"] != nil && v["example"] != nil {
			visit(at, v)
		}
		for _, key := range slices.Sorted(maps.Keys(v)) {
			if key != "example" && key != "examples" {
				walk(v[key], at+"/"+escape.Replace(key), visit)
			}
		}
	case []any:
		for i, item := range v {
			walk(item, at+"/"+strconv.Itoa(i), visit)
		}
	}
}
