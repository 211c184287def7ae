package relief_test

import (
	"pgregory.net/rapid"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/relief"
)

func putRate(in api.ExchangeRateInput) func(*relief.Batch) error {
	return func(b *relief.Batch) error {
		_, err := b.PutExchangeRate(in)
		return err
	}
}

// kinds are the kinds of questions, in their turn.
var kinds = []string{"coverage", "assessments", "needs", "pledges", "explain", "coverage", "assessments", "one pledge", "series", "one assessment",
	"coverage", "needs", "the lines of one assessment", "the crisis"}

// question draws a question of a kind about the crisis.
func (s *story) question(kind string, who api.Caller) (string, func(api.Moment) (any, error)) {
	var on api.Date
	if rapid.Bool().Draw(s.r, "of a day") {
		on = api.DateOf(*s.now).AddDays(-rapid.IntRange(0, 10).Draw(s.r, "days ago"))
	}
	all := api.Page{Limit: 1000, Count: true}
	switch kind {
	case "coverage":
		f := s.view(on)
		return kind, func(at api.Moment) (any, error) {
			f.KnownAt = at
			c, err := s.Coverage(s.ctx, who, f)
			if err == nil && c.KnownAt != at {
				s.r.Fatalf("known at %q, not %q", c.KnownAt, at)
			}
			c.KnownAt = ""
			return c, err
		}
	case "series":
		return kind, s.series(who)
	case "explain":
		v := s.view(on)
		f := api.ExplainFilter{Page: all, Crisis: s.crisis, Region: v.Region, Sector: v.Sector, Appeal: v.Appeal, AsOf: on}
		return kind, func(at api.Moment) (any, error) {
			f.KnownAt = at
			return s.Explain(s.ctx, who, f)
		}
	case "pledges":
		f := s.pledgeFilter(on)
		return kind, func(at api.Moment) (any, error) {
			f.KnownAt = at
			return s.Pledges(s.ctx, who, f)
		}
	case "needs":
		f := s.needFilter(on)
		return kind, func(at api.Moment) (any, error) {
			f.KnownAt = at
			return s.Needs(s.ctx, who, f)
		}
	case "assessments":
		f := api.AssessmentFilter{Page: all, Crisis: []string{s.crisis}, Sort: rapid.SampledFrom([]string{"", "-published_on"}).Draw(s.r, "sort"),
			Status: rapid.SampledFrom([][]api.AssessmentStatus{nil, {"validated"}, {"superseded", "withdrawn"}}).Draw(s.r, "status"),
			Region: rapid.SampledFrom([][]string{nil, {"HT01"}}).Draw(s.r, "in")}
		return kind, func(at api.Moment) (any, error) {
			f.KnownAt = at
			return s.Assessments(s.ctx, who, f)
		}
	}
	return s.single(kind, who, on)
}

// series asks for the last days. Each live point must be what coverage says of its day.
func (s *story) series(who api.Caller) func(api.Moment) (any, error) {
	v := s.view("")
	to := api.DateOf(*s.now)
	f := api.SeriesFilter{Crisis: s.crisis, Region: v.Region, Sector: v.Sector, Appeal: v.Appeal, From: to.AddDays(-6), To: to,
		Step: rapid.SampledFrom([]api.Step{api.ByDay, api.ByWeek}).Draw(s.r, "step of the series")}
	return func(at api.Moment) (any, error) {
		f.KnownAt = at
		got, err := s.Series(s.ctx, who, f)
		if err == nil && got.KnownAt != at {
			s.r.Fatalf("known at %q, not %q", got.KnownAt, at)
		}
		for _, p := range got.Data {
			v.AsOf, v.KnownAt = p.AsOf, at
			c, err := s.Coverage(s.ctx, who, v)
			if want, is := s.text(c.Totals.CoverageMoney, err)+s.text(c.Totals.People, nil), s.text(p.Money, nil)+s.text(p.People, nil); want != is {
				s.r.Fatalf("on %s coverage says %s, the series %s", p.AsOf, want, is)
			}
		}
		got.KnownAt = ""
		return got, err
	}
}

