// Package hapi answers the clients of HDX HAPI, the API of OCHA's Humanitarian
// Data Exchange, out of our records: the same paths, parameters, members and
// errors, so that a client works by changing its base address. It holds no rule
// of its own: it asks the use cases of package relief, with the same caller.
package hapi

import (
	"net/http"
	"sync"

	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/compat"
	"github.com/konbit-aid/konbit/internal/relief"
)

// Root is where everything of HAPI lies here.
const Root = "/compat/hapi"

// Version is the version of HAPI that this follows.
const Version = "0.9.14"

// versions are the beginnings of HAPI's paths. Those without a number and with
// 1 are old, and answer as the first version did.
var versions = []struct {
	prefix string
	number int
}{{"/api/v2/", 2}, {"/api/v1/", 1}, {"/api/", 1}}

// Routes lists every address of HAPI.
func Routes(svc *relief.Service) []compat.Route {
	s := &service{Service: svc, endpoints: table(), marks: newMarks()}
	var routes []compat.Route
	for _, v := range versions {
		for i := range s.endpoints {
			e := &s.endpoints[i]
			for _, name := range e.names() {
				if v.number == 2 && name == e.old {
					continue
				}
				routes = append(routes, compat.Route{Path: Root + v.prefix + name, Operations: e.operations, Handle: s.rows(e, v.number)})
			}
		}
		routes = append(routes,
			compat.Route{Path: Root + v.prefix + "encode_app_identifier", Handle: encodeIdentifier},
			compat.Route{Path: Root + v.prefix + "util/version", Handle: tellVersion})
	}
	spec := sync.OnceValue(func() []byte { return specOf(s.endpoints) })
	return append(routes,
		compat.Route{Path: Root + "/openapi.json", Handle: func(c *gin.Context, _ api.Caller) error {
			c.Data(http.StatusOK, "application/json", spec())
			return nil
		}},
		compat.Route{Path: Root + "/docs", Handle: s.docs},
		compat.Route{Path: Root + "/", Handle: func(c *gin.Context, _ api.Caller) error {
			c.Redirect(http.StatusTemporaryRedirect, Root+"/docs")
			return nil
		}})
}

type service struct {
	*relief.Service
	endpoints []endpoint
	marks     *marks
}

// rows answers with the rows of an endpoint, as JSON or CSV.
func (s *service) rows(e *endpoint, version int) func(*gin.Context, api.Caller) error {
	return func(c *gin.Context, caller api.Caller) error {
		if !identified(c) {
			return nil
		}
		q := newQuery(c.Request.URL.Query(), e)
		if q.refused(c) {
			return nil
		}
		w := s.walker(c, caller, e, version, q)
		if err := w.run(); err != nil {
			return tooFar(c, err)
		}
		c.Header("X-Konbit-Compat", e.state)
		return w.write(c, q.values["output_format"] == "csv")
	}
}

func tellVersion(c *gin.Context, _ api.Caller) error {
	c.JSON(http.StatusOK, struct {
		API    string `json:"api_version"`
		Schema string `json:"hapi_sqlalchemy_schema_version"`
	}{Version, Version})
	return nil
}
