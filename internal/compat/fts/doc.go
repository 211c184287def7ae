// Package fts answers the clients of the public API of OCHA's Financial Tracking
// Service out of our records: the same paths, parameters and members, so that a
// client works by changing its base address. It holds no rule of its own: it asks
// the use cases of package relief, with the same caller.
package fts

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/internal/compat"
	"github.com/konbit-aid/konbit/internal/relief"
)

// Root is where everything of FTS lies here.
const Root = "/compat/fts"

type service struct{ *relief.Service }

// Routes lists every address of FTS.
func Routes(svc *relief.Service) []compat.Route {
	s := service{svc}
	money := []string{"listPledges", "listOrganizations", "listAppeals", "listCrises"}
	plans := []string{"listAppeals", "listCrises"}
	return []compat.Route{
		{Path: Root + "/v1/public/fts/flow", Operations: money, Handle: s.flows},
		{Path: Root + "/v1/fts/flow/custom-search", Operations: money, Handle: s.flows},
		{Path: Root + "/v1/public/organization", Operations: []string{"listOrganizations"}, Handle: s.organizations},
		{Path: Root + "/v1/public/location", Operations: []string{"listRegions"}, Handle: s.locations},
		{Path: Root + "/v2/public/location", Operations: []string{"listRegions"}, Handle: s.locations},
		{Path: Root + "/v1/public/global-cluster", Operations: []string{"listSectors"}, Handle: s.clusters},
		{Path: Root + "/v1/public/plan/year/:year", Operations: plans, Handle: s.plansOfYear},
		{Path: Root + "/v1/public/plan/country/:iso3", Operations: plans, Handle: s.plansOfCountry},
		{Path: Root + "/v1/public/plan/id/:plan", Operations: plans, Handle: s.planByID},
		{Path: Root + "/v2/public/plan", Operations: plans, Handle: s.plansOfYear},
		{Path: Root + "/v2/public/plan/:plan", Operations: plans, Handle: s.planByID},
	}
}

// answer is the envelope of every answer.
type answer struct {
	Status string `json:"status"`
	Data   any    `json:"data"`
	Meta   *meta  `json:"meta,omitempty"`
}

type meta struct {
	Language string `json:"language"`
	Count    *int   `json:"count,omitempty"`
	NextLink string `json:"nextLink,omitempty"`
}

func ok(c *gin.Context, data any, m *meta) error {
	c.JSON(http.StatusOK, answer{"ok", data, m})
	return nil
}

// refuse answers to a request that cannot be met.
func refuse(c *gin.Context, status int, code, message string) error {
	c.JSON(status, gin.H{"status": "error", "code": code, "message": message})
	return nil
}

func badRequest(c *gin.Context, message string) error {
	return refuse(c, http.StatusBadRequest, "BadRequestError", message)
}

func notFound(c *gin.Context, message string) error {
	return refuse(c, http.StatusNotFound, "NotFoundError", message)
}
