package relief

import (
	"cmp"
	"context"
	"slices"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// Series follows the totals of coverage through time: at each point they are
// those of [Service.Coverage] on its day. The postings are read once and added up
// from point to point. It returns [api.CodeMalformed] for what Coverage refuses,
// for a time that ends before it begins or is still to come, and for too many points.
func (s *Service) Series(ctx context.Context, caller api.Caller, f api.SeriesFilter) (api.Series, error) {
	return read(ctx, s, func(tx *store.Tx) (api.Series, error) {
		w, err := s.when(tx, caller, "", f.KnownAt)
		if err != nil {
			return api.Series{}, err
		}
		facts := w.records(tx)
		l, err := lookAt(facts, w, caller, api.CoverageFilter{Crisis: f.Crisis, Region: f.Region, Sector: f.Sector, Appeal: f.Appeal}, nil)
		if err != nil {
			return api.Series{}, err
		}
		if f.From == "" {
			f.From = l.crisis.StartedOn
		}
		f.To, f.Step = cmp.Or(f.To, w.on), cmp.Or(f.Step, api.ByMonth)
		days, err := daysOf(f, w.on)
		if err != nil {
			return api.Series{}, err
		}
		out := api.Series{Crisis: f.Crisis, Region: api.Opt(f.Region), From: f.From, To: f.To, Step: f.Step, Currency: api.USD, KnownAt: f.KnownAt}
		out.Data, err = l.follow(facts, caller, f.Appeal, days)
		return out, err
	})
}

// daysOf lists the days of the points, of which last is the latest that can be.
func daysOf(f api.SeriesFilter, last api.Date) ([]api.Date, error) {
	var faults api.Fields
	faults.Day("from", f.From, true)
	faults.Day("to", f.To, true)
	api.Known(&faults, "step", f.Step, api.Steps)
	if len(faults) > 0 {
		return nil, malformed(faults)
	}
	if f.To > last {
		faults.Add("to", "in_the_future", "%s is still to come: the last day that is known is %s (UTC).", f.To, last)
	}
	if f.From > f.To {
		faults.Add("to", "range_out_of_order", "The series would begin on %s and end on %s, before that.", f.From, f.To)
	}
	var days []api.Date
	for d := f.From; d <= f.To && len(days) <= api.MaxPoints; d = f.Step.After(f.From, len(days)) {
		days = append(days, d)
	}
	if len(days) > api.MaxPoints {
		faults.Add("step", "too_many_points", "From %s to %s by %s is more than %d points. Take a longer step or a shorter time.", f.From, f.To, f.Step, api.MaxPoints)
	}
	return days, malformed(faults)
}

// follow works out the totals of each day, in their order.
func (l *look) follow(facts records, caller api.Caller, appeal string, days []api.Date) ([]api.SeriesPoint, error) {
	plans, err := facts.PlansOf(l.crisis.Code)
	if err != nil {
		return nil, err
	}
	whole := l.view
	moves, err := facts.Moves(whole)
	if err != nil {
		return nil, err
	}
	lines, err := facts.DatedLines(whole, l.sectorsFor(plans, appeal, days))
	if err != nil {
		return nil, err
	}
	points := make([]api.SeriesPoint, len(days))
	sum, figures := running{moves: moves}, newFigures(lines)
	for i, day := range days {
		l.view.AsOf = day
		l.choose(plans, appeal)
		if now, changed := figures.on(day); changed {
			l.tree.refill(now)
		}
		a := sum.to(l.view)
		money := l.required().Add(api.CoverageMoney{Announced: a.Announced, Pledged: a.Pledged, Committed: a.Committed, Disbursed: a.Disbursed})
		points[i] = api.SeriesPoint{AsOf: day, People: shown(caller, l.tree.people("", api.AllSectors)), Money: money.Derived()}
	}
	return points, nil
}

// required is all that is required in the view.
func (l *look) required() (whole api.CoverageMoney) {
	rows := map[cell]api.CoverageMoney{}
	l.require(rows, &whole)
	for _, m := range rows {
		whole = whole.Add(m)
	}
	return whole
}

// sectorsFor are the sectors whose lines are needed: that of the people alone
// where an appeal says on each day what is required; nil for all.
func (l *look) sectorsFor(plans []store.Plan, appeal string, days []api.Date) []api.SectorCode {
	for _, day := range days {
		l.view.AsOf = day
		if l.choose(plans, appeal); !l.byAppeals() {
			return nil
		}
	}
	return []api.SectorCode{api.AllSectors}
}

// figures are need lines, best rank first, with the days on which another one becomes current.
type figures struct {
	lines []store.DatedLine
	turns []api.Date
	last  api.Date
}

func newFigures(lines []store.DatedLine) *figures {
	f := &figures{lines: lines}
	slices.SortFunc(lines, func(a, b store.DatedLine) int { return cmp.Compare(b.Rank, a.Rank) })
	for _, l := range lines {
		f.turns = append(f.turns, l.From, l.Until)
	}
	slices.Sort(f.turns)
	f.turns = slices.Compact(f.turns)
	return f
}

// on takes the best line of each region and sector that counts on a day.
// changed is false where these are the same as on the day before in the series.
func (f *figures) on(day api.Date) (now []store.Line, changed bool) {
	first := f.last == ""
	from, _ := slices.BinarySearch(f.turns, f.last)
	to, exact := slices.BinarySearch(f.turns, day)
	if from < len(f.turns) && f.turns[from] == f.last {
		from++
	}
	if exact {
		to++
	}
	f.last = day
	if from == to && !first {
		return nil, false
	}
	seen := map[cell]bool{}
	for _, l := range f.lines {
		if c := (cell{l.Region, l.Sector}); l.OnDay(day) && !seen[c] {
			seen[c] = true
			now = append(now, l.Line)
		}
	}
	return now, true
}

// running is a sum over moves, which are in the order of their days.
type running struct {
	moves []store.Move
	done  int
	view  store.View
	sum   store.Amounts
}

// to goes on to the view's day. Where other appeals are in force than before, other
// pledges count: then it begins again.
func (r *running) to(v store.View) store.Amounts {
	if !slices.Equal(r.view.Appeals, v.Appeals) || r.view.From != v.From || r.view.To != v.To {
		r.done, r.sum = 0, store.Amounts{}
	}
	r.view = v
	for ; r.done < len(r.moves) && r.moves[r.done].On <= v.AsOf; r.done++ {
		if m := r.moves[r.done]; v.Weighs(m.Appeal, m.PledgedOn) {
			r.sum = r.sum.Plus(m.Amounts)
		}
	}
	return r.sum
}
