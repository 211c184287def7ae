package httpapi

import (
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/rs/cors"
)

// CORS names the origins of web pages whose scripts may call: "*" alone is every page, nil none. Cookies are never
// asked for, so a page can do no more than what its own script has a key for.
type CORS struct {
	Read  []string // GET and HEAD
	Write []string // everything else
}

var (
	readMethods  = []string{http.MethodGet, http.MethodHead}
	writeMethods = []string{http.MethodPost, http.MethodPatch, http.MethodPut, http.MethodDelete}

	// What a script may send, and see of an answer, beyond what every script may.
	readHeaders = []string{"Accept", "Accept-Language", "Authorization", "If-None-Match", "Konbit-Consistency", "Last-Event-ID",
		"X-Hdx-Hapi-App-Identifier", "X-Request-Id"}
	writeHeaders   = append([]string{"Content-Type", "Idempotency-Key", "If-Match"}, readHeaders...)
	exposedHeaders = []string{"Content-Disposition", "ETag", "Idempotency-Replayed", "Konbit-Consistency", "Link", "Location", "RateLimit", "RateLimit-Policy",
		"Retry-After", "WWW-Authenticate", "X-Konbit-Compat", "X-Request-Id", "X-Total-Count"}
)

// preflightAge is how many seconds a browser may remember what it was allowed: two hours, more than most take.
const preflightAge = 7200

// crossOrigin answers preflights and tells browsers who may read an answer. A preflight needs no key and counts for no
// limit: a browser sends it without asking the page.
func crossOrigin(allowed CORS) gin.HandlerFunc {
	read, write := newCORS(allowed.Read, readMethods, readHeaders), newCORS(allowed.Write, writeMethods, writeHeaders)
	of := func(method string) *cors.Cors {
		if method == http.MethodGet || method == http.MethodHead {
			return read
		}
		return write
	}
	return func(c *gin.Context) {
		wanted := c.GetHeader("Access-Control-Request-Method")
		switch {
		case c.Request.Method != http.MethodOptions:
			rules := of(c.Request.Method)
			switch h := c.Writer.Header(); {
			case rules == nil:
			case c.Request.Header["Origin"] == nil: // nothing to decide, but another origin may be told otherwise
				h["Vary"] = append(h["Vary"], "Origin")
			default:
				rules.HandlerFunc(c.Writer, c.Request)
			}
		case wanted == "" || c.GetHeader("Origin") == "": // no preflight: an OPTIONS like any other
		case of(wanted) != nil:
			of(wanted).HandlerFunc(c.Writer, c.Request)
			c.Abort()
		}
	}
}

// newCORS is nil for no origins: the library takes that for all of them.
func newCORS(origins, methods, headers []string) *cors.Cors {
	if len(origins) == 0 {
		return nil
	}
	return cors.New(cors.Options{AllowedOrigins: origins, AllowedMethods: methods, AllowedHeaders: headers,
		ExposedHeaders: exposedHeaders, MaxAge: preflightAge})
}
