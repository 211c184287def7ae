package httpapi

import (
	"bytes"
	"errors"
	"mime"
	"net/http"
	"os"
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
	var read bytes.Buffer
	if n := c.Request.ContentLength; n > 0 {
		read.Grow(int(n) + bytes.MinRead) // at once, for growing by and by takes several times as much
	}
	_, err = read.ReadFrom(c.Request.Body)
	body := read.Bytes()
	if over, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return nil, api.Errorf(api.CodeTooLarge, "A body here has at most %d bytes. Send the rest as another record.", over.Limit)
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		visitOf(c).slow = true
		return nil, api.Errorf(api.CodeMalformed, "The body did not arrive in time.")
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

// smallBody is what needs no room of its own: the number of requests at work bounds it.
const smallBody = 64 << 10

// withBody runs a handler whose request has a body of at most so many bytes. Where many large ones come at once, some
// have to wait, and a few are sent away. Codes: too_large, busy.
func (s *server) withBody(c *gin.Context, limit int64, handle func(*gin.Context) error) error {
	if err := limitBody(c, limit); err != nil {
		return err
	}
	size := c.Request.ContentLength
	if size < 0 {
		size = limit // nobody knows; it may be that much
	}
	if s.cfg.Limits.Bodies == nil || size <= smallBody {
		return handle(c)
	}
	give, ok := s.cfg.Limits.Bodies.Take(c.Request.Context(), size)
	if !ok {
		return api.Errorf(api.CodeBusy, "Too many large bodies are being read. Send this one again in a moment.")
	}
	defer give()
	return handle(c)
}
