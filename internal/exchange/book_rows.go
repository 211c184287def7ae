package exchange

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math/big"
	"regexp"
	"strconv"
	"strings"

	"github.com/konbit-aid/konbit/api"
)

// bookRows reads the rows of one sheet.
type bookRows struct {
	b      *book
	in     io.ReadCloser
	d      *xml.Decoder
	last   int // number of the row before
	wide   int // cells of the widest row so far
	merged bool
	about  []string
	done   bool
}

func (b *book) rows(s bookSheet) (*bookRows, error) {
	in, err := b.open(s.part)
	if err != nil {
		return nil, err
	}
	return &bookRows{b: b, in: in, d: newXML(in)}, nil
}

func (r *bookRows) notes() []string {
	all := r.about
	if r.merged {
		all = append(all, "the sheet has merged cells: such a cell says something in its first row and column alone, and the others are empty")
	}
	return all
}

// next reads the next row. Cells that the file leaves out are empty.
func (r *bookRows) next() (line, error) {
	for !r.done {
		t, err := r.d.Token()
		if errors.Is(err, io.EOF) {
			return line{}, r.end(io.EOF)
		} else if err != nil {
			return line{number: r.last + 1}, r.end(bookError(err))
		}
		if e, ok := t.(xml.StartElement); ok && e.Name.Local == "row" {
			return r.row(e)
		} else if ok && e.Name.Local == "mergeCell" {
			r.merged = true
		}
	}
	return line{}, io.EOF
}

func (r *bookRows) end(err error) error {
	r.done = true
	_ = r.in.Close() // only read
	return err
}

func (r *bookRows) row(e xml.StartElement) (line, error) {
	l := line{number: r.last + 1}
	if n, err := strconv.Atoi(attribute(e, "r")); err == nil && n > r.last {
		l.number = n
	}
	r.last = l.number
	size := 0
	for {
		t, err := r.d.Token()
		if err != nil {
			return l, r.end(bookError(err))
		}
		switch t := t.(type) {
		case xml.EndElement:
			if t.Name.Local == "row" {
				return r.padded(l), nil
			}
		case xml.StartElement:
			if t.Name.Local != "c" {
				if err := r.d.Skip(); err != nil {
					return l, r.end(bookError(err))
				}
				continue
			}
			if err := r.cell(t, &l); err != nil {
				return l, r.end(bookError(err))
			}
			if size += len(l.cells[len(l.cells)-1]); size > maxRecord {
				return l, r.end(errLongRow)
			}
		}
	}
}

// padded gives a row as many cells as the header has: workbooks leave empty ones out.
func (r *bookRows) padded(l line) line {
	for len(l.cells) > 0 && strings.TrimSpace(l.cells[len(l.cells)-1]) == "" {
		l.cells = l.cells[:len(l.cells)-1]
	}
	r.wide = max(r.wide, len(l.cells))
	for len(l.cells) < r.wide {
		l.cells = append(l.cells, "")
	}
	return l
}

// cell reads one cell into its place.
func (r *bookRows) cell(e xml.StartElement, l *line) error {
	at := len(l.cells)
	if ref := attribute(e, "r"); ref != "" {
		n, ok := columnOf(ref)
		if !ok || n < at {
			return api.Errorf(api.CodeMalformed, "The workbook cannot be read: the cell %s is out of place.", clip(ref))
		}
		at = n
	}
	if at >= maxColumns {
		return api.Errorf(api.CodeTooLarge, "A sheet here has at most %d columns.", maxColumns)
	}
	for len(l.cells) < at {
		l.cells = append(l.cells, "")
	}
	value, formula, err := r.value()
	if err != nil {
		return err
	}
	kind := attribute(e, "t")
	text, err := r.textOf(kind, value, attribute(e, "s"))
	if err != nil {
		return err
	}
	switch {
	case kind == "e" && !strings.EqualFold(value, "#N/A"):
		l.faults.Add("", "error_cell", "The cell %s holds the error %s of a formula.", attribute(e, "r"), clip(value))
	case formula && value == "" && kind != "str":
		l.faults.Add("", "no_result", "The cell %s is a formula without its result. Open the file in a spreadsheet, let it work out its formulas and save it, or put the values in their place.", attribute(e, "r"))
	case formula:
		l.notes = append(l.notes, "formulas are not worked out here: what the spreadsheet saved as their results was read")
	}
	l.cells = append(l.cells, text)
	return nil
}

