package fts

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/compat"
)

// listedPlan is a response plan as FTS lists it.
type listedPlan struct {
	ID            int64           `json:"id"`
	RevisionState *string         `json:"revisionState"`
	Released      bool            `json:"isReleased"`
	ReleasedDate  *string         `json:"releasedDate"`
	CreatedAt     string          `json:"createdAt"`
	UpdatedAt     string          `json:"updatedAt"`
	Version       planVersion     `json:"planVersion"`
	Categories    []planCategory  `json:"categories"`
	Emergencies   []planEmergency `json:"emergencies"`
	Locations     []planLocation  `json:"locations"`
	Years         []planYear      `json:"years"`
	Original      *int64          `json:"origRequirements"`
	Revised       *int64          `json:"revisedRequirements"`
}

type planVersion struct {
	ID        int64   `json:"id"`
	Plan      int64   `json:"planId"`
	Name      string  `json:"name"`
	ShortName *string `json:"shortName"`
	Subtitle  *string `json:"subtitle"`
	Code      string  `json:"code"`
	Start     string  `json:"startDate"`
	End       string  `json:"endDate"`
}

type planCategory struct {
	ID          int64   `json:"id"`
	Name        string  `json:"name"`
	Group       string  `json:"group"`
	Description *string `json:"description"`
	Parent      *int64  `json:"parentID"`
	Code        *string `json:"code"`
}

type planEmergency struct {
	ID    int64   `json:"id"`
	Name  string  `json:"name"`
	GLIDE *string `json:"glideId"`
	Date  string  `json:"date"`
}

type planLocation struct {
	place
	External  *string  `json:"externalId"`
	Latitude  *float64 `json:"latitude"`
	Longitude *float64 `json:"longitude"`
}

type planYear struct {
	ID        int64  `json:"id"`
	Year      string `json:"year"`
	CreatedAt string `json:"createdAt"`
	UpdatedAt string `json:"updatedAt"`
}

// planTypes are FTS's names of our types.
var planTypes = map[api.AppealType]string{
	"humanitarian_needs_and_response_plan": "Humanitarian needs and response plan", "humanitarian_response_plan": "Humanitarian response plan",
	"flash_appeal": "Flash appeal", "consolidated_appeal": "Consolidated appeals process", "strategic_response_plan": "Strategic response plan",
	"regional_response_plan": "Regional response plan", "refugee_response_plan": "Refugee response plan", "other": "Other",
}

func (s service) plansOfYear(c *gin.Context, caller api.Caller) error {
	asked := cmp.Or(c.Param("year"), c.Query("year"))
	year, err := strconv.Atoi(asked)
	if asked != "" && (err != nil || year < 1900 || year > 2200) {
		return badRequest(c, "year is a number like 2024")
	}
	return s.plansWhere(c, caller, func(g *gatherer, a api.Appeal) bool { return asked == "" || slices.Contains(yearsOf(a), year) })
}

func (s service) plansOfCountry(c *gin.Context, caller api.Caller) error {
	iso3 := strings.ToUpper(c.Param("iso3"))
	return s.plansWhere(c, caller, func(g *gatherer, a api.Appeal) bool { return slices.Contains(g.countriesOf(a), iso3) })
}

// planByID answers with one plan, by its number or its code.
func (s service) planByID(c *gin.Context, caller api.Caller) error {
	g, err := s.planned(c, caller)
	if err != nil {
		return err
	}
	asked := c.Param("plan")
	for _, a := range g.appeals {
		if text(planID(a.Code)) == asked || strings.EqualFold(a.Code, asked) {
			return ok(c, g.listed(a), nil)
		}
	}
	return notFound(c, "Plan with ID '"+asked+"' does not exist")
}

func (s service) planned(c *gin.Context, caller api.Caller) (*gatherer, error) {
	g := &gatherer{service: s, ctx: c.Request.Context(), caller: caller, iso3: map[string]string{}, appeals: map[string]api.Appeal{}, crises: map[string]api.Crisis{}}
	err := g.plans()
	return g, err
}

func (s service) plansWhere(c *gin.Context, caller api.Caller, keep func(*gatherer, api.Appeal) bool) error {
	g, err := s.planned(c, caller)
	if err != nil {
		return err
	}
	all := []listedPlan{}
	for _, code := range slices.Sorted(maps.Keys(g.appeals)) {
		if a := g.appeals[code]; keep(g, a) {
			all = append(all, g.listed(a))
		}
	}
	return ok(c, all, nil)
}

// listed is a plan as FTS lists it. What it asked for at first is not kept.
func (g *gatherer) listed(a api.Appeal) listedPlan {
	id := planID(a.Code)
	p := listedPlan{ID: id, Released: true, CreatedAt: stamp(a.CreatedAt), UpdatedAt: stamp(a.UpdatedAt),
		Version:     planVersion{ID: id, Plan: id, Name: a.Title, Code: a.Code, Start: midnightMillis(a.StartsOn), End: midnightMillis(a.EndsOn)},
		Categories:  []planCategory{{ID: compat.Number("planType", string(a.Type)), Name: cmp.Or(planTypes[a.Type], "Other"), Group: "planType"}},
		Emergencies: []planEmergency{}, Locations: []planLocation{}, Years: []planYear{}}
	if crisis, known := g.crises[a.Crisis]; known {
		e := planEmergency{ID: emergencyID(crisis.Code), Name: crisis.Title, Date: midnightMillis(crisis.StartedOn)}
		if crisis.GLIDE != "" {
			glide := string(crisis.GLIDE)
			e.GLIDE = &glide
		}
		p.Emergencies = append(p.Emergencies, e)
	}
	for _, iso3 := range g.countriesOf(a) {
		p.Locations = append(p.Locations, planLocation{place: placeOf(iso3)})
	}
	for _, year := range yearsOf(a) {
		p.Years = append(p.Years, planYear{yearID(year), strconv.Itoa(year), p.CreatedAt, p.UpdatedAt})
	}
	if a.Required != nil {
		usd := (int64(*a.Required) + 50) / 100
		p.Revised = &usd
	}
	return p
}
