package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// bomb is what somebody does to a server who does not mean well, until ctx is done.
type bomb struct {
	name string
	// many drop it at the same time.
	many int
	drop func(ctx context.Context, base, key string) error
}

// bombs are bounded in number: what they cost is what is measured.
func bombs() []bomb {
	const large = 10 << 20
	return []bomb{
		{"deep JSON", 16, post("/v1/pledges", strings.Repeat(`{"a":[`, 80_000))},
		{"gzip bombs", 16, packed},
		{"long addresses", 16, get("/v1/pledges?q=" + strings.Repeat("a", 30<<10))},
		{"many parameters", 16, get("/v1/pledges?" + strings.Repeat("a&", 4000))},
		{"large heads", 64, head(30 << 10)},
		{"heads beyond measure", 64, head(10 << 20)},
		{"bodies of one long text", 4, post("/v1/assessments", `{"title":"`+strings.Repeat("a", large-20)+`"}`)},
		{"bodies of nothing but brackets", 4, post("/v1/assessments", `{"needs":[[`+strings.Repeat(`[],`, large/3-20)+`[]]]}`)},
		{"bodies of empty lines", 4, post("/v1/assessments", `{"needs":[`+strings.Repeat(`{},`, large/3-20)+`{}]}`)},
		{"bodies of wrong lines", 4, post("/v1/assessments", `{"needs":[`+strings.Repeat(`{"sex":7,"age":7,"severity":9,"x":1},`, large/37-1)+`{}]}`)},
		{"bodies of one member again and again", 4, post("/v1/assessments", `{`+strings.Repeat(`"a":1,`, large/6-20)+`"a":1}`)},
		{"bodies of ever other members", 4, post("/v1/assessments", members(large-64))},
		{"half-open connections", 500, trickle},
		{"bodies that do not end", 64, unfinished},
	}
}

// members is an object of so many bytes, no two members of which are called the same.
func members(size int) string {
	var b strings.Builder
	b.WriteString(`{`)
	for i := 0; b.Len() < size; i++ {
		fmt.Fprintf(&b, `"%x":0,`, i)
	}
	b.WriteString(`"z":0}`)
	return b.String()
}

// client keeps no connection, so that what is measured is what a request costs.
var bomber = &http.Client{Transport: &http.Transport{DisableKeepAlives: true, DisableCompression: true}}

func post(path, body string) func(context.Context, string, string) error {
	return func(ctx context.Context, base, key string) error {
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, base+path, strings.NewReader(body))
		if err != nil {
			return err
		}
		r.Header.Set("Content-Type", "application/json")
		return bang(r, key)
	}
}

func packed(ctx context.Context, base, key string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, base+"/v1/pledges", bytes.NewReader(zeros()))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Content-Encoding", "gzip")
	return bang(r, key)
}

// zeros is 512 MiB of blanks in half a MiB.
var zeros = sync.OnceValue(func() []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	blanks := bytes.Repeat([]byte(" "), 1<<20)
	for range 512 {
		if _, err := z.Write(blanks); err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
})

func get(path string) func(context.Context, string, string) error {
	return func(ctx context.Context, base, key string) error {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, base+path, nil)
		if err != nil {
			return err
		}
		return bang(r, key)
	}
}

func head(size int) func(context.Context, string, string) error {
	return func(ctx context.Context, base, key string) error {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/v1/sectors", nil)
		if err != nil {
			return err
		}
		r.Header.Set("X-Padding", strings.Repeat("a", size))
		return bang(r, key)
	}
}

// bang sends a request and wants it refused. A connection that is cut off is refused too.
func bang(r *http.Request, key string) error {
	r.Header.Set("Authorization", "Bearer "+key)
	answer, err := bomber.Do(r)
	if err != nil {
		return nil
	}
	defer answer.Body.Close()
	text, _ := io.ReadAll(io.LimitReader(answer.Body, 1<<10)) // it may be cut off too
	if answer.StatusCode >= 400 && answer.StatusCode != http.StatusInternalServerError || r.Header.Get("X-Padding") != "" && answer.StatusCode == http.StatusOK {
		return nil
	}
	return fmt.Errorf("%s %.40s: %s %s", r.Method, r.URL.Path, answer.Status, text)
}

// trickle sends a head a few bytes at a time, which never ends.
func trickle(ctx context.Context, base, _ string) error {
	return drip(ctx, base, "GET /v1/sectors HTTP/1.1\r\nHost: konbit\r\nX-Slow: ")
}

// unfinished sends a body a few bytes at a time, which never ends.
func unfinished(ctx context.Context, base, key string) error {
	return drip(ctx, base, "POST /v1/assessments HTTP/1.1\r\nHost: konbit\r\nContent-Type: application/json\r\nAuthorization: Bearer "+key+
		"\r\nContent-Length: 10000000\r\n\r\n{")
}

func drip(ctx context.Context, base, begin string) error {
	conn, err := net.Dial("tcp", strings.TrimPrefix(base, "http://"))
	if err != nil {
		return nil //nolint:nilerr // refused is refused
	}
	defer conn.Close()
	_, err = io.WriteString(conn, begin)
	for err == nil && ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-time.After(50 * time.Millisecond):
			_, err = io.WriteString(conn, " ")
		}
	}
	return nil
}
