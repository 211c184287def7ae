// Package client speaks to a Konbit server in the words of package api. It
// depends on the standard library only.
//
// Every method makes one request. What the server refuses comes back as an
// [*api.Error] with the same code and fields that the server answered with.
// Requests that may be repeated without harm (reads, and writes made with
// [Once]) are tried again when the server is busy.
package client

import (
	"net/http"
	"strings"
	"time"
)

// Client speaks to one server, on behalf of one key or of nobody. It may be
// used by many goroutines at once.
type Client struct {
	base    string
	key     string
	http    *http.Client
	retries int
	sleep   sleeper
}

// Option sets up a Client.
type Option func(*Client)

// WithKey makes the client show a key with every request.
func WithKey(key string) Option { return func(c *Client) { c.key = key } }

// WithHTTPClient sets what carries the requests, for example one with a timeout.
func WithHTTPClient(h *http.Client) Option { return func(c *Client) { c.http = h } }

// WithRetries sets how often a request is tried again when the server is busy; 0 is never, the default is 3.
func WithRetries(n int) Option { return func(c *Client) { c.retries = n } }

// New returns a client of the server at base, like http://127.0.0.1:8080. It sends nothing yet.
func New(base string, options ...Option) *Client {
	c := &Client{
		base:    strings.TrimRight(base, "/"),
		http:    &http.Client{Timeout: time.Minute},
		retries: 3,
		sleep:   sleep,
	}
	for _, set := range options {
		set(c)
	}
	return c
}
