package fts

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// groupTypes are what flows can be grouped by.
var groupTypes = map[string]string{"plan": plan, "organization": organization, "location": location, "country": location, "year": usageYear,
	"cluster": cluster, "globalcluster": globalCluster, "emergency": emergency, "project": project}

// reports are the four tables of a grouped answer: incoming money by source,
// internal money by source, incoming money by destination, outgoing by destination.
type reports struct {
	Requirements *requirements `json:"requirements,omitempty"`
	Report1      grouped       `json:"report1"`
	Report2      grouped       `json:"report2"`
	Report3      grouped       `json:"report3"`
	Report4      grouped       `json:"report4"`
}

type grouped struct {
	Funding groupTotals `json:"fundingTotals"`
	Pledges groupTotals `json:"pledgeTotals"`
}

type groupTotals struct {
	Total   int64   `json:"total"`
	Objects []group `json:"objects"`
}

type group struct {
	Type        string      `json:"type"`
	Direction   string      `json:"direction"`
	SingleTotal int64       `json:"singleFundingTotal"`
	Single      []single    `json:"singleFundingObjects"`
	SharedTotal *int64      `json:"sharedFundingTotal,omitempty"`
	Shared      []shared    `json:"sharedFundingObjects,omitempty"`
	Objects     []breakdown `json:"objectsBreakdown"`
	Total       whole       `json:"totalBreakdown"`
}

// single is money for one thing. What is not specified has no id.
type single struct {
	Type      string `json:"type"`
	Direction string `json:"direction"`
	ID        *int64 `json:"id,omitempty"`
	Name      string `json:"name"`
	Total     int64  `json:"totalFunding"`
	Behavior  string `json:"behavior"`
}

// shared is money for several things together.
type shared struct {
	Type       string   `json:"type"`
	Direction  string   `json:"direction"`
	ID         []string `json:"id"`
	OnBoundary int64    `json:"onBoundaryFunding"`
	Name       []string `json:"name"`
	Total      int64    `json:"totalFunding"`
	Behavior   string   `json:"behavior"`
}

type breakdown struct {
	Type       string `json:"type"`
	Direction  string `json:"direction"`
	ID         string `json:"id,omitempty"`
	Name       string `json:"name"`
	Total      int64  `json:"totalFunding"`
	Single     int64  `json:"singleFunding"`
	Overlap    int64  `json:"overlapFunding"`
	Shared     int64  `json:"sharedFunding"`
	OnBoundary int64  `json:"onBoundaryFunding"`
}

type whole struct {
	Sum     int64 `json:"objectsSum"`
	Overlap int64 `json:"overlapCorrection"`
	Shared  int64 `json:"sharedFunding"`
	Total   int64 `json:"totalFunding"`
}

const notSpecified = "Not specified"

func (g *gatherer) reports(r request, flows []flow) reports {
	kind := groupTypes[r.groupBy]
	of := func(boundary, direction string) grouped {
		return grouped{totalsOf(flows, kind, boundary, direction, false), totalsOf(flows, kind, boundary, direction, true)}
	}
	return reports{g.required(r, kind), of("incoming", "source"), of("internal", "source"), of("incoming", "destination"), of("outgoing", "destination")}
}

// totalsOf sums the flows that lie in one way to the boundary, by what they have on one side.
func totalsOf(flows []flow, kind, boundary, direction string, pledges bool) groupTotals {
	out := groupTotals{Objects: []group{}}
	sum := newSums(kind, direction)
	for _, f := range flows {
		if f.Boundary != boundary || (f.Status == pledged) != pledges {
			continue
		}
		side := f.Destination
		if direction == "source" {
			side = f.Source
		}
		sum.add(f, thingsOf(side, kind))
	}
	if sum.n == 0 {
		return out
	}
	g := sum.group()
	out.Total, out.Objects = g.Total.Total, []group{g}
	return out
}

