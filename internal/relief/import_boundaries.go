package relief

import (
	"cmp"

	"github.com/konbit-aid/konbit/api"
)

// boundaries records a file of boundaries. Features of regions that are not
// recorded are left out and counted: a file of a country has levels that one
// may not want.
func (im *importer) boundaries(rows []api.Row[api.BoundaryInput]) error {
	for _, r := range rows {
		exists, err := im.b.RegionExists(r.Value.Region)
		if err != nil {
			return err
		}
		if !exists {
			im.skip("features of regions that are not recorded", r.Value.Region)
			im.step(1)
			continue
		}
		r.Value.Source = cmp.Or(im.opts.Title, im.opts.File, "a file of boundaries")
		outcome, err := im.b.PutBoundary(r.Value)
		if err := im.settle(r.Line, outcome, err); err != nil {
			return err
		}
	}
	return nil
}
