package relief

import (
	"fmt"
	"strings"

	"github.com/konbit-aid/konbit/api"
)

// crisisOf finds the crisis that a country's rows belong to: the one that was
// asked for, else the only one that touches the country, else a new one if that
// was asked for. since is where a new one would start.
func (im *importer) crisisOf(iso3 string, since api.Date) (string, api.Fields, error) {
	if code, ok := im.crises[iso3]; ok {
		return code, nil, nil
	}
	code, faults, err := im.findCrisis(iso3, since)
	if err == nil && len(faults) == 0 {
		im.crises[iso3] = code
	}
	return code, faults, err
}

func (im *importer) findCrisis(iso3 string, since api.Date) (string, api.Fields, error) {
	if im.opts.Crisis != "" {
		return im.askedCrisis(iso3, since)
	}
	touching, err := im.b.CrisesTouching(iso3)
	switch {
	case err != nil:
		return "", nil, err
	case len(touching) == 1:
		return touching[0].Code, nil, nil
	case len(touching) > 1:
		return "", one("--crisis", "ambiguous", fmt.Sprintf("%s is touched by the crises %s; say which one the file is about.", iso3, codesOf(touching))), nil
	case !im.opts.CreateCrisis:
		return "", one("--crisis", "required", fmt.Sprintf("No crisis touches %s. Record one and name it, or let the import make one with --create-crisis.", iso3)), nil
	}
	if since == "" {
		since = im.today
	}
	return im.makeCrisis(strings.ToLower(iso3)+"-"+string(since[:4]), iso3, since)
}

// askedCrisis is the crisis of --crisis; with --create-crisis it is made for the country of --country.
func (im *importer) askedCrisis(iso3 string, since api.Date) (string, api.Fields, error) {
	c, ok, err := im.b.Crisis(im.opts.Crisis)
	if err != nil {
		return "", nil, err
	}
	if !ok && im.opts.CreateCrisis && im.opts.Country == "" {
		return "", one("--country", "required", fmt.Sprintf("Say which country the new crisis %s is in.", im.opts.Crisis)), nil
	} else if !ok && im.opts.CreateCrisis {
		return im.makeCrisis(im.opts.Crisis, im.opts.Country, since)
	}
	if !ok {
		return "", one("--crisis", "unknown_crisis", fmt.Sprintf("There is no crisis %q. Record it, or let the import make it with --create-crisis.", im.opts.Crisis)), nil
	}
	in, err := im.touches(c, iso3)
	if err != nil {
		return "", nil, err
	}
	if !in {
		return "", one("", elsewhere, fmt.Sprintf("%s is outside the crisis %s.", iso3, c.Code)), nil
	}
	return c.Code, nil, nil
}

// elsewhere marks rows of a country that the crisis asked for does not touch.
const elsewhere = "outside_crisis"

func (im *importer) makeCrisis(code, iso3 string, since api.Date) (string, api.Fields, error) {
	if _, taken, err := im.b.Crisis(code); taken || err != nil {
		return "", one("--crisis", "conflict", fmt.Sprintf("There is a crisis %s already, and it does not touch %s.", code, iso3)), err
	}
	region, err := im.country(iso3)
	if err != nil {
		return "", nil, err
	}
	country, _ := api.CountryOf(iso3)
	in := api.CrisisInput{Code: code, Title: country.Names.In("en") + " (made by an import; give it a title)", Regions: []string{region}, StartedOn: since}
	if _, err := im.b.PutCrisis(in); err != nil {
		fields, err := faultsOf(err)
		return "", fields, err
	}
	im.made("crises made", code)
	return code, nil, nil
}

// touches tells whether a crisis has a region in a country.
func (im *importer) touches(c api.Crisis, iso3 string) (bool, error) {
	for _, pcode := range c.Regions {
		r, ok, err := im.b.Region(pcode)
		if err != nil {
			return false, err
		}
		if ok && r.ISO3 == iso3 {
			return true, nil
		}
	}
	return false, nil
}

func codesOf(crises []api.Crisis) string {
	codes := make([]string, len(crises))
	for i, c := range crises {
		codes[i] = c.Code
	}
	return strings.Join(codes, ", ")
}

// leaveOut counts a row that has no crisis: one of another country is skipped,
// the rest are faults.
func (im *importer) leaveOut(line int, country string, faults api.Fields) {
	if len(faults) == 1 && faults[0].Code == elsewhere {
		im.skip("the country is outside the crisis", country)
		return
	}
	im.reject(line, faults)
}
