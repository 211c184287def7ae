package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"github.com/konbit-aid/konbit/api"
)

// How large the pattern is that larger sets are multiplied from. The sizes are multiples of both.
var (
	patternPledges = 2_000
	patternNeeds   = 10_000
)

const (
	donors     = 120
	recipients = 60
	crisisCode = "hti-bench"
)

// sectors are those of the set, the most common first.
var sectors = []api.SectorCode{"FSC", "HEA", "WSH", "PRO", "SHL", "NUT", "EDU", "PRO-GBV", "PRO-CPN", "LOG", "CASH", "CCM"}

// gift is a pledge and what happened to it.
type gift struct {
	pledge       api.PledgeInput
	transactions []api.TransactionInput
}

// generator makes the pattern: the same from the same seed and regions.
type generator struct {
	r      *rand.Rand
	places []place
	total  float64
	donor  *rand.Zipf
	taker  *rand.Zipf
	sector *rand.Zipf
}

// place is a region with how likely it is.
type place struct {
	api.Region
	upTo float64
}

// newGenerator weighs the regions by people: half of the money goes to the first level, a third to the second.
func newGenerator(seed uint64, regions []api.Region) *generator {
	r := rand.New(rand.NewPCG(seed, 2024))
	g := &generator{r: r, donor: rand.NewZipf(r, 1.2, 3, donors-1), taker: rand.NewZipf(r, 1.1, 4, recipients-1),
		sector: rand.NewZipf(r, 1.3, 3, uint64(len(sectors)-1))}
	sums := map[int]float64{}
	share := map[int]float64{1: 0.5, 2: 0.35, 3: 0.15}
	for _, region := range regions {
		sums[region.Level] += people(region)
	}
	for _, region := range regions {
		if w := share[region.Level]; w > 0 {
			g.total += w * people(region) / sums[region.Level]
			g.places = append(g.places, place{region, g.total})
		}
	}
	return g
}

// people is a region's population, or a guess where it is not known.
func people(r api.Region) float64 {
	if r.Population != nil && *r.Population > 0 {
		return float64(*r.Population)
	}
	return 5e6 / math.Pow(10, float64(r.Level))
}

func donorCode(i uint64) string     { return fmt.Sprintf("donor-%03d", i+1) }
func recipientCode(i uint64) string { return fmt.Sprintf("ngo-%02d", i+1) }

func (g *generator) place() api.Region {
	x := g.r.Float64() * g.total
	i, _ := slices.BinarySearchFunc(g.places, x, func(p place, x float64) int {
		if p.upTo < x {
			return -1
		}
		return 1
	})
	return g.places[min(i, len(g.places)-1)].Region
}

// currencies with how many thousandths of the pledges are in them, and what a US dollar bought.
var currencies = []struct {
	code  api.Currency
	upTo  int
	rate  api.Decimal
	units int64 // minor units of a thousand dollars or so
}{{"USD", 800, "1", 100_000}, {"EUR", 900, "0.92", 90_000}, {"GBP", 940, "0.79", 80_000}, {"CAD", 970, "1.36", 130_000},
	{"CHF", 985, "0.88", 90_000}, {"JPY", 993, "151.2", 150_000}, {"HTG", 1000, "131.9", 13_000_000}}

// gift makes the next pledge: a donor by Zipf, a day in the months after the crisis began, an amount whose logarithm is
// normal, one to five allocations, and for two of three what was committed and paid.
func (g *generator) gift(i int) gift {
	n := g.r.IntN(1000)
	c := slices.IndexFunc(currencies, func(c struct {
		code  api.Currency
		upTo  int
		rate  api.Decimal
		units int64
	}) bool {
		return n < c.upTo
	})
	money := currencies[c]
	amount := max(10, int64(math.Exp(g.r.NormFloat64()*1.4+6))) * money.units
	on := api.Date("2024-01-15").AddDays(int(float64(330) * math.Pow(g.r.Float64(), 1.7)))
	in := api.PledgeInput{Crisis: crisisCode, Donor: donorCode(g.donor.Uint64()), Title: titles[g.r.IntN(len(titles))], Kind: api.Financial, Stage: api.Pledged,
		Amount: api.Money{Minor: amount, Currency: money.code}, Rate: &api.Rate{Rate: money.rate, Date: on, Source: "UN operational rates of exchange"}, PledgedOn: on,
		Sources: []api.Source{{Publisher: "OCHA Financial Tracking Service", Title: "Flow " + strconv.Itoa(300_000+i), URL: "https://fts.unocha.org/", PublishedOn: on, Reliability: "A", Credibility: 2}}}
	if g.r.IntN(10) < 6 {
		in.Reference = api.Opt(fmt.Sprintf("REF-%06d", i))
	}
	if g.r.IntN(10) < 7 {
		in.Recipient = api.Opt(recipientCode(g.taker.Uint64()))
	}
	switch n := g.r.IntN(100); {
	case n < 5:
		in.Stage = api.Announced
	case n < 12:
		in.Kind = api.InKind
	}
	in.Allocations = g.allocations(in.Amount)
	return gift{in, g.transactions(i, in)}
}

