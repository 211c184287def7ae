package relief

import (
	"context"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// Needs lists the need lines current on f.AsOf (today if left out) that the
// caller may see, as far as was known at f.KnownAt; with f.Competing, every line
// that counts on that day, and which is chosen.
func (s *Service) Needs(ctx context.Context, caller api.Caller, f api.NeedFilter) (api.List[api.Need], error) {
	list, err := asked(ctx, s, f.Page, f.Competing || f.KnownAt != "", func(tx *store.Tx) (api.List[api.Need], error) {
		w, err := s.when(tx, caller, f.AsOf, f.KnownAt)
		if err != nil {
			return api.List[api.Need]{}, err
		}
		f.AsOf = w.on
		if w.past {
			return needsThen(tx, w, f)
		}
		list, err := tx.Needs(w.seen, w.veil, f, true)
		if err != nil || !f.Competing || len(list.Data) == 0 {
			return list, err
		}
		rivals, err := tx.Rivals(w.on, w.seen.Done, idsOf(list.Data))
		judge(list.Data, rivals)
		return list, err
	})
	suppress(caller, list.Data)
	return list, err
}

func idsOf(needs []api.Need) []string {
	ids := make([]string, len(needs))
	for i, n := range needs {
		ids[i] = n.ID
	}
	return ids
}

// Need reads one line, or returns [api.CodeNotFound].
func (s *Service) Need(ctx context.Context, caller api.Caller, id string) (api.Need, error) {
	return glance(ctx, s, func(tx *store.Tx) (api.Need, error) {
		seen, veil, err := s.sight(tx, caller, "assessments")
		if err != nil {
			return api.Need{}, err
		}
		n, err := byID("need", id, func(id string) (api.Need, bool, error) { return tx.Need(seen, veil, id) })
		one := []api.Need{n}
		suppress(caller, one)
		return one[0], err
	})
}

// AssessmentNeeds lists the lines of one assessment, current or not.
func (s *Service) AssessmentNeeds(ctx context.Context, caller api.Caller, assessment string, f api.NeedFilter) (api.List[api.Need], error) {
	list, err := read(ctx, s, func(tx *store.Tx) (api.List[api.Need], error) {
		w, err := s.when(tx, caller, f.AsOf, f.KnownAt)
		if err != nil {
			return api.List[api.Need]{}, err
		}
		if w.past {
			return linesThen(tx, w, assessment, f)
		}
		if _, err := s.studyByID(tx, caller, assessment); err != nil {
			return api.List[api.Need]{}, err
		}
		f.Assessment = []string{assessment}
		return tx.Needs(w.seen, w.veil, f, false)
	})
	suppress(caller, list.Data)
	return list, err
}

// suppress hides small numbers of people from the public.
func suppress(caller api.Caller, needs []api.Need) {
	if !caller.Anonymous() {
		return
	}
	for i := range needs {
		n := &needs[i]
		for _, p := range []**api.People{&n.Affected, &n.InNeed, &n.Targeted, &n.Reached} {
			*p = (*p).Suppress()
		}
	}
}
