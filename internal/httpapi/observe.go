package httpapi

import (
	"fmt"
	"log/slog"
	"net/http"
	"regexp"
	"runtime/debug"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/konbit-aid/konbit/api"
)

// The names under which a request carries what was found out about it.
const (
	requestKey = "konbit/request"
	callerKey  = "konbit/caller"
)

var saneID = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// observe gives the request an id, writes its one access line and turns a panic into a problem.
func (s *server) observe(c *gin.Context) {
	began := time.Now()
	id := c.GetHeader("X-Request-Id")
	if !saneID.MatchString(id) {
		id = uuid.Must(uuid.NewV7()).String()
	}
	c.Set(requestKey, id)
	c.Header("X-Request-Id", id)
	defer s.access(c, began)
	defer s.rescue(c)
	c.Next()
}

// access writes the line: the route's pattern and not what was asked for, the key's id and never the key, the client's
// network and not its address.
func (s *server) access(c *gin.Context, began time.Time) {
	level := slog.LevelInfo
	switch status := c.Writer.Status(); {
	case status == http.StatusServiceUnavailable:
		level = slog.LevelWarn // where it is the database there is a line of its own
	case status >= http.StatusInternalServerError:
		level = slog.LevelError
	}
	s.log.LogAttrs(c.Request.Context(), level, "request",
		slog.String("method", c.Request.Method),
		slog.String("route", c.FullPath()),
		slog.Int("status", c.Writer.Status()),
		slog.Int("bytes", max(c.Writer.Size(), 0)),
		slog.Float64("ms", float64(time.Since(began).Microseconds())/1000),
		slog.String("request", requestID(c)),
		slog.String("network", network(clientIP(c))),
		slog.String("key", caller(c).KeyID))
}

// rescue answers a panic with a problem, or breaks the connection off where half an answer was sent.
func (s *server) rescue(c *gin.Context) {
	p := recover()
	if p == nil {
		return
	}
	if err, ok := p.(error); ok && err == http.ErrAbortHandler { //nolint:errorlint // net/http compares it so
		panic(p)
	}
	s.log.LogAttrs(c.Request.Context(), slog.LevelError, "panic",
		slog.String("request", requestID(c)), slog.String("route", c.FullPath()),
		slog.String("panic", fmt.Sprint(p)), slog.String("stack", string(debug.Stack())))
	if c.Writer.Written() {
		panic(http.ErrAbortHandler)
	}
	e := api.Internal(nil)
	s.problem(c, problems[e.Code].status, problems[e.Code].title, e)
}

func requestID(c *gin.Context) string { return c.GetString(requestKey) }

// caller is who asks; anonymous until [server.admit] has seen a key.
func caller(c *gin.Context) api.Caller {
	who, _ := c.Get(callerKey)
	found, _ := who.(api.Caller)
	return found
}
