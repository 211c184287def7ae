package hapi

import (
	"strings"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/compat"
)

const metadata = "Metadata"

func metadataTable() []endpoint {
	return []endpoint{datasetEndpoint, resourceEndpoint,
		{path: "metadata/location", tag: metadata, summary: "Get location metadata", state: full, from: "regions of level 0; plans in force for has_hrp and in_gho",
			operations: reading("listRegions", "listAppeals"),
			fields:     join([]field{count("id"), str("code"), str("name"), yes("has_hrp"), yes("in_gho"), yes("from_cods")}, refPeriod),
			params:     []param{exact("id", whole, "Id."), code("code", "ISO 3166 alpha-3."), named("name", "Name."), exact("has_hrp", flag, "Has a plan."), exact("in_gho", flag, "Is in the overview.")},
			walk:       func(w *walker) error { return w.eachRegion([]int{0}, w.location) }},
		{path: "metadata/admin1", tag: metadata, summary: "Get admin 1 metadata", state: full, from: "regions of level 1", operations: reading("listRegions"),
			fields: join([]field{count("id"), count("location_ref"), str("code"), str("name"), yes("from_cods")}, refPeriod, []field{str("location_code"), str("location_name")}),
			params: []param{exact("id", whole, "Id."), exact("location_ref", whole, "Id of the location."), code("code", "P-code."), named("name", "Name."),
				code("location_code", "ISO 3166 alpha-3."), named("location_name", "Location name.")},
			walk: func(w *walker) error { return w.eachRegion([]int{1}, w.area) }},
		{path: "metadata/admin2", tag: metadata, summary: "Get admin 2 metadata", state: full, from: "regions of level 2", operations: reading("listRegions"),
			fields: join([]field{count("id"), count("admin1_ref"), str("code"), str("name"), yes("from_cods")}, refPeriod,
				[]field{str("admin1_code"), str("admin1_name"), str("location_code"), str("location_name"), count("location_ref")}),
			params: []param{exact("id", whole, "Id."), exact("admin1_ref", whole, "Id of the admin 1."), exact("location_ref", whole, "Id of the location."),
				code("code", "P-code."), named("name", "Name."), code("admin1_code", "Admin 1 p-code."), named("admin1_name", "Admin 1 name."),
				code("location_code", "ISO 3166 alpha-3."), named("location_name", "Location name.")},
			walk: func(w *walker) error { return w.eachRegion([]int{2}, w.area) }},
		{path: "metadata/currency", tag: metadata, summary: "Get currency metadata", state: full, from: "ISO 4217", operations: reading("listCurrencies"),
			fields: []field{str("code"), str("name")}, params: []param{{name: "code", how: like, field: "code", most: 32, help: "Code."}}, walk: walkCurrencies},
		{path: "metadata/org", tag: metadata, summary: "Get organization metadata", state: full, from: "organizations", operations: reading("listOrganizations"),
			fields: []field{str("acronym"), str("name"), str("org_type_code").nullable(), str("org_type_description").nullable()},
			params: []param{{name: "acronym", how: holds, field: "acronym", most: 32, help: "Acronym."}, named("name", "Name."),
				{name: "org_type_code", how: like, field: "org_type_code", most: 32, help: "Type."}, named("org_type_description", "Description of the type.")}, walk: walkOrganizations},
		{path: "metadata/org-type", tag: metadata, summary: "Get organization type metadata", state: full, from: "OCHA's list", operations: reading("listOrganizations"),
			fields: []field{str("code"), str("description")}, params: []param{{name: "code", how: like, field: "code", most: 32, help: "Code."}, named("description", "Description.")}, walk: walkOrgTypes},
		{path: "metadata/sector", tag: metadata, summary: "Get sector metadata", state: full, from: "our sectors by HAPI's codes", operations: reading("listSectors"),
			fields: []field{str("code"), str("name")}, params: []param{{name: "code", how: holds, field: "code", most: 32, help: "Code."}, named("name", "Name.")}, walk: walkSectors},
		{path: "metadata/wfp-commodity", tag: metadata, summary: "Get WFP commodity metadata", state: empty, from: "no prices are kept", operations: reading("listRegions"),
			fields: []field{str("code"), str("category").of(commodities...), str("name")},
			params: []param{code("code", "Code."), choice("category", commodities, "Category."), named("name", "Name.")}},
		{path: "metadata/wfp-market", tag: metadata, summary: "Get WFP market metadata", state: empty, from: "no markets are kept", operations: reading("listRegions"),
			fields: join(admins, []field{str("code"), str("name"), num("lat"), num("lon")}), params: more([]param{code("code", "Code."), named("name", "Name.")}, areas)},
		availabilityEndpoint(),
	}
}

func (w *walker) location(g api.Region) error {
	r := row{}
	if err := w.country(r, "", g.ISO3); err != nil {
		return err
	}
	r["id"], r["code"], r["name"] = regionID(g.Pcode), g.ISO3, r["location_name"]
	return w.emit(r.dated(g))
}

func (w *walker) area(g api.Region) error {
	r := row{"id": regionID(g.Pcode), "code": g.Pcode, "name": g.Names.In("en")}
	if known, err := w.place(r, g.Pcode); err != nil || !known {
		return err
	}
	return w.emit(r.dated(g))
}

// dated says since when a region is as it is: since we know it. Nothing of ours
// says whether it is one of OCHA's common operational datasets.
func (r row) dated(g api.Region) row {
	r["from_cods"], r["reference_period_start"] = false, g.CreatedAt
	return r
}

func walkCurrencies(w *walker) error {
	for _, c := range api.Currencies() {
		if err := w.emit(row{"code": string(c.Code), "name": c.Name}); err != nil {
			return err
		}
	}
	return nil
}

func walkOrganizations(w *walker) error {
	return compat.Pages(w.from, func(p api.Page) (api.List[api.Organization], error) {
		return w.Organizations(w.ctx, w.caller, api.OrganizationFilter{Page: p})
	}, func(cursor string, page []api.Organization) error {
		w.at(cursor)
		for _, o := range page {
			r := row{}
			r.organization("", o)
			if err := w.emit(r); err != nil {
				return err
			}
		}
		return nil
	})
}

func walkOrgTypes(w *walker) error {
	done := map[string]bool{}
	for _, t := range api.OrganizationTypes {
		known := orgTypes[t]
		if done[known[0]] {
			continue
		}
		done[known[0]] = true
		if err := w.emit(row{"code": known[0], "description": known[1]}); err != nil {
			return err
		}
	}
	for _, t := range moreOrgTypes {
		if err := w.emit(row{"code": t[0], "description": t[1]}); err != nil {
			return err
		}
	}
	return nil
}

func walkSectors(w *walker) error {
	for _, s := range api.Sectors {
		known := sectors[s.Code]
		if err := w.emit(row{"code": known[0], "name": known[1]}); err != nil {
			return err
		}
	}
	return nil
}

// stub is a name for an address: "OCHA FTS" is ocha-fts.
func stub(name string) string {
	plain := strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' {
			return c
		}
		return ' '
	}, strings.ToLower(name))
	return strings.Join(strings.Fields(plain), "-")
}
