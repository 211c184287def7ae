package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/konbit-aid/konbit/api"
)

// dial opens a connection to a server as it is, without a client in between.
func (s *server) dial(t *testing.T) *net.TCPConn {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	return conn.(*net.TCPConn)
}

// raw sends bytes and reads one answer.
func (s *server) raw(t *testing.T, request string) (*http.Response, string) {
	t.Helper()
	conn := s.dial(t)
	if _, err := io.WriteString(conn, request); err != nil {
		t.Fatal(err)
	}
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(body)
}

// TestRequestsInOddShapes sends what no client of ours sends. Where it is 400, 414, 431, 501 or 505 without a problem it
// is net/http that answers, before there is a request.
func TestRequestsInOddShapes(t *testing.T) {
	s := start(t, append(on("sqlite:"+t.TempDir()+"/konbit.db"), "KONBIT_RATE_LIMIT=off"))
	path := func(p string) string { return "GET " + p + " HTTP/1.1\r\nHost: konbit\r\n\r\n" }
	with := func(headers string) string {
		return "GET /v1/sectors/WSH HTTP/1.1\r\nHost: konbit\r\n" + headers + "\r\n\r\n"
	}
	for _, tt := range []struct {
		name, request string
		status        int
		problem       string // the code of the problem, "" where there is none
	}{
		{"a good one", path("/v1/sectors/WSH"), 200, ""},
		{"an escaped letter", path("/v1/sectors/W%53H"), 200, ""},
		{"up and down", path("/v1/../v1/sectors"), 404, "not_found"},
		{"up and down, escaped", path("/v1/%2e%2e/v1/sectors"), 404, "not_found"},
		{"up to a file", path("/v1/sectors/..%2f..%2f..%2fetc%2fpasswd"), 404, "not_found"},
		{"up to a file, twice escaped", path("/v1/sectors/%252e%252e%252fetc%252fpasswd"), 404, "not_found"},
		{"up in the documents", path("/docs/../../etc/passwd"), 404, "not_found"},
		{"a dot", path("/v1/./sectors"), 404, "not_found"},
		{"two slashes", path("//v1/sectors"), 404, "not_found"},
		{"two slashes within", path("/v1//sectors"), 404, "not_found"},
		{"an escaped slash", path("/v1%2fsectors"), 404, "not_found"},
		{"a backslash", path(`/v1\sectors`), 404, "not_found"},
		{"a NUL", path("/v1/sectors/WSH%00"), 404, "not_found"},
		{"a slash in too many bytes", path("/v1/sectors/%c0%afWSH"), 404, "not_found"},
		{"a dot in too many bytes", path("/v1/sectors/%c0%ae%c0%ae"), 404, "not_found"},
		{"half a surrogate", path("/v1/sectors/%ed%a0%80"), 404, "not_found"},
		{"Cyrillic in place of Latin", path("/v1/regions/%D0%9D%D0%A2"), 404, "not_found"},
		{"letters of full width", path("/v1/sectors/%EF%BC%B7%EF%BC%B3%EF%BC%A8"), 404, "not_found"},
		{"a letter of no width", path("/v1/sectors/WSH%E2%80%8B"), 404, "not_found"},
		{"a line break in the path", path("/v1/sectors/WSH%0d%0aSet-Cookie:%20planted=1"), 404, "not_found"},
		{"half an escape", path("/v1/sectors/%zz"), 400, ""},
		{"another method in a header", with("X-HTTP-Method-Override: DELETE\r\nX-HTTP-Method: DELETE\r\nX-Method-Override: DELETE"), 200, ""},
		{"another method in the query", path("/v1/sectors/WSH?_method=DELETE"), 400, "malformed"},
		{"another address in a header", with("X-Original-URL: /v1/keys\r\nX-Rewrite-URL: /v1/keys"), 200, ""},
		{"a method in small letters", strings.Replace(path("/v1/sectors"), "GET", "get", 1), 405, "method_not_allowed"},
		{"TRACE", strings.Replace(path("/v1/sectors"), "GET", "TRACE", 1), 405, "method_not_allowed"},
		{"CONNECT", "CONNECT konbit:443 HTTP/1.1\r\nHost: konbit:443\r\n\r\n", 404, "not_found"},
		{"the address of another host", path("http://evil.example/v1/sectors/WSH"), 200, ""},
		{"a line break in an id", with("X-Request-Id: a%0d%0aX-Planted: b"), 200, ""},
		{"a bare carriage return in a header", with("X-A: b\rX-Planted: c"), 400, ""},
		{"a NUL in a header", with("X-A: b\x00c"), 400, ""},
		{"a blank before the colon", with("Transfer-Encoding : chunked"), 400, ""},
		{"no host", "GET /v1/sectors HTTP/1.1\r\n\r\n", 400, ""},
		{"two hosts", with("Host: evil.example"), 400, ""},
		{"two lengths", with("Content-Length: 1\r\nContent-Length: 2"), 400, ""},
		{"two lengths in one", with("Content-Length: 1, 2"), 400, ""},
		{"a length below nothing", with("Content-Length: -1"), 400, ""},
		{"a length with a sign", with("Content-Length: +1"), 400, ""},
		{"a coding that is none", with("Transfer-Encoding: xchunked"), 501, ""},
		{"two codings", with("Transfer-Encoding: chunked, identity"), 501, ""},
		{"two codings in two lines", with("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity"), 501, ""},
		{"HTTP of the future", "GET / HTTP/3.0\r\nHost: konbit\r\n\r\n", 505, ""},
		{"something else", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400, ""},
		{"an address that is long", path("/v1/pledges?q=" + strings.Repeat("a", 9<<10)), 414, "uri_too_long"},
		{"an address beyond measure", path("/v1/pledges?q=" + strings.Repeat("a", 60<<10)), 431, ""},
		{"a header beyond measure", with("X-A: " + strings.Repeat("a", 60<<10)), 431, ""},
		{"headers beyond measure", with(strings.Repeat("X-A: a\r\n", 10<<10) + "X-A: a"), 431, ""},
		{"many parameters", path("/v1/pledges?" + strings.Repeat("q=a&", 600)), 400, "malformed"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			answer, body := s.raw(t, tt.request)
			isProblem := strings.Contains(body, "/docs/problems.md#"+tt.problem+`"`)
			if answer.StatusCode != tt.status || tt.problem != "" && !isProblem {
				t.Errorf("%s %s", answer.Status, body)
			}
			if answer.Header.Get("Set-Cookie")+answer.Header.Get("X-Planted") != "" || strings.Contains(body, "root:") {
				t.Errorf("%v\n%s", answer.Header, body)
			}
		})
	}
	t.Run("a request hidden in the body of another", func(t *testing.T) {
		// Both lengths at once: chunks go before, and what follows the last one is the next request, which both ends
		// of a connection must see alike. The server closes, lest a proxy sees it otherwise.
		conn := s.dial(t)
		fmt.Fprint(conn, "POST /v1/pledges HTTP/1.1\r\nHost: konbit\r\nContent-Length: 60\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"+path("/livez"))
		in := bufio.NewReader(conn)
		answer, err := http.ReadResponse(in, nil)
		if err != nil {
			t.Fatal(err)
		}
		if answer.StatusCode != http.StatusUnauthorized && answer.StatusCode != http.StatusBadRequest {
			t.Errorf("got %s", answer.Status)
		}
	})
}

