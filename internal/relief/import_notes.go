package relief

import (
	"fmt"
	"slices"
	"strings"

	"github.com/konbit-aid/konbit/api"
)

// maxNamed is how many things one note names; it counts the rest.
const maxNamed = 20

// tally collects what a report says beside its numbers: each remark once, with
// how often and about what.
type tally struct {
	remarks []*remark
	byText  map[string]*remark
}

type remark struct {
	text  string
	rows  int
	lines []int
	about []string
	times map[string]int
	skips bool
}

func (t *tally) remark(text string) *remark {
	if t.byText == nil {
		t.byText = map[string]*remark{}
	}
	r := t.byText[text]
	if r == nil {
		r = &remark{text: text, times: map[string]int{}}
		t.byText[text] = r
		t.remarks = append(t.remarks, r)
	}
	return r
}

func (r *remark) add(about string) {
	r.rows++
	if about == "" {
		return
	}
	if r.times[about] == 0 {
		r.about = append(r.about, about)
	}
	r.times[about]++
}

// note remarks something about a row; line 0 is no row.
func (t *tally) note(text string, line int) {
	r := t.remark(text)
	r.rows++
	if line > 0 {
		r.lines = append(r.lines, line)
	}
}

// made remarks that a record beside the rows was made, by its code.
func (t *tally) made(what, code string) { t.remark(what).add(code) }

// skip counts a row that holds nothing to record.
func (im *importer) skip(why, about string) {
	r := im.remark(why)
	r.skips = true
	r.add(about)
	im.report.Skipped++
	im.step(1)
}

// reject counts a row that cannot be recorded, with every reason.
func (im *importer) reject(line int, faults api.Fields) { im.rejectRow(line, faults, nil) }

// rejectRow is reject with what stands in the file, by the pointer of a fault.
func (im *importer) rejectRow(line int, faults api.Fields, cells map[string]string) {
	im.report.Rejected++
	for _, f := range faults {
		if len(im.report.Faults) >= api.MaxImportFaults {
			im.unkept++
			continue
		}
		value := cells[f.Pointer]
		im.report.Faults = append(im.report.Faults, api.ImportFault{Row: line, Field: strings.TrimPrefix(f.Pointer, "/"), Code: f.Code,
			Value: api.Opt(value), Reason: f.Detail, Hint: api.Opt(im.hint(f, value))})
	}
	im.step(1)
}

// notes writes the remarks in the order in which they came up.
func (t *tally) notes() []string {
	var all []string
	for _, r := range t.remarks {
		all = append(all, r.String())
	}
	return all
}

func (r *remark) String() string {
	text := r.text
	if r.skips {
		text = fmt.Sprintf("skipped %s: %s", plural(r.rows, "row"), r.text)
	} else if len(r.about) > 0 {
		text = fmt.Sprintf("%s: %d", r.text, len(r.about))
	}
	switch {
	case len(r.about) > 0:
		return text + " (" + r.named() + ")"
	case len(r.lines) > 0 && len(r.lines) <= maxNamed:
		return text + " (row " + strings.Trim(strings.ReplaceAll(fmt.Sprint(r.lines), " ", ", "), "[]") + ")"
	case len(r.lines) > 0:
		return text + " (" + plural(len(r.lines), "row") + ")"
	}
	return text
}

func (r *remark) named() string {
	slices.SortStableFunc(r.about, func(a, b string) int { return r.times[b] - r.times[a] })
	var parts []string
	for _, about := range r.about[:min(len(r.about), maxNamed)] {
		if n := r.times[about]; n > 1 && r.skips {
			about = fmt.Sprintf("%s ×%d", about, n)
		}
		parts = append(parts, about)
	}
	if more := len(r.about) - maxNamed; more > 0 {
		parts = append(parts, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(parts, ", ")
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
