package web

import (
	_ "embed"

	"github.com/gin-gonic/gin"
	swagger "github.com/swaggest/swgui/v5emb"
)

var (
	//go:embed try.html
	tryPage []byte
	//go:embed try.js
	tryScript []byte
)

// tryPolicy lets Swagger UI run its own scripts and ask this server. It sets styles from its scripts.
const tryPolicy = nothing + "; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'"

// mountTry serves Swagger UI with a page of our own, which has no inline script.
func mountTry(r gin.IRoutes) {
	both(r, TryPath, newPage("text/html; charset=utf-8", tryPolicy, tryPage).serve)
	script := newPage("text/javascript; charset=utf-8", nothing, tryScript)
	assets := swagger.New("Konbit", SpecPath, TryPath)
	both(r, TryPath+"/:file", func(c *gin.Context) {
		if c.Param("file") == "try.js" {
			script.serve(c)
			return
		}
		c.Header("Content-Security-Policy", nothing)
		c.Header("Cache-Control", "public, max-age=86400")
		assets.ServeHTTP(c.Writer, c.Request)
	})
}
