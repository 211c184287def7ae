package relief

import (
	"encoding/json"
	"errors"
	"iter"
	"strconv"
	"strings"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// own records a file of an organization's own records. Its rows are read while
// they are recorded, so that a long file takes no more memory than a short one.
// Each row is held to the rule of the single write that it stands for: who may,
// what is valid, and which changes take two people.
func (im *importer) own() error {
	switch src := im.src; {
	case src.Organizations != nil:
		return each(im, src.Organizations, im.ownOrganization)
	case src.Pledges != nil:
		return each(im, src.Pledges, im.ownPledge)
	case src.OwnIncidents != nil:
		return each(im, src.OwnIncidents, im.ownIncident)
	case src.Constraints != nil:
		return each(im, src.Constraints, im.ownConstraint)
	case src.OwnPresence != nil:
		return each(im, src.OwnPresence, im.ownPresence)
	case src.Assessments != nil:
		return each(im, src.Assessments, im.ownAssessment)
	}
	return im.ownLines(im.src.Lines)
}

// each records the rows of a file one after the other.
func each[T any](im *importer, rows iter.Seq[api.Row[T]], put func(T) (api.Outcome, error)) error {
	for r := range rows {
		if im.passed(r.Line, r.Faults, r.Skip, r.About, r.Notes, r.Cells) {
			continue
		}
		outcome, err := put(r.Value)
		if err := im.settleOwn(r.Line, outcome, err, r.Value); err != nil {
			return err
		}
		if im.report.Read%1000 == 0 && im.ctx.Err() != nil {
			return api.Unavailable(im.ctx.Err())
		}
	}
	return nil
}

// passed counts a row and tells whether there is nothing to record in it.
func (im *importer) passed(line int, faults api.Fields, skip, about string, notes []string, cells map[string]string) bool {
	im.report.Read++
	switch {
	case len(faults) > 0:
		im.rejectRow(line, faults, cells)
	case skip != "":
		im.skip(skip, about)
	default:
		for _, n := range notes {
			im.note(n, line)
		}
		return false
	}
	return true
}

// settleOwn counts a row by what recording it returned. What somebody may not do,
// or what stands in the way, is a fault of the row; what the database finds ends
// the import.
func (im *importer) settleOwn(line int, o api.Outcome, err error, row any) error {
	if err == nil {
		im.count(o, 1)
		return nil
	}
	faults, err := rowFaults(err)
	if err != nil {
		return err
	}
	im.rejectRow(line, faults, valuesOf(row, faults))
	return nil
}

// rowFaults is faultsOf for rows that are held to the rules of single writes.
func rowFaults(err error) (api.Fields, error) {
	e, ok := errors.AsType[*api.Error](err)
	if !ok || store.FromDatabase(err) {
		return nil, err
	}
	switch e.Code {
	case api.CodeForbidden, api.CodeUnauthorized:
		return one("", string(e.Code), e.Detail), nil
	case api.CodeConflict:
		if len(e.Fields) > 0 {
			return e.Fields, nil
		}
		return one("", string(e.Code), e.Detail), nil
	}
	return faultsOf(err)
}

// valuesOf finds what stands at the pointers of faults, as JSON has it.
func valuesOf(row any, faults api.Fields) map[string]string {
	text, err := json.Marshal(inputIn(row))
	if err != nil {
		return nil
	}
	var whole any
	if json.Unmarshal(text, &whole) != nil {
		return nil
	}
	values := map[string]string{}
	for _, f := range faults {
		at, found := whole, true
		for _, step := range strings.Split(strings.TrimPrefix(f.Pointer, "/"), "/") {
			at, found = inside(at, step)
		}
		if text, ok := at.(string); found && ok {
			values[f.Pointer] = shorten(text, 100)
		} else if n, ok := at.(float64); found && ok {
			values[f.Pointer] = strconv.FormatFloat(n, 'f', -1, 64)
		}
	}
	return values
}

func inside(at any, step string) (any, bool) {
	switch v := at.(type) {
	case map[string]any:
		in, ok := v[step]
		return in, ok
	case []any:
		if i, err := strconv.Atoi(step); err == nil && i >= 0 && i < len(v) {
			return v[i], true
		}
	}
	return nil, false
}

// inputIn is the input that a row holds.
func inputIn(row any) any {
	switch r := row.(type) {
	case api.PledgeRow:
		return r.Pledge
	case api.OwnRow[api.IncidentInput]:
		return r.Input
	case api.OwnRow[api.AccessConstraintInput]:
		return r.Input
	case api.OwnRow[api.PresenceInput]:
		return r.Input
	case api.OwnRow[api.AssessmentInput]:
		return r.Input
	case api.LineRow:
		return r.Need
	}
	return row
}

// saidBy names the columns that say a member of a record, where they are called otherwise.
var saidBy = map[string][]string{
	"period": {"period_from"}, "destination": {"destination_regions", "destination_sectors"}, "movement": {"movement_to"},
	"aid_workers": {"aid_workers_killed", "aid_workers_injured", "aid_workers_abducted"}, "sources": {"sources", "source_publisher"},
}

// unsaid keeps of a record what a file has no column for, so that a narrow table
// changes what it speaks of alone. Sources that a table tells without their grades
// and quotes are the same sources.
func unsaid[In any](im *importer, before, in In) (In, error) {
	if im.src.Columns == nil {
		return in, nil
	}
	var was, now map[string]json.RawMessage
	for _, step := range []struct {
		from In
		into *map[string]json.RawMessage
	}{{before, &was}, {in, &now}} {
		text, err := json.Marshal(step.from)
		if err == nil {
			err = json.Unmarshal(text, step.into)
		}
		if err != nil {
			return in, api.Internal(err)
		}
	}
	for member := range now {
		columns, renamed := saidBy[member]
		if !renamed {
			columns = []string{member}
		}
		said := false
		for _, c := range columns {
			said = said || im.src.Says(c)
		}
		if !said || member == "sources" && !im.src.Says("source_publisher") && sameCited(was[member], now[member]) {
			now[member] = was[member]
		}
	}
	text, err := json.Marshal(now)
	if err != nil {
		return in, api.Internal(err)
	}
	var kept In
	if err := json.Unmarshal(text, &kept); err != nil {
		return in, api.Internal(err)
	}
	return kept, nil
}

// sameCited tells whether two lists name the same publications.
func sameCited(a, b json.RawMessage) bool {
	var was, now []api.Source
	if json.Unmarshal(a, &was) != nil || json.Unmarshal(b, &now) != nil || len(was) != len(now) {
		return false
	}
	for i := range was {
		x, y := was[i], now[i]
		if x.Publisher != y.Publisher || x.Title != y.Title || x.PublishedOn != y.PublishedOn || x.URL != y.URL {
			return false
		}
	}
	return true
}
