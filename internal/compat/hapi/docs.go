package hapi

import (
	"bytes"
	"html/template"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/api"
)

// page lists the endpoints for people. It loads nothing.
var page = template.Must(template.New("docs").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>HDX HAPI, answered by Konbit</title></head><body>
<h1>HDX HAPI {{.Version}}, answered by Konbit</h1>
<p>The machine-readable document is <a href="{{.Root}}/openapi.json">openapi.json</a>.
Every request but encode_app_identifier and util/version needs an <code>app_identifier</code>.</p>
{{range .Endpoints}}<h2><code>GET {{$.Root}}/api/v2/{{.Path}}</code></h2><p>{{.Summary}}. Here: <b>{{.State}}</b>; {{.From}}.</p><p>{{range .Parameters}}<code>{{.}}</code> {{end}}</p>
{{end}}</body></html>
`))

type listed struct {
	Path, Summary, State, From string
	Parameters                 []string
}

func (s *service) docs(c *gin.Context, _ api.Caller) error {
	var all []listed
	for i := range s.endpoints {
		e := &s.endpoints[i]
		l := listed{Path: e.path, Summary: e.summary, State: e.state, From: e.from}
		for _, p := range e.parameters() {
			l.Parameters = append(l.Parameters, p.name)
		}
		all = append(all, l)
	}
	var b bytes.Buffer
	if err := page.Execute(&b, gin.H{"Root": Root, "Version": Version, "Endpoints": all}); err != nil {
		return api.Internal(err)
	}
	c.Data(http.StatusOK, "text/html; charset=utf-8", b.Bytes())
	return nil
}
