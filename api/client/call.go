package client

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"github.com/konbit-aid/konbit/api"
)

// CallOption changes one request.
type CallOption func(http.Header)

// Once sends an Idempotency-Key: however often the call is repeated with the
// same key and input, the server makes one record and answers with it.
func Once(key string) CallOption {
	return func(h http.Header) { h.Set("Idempotency-Key", key) }
}

// request is one call before it is sent.
type request struct {
	method string
	path   string // with its query
	body   []byte
	header http.Header
}

// repeatable tells whether sending the request twice does no more than sending it once.
func (r request) repeatable() bool {
	return r.method == http.MethodGet || r.header.Get("Idempotency-Key") != ""
}

// send makes the request and returns an answer of status 2xx; any other is an error.
func (c *Client) send(ctx context.Context, r request) (*http.Response, error) {
	for try := 0; ; try++ {
		res, err := c.once(ctx, r)
		if err != nil {
			return nil, err
		}
		if res.StatusCode/100 == 2 {
			return res, nil
		}
		failure, after := problem(res), res.Header.Get("Retry-After")
		if try >= c.retries || !r.repeatable() || !busy(res.StatusCode) {
			return nil, failure
		}
		if err := c.sleep(ctx, delay(try, after)); err != nil {
			return nil, failure
		}
	}
}

func (c *Client) once(ctx context.Context, r request) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, r.method, c.base+r.path, bytes.NewReader(r.body))
	if err != nil {
		return nil, err
	}
	for name, values := range r.header {
		req.Header[name] = values
	}
	if c.key != "" {
		req.Header.Set("Authorization", "Bearer "+c.key)
	}
	return c.http.Do(req)
}

// call makes the request and reads the JSON of the answer.
func call[T any](ctx context.Context, c *Client, r request) (T, error) {
	var out T
	r.header.Set("Accept", "application/json")
	res, err := c.send(ctx, r)
	if err != nil {
		return out, err
	}
	defer res.Body.Close()
	if err := json.NewDecoder(res.Body).Decode(&out); err != nil {
		return out, fmt.Errorf("the answer of %s %s cannot be read: %w", r.method, r.path, err)
	}
	_, err = io.Copy(io.Discard, res.Body) // so that the connection is used again
	return out, err
}

// get reads one thing; filter may be nil.
func get[T any](ctx context.Context, c *Client, path string, filter any) (T, error) {
	return call[T](ctx, c, request{method: http.MethodGet, path: path + query(filter), header: http.Header{}})
}

// post sends a new record or a transition.
func post[T any](ctx context.Context, c *Client, path string, in any, options []CallOption) (T, error) {
	body, err := json.Marshal(in)
	if err != nil {
		var none T
		return none, err
	}
	r := request{method: http.MethodPost, path: path, body: body, header: http.Header{"Content-Type": {"application/json"}}}
	for _, set := range options {
		set(r.header)
	}
	return call[T](ctx, c, r)
}

// patch changes the record if it still has the version.
func patch[T any](ctx context.Context, c *Client, path string, version int64, p api.Patch) (T, error) {
	return call[T](ctx, c, request{method: http.MethodPatch, path: path, body: p, header: http.Header{
		"Content-Type": {"application/merge-patch+json"},
		"If-Match":     {strconv.Quote(strconv.FormatInt(version, 10))},
	}})
}
