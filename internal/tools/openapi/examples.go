package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// exchanged is one true request with its answer, as a test of the API recorded it.
type exchanged struct {
	Request struct {
		Method  string            `json:"method"`
		Path    string            `json:"path"`
		Headers map[string]string `json:"headers"`
		Body    json.RawMessage   `json:"body"`
	} `json:"request"`
	Response struct {
		Status int             `json:"status"`
		Body   json.RawMessage `json:"body"`
	} `json:"response"`
}

// examples is the folder of the recorded exchanges: one file an operation, and
// one a status for problems.
type examples string

func (e examples) read(name string) (*exchanged, error) {
	raw, err := os.ReadFile(filepath.Join(string(e), name+".json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var x exchanged
	dec := json.NewDecoder(bytes.NewReader(raw))
	return &x, dec.Decode(&x)
}

func (e examples) problem(status string) any {
	x, err := e.read("problem-" + status)
	if err != nil || x == nil {
		return nil
	}
	return x.Response.Body
}

// example puts the recorded request and answer into the operation, with the
// command that asks for it.
func (d *document) example(op *operation) {
	x, err := d.examples.read(op.id)
	if err != nil {
		d.fault("docs/examples/%s.json: %v", op.id, err)
		return
	}
	if x == nil {
		d.fault("%s has no example: docs/examples/%s.json is missing", op.id, op.id)
		return
	}
	success := op.doc["responses"].(object)[op.status].(object)
	if media, isJSON := success["content"].(object)["application/json"].(object); isJSON {
		media["example"] = x.Response.Body
	}
	if body, ok := op.doc["requestBody"].(object); ok {
		for name, media := range body["content"].(object) {
			if !strings.HasSuffix(name, "json") {
				continue // the command shows the file
			}
			media.(object)["example"] = x.Request.Body
		}
	}
	op.doc["x-codeSamples"] = []any{object{"lang": "Shell", "label": "curl", "source": x.curl()}}
}

// curl writes the request as a command for a server at its default address.
func (x *exchanged) curl() string {
	var b strings.Builder
	b.WriteString("curl")
	if x.Request.Method != "GET" {
		b.WriteString(" -X " + x.Request.Method)
	}
	b.WriteString(" '" + defaultServer + x.Request.Path + "'")
	names := make([]string, 0, len(x.Request.Headers))
	for name := range x.Request.Headers {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		quote := "'"
		if strings.Contains(x.Request.Headers[name], "$") {
			quote = `"` // the shell puts the key in
		}
		b.WriteString(" \\\n  -H " + quote + name + ": " + x.Request.Headers[name] + quote)
	}
	var file string
	if json.Unmarshal(x.Request.Body, &file) == nil && file != "" {
		b.WriteString(" \\\n  --data-binary '" + strings.ReplaceAll(file, "'", `'\''`) + "'")
	} else if len(x.Request.Body) > 0 {
		var body bytes.Buffer
		if json.Indent(&body, x.Request.Body, "  ", "  ") == nil {
			b.WriteString(" \\\n  -d '" + strings.ReplaceAll(body.String(), "'", `'\''`) + "'")
		}
	}
	return b.String()
}
