package httpapi

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/api"
)

// The media types that are read.
var (
	jsonBody  = []string{"application/json"}
	patchBody = []string{"application/merge-patch+json", "application/json"}
)

// readBody returns the body, which is as long as the route allows and of one of the types. Codes: unsupported_media,
// too_large, malformed.
func readBody(c *gin.Context, types []string) ([]byte, error) {
	if coding := c.GetHeader("Content-Encoding"); coding != "" && !strings.EqualFold(coding, "identity") {
		return nil, api.Errorf(api.CodeMediaType, "A body is read without Content-Encoding; this one is %q.", coding)
	}
	kind, params, err := mime.ParseMediaType(c.GetHeader("Content-Type"))
	if err != nil || !slices.Contains(types, kind) {
		return nil, api.Errorf(api.CodeMediaType, "Send Content-Type: %s.", strings.Join(types, " or "))
	}
	if charset := params["charset"]; charset != "" && !strings.EqualFold(charset, "utf-8") {
		return nil, api.Errorf(api.CodeMediaType, "JSON is UTF-8; charset %q is not read.", charset)
	}
	body, err := io.ReadAll(c.Request.Body)
	if over, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return nil, api.Errorf(api.CodeTooLarge, "A body here has at most %d bytes. Send the rest as another record.", over.Limit)
	}
	if err != nil {
		return nil, api.Errorf(api.CodeMalformed, "The body broke off before its end.")
	}
	if len(bytes.TrimSpace(body)) == 0 {
		return nil, api.Errorf(api.CodeMalformed, "The body is empty; send a JSON object.")
	}
	return body, nil
}

// limitBody refuses a body that is too long, before reading it where its length is declared.
func limitBody(c *gin.Context, limit int64) error {
	if c.Request.ContentLength > limit {
		return api.Errorf(api.CodeTooLarge, "A body here has at most %d bytes; this one has %d.", limit, c.Request.ContentLength)
	}
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, limit)
	return nil
}
