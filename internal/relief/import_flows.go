package relief

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/konbit-aid/konbit/api"
)

type flowRow = api.Row[api.Flow]

// totalsDonor is the organization that FTS's totals are recorded under.
const totalsDonor = "fts-donors"

// flows records a file of single flows: each is a pledge with the transaction
// that its status tells.
func (im *importer) flows(rows []flowRow) error {
	rows = im.movingMoney(im.onePerFlow(rows))
	slices.SortStableFunc(rows, func(a, b flowRow) int { return len(a.Value.Countries) - len(b.Value.Countries) })
	who, err := im.parties()
	if err != nil {
		return err
	}
	years := usageYears(rows)
	for _, r := range rows {
		crisis, faults, err := im.flowCrisis(r.Value)
		if err != nil {
			return err
		}
		if len(faults) > 0 {
			im.leaveOut(r.Line, orElse(strings.Join(r.Value.Countries, " "), "no country named"), faults)
			continue
		}
		if err := im.flow(r, crisis, years[r.Value.Plan], who); err != nil {
			return err
		}
	}
	return nil
}

// onePerFlow keeps one row of each flow: FTS repeats a flow for each of its
// clusters or places, with the same content. Different rows of one id are a fault.
func (im *importer) onePerFlow(rows []flowRow) []flowRow {
	first := map[string]flowRow{}
	return slices.DeleteFunc(rows, func(r flowRow) bool {
		before, twice := first[r.Value.ID]
		switch {
		case !twice:
			first[r.Value.ID] = r
		case same(before.Value, r.Value):
			im.skip("the flow stands in the file before", "")
		default:
			im.reject(r.Line, one("id", "repeated", fmt.Sprintf("Flow %s has another content in row %d.", r.Value.ID, before.Line)))
		}
		return twice
	})
}

// movingMoney leaves out flows that bring nothing here.
func (im *importer) movingMoney(rows []flowRow) []flowRow {
	return slices.DeleteFunc(rows, func(r flowRow) bool {
		f := r.Value
		usd, original := f.AmountUSD, f.Original
		switch {
		case usd != nil && *usd <= 0 || usd == nil && original.Minor <= 0:
			im.skip("flows without money (amountUSD is zero or below)", f.ID)
		case f.Boundary == "outgoing":
			im.skip("flows that leave the place", f.ID)
		case im.opts.Country != "" && !slices.Contains(f.Countries, im.opts.Country):
			im.skip("flows to other countries", "")
		default:
			return false
		}
		return true
	})
}

// usageYears are the years that the flows of each plan are used in.
func usageYears(rows []flowRow) map[string][2]int {
	years := map[string][2]int{}
	for _, r := range rows {
		from, to := r.Value.FromYear, r.Value.ToYear
		if from == 0 {
			from, _ = strconv.Atoi(string(r.Value.Date[:4])) // a valid date
		}
		to = max(from, to)
		if have, ok := years[r.Value.Plan]; ok {
			from, to = min(from, have[0]), max(to, have[1])
		}
		years[r.Value.Plan] = [2]int{from, to}
	}
	return years
}

// flowCrisis finds the crisis of a flow: the one asked for, else that of its
// plan, else the only one that touches a country of its destination.
func (im *importer) flowCrisis(f api.Flow) (string, api.Fields, error) {
	if f.Plan != "" && (im.opts.Crisis == "" || len(f.Countries) == 0) {
		a, ok, err := im.b.Appeal(f.Plan)
		if ok && (im.opts.Crisis == "" || im.opts.Crisis == a.Crisis) || err != nil {
			return a.Crisis, nil, err
		}
	}
	countries := f.Countries
	if im.opts.Country != "" {
		countries = []string{im.opts.Country}
	}
	if len(countries) == 0 {
		return "", one("", elsewhere, ""), nil
	}
	if len(countries) == 1 {
		return im.crisisOf(countries[0], f.Date)
	}
	return im.sharedCrisis(countries, f.Date)
}

// sharedCrisis finds the one crisis among several countries.
func (im *importer) sharedCrisis(countries []string, since api.Date) (string, api.Fields, error) {
	found := map[string]bool{}
	var last api.Fields
	for _, iso3 := range countries {
		if im.opts.Crisis == "" {
			touching, err := im.b.CrisesTouching(iso3)
			if err != nil {
				return "", nil, err
			}
			if len(touching) == 0 {
				last = one("--crisis", "required", "No crisis touches any of the countries "+strings.Join(countries, ", ")+". Record one, or say with --country or --crisis which one the file is about.")
				continue
			}
		}
		code, faults, err := im.crisisOf(iso3, since)
		if err != nil {
			return "", nil, err
		}
		if len(faults) > 0 {
			last = faults
			continue
		}
		found[code] = true
	}
	switch len(found) {
	case 0:
		return "", last, nil
	case 1:
		for code := range found {
			return code, nil, nil
		}
	}
	var codes []string
	for code := range found {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	return "", one("--crisis", "ambiguous", "The flow is for the crises "+strings.Join(codes, ", ")+"; say which one the file is about."), nil
}

// flow records one flow.
func (im *importer) flow(r flowRow, crisis string, years [2]int, who *parties) error {
	f := r.Value
	in := api.PledgeInput{
		Reference: api.Opt("FTS-" + f.ID), Crisis: crisis, Title: shorten(flowTitle(f), api.MaxTitle), Kind: f.Kind,
		Stage: api.Pledged, PledgedOn: f.Date, Sources: []api.Source{flowSource(f)},
	}
	fresh := f.NewMoney()
	in.NewMoney = &fresh
	var err error
	if in.Donor, err = who.code(f.Donor); err == nil && f.Recipient.Name != "" {
		var code string
		code, err = who.code(f.Recipient)
		in.Recipient = api.Opt(code)
	}
	if err == nil {
		err = im.flowPlan(f, &in, years)
	}
	if err == nil {
		im.flowMoney(f, &in)
		err = im.flowPlaces(f, &in)
	}
	if err != nil {
		return im.settle(r.Line, "", err)
	}
	outcome, err := im.putPledge(in, wanted(f, in.Amount.Minor))
	return im.settle(r.Line, outcome, err)
}
