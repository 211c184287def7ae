package httpapi

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/api"
)

// Health says that the program runs, and which one it is.
type Health struct {
	Status  string `json:"status" example:"ok"`
	Version string `json:"version,omitempty" example:"0.1.0"`
}

// Index is where to go from the root.
type Index struct {
	Name    string `json:"name" example:"Konbit"`
	Version string `json:"version,omitempty" example:"0.1.0"`
	API     string `json:"api" example:"/v1"`
	Docs    string `json:"docs" example:"/docs"`
	OpenAPI string `json:"openapi" example:"/openapi.json"`
}

// getLiveness says that the program runs.
//
//	@Summary		Tell whether the program runs
//	@Description	It asks nothing of the database: restart the program if this fails.
//	@ID				getLiveness
//	@Tags			service
//	@Success		200	{object}	Health	"It runs"
//	@x-open			true
//	@Router			/livez [get]
func (s *server) getLiveness(c *gin.Context) error {
	c.Header("Cache-Control", "no-store")
	c.JSON(http.StatusOK, Health{"ok", s.cfg.Version})
	return nil
}

// getReadiness says whether requests can be answered.
//
//	@Summary		Tell whether requests can be answered
//	@Description	The database is in reach and its schema is current: send no requests while this fails.
//	@ID				getReadiness
//	@Tags			service
//	@Success		200	{object}	Health	"They can"
//	@x-open			true
//	@Router			/readyz [get]
func (s *server) getReadiness(c *gin.Context) error {
	c.Header("Cache-Control", "no-store")
	if err := s.svc.Ready(c.Request.Context()); err != nil {
		return api.Unavailable(err)
	}
	c.JSON(http.StatusOK, Health{"ok", s.cfg.Version})
	return nil
}

// getIndex says where to go from here.
//
//	@Summary		Find the parts of the service
//	@Description	The addresses of the API and of its documents.
//	@ID				getIndex
//	@Tags			service
//	@Success		200	{object}	Index	"The parts"
//	@x-open			true
//	@Router			/ [get]
func (s *server) getIndex(c *gin.Context) error {
	c.JSON(http.StatusOK, Index{"Konbit", s.cfg.Version, "/v1", "/docs", "/openapi.json"})
	return nil
}
