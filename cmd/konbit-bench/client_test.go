package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestClient asks a server that answers in every form that net/http writes.
func TestClient(t *testing.T) {
	long := strings.Repeat("0123456789", 10_000)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/short":
			fmt.Fprint(w, "short")
		case "/long": // chunked
			fmt.Fprint(w, long)
		case "/last":
			w.Header().Set("Connection", "close")
			fmt.Fprint(w, "last")
		case "/empty":
			w.WriteHeader(http.StatusNoContent)
		case "/echo":
			body, _ := io.ReadAll(r.Body)
			w.WriteHeader(http.StatusCreated)
			fmt.Fprint(w, r.Header.Get("X-Key")+string(body))
		}
	}))
	defer server.Close()
	c, err := dial(server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.close()
	for range 2 { // on one connection, but for the one that the server ends
		for _, ask := range []struct {
			request request
			status  int
			body    string
		}{
			{get("/short"), 200, "short"}, {get("/long"), 200, long}, {get("/last"), 200, "last"}, {get("/empty"), 204, ""},
			{post("/echo", []byte(`{"a":1}`), "X-Key: k"), 201, `k{"a":1}`},
		} {
			status, err := c.do(ask.request, nil)
			if err != nil || status != ask.status || string(c.body) != ask.body {
				t.Errorf("%.30q: %d, %d bytes, %v", ask.request, status, len(c.body), err)
			}
		}
	}
	var n counter
	if _, err := c.do(get("/long"), &n); err != nil || int(n) != len(long) {
		t.Errorf("%d bytes went into the sink, %v", n, err)
	}
}
