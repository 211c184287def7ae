package httpapi

import (
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/api"
)

// The longest address and the most parameters that are read. The head of a request as a whole is bounded by the server
// that runs the handler: see MaxHead.
const (
	MaxAddress    = 8 << 10
	maxParameters = 500
)

// MaxHead is the longest head of a request, address and headers together, in bytes: what [http.Server.MaxHeaderBytes]
// should be, to which net/http adds 4 KiB. What is longer net/http itself answers, with a 431 in plain text.
const MaxHead = 32 << 10

// headers sets what every answer carries; a page for people may loosen the policy. Answers may be embedded by pages of
// other origins, since dashboards are such pages.
func headers(c *gin.Context) {
	h := c.Writer.Header()
	for _, l := range everywhere {
		h[l.name] = l.values
	}
	if visitOf(c).secure {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// everywhere is shared by all answers: who changes a header replaces its lines.
var everywhere = []headerLine{
	{"X-Content-Type-Options", []string{"nosniff"}},
	{"Content-Security-Policy", []string{"default-src 'none'; frame-ancestors 'none'"}},
	{"Referrer-Policy", []string{"no-referrer"}},
	{"X-Frame-Options", []string{"DENY"}},
	{"Permissions-Policy", []string{"camera=(), geolocation=(), microphone=(), payment=(), usb=()"}},
	{"Cross-Origin-Resource-Policy", []string{"cross-origin"}},
}

// short refuses an address that is longer than any that means something.
func (s *server) short(c *gin.Context) {
	var err error
	if n := len(c.Request.RequestURI); n > MaxAddress {
		err = api.Errorf(api.CodeURITooLong, "An address here has at most %d bytes; this one has %d. Ask for less at a time.", MaxAddress, n)
	} else if n := strings.Count(c.Request.URL.RawQuery, "&") + 1; n > maxParameters {
		err = api.Errorf(api.CodeMalformed, "An address here has at most %d parameters; this one has %d.", maxParameters, n)
	}
	if err != nil {
		s.fail(c, err)
		c.Abort()
	}
}
