package relief

import (
	"context"
	"errors"
	"path"
	"strconv"
	"strings"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// aheadOf is how many pledges of a batch are looked ahead at once.
const aheadOf = 100

// CreatePledges records several pledges in one transaction, each for itself: one that cannot be recorded keeps none of the
// others out. A pledge of another organization refuses them all.
func (s *Service) CreatePledges(ctx context.Context, caller api.Caller, in api.PledgeBatchInput, once *api.Once) (api.PledgeBatch, error) {
	wrong, whole := faultsByRow(ctx, len(in.Pledges))
	if err := in.Validate().Err(); whole || err != nil {
		return api.PledgeBatch{}, withFaults(ctx, err)
	}
	for i := range in.Pledges {
		in.Pledges[i] = in.Pledges[i].WithDefaults(caller)
		if err := s.may(caller, "createPledges", in.Pledges[i].Donor); err != nil {
			return api.PledgeBatch{}, err
		}
	}
	return write(WithFaults(ctx, nil), s, caller, once, func(w *work) (api.PledgeBatch, error) {
		return w.createPledges(in.Pledges, wrong)
	})
}

// createPledges records what can be recorded. Wrong is what reading found wrong, by row.
func (w *work) createPledges(inputs []api.PledgeInput, wrong []api.Fields) (api.PledgeBatch, error) {
	out := api.PledgeBatch{Results: make([]api.PledgeResult, 0, len(inputs))}
	held := map[store.Held]string{} // the references of this batch
	for i, in := range inputs {
		if i%aheadOf == 0 {
			if err := w.foresee(inputs[i:min(i+aheadOf, len(inputs))]...); err != nil {
				return out, err
			}
		}
		own := store.Held{Donor: in.Donor, Reference: string(in.Reference)}
		if first := held[own]; first != "" {
			out.Refuse(api.BatchConflict, first, "This pledge is recorded already: /v1/pledges/"+first, nil)
			continue
		}
		p, err := w.createRow(in, wrong[i])
		if err == nil {
			out.Keep(p)
			if in.Reference != "" {
				held[own] = p.ID
			}
			continue
		}
		e, ours := errors.AsType[*api.Error](err)
		switch {
		case !ours || store.FromDatabase(err):
			return out, err
		case e.Code == api.CodeConflict:
			out.Refuse(api.BatchConflict, path.Base(e.Location), e.Detail, e.Fields)
		case e.Code == api.CodeInvalid:
			out.Refuse(api.BatchInvalid, "", e.Detail, e.Fields)
		default:
			return out, err
		}
	}
	return out, nil
}

// createRow records one pledge unless reading it has found something wrong; then it only looks for what else is.
func (w *work) createRow(in api.PledgeInput, wrong api.Fields) (api.Pledge, error) {
	if len(wrong) == 0 {
		return w.createPledge(in)
	}
	_, _, err := w.checkPledge(api.Pledge{ID: w.s.newID(), PledgeInput: in, Meta: w.fresh()})
	return api.Pledge{}, withFaults(WithFaults(context.Background(), &api.Error{Code: api.CodeInvalid, Fields: wrong}), err)
}

// faultsByRow parts what reading found wrong by the pledge that it is in; whole if some of it is in none, or no JSON that is ours.
func faultsByRow(ctx context.Context, rows int) (wrong []api.Fields, whole bool) {
	wrong = make([]api.Fields, rows)
	found, _ := ctx.Value(faultsKey{}).(*api.Error)
	if found == nil {
		return wrong, false
	}
	for _, f := range found.Fields {
		row, field, _ := strings.Cut(strings.TrimPrefix(f.Pointer, "/pledges/"), "/")
		i, err := strconv.Atoi(row)
		if found.Code != api.CodeInvalid || err != nil || i < 0 || i >= rows || field == "" {
			return wrong, true
		}
		f.Pointer = "/" + field
		wrong[i] = append(wrong[i], f)
	}
	return wrong, false
}
