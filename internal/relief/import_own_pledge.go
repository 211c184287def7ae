package relief

import (
	"strings"

	"github.com/konbit-aid/konbit/api"
)

// ownPledge records a pledge, or corrects the one that the row was exported from
// or that carries its reference. A row without either is the pledge of the same
// content, if the donor has one.
func (im *importer) ownPledge(row api.PledgeRow) (api.Outcome, error) {
	in, err := im.pledgeInput(row)
	if err != nil {
		return "", err
	}
	before, exists, err := im.pledgeBefore(row.ID, in)
	if err != nil {
		return "", err
	}
	if !exists {
		return im.newPledge(in, row.Transactions)
	}
	if in.Donor == "" || row.Pledge.Donor == "" && row.Donor == (api.Called{}) {
		in.Donor = before.Donor
	}
	if err := im.b.w.may("updatePledge", before.Donor); err != nil {
		return "", err
	}
	if in, err = unsaid(im, before.PledgeInput, in); err != nil {
		return "", err
	}
	in = completed(before, in)
	if same(before.PledgeInput, in) && len(row.Transactions) == 0 {
		return api.Unchanged, nil
	}
	outcome, after := api.Unchanged, before
	if !same(before.PledgeInput, in) {
		outcome = api.Updated
		if after, err = im.b.w.replacePledge(before, revalue(before.PledgeInput, in)); err != nil {
			return "", err
		}
	}
	added, err := im.addMoves(after, true, row.Transactions)
	if added {
		outcome = api.Updated
	}
	return outcome, orFlush(err, im.b)
}

// pledgeInput is what is to be recorded: the file's organizations as ours, the options filled in.
func (im *importer) pledgeInput(row api.PledgeRow) (api.PledgeInput, error) {
	in := row.Pledge
	if row.Donor != (api.Called{}) {
		if err := im.called(row, &in); err != nil {
			return in, err
		}
	}
	if in.Donor == "" {
		in.Donor = im.opts.Organization
	}
	if in.Crisis == "" && in.Appeal == "" {
		in.Crisis = im.opts.Crisis
	}
	return in.WithDefaults(im.b.w.caller), nil
}

// called finds the organizations, the appeal and the regions that an IATI file
// names in its own way.
func (im *importer) called(row api.PledgeRow, in *api.PledgeInput) error {
	var f api.Fields
	var err error
	if in.Donor, err = im.organizationCalled(row.Donor, "/donor", &f); err != nil {
		return err
	}
	if row.Recipient != (api.Called{}) {
		code, err := im.organizationCalled(row.Recipient, "/recipient", &f)
		if err != nil {
			return err
		}
		in.Recipient = api.Opt(code)
	}
	if in.Appeal != "" && im.opts.Crisis != "" {
		_, known, err := im.b.Appeal(string(in.Appeal))
		if err != nil {
			return err
		}
		if !known {
			im.made("appeals that are not recorded were left out", string(in.Appeal))
			in.Appeal = ""
		}
	}
	if err := im.regionsCalled(in); err != nil {
		return err
	}
	return f.Err()
}

// organizationCalled finds an organization by its IATI identifier, else by its name. None is made or guessed.
func (im *importer) organizationCalled(who api.Called, at string, f *api.Fields) (string, error) {
	all, err := im.b.Organizations()
	if err != nil {
		return "", err
	}
	if code, ok := strings.CutPrefix(who.IATIID, "konbit:"); ok && all[code].Code != "" {
		return code, nil
	}
	found := ""
	for code, o := range all {
		named := who.Name != "" && strings.Join(words(o.Name), " ") == strings.Join(words(who.Name), " ")
		if who.IATIID != "" && string(o.IATIID) == who.IATIID {
			return code, nil
		}
		if named && (found == "" || code < found) {
			found = code
		}
	}
	if found == "" {
		f.Add(at, "unknown_organization", "No organization has the IATI identifier %q or the name %q. Record it, or give it its iati_id.", who.IATIID, shorten(who.Name, 100))
	}
	return found, nil
}

// regionsCalled keeps of the destination what is a p-code of a recorded region.
func (im *importer) regionsCalled(in *api.PledgeInput) error {
	if in.Destination == nil {
		return nil
	}
	var known []string
	for _, pcode := range in.Destination.Regions {
		exists, err := im.b.RegionExists(pcode)
		if err != nil {
			return err
		}
		if exists {
			known = append(known, pcode)
		} else {
			im.made("places that are no p-code of a recorded region were left out", pcode)
		}
	}
	in.Destination = &api.Destination{Regions: known, Sectors: in.Destination.Sectors}
	return nil
}

// pledgeBefore finds the pledge that a row is about.
func (im *importer) pledgeBefore(id string, in api.PledgeInput) (before api.Pledge, exists bool, err error) {
	w := im.b.w
	if api.IsID(id) {
		if before, exists, err = w.LockPledge(id, im.today); exists || err != nil {
			return before, exists, err
		}
	}
	if in.Reference != "" {
		return w.PledgeByReference(in.Donor, in.Reference, im.today)
	}
	f := api.PledgeFilter{Page: api.Page{Limit: api.MaxLimit}, Donor: []string{in.Donor}, PledgedOnFrom: in.PledgedOn, PledgedOnTo: in.PledgedOn}
	if in.Donor == "" || !in.PledgedOn.Valid() {
		return before, false, nil
	}
	twins, err := w.Pledges(f, im.today)
	if err != nil {
		return before, false, err
	}
	for _, p := range twins.Data {
		if p.Reference == "" && same(p.PledgeInput, completed(p, in)) {
			return p, true, nil
		}
	}
	return before, false, nil
}

func (im *importer) newPledge(in api.PledgeInput, moves []api.TransactionInput) (api.Outcome, error) {
	if err := im.b.w.may("createPledge", in.Donor); err != nil {
		return "", err
	}
	p, err := im.b.w.createPledge(in)
	if err != nil {
		return "", err
	}
	_, err = im.addMoves(p, false, moves)
	return api.Created, orFlush(err, im.b)
}

// addMoves records what happened to a pledge. Where one of several cannot be
// recorded, those before it have left their trace: then nothing of the file is kept.
func (im *importer) addMoves(p api.Pledge, exists bool, moves []api.TransactionInput) (bool, error) {
	if len(moves) == 0 {
		return false, nil
	}
	if err := im.b.w.may("createTransaction", p.Donor, string(p.Recipient)); err != nil {
		im.spoiled = true
		return false, err
	}
	added, err := im.b.putTransactions(p, exists, moves)
	im.spoiled = im.spoiled || err != nil
	return added, err
}
