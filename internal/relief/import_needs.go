package relief

import (
	"cmp"
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
func (im *importer) needs(rows *packed) error {
	study := map[string][]rowPlace{}
	var order []string
	only := onlyCountry(rows)
	for at, r := range rows.all() {
		if !im.hasCountry(&r, only) {
			continue
		}
		code, faults, err := im.crisisOf(r.Value.Country, im.opts.Period.From)
		if err != nil {
			return err
		}
		if len(faults) > 0 {
			im.leaveOut(r.Line, r.Value.Country, faults)
			continue
		}
		if _, err := im.country(r.Value.Country); err != nil {
			return err
		}
		if study[code] == nil {
			order = append(order, code)
		}
		study[code] = append(study[code], at)
	}
	for _, code := range order {
		list := make([]needRow, len(study[code]))
		for i, at := range study[code] {
			r := rows.row(at)
			r.Value.Country = im.needCountry(r, only)
			region, err := im.country(r.Value.Country)
			if err != nil {
				return err
			}
			r.Value.Need.Region = cmp.Or(r.Value.Need.Region, region)
			r.Value.Need = r.Value.Need.WithDefaults()
			list[i] = r
		}
		if err := im.assessment(code, im.oneFigure(list)); err != nil {
			return err
		}
	}
	return nil
}

// onlyCountry is the one country that the rows name, "" where they name none or several.
func onlyCountry(rows *packed) (only string) {
	for _, r := range rows.all() {
		c := r.Value.Country
		if c != "" && only != "" && only != c {
			return ""
		}
		only = cmp.Or(only, c)
	}
	return only
}

// needCountry is the country of a row: its own, else that of --country, else the
// one that all other rows of the file are in.
func (im *importer) needCountry(r needRow, only string) string {
	return cmp.Or(r.Value.Country, im.opts.Country, only)
}

// hasCountry finds the country of a row. It says what is wrong where there is
// none, or another than was asked for.
func (im *importer) hasCountry(r *needRow, only string) bool {
	if r.Value.Country == "" && im.opts.Country == "" && only != "" {
		im.note("the file names no country; its p-codes are all of "+only, 0)
	}
	r.Value.Country = im.needCountry(*r, only)
	switch {
	case r.Value.Country == "":
		im.reject(r.Line, one("--country", "required", "The row names no country; give its three-letter code."))
	case im.opts.Country != "" && r.Value.Country != im.opts.Country:
		im.skip("rows of other countries", r.Value.Country)
	default:
		return true
	}
	return false
}

var wholeFigure = regexp.MustCompile(`(?i)\b(overall|total)\b`)

// oneFigure keeps one row of each need line. Where the file gives several for
// one region, sector, group, sex and age, the one that says it is the whole
// ("Protection (overall)") counts and its parts are skipped, as are rows that
// repeat the same numbers. Others are ambiguous: nothing is summed or guessed.
func (im *importer) oneFigure(rows []needRow) []needRow {
	count := make(map[api.NeedKey]int, len(rows))
	for i := range rows {
		count[rows[i].Value.Need.Key()]++
	}
	rivals := map[api.NeedKey][]needRow{}
	for _, r := range rows {
		if k := r.Value.Need.Key(); count[k] > 1 {
			rivals[k] = append(rivals[k], r)
		}
	}
	kept := rows[:0] // what is read is not needed again
	for _, r := range rows {
		if count[r.Value.Need.Key()] == 1 || im.chosen(r, rivals[r.Value.Need.Key()]) {
			kept = append(kept, r)
		}
	}
	return kept
}

// chosen tells whether a row is the one that counts among its rivals, and says what becomes of it where it is not.
func (im *importer) chosen(r needRow, rivals []needRow) bool {
	keep, clear := pick(rivals)
	switch {
	case !clear:
		im.reject(r.Line, one("sector", "ambiguous", fmt.Sprintf("The file gives %d different figures for %s %s, and none says that it is the whole: %s.",
			len(rivals), r.Value.Need.Region, r.Value.Need.Sector, descriptions(rivals))))
	case keep.Line == r.Line:
		return true
	case same(keep.Value.Need, r.Value.Need):
		im.skip("the same figures stand in the file for that place and sector", r.Value.Description)
	default:
		im.skip("a part of a figure that the file gives whole as well", r.Value.Description)
	}
	return false
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
