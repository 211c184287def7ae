package httpapi

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/api"
)

// problemDocs is where each code is explained; the code follows.
const problemDocs = "https://github.com/konbit-aid/konbit/blob/main/docs/problems.md#"

// statusGone is what the log says of a request whose client did not wait for the answer. It is never sent.
const statusGone = 499

// problems is the one place where a code becomes a status.
var problems = map[api.Code]struct {
	status int
	title  string
}{
	api.CodeMalformed:     {http.StatusBadRequest, "The request cannot be read"},
	api.CodeUnauthorized:  {http.StatusUnauthorized, "A valid key is needed"},
	api.CodeForbidden:     {http.StatusForbidden, "This key may not do that"},
	api.CodeNotFound:      {http.StatusNotFound, "There is no such thing here"},
	api.CodeMethod:        {http.StatusMethodNotAllowed, "This address does not take that method"},
	api.CodeNotAcceptable: {http.StatusNotAcceptable, "There is no such format of this answer"},
	api.CodeConflict:      {http.StatusConflict, "Something stands in the way"},
	api.CodeStale:         {http.StatusPreconditionFailed, "The record has changed meanwhile"},
	api.CodeTooLarge:      {http.StatusRequestEntityTooLarge, "The body is too large"},
	api.CodeURITooLong:    {http.StatusRequestURITooLong, "The address is too long"},
	api.CodeMediaType:     {http.StatusUnsupportedMediaType, "This media type is not read here"},
	api.CodeInvalid:       {http.StatusUnprocessableEntity, "Some fields are not valid"},
	api.CodeNoVersion:     {http.StatusPreconditionRequired, "The version to change is missing"},
	api.CodeTooMany:       {http.StatusTooManyRequests, "Too many requests"},
	api.CodeTooExpensive:  {http.StatusUnprocessableEntity, "The question takes too long"},
	api.CodeInternal:      {http.StatusInternalServerError, "Something failed on our side"},
	api.CodeUnavailable:   {http.StatusServiceUnavailable, "The service cannot answer right now"},
	api.CodeBusy:          {http.StatusServiceUnavailable, "Too many requests are at work"},
}

// fail answers with a problem (RFC 9457). What is ours is logged here, once, and never shown.
func (s *server) fail(c *gin.Context, err error) {
	if c.Request.Context().Err() != nil && !visitOf(c).slow {
		s.gone(c)
		return
	}
	e, ok := errors.AsType[*api.Error](err)
	if !ok {
		e = api.Internal(err)
	}
	kind, known := problems[e.Code]
	if !known {
		e = api.Internal(err)
		kind = problems[e.Code]
	}
	if kind.status >= http.StatusInternalServerError && e.Code != api.CodeBusy {
		s.log.LogAttrs(c.Request.Context(), slog.LevelError, "request failed",
			slog.String("request", requestID(c)), slog.String("route", c.FullPath()), slog.String("error", e.Error()))
	}
	if c.Writer.Written() {
		// An answer that broke off must not look whole.
		panic(http.ErrAbortHandler)
	}
	s.problem(c, kind.status, kind.title, e)
}

// gone ends a request whose client has left, or whose server is told to stop.
func (s *server) gone(c *gin.Context) {
	if c.Writer.Written() {
		panic(http.ErrAbortHandler)
	}
	c.Status(statusGone)
}

func (s *server) problem(c *gin.Context, status int, title string, e *api.Error) {
	h := c.Writer.Header()
	for _, name := range []string{"ETag", "Link", "Content-Language", "Content-Disposition", "X-Total-Count"} {
		h.Del(name)
	}
	switch e.Code {
	case api.CodeUnauthorized:
		h.Set("WWW-Authenticate", `Bearer realm="konbit"`)
	case api.CodeUnavailable, api.CodeBusy:
		h.Set("Retry-After", "1")
	}
	if e.Location != "" {
		h.Set("Location", e.Location)
	}
	h.Set("Cache-Control", "no-store")
	body, err := json.Marshal(api.Problem{
		Type:      problemDocs + string(e.Code),
		Title:     title,
		Status:    status,
		Detail:    e.Detail,
		Instance:  c.Request.URL.EscapedPath(),
		RequestID: requestID(c),
		Errors:    e.Fields,
	})
	if err != nil {
		panic(err)
	}
	c.Data(status, "application/problem+json", append(body, '\n'))
}
