package httpapi_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// request is one request of the run.
type request struct {
	op      *operation
	as      string
	path    string // escaped
	query   [][2]string
	raw     string // in place of query
	body    []byte
	headers [][2]string
	refuse  string // why the answer cannot be a success, "" if it may be
	partly  bool   // some of its records are not of the documented form
	odd     bool   // it may be refused for a header, of which the document says little
	reading bool   // the document says that it can be read: 400 would be wrong
}

func (r *request) header(name string) string {
	for _, h := range r.headers {
		if strings.EqualFold(h[0], name) {
			return h[1]
		}
	}
	return ""
}

func (r *request) set(name, value string) {
	r.headers = slices.DeleteFunc(r.headers, func(h [2]string) bool { return strings.EqualFold(h[0], name) })
	r.headers = append(r.headers, [2]string{name, value})
}

func (r *request) unset(name string) {
	r.headers = slices.DeleteFunc(r.headers, func(h [2]string) bool { return strings.EqualFold(h[0], name) })
}

func (r *request) target() string {
	if r.raw != "" {
		return r.path + "?" + r.raw
	}
	if len(r.query) == 0 {
		return r.path
	}
	parts := make([]string, len(r.query))
	for i, p := range r.query {
		parts[i] = url.QueryEscape(p[0]) + "=" + url.QueryEscape(p[1])
	}
	return r.path + "?" + strings.Join(parts, "&")
}

// send runs a request through the router as net/http would hand it over; false if net/http would have refused it.
func (r *request) send(t testing.TB, to http.Handler) (*httptest.ResponseRecorder, bool) {
	u, err := url.ParseRequestURI(r.target())
	if err != nil || u.Host != "" || u.Scheme != "" {
		return nil, false
	}
	in := &http.Request{Method: r.op.method, URL: u, RequestURI: r.target(), Host: "example.org", Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{}, Body: http.NoBody, RemoteAddr: "192.0.2.1:1234"}
	if len(r.body) > 0 {
		in.Body, in.ContentLength = io.NopCloser(bytes.NewReader(r.body)), int64(len(r.body))
	}
	for _, h := range r.headers {
		if strings.ContainsAny(h[1], "\x00\r\n") {
			return nil, false
		}
		in.Header.Add(h[0], h[1])
	}
	answer := httptest.NewRecorder()
	to.ServeHTTP(answer, in.WithContext(t.Context()))
	return answer, true
}

