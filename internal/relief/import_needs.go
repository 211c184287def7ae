package relief

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/konbit-aid/konbit/api"
)

type needRow = api.Row[api.NeedRow]

// needs records a file of people in need: one validated assessment of OCHA for
// each crisis in it.
func (im *importer) needs(rows []needRow) error {
	rows = im.withCountry(rows)
	study := map[string][]needRow{}
	var order []string
	for _, r := range rows {
		code, faults, err := im.crisisOf(r.Value.Country, im.opts.Period.From)
		if err != nil {
			return err
		}
		if len(faults) > 0 {
			im.leaveOut(r.Line, r.Value.Country, faults)
			continue
		}
		region, err := im.country(r.Value.Country)
		if err != nil {
			return err
		}
		if r.Value.Need.Region == "" {
			r.Value.Need.Region = region
		}
		r.Value.Need = r.Value.Need.WithDefaults()
		if study[code] == nil {
			order = append(order, code)
		}
		study[code] = append(study[code], r)
	}
	for _, code := range order {
		if err := im.assessment(code, im.oneFigure(study[code])); err != nil {
			return err
		}
	}
	return nil
}

// withCountry finds the country of every row: the row's own, else that of
// --country, else the one that all other rows of the file are in.
func (im *importer) withCountry(rows []needRow) []needRow {
	only, several := "", false
	for _, r := range rows {
		if c := r.Value.Country; c != "" {
			several = several || only != "" && only != c
			only = c
		}
	}
	if several {
		only = ""
	}
	var kept []needRow
	for _, r := range rows {
		if r.Value.Country == "" {
			r.Value.Country = im.opts.Country
			if r.Value.Country == "" && only != "" {
				r.Value.Country = only
				im.note("the file names no country; its p-codes are all of "+only, 0)
			}
		}
		switch {
		case r.Value.Country == "":
			im.reject(r.Line, one("--country", "required", "The row names no country; give its three-letter code."))
		case im.opts.Country != "" && r.Value.Country != im.opts.Country:
			im.skip("rows of other countries", r.Value.Country)
		default:
			kept = append(kept, r)
		}
	}
	return kept
}

var wholeFigure = regexp.MustCompile(`(?i)\b(overall|total)\b`)

// oneFigure keeps one row of each need line. Where the file gives several for
// one region, sector, group, sex and age, the one that says it is the whole
// ("Protection (overall)") counts and its parts are skipped, as are rows that
// repeat the same numbers. Others are ambiguous: nothing is summed or guessed.
func (im *importer) oneFigure(rows []needRow) []needRow {
	byKey := map[api.NeedKey][]needRow{}
	for _, r := range rows {
		k := r.Value.Need.Key()
		byKey[k] = append(byKey[k], r)
	}
	var kept []needRow
	for _, r := range rows {
		rivals := byKey[r.Value.Need.Key()]
		keep, clear := pick(rivals)
		switch {
		case !clear:
			im.reject(r.Line, one("sector", "ambiguous", fmt.Sprintf("The file gives %d different figures for %s %s, and none says that it is the whole: %s.",
				len(rivals), r.Value.Need.Region, r.Value.Need.Sector, descriptions(rivals))))
		case keep.Line == r.Line:
			kept = append(kept, r)
		case same(keep.Value.Need, r.Value.Need):
			im.skip("the same figures stand in the file for that place and sector", r.Value.Description)
		default:
			im.skip("a part of a figure that the file gives whole as well", r.Value.Description)
		}
	}
	return kept
}

// pick chooses among rows of one key.
func pick(rivals []needRow) (needRow, bool) {
	var whole []needRow
	equal := true
	for _, r := range rivals {
		equal = equal && same(r.Value.Need, rivals[0].Value.Need)
		if wholeFigure.MatchString(r.Value.Description) {
			whole = append(whole, r)
		}
	}
	switch {
	case len(whole) == 1:
		return whole[0], true
	case equal:
		return rivals[0], true
	}
	return needRow{}, false
}

func descriptions(rows []needRow) string {
	names := make([]string, len(rows))
	for i, r := range rows {
		names[i] = strconv.Quote(r.Value.Description)
	}
	return strings.Join(names, ", ")
}

// assessment records the rows of one crisis. Rows that the rules refuse are
// taken out, so that every fault of the file is told at once.
func (im *importer) assessment(crisis string, rows []needRow) error {
	if err := im.office(); err != nil {
		return err
	}
	origin := fmt.Sprintf("hno:%s:%s:%s..%s", im.opts.File, crisis, im.opts.Period.From, im.opts.Period.To)
	for len(rows) > 0 {
		outcome, err := im.b.PutAssessment(im.assessmentOf(crisis, rows), origin)
		if err == nil {
			im.count(outcome, len(rows))
			return nil
		}
		faults, err := faultsOf(err)
		if err != nil {
			return err
		}
		rows = im.takeOut(rows, faults)
	}
	return nil
}

// takeOut rejects the rows that faults point at, or all of them where a fault
// is about the assessment itself.
func (im *importer) takeOut(rows []needRow, faults api.Fields) []needRow {
	wrong := map[int]api.Fields{}
	for _, f := range faults {
		i, field, err := needPointer(f.Pointer)
		if err != nil || i >= len(rows) {
			for _, r := range rows {
				im.reject(r.Line, faults)
			}
			return nil
		}
		f.Pointer = field
		wrong[i] = append(wrong[i], f)
	}
	var good []needRow
	for i, r := range rows {
		if wrong[i] != nil {
			im.reject(r.Line, wrong[i])
		} else {
			good = append(good, r)
		}
	}
	return good
}

// needPointer splits "/needs/12/region".
func needPointer(pointer string) (int, string, error) {
	rest, ok := strings.CutPrefix(pointer, "/needs/")
	if !ok {
		return 0, "", errors.New("not a need line")
	}
	index, field, _ := strings.Cut(rest, "/")
	i, err := strconv.Atoi(index)
	return i, field, err
}
