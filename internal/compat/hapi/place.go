package hapi

import (
	"strings"
	"time"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/compat"
)

// deepest is the lowest administrative level that HAPI knows.
const deepest = 2

// load reads regions with all above them, those that are not known yet.
func (w *walker) load(pcodes []string) error {
	for len(pcodes) > 0 {
		var missing []string
		asked := map[string]bool{}
		for _, p := range pcodes {
			if _, known := w.regions[p]; !known && p != "" && !asked[p] {
				asked[p] = true
				missing = append(missing, p)
			}
		}
		pcodes = nil
		for len(missing) > 0 {
			n := min(len(missing), 500)
			list, err := w.Regions(w.ctx, w.caller, api.RegionFilter{RegionExact: missing[:n], Page: api.Page{Limit: n}})
			if err != nil {
				return err
			}
			for _, r := range list.Data {
				w.regions[r.Pcode] = r
				pcodes = append(pcodes, string(r.Parent))
			}
			missing = missing[n:]
		}
	}
	return nil
}

// chain returns the region with those above it, by level.
func (w *walker) chain(pcode string) (found [deepest + 1]*api.Region, lowest int) {
	lowest = -1
	for pcode != "" {
		r, known := w.regions[pcode]
		if !known {
			break
		}
		if r.Level <= deepest {
			found[r.Level] = &r
		}
		lowest = max(lowest, r.Level)
		pcode = string(r.Parent)
	}
	return found, lowest
}

// place fills in where a row is. It is false for what HAPI has no level for.
func (w *walker) place(r row, pcode string) (bool, error) {
	found, lowest := w.chain(pcode)
	if lowest < 0 || lowest > deepest || found[0] == nil {
		return false, nil
	}
	if err := w.country(r, "", found[0].ISO3); err != nil {
		return false, err
	}
	r["admin_level"] = int64(lowest)
	for n := 1; n <= deepest; n++ {
		prefix := "admin" + string(rune('0'+n))
		r["provider_"+prefix+"_name"] = ""
		if found[n] == nil {
			// HAPI keeps an area without a name for what is not said further down.
			r[prefix+"_ref"] = compat.Number("region", strings.Repeat("unspecified ", n)+pcode)
			continue
		}
		name := found[n].Names.In("en")
		r[prefix+"_ref"] = regionID(found[n].Pcode)
		r[prefix+"_code"], r[prefix+"_name"], r["provider_"+prefix+"_name"] = found[n].Pcode, name, name
	}
	return true, nil
}

// regionID is the number of a region.
func regionID(pcode string) int64 { return compat.Number("region", pcode) }

// country fills in the country of a row, under names with a prefix.
func (w *walker) country(r row, prefix, iso3 string) error {
	if err := w.flagsOf(); err != nil {
		return err
	}
	code, name := iso3, iso3
	if c, ok := api.CountryOf(iso3); ok {
		name = c.Names.In("en")
		r[prefix+"location_ref"] = regionID(c.Code)
	} else {
		r[prefix+"location_ref"] = regionID(iso3)
	}
	r[prefix+"location_code"], r[prefix+"location_name"] = code, name
	r[prefix+"has_hrp"], r[prefix+"in_gho"] = w.plans[iso3].hrp, w.plans[iso3].any
	return nil
}

// period fills in the time that a row speaks of.
func period(r row, from, to api.Date) {
	if from != "" {
		r["reference_period_start"] = from.Time()
	}
	if to != "" {
		r["reference_period_end"] = to.Time().Add(24*time.Hour - time.Second)
	}
}

// scope narrows a list to the places that the query names by their codes, so
// that not everything has to be read; the rows are compared all the same. It is
// false where there are none.
func (w *walker) scope() (regions, exact []string, some bool, err error) {
	codes := []string{w.q.values["admin2_code"], w.q.values["admin1_code"], ""}
	if iso3 := strings.ToUpper(w.q.values["location_code"]); iso3 != "" && !strings.ContainsAny(iso3, "%_") {
		c, ok := api.CountryOf(iso3)
		if !ok || c.ISO3 != iso3 {
			return nil, nil, false, nil
		}
		codes[2] = c.Code
	}
	for i, code := range codes {
		code = strings.ToUpper(code)
		if code == "" || strings.ContainsAny(code, "%_") {
			continue
		}
		_, err := w.Region(w.ctx, w.caller, code)
		switch {
		case api.CodeOf(err) == api.CodeNotFound && i == 2:
			return nil, nil, false, nil
		case api.CodeOf(err) == api.CodeNotFound:
			continue // its code may hold small letters
		case err != nil:
			return nil, nil, false, err
		case i == 0:
			return nil, []string{code}, true, nil
		}
		return []string{code}, nil, true, nil
	}
	return nil, nil, true, nil
}

// flags say which plans a country has.
type flags struct{ hrp, any bool }

// flagsOf reads the plans in force once.
func (w *walker) flagsOf() error {
	if w.plans != nil {
		return nil
	}
	w.plans = map[string]flags{}
	return compat.Pages("", func(p api.Page) (api.List[api.Appeal], error) {
		return w.Appeals(w.ctx, w.caller, api.AppealFilter{Page: p, InForceOn: w.today})
	}, func(_ string, appeals []api.Appeal) error {
		var pcodes []string
		for _, a := range appeals {
			for _, req := range a.Requirements {
				pcodes = append(pcodes, req.Region)
			}
		}
		if err := w.load(pcodes); err != nil {
			return err
		}
		for _, a := range appeals {
			for _, req := range a.Requirements {
				iso3 := w.regions[req.Region].ISO3
				f := w.plans[iso3]
				w.plans[iso3] = flags{f.hrp || a.Type == "humanitarian_response_plan" || a.Type == "humanitarian_needs_and_response_plan", true}
			}
		}
		return nil
	})
}

// organizations reads those that are not known yet.
func (w *walker) organizations(codes []string) error {
	var missing []string
	asked := map[string]bool{}
	for _, code := range codes {
		if _, known := w.orgs[code]; !known && code != "" && !asked[code] {
			asked[code] = true
			missing = append(missing, code)
		}
	}
	for len(missing) > 0 {
		n := min(len(missing), 500)
		list, err := w.Organizations(w.ctx, w.caller, api.OrganizationFilter{Code: missing[:n], Page: api.Page{Limit: n}})
		if err != nil {
			return err
		}
		for _, o := range list.Data {
			w.orgs[o.Code] = o
		}
		missing = missing[n:]
	}
	return nil
}
