package httpapi_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
)

func sortedKeys(of map[string]any) []string { return slices.Sorted(maps.Keys(of)) }

// spoil makes one thing of a request wrong, or at least odd. What must then be refused is judged by the document, or
// said here where the document has no words for it.
func (m *maker) spoil(w *world, r *request) {
	type way = func(*maker, *world, *request)
	ways := []way{spoilAddress, spoilQuery, spoilKey, spoilHeader}
	if r.op.body != nil {
		ways = append(append(ways, slices.Repeat([]way{spoilBody}, 4)...), spoilText, spoilMedia)
	}
	if len(r.op.query) > 0 {
		ways = append(ways, slices.Repeat([]way{spoilQuery}, 3)...)
	}
	if r.op.has("If-Match") {
		ways = append(ways, spoilVersion)
	}
	pick(m, ways)(m, w, r)
}

// spot is one place in a body, to look at and to overwrite.
type spot struct {
	value any
	set   func(any)
	drop  func()
}

// spots lists every place in a body, in an order that a seed repeats.
func spots(v any) (all []spot) {
	switch v := v.(type) {
	case map[string]any:
		for _, name := range sortedKeys(v) {
			all = append(all, spot{v[name], func(to any) { v[name] = to }, func() { delete(v, name) }})
			all = append(all, spots(v[name])...)
		}
	case []any:
		for i := range v {
			all = append(all, spot{v[i], func(to any) { v[i] = to }, nil})
			all = append(all, spots(v[i])...)
		}
	}
	return all
}

// spoilBody changes one value in the body: nothing, another type, a hostile text, an odd number, an unknown member.
func spoilBody(m *maker, _ *world, r *request) {
	var body any
	d := json.NewDecoder(bytes.NewReader(r.body))
	d.UseNumber()
	if d.Decode(&body) != nil {
		return
	}
	places := spots(body)
	if len(places) == 0 {
		return
	}
	at := pick(m, places)
	switch m.IntN(7) {
	case 0:
		at.set(nil)
	case 1:
		if at.drop != nil {
			at.drop()
		}
	case 2:
		at.set(pick(m, []any{true, json.Number("7"), "text", []any{}, map[string]any{}, []any{"x"}, map[string]any{"amount": "1"}, json.Number("1.5"), ""}))
	case 3:
		at.set(json.Number(pick(m, numbers)))
	case 4:
		at.set(deep(m.IntN(60)))
	case 5:
		object, ok := at.value.(map[string]any)
		if !ok {
			object, _ = body.(map[string]any)
		}
		object[pick(m, []string{"colour", "id", "version", "created_at", "status", "Title", "", "__proto__", "scopes", "a\x00b"})] = "x"
	default:
		at.set(pick(m, hostile))
	}
	r.body = mustJSON(body)
}

func deep(levels int) any {
	var v any = "x"
	for i := range levels {
		if i%2 == 0 {
			v = []any{v}
		} else {
			v = map[string]any{"a": v}
		}
	}
	return v
}

// spoilText changes the body as bytes.
func spoilText(m *maker, _ *world, r *request) {
	text := string(r.body)
	r.refuse = "the body is not one JSON value"
	switch m.IntN(5) {
	case 0: // a member twice
		name, _, ok := strings.Cut(strings.TrimPrefix(text, "{"), ":")
		if !ok || len(text) < 5 {
			r.refuse = ""
			return
		}
		r.refuse = "a member stands twice"
		text = strings.TrimSuffix(text, "}") + "," + name + ":1}"
	case 1:
		text = text[:m.IntN(max(len(text), 1))]
	case 2:
		text += pick(m, []string{"}", "{}", "x", "null", "]", "\x00", ",1"})
	case 3:
		cut := m.IntN(len(text))
		text = text[:cut] + pick(m, notUTF8) + text[cut:]
	default:
		text, r.refuse = pick(m, misspelt), ""
		if !json.Valid([]byte(text)) {
			r.refuse = "the body is not JSON"
		}
	}
	r.body = []byte(text)
}

func spoilMedia(m *maker, _ *world, r *request) {
	switch m.IntN(3) {
	case 0:
		r.unset("Content-Type")
		r.refuse = "the media type is missing"
	case 1:
		r.set("Content-Type", pick(m, []string{"text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
			"application/json; charset=latin1", "application/json, text/plain", "APPLICATION", ";", "application/jsonp"}))
		r.refuse = "the media type is not read"
	default:
		r.set("Content-Encoding", pick(m, []string{"gzip", "br", "zstd", "x"}))
		r.refuse = "the body is not packed as it says"
	}
}

