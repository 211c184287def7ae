package relief

import (
	"fmt"
	"slices"

	"github.com/konbit-aid/konbit/api"
)

// regions records a file of regions, parents before children whatever their
// order in the file. Countries that the file takes for granted are made.
func (im *importer) regions(rows []api.Row[api.RegionRow]) error {
	slices.SortStableFunc(rows, func(a, b api.Row[api.RegionRow]) int { return a.Value.Level - b.Value.Level })
	rows = im.onePerPcode(rows)
	listed := map[string]api.RegionInput{}
	for _, r := range rows {
		listed[r.Value.Pcode] = r.Value.RegionInput
	}
	for _, r := range rows {
		if r.Value.Level > 0 {
			if err := im.countryOf(r.Value.ISO3, listed); err != nil {
				return err
			}
			if err := im.rightParent(&r.Value.RegionInput, listed); err != nil {
				return err
			}
		}
		outcome, err := im.b.PutRegion(r.Value.RegionInput, r.Value.GapsOnly)
		if err := im.settle(r.Line, outcome, err); err != nil {
			return err
		}
	}
	return nil
}

// onePerPcode keeps one row of each p-code: the uppermost, which comes first. A
// row that says the same again, or gives the code to a region further down, is
// skipped; two different regions of one level are a fault of the file.
func (im *importer) onePerPcode(rows []api.Row[api.RegionRow]) []api.Row[api.RegionRow] {
	first := map[string]api.Row[api.RegionRow]{}
	return slices.DeleteFunc(rows, func(r api.Row[api.RegionRow]) bool {
		before, twice := first[r.Value.Pcode]
		switch {
		case !twice:
			first[r.Value.Pcode] = r
		case same(before.Value, r.Value):
			im.skip("the row stands in the file before", "")
		case before.Value.Level != r.Value.Level && before.Value.ISO3 == r.Value.ISO3:
			im.skip("the p-code names a region of a higher level, too, and a p-code names one place; that one is kept",
				fmt.Sprintf("%s level %d %q", r.Value.Pcode, r.Value.Level, r.Value.Names.In("en")))
		default:
			im.reject(r.Line, one("pcode", "repeated", fmt.Sprintf("%s is another region in row %d.", r.Value.Pcode, before.Line)))
		}
		return twice
	})
}

// countryOf makes a country that neither the file nor the database has.
func (im *importer) countryOf(iso3 string, listed map[string]api.RegionInput) error {
	c, ok := api.CountryOf(iso3)
	if !ok {
		return nil // the region's own check says so
	}
	if _, inFile := listed[c.Code]; inFile {
		return nil
	}
	_, err := im.country(iso3)
	return err
}

// country returns the p-code of a country, and makes its region if there is none.
func (im *importer) country(iso3 string) (string, error) {
	c, ok := api.CountryOf(iso3)
	if !ok {
		return "", api.Errorf(api.CodeInvalid, "%q is not a country.", iso3)
	}
	if exists, err := im.b.RegionExists(c.Code); exists || err != nil {
		return c.Code, err
	}
	_, err := im.b.PutRegion(api.RegionInput{Pcode: c.Code, Names: c.Names, ISO3: c.ISO3}, false)
	im.made("countries made from the built-in list", c.Code)
	return c.Code, err
}

// rightParent mends a row that names a region too far up as its parent (as the
// global list does for Ecuador): the parent is the region one level up whose
// p-code this one starts with, where there is one.
func (im *importer) rightParent(in *api.RegionInput, listed map[string]api.RegionInput) error {
	at := func(pcode string) (api.RegionInput, bool, error) {
		if r, ok := listed[pcode]; ok {
			return r, true, nil
		}
		r, ok, err := im.b.Region(pcode)
		return r.RegionInput, ok, err
	}
	named, ok, err := at(string(in.Parent))
	if err != nil || !ok || named.Level >= in.Level-1 {
		return err
	}
	for cut := len(in.Pcode) - 1; cut >= 2; cut-- {
		above, ok, err := at(in.Pcode[:cut])
		if err != nil {
			return err
		}
		if ok && above.Level == in.Level-1 && above.ISO3 == in.ISO3 {
			im.made("regions whose parent was taken from their p-code, because the file names one that is not one level up", in.Pcode)
			in.Parent = api.Opt(above.Pcode)
			return nil
		}
	}
	return nil
}
