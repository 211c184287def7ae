package exchange

import (
	"archive/zip"
	"io"
	"strconv"
	"strings"

	"github.com/klauspost/compress/flate"
)

// The most that a sheet of Excel holds.
const (
	maxSheetRows = 1 << 20
	maxCellUnits = 32_767 // UTF-16 code units in one cell
)

// XLSX writes records as a workbook: numbers, money, days and moments as such,
// a frozen header with a filter, and a last sheet that explains the columns.
// The texts of cells are those of CSV. It is written as it comes: neither rows
// nor files are kept, whatever the length of the list. Where a sheet is full,
// another one follows.
type XLSX[T any] struct {
	cols   Columns[T]
	about  About
	out    *zip.Writer
	sheet  io.Writer
	filled []int // rows of each sheet, its header included
	limit  int
	refs   []string
	buf    []byte
	text   []byte
	err    error
}

// NewXLSX starts a workbook.
func NewXLSX[T any](w io.Writer, cols Columns[T], about About) *XLSX[T] {
	x := &XLSX[T]{cols: cols, about: about, out: zip.NewWriter(w), limit: maxSheetRows}
	x.out.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	for i := range cols.Columns {
		x.refs = append(x.refs, columnRef(i))
	}
	return x
}

// columnRef is A, B … Z, AA, AB … for 0, 1 ….
func columnRef(i int) string {
	if i < 26 {
		return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[i : i+1]
	}
	return columnRef(i/26-1) + columnRef(i%26)
}

// Write adds a record.
func (x *XLSX[T]) Write(record T) error {
	if x.err == nil {
		x.err = x.cols.walk(&record, x.row)
	}
	return x.err
}

// Flush hands on what was written so far, as far as it is packed.
func (x *XLSX[T]) Flush() error {
	if x.err == nil {
		x.err = x.send()
	}
	return x.err
}

// Close ends the workbook. Without it what was written is no file.
func (x *XLSX[T]) Close() error {
	if x.err == nil && len(x.filled) == 0 {
		x.err = x.open()
	}
	if x.err == nil {
		x.err = x.end()
	}
	if x.err == nil {
		x.err = x.finish()
	}
	return x.err
}

func (x *XLSX[T]) row(cell func([]byte, int) []byte) error {
	if len(x.filled) == 0 || x.filled[len(x.filled)-1] >= x.limit {
		if err := x.open(); err != nil {
			return err
		}
	}
	line := x.begin()
	for i := range x.cols.Columns {
		kind := x.cols.Columns[i].Kind
		x.text = cell(x.text[:0], i)
		if kind == Text {
			x.text = guard(x.text, 0)
		}
		x.buf = appendCell(x.buf, x.refs[i], line, &x.cols.Columns[i], x.text)
	}
	return x.finishRow()
}

// begin starts a row and returns its number.
func (x *XLSX[T]) begin() []byte {
	at := len(x.filled) - 1
	x.filled[at]++
	line := strconv.AppendInt(nil, int64(x.filled[at]), 10)
	x.buf = append(append(append(x.buf, `<row r="`...), line...), `">`...)
	return line
}

func (x *XLSX[T]) finishRow() error {
	x.buf = append(x.buf, "</row>"...)
	if len(x.buf) >= chunk {
		return x.send()
	}
	return nil
}

func (x *XLSX[T]) send() error {
	if len(x.buf) == 0 {
		return nil
	}
	_, err := x.sheet.Write(x.buf)
	x.buf = x.buf[:0]
	return err
}

// open ends the sheet that is full, if there is one, and starts another one.
func (x *XLSX[T]) open() (err error) {
	if len(x.filled) > 0 {
		if err := x.end(); err != nil {
			return err
		}
	}
	x.filled = append(x.filled, 0)
	if x.sheet, err = x.out.Create("xl/worksheets/sheet" + strconv.Itoa(len(x.filled)) + ".xml"); err != nil {
		return err
	}
	x.buf = sheetHead(x.buf, widths(x.cols.Columns), len(x.filled) == 1)
	line := x.begin()
	for i, c := range x.cols.Columns {
		x.buf = appendString(x.buf, x.refs[i], line, styleHead, c.Name)
	}
	return x.finishRow()
}

func (x *XLSX[T]) end() error {
	x.buf = append(x.buf, `</sheetData><autoFilter ref="A1:`...)
	x.buf = append(append(x.buf, x.refs[len(x.refs)-1]...), strconv.Itoa(x.filled[len(x.filled)-1])...)
	x.buf = append(x.buf, `"/></worksheet>`...)
	return x.send()
}

// appendCell appends a cell by the kind of its column. Unknown is no cell at
// all; what is no number, like a suppressed one, is a text.
func appendCell(dst []byte, ref string, line []byte, c *Column, text []byte) []byte {
	if len(text) == 0 {
		return dst
	}
	style, value, ok := typed(c, text)
	if !ok {
		return appendString(dst, ref, line, styleText, string(text))
	}
	dst = append(append(append(dst, `<c r="`...), ref...), line...)
	dst = append(strconv.AppendInt(append(dst, `" s="`...), int64(style), 10), '"')
	if c.Kind == Truth {
		dst = append(dst, ` t="b"`...)
	}
	return append(append(append(dst, "><v>"...), value...), "</v></c>"...)
}

func appendString(dst []byte, ref string, line []byte, style int, text string) []byte {
	dst = append(append(append(dst, `<c r="`...), ref...), line...)
	dst = strconv.AppendInt(append(dst, `" s="`...), int64(style), 10)
	dst = append(dst, `" t="inlineStr"><is><t xml:space="preserve">`...)
	dst = appendXML(dst, escapeUnderscores(fit(text)), func(dst []byte, r rune) []byte {
		return append(append(dst, "_x"...), hex4(r)+"_"...)
	})
	return append(dst, "</t></is></c>"...)
}

// fit cuts a text to what a cell holds; then it ends in an ellipsis.
func fit(text string) string {
	if len(text) <= maxCellUnits {
		return text
	}
	units := 0
	cut := len(text)
	for i, r := range text {
		n := 1
		if r > 0xFFFF {
			n = 2
		}
		if units+n > maxCellUnits-1 && cut == len(text) {
			cut = i
		}
		units += n
	}
	if units <= maxCellUnits {
		return text
	}
	return text[:cut] + "…"
}

const hexDigits = "0123456789ABCDEF"

func hex4(r rune) string {
	return string([]byte{hexDigits[r>>12&15], hexDigits[r>>8&15], hexDigits[r>>4&15], hexDigits[r&15]})
}

// escapeUnderscores keeps words like _x0041_ what they are: a workbook writes
// characters that XML cannot hold in this way.
func escapeUnderscores(text string) string {
	var out []byte
	last := 0
	for i := 0; i+7 <= len(text); i++ {
		if text[i] == '_' && text[i+1] == 'x' && text[i+6] == '_' && isHex(text[i+2:i+6]) {
			out = append(append(out, text[last:i]...), "_x005F_"...)
			last = i + 1
		}
	}
	if out == nil {
		return text
	}
	return string(append(out, text[last:]...))
}

func isHex(s string) bool {
	for i := range len(s) {
		if !strings.ContainsRune(hexDigits+"abcdef", rune(s[i])) {
			return false
		}
	}
	return true
}
