package store

import (
	"slices"

	"github.com/konbit-aid/konbit/api"
)

// Named are the codes and ids that some pledges name; they may repeat.
type Named struct {
	Pledges, Crises, Organizations, Appeals, Parents, Regions []string
}

// Around reads the records that some pledges name, without their transactions.
func (tx *Tx) Around(n Named) (api.PledgeContext, error) {
	out := api.PledgeContext{Organizations: map[string]api.Organization{}, Crises: map[string]api.Crisis{}, Appeals: map[string]api.Appeal{},
		Regions: map[string]api.Region{}, Donors: map[string]string{}}
	organizations, err := scan[organizationRow](tx, "SELECT * FROM organizations WHERE code IN ?", distinct(n.Organizations))
	if err != nil {
		return out, err
	}
	for _, row := range organizations {
		out.Organizations[row.Code] = row.api()
	}
	crises, err := tx.crisesNamed(distinct(n.Crises))
	if err != nil {
		return out, err
	}
	for _, c := range crises {
		out.Crises[c.Code] = c
		n.Regions = append(n.Regions, c.Regions...)
	}
	appeals, err := scan[appealRow](tx, "SELECT * FROM appeals WHERE code IN ?", distinct(n.Appeals))
	if err != nil {
		return out, err
	}
	for _, row := range appeals {
		out.Appeals[row.Code] = api.Appeal{AppealInput: api.AppealInput{Code: row.Code, Title: row.Title}}
	}
	return out, tx.aroundPlaces(n, out)
}

func (tx *Tx) crisesNamed(codes []string) ([]api.Crisis, error) {
	rows, err := scan[crisisRow](tx, "SELECT * FROM crises WHERE code IN ?", codes)
	if err != nil {
		return nil, err
	}
	return tx.withRegions(rows)
}

func (tx *Tx) aroundPlaces(n Named, out api.PledgeContext) error {
	places, err := tx.Places(distinct(n.Regions))
	if err != nil {
		return err
	}
	for pcode, p := range places {
		out.Regions[pcode] = p.Region
	}
	parents, err := scan[struct {
		ID    string `gorm:"column:id"`
		Donor string `gorm:"column:donor"`
	}](tx, "SELECT id, donor FROM pledges WHERE id IN ?", distinct(n.Parents))
	for _, p := range parents {
		out.Donors[p.ID] = p.Donor
	}
	return err
}

func distinct(list []string) []string {
	list = slices.Clone(list)
	slices.Sort(list)
	return slices.Compact(list)
}
