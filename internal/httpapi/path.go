package httpapi

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/api"
)

// parameters unescapes what the address names and refuses what no record can be called. Code: not_found.
func parameters(c *gin.Context) error {
	for i, p := range c.Params {
		value := p.Value
		if c.Request.URL.RawPath != "" {
			plain, err := url.PathUnescape(value)
			if err != nil {
				return nowhere(c)
			}
			value = plain
		}
		bad := !utf8.ValidString(value) || strings.ContainsFunc(value, unicode.IsControl) || len(value) > api.MaxTitle
		if bad || (p.Key == "id" || p.Key == "txid") && !api.IsID(value) || p.Key == "key" && !api.IsKeyID(value) {
			return nowhere(c)
		}
		c.Params[i].Value = value
	}
	return nil
}

func nowhere(c *gin.Context) error {
	return api.Errorf(api.CodeNotFound, "There is nothing at %s.", c.Request.URL.EscapedPath())
}

func (s *server) noRoute(c *gin.Context) {
	s.fail(c, api.Errorf(api.CodeNotFound, "There is nothing at %s. GET /docs lists what there is.", c.Request.URL.EscapedPath()))
}

func (s *server) noMethod(c *gin.Context) {
	s.fail(c, api.Errorf(api.CodeMethod, "%s takes %s, not %s.", c.Request.URL.EscapedPath(),
		c.Writer.Header().Get("Allow"), c.Request.Method))
}

// pathTo joins segments to the address of a record.
func pathTo(segments ...string) string {
	for i, s := range segments {
		segments[i] = url.PathEscape(s)
	}
	return "/v1/" + strings.Join(segments, "/")
}
