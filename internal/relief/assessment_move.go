package relief

import (
	"context"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// move is one way from status to status. Who may go it the policy says.
type move struct {
	from   []api.AssessmentStatus
	reason bool // a reason is required
}

// moves is the life of an assessment. Superseded is set by the rules alone.
var moves = map[api.AssessmentStatus]move{
	api.Submitted: {from: []api.AssessmentStatus{api.Draft, api.Rejected}},
	api.Validated: {from: []api.AssessmentStatus{api.Submitted}},
	api.Rejected:  {from: []api.AssessmentStatus{api.Submitted, api.Validated, api.Superseded}, reason: true},
	api.Withdrawn: {from: []api.AssessmentStatus{api.Draft, api.Submitted, api.Rejected, api.Validated, api.Superseded}, reason: true},
}

// TransitionAssessment moves an assessment to submitted, validated, rejected or
// withdrawn. The owner submits and withdraws, coordinators validate and reject;
// the last two and withdrawing what counts need a reason. To reject or withdraw
// what counts takes two people: then the outcome is [api.Awaiting]. It returns
// [api.CodeConflict] where the status does not allow the move.
func (s *Service) TransitionAssessment(ctx context.Context, caller api.Caller, id string, t api.Transition, once *api.Once) (api.Assessment, error) {
	if err := s.mayAny(caller, "transitionAssessment"); err != nil {
		return api.Assessment{}, err
	}
	return write(ctx, s, caller, once, func(w *work) (api.Assessment, error) { return w.transitionAssessment(id, t) })
}

func (w *work) transitionAssessment(id string, t api.Transition) (api.Assessment, error) {
	before, lines, err := w.lockAssessment(id)
	if err != nil {
		return api.Assessment{}, err
	}
	if err := w.asAgreed(before.Version); err != nil {
		return api.Assessment{}, err
	}
	to := api.AssessmentStatus(t.To)
	if err := w.mayMove(before.Assessment, to, t); err != nil {
		return api.Assessment{}, err
	}
	if operation := "transitionAssessment:" + t.To; counts(before.Status) && w.takesTwo(operation) {
		return api.Assessment{}, w.await(operation, subject{"assessments", id, before.Version, before.Organization}, t, t.Reason)
	}
	return w.moveAssessment(before, lines, to, t)
}

// counts tells whether the lines of an assessment in this status count or were overtaken.
func counts(s api.AssessmentStatus) bool { return s == api.Validated || s == api.Superseded }

func (w *work) mayMove(a api.Assessment, to api.AssessmentStatus, t api.Transition) error {
	f := t.Validate()
	m, ok := moves[to]
	if !ok {
		f.Add("/to", "unknown_value", "An assessment moves to submitted, validated, rejected or withdrawn.")
		return f.Err()
	}
	if err := w.may("transitionAssessment:"+t.To, a.Organization); err != nil {
		return err
	}
	allowed := false
	for _, from := range m.from {
		allowed = allowed || from == a.Status
	}
	if !allowed {
		return api.Errorf(api.CodeConflict, "The assessment is %s and cannot become %s.", a.Status, to)
	}
	if m.reason && t.Reason == "" {
		f.Add("/reason", "required", "Say why; the reason stays in the history.")
	}
	if to == api.Submitted && a.NeedCount == 0 {
		f.Add("/to", "no_needs", "The assessment has no need lines yet; add them before it is submitted.")
	}
	f.Order("/on", a.PublishedOn, t.On, "A status changes on or after the day of publication")
	return f.Err()
}

func (w *work) moveAssessment(before store.Study, lines []api.Need, to api.AssessmentStatus, t api.Transition) (api.Assessment, error) {
	after := before
	counted := counts(before.Status)
	after.Status, after.Meta = to, w.next(before.Meta)
	if to == api.Withdrawn && counted {
		after.WithdrawnOn = max(t.On, before.PublishedOn)
		if t.On == "" {
			after.WithdrawnOn = max(w.today(), before.PublishedOn)
		}
	}
	if err := w.ReplaceStudy(after, before.Version); err != nil {
		return api.Assessment{}, err
	}
	if counted || to == api.Validated {
		if err := w.Supersede(before.ID); err != nil {
			return api.Assessment{}, err
		}
		if err := w.touch(before.Assessment, lines); err != nil {
			return api.Assessment{}, err
		}
		now, err := w.s.studyByID(w.Tx, w.caller, before.ID)
		if err != nil {
			return api.Assessment{}, err
		}
		after.Status = now.Status
	}
	return w.recordAssessment(before.Assessment, after.Assessment, lines, t.To, t.Reason)
}
