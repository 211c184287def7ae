package relief

import (
	"fmt"

	"github.com/konbit-aid/konbit/api"
)

// attackRecorder is the organization that answers for imported attacks on aid workers.
var attackRecorder = api.OrganizationInput{Code: "awsd", Acronym: "AWSD", Type: "other", Name: "Aid Worker Security Database (Humanitarian Outcomes)"}

// incidents records a file of attacks on aid workers, each under its own number.
func (im *importer) incidents(rows []api.Row[api.IncidentRow]) error {
	outcome, err := im.b.PutOrganization(attackRecorder)
	if err != nil {
		return err
	}
	if outcome == api.Created {
		im.made("organizations made", attackRecorder.Code)
	}
	lists := map[string]*gazetteer{}
	for _, r := range rows {
		country, p := r.Value.Country, r.Value.Incident.Period
		if im.opts.Country != "" && country != im.opts.Country {
			im.skip("rows of other countries", country)
			continue
		}
		if span := im.opts.Period; span.From != "" && (p.To < span.From || p.From > span.To) {
			im.skip("incidents outside the period asked for", "")
			continue
		}
		if lists[country] == nil {
			if lists[country], err = im.gazetteer(country); err != nil {
				return err
			}
		}
		if err := im.oneIncident(lists[country], r); err != nil {
			return err
		}
	}
	return nil
}

func (im *importer) oneIncident(g *gazetteer, r api.Row[api.IncidentRow]) error {
	in, country := r.Value.Incident, r.Value.Country
	var faults api.Fields
	var err error
	if in.Crisis, faults, err = im.crisisOf(country, in.Period.From); err != nil {
		return err
	}
	if len(faults) > 0 {
		im.leaveOut(r.Line, country, faults)
		return nil
	}
	if in.Region, in.PlacePrecision, err = im.placeOf(g, r); err != nil {
		return err
	}
	in.Organization, in.Sensitivity = attackRecorder.Code, api.Partners
	before, exists, err := im.b.w.IncidentByReference(in.Organization, in.Reference)
	if err != nil {
		return err
	} else if exists {
		in.Sensitivity = before.Sensitivity // somebody has decided it
	}
	in.Sources[0].PublishedOn = im.opts.PublishedOn
	outcome, err := im.b.PutIncident(in)
	return im.settle(r.Line, outcome, err)
}

// placeOf finds the region of an incident: that of the finest of its names that
// a region carries, as long as the coarsest does not say otherwise. If a finer
// name is in no list, the place is in or near that region; a department or a
// country is above it. Where no name is found it is the country.
func (im *importer) placeOf(g *gazetteer, r api.Row[api.IncidentRow]) (string, api.PlacePrecision, error) {
	names := r.Value.Places
	for i, name := range names {
		found, ok := im.find(g, name)
		if !ok {
			im.note(fmt.Sprintf("no region is called %q; the nearest name is %s", name, g.nearest(name)), r.Line)
			continue
		}
		if i+1 < len(names) && !im.agrees(g, found, names[len(names)-1]) {
			im.note(fmt.Sprintf("%s is not in %s: the larger place is taken", name, names[len(names)-1]), r.Line)
			continue
		}
		switch {
		case found.Level < 2:
			return found.Pcode, api.PlaceAbove, nil
		case i > 0 && !im.sameName(g, names[0], found):
			return found.Pcode, api.PlaceNearby, nil
		}
		return found.Pcode, api.PlaceExact, nil
	}
	if len(names) == 0 {
		im.note("the place is not said: the country is taken", r.Line)
	}
	region, err := im.country(r.Value.Country)
	return region, api.PlaceAbove, err
}

// sameName tells whether a name is that of the region.
func (im *importer) sameName(g *gazetteer, name string, r api.Region) bool {
	found, ok := im.find(g, name)
	return ok && found.Pcode == r.Pcode
}

// agrees tells whether a region lies in the one of a coarser name, as far as that is known.
func (im *importer) agrees(g *gazetteer, r api.Region, coarser string) bool {
	above, ok := im.find(g, coarser)
	return !ok || above.Pcode == r.Pcode || im.holds(above.Pcode, r.Pcode)
}
