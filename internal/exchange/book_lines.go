package exchange

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/konbit-aid/konbit/api"
)

// maxBookLines is how many need lines of a workbook are in memory while its assessments are read.
const maxBookLines = 200_000

// withLines gives assessments their need lines, where another sheet of the
// workbook holds these: their column assessment repeats the id.
func (b *book) withLines(src *api.ImportSource, but int) error {
	for i, one := range b.sheets {
		if i == but || strings.HasPrefix(strings.ToLower(one.name), exampleSheet) {
			continue
		}
		rows, err := b.rows(one)
		if err != nil {
			return bookError(err)
		}
		s, l, err := findHeader(rows)
		if err != nil || l.kind != api.ImportNeeds || !s.has("assessment") {
			_ = rows.in.Close() // only read
			continue
		}
		var needs api.ImportSource
		readOwnNeeds(s, &needs)
		of, err := linesOf(needs.Lines)
		if err != nil {
			return err
		}
		src.Columns["needs"] = true
		src.Assessments = joined(src.Assessments, of, one.name)
		notes := src.Notes
		src.Notes = func() []string { return append(notes(), "the need lines were read from the sheet "+clip(one.name)) }
		return nil
	}
	return nil
}

func linesOf(rows iter.Seq[api.Row[api.LineRow]]) (map[string][]api.Row[api.LineRow], error) {
	of, n := map[string][]api.Row[api.LineRow]{}, 0
	for r := range rows {
		if r.Skip != "" {
			continue
		}
		if n++; n > maxBookLines {
			return nil, api.Errorf(api.CodeTooLarge, "A workbook of assessments has at most %d need lines. Split it, or send the lines as CSV.", maxBookLines)
		}
		of[r.Value.Assessment] = append(of[r.Value.Assessment], r)
	}
	return of, nil
}

// joined walks assessments with their lines. What is wrong with a line is a fault of its assessment; lines of none are rows of their own.
func joined(rows iter.Seq[api.Row[studyRow]], of map[string][]api.Row[api.LineRow], sheet string) iter.Seq[api.Row[studyRow]] {
	return func(yield func(api.Row[studyRow]) bool) {
		taken := map[string]bool{}
		for r := range rows {
			if r.Skip == "" {
				taken[r.Value.ID] = true
				for _, line := range of[r.Value.ID] {
					r.Faults = append(r.Faults, inSheet(sheet, line.Line, line.Faults)...)
					r.Value.Input.Needs = append(r.Value.Input.Needs, line.Value.Need)
				}
			}
			if !yield(r) {
				return
			}
		}
		for _, line := range linesOfNone(of, taken) {
			orphan := api.Row[studyRow]{Line: line.Line, Faults: inSheet(sheet, line.Line, line.Faults)}
			if len(orphan.Faults) == 0 {
				orphan.Faults.Add(place(sheet, line.Line, "assessment"), "unknown", "No row of the sheet of assessments has the id %q.", clip(line.Value.Assessment))
			}
			if !yield(orphan) {
				return
			}
		}
	}
}

// linesOfNone are the lines that no assessment has taken, as they stand in the sheet.
func linesOfNone(of map[string][]api.Row[api.LineRow], taken map[string]bool) []api.Row[api.LineRow] {
	var left []api.Row[api.LineRow]
	for id, lines := range of {
		if !taken[id] {
			left = append(left, lines...)
		}
	}
	slices.SortFunc(left, func(a, b api.Row[api.LineRow]) int { return cmp.Compare(a.Line, b.Line) })
	return left
}

func inSheet(sheet string, line int, faults api.Fields) api.Fields {
	var all api.Fields
	for _, f := range faults {
		f.Pointer = place(sheet, line, f.Pointer)
		all = append(all, f)
	}
	return all
}

func place(sheet string, line int, column string) string {
	return fmt.Sprintf("%s, row %d, %s", sheet, line, column)
}