var titles = []string{"Emergency food assistance in Haiti", "Safe water for displaced families", "Primary health care in the Artibonite", "Shelter after the floods",
	"Protection of women and girls", "Education in emergencies", "Nutrition of children under five", "Logistics common services", "Multi-purpose cash", "Cholera response"}

// allocations splits an amount over one to five cells; in three of ten pledges all of it.
func (g *generator) allocations(m api.Money) []api.Allocation {
	n := 1 + min(g.r.IntN(5), g.r.IntN(5))
	left := m.Minor
	if g.r.IntN(10) >= 3 {
		left = left * int64(70+g.r.IntN(30)) / 100
	}
	var out []api.Allocation
	seen := map[api.Cell]bool{}
	for i := range n {
		cell := api.Cell{Region: g.place().Pcode, Sector: sectors[g.sector.Uint64()]}
		part := left
		if i < n-1 {
			part = left * int64(20+g.r.IntN(50)) / 100
		}
		if seen[cell] || part <= 0 {
			continue
		}
		seen[cell] = true
		left -= part
		out = append(out, api.Allocation{Region: cell.Region, Sector: cell.Sector, Amount: api.Money{Minor: part, Currency: m.Currency}})
	}
	return out
}

func (g *generator) transactions(i int, in api.PledgeInput) []api.TransactionInput {
	if in.Stage == api.Announced || g.r.IntN(3) == 0 {
		return nil
	}
	amount := in.Amount
	if g.r.IntN(2) == 0 {
		amount.Minor = amount.Minor * int64(30+g.r.IntN(60)) / 100
	}
	on := in.PledgedOn.AddDays(5 + g.r.IntN(60))
	all := []api.TransactionInput{{Type: api.Commitment, Amount: amount, Date: on, Reference: api.Opt(fmt.Sprintf("COM-%06d", i)), Sources: in.Sources}}
	if g.r.IntN(2) == 0 {
		if g.r.IntN(2) == 0 {
			amount.Minor = max(1, amount.Minor*int64(20+g.r.IntN(70))/100)
		}
		all = append(all, api.TransactionInput{Type: api.Disbursement, Amount: amount, Date: on.AddDays(10 + g.r.IntN(60)),
			Reference: api.Opt(fmt.Sprintf("PAY-%06d", i)), Sources: in.Sources})
	}
	return all
}

// assessments makes one assessment a sector, with a total line for every region and lines by sex above the third level,
// together patternNeeds lines if there are regions enough.
func (g *generator) assessments() []api.AssessmentInput {
	var out []api.AssessmentInput
	left := patternNeeds
	for i, sector := range append([]api.SectorCode{"ALL"}, sectors...) {
		a := api.AssessmentInput{Crisis: crisisCode, Organization: recipientCode(uint64(i)), Title: "People in need, " + string(sector), Method: "hno",
			Period: api.Period{From: "2024-01-01", To: "2024-06-30"}, PublishedOn: "2024-01-20", Sensitivity: api.Public,
			Sources: []api.Source{{Publisher: "OCHA", Title: "Humanitarian needs overview", PublishedOn: "2024-01-20", Reliability: "A", Credibility: 1}}}
		for _, p := range g.places {
			for _, sex := range []string{"all", "f", "m"} {
				if left == 0 || sex != "all" && p.Level > 2 {
					break
				}
				a.Needs = append(a.Needs, g.need(p.Region, sector, sex))
				left--
			}
		}
		if len(a.Needs) > 0 {
			out = append(out, a)
		}
	}
	return out
}

func (g *generator) need(r api.Region, sector api.SectorCode, sex string) api.NeedInput {
	count := func(share float64) *api.People {
		n := api.People(people(r) * share)
		return &n
	}
	inNeed := 0.1 + 0.5*g.r.Float64()
	severity := 1 + g.r.IntN(5)
	n := api.NeedInput{Region: r.Pcode, Sector: sector, Group: "ALL", Sex: sex, Age: "all", Affected: count(inNeed * 1.3), InNeed: count(inNeed), Severity: &severity}
	if g.r.IntN(4) > 0 {
		n.Targeted, n.Reached = count(inNeed*0.6), count(inNeed*0.25)
	}
	if sex == "all" && g.r.IntN(2) == 0 {
		n.Required = &api.Money{Minor: int64(*n.InNeed) * 6_000, Currency: api.USD}
	}
	return n
}

// fixedClock is when the pattern is recorded: the set is the same on whatever day it is made.
func fixedClock() time.Time { return time.Date(2025, 6, 1, 12, 0, 0, 0, time.UTC) }
