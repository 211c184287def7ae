// Package web serves what people read: the OpenAPI document, a reference page
// made from it, and a page to try the API on. Everything is in the program:
// no page loads anything from another host.
package web

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/docs"
)

// The paths that Mount serves.
const (
	SpecPath = "/openapi.json"
	DocsPath = "/docs"
	TryPath  = "/docs/try"
)

// page is an answer that never changes while the program runs.
type page struct {
	media, policy, tag string
	body               []byte
}

func newPage(media, policy string, body []byte) page {
	sum := sha256.Sum256(append([]byte(policy), body...))
	return page{media, policy, `"` + hex.EncodeToString(sum[:8]) + `"`, body}
}

func (p page) serve(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("ETag", p.tag)
	h.Set("Cache-Control", "public, no-cache")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Content-Security-Policy", p.policy)
	if known(c.GetHeader("If-None-Match"), p.tag) {
		c.Status(http.StatusNotModified)
		return
	}
	c.Data(http.StatusOK, p.media, p.body)
}

// known tells whether an If-None-Match header names the tag, weakened by a proxy or not.
func known(header, tag string) bool {
	for _, t := range strings.Split(header, ",") {
		if t = strings.TrimSpace(t); t == "*" || strings.TrimPrefix(t, "W/") == tag {
			return true
		}
	}
	return false
}

const nothing = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// The pages are made when somebody first asks for one: the program starts without them.
var (
	specPage = sync.OnceValue(func() page { return newPage("application/json", nothing, docs.OpenAPI) })
	docsPage = sync.OnceValue(func() page {
		html, style, err := reference(docs.OpenAPI)
		if err != nil {
			panic("web: docs/openapi.json: " + err.Error())
		}
		return newPage("text/html; charset=utf-8", nothing+"; img-src data:; style-src "+hash(style), html)
	})
)

// Mount adds the document, the reference page and the page to try the API on.
func Mount(r gin.IRoutes) {
	both(r, SpecPath, func(c *gin.Context) {
		c.Header("Access-Control-Allow-Origin", "*")
		specPage().serve(c)
	})
	both(r, DocsPath, func(c *gin.Context) { docsPage().serve(c) })
	mountTry(r)
}

func both(r gin.IRoutes, path string, handle gin.HandlerFunc) {
	r.GET(path, handle)
	r.HEAD(path, handle)
}

// hash allows one inline style in a policy.
func hash(style []byte) string {
	sum := sha256.Sum256(style)
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