// TestSlowClients opens 500 connections whose requests never end, and is served meanwhile. Then they are cut off.
func TestSlowClients(t *testing.T) {
	s := start(t, append(on("sqlite:"+t.TempDir()+"/konbit.db"), "KONBIT_READ_HEADER_TIMEOUT=2s", "KONBIT_READ_TIMEOUT=2s", "KONBIT_RATE_LIMIT=off"))
	var all sync.WaitGroup
	cut := make(chan error, 500)
	for range cap(cut) {
		conn := s.dial(t)
		all.Go(func() {
			_, err := io.WriteString(conn, "GET /v1/sectors HTTP/1.1\r\nHost: konbit\r\nX-Slow: ")
			for err == nil {
				time.Sleep(20 * time.Millisecond)
				_, err = io.WriteString(conn, "a")
			}
			cut <- err
		})
	}
	for range 20 {
		if _, err := s.as("").Sectors(t.Context(), api.SectorFilter{}); err != nil {
			t.Error(err)
		}
	}
	all.Wait()
	close(cut)
	for err := range cut {
		if errors.Is(err, os.ErrDeadlineExceeded) {
			t.Fatal("a connection is still open")
		}
	}
}

func TestASlowBodyIsCutOff(t *testing.T) {
	environ := append(on("sqlite:"+t.TempDir()+"/konbit.db"), "KONBIT_READ_TIMEOUT=500ms", "KONBIT_READ_HEADER_TIMEOUT=400ms")
	secret := key(t, environ, "usaid", "pledge")
	s := start(t, environ)
	conn := s.dial(t)
	fmt.Fprintf(conn, "POST /v1/pledges HTTP/1.1\r\nHost: konbit\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{", secret)
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusBadRequest || !strings.Contains(string(body), "did not arrive in time") {
		t.Errorf("%s %s, %v", answer.Status, body, err)
	}
}

