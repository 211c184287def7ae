package exchange

import (
	"iter"
	"math/big"
	"strconv"
	"strings"
	"unicode"

	"github.com/konbit-aid/konbit/api"
)

// record is one row. Its readers note what is wrong with a cell and go on, so
// that every fault of a row is told at once.
type record struct {
	*sheet
	line   int
	cells  []string
	faults api.Fields
	notes  []string
	skip   string
	about  string
	broken bool
}

func (r *record) fault(column, code, format string, args ...any) {
	r.faults.Add(column, code, format, args...)
}

func (r *record) note(text string) { r.notes = append(r.notes, text) }

// leave says that the row holds nothing to record.
func (r *record) leave(why, about string) { r.skip, r.about = why, about }

// walk reads the rest of a sheet: tag rows and blank rows are skipped, broken
// rows are faults, and read turns every other row into a value.
func walk[T any](s *sheet, read func(*record) T) iter.Seq[api.Row[T]] {
	return func(yield func(api.Row[T]) bool) {
		for {
			r, ok := s.next()
			if !ok {
				return
			}
			var value T
			switch {
			case r.broken:
			case r.tags():
				r.faults = nil
				r.leave("a row of HXL tags", "")
			case r.blank():
				r.faults = nil
				r.leave("blank rows", "")
			case len(r.faults) == 0:
				value = read(&r)
			}
			row := api.Row[T]{Line: r.line, Value: value, Faults: r.faults, Skip: r.skip, About: r.about, Notes: r.notes, Cells: r.faulty()}
			if !yield(row) || r.broken {
				return
			}
		}
	}
}

// text returns a cell without blanks around it; "" where the column is missing
// or the cell says that nothing is known.
func (r *record) text(column string) string {
	i, ok := r.at[column]
	if !ok || i >= len(r.cells) {
		return ""
	}
	t := strings.TrimSpace(r.cells[i])
	if unknownWords[strings.ToLower(t)] {
		return ""
	}
	return t
}

// unknownWords are what people and spreadsheets write where nothing is known. "na" is not among them: it may be Namibia.
var unknownWords = map[string]bool{"n/a": true, "#n/a": true, "n.a.": true, "n/d": true, "n.d.": true, "-": true, "–": true, "—": true, "--": true,
	"null": true, "none": true}

// faulty returns the cells that faults are about, by column.
func (r *record) faulty() map[string]string {
	if len(r.faults) == 0 {
		return nil
	}
	cells := map[string]string{}
	for _, f := range r.faults {
		if i, ok := r.at[f.Pointer]; ok && i < len(r.cells) {
			cells[f.Pointer] = clip(visible(r.cells[i]))
		}
	}
	return cells
}

// visible is a cell without what no report can show.
func visible(cell string) string {
	return strings.TrimSpace(strings.Map(func(c rune) rune {
		if unicode.IsControl(c) {
			return ' '
		}
		return c
	}, strings.ToValidUTF8(cell, "�")))
}

// oneLine writes a cell on one line: breaks, tabs and runs of blanks become one blank.
func (r *record) oneLine(column string) string {
	return strings.Join(strings.Fields(r.text(column)), " ")
}

// need returns a cell that must not be empty.
func (r *record) need(column string) string {
	t := r.text(column)
	if t == "" {
		r.fault(column, "required", "This cell must not be empty.")
	}
	return t
}

// number reads a decimal.
func (r *record) number(column string) (*big.Rat, bool) { return r.numeric(column, false) }

// numeric reads a number as people write it; whole says that it is no decimal.
func (r *record) numeric(column string, whole bool) (*big.Rat, bool) {
	t := r.plain(column, whole)
	if t == "" {
		return nil, false
	}
	n, ok := new(big.Rat).SetString(t)
	return n, ok
}

// plain reads a number into one like 1234567.5, and says so where that took more than copying.
func (r *record) plain(column string, whole bool) string {
	t := r.text(column)
	if t == "" {
		return ""
	}
	number, why := plainly(t, whole)
	if why != "" {
		r.fault(column, "bad_number", "%q %s.", clip(t), why)
		return ""
	}
	if number != t {
		r.note(readGrouped)
	}
	return number
}

// people reads a number of people. People are whole: a fraction is rounded
// half up, and said.
func (r *record) people(column string) *api.People {
	n, ok := r.numeric(column, true)
	if !ok {
		return nil
	}
	if n.Sign() < 0 {
		r.fault(column, "out_of_range", "A number of people is not below zero.")
		return nil
	}
	whole := new(big.Int).Set(n.Num())
	if !n.IsInt() {
		half := new(big.Rat).Add(n, big.NewRat(1, 2))
		whole.Quo(half.Num(), half.Denom())
		r.note(column + " " + r.text(column) + " is kept as " + whole.String() + ": people are whole")
	}
	if !whole.IsInt64() || whole.Int64() > api.MaxPeople {
		r.fault(column, "out_of_range", "A number of people is 0 to %d.", int64(api.MaxPeople))
		return nil
	}
	p := api.People(whole.Int64())
	return &p
}

// whole reads a whole number.
func (r *record) whole(column string) (int, bool) {
	t := r.text(column)
	if t == "" {
		return 0, false
	}
	number, _ := plainly(t, true)
	n, err := strconv.Atoi(trimZeros(number))
	if err != nil {
		r.fault(column, "bad_number", "%q is not a whole number.", clip(t))
		return 0, false
	}
	return n, true
}

// date reads a day; a time after it is cut off.
func (r *record) date(column string) api.Date {
	t := r.text(column)
	if t == "" {
		return ""
	}
	d, note, why := dayOf(t)
	if why != "" {
		r.fault(column, "bad_date", "%s.", why)
		return ""
	}
	if note != "" {
		r.note(note)
	}
	return d
}

// money reads an amount exactly; zeros at the end are no digits.
func (r *record) money(column string, currency api.Currency) *api.Money {
	t := trimZeros(r.plain(column, false))
	if t == "" {
		return nil
	}
	m, faults := api.ParseMoney(t, currency)
	for _, f := range faults {
		r.faults = append(r.faults, api.FieldError{Pointer: column, Code: f.Code, Detail: f.Detail})
	}
	if len(faults) > 0 {
		return nil
	}
	return &m
}

// dollars reads an amount of US dollars.
func (r *record) dollars(column string) *api.Cents {
	m := r.money(column, api.USD)
	if m == nil {
		return nil
	}
	c := api.Cents(m.Minor)
	return &c
}

// country reads a three-letter code.
func (r *record) country(column, code string) (api.Country, bool) {
	c, ok := api.CountryOf(code)
	if !ok || c.ISO3 != code {
		r.fault(column, "unknown_country", "%q is not a three-letter country code like HTI.", clip(code))
		return api.Country{}, false
	}
	return c, true
}

// codes reads a comma list.
func (r *record) codes(column string) []string {
	var all []string
	for _, part := range strings.Split(r.text(column), ",") {
		if part = strings.TrimSpace(part); part != "" {
			all = append(all, part)
		}
	}
	return all
}

func trimZeros(decimal string) string {
	if whole, fraction, ok := strings.Cut(decimal, "."); ok {
		if fraction = strings.TrimRight(fraction, "0"); fraction == "" {
			return whole
		}
		return whole + "." + fraction
	}
	return decimal
}

// clip shortens a cell for a message.
func clip(t string) string {
	if r := []rune(t); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return t
}