// curl spells the request for a terminal. The key is that of a caller of the harness.
func (r *request) curl() string {
	quote := func(s string) string {
		return "$'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`, "\n", `\n`, "\r", `\r`, "\t", `\t`, "\x00", `\x00`).Replace(s) + "'"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "curl -i -X %s %s", r.op.method, quote("http://127.0.0.1:8080"+r.target()))
	for _, h := range r.headers {
		if h[0] == "Authorization" && r.as != nobody {
			h[1] = "Bearer KEY-OF-" + r.as
		}
		fmt.Fprintf(&b, " -H %s", quote(h[0]+": "+h[1]))
	}
	if len(r.body) > 0 {
		body := string(r.body)
		if len(body) > 1500 {
			body = body[:1500] + "…"
		}
		fmt.Fprintf(&b, " --data-binary %s", quote(body))
	}
	return b.String()
}

// request makes a request that the document allows, as far as a document can tell.
func (m *maker) request(w *world) *request {
	r := &request{op: m.operation()}
	r.as = m.caller(r.op)
	if key := w.keys[r.as]; key != "" {
		r.set("Authorization", "Bearer "+key)
	}
	if pages := m.seen.next[r.op.id]; len(pages) > 0 && m.chance(12) {
		path, raw, _ := strings.Cut(pick(m, pages), "?")
		r.path, r.raw = path, raw
		return r
	}
	if r.path = m.fill(m.seen.address(m, r.op.path)); m.chance(3) {
		r.path = m.fill(r.op.path)
	}
	m.ask(r)
	if r.op.body != nil {
		r.set("Content-Type", r.op.media)
		r.body = mustJSON(m.content(r.op))
	}
	if r.op.has("If-Match") {
		if tag := m.seen.tags[r.path]; tag != "" && m.chance(50) {
			r.set("If-Match", tag)
		} else {
			r.set("If-Match", "*")
		}
	}
	if r.op.has("Idempotency-Key") && m.chance(25) {
		r.set("Idempotency-Key", fmt.Sprintf("once-%d", m.IntN(200)))
	}
	if m.chance(15) {
		r.set("Accept-Language", pick(m, []string{"fr", "ht, fr;q=0.5", "es-MX", "en", "*"}))
	}
	return r
}

// operation picks any, and oftener one that has not succeeded yet.
func (m *maker) operation() *operation {
	var failing []*operation
	for _, op := range m.doc.ops {
		if m.good[op.id] == 0 {
			failing = append(failing, op)
		}
	}
	if len(failing) > 0 && m.chance(25) {
		return pick(m, failing)
	}
	return pick(m, m.doc.ops)
}

const root = "root" // scope admin

// holders are the callers that carry a scope.
var holders = map[string][]string{"pledge": {donor, recipient}, "assess": {ngo}, "coordinate": {coordinator}, "admin": {root}}

// caller picks who asks: anybody, but for a write mostly somebody who may.
func (m *maker) caller(op *operation) string {
	who := []string{nobody, donor, recipient, ngo, coordinator, root}
	if len(op.scopes) > 0 && m.chance(75) {
		who = append([]string{root}, holders[pick(m, op.scopes)]...)
	}
	return pick(m, who)
}

// numbered are the parts of an address that are numbers, and below which they are worth trying.
var numbered = map[string]int{"{level}": 3, "{index}": 2, "{entry}": 80}

// fill makes an address of a template with identifiers that nobody has seen.
func (m *maker) fill(template string) string {
	parts := strings.Split(template, "/")
	for i, part := range parts {
		if most := numbered[part]; most > 0 {
			parts[i] = strconv.Itoa(m.IntN(most))
			continue
		}
		if strings.HasPrefix(part, "{") {
			form := map[string]any{"format": "uuid"}
			if !strings.Contains(part, "id") {
				form = map[string]any{"pattern": "^[A-Za-z0-9]{2,9}$"}
			}
			parts[i] = m.text(form)
		}
	}
	return strings.Join(parts, "/")
}

// ask adds parameters.
func (m *maker) ask(r *request) {
	for _, p := range r.op.query {
		if !p.required && m.IntN(len(r.op.query)+4) > 1 && (p.name != "crisis" || m.chance(30)) || p.name == "cursor" {
			continue
		}
		n := 1
		if p.repeats {
			n += m.IntN(2)
		}
		for range n {
			if v := m.value(p.form, p.name, 0); v != nil {
				r.query = append(r.query, [2]string{p.name, fmt.Sprint(v)})
			}
		}
	}
}

// content makes a body: the document's own example with a few members made anew, or all of it made up.
func (m *maker) content(op *operation) any {
	form := m.doc.follow(op.bodyForm)
	example, _ := op.example.(map[string]any)
	if len(example) == 0 || m.chance(15) {
		return m.value(form, "", 0)
	}
	made := map[string]any{}
	m.moves = op.moves
	properties := form["properties"].(map[string]any)
	for _, name := range sortedKeys(example) {
		if slices.Contains(list(form["required"]), any(name)) || m.chance(70) {
			made[name] = example[name]
		}
	}
	for _, name := range sortedKeys(properties) {
		named := slices.Contains([]string{"code", "pcode", "reference", "date"}, name)
		fresh := op.method == "POST" && named && m.chance(90)
		if op.method == "PATCH" && (named || slices.Contains(learned, name)) && m.chance(90) {
			continue // what a record is known by cannot change
		}
		fresh = fresh || name == "to" && len(op.moves) > 0
		if _, there := made[name]; fresh || there && m.chance(15) || m.chance(4) {
			made[name] = m.value(properties[name].(map[string]any), name, 1)
		}
	}
	return made
}

func mustJSON(v any) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic(err)
	}
	return bytes.TrimSpace(b.Bytes())
}