// TestAClientThatStopsReadingIsCutOff asks for more than the buffers between it and the server hold, and reads nothing.
func TestAClientThatStopsReadingIsCutOff(t *testing.T) {
	s := start(t, append(on("sqlite:"+t.TempDir()+"/konbit.db"), "KONBIT_WRITE_TIMEOUT=500ms", "KONBIT_RATE_LIMIT=off"))
	conn := s.dial(t)
	if err := conn.SetReadBuffer(4 << 10); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, strings.Repeat("GET /openapi.json HTTP/1.1\r\nHost: konbit\r\n\r\n", 200)); err != nil {
		t.Fatal(err)
	}
	var err error
	for err == nil { // until the server has closed its end
		time.Sleep(20 * time.Millisecond)
		_, err = io.WriteString(conn, "\n")
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		t.Error("the server still waits for the client")
	}
	if _, err := s.as("").Sectors(t.Context(), api.SectorFilter{}); err != nil {
		t.Error(err)
	}
}

// TestServeTellsNoSecrets shows what is secret at every place where it could be told.
func TestServeTellsNoSecrets(t *testing.T) {
	environ := on("sqlite:" + t.TempDir() + "/konbit.db")
	secret := key(t, environ, "usaid", "pledge")
	s := start(t, environ, "--log-level", "debug")
	for _, tt := range []struct{ path, headers string }{
		{"/v1/pledges?key=" + secret, ""}, {"/v1/" + secret, ""}, {"/v1/crises/" + secret, ""},
		{"/v1/pledges", "Authorization: Bearer " + secret}, {"/v1/pledges", "Authorization: Basic " + secret},
		{"/v1/pledges", "Authorization: " + secret}, {"/v1/pledges", "X-Request-Id: " + secret + "!"},
		{"/v1/pledges", "Cookie: key=" + secret}, {"/v1/pledges", secret + ": 1"}, {"/v1/pledges", "Bearer " + secret},
		{"/v1/pledges", "Idempotency-Key: " + secret}, {"/v1/pledges", "Host: " + secret},
	} {
		conn := s.dial(t)
		fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: konbit\r\nConnection: close\r\n%s\r\n\r\n", tt.path, tt.headers)
		if _, err := io.Copy(io.Discard, conn); err != nil {
			t.Fatal(err)
		}
	}
	for began := time.Now(); !strings.Contains(s.log.String(), "msg=request"); time.Sleep(5 * time.Millisecond) { // lines are written together
		if time.Since(began) > patience {
			t.Fatalf("nothing was logged:\n%s", s.log)
		}
	}
	// That the key is not in the log is checked at the end of every test: see start.
}
