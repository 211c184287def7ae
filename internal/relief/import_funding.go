package relief

import (
	"fmt"
	"slices"
	"strings"

	"github.com/konbit-aid/konbit/api"
)

// fund is FTS's total of a sector of a plan, with the rows that it comes from.
type fund struct {
	mark     string // the end of the reference
	sector   api.SectorCode
	part     api.PlanPart
	clusters []string
	amount   api.Cents
	lines    []int
	country  string
}

// funding records what FTS says a plan was given: one pledge with one
// commitment for each sector, of "all donors together". It returns the outcome
// by row.
func (im *importer) funding(in api.AppealInput, rows []planRow) (map[int]api.Outcome, error) {
	funds := fundsOf(rows)
	if err := im.noFlows(in.Code, funds); err != nil {
		return nil, err
	}
	outcome, err := im.b.PutOrganization(api.OrganizationInput{Code: totalsDonor, Name: "All donors reporting to OCHA FTS", Type: "other"})
	if err != nil {
		return nil, err
	}
	if outcome == api.Created {
		im.made("organizations made", totalsDonor)
	}
	done := map[int]api.Outcome{}
	for _, f := range funds {
		pledge, err := im.fundPledge(in, *f, sectorsOf(rows))
		if err != nil {
			return nil, err
		}
		cents := int64(f.amount)
		outcome, err := im.putPledge(pledge, state{committed: cents})
		if err != nil {
			return nil, err
		}
		for _, line := range f.lines {
			done[line] = outcome
		}
	}
	return done, nil
}

// fundsOf sums the rows of a plan by sector.
func fundsOf(rows []planRow) []*fund {
	var funds []*fund
	for _, r := range rows {
		v := r.Value
		if v.Funded == nil || *v.Funded == 0 {
			continue
		}
		mark := string(v.Sector)
		switch v.Part {
		case api.PlanTotal:
			mark = "TOTAL"
		case api.PlanUnspecified:
			mark = "UNSPECIFIED"
		case api.PlanShared:
			mark = "SHARED"
		}
		i := slices.IndexFunc(funds, func(f *fund) bool { return f.mark == mark && f.country == v.Country })
		if i < 0 {
			i = len(funds)
			funds = append(funds, &fund{mark: mark, sector: v.Sector, part: v.Part, country: v.Country})
		}
		f := funds[i]
		f.amount += *v.Funded
		f.lines = append(f.lines, r.Line)
		f.clusters = append(f.clusters, orElse(v.Cluster, "the whole plan"))
	}
	return funds
}

// sectorsOf are the sectors that a plan has clusters for.
func sectorsOf(rows []planRow) []api.SectorCode {
	var all []api.SectorCode
	for _, r := range rows {
		if r.Value.Part == api.PlanCluster && !slices.Contains(all, r.Value.Sector) {
			all = append(all, r.Value.Sector)
		}
	}
	slices.Sort(all)
	return all
}

// noFlows refuses totals where single flows of the plan are recorded, and
// totals by another breakdown than those that are recorded: both would count
// the same money twice.
func (im *importer) noFlows(plan string, funds []*fund) error {
	held, err := im.b.PledgesOf(plan)
	if err != nil {
		return err
	}
	for _, h := range held {
		if !strings.HasPrefix(h.Reference, "FTS-") {
			continue
		}
		if h.Donor != totalsDonor {
			return one("funding", "flows_recorded", fmt.Sprintf("Single flows of %s are recorded (%s of %s); FTS's totals would count the same money again.", plan, h.Reference, h.Donor)).Err()
		}
		if !slices.ContainsFunc(funds, func(f *fund) bool { return h.Reference == f.reference(plan) }) {
			return one("funding", "other_breakdown", fmt.Sprintf("The totals of %s are recorded by another breakdown (%s); these would count the same money again.", plan, h.Reference)).Err()
		}
	}
	return nil
}

func (f *fund) reference(plan string) string { return "FTS-" + plan + "-" + f.mark }

func (im *importer) fundPledge(a api.AppealInput, f fund, sectors []api.SectorCode) (api.PledgeInput, error) {
	region, err := im.country(f.country)
	if err != nil {
		return api.PledgeInput{}, err
	}
	what := "the cluster "
	if len(f.clusters) > 1 {
		what = "the clusters "
	}
	if f.part != api.PlanCluster {
		what = ""
	}
	what += strings.Join(f.clusters, " and ")
	source := im.source("OCHA FTS", "Requirements and funding")
	source.Quote = api.Opt(shorten(fmt.Sprintf("%s, %s: funding %s", a.Code, strings.Join(f.clusters, " and "), f.amount), api.MaxText))
	in := api.PledgeInput{
		Reference: api.Opt(f.reference(a.Code)), Crisis: a.Crisis, Appeal: api.Opt(a.Code), Donor: totalsDonor, Stage: api.Pledged,
		Title:     shorten(fmt.Sprintf("FTS total for %s of %s, all donors together; not one donor's pledge", what, a.Code), api.MaxTitle),
		Amount:    api.Money{Minor: int64(f.amount), Currency: api.USD},
		PledgedOn: min(a.EndsOn, im.opts.PublishedOn), Sources: []api.Source{source},
	}
	switch {
	case f.part == api.PlanCluster:
		in.Allocations = []api.Allocation{{Region: region, Sector: f.sector, Amount: in.Amount}}
	case f.part == api.PlanShared && len(sectors) > 1:
		in.Destination = &api.Destination{Regions: []string{region}, Sectors: sectors}
	default:
		in.Destination = &api.Destination{Regions: []string{region}}
	}
	return in, nil
}
