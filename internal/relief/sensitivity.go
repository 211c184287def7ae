package relief

import (
	"cmp"
	"context"

	"github.com/konbit-aid/konbit/api"
)

// ChangeAssessmentSensitivity changes who may see an assessment. Everybody
// concerned may close it at once; opening it takes two organizations, so the
// outcome is [api.Awaiting].
func (s *Service) ChangeAssessmentSensitivity(ctx context.Context, caller api.Caller, id string, in api.SensitivityChange, once *api.Once) (api.Assessment, error) {
	if err := s.mayAny(caller, "changeAssessmentSensitivity"); err != nil {
		return api.Assessment{}, err
	}
	return write(ctx, s, caller, once, func(w *work) (api.Assessment, error) { return w.changeSensitivityOf(id)(in) })
}

func (w *work) changeSensitivityOf(id string) func(api.SensitivityChange) (api.Assessment, error) {
	return func(in api.SensitivityChange) (api.Assessment, error) {
		before, lines, err := w.lockAssessment(id)
		if err != nil {
			return api.Assessment{}, err
		}
		opens := in.To.Opener(before.Sensitivity)
		operation := "changeAssessmentSensitivity:close"
		if opens {
			operation = "changeAssessmentSensitivity:open"
		}
		if err := w.may(operation, before.Organization); err != nil {
			return api.Assessment{}, err
		}
		if err := cmp.Or(in.Validate().Err(), w.asAgreed(before.Version)); err != nil {
			return api.Assessment{}, err
		}
		if in.To == before.Sensitivity {
			return api.Assessment{}, api.Errorf(api.CodeConflict, "The assessment is %s already.", in.To)
		}
		if w.takesTwo(operation) {
			return api.Assessment{}, w.await(operation, subject{"assessments", id, before.Version, before.Organization}, in, in.Reason)
		}
		after := before
		after.Sensitivity, after.Meta = in.To, w.next(before.Meta)
		if opens {
			after.RaisedBy = ""
		} else if !w.caller.Owns(before.Organization) {
			after.RaisedBy = w.caller.Organization
		}
		if err := w.ReplaceStudy(after, before.Version); err != nil {
			return api.Assessment{}, err
		}
		if err := w.touchCounted(after.Assessment, lines); err != nil {
			return api.Assessment{}, err
		}
		return w.recordAssessment(before.Assessment, after.Assessment, lines, "sensitivity", in.Reason)
	}
}

// checkOpening refuses that a patch opens an assessment to more people, unless
// it is a draft whose secrecy nobody else has asked for.
func checkOpening(f *api.Fields, before api.Assessment, raisedBy string, to api.Sensitivity) {
	if !to.Opener(before.Sensitivity) || before.Status == api.Draft && raisedBy == "" {
		return
	}
	f.Add("/sensitivity", "takes_two", "Showing a record to more people takes two organizations: POST /v1/assessments/%s/sensitivity {\"to\":%q,\"reason\":\"…\"}.", before.ID, string(to))
}
