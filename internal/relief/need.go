package relief

import (
	"context"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// Needs lists the need lines current on f.AsOf (today if left out) that the
// caller may see; with f.Competing, every line that counts on that day.
func (s *Service) Needs(ctx context.Context, caller api.Caller, f api.NeedFilter) (api.List[api.Need], error) {
	if f.AsOf == "" {
		f.AsOf = s.today()
	}
	list, err := read(ctx, s, func(tx *store.Tx) (api.List[api.Need], error) {
		seen, veil, err := s.sight(tx, caller, "assessments")
		if err != nil {
			return api.List[api.Need]{}, err
		}
		return tx.Needs(seen, veil, f, true)
	})
	suppress(caller, list.Data)
	return list, err
}

// Need reads one line, or returns [api.CodeNotFound].
func (s *Service) Need(ctx context.Context, caller api.Caller, id string) (api.Need, error) {
	return read(ctx, s, func(tx *store.Tx) (api.Need, error) {
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
		if _, err := s.studyByID(tx, caller, assessment); err != nil {
			return api.List[api.Need]{}, err
		}
		seen, veil, err := s.sight(tx, caller, "assessments")
		if err != nil {
			return api.List[api.Need]{}, err
		}
		f.Assessment = []string{assessment}
		return tx.Needs(seen, veil, f, false)
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
