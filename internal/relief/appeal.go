package relief

import (
	"context"
	"strconv"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// Appeals lists appeals with their requirements.
func (s *Service) Appeals(ctx context.Context, caller api.Caller, f api.AppealFilter) (api.List[api.Appeal], error) {
	return read(ctx, s, func(tx *store.Tx) (api.List[api.Appeal], error) {
		veil, err := s.veil(tx, caller)
		if err != nil {
			return api.List[api.Appeal]{}, err
		}
		list, err := tx.Appeals(f)
		blurAppeals(veil, list.Data)
		return list, err
	})
}

// Appeal reads one appeal, or returns [api.CodeNotFound].
func (s *Service) Appeal(ctx context.Context, caller api.Caller, code string) (api.Appeal, error) {
	return read(ctx, s, func(tx *store.Tx) (api.Appeal, error) {
		p, ok, err := tx.Plan(code)
		if _, err := found("appeal", code, p.Appeal, ok, err); err != nil {
			return api.Appeal{}, err
		}
		veil, err := s.veil(tx, caller)
		one := []api.Appeal{p.Appeal}
		blurAppeals(veil, one)
		return one[0], err
	})
}

// CreateAppeal records an appeal. It returns [api.CodeInvalid], and
// [api.CodeConflict] for a code that exists.
func (s *Service) CreateAppeal(ctx context.Context, caller api.Caller, in api.AppealInput, once *api.Once) (api.Appeal, error) {
	if err := s.may(caller, "createAppeal"); err != nil {
		return api.Appeal{}, err
	}
	return write(ctx, s, caller, once, func(w *work) (api.Appeal, error) { return w.createAppeal(in.WithDefaults()) })
}

func (w *work) createAppeal(in api.AppealInput) (api.Appeal, error) {
	plan, err := w.checkAppeal(in)
	if err != nil {
		return api.Appeal{}, err
	}
	if _, taken, err := w.Plan(in.Code); taken || err != nil {
		return api.Appeal{}, conflict(err, "appeal", "/v1/appeals/"+in.Code)
	}
	plan.Meta = w.fresh()
	if err := w.AddPlan(plan); err != nil {
		return api.Appeal{}, err
	}
	return plan.Appeal, w.record("appeals", in.Code, "create", "", nil, plan.Appeal)
}

// UpdateAppeal changes an appeal; its code and crisis stay.
func (s *Service) UpdateAppeal(ctx context.Context, caller api.Caller, code string, version int64, patch api.Patch) (api.Appeal, error) {
	if err := s.may(caller, "updateAppeal"); err != nil {
		return api.Appeal{}, err
	}
	return write(ctx, s, caller, nil, func(w *work) (api.Appeal, error) {
		before, ok, err := w.Plan(code)
		if _, err := found("appeal", code, before, ok, err); err != nil {
			return api.Appeal{}, err
		}
		if err := checkVersion(version, before.Version); err != nil {
			return api.Appeal{}, err
		}
		in := before.AppealInput
		if err := patch.Apply(&in); err != nil {
			return api.Appeal{}, err
		}
		return w.replaceAppeal(before, in.WithDefaults())
	})
}

func (w *work) replaceAppeal(before store.Plan, in api.AppealInput) (api.Appeal, error) {
	after, err := w.checkAppeal(in)
	if err != nil {
		return api.Appeal{}, err
	}
	var f api.Fields
	fixed(&f, "/code", before.Code, in.Code)
	fixed(&f, "/crisis", before.Crisis, in.Crisis)
	if err := f.Err(); err != nil {
		return api.Appeal{}, err
	}
	after.Meta = w.next(before.Meta)
	if err := w.ReplacePlan(after, before.Version); err != nil {
		return api.Appeal{}, err
	}
	if after.Anchor != before.Anchor {
		if err := w.repost(in.Crisis); err != nil {
			return api.Appeal{}, err
		}
	}
	return after.Appeal, w.record("appeals", in.Code, "update", "", before.Appeal, after.Appeal)
}

// checkAppeal validates an appeal against the records it names and values its
// requirements in US dollars.
func (w *work) checkAppeal(in api.AppealInput) (store.Plan, error) {
	f := in.Validate()
	land, err := w.territoryOf(in.Crisis, &f, "/crisis")
	if err != nil {
		return store.Plan{}, err
	}
	var pcodes []string
	for _, r := range in.Requirements {
		pcodes = append(pcodes, r.Region)
	}
	places, err := w.Places(pcodes)
	if err != nil {
		return store.Plan{}, err
	}
	plan := store.Plan{Appeal: api.Appeal{AppealInput: in}, Anchor: ancestor(pcodes, places)}
	for i, r := range in.Requirements {
		at := "/requirements/" + strconv.Itoa(i)
		land.inside(&f, at+"/region", r.Region, places)
		usd, err := w.usd(r.Amount, in.StartsOn, &f, at+"/amount")
		if err != nil {
			return store.Plan{}, err
		}
		plan.USD = append(plan.USD, usd)
		if usd != nil {
			sum := *usd
			if plan.Required != nil {
				sum += *plan.Required
			}
			plan.Required = &sum
		}
	}
	return plan, f.Err()
}
