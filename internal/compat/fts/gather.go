package fts

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/compat"
)

// maxPledges is how many pledges one request looks at.
const maxPledges = 200_000

var errTooMany = errors.New("too many pledges")

// gatherer makes flows of pledges.
type gatherer struct {
	service
	ctx     context.Context
	caller  api.Caller
	orgs    map[string]api.Organization
	iso3    map[string]string // of regions
	appeals map[string]api.Appeal
	crises  map[string]api.Crisis
	flows   []flow
	parents map[string]api.Pledge
	looked  int
}

func (s service) gather(ctx context.Context, caller api.Caller, appeals []string) (*gatherer, error) {
	g := &gatherer{service: s, ctx: ctx, caller: caller, orgs: map[string]api.Organization{}, iso3: map[string]string{},
		appeals: map[string]api.Appeal{}, crises: map[string]api.Crisis{}, parents: map[string]api.Pledge{}}
	if err := g.plans(); err != nil {
		return nil, err
	}
	err := compat.Pages("", func(p api.Page) (api.List[api.Pledge], error) {
		return s.Pledges(ctx, caller, api.PledgeFilter{Page: p, Appeal: appeals})
	}, func(_ string, page []api.Pledge) error {
		if g.looked += len(page); g.looked > maxPledges {
			return errTooMany
		}
		return g.page(page)
	})
	if err == nil {
		g.family()
	}
	return g, err
}

// plans reads appeals and crises, which are few.
func (g *gatherer) plans() error {
	err := compat.Pages("", func(p api.Page) (api.List[api.Appeal], error) {
		return g.Appeals(g.ctx, g.caller, api.AppealFilter{Page: p})
	}, func(_ string, page []api.Appeal) error {
		var pcodes []string
		for _, a := range page {
			g.appeals[a.Code] = a
			for _, r := range a.Requirements {
				pcodes = append(pcodes, r.Region)
			}
		}
		return g.regions(pcodes)
	})
	if err != nil {
		return err
	}
	return compat.Pages("", func(p api.Page) (api.List[api.Crisis], error) {
		return g.Crises(g.ctx, g.caller, api.CrisisFilter{Page: p})
	}, func(_ string, page []api.Crisis) error {
		var pcodes []string
		for _, c := range page {
			g.crises[c.Code] = c
			pcodes = append(pcodes, c.Regions...)
		}
		return g.regions(pcodes)
	})
}

// page makes the flows of some pledges. Cancelled ones are none.
func (g *gatherer) page(page []api.Pledge) error {
	var codes, pcodes []string
	for _, p := range page {
		codes = append(codes, p.Donor, string(p.Recipient))
		regions, _ := everywhere(p)
		pcodes = append(pcodes, regions...)
	}
	if err := g.organizationsOf(codes); err != nil {
		return err
	}
	if err := g.regions(pcodes); err != nil {
		return err
	}
	for _, p := range page {
		if p.CancelledOn != "" || p.Status == api.StatusCancelled {
			continue
		}
		parent, err := g.parent(p)
		if err != nil {
			return err
		}
		parts := partsOf(p)
		for _, one := range parts {
			f := newFlow(p, one, len(parts) == 1)
			f.Source, f.Destination = g.source(p, parent), g.destination(p, one)
			g.flows = append(g.flows, f)
		}
	}
	return nil
}

// parent reads the pledge that money was passed on from; its places are where it comes from.
func (g *gatherer) parent(p api.Pledge) (*api.Pledge, error) {
	if p.Parent == "" {
		return nil, nil
	}
	if known, ok := g.parents[string(p.Parent)]; ok {
		return &known, nil
	}
	found, err := g.Pledge(g.ctx, g.caller, string(p.Parent))
	if api.CodeOf(err) == api.CodeNotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	regions, _ := everywhere(found)
	g.parents[found.ID] = found
	return &found, g.regions(regions)
}

// family names the children and parents among the flows: the first part stands for a pledge.
func (g *gatherer) family() {
	ids := map[string]int64{}
	children := map[string][]int64{}
	for _, f := range g.flows {
		number, _ := strconv.ParseInt(f.ID, 10, 64)
		if _, there := ids[f.pledge]; !there {
			ids[f.pledge] = number
		}
		if f.parent != "" {
			children[f.parent] = append(children[f.parent], number)
		}
	}
	for i := range g.flows {
		f := &g.flows[i]
		f.ChildFlowIDs = children[f.pledge]
		if number, there := ids[f.parent]; there && f.parent != "" {
			f.ParentFlowID = &number
		}
	}
}

func (g *gatherer) regions(pcodes []string) error {
	var missing []string
	for _, p := range pcodes {
		if _, known := g.iso3[p]; !known && p != "" {
			g.iso3[p] = ""
			missing = append(missing, p)
		}
	}
	for len(missing) > 0 {
		n := min(len(missing), 500)
		list, err := g.Regions(g.ctx, g.caller, api.RegionFilter{RegionExact: missing[:n], Page: api.Page{Limit: n}})
		if err != nil {
			return err
		}
		for _, r := range list.Data {
			g.iso3[r.Pcode] = r.ISO3
		}
		missing = missing[n:]
	}
	return nil
}

func (g *gatherer) organizationsOf(codes []string) error {
	var missing []string
	for _, code := range codes {
		if _, known := g.orgs[code]; !known && code != "" {
			g.orgs[code] = api.Organization{}
			missing = append(missing, code)
		}
	}
	for len(missing) > 0 {
		n := min(len(missing), 500)
		list, err := g.Organizations(g.ctx, g.caller, api.OrganizationFilter{Code: missing[:n], Page: api.Page{Limit: n}})
		if err != nil {
			return err
		}
		for _, o := range list.Data {
			g.orgs[o.Code] = o
		}
		missing = missing[n:]
	}
	return nil
}

// countries are the three-letter codes of regions, each once.
func (g *gatherer) countries(pcodes []string) []string {
	var all []string
	for _, p := range pcodes {
		if iso3 := g.iso3[p]; iso3 != "" && !slices.Contains(all, iso3) {
			all = append(all, iso3)
		}
	}
	return all
}

// years are those in which the money is used: the appeal's, within which the
// day of the pledge tells one of several; without an appeal that of the pledge.
func (g *gatherer) year(p api.Pledge) int {
	year, _ := strconv.Atoi(string(p.PledgedOn[:4]))
	if a, ok := g.appeals[string(p.Appeal)]; ok && p.Appeal != "" {
		from, _ := strconv.Atoi(string(a.StartsOn[:4]))
		to, _ := strconv.Atoi(string(a.EndsOn[:4]))
		year = min(max(year, from), max(from, to))
	}
	return year
}
