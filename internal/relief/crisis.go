package relief

import (
	"context"
	"slices"
	"strconv"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// Crises lists crises.
func (s *Service) Crises(ctx context.Context, _ api.Caller, f api.CrisisFilter) (api.List[api.Crisis], error) {
	return read(ctx, s, func(tx *store.Tx) (api.List[api.Crisis], error) { return tx.Crises(f) })
}

// Crisis reads one crisis, or returns [api.CodeNotFound].
func (s *Service) Crisis(ctx context.Context, _ api.Caller, code string) (api.Crisis, error) {
	return read(ctx, s, func(tx *store.Tx) (api.Crisis, error) {
		c, ok, err := tx.Crisis(code)
		return found("crisis", code, c, ok, err)
	})
}

// CreateCrisis records a crisis. It returns [api.CodeInvalid], and
// [api.CodeConflict] for a code that exists.
func (s *Service) CreateCrisis(ctx context.Context, caller api.Caller, in api.CrisisInput, once *api.Once) (api.Crisis, error) {
	if err := s.may(caller, "createCrisis"); err != nil {
		return api.Crisis{}, err
	}
	return write(ctx, s, caller, once, func(w *work) (api.Crisis, error) {
		if err := w.checkCrisis(in); err != nil {
			return api.Crisis{}, err
		}
		if _, taken, err := w.Crisis(in.Code); taken || err != nil {
			return api.Crisis{}, conflict(err, "crisis", "/v1/crises/"+in.Code)
		}
		return w.addCrisis(in)
	})
}

func (w *work) addCrisis(in api.CrisisInput) (api.Crisis, error) {
	c := api.Crisis{CrisisInput: in, Meta: w.fresh()}
	if err := w.AddCrisis(c); err != nil {
		return api.Crisis{}, err
	}
	return c, w.record("crises", c.Code, "create", "", nil, c)
}

// UpdateCrisis changes a crisis; its code stays. Regions may be added; one that
// records refer to may not be taken away.
func (s *Service) UpdateCrisis(ctx context.Context, caller api.Caller, code string, version int64, patch api.Patch) (api.Crisis, error) {
	if err := s.may(caller, "updateCrisis"); err != nil {
		return api.Crisis{}, err
	}
	return write(ctx, s, caller, nil, func(w *work) (api.Crisis, error) {
		before, ok, err := w.Crisis(code)
		if _, err := found("crisis", code, before, ok, err); err != nil {
			return api.Crisis{}, err
		}
		if err := checkVersion(version, before.Version); err != nil {
			return api.Crisis{}, err
		}
		in := before.CrisisInput
		if err := patch.Apply(&in); err != nil {
			return api.Crisis{}, err
		}
		return w.replaceCrisis(before, in)
	})
}

func (w *work) replaceCrisis(before api.Crisis, in api.CrisisInput) (api.Crisis, error) {
	if err := w.checkCrisis(in); err != nil {
		return api.Crisis{}, err
	}
	var f api.Fields
	fixed(&f, "/code", before.Code, in.Code)
	for _, r := range before.Regions {
		if !slices.Contains(in.Regions, r) {
			f.Add("/regions", "immutable", "%s cannot be taken away: records may rest on it. Regions can only be added.", r)
		}
	}
	if err := f.Err(); err != nil {
		return api.Crisis{}, err
	}
	after := api.Crisis{CrisisInput: in, Meta: w.next(before.Meta)}
	if err := w.ReplaceCrisis(after, before.Version); err != nil {
		return api.Crisis{}, err
	}
	if !slices.Equal(before.Regions, in.Regions) {
		if err := w.repost(in.Code); err != nil {
			return api.Crisis{}, err
		}
	}
	return after, w.record("crises", in.Code, "update", "", before, after)
}

func (w *work) checkCrisis(in api.CrisisInput) error {
	f := in.Validate()
	places, err := w.Places(in.Regions)
	if err != nil {
		return err
	}
	unknownRegions(&f, "/regions", in.Regions, places)
	return f.Err()
}

// unknownRegions notes the p-codes of a list that no region has.
func unknownRegions(f *api.Fields, pointer string, pcodes []string, places map[string]store.Place) {
	for i, p := range pcodes {
		knownRegion(f, pointer+"/"+strconv.Itoa(i), p, places)
	}
}

func knownRegion(f *api.Fields, at, pcode string, places map[string]store.Place) bool {
	_, ok := places[pcode]
	if !ok && pcode != "" && !f.Has(at) {
		f.Add(at, "unknown_region", "There is no region %q; GET /v1/regions?q= finds p-codes.", pcode)
	}
	return ok
}
