package relief

import (
	"cmp"
	"slices"
	"sort"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// study is an assessment of the past with its lines.
type study struct {
	api.Assessment
	// guard is the stricter of its sensitivity then and now: what was closed
	// later, to protect people, is not opened by asking for an earlier moment.
	guard api.Sensitivity
}

// counted tells whether an assessment counts on days before it was withdrawn.
func counted(a api.Assessment) bool { return a.Status == api.Validated || a.Status == api.Superseded }

// counts tells whether an assessment counts on a day for who sees these sensitivities.
func (s study) counts(on api.Date, visible []api.Sensitivity) bool {
	return s.PublishedOn <= on && slices.Contains(visible, s.guard) && (counted(s.Assessment) || s.WithdrawnOn > on)
}

// isSeen tells whether the assessment may be read.
func (s study) isSeen(seen api.Sight) bool {
	return seesStudy(seen, s.Organization, s.guard, counted(s.Assessment) || s.WithdrawnOn != "")
}

// seesStudy tells whether a record of an organization is seen: done is one that counts or once counted.
func seesStudy(seen api.Sight, organization string, guard api.Sensitivity, done bool) bool {
	return seen.All || seen.Organization != "" && organization == seen.Organization ||
		done && slices.Contains(seen.Done, guard) || !done && slices.Contains(seen.Open, guard)
}

// stricter returns the more closed of two sensitivities.
func stricter(a, b api.Sensitivity) api.Sensitivity {
	if slices.Index(api.Sensitivities, b) > slices.Index(api.Sensitivities, a) {
		return b
	}
	return a
}

// studiesOf reads the assessments of the crises as they were known, in the order of
// their ids; of all crises where none is given.
func (p *past) studiesOf(crises ...string) ([]study, error) {
	if !p.once("studies") {
		return p.studies, nil
	}
	states, err := store.StatesAt[api.Assessment](p.tx, "assessments", store.InCrises("assessments", crises), p.at)
	if err != nil {
		return nil, err
	}
	guards, err := p.tx.Guards(crises)
	if err != nil {
		return nil, err
	}
	for _, s := range states {
		a := s.Record
		if a.Needs == nil {
			a.Needs = []api.Need{}
		}
		slices.SortFunc(a.Needs, func(x, y api.Need) int { return cmp.Compare(x.ID, y.ID) })
		p.studies = append(p.studies, study{a, stricter(a.Sensitivity, guards[a.ID])})
	}
	slices.SortFunc(p.studies, func(a, b study) int { return cmp.Compare(a.ID, b.ID) })
	supersede(p.studies)
	return p.studies, nil
}

// keyOf is what makes two lines compete.
func keyOf(n api.Need) [2]any { return [2]any{n.Crisis, n.Key()} }

// supersede works out which of the assessments that count are superseded: those
// of which every line has a later one. The ledger does not tell, for that changes with others' entries.
func supersede(all []study) {
	best := map[[2]any]string{}
	for _, s := range all {
		if counted(s.Assessment) {
			for _, n := range s.Needs {
				best[keyOf(n)] = max(best[keyOf(n)], store.Rank(s.Assessment, n.ID))
			}
		}
	}
	for i, s := range all {
		if !counted(s.Assessment) {
			continue
		}
		all[i].Status = api.Validated
		if s.NeedCount > 0 && !slices.ContainsFunc(s.Needs, func(n api.Need) bool { return best[keyOf(n)] == store.Rank(s.Assessment, n.ID) }) {
			all[i].Status = api.Superseded
		}
	}
}

// line is a need line of the past.
type line struct {
	api.Need
	of   *study
	rank string
}

// lines lists the lines of all assessments that a test lets pass.
func linesOf(all []study, keep func(*study, api.Need) bool) []line {
	var out []line
	for i := range all {
		s := &all[i]
		for _, n := range s.Needs {
			if keep(s, n) {
				out = append(out, line{n, s, store.Rank(s.Assessment, n.ID)})
			}
		}
	}
	slices.SortFunc(out, func(a, b line) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// newest finds the greatest rank of each key.
func newest(lines []line) map[[2]any]line {
	best := map[[2]any]line{}
	for _, l := range lines {
		if l.rank > best[keyOf(l.Need)].rank {
			best[keyOf(l.Need)] = l
		}
	}
	return best
}

// inView keeps the total lines of the view's place.
func (p *past) inView(v store.View, sectors bool, keep func(*study) bool) ([]line, error) {
	all, err := p.studiesOf(v.Crisis)
	if err != nil {
		return nil, err
	}
	lines := linesOf(all, func(s *study, n api.Need) bool {
		return n.Total() && (!sectors || v.Wants(n.Sector)) && keep(s)
	})
	lines = slices.DeleteFunc(lines, func(l line) bool { return v.Veil.Hides(l.Region) })
	if v.Region == nil {
		return lines, nil
	}
	pcodes := map[string]bool{}
	for _, l := range lines {
		pcodes[l.Region] = true
	}
	places, err := p.tx.Places(keysOf(pcodes))
	return slices.DeleteFunc(lines, func(l line) bool { return !v.Holds(places[l.Region]) }), err
}

// CurrentLines are the current total lines of a view.
func (p *past) CurrentLines(v store.View) ([]store.Line, error) {
	lines, err := p.inView(v, false, func(s *study) bool { return s.counts(v.AsOf, v.Visible) })
	var out []store.Line
	for _, l := range newest(lines) {
		out = append(out, store.LineOf(l.Need))
	}
	return out, err
}

// CandidatesAfter are the total lines of a view in the order of their ids.
func (p *past) CandidatesAfter(v store.View, after string, limit int) ([]store.Candidate, error) {
	if p.once("candidates") {
		if err := p.nominate(v); err != nil {
			return nil, err
		}
	}
	from := sort.Search(len(p.candidates), func(i int) bool { return p.candidates[i].ID > after })
	rest := p.candidates[from:]
	return rest[:min(len(rest), limit)], nil
}

func (p *past) nominate(v store.View) error {
	lines, err := p.inView(v, true, func(s *study) bool {
		return slices.Contains(v.Visible, s.guard) && (counted(s.Assessment) || s.WithdrawnOn != "")
	})
	if err != nil {
		return err
	}
	best := newest(slices.DeleteFunc(slices.Clone(lines), func(l line) bool { return !l.of.counts(v.AsOf, v.Visible) }))
	for _, l := range lines {
		later := ""
		if b := best[keyOf(l.Need)]; b.rank > l.rank {
			later = b.ID
		}
		p.candidates = append(p.candidates, store.CandidateOf(l.of.Assessment, l.Need, later))
	}
	return nil
}

// DatedLines are the total lines of a view that count on any day up to its own.
func (p *past) DatedLines(v store.View, sectors []api.SectorCode) ([]store.DatedLine, error) {
	lines, err := p.inView(v, false, func(s *study) bool {
		return s.PublishedOn <= v.AsOf && slices.Contains(v.Visible, s.guard) && (counted(s.Assessment) || s.WithdrawnOn != "")
	})
	var out []store.DatedLine
	for _, l := range lines {
		if among(sectors, l.Sector) {
			out = append(out, store.DatedLine{Line: store.LineOf(l.Need), Rank: l.rank, From: l.of.PublishedOn, Until: l.of.WithdrawnOn})
		}
	}
	return out, err
}
