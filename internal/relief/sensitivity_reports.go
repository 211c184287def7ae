package relief

import (
	"cmp"
	"context"

	"github.com/konbit-aid/konbit/api"
)

// guarded says how the sensitivity of a kind of report is changed.
type guarded[R any] struct {
	resource  string
	operation string
	read      func(w *work, id string) (R, error) // what the caller sees, locked
	parts     func(*R) (organization string, sensitivity *api.Sensitivity, meta *api.Meta)
	save      func(w *work, before, after R, reason string) error
}

var guardedIncident = guarded[api.Incident]{
	resource: "incidents", operation: "changeIncidentSensitivity",
	read: (*work).lockedIncident,
	parts: func(r *api.Incident) (string, *api.Sensitivity, *api.Meta) {
		return r.Organization, &r.Sensitivity, &r.Meta
	},
	save: func(w *work, before, after api.Incident, reason string) error {
		if err := w.ReplaceIncident(after, before.Version); err != nil {
			return err
		}
		return w.record("incidents", after.ID, "sensitivity", reason, before, after)
	},
}

var guardedConstraint = guarded[api.AccessConstraint]{
	resource: "access-constraints", operation: "changeAccessConstraintSensitivity",
	read: (*work).lockedConstraint,
	parts: func(c *api.AccessConstraint) (string, *api.Sensitivity, *api.Meta) {
		return c.Organization, &c.Sensitivity, &c.Meta
	},
	save: func(w *work, before, after api.AccessConstraint, reason string) error {
		return w.saveConstraint(before, after, "sensitivity", reason)
	},
}

// ChangeIncidentSensitivity changes who may see an incident. Everybody concerned
// may close it at once; opening it takes two organizations: [api.Awaiting].
func (s *Service) ChangeIncidentSensitivity(ctx context.Context, caller api.Caller, id string, in api.SensitivityChange, once *api.Once) (api.Incident, error) {
	return changeSensitivity(ctx, s, caller, guardedIncident, id, in, once)
}

// ChangeAccessConstraintSensitivity is the same for an access constraint.
func (s *Service) ChangeAccessConstraintSensitivity(ctx context.Context, caller api.Caller, id string, in api.SensitivityChange, once *api.Once) (api.AccessConstraint, error) {
	return changeSensitivity(ctx, s, caller, guardedConstraint, id, in, once)
}

func changeSensitivity[R any](ctx context.Context, s *Service, caller api.Caller, g guarded[R], id string, in api.SensitivityChange, once *api.Once) (R, error) {
	if err := s.mayAny(caller, g.operation); err != nil {
		var none R
		return none, err
	}
	return write(ctx, s, caller, once, func(w *work) (R, error) { return g.change(w, id, in) })
}

func (g guarded[R]) change(w *work, id string, in api.SensitivityChange) (R, error) {
	var none R
	before, err := g.read(w, id)
	if err != nil {
		return none, err
	}
	after := before
	organization, now, meta := g.parts(&after)
	operation := g.operation + ":close"
	if in.To.Opener(*now) {
		operation = g.operation + ":open"
	}
	if err := w.may(operation, organization); err != nil {
		return none, err
	}
	if err := cmp.Or(in.Validate().Err(), w.asAgreed(meta.Version)); err != nil {
		return none, err
	}
	if in.To == *now {
		return none, api.Errorf(api.CodeConflict, "The record is %s already.", in.To)
	}
	if w.takesTwo(operation) {
		return none, w.await(operation, subject{g.resource, id, meta.Version, organization}, in, in.Reason)
	}
	*now, *meta = in.To, w.next(*meta)
	return after, g.save(w, before, after, in.Reason)
}

// agreed makes the change that a second person has agreed to.
func (g guarded[R]) agreed(w *work, a api.Approval) error {
	return replayed(a, func(in api.SensitivityChange) (R, error) { return g.change(w, a.Record, in) })
}

// staysClosed refuses that a patch shows a report to more people.
func staysClosed(f *api.Fields, resource, id string, before, after api.Sensitivity) {
	if after.Opener(before) {
		f.Add("/sensitivity", "takes_two", "Showing a record to more people takes two organizations: POST /v1/%s/%s/sensitivity {\"to\":%q,\"reason\":\"…\"}.", resource, id, string(after))
	}
}
