package relief

import (
	"cmp"
	"fmt"
	"iter"
	"strings"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

type lineRow = api.Row[api.LineRow]

// ownAssessment records an assessment with its lines as a draft, or corrects the
// one that the row was exported from or imported as before, while it does not count yet.
func (im *importer) ownAssessment(row api.OwnRow[api.AssessmentInput]) (api.Outcome, error) {
	in := row.Input
	im.reporter(&in.Organization, &in.Crisis)
	in = in.WithDefaults(im.b.w.caller)
	return im.putStudy(row.ID, in, func(before api.AssessmentInput) (api.AssessmentInput, error) {
		if row.Input.Organization == "" {
			in.Organization = before.Organization
		}
		return unsaid(im, before, in)
	})
}

// putStudy records an assessment of an organization's own. One that is recorded becomes what the file says of it.
func (im *importer) putStudy(name string, in api.AssessmentInput, said func(before api.AssessmentInput) (api.AssessmentInput, error)) (api.Outcome, error) {
	w := im.b.w
	before, lines, exists, err := im.studyBefore(name, in)
	if err != nil {
		return "", err
	}
	if !exists {
		if err := w.may("createAssessment", in.Organization); err != nil {
			return "", err
		}
		_, err = w.createAssessment(in, api.Draft, originOf(name, in), contentOf(in))
		return api.Created, orFlush(err, im.b)
	}
	if err := w.may("updateAssessment", before.Organization); err != nil {
		return "", err
	}
	was := inputOf(before.Assessment, lines)
	if in, err = said(was); err != nil {
		return "", err
	}
	if same(was, in) {
		return api.Unchanged, nil
	}
	before.Content = contentOf(in)
	_, err = w.correctAssessment(before, lines, in)
	return api.Updated, orFlush(err, im.b)
}

// originOf tells an assessment of a file from every other one, in this file and in others: by the word that the file
// has for it, else by what it is about.
func originOf(name string, in api.AssessmentInput) string {
	return fmt.Sprintf("own:%s:%s:%s:%s..%s:%s", in.Organization, in.Crisis, cmp.Or(name, in.Title), in.Period.From, in.Period.To, in.PublishedOn)
}

// studyBefore finds the assessment that a row is about: by its id, if the caller
// sees one of that id, else by where it was imported from.
func (im *importer) studyBefore(name string, in api.AssessmentInput) (before store.Study, lines []api.Need, exists bool, err error) {
	w := im.b.w
	if api.IsID(name) {
		before, lines, err = w.lockAssessment(name)
		if api.CodeOf(err) != api.CodeNotFound {
			return before, lines, err == nil, err
		}
	}
	before, exists, err = w.StudyFrom(originOf(name, in))
	if !exists || err != nil {
		return before, nil, false, err
	}
	before, lines, err = w.lockAssessment(before.ID)
	return before, lines, err == nil, err
}

// ownLines records need lines, assessment by assessment: the lines of one stand
// together in the file.
func (im *importer) ownLines(rows iter.Seq[lineRow]) error {
	var group []lineRow
	of := func(r lineRow) string { return r.Value.Assessment + "\n" + r.Value.Crisis }
	done := map[string]bool{}
	for r := range rows {
		if im.passed(r.Line, r.Faults, r.Skip, r.About, r.Notes, r.Cells) {
			continue
		}
		r.Value.Need = r.Value.Need.WithDefaults()
		if len(group) > 0 && of(group[0]) != of(r) {
			done[of(group[0])] = true
			if err := im.putLines(group); err != nil {
				return err
			}
			group = nil
		}
		switch {
		case done[of(r)]:
			im.reject(r.Line, one("assessment", "apart", "Other lines of this assessment stand further up. The lines of one assessment stand together: sort the file by the column assessment."))
		case len(group) >= api.MaxNeeds:
			im.reject(r.Line, one("assessment", "too_many", fmt.Sprintf("At most %d need lines in one assessment.", api.MaxNeeds)))
		default:
			group = append(group, r)
		}
		if im.report.Read%1000 == 0 && im.ctx.Err() != nil {
			return api.Unavailable(im.ctx.Err())
		}
	}
	return im.putLines(group)
}

// putLines records the lines of one assessment. Lines that the rules refuse are
// taken out, so that every fault of the file is told at once.
func (im *importer) putLines(rows []lineRow) error {
	for len(rows) > 0 {
		in, faults, err := im.studyOf(rows)
		outcome := api.Unchanged
		if err == nil && len(faults) == 0 {
			outcome, err = im.putStudy(rows[0].Value.Assessment, in, func(api.AssessmentInput) (api.AssessmentInput, error) { return in, nil })
		}
		if err == nil && len(faults) == 0 {
			im.count(outcome, len(rows))
			return nil
		}
		if err != nil {
			if faults, err = rowFaults(err); err != nil {
				return err
			}
		}
		rows = im.takeLinesOut(rows, faults)
	}
	return nil
}

// takeLinesOut rejects the lines that faults point at, or all of them where a
// fault is about the assessment itself.
func (im *importer) takeLinesOut(rows []lineRow, faults api.Fields) []lineRow {
	wrong := map[int]api.Fields{}
	for _, f := range faults {
		i, field, err := needPointer(f.Pointer)
		if err != nil || i >= len(rows) {
			for _, r := range rows {
				im.rejectRow(r.Line, faults, map[string]string{"/assessment": r.Value.Assessment, "/crisis": r.Value.Crisis})
			}
			return nil
		}
		f.Pointer = "/" + field
		wrong[i] = append(wrong[i], f)
	}
	var good []lineRow
	for i, r := range rows {
		if wrong[i] != nil {
			im.rejectRow(r.Line, wrong[i], valuesOf(r.Value, wrong[i]))
		} else {
			good = append(good, r)
		}
	}
	return good
}

// studyOf is the assessment that lines are of: as it is recorded, with these
// lines; else a new one, as the options say.
func (im *importer) studyOf(rows []lineRow) (api.AssessmentInput, api.Fields, error) {
	w, first := im.b.w, rows[0].Value
	needs := make([]api.NeedInput, len(rows))
	for i, r := range rows {
		needs[i] = r.Value.Need
	}
	if api.IsID(first.Assessment) {
		study, err := w.s.studyByID(w.Tx, w.caller, first.Assessment)
		if err == nil {
			in := inputOf(study.Assessment, nil)
			in.Needs = needs
			return in.WithDefaults(w.caller), nil, nil
		} else if api.CodeOf(err) != api.CodeNotFound {
			return api.AssessmentInput{}, nil, err
		}
	}
	in := api.AssessmentInput{Crisis: first.Crisis, Title: cmp.Or(im.opts.Title, im.opts.File), Method: cmp.Or(im.opts.Method, "other"),
		Period: im.opts.Period, PublishedOn: im.opts.PublishedOn, Needs: needs}
	im.reporter(&in.Organization, &in.Crisis)
	in = in.WithDefaults(w.caller)
	in.Sources = []api.Source{{Publisher: im.nameOf(in.Organization), Title: in.Title, PublishedOn: in.PublishedOn, Reliability: "F", Credibility: 6}}
	var f api.Fields
	for option, missing := range map[string]bool{"--title": strings.TrimSpace(in.Title) == "", "--period": in.Period.From == "", "--published": in.PublishedOn == "", "--crisis": in.Crisis == ""} {
		if missing {
			f.Add(option, "required", "The lines name no assessment that is recorded, so they make a new one. For that the import must say its %s.", strings.TrimPrefix(option, "--"))
		}
	}
	return in, f, nil
}

// nameOf is what an organization is called, else its code.
func (im *importer) nameOf(code string) string {
	if all, err := im.b.Organizations(); err == nil && all[code].Name != "" {
		return all[code].Name
	}
	return code
}
