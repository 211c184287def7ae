package relief

import (
	"context"
	"maps"
	"slices"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// standing is a pledge as it stood on a day by its own dates and those of its transactions.
func standing(p api.Pledge, transactions []api.Transaction, on api.Date) api.Pledge {
	a := newAccount(p, rest{})
	for _, t := range transactions {
		if t.Counted && t.Date <= on {
			a.apply(t.TransactionInput)
		}
	}
	if p.FirmOn == "" || p.FirmOn > on {
		p.Stage, p.FirmOn = api.Announced, ""
	}
	if p.CancelledOn > on {
		p.CancelledOn = ""
	}
	then := pledged{p}
	then.settle(a, on)
	return then.Pledge
}

// stand turns a page of pledges into how they stood on a day.
func stand(tx *store.Tx, page []api.Pledge, on api.Date) error {
	ids := make([]string, len(page))
	for i, p := range page {
		ids[i] = p.ID
	}
	if len(ids) == 0 {
		return nil
	}
	transactions, err := tx.TransactionsOf(ids...)
	for i, p := range page {
		page[i] = standing(p, transactions[p.ID], on)
	}
	return err
}

// pledgesThen lists pledges out of the ledger.
func pledgesThen(tx *store.Tx, w when, f api.PledgeFilter) (api.List[api.Pledge], error) {
	l, err := landsOf(tx, f.Region)
	if err != nil {
		return api.List[api.Pledge]{}, err
	}
	pledges, transactions, err := newPast(tx, w.known).pledgesAt(f.Crisis)
	if err != nil {
		return api.List[api.Pledge]{}, err
	}
	all := []api.Pledge{}
	for _, p := range pledges {
		if w.asked && p.PledgedOn > w.on {
			continue
		}
		if w.asked {
			p = standing(p, transactions[p.ID], w.on)
		}
		p.Status = p.StateOn(w.on)
		if pledgeMatches(f, l, p) {
			all = append(all, p)
		}
	}
	page, sort := f.Page, f.Sort
	f.Page = api.Page{}
	return store.Cut(all, "pledges", sort, page, f, func(p api.Pledge, by string) any {
		switch by {
		case "pledged_on":
			return string(p.PledgedOn)
		case "amount_usd":
			return int64(*p.AmountUSD)
		}
		return ""
	}, func(p api.Pledge) string { return p.ID })
}

// PledgeAt reads one pledge as it stood on a day, as it was known at a moment,
// or both. One that was pledged later, or not yet recorded, is [api.CodeNotFound].
func (s *Service) PledgeAt(ctx context.Context, caller api.Caller, id string, f api.PledgeRecordFilter) (api.Pledge, error) {
	if f == (api.PledgeRecordFilter{}) {
		return s.Pledge(ctx, caller, id)
	}
	return read(ctx, s, func(tx *store.Tx) (api.Pledge, error) {
		w, err := s.when(tx, caller, f.AsOf, f.KnownAt)
		if err != nil {
			return api.Pledge{}, err
		}
		p, transactions, err := pledgeThen(tx, w, id)
		switch {
		case err != nil:
			return api.Pledge{}, err
		case w.asked && p.PledgedOn > w.on:
			return api.Pledge{}, api.Errorf(api.CodeNotFound, "The pledge was made on %s, after %s.", p.PledgedOn, w.on)
		case w.asked:
			p = standing(p, transactions, w.on)
		}
		p.Status = p.StateOn(w.on)
		one := []api.Pledge{p}
		blur(w.veil, one)
		return one[0], nil
	})
}

func pledgeThen(tx *store.Tx, w when, id string) (api.Pledge, []api.Transaction, error) {
	if !w.past {
		p, err := pledgeByID(tx.Pledge, id, w.on)
		if err != nil {
			return api.Pledge{}, nil, err
		}
		all, err := tx.TransactionsOf(id)
		return p, all[id], err
	}
	p, ok, err := only(store.StatesAt[api.Pledge](tx, "pledges", store.One(id), w.known))
	if err == nil && !ok {
		err = w.unknown("pledge", id)
	}
	if err != nil {
		return api.Pledge{}, nil, err
	}
	states, err := store.StatesAt[api.Transaction](tx, "transactions", store.TransactionsFor(id), w.known)
	var all []api.Transaction
	for _, s := range states {
		all = append(all, s.Record)
	}
	inOrder(all)
	return p, all, err
}

// assessmentsThen lists assessments out of the ledger.
func assessmentsThen(tx *store.Tx, w when, f api.AssessmentFilter) (api.List[api.Assessment], error) {
	l, err := landsOf(tx, f.Region)
	maps.DeleteFunc(l, func(pcode string, _ bool) bool { return w.veil.Hides(pcode) })
	if err != nil {
		return api.List[api.Assessment]{}, err
	}
	studies, err := newPast(tx, w.known).studiesOf(f.Crisis...)
	if err != nil {
		return api.List[api.Assessment]{}, err
	}
	all := []api.Assessment{}
	for _, s := range studies {
		if s.isSeen(w.seen) && assessmentMatches(f, l, s.Assessment) {
			a := s.Assessment
			a.Needs = nil
			all = append(all, a)
		}
	}
	page, sort := f.Page, f.Sort
	f.Page = api.Page{}
	return store.Cut(all, "assessments", sort, page, f, func(a api.Assessment, by string) any {
		if by == "published_on" {
			return string(a.PublishedOn)
		}
		return ""
	}, func(a api.Assessment) string { return a.ID })
}

// AssessmentAt reads one assessment as it was known at a moment.
func (s *Service) AssessmentAt(ctx context.Context, caller api.Caller, id string, f api.RecordFilter) (api.Assessment, error) {
	if f.KnownAt == "" {
		return s.Assessment(ctx, caller, id)
	}
	return read(ctx, s, func(tx *store.Tx) (api.Assessment, error) {
		w, err := s.when(tx, caller, "", f.KnownAt)
		if err != nil {
			return api.Assessment{}, err
		}
		study, err := studyThen(tx, w, id)
		if err != nil {
			return api.Assessment{}, err
		}
		study.Needs = slices.DeleteFunc(slices.Clone(study.Needs), func(n api.Need) bool { return w.veil.Hides(n.Region) })
		study.Needs = study.Needs[:min(len(study.Needs), api.MaxLimit)]
		suppress(caller, study.Needs)
		return study.Assessment, nil
	})
}

// studyThen reads an assessment out of the ledger, with those of its crisis
// that it may be superseded by.
func studyThen(tx *store.Tx, w when, id string) (study, error) {
	p := newPast(tx, w.known)
	a, ok, err := only(store.StatesAt[api.Assessment](tx, "assessments", store.One(id), w.known))
	var all []study
	if ok {
		all, err = p.studiesOf(a.Crisis)
	}
	if err != nil {
		return study{}, err
	}
	for _, s := range all {
		if s.ID == id && s.isSeen(w.seen) {
			return s, nil
		}
	}
	return study{}, w.unknown("assessment", id)
}

// needsThen lists need lines out of the ledger.
func needsThen(tx *store.Tx, w when, f api.NeedFilter) (api.List[api.Need], error) {
	studies, err := newPast(tx, w.known).studiesOf(f.Crisis...)
	if err != nil {
		return api.List[api.Need]{}, err
	}
	lines := linesOf(studies, func(s *study, _ api.Need) bool { return s.counts(w.on, w.seen.Done) })
	best := newest(lines)
	out, err := selected(tx, w, f, lines, func(l line) bool { return f.Competing || best[keyOf(l.Need)].ID == l.ID })
	if err == nil && f.Competing {
		rivals := make([]store.Rival, len(lines))
		for i, l := range lines {
			rivals[i] = store.RivalOf(l.of.Assessment, l.Need)
		}
		judge(out.Data, rivals)
	}
	return out, err
}

// linesThen lists the lines of one assessment out of the ledger.
func linesThen(tx *store.Tx, w when, assessment string, f api.NeedFilter) (api.List[api.Need], error) {
	s, err := studyThen(tx, w, assessment)
	if err != nil {
		return api.List[api.Need]{}, err
	}
	lines := linesOf([]study{s}, func(*study, api.Need) bool { return true })
	return selected(tx, w, f, lines, func(line) bool { return true })
}

// selected answers with a page of the lines that a filter selects.
func selected(tx *store.Tx, w when, f api.NeedFilter, lines []line, keep func(line) bool) (api.List[api.Need], error) {
	l, err := landsOf(tx, f.Region)
	if err != nil {
		return api.List[api.Need]{}, err
	}
	all := []api.Need{}
	for _, n := range lines {
		if keep(n) && !w.veil.Hides(n.Region) && needMatches(f, l, w.seen.Public(), n.of.Organization, n.Need) {
			all = append(all, n.Need)
		}
	}
	page, sort := f.Page, f.Sort
	f.Page = api.Page{}
	return store.Cut(all, "needs", sort, page, f, func(api.Need, string) any { return "" }, func(n api.Need) string { return n.ID })
}
