package api

// PledgeContext is what stands around some pledges: what happened to them, and
// the records that they name. Formats that are read without the API need it.
type PledgeContext struct {
	Transactions  map[string][]Transaction // by pledge, in the order in which they happened
	Organizations map[string]Organization
	Crises        map[string]Crisis
	Appeals       map[string]Appeal
	// Regions are those that the pledges and their crises name.
	Regions map[string]Region
	// Donors are those of the pledges that money was passed on from, by id.
	Donors map[string]string
}