// single draws a question about one record; about the crisis where there is no other.
func (s *story) single(kind string, who api.Caller, on api.Date) (string, func(api.Moment) (any, error)) {
	if kind == "one pledge" && len(s.pledges) > 0 {
		id := rapid.SampledFrom(s.pledges).Draw(s.r, "asked for").ID
		return kind, func(at api.Moment) (any, error) {
			return s.PledgeAt(s.ctx, who, id, api.PledgeRecordFilter{AsOf: on, KnownAt: at})
		}
	}
	if len(s.assessments) > 0 && kind != "the crisis" {
		id := rapid.SampledFrom(s.assessments).Draw(s.r, "asked for").ID
		if kind == "one assessment" {
			return kind, func(at api.Moment) (any, error) {
				return s.AssessmentAt(s.ctx, who, id, api.RecordFilter{KnownAt: at})
			}
		}
		return kind, func(at api.Moment) (any, error) {
			return s.AssessmentNeeds(s.ctx, who, id, api.NeedFilter{KnownAt: at, Page: api.Page{Count: true}})
		}
	}
	return "the crisis", func(at api.Moment) (any, error) {
		return s.CrisisAt(s.ctx, who, s.crisis, api.RecordFilter{KnownAt: at})
	}
}

func (s *story) view(on api.Date) api.CoverageFilter {
	views := []api.CoverageFilter{{}, {Region: "HT"}, {Region: "HT", Level: new(2)}, {Region: "HT01"}, {Level: new(1), Sector: []api.SectorCode{"WSH"}},
		{Region: "DO"}, {Appeal: "A-" + s.crisis}, {Sector: []api.SectorCode{"FSC", "ALL"}}}
	f := rapid.SampledFrom(views).Draw(s.r, "view")
	f.Crisis, f.AsOf, f.Limit = s.crisis, on, 1000
	return f
}

func (s *story) pledgeFilter(on api.Date) api.PledgeFilter {
	filters := []api.PledgeFilter{{}, {Status: []api.PledgeStatus{"pledged", "expired"}}, {Status: []api.PledgeStatus{"committed", "cancelled", "announced"}},
		{Stage: []api.PledgeStage{"announced"}}, {Region: []string{"HT01"}}, {RegionExact: []string{"HT", "KE"}}, {Sector: []api.SectorCode{"WSH"}},
		{Currency: []api.Currency{"EUR", "JPY"}}, {Q: "wÄter"}, {Appeal: []string{"A-" + s.crisis}}, {Earmarking: []string{"C"}}, {AmountUSDFrom: cents(100_00), AmountUSDTo: cents(5000_00)},
		{Region: []string{"HT"}, RegionExact: []string{"HT01"}, Sector: []api.SectorCode{"FSC"}}, {NewMoney: new(bool)}}
	f := rapid.SampledFrom(filters).Draw(s.r, "filter")
	f.Page, f.Crisis, f.AsOf = api.Page{Limit: 1000, Count: true}, []string{s.crisis}, on
	f.Sort = rapid.SampledFrom([]string{"", "-id", "pledged_on", "-amount_usd"}).Draw(s.r, "sort")
	return f
}

func cents(n api.Cents) *api.Cents { return &n }

func (s *story) needFilter(on api.Date) api.NeedFilter {
	few, many := int64(3), int64(20)
	filters := []api.NeedFilter{{}, {Competing: true}, {Region: []string{"HT01"}}, {RegionExact: []string{"HT"}, Competing: true}, {Sector: []api.SectorCode{"WSH"}},
		{Key: []string{"HT01:WSH:ALL:all:all"}, Competing: true}, {InNeedFrom: &few, InNeedTo: &many}, {Organization: []string{"wfp"}}, {SeverityFrom: new(int)}}
	f := rapid.SampledFrom(filters).Draw(s.r, "filter")
	f.Page, f.Crisis, f.AsOf = api.Page{Limit: 1000, Count: true}, []string{s.crisis}, on
	return f
}
