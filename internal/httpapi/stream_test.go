package httpapi_test

import (
	"bufio"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/httpapi"
	"github.com/konbit-aid/konbit/internal/relief"
)

// flood records n regions below HT01, enough that a list of them takes several pages of the service.
func (w *world) flood(n int) {
	w.t.Helper()
	en := api.Opt("Section")
	err := w.svc.Batch(w.t.Context(), api.System, false, func(b *relief.Batch) error {
		for i := range n {
			in := api.RegionInput{Pcode: fmt.Sprintf("HT01%05d", i), Names: api.Names{EN: en}, Level: 2, Parent: "HT01", ISO3: "HTI"}
			if _, err := b.PutRegion(in, false); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

func TestStreams(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		w.flood(1500)
		t.Run("hold the whole list", func(t *testing.T) {
			for format, want := range map[string]int{"csv": 1506, "ndjson": 1505} {
				if n, err := w.download(t, "/v1/regions?format="+format, "identity", nil); n != want || err != nil {
					t.Errorf("%s: %d lines, %v", format, n, err)
				}
			}
		})
		t.Run("stop when the client is gone", func(t *testing.T) {
			ctx, leave := context.WithCancel(t.Context())
			before := w.store.Statements()
			request := w.request(call{method: "GET", path: "/v1/regions?format=ndjson"}).WithContext(ctx)
			aborted := func() (aborted bool) {
				defer func() { aborted = recover() == any(http.ErrAbortHandler) }()
				w.http.ServeHTTP(&hooked{httptest.NewRecorder(), leave}, request)
				return false
			}()
			if taken := w.store.Statements() - before; !aborted || taken > 4 {
				t.Errorf("aborted %v after %d statements", aborted, taken)
			}
		})
	})
}

// TestStreamsThatBreakOff closes the database when the first page is on its way; the second may have been read by then.
func TestStreamsThatBreakOff(t *testing.T) {
	for _, coding := range []string{"identity", "gzip"} {
		t.Run(coding, func(t *testing.T) {
			onEngines(t, func(t *testing.T, w *world) {
				w.flood(2100)
				n, err := w.download(t, "/v1/regions?format=ndjson", coding, func() { w.store.Close() })
				if err == nil || n > 2001 {
					t.Errorf("%d lines, %v", n, err)
				}
				w.play(t, []scenario{{name: "where nothing was sent yet there is a problem", call: call{method: "GET", path: "/v1/regions?format=csv"},
					status: 500, want: []string{"#internal"}, not: []string{"text/csv", "Content-Disposition"}}})
			})
		})
	}
}

// hooked is a response writer that does something when it is flushed.
type hooked struct {
	http.ResponseWriter
	flushed func()
}

func (h *hooked) Flush() {
	h.flushed()
	h.ResponseWriter.(http.Flusher).Flush()
}

// download reads a list over a real connection, counts its lines and reports how it ended. Flushed runs in the server
// each time a page is sent.
func (w *world) download(t *testing.T, path, coding string, flushed func()) (int, error) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if flushed != nil {
			rw = &hooked{rw, flushed}
		}
		w.http.ServeHTTP(rw, r)
	}))
	defer server.Close()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Accept-Encoding", coding)
	answer, err := server.Client().Do(request)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	var body io.Reader = answer.Body
	if answer.Header.Get("Content-Encoding") == "gzip" {
		if body, err = gzip.NewReader(answer.Body); err != nil {
			return 0, err
		}
	} else if coding == "gzip" {
		t.Error("not packed")
	}
	n := 0
	lines := bufio.NewScanner(body)
	for lines.Scan() {
		n++
	}
	if _, broken := io.Copy(io.Discard, answer.Body); broken != nil {
		return n, broken
	}
	return n, lines.Err()
}

// TestAClientThatStopsReadingFreesWhatItHolds begins an export of several pages over connections that hold nothing back, and
// reads no further than its head.
func TestAClientThatStopsReadingFreesWhatItHolds(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		w.flood(3500)
		handler := httpapi.New(w.svc, httpapi.Config{PublicRead: true, Version: "test", Log: slog.New(slog.DiscardHandler), WriteTimeout: 300 * time.Millisecond})
		ended := make(chan struct{})
		lines := &pipes{conns: make(chan net.Conn), closed: make(chan struct{})}
		server := &http.Server{WriteTimeout: 300 * time.Millisecond, ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			defer close(ended)
			handler.ServeHTTP(rw, r)
		})}
		var serving sync.WaitGroup
		serving.Go(func() { _ = server.Serve(lines) })
		defer serving.Wait()
		defer server.Close()
		client := lines.dial()
		defer client.Close()
		if _, err := io.WriteString(client, "GET /v1/regions?format=csv HTTP/1.1\r\nHost: konbit.test\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		head := make([]byte, 200)
		if _, err := io.ReadFull(client, head); err != nil || !strings.HasPrefix(string(head), "HTTP/1.1 200") {
			t.Fatalf("%q, %v", head, err)
		}
		select {
		case <-ended:
		case <-time.After(20 * time.Second):
			t.Fatal("the server still waits for a client that does not read")
		}
		if n := w.store.InUse(); n != 0 {
			t.Errorf("%d connections to the database are still held", n)
		}
	})
}

// pipes are connections without any buffer between the two ends.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func (p *pipes) dial() net.Conn {
	here, there := net.Pipe()
	p.conns <- there
	return here
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.once.Do(func() { close(p.closed) })
	return nil
}

func (*pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }
