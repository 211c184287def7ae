package fts

import (
	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/compat"
)

// listedOrganization is an organization as FTS lists it.
type listedOrganization struct {
	ID           int64      `json:"id"`
	Name         string     `json:"name"`
	Abbreviation *string    `json:"abbreviation"`
	Categories   []category `json:"categories"`
	Locations    []place    `json:"locations"`
}

type category struct {
	ID    int64  `json:"id"`
	Name  string `json:"name"`
	Group string `json:"group"`
}

// place is a country as FTS lists it.
type place struct {
	ID    int64   `json:"id"`
	ISO3  string  `json:"iso3"`
	Name  string  `json:"name"`
	Level int     `json:"adminLevel"`
	Pcode *string `json:"pcode"`
}

func placeOf(iso3 string) place {
	p := place{ID: countryID(iso3), ISO3: iso3, Name: countryName(iso3)}
	if c, ok := api.CountryOf(iso3); ok {
		p.Pcode = &c.Code
	}
	return p
}

func (s service) organizations(c *gin.Context, caller api.Caller) error {
	all := []listedOrganization{}
	err := compat.Pages("", func(p api.Page) (api.List[api.Organization], error) {
		return s.Organizations(c.Request.Context(), caller, api.OrganizationFilter{Page: p})
	}, func(_ string, page []api.Organization) error {
		for _, o := range page {
			one := listedOrganization{ID: organizationID(o.Code), Name: o.Name, Categories: []category{}, Locations: []place{}}
			if o.Acronym != "" {
				acronym := string(o.Acronym)
				one.Abbreviation = &acronym
			}
			for _, name := range organizationOf(o).Types {
				one.Categories = append(one.Categories, category{compat.Number("organizationType", name), name, "organizationType"})
			}
			if o.Country != "" {
				one.Locations = append(one.Locations, placeOf(string(o.Country)))
			}
			all = append(all, one)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return ok(c, all, nil)
}

func (s service) locations(c *gin.Context, _ api.Caller) error {
	all := []place{}
	for _, country := range api.Countries() {
		all = append(all, placeOf(country.ISO3))
	}
	return ok(c, all, nil)
}

// listedCluster is a global cluster as FTS lists it.
type listedCluster struct {
	ID     int    `json:"id"`
	Name   string `json:"name"`
	Code   string `json:"code"`
	Type   string `json:"type"`
	Parent *int   `json:"parentId"`
}

func (s service) clusters(c *gin.Context, _ api.Caller) error {
	all := []listedCluster{}
	protection := 10
	for _, sector := range api.Sectors {
		if sector.HPCID == nil {
			continue
		}
		one := listedCluster{ID: *sector.HPCID, Name: clusterNames[sector.Code], Code: clusterCode(sector.Code), Type: "global"}
		switch sector.Code {
		case "PRO-CPN", "PRO-GBV", "PRO-HLP", "PRO-MIN":
			one.Type, one.Parent = "aor", &protection
		case "MULTI", "OTHER":
			one.Type = "custom"
		}
		all = append(all, one)
	}
	return ok(c, all, nil)
}
