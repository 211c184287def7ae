package httpapi_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"path/filepath"
	"strings"
	"testing"

	"github.com/konbit-aid/konbit/internal/httpapi"
)

// TestWhoIsAsking tells clients apart by what is left of their rate: who has the same one is the same client.
func TestWhoIsAsking(t *testing.T) {
	w := emptyWorld(t, sqlite(t), proxied())
	for _, tt := range []struct {
		name, peer string
		headers    []string
		as         string // the address that it counts as
	}{
		{"the peer", "198.51.100.7:1000", nil, "198.51.100.7"},
		{"not what a stranger says", "198.51.100.7:1000", []string{"X-Forwarded-For: 203.0.113.9"}, "198.51.100.7"},
		{"nor what a stranger says by the book", "198.51.100.7:1000", []string{"Forwarded: for=203.0.113.9"}, "198.51.100.7"},
		{"nor in headers of other makers", "10.0.0.1:1000", []string{"X-Real-IP: 203.0.113.9", "CF-Connecting-IP: 203.0.113.9", "True-Client-IP: 203.0.113.9"}, "10.0.0.1"},
		{"what a trusted proxy says", "10.0.0.1:1000", []string{"X-Forwarded-For: 203.0.113.9"}, "203.0.113.9"},
		{"what a trusted proxy says by the book", "10.0.0.1:1000", []string{`Forwarded: proto=https; For="203.0.113.9:4711";by=10.0.0.1`}, "203.0.113.9"},
		{"not what the client told the proxy", "10.0.0.1:1000", []string{"X-Forwarded-For: 1.2.3.4, 203.0.113.9"}, "203.0.113.9"},
		{"not even in a header of its own", "10.0.0.1:1000", []string{"X-Forwarded-For: 1.2.3.4", "X-Forwarded-For: 203.0.113.9"}, "203.0.113.9"},
		{"not that the client is a proxy", "10.0.0.1:1000", []string{"X-Forwarded-For: 1.2.3.4, 10.9.9.9, 203.0.113.9"}, "203.0.113.9"},
		{"behind two proxies", "10.0.0.1:1000", []string{"X-Forwarded-For: 1.2.3.4, 203.0.113.9, 10.0.0.2"}, "203.0.113.9"},
		{"behind proxies alone", "10.0.0.1:1000", []string{"X-Forwarded-For: 10.0.0.3, 10.0.0.2"}, "10.0.0.3"},
		{"with a port", "10.0.0.1:1000", []string{"X-Forwarded-For: 203.0.113.9:65535"}, "203.0.113.9"},
		{"IPv6 with brackets and port", "10.0.0.1:1000", []string{"X-Forwarded-For: [2001:db8::1]:443"}, "2001:db8::1"},
		{"IPv6 by the book", "10.0.0.1:1000", []string{`Forwarded: for="[2001:db8::1]:443"`}, "2001:db8::1"},
		{"IPv6 with a zone", "10.0.0.1:1000", []string{"X-Forwarded-For: fe80::1%eth0"}, "fe80::1"},
		{"IPv6 of the same network", "[2001:db8::2]:1000", nil, "2001:db8::1"},
		{"IPv4 in the clothes of IPv6", "[::ffff:198.51.100.7]:1000", nil, "198.51.100.7"},
		{"a trusted proxy in such clothes", "[::ffff:10.0.0.1]:1000", []string{"X-Forwarded-For: ::ffff:203.0.113.9"}, "203.0.113.9"},
		{"junk is the proxy's own", "10.0.0.1:1000", []string{"X-Forwarded-For: 203.0.113.9, unknown"}, "10.0.0.1"},
		{"junk behind a good hop", "10.0.0.1:1000", []string{"X-Forwarded-For: evil, 10.0.0.2"}, "10.0.0.2"},
		{"octets that are none", "10.0.0.1:1000", []string{"X-Forwarded-For: 0x0a.0.0.1"}, "10.0.0.1"},
		{"nothing", "10.0.0.1:1000", []string{"X-Forwarded-For: ,,"}, "10.0.0.1"},
		{"hidden by the book", "10.0.0.1:1000", []string{"Forwarded: for=_hidden"}, "10.0.0.1"},
		{"two headers that agree", "10.0.0.1:1000", []string{"X-Forwarded-For: 203.0.113.9", "Forwarded: for=203.0.113.9"}, "203.0.113.9"},
		{"two headers that do not", "10.0.0.1:1000", []string{"X-Forwarded-For: 203.0.113.9", "Forwarded: for=1.2.3.4"}, "10.0.0.1"},
		{"no address at all", "@", []string{"X-Forwarded-For: 203.0.113.9"}, "none"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w.t, w.http = t, httpapi.New(w.svc, proxied())
			reference := tt.as + ":1"
			if strings.Contains(tt.as, ":") {
				reference = "[" + tt.as + "]:1"
			}
			if left := w.from(tt.peer, tt.headers...); !strings.Contains(left, "r=9;") {
				t.Fatalf("the first request is told %s", left)
			}
			if left := w.from(reference); !strings.Contains(left, "r=8;") {
				t.Errorf("it does not count as %s: that one is told %s", tt.as, left)
			}
		})
	}
	w.t = t
}

// proxied trusts 10.0.0.0/8 and lets each address ask ten times.
func proxied() httpapi.Config {
	return httpapi.Config{PublicRead: true, Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")},
		Limits: httpapi.Limits{Addresses: rate("address", 10)}}
}

// sqlite is for what has nothing to do with the database.
func sqlite(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "konbit.db") }

// from asks for the sectors and returns what is left of the rate.
func (w *world) from(peer string, headers ...string) string {
	r := httptest.NewRequest(http.MethodGet, "/v1/sectors/WSH", nil)
	r.RemoteAddr = peer
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Add(name, value)
	}
	w.planted.request(r, "")
	w.planted.add("198.51.100.7", "203.0.113.9", "2001:db8::1")
	answer := httptest.NewRecorder()
	w.http.ServeHTTP(answer, r)
	return answer.Header().Get("RateLimit")
}

func TestTransportSecurityIsAskedForWhereThereIsAny(t *testing.T) {
	w := emptyWorld(t, sqlite(t), proxied())
	for _, tt := range []struct {
		name, peer, header string
		want               bool
	}{
		{"plain", "198.51.100.7:1", "", false},
		{"a stranger says so", "198.51.100.7:1", "X-Forwarded-Proto: https", false},
		{"a trusted proxy says so", "10.0.0.1:1", "X-Forwarded-Proto: https", true},
		{"a trusted proxy says so by the book", "10.0.0.1:1", "Forwarded: for=1.2.3.4;proto=https", true},
		{"a trusted proxy says no", "10.0.0.1:1", "X-Forwarded-Proto: https, http", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, "/v1/sectors", nil)
			r.RemoteAddr = tt.peer
			if name, value, ok := strings.Cut(tt.header, ": "); ok {
				r.Header.Set(name, value)
			}
			answer := httptest.NewRecorder()
			w.http.ServeHTTP(answer, r)
			if got := answer.Header().Get("Strict-Transport-Security") != ""; got != tt.want {
				t.Errorf("got %q", answer.Header())
			}
		})
	}
	tls := httptest.NewRequest(http.MethodGet, "https://konbit.example/v1/sectors", nil)
	answer := httptest.NewRecorder()
	w.http.ServeHTTP(answer, tls)
	if answer.Header().Get("Strict-Transport-Security") == "" {
		t.Error("not with TLS")
	}
}
