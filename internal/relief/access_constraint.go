package relief

import (
	"context"
	"slices"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// AccessConstraints lists the access constraints that the caller may see.
func (s *Service) AccessConstraints(ctx context.Context, caller api.Caller, f api.AccessConstraintFilter) (api.List[api.AccessConstraint], error) {
	return listed(ctx, s, caller, "access-constraints", f, (*store.Tx).AccessConstraints)
}

// AccessConstraint reads one constraint. Absent and invisible are both [api.CodeNotFound].
func (s *Service) AccessConstraint(ctx context.Context, caller api.Caller, id string) (api.AccessConstraint, error) {
	return glance(ctx, s, func(tx *store.Tx) (api.AccessConstraint, error) { return s.constraintByID(tx, caller, id) })
}

func (s *Service) constraintByID(tx *store.Tx, caller api.Caller, id string) (api.AccessConstraint, error) {
	return seenByID(s, tx, caller, "access constraint", "access-constraints", id, (*store.Tx).AccessConstraint)
}

// CreateAccessConstraint records a constraint as the caller's organization sees
// it. It returns [api.CodeInvalid], [api.CodeForbidden] for another organization,
// and [api.CodeConflict] with the first one's location where the organization
// has one of the same type for the same place, time and sector.
func (s *Service) CreateAccessConstraint(ctx context.Context, caller api.Caller, in api.AccessConstraintInput, once *api.Once) (api.AccessConstraint, error) {
	in = in.WithDefaults(caller)
	if err := s.may(caller, "createAccessConstraint", in.Organization); err != nil {
		return api.AccessConstraint{}, err
	}
	return write(ctx, s, caller, once, func(w *work) (api.AccessConstraint, error) { return w.createConstraint(in) })
}

func (w *work) createConstraint(in api.AccessConstraintInput) (api.AccessConstraint, error) {
	c := api.AccessConstraint{ID: w.s.newID(), AccessConstraintInput: in, Direction: in.Type.Direction(), Status: api.ConstraintRecorded, Meta: w.fresh()}
	if err := w.checkConstraint(c); err != nil {
		return api.AccessConstraint{}, err
	}
	if err := w.AddAccessConstraint(c); err != nil {
		return api.AccessConstraint{}, err
	}
	return c, w.record("access-constraints", c.ID, "create", "", nil, c)
}

// checkConstraint validates a constraint against the records it names, and sees
// that it says nothing twice.
func (w *work) checkConstraint(c api.AccessConstraint) error {
	in := c.AccessConstraintInput
	if err := w.checkReport(in.Validate(), in.Crisis, in.Organization, in.Region); err != nil {
		return err
	}
	if err := w.LockReports(in.Organization); err != nil {
		return err
	}
	all, err := w.SameConstraints(in)
	if err != nil {
		return err
	}
	for _, other := range all {
		if other.ID != c.ID && overlap(in.Period, c.LiftedOn, other.Period, other.LiftedOn) && shareSector(in.Sectors, other.Sectors) {
			return overlapping("access constraint", "/v1/access-constraints/"+other.ID, other.Period)
		}
	}
	return nil
}

// overlap tells whether two periods have a day in common. One that ended (the
// day is its first without) reaches to the day before.
func overlap(a api.OpenPeriod, aEnded api.Date, b api.OpenPeriod, bEnded api.Date) bool {
	return a.From <= lastDay(b, bEnded) && b.From <= lastDay(a, aEnded)
}

func lastDay(p api.OpenPeriod, ended api.Date) api.Date {
	last := api.Date("9999-12-31")
	if p.To != "" {
		last = p.To
	}
	if ended != "" {
		last = min(last, ended.AddDays(-1))
	}
	return last
}

func shareSector(a, b []api.SectorCode) bool {
	return len(a) == 0 || len(b) == 0 || slices.ContainsFunc(a, func(s api.SectorCode) bool { return slices.Contains(b, s) })
}

func overlapping(kind, location string, p api.OpenPeriod) error {
	until := "without an end"
	if p.To != "" {
		until = "until " + string(p.To)
	}
	e := api.Errorf(api.CodeConflict, "The same %s is recorded from %s %s: %s. Correct or end that one.", kind, p.From, until, location)
	e.Location = location
	e.Fields.Add("/period", "overlapping", "It overlaps with the period of %s: from %s %s.", location, p.From, until)
	return e
}

// UpdateAccessConstraint corrects a constraint; crisis, organization, region and
// type stay. It returns [api.CodeConflict] for one that was withdrawn.
func (s *Service) UpdateAccessConstraint(ctx context.Context, caller api.Caller, id string, version int64, patch api.Patch) (api.AccessConstraint, error) {
	if err := s.may(caller, "updateAccessConstraint"); err != nil {
		return api.AccessConstraint{}, err
	}
	return write(ctx, s, caller, nil, func(w *work) (api.AccessConstraint, error) {
		before, err := w.ownConstraint(id, "updateAccessConstraint")
		if err != nil {
			return api.AccessConstraint{}, err
		}
		if err := checkVersion(version, before.Version); err != nil {
			return api.AccessConstraint{}, err
		}
		in := before.AccessConstraintInput
		if err := patch.Apply(&in); err != nil {
			return api.AccessConstraint{}, err
		}
		return w.replaceConstraint(before, in.WithDefaults(caller))
	})
}

// ownConstraint reads and locks a constraint that the caller may write.
// lockedConstraint reads and locks a constraint that the caller sees.
func (w *work) lockedConstraint(id string) (api.AccessConstraint, error) {
	c, err := w.s.constraintByID(w.Tx, w.caller, id)
	if err != nil {
		return api.AccessConstraint{}, err
	}
	if err := w.LockReports(c.Organization); err != nil {
		return api.AccessConstraint{}, err
	}
	return w.s.constraintByID(w.Tx, w.caller, id)
}

func (w *work) ownConstraint(id, operation string) (api.AccessConstraint, error) {
	c, err := w.s.constraintByID(w.Tx, w.caller, id)
	if err != nil {
		return api.AccessConstraint{}, err
	}
	if err := w.may(operation, c.Organization); err != nil {
		return api.AccessConstraint{}, err
	}
	if err := w.LockReports(c.Organization); err != nil {
		return api.AccessConstraint{}, err
	}
	return w.s.constraintByID(w.Tx, w.caller, id)
}

func (w *work) replaceConstraint(before api.AccessConstraint, in api.AccessConstraintInput) (api.AccessConstraint, error) {
	if before.Status == api.ConstraintWithdrawn {
		return api.AccessConstraint{}, api.Errorf(api.CodeConflict, "The access constraint was withdrawn on %s and is no longer changed.", before.WithdrawnOn)
	}
	after := before
	after.AccessConstraintInput, after.Meta = in, w.next(before.Meta)
	if err := w.checkConstraint(after); err != nil {
		return api.AccessConstraint{}, err
	}
	var f api.Fields
	fixed(&f, "/crisis", before.Crisis, in.Crisis)
	fixed(&f, "/organization", before.Organization, in.Organization)
	staysClosed(&f, "access-constraints", before.ID, before.Sensitivity, in.Sensitivity)
	fixed(&f, "/region", before.Region, in.Region)
	fixed(&f, "/type", before.Type, in.Type)
	f.Order("/period/from", in.Period.From, before.LiftedOn, "A constraint is lifted on or after its first day")
	if err := f.Err(); err != nil {
		return api.AccessConstraint{}, err
	}
	return after, w.saveConstraint(before, after, "update", "")
}

func (w *work) saveConstraint(before, after api.AccessConstraint, action, reason string) error {
	if err := w.ReplaceAccessConstraint(after, before.Version); err != nil {
		return err
	}
	return w.record("access-constraints", after.ID, action, reason, before, after)
}

// TransitionAccessConstraint lifts a constraint, which ends it on a day, or
// withdraws it. Both need a reason. It returns [api.CodeConflict] where the
// status does not allow the move.
func (s *Service) TransitionAccessConstraint(ctx context.Context, caller api.Caller, id string, t api.Transition, once *api.Once) (api.AccessConstraint, error) {
	if err := s.may(caller, "transitionAccessConstraint"); err != nil {
		return api.AccessConstraint{}, err
	}
	return write(ctx, s, caller, once, func(w *work) (api.AccessConstraint, error) {
		before, err := w.ownConstraint(id, "transitionAccessConstraint")
		if err != nil {
			return api.AccessConstraint{}, err
		}
		f := checkWithdrawal(t, []string{string(api.ConstraintLifted), string(api.ConstraintWithdrawn)})
		after := before
		after.Status, after.Meta = api.ConstraintStatus(t.To), w.next(before.Meta)
		if after.Status == api.ConstraintLifted {
			after.LiftedOn = w.dayOf(t)
			f.Order("/on", before.Period.From, after.LiftedOn, "A constraint is lifted on or after its first day")
		} else {
			after.WithdrawnOn = w.dayOf(t)
		}
		if err := f.Err(); err != nil {
			return api.AccessConstraint{}, err
		}
		if before.Status == api.ConstraintWithdrawn || before.Status == after.Status {
			return api.AccessConstraint{}, api.Errorf(api.CodeConflict, "The access constraint is %s already and cannot become %s.", before.Status, t.To)
		}
		return after, w.saveConstraint(before, after, t.To, t.Reason)
	})
}
