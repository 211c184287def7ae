package relief

import "github.com/konbit-aid/konbit/api"

// presence records a file of who does what, where: each organization, place and
// sector once, however many rows name them.
func (im *importer) presence(rows []api.Row[api.PresenceRow]) error {
	known, err := im.parties()
	if err != nil {
		return err
	}
	type key struct {
		name, region string
		sector       api.SectorCode
	}
	seen := map[key]bool{}
	for _, r := range rows {
		region, there, err := im.b.Region(r.Value.Region)
		if err != nil {
			return err
		}
		k := key{r.Value.Party.Name, r.Value.Region, r.Value.Sector}
		switch {
		case !there:
			im.reject(r.Line, one("region", "unknown_region", "There is no region "+r.Value.Region+"; import the regions first."))
		case im.opts.Country != "" && region.ISO3 != im.opts.Country:
			im.skip("rows of other countries", region.ISO3)
		case seen[k]:
			im.skip("the same organization, place and sector stand in the file already", "")
		default:
			seen[k] = true
			if err := im.onePresence(known, r, region); err != nil {
				return err
			}
		}
	}
	return nil
}

func (im *importer) onePresence(known *parties, r api.Row[api.PresenceRow], region api.Region) error {
	crisis, faults, err := im.crisisOf(region.ISO3, im.opts.Period.From)
	if err != nil {
		return err
	}
	if len(faults) > 0 {
		im.leaveOut(r.Line, region.ISO3, faults)
		return nil
	}
	organization, err := known.code(r.Value.Party)
	if err != nil {
		return im.settle(r.Line, "", err)
	}
	outcome, err := im.b.PutPresence(api.PresenceInput{Crisis: crisis, Organization: organization, Region: region.Pcode, Sector: r.Value.Sector,
		Period: api.OpenPeriod{From: im.opts.Period.From, To: im.opts.Period.To}, Sensitivity: api.Public,
		Sources: []api.Source{im.source("OCHA", "Who does what, where")}})
	return im.settle(r.Line, outcome, err)
}