// thingsOf are those of a type. A plan's clusters are the global ones here.
func thingsOf(side []thing, kind string) []thing {
	if kind == cluster {
		kind = globalCluster
	}
	var all []thing
	for _, t := range side {
		if t.Type == kind {
			all = append(all, t)
		}
	}
	slices.SortFunc(all, func(a, b thing) int { return cmp.Or(cmp.Compare(len(a.ID), len(b.ID)), cmp.Compare(a.ID, b.ID)) })
	return all
}

// sums are the sums of one table.
type sums struct {
	kind, direction string
	n               int
	things          map[string]*breakdown // by id; "" is what is not specified
	together        map[string]*shared    // by ids
}

func newSums(kind, direction string) *sums {
	return &sums{kind, direction, 0, map[string]*breakdown{}, map[string]*shared{}}
}

func (s *sums) of(id, name string) *breakdown {
	if s.things[id] == nil {
		s.things[id] = &breakdown{Type: s.kind, Direction: s.direction, ID: id, Name: name}
	}
	return s.things[id]
}

// add counts a flow: for one thing, for several together, or for none that is
// named. What is shared with the world outside of the boundary is in no total.
func (s *sums) add(f flow, things []thing) {
	s.n++
	inside, beyond := f.AmountUSD, int64(0)
	if f.OnBoundary == "shared" {
		inside, beyond = 0, f.AmountUSD
	}
	switch len(things) {
	case 0:
		b := s.of("", notSpecified)
		b.Single, b.OnBoundary = b.Single+inside, b.OnBoundary+beyond
	case 1:
		b := s.of(things[0].ID, things[0].Name)
		b.Single, b.OnBoundary = b.Single+inside, b.OnBoundary+beyond
	default:
		one := shared{Type: s.kind, Direction: s.direction, Behavior: "shared"}
		for _, t := range things {
			one.ID, one.Name = append(one.ID, t.ID), append(one.Name, t.Name)
			b := s.of(t.ID, t.Name)
			b.Shared, b.OnBoundary = b.Shared+inside, b.OnBoundary+beyond
		}
		key := strings.Join(one.ID, ",")
		if s.together[key] == nil {
			s.together[key] = &one
		}
		s.together[key].Total += inside
		s.together[key].OnBoundary += beyond
	}
}

// group writes the sums down, the largest first.
func (s *sums) group() group {
	g := group{Type: s.kind, Direction: s.direction, Single: []single{}, Objects: []breakdown{}}
	for _, b := range s.things {
		b.Total = b.Single
		g.Objects = append(g.Objects, *b)
		g.SingleTotal += b.Single
		if b.Single == 0 && (b.Shared != 0 || b.OnBoundary != 0) {
			continue
		}
		one := single{Type: s.kind, Direction: s.direction, Name: b.Name, Total: b.Single, Behavior: "single"}
		if number, err := strconv.ParseInt(b.ID, 10, 64); err == nil {
			one.ID = &number
		}
		g.Single = append(g.Single, one)
	}
	for _, one := range s.together {
		g.Shared = append(g.Shared, *one)
		g.Total.Shared += one.Total
	}
	if len(g.Shared) > 0 {
		total := g.Total.Shared
		g.SharedTotal = &total
	}
	slices.SortFunc(g.Single, func(a, b single) int { return cmp.Or(-cmp.Compare(a.Total, b.Total), cmp.Compare(a.Name, b.Name)) })
	slices.SortFunc(g.Objects, func(a, b breakdown) int { return cmp.Or(-cmp.Compare(a.Total, b.Total), cmp.Compare(a.Name, b.Name)) })
	slices.SortFunc(g.Shared, func(a, b shared) int {
		return cmp.Or(-cmp.Compare(a.Total, b.Total), cmp.Compare(strings.Join(a.ID, ","), strings.Join(b.ID, ",")))
	})
	g.Total.Sum, g.Total.Total = g.SingleTotal, g.SingleTotal+g.Total.Shared
	return g
}
