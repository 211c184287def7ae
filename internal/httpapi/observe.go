package httpapi

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"regexp"
	"runtime/debug"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/konbit-aid/konbit/api"
)

// visit is what was found out about a request. It goes with the request as its writer, where it is found at once.
type visit struct {
	gin.ResponseWriter

	id      string
	address netip.Addr // of the client; the zero address is unknown
	client  string     // what is counted as one client
	secure  bool       // the client speaks TLS
	caller  api.Caller // anonymous until [server.admit] has seen a key
	leave   []func()   // they give its places back
	places  [2]func()  // room for them

	slow    bool          // its body took too long: its context is over, but its client is there and is told
	flight  *flight       // that its answer is for, if any
	receipt *api.Receipt  // of a write
	token   func() string // what a write is known by; nil for a read
}

// Unwrap is for [http.ResponseController].
func (v *visit) Unwrap() http.ResponseWriter { return v.ResponseWriter }

func visitOf(c *gin.Context) *visit {
	if v, ok := c.Writer.(*visit); ok {
		return v
	}
	return &visit{}
}

var saneID = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// observe gives the request an id, writes its one access line and turns a panic into a problem.
func (s *server) observe(c *gin.Context) {
	began := time.Now()
	id := c.GetHeader("X-Request-Id")
	if id == "" || !saneID.MatchString(id) {
		id = uuid.Must(uuid.NewV7()).String()
	}
	v := &visit{ResponseWriter: c.Writer, id: id}
	v.leave = v.places[:0]
	c.Writer = v
	c.Writer.Header()["X-Request-Id"] = []string{id}
	defer s.access(c, v, began)
	defer s.rescue(c)
	c.Next()
}

// access writes the line: the route's pattern and not what was asked for, the key's id and never the key, the client's
// network and not its address.
func (s *server) access(c *gin.Context, v *visit, began time.Time) {
	level := slog.LevelInfo
	switch status := c.Writer.Status(); {
	case status == http.StatusServiceUnavailable:
		level = slog.LevelWarn // where it is the database there is a line of its own
	case status >= http.StatusInternalServerError:
		level = slog.LevelError
	}
	ctx, log := c.Request.Context(), s.log.Handler()
	if !log.Enabled(ctx, level) {
		return
	}
	line := slog.NewRecord(time.Now(), level, "request", 0) // no caller: it is always this
	line.AddAttrs(slog.String("method", c.Request.Method),
		slog.String("route", c.FullPath()),
		slog.Int("status", c.Writer.Status()),
		slog.Int("bytes", max(c.Writer.Size(), 0)),
		slog.Float64("ms", float64(time.Since(began).Microseconds())/1000),
		slog.String("request", v.id),
		slog.String("network", network(clientIP(c))),
		slog.String("key", v.caller.KeyID))
	_ = log.Handle(ctx, line) // where the log cannot be written nobody can be told
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

func requestID(c *gin.Context) string { return visitOf(c).id }

// caller is who asks; anonymous until [server.admit] has seen a key.
func caller(c *gin.Context) api.Caller { return visitOf(c).caller }