func spoilVersion(m *maker, _ *world, r *request) {
	r.odd = true
	r.unset("If-Match")
	if tag := pick(m, []string{"", "*", `"0-0"`, `"1-000000000000"`, `"999999999-x"`, `"99999999999999999999-x"`, `W/"1-x"`, "1", `"`, `"a", "b"`, `"1-a" "2-b"`, "''", `"-1-x"`, "\xff"}); tag != "" {
		r.set("If-Match", tag)
	} else {
		r.refuse = "If-Match is missing"
	}
}

func spoilAddress(m *maker, _ *world, r *request) {
	parts := strings.Split(r.path, "/")
	if !strings.Contains(r.op.path, "{") || len(parts) < 4 {
		return
	}
	switch m.IntN(3) {
	case 0:
		parts[3] = url.PathEscape(pick(m, hostile))
	case 1:
		parts[3] = pick(m, []string{"%00", "%ff", "%2e%2e", "%252e", "%c0%af", "HT%00", "..%2fregions", "%0d%0a", "a%2Fb", "%E2%80%AE", "-", "0", "NULL", "7",
			"01928F6E-7B1A-7C3E-9D55-000000000001", "{01928f6e-7b1a-7c3e-9d55-000000000001}", "01928f6e7b1a7c3e9d55000000000001"})
	default:
		other := m.seen.places[pick(m, m.seen.routes).template]
		if len(other) == 0 {
			return
		}
		parts[3] = strings.Split(pick(m, other), "/")[3]
	}
	if parts[3] == "" || parts[3] == "." || parts[3] == ".." {
		parts[3] = "-"
	}
	r.path = strings.Join(parts, "/")
}

func spoilQuery(m *maker, _ *world, r *request) {
	add := func(name, value string) { r.query = append(r.query, [2]string{name, value}) }
	r.raw = ""
	switch n := m.IntN(6); {
	case n == 0 || len(r.op.query) == 0:
		add(pick(m, []string{"colour", "Limit", "limit[]", "api_key", "fields", "", "in_need", "id'", "\x00", "cursor;"}), pick(m, hostile))
	case n == 1: // a cursor that is none, or is another list's
		cursor := pick(m, append([]string{"HT01~WSH", "needs~x", "e30", "eyJsIjoicGxlZGdlcyJ9", "AAAA", "~"}, hostile...))
		if pages := m.seen.next[pick(m, m.doc.ops).id]; len(pages) > 0 && m.chance(70) {
			if u, err := url.Parse(pick(m, pages)); err == nil {
				cursor = u.Query().Get("cursor")
			}
		}
		add("cursor", cursor)
	case n == 2:
		p := pick(m, r.op.query)
		value := fmt.Sprint(m.value(p.form, p.name, 0))
		add(p.name, value)
		add(p.name, value)
	case n == 3:
		add(pick(m, r.op.query).name, pick(m, notUTF8))
	default:
		add(pick(m, r.op.query).name, pick(m, append(hostile, numbers...)))
	}
	if m.chance(5) {
		r.raw = pick(m, []string{"%zz", "a;b", "%", "=", "&&", "limit=%", "limit=5;count=true", "a=b=c", strings.Repeat("donor=usaid&", 150), "limit=5&limit=6"})
	}
}

// spoilKey shows a key that is none.
func spoilKey(m *maker, w *world, r *request) {
	good := w.keys[donor]
	bad := pick(m, []string{good[:len(good)-1], good + "0", good[:len(good)-8] + "00000000", strings.ToUpper(good), strings.Replace(good, "_live_", "_test_", 1), "knb_live_", "",
		w.keys["expired"], "knb_live_' OR 1=1 --_x00000000", good[:20], "null", good + " " + good, strings.Repeat("a", 9000)})
	r.as = nobody
	r.set("Authorization", pick(m, []string{"Bearer " + bad, "bearer " + bad, "Basic dTpw", bad, "Bearer", "Token " + good}))
	r.refuse = "the key is none"
	if m.chance(10) {
		r.set("Authorization", "Bearer "+good)
		r.headers = append(r.headers, [2]string{"Authorization", "Bearer " + w.keys[root]})
	}
	if len(r.op.answers) == 2 { // a probe, which reads no key
		r.refuse = ""
	}
}

func spoilHeader(m *maker, _ *world, r *request) {
	r.odd = true
	name := pick(m, []string{"Accept", "Accept-Language", "X-Request-Id", "If-None-Match", "Idempotency-Key", "X-Forwarded-For", "X-HTTP-Method-Override",
		"X-Original-URL", "Forwarded", "Range", "Expect", "Origin", "Cookie"})
	r.set(name, pick(m, append([]string{"*/*;q=0", "text/csv", "application/x-ndjson;q=0.1, image/png", "q=x", ";;;,,", "text/*", "a/b;q=999", "*", `"1-x"`, "DELETE",
		"en;q=a", strings.Repeat("a,", 3000), "bytes=0-1", "/v1/keys"}, hostile...)))
}