// value reads what is inside a cell: its value, and whether a formula made it.
func (r *bookRows) value() (value string, formula bool, err error) {
	for {
		t, err := r.d.Token()
		if err != nil {
			return "", false, err
		}
		switch t := t.(type) {
		case xml.EndElement:
			return value, formula, nil
		case xml.StartElement:
			switch t.Name.Local {
			case "f":
				formula = true
				err = r.d.Skip()
			case "v":
				value, err = plainText(r.d)
			case "is":
				value, err = textOf(r.d)
			default:
				err = r.d.Skip()
			}
			if err != nil {
				return "", false, err
			}
		}
	}
}

// plainText reads the text up to the end of an element that holds nothing else.
func plainText(d *xml.Decoder) (string, error) {
	var b strings.Builder
	for {
		t, err := d.Token()
		if err != nil {
			return "", err
		}
		switch t := t.(type) {
		case xml.CharData:
			b.Write(t)
		case xml.EndElement:
			return b.String(), nil
		case xml.StartElement:
			if err := d.Skip(); err != nil {
				return "", err
			}
		}
	}
}

// textOf turns a cell's value into the text that CSV would have.
func (r *bookRows) textOf(kind, value, style string) (string, error) {
	switch kind {
	case "s":
		i, err := strconv.Atoi(value)
		if err != nil || i < 0 || i >= len(r.b.shared) {
			return "", fmt.Errorf("a cell names the shared text %s, which there is not", clip(value))
		}
		return r.b.shared[i], nil
	case "b":
		switch value {
		case "1":
			return "true", nil
		case "0":
			return "false", nil
		}
		return value, nil
	case "inlineStr", "str", "e":
		return value, nil
	case "d": // a day as ISO 8601
		return strings.TrimSuffix(value, "T00:00:00"), nil
	}
	if value == "" {
		return "", nil
	}
	return r.numberOf(value, style), nil
}

var bookNumber = regexp.MustCompile(`^-?[0-9]{1,20}(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,2})?$`)

// numberOf writes a number plainly, and as a day where the cell shows one. A
// spreadsheet saves 17 digits of what it holds in binary; 15 of them are what
// somebody has typed.
func (r *bookRows) numberOf(value, style string) string {
	if !bookNumber.MatchString(value) {
		return value
	}
	n, _ := new(big.Rat).SetString(value)
	if i, err := strconv.Atoi(style); err == nil && i >= 0 && i < len(r.b.dates) && r.b.dates[i] {
		days := new(big.Int).Quo(n.Num(), n.Denom())
		if days.IsInt64() && days.Int64() > 0 && days.Int64() < 3_000_000 {
			return string(serialDate(int(days.Int64()), r.b.from1904))
		}
	}
	if f, err := strconv.ParseFloat(value, 64); err == nil && strings.ContainsAny(value, ".eE") && len(strings.Trim(value, "-0.")) > 15 {
		if short, ok := new(big.Rat).SetString(strconv.FormatFloat(f, 'g', 15, 64)); ok {
			n = short
		}
	}
	if n.IsInt() {
		return n.Num().String()
	}
	return trimZeros(n.FloatString(18))
}

// columnOf is the place of a cell like C7, from 0.
func columnOf(ref string) (int, bool) {
	n := 0
	for i, c := range ref {
		switch {
		case c >= 'A' && c <= 'Z' && i < 3:
			n = n*26 + int(c-'A') + 1
		case c >= '0' && c <= '9' && n > 0:
			return n - 1, true
		default:
			return 0, false
		}
	}
	return 0, false
}
