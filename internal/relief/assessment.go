package relief

import (
	"context"
	"strconv"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// Assessments lists the assessments that the caller may see, without their lines.
func (s *Service) Assessments(ctx context.Context, caller api.Caller, f api.AssessmentFilter) (api.List[api.Assessment], error) {
	return asked(ctx, s, f.Page, f.KnownAt != "", func(tx *store.Tx) (api.List[api.Assessment], error) {
		w, err := s.when(tx, caller, "", f.KnownAt)
		if err != nil {
			return api.List[api.Assessment]{}, err
		}
		if w.past {
			return assessmentsThen(tx, w, f)
		}
		return tx.Assessments(w.seen, w.veil, f)
	})
}

// Assessment reads one assessment with its first [api.MaxLimit] lines. Absent
// and invisible are both [api.CodeNotFound].
func (s *Service) Assessment(ctx context.Context, caller api.Caller, id string) (api.Assessment, error) {
	return read(ctx, s, func(tx *store.Tx) (api.Assessment, error) {
		study, err := s.studyByID(tx, caller, id)
		if err != nil {
			return api.Assessment{}, err
		}
		veil, err := s.veil(tx, caller)
		if err != nil {
			return api.Assessment{}, err
		}
		study.Needs, err = tx.NeedsOf(id, api.MaxLimit, veil)
		suppress(caller, study.Needs)
		return study.Assessment, err
	})
}

// studyByID reads an assessment that the caller sees; any other is not found.
func (s *Service) studyByID(tx *store.Tx, caller api.Caller, id string) (store.Study, error) {
	return byID("assessment", id, func(id string) (store.Study, bool, error) {
		return tx.Study(s.policy.Seen(caller, "assessments"), id)
	})
}

// CreateAssessment records an assessment of the caller's organization as a
// draft. It returns [api.CodeInvalid], and [api.CodeForbidden] for another
// organization.
func (s *Service) CreateAssessment(ctx context.Context, caller api.Caller, in api.AssessmentInput, once *api.Once) (api.Assessment, error) {
	in = in.WithDefaults(caller)
	if err := s.may(caller, "createAssessment", in.Organization); err != nil {
		return api.Assessment{}, err
	}
	return write(ctx, s, caller, once, func(w *work) (api.Assessment, error) {
		return w.createAssessment(in, api.Draft, "", "")
	})
}

func (w *work) createAssessment(in api.AssessmentInput, status api.AssessmentStatus, origin, content string) (api.Assessment, error) {
	a := newAssessment(w.s.newID(), in, status, w.fresh())
	needs, err := w.checkAssessment(a, in)
	if err != nil {
		return api.Assessment{}, err
	}
	if err := w.AddStudy(store.Study{Assessment: a, Origin: origin, Content: content}); err != nil {
		return api.Assessment{}, err
	}
	if err := w.AddNeeds(a, needs); err != nil {
		return api.Assessment{}, err
	}
	if err := w.touchCounted(a, needs); err != nil {
		return api.Assessment{}, err
	}
	return w.recordAssessment(nil, a, needs, "create", "")
}

// recordAssessment notes the change with all lines, and answers with the first ones.
func (w *work) recordAssessment(before any, a api.Assessment, needs []api.Need, action, reason string) (api.Assessment, error) {
	a.Needs = needs
	if err := w.record("assessments", a.ID, action, reason, before, a); err != nil {
		return api.Assessment{}, err
	}
	a.Needs = needs[:min(len(needs), api.MaxLimit)]
	return a, nil
}

func newAssessment(id string, in api.AssessmentInput, status api.AssessmentStatus, m api.Meta) api.Assessment {
	return api.Assessment{ID: id, Crisis: in.Crisis, Organization: in.Organization, Title: in.Title, Method: in.Method, Period: in.Period,
		PublishedOn: in.PublishedOn, Sensitivity: in.Sensitivity, Status: status, Sources: in.Sources, NeedCount: len(in.Needs), Meta: m}
}

// inputOf returns the assessment as it would be recorded.
func inputOf(a api.Assessment, needs []api.Need) api.AssessmentInput {
	in := api.AssessmentInput{Crisis: a.Crisis, Organization: a.Organization, Title: a.Title, Method: a.Method, Period: a.Period,
		PublishedOn: a.PublishedOn, Sensitivity: a.Sensitivity, Sources: a.Sources, Needs: []api.NeedInput{}}
	for _, n := range needs {
		in.Needs = append(in.Needs, n.NeedInput)
	}
	return in
}

// checkAssessment validates an assessment against the records it names and
// makes its need lines.
func (w *work) checkAssessment(a api.Assessment, in api.AssessmentInput) ([]api.Need, error) {
	f := in.Validate()
	land, err := w.territoryOf(in.Crisis, &f, "/crisis")
	if err != nil {
		return nil, err
	}
	if err := w.knownOrganizations(&f, map[string]string{"/organization": in.Organization}); err != nil {
		return nil, err
	}
	places, err := w.needPlaces(in.Needs)
	if err != nil {
		return nil, err
	}
	needs := make([]api.Need, len(in.Needs))
	for i, n := range in.Needs {
		at := "/needs/" + strconv.Itoa(i)
		land.inside(&f, at+"/region", n.Region, places)
		usd, err := w.usd(n.Required, in.PublishedOn, &f, at+"/required")
		if err != nil {
			return nil, err
		}
		needs[i] = api.Need{ID: w.s.newID(), Assessment: a.ID, Crisis: a.Crisis, NeedInput: n, RequiredUSD: usd, Meta: w.fresh()}
	}
	return needs, f.Err()
}

func (w *work) needPlaces(needs []api.NeedInput) (map[string]store.Place, error) {
	seen := map[string]bool{}
	var pcodes []string
	for _, n := range needs {
		if !seen[n.Region] {
			seen[n.Region] = true
			pcodes = append(pcodes, n.Region)
		}
	}
	return w.Paths(pcodes)
}

// UpdateAssessment corrects an assessment that does not count yet; a rejected
// one becomes a draft again. A patch of needs replaces all lines. It returns
// [api.CodeConflict] for one that counts or was withdrawn.
func (s *Service) UpdateAssessment(ctx context.Context, caller api.Caller, id string, version int64, patch api.Patch) (api.Assessment, error) {
	if err := s.may(caller, "updateAssessment"); err != nil {
		return api.Assessment{}, err
	}
	return write(ctx, s, caller, nil, func(w *work) (api.Assessment, error) {
		before, lines, err := w.lockAssessment(id)
		if err != nil {
			return api.Assessment{}, err
		}
		if err := w.may("updateAssessment", before.Organization); err != nil {
			return api.Assessment{}, err
		}
		if err := checkVersion(version, before.Version); err != nil {
			return api.Assessment{}, err
		}
		in := inputOf(before.Assessment, lines)
		if err := mayCorrect(before); err != nil {
			return api.Assessment{}, err
		}
		if err := patch.Apply(&in); err != nil {
			return api.Assessment{}, err
		}
		return w.correctAssessment(before, lines, in.WithDefaults(caller))
	})
}

// mayCorrect refuses an assessment that counts or was withdrawn. Code: conflict.
func mayCorrect(before store.Study) error {
	switch before.Status {
	case api.Draft, api.Submitted, api.Rejected:
		return nil
	}
	return api.Errorf(api.CodeConflict, "The assessment is %s. Record a new one: its lines take the place of these once it is validated.", before.Status)
}

// correctAssessment changes an assessment that does not count yet; a rejected one becomes a draft again.
func (w *work) correctAssessment(before store.Study, lines []api.Need, in api.AssessmentInput) (api.Assessment, error) {
	if err := mayCorrect(before); err != nil {
		return api.Assessment{}, err
	}
	status := before.Status
	if status == api.Rejected {
		status = api.Draft
	}
	var f api.Fields
	checkOpening(&f, before.Assessment, before.RaisedBy, in.Sensitivity)
	if err := f.Err(); err != nil {
		return api.Assessment{}, err
	}
	return w.replaceAssessment(before, lines, in, status)
}

// lockAssessment reads an assessment with all its lines for writing.
func (w *work) lockAssessment(id string) (store.Study, []api.Need, error) {
	if _, err := w.s.studyByID(w.Tx, w.caller, id); err != nil {
		return store.Study{}, nil, err
	}
	if err := w.LockStudy(id); err != nil {
		return store.Study{}, nil, err
	}
	study, err := w.s.studyByID(w.Tx, w.caller, id)
	if err != nil {
		return store.Study{}, nil, err
	}
	lines, err := w.NeedsOf(id, api.MaxNeeds, nil)
	return study, lines, err
}

func (w *work) replaceAssessment(before store.Study, lines []api.Need, in api.AssessmentInput, status api.AssessmentStatus) (api.Assessment, error) {
	after := before
	after.Assessment = newAssessment(before.ID, in, status, w.next(before.Meta))
	needs, err := w.checkAssessment(after.Assessment, in)
	if err != nil {
		return api.Assessment{}, err
	}
	var f api.Fields
	fixed(&f, "/crisis", before.Crisis, in.Crisis)
	fixed(&f, "/organization", before.Organization, in.Organization)
	if err := f.Err(); err != nil {
		return api.Assessment{}, err
	}
	if err := w.ReplaceStudy(after, before.Version); err != nil {
		return api.Assessment{}, err
	}
	if err := w.touchCounted(before.Assessment, lines); err != nil {
		return api.Assessment{}, err
	}
	if err := w.DropNeeds(before.ID); err != nil {
		return api.Assessment{}, err
	}
	if err := w.AddNeeds(after.Assessment, needs); err != nil {
		return api.Assessment{}, err
	}
	if err := w.touchCounted(after.Assessment, needs); err != nil {
		return api.Assessment{}, err
	}
	was := before.Assessment
	was.Needs = lines
	return w.recordAssessment(was, after.Assessment, needs, "update", "")
}
