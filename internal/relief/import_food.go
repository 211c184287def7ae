package relief

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/konbit-aid/konbit/api"
)

var phaseOffice = api.OrganizationInput{Code: "ipc", Acronym: "IPC", Type: "international_organization", Name: "Integrated Food Security Phase Classification"}

type foodRow = api.Row[api.FoodRow]

// foodKey is one assessment of a file.
type foodKey struct {
	crisis, country string
	period          api.Period
	analysed        api.Date
}

// food records a file of acute food insecurity: one validated assessment of IPC
// for each crisis and period. An area becomes the region that carries its name,
// or that a person has named for it; nothing is guessed.
func (im *importer) food(rows []foodRow) error {
	lists := map[string]*gazetteer{}
	areas := foldKeys(im.opts.Areas)
	found := map[foodKey]map[string][]foodRow{}
	var order []foodKey
	for _, r := range rows {
		if im.opts.Country != "" && r.Value.Country != im.opts.Country {
			im.skip("rows of other countries", r.Value.Country)
			continue
		}
		crisis, faults, err := im.crisisOf(r.Value.Country, r.Value.Period.From)
		if err != nil {
			return err
		}
		if len(faults) > 0 {
			im.leaveOut(r.Line, r.Value.Country, faults)
			continue
		}
		if lists[r.Value.Country] == nil {
			if lists[r.Value.Country], err = im.gazetteer(r.Value.Country); err != nil {
				return err
			}
		}
		region, ok := im.areaOf(lists[r.Value.Country], areas, r)
		if !ok {
			continue
		}
		k := foodKey{crisis, r.Value.Country, r.Value.Period, r.Value.Analysed}
		if found[k] == nil {
			found[k] = map[string][]foodRow{}
			order = append(order, k)
		}
		found[k][region] = append(found[k][region], r)
	}
	for _, k := range order {
		if err := im.foodAssessment(k, found[k]); err != nil {
			return err
		}
	}
	return nil
}

func foldKeys(areas map[string]string) map[string]string {
	folded := map[string]string{}
	for name, pcode := range areas {
		folded[strings.Join(words(name), " ")] = pcode
	}
	return folded
}

// areaOf finds the region of an area; a row without one is counted here.
func (im *importer) areaOf(g *gazetteer, areas map[string]string, r foodRow) (string, bool) {
	area := r.Value.Area
	if pcode, named := areas[strings.Join(words(area), " ")]; named {
		if pcode == api.LeaveOut {
			im.skip("the list of areas leaves them out", area)
			return "", false
		}
		return pcode, true
	}
	if region, ok := im.find(g, area); ok {
		return region.Pcode, true
	}
	im.reject(r.Line, one("area", "unknown_area", fmt.Sprintf("No region is called %q. The nearest name is %s; if it is meant, say so in a list of areas (--areas).", area, g.nearest(area))))
	return "", false
}

// foodAssessment records the regions of one crisis and period. Where a person
// named one region for several areas, it is their sum, and a note says so.
func (im *importer) foodAssessment(k foodKey, byRegion map[string][]foodRow) error {
	if outcome, err := im.b.PutOrganization(phaseOffice); err != nil {
		return err
	} else if outcome == api.Created {
		im.made("organizations made", phaseOffice.Code)
	}
	published := im.opts.PublishedOn
	if published == "" {
		published = k.analysed
		im.note(fmt.Sprintf("the file gives the month of the analysis: %s is taken; --published says better", published), 0)
	}
	var lines []api.NeedInput
	for _, region := range slices.Sorted(maps.Keys(byRegion)) {
		var sum api.People
		for _, r := range byRegion[region] {
			sum += *r.Value.People
		}
		if n := len(byRegion[region]); n > 1 {
			im.note(fmt.Sprintf("%s is the sum of %d areas, as the list of areas says", region, n), 0)
		}
		lines = append(lines, api.NeedInput{Region: region, Sector: "FSC", InNeed: &sum})
	}
	source := im.source("IPC", "Acute food insecurity by area")
	source.PublishedOn = published
	country, _ := api.CountryOf(k.country)
	in := api.AssessmentInput{Crisis: k.crisis, Organization: phaseOffice.Code, Method: "ipc", Period: k.period, PublishedOn: published,
		Title:       fmt.Sprintf("%s: people in IPC phase 3 and above, %s to %s", country.Names.In("en"), k.period.From, k.period.To),
		Sensitivity: api.Public, Sources: []api.Source{source}, Needs: lines}
	outcome, err := im.b.PutAssessment(in, fmt.Sprintf("ipc:%s:%s:%s..%s", im.opts.File, k.crisis, k.period.From, k.period.To))
	if err == nil {
		for _, all := range byRegion {
			im.count(outcome, len(all))
		}
		return nil
	}
	return im.refuseFood(err, lines, byRegion)
}

// refuseFood rejects every row of an assessment that cannot be: what is wrong
// with a region is told at its rows, the others go with it.
func (im *importer) refuseFood(err error, lines []api.NeedInput, byRegion map[string][]foodRow) error {
	faults, err := faultsOf(err)
	if err != nil {
		return err
	}
	wrong := map[string]api.Fields{}
	for _, f := range faults {
		if i, field, err := needPointer(f.Pointer); err == nil && i < len(lines) {
			f.Pointer = field
			wrong[lines[i].Region] = append(wrong[lines[i].Region], f)
		}
	}
	for region, all := range byRegion {
		told := wrong[region]
		if told == nil && len(wrong) > 0 {
			told = one("area", "refused_together", "Another area of the same assessment cannot be recorded.")
		} else if told == nil {
			told = faults
		}
		for _, r := range all {
			im.reject(r.Line, told)
		}
	}
	return nil
}
