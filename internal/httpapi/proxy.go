package httpapi

import (
	"net/http"
	"net/netip"
	"strings"

	"github.com/gin-gonic/gin"
)

// locate finds out from where a request comes, and whether its client speaks TLS.
func (s *server) locate(c *gin.Context) {
	v := visitOf(c)
	v.address = s.client(c.Request)
	v.client = subscriber(v.address)
	v.secure = c.Request.TLS != nil || len(s.cfg.Proxies) > 0 && s.trusts(peer(c.Request)) && forwardedProto(c.Request.Header) == "https"
}

// clientIP is the address of the client: the peer's, or what a trusted proxy says. The zero address is unknown. It is a
// personal datum: log and keep its [network] at most.
func clientIP(c *gin.Context) netip.Addr { return visitOf(c).address }

// network is as much of an address as may be logged: a /24, of IPv6 a /48.
func network(a netip.Addr) string {
	bits := 24
	if a.Is6() {
		bits = 48
	}
	prefix, err := a.Prefix(bits)
	if err != nil {
		return ""
	}
	return prefix.String()
}

// client walks from the peer back through the proxies that are trusted, to the first address that is none of them.
// What others put into the headers is never looked at.
func (s *server) client(r *http.Request) netip.Addr {
	at := peer(r)
	if len(s.cfg.Proxies) == 0 || !s.trusts(at) {
		return at
	}
	forwardedFor := elements(r.Header["X-Forwarded-For"])
	forwarded := forwardedElements(r.Header)
	switch {
	case len(forwarded) == 0:
		return s.walk(at, forwardedFor)
	case len(forwardedFor) == 0:
		return s.walk(at, forwarded)
	}
	// A proxy sets one of them and may pass the other on as the client sent it. Which one cannot be known from here.
	if a, b := s.walk(at, forwardedFor), s.walk(at, forwarded); a == b {
		return a
	}
	return at
}

func (s *server) walk(at netip.Addr, hops []string) netip.Addr {
	for i := len(hops) - 1; i >= 0 && s.trusts(at); i-- {
		before, ok := parseHop(hops[i])
		if !ok {
			break
		}
		at = before
	}
	return at
}

func (s *server) trusts(a netip.Addr) bool {
	for _, p := range s.cfg.Proxies {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

// peer is the other end of the connection.
func peer(r *http.Request) netip.Addr {
	a, _ := parseHop(r.RemoteAddr)
	return a
}

// parseHop reads an address with or without a port, brackets, a zone.
func parseHop(text string) (netip.Addr, bool) {
	port, err := netip.ParseAddrPort(text)
	a := port.Addr()
	if err != nil {
		a, err = netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(text, "["), "]"))
	}
	return a.Unmap().WithZone(""), err == nil
}

// elements splits header lines at commas.
func elements(lines []string) (all []string) {
	for _, line := range lines {
		for word := range strings.SplitSeq(line, ",") {
			all = append(all, strings.TrimSpace(word))
		}
	}
	return all
}

// forwardedElements are the for= of each element of Forwarded (RFC 7239), "" where an element has none.
func forwardedElements(h http.Header) (hops []string) {
	for _, element := range elements(h["Forwarded"]) {
		hops = append(hops, parameter(element, "for"))
	}
	return hops
}

func forwardedProto(h http.Header) string {
	last := func(all []string) string {
		if len(all) == 0 {
			return ""
		}
		return all[len(all)-1]
	}
	if proto := last(elements(h["X-Forwarded-Proto"])); proto != "" {
		return strings.ToLower(proto)
	}
	return strings.ToLower(parameter(last(elements(h["Forwarded"])), "proto"))
}

// parameter finds the value of name=value or name="value" between semicolons. No value that is of use holds a comma or
// a semicolon, so quotes need no more than to be taken off.
func parameter(element, name string) string {
	for part := range strings.SplitSeq(element, ";") {
		key, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		if strings.EqualFold(key, name) {
			return strings.Trim(value, `"`)
		}
	}
	return ""
}
