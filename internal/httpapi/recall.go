package httpapi

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/api"
)

// consistency is the header by which whoever has written asks to see it: see [server.abreast].
const consistency = "Konbit-Consistency"

// longestKept is the longest header that a kept answer depends on.
const longestKept = 256

// abreast sees to it that a read is at least as new as the write whose token it shows, whichever instance wrote. Code:
// unavailable.
func (s *server) abreast(c *gin.Context) error {
	if !reading(c) {
		visitOf(c).token = s.svc.Token
		withReceipt(c)
		return nil
	}
	for _, token := range c.Request.Header[consistency] {
		if !s.svc.Reach(c.Request.Context(), token) {
			return api.Errorf(api.CodeUnavailable, "It cannot be told right now whether this instance has seen that write. Ask again in a moment.")
		}
	}
	return nil
}

// recalled answers an anonymous read from memory, where nothing was written since it was last answered. Answers to keys
// are never kept, nor is the ledger, whose order is made after the writes.
func (s *server) recalled(c *gin.Context, handle func(*gin.Context) error) error {
	h := c.Request.Header
	accept, language := first(h["Accept"]), first(h["Accept-Language"])
	u, ctx := c.Request.URL, c.Request.Context()
	if s.kept == nil || strings.HasPrefix(u.Path, "/v1/ledger") || !reading(c) || !caller(c).Anonymous() || len(h["Accept"]) > 1 || len(h["Accept-Language"]) > 1 ||
		len(accept)+len(language) > longestKept || !inOne(u.RawQuery, accept) {
		return handle(c)
	}
	q := question{u.Path, u.RawPath, u.RawQuery, accept, language, s.svc.Clock().Unix() / 86400}
	for {
		version, ok := s.svc.Version(ctx)
		if !ok {
			return handle(c)
		}
		r, f, leads := s.kept.find(q, version)
		switch {
		case r != nil:
			s.give(c, q, r)
			return nil
		case leads:
			return s.lead(c, f, handle)
		}
		select {
		case <-f.done:
		case <-ctx.Done():
			return ctx.Err()
		}
		switch {
		case f.reply != nil:
			s.give(c, q, f.reply)
			return nil
		case !f.left:
			return handle(c)
		}
	}
}

// lead works an answer out for all who ask for it meanwhile.
func (s *server) lead(c *gin.Context, f *flight, handle func(*gin.Context) error) error {
	defer s.kept.land(f)
	h := c.Writer.Header()
	f.had = make(map[string]int, len(h))
	for name, values := range h {
		f.had[name] = len(values)
	}
	visitOf(c).flight = f
	err := handle(c)
	f.left = c.Request.Context().Err() != nil
	return err
}

// keep notes an answer for those who will ask for it again.
func keep(c *gin.Context, tag string, media []string, body []byte) {
	f := visitOf(c).flight
	if f == nil {
		return
	}
	r := &reply{version: f.version, tag: tag, media: media, body: slices.Clone(body)}
	for name, values := range c.Writer.Header() {
		had, before := f.had[name]
		switch {
		case name == "Vary":
			r.vary = slices.Clone(values[had:])
		case !before:
			r.lines = append(r.lines, headerLine{name, slices.Clip(slices.Clone(values))})
		}
	}
	f.reply = r
}

// give answers again as before.
func (s *server) give(c *gin.Context, q question, r *reply) {
	h := c.Writer.Header()
	for _, l := range r.lines {
		h[l.name] = l.values
	}
	h["Vary"] = append(h["Vary"], r.vary...)
	if none := c.Request.Header["If-None-Match"]; len(none) > 0 && unchanged(strings.Join(none, ", "), r.tag) {
		c.Status(http.StatusNotModified)
		return
	}
	body := r.body
	if coding, ok := coding(c.Request, len(body)); ok {
		shorter, made := r.in(coding)
		if made {
			s.kept.grown(q, r)
		}
		h["Content-Encoding"] = []string{codings[coding]}
		body = shorter
	}
	h["Content-Type"] = r.media
	h["Content-Length"] = []string{strconv.Itoa(len(body))}
	c.Status(http.StatusOK)
	_, _ = c.Writer.Write(body) // where it fails the client has left
}

var jsonType = []string{mediaTypes[asJSON]}

// leastCoded is the shortest body that is compressed: what fits into one packet gains nothing.
const leastCoded = 1024

// coding picks how a kept body is compressed for a reader: zstd before gzip, as it is for answers that are not kept.
func coding(r *http.Request, length int) (coding int, ok bool) {
	header := r.Header["Accept-Encoding"]
	if len(header) == 0 || length < leastCoded || r.Method == http.MethodHead {
		return 0, false
	}
	best := 0.0
	for _, p := range preferences(header[0]) {
		if at := slices.Index(codings[:], p.value); at >= 0 && p.quality > 0 && p.quality >= best {
			if p.quality > best || at == codedZstd {
				coding, best = at, p.quality
			}
		}
	}
	return coding, best > 0
}

func reading(c *gin.Context) bool {
	return c.Request.Method == http.MethodGet || c.Request.Method == http.MethodHead
}

func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}
