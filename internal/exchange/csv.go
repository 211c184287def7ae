package exchange

import (
	"bytes"
	"io"
	"iter"
	"unicode"
	"unicode/utf8"
)

// CSV writes records as RFC 4180: UTF-8, CRLF, a header of field names.
// Unknown is an empty cell, a suppressed number of people is "<10", and a text
// that a spreadsheet would run as a formula starts with an apostrophe.
type CSV[T any] struct {
	cols Columns[T]
	w    io.Writer
	buf  []byte
	err  error
}

// chunk is how much is collected before it is handed on.
const chunk = 32 << 10

// NewCSV starts a file: the header is its first row, also of an empty list.
// Nothing reaches w before the buffer is chunk or Flush is called.
func NewCSV[T any](w io.Writer, cols Columns[T]) *CSV[T] {
	c := &CSV[T]{cols: cols, w: w, buf: make([]byte, 0, chunk+4096)}
	c.titles(func(col Column) string { return col.Name })
	return c
}

// NewHXL starts a file that has the row of HXL's hashtags under the header.
func NewHXL[T any](w io.Writer, cols Columns[T]) *CSV[T] {
	c := NewCSV(w, cols)
	c.titles(func(col Column) string { return col.Tag })
	return c
}

func (c *CSV[T]) titles(of func(Column) string) {
	for i, col := range c.cols.Columns {
		if i > 0 {
			c.buf = append(c.buf, ',')
		}
		from := len(c.buf)
		c.buf = quote(append(c.buf, of(col)...), from)
	}
	c.buf = append(c.buf, "\r\n"...)
}

// Write adds a record.
func (c *CSV[T]) Write(record T) error {
	if c.err == nil {
		c.err = c.cols.walk(&record, c.row)
	}
	return c.err
}

func (c *CSV[T]) row(cell func([]byte, int) []byte) error {
	for i := range c.cols.Columns {
		if i > 0 {
			c.buf = append(c.buf, ',')
		}
		from := len(c.buf)
		c.buf = cell(c.buf, i)
		if c.cols.Columns[i].Kind == Text {
			c.buf = quote(guard(c.buf, from), from)
		}
	}
	c.buf = append(c.buf, "\r\n"...)
	if len(c.buf) >= chunk {
		return c.send()
	}
	return nil
}

func (c *CSV[T]) send() error {
	_, err := c.w.Write(c.buf)
	c.buf = c.buf[:0]
	return err
}

// Flush hands what is buffered to the underlying writer.
func (c *CSV[T]) Flush() error {
	if c.err == nil {
		c.err = c.send()
	}
	return c.err
}

// quote puts the field that starts at from between quotes, if it needs them. A
// line break in it is CRLF, as between the rows.
func quote(dst []byte, from int) []byte {
	if !quoted(dst[from:]) {
		return dst
	}
	field := string(dst[from:])
	dst = append(dst[:from], '"')
	for i := range len(field) {
		switch field[i] {
		case '"':
			dst = append(dst, `""`...)
		case '\r':
		case '\n':
			dst = append(dst, "\r\n"...)
		default:
			dst = append(dst, field[i])
		}
	}
	return append(dst, '"')
}

func quoted(field []byte) bool {
	if len(field) == 0 {
		return false
	}
	if string(field) == `\.` || bytes.ContainsAny(field, ",\"\r\n") {
		return true
	}
	first, _ := utf8.DecodeRune(field)
	return unicode.IsSpace(first)
}

// WriteCSV writes a whole list. It stops at the first error of records or w.
func WriteCSV[T any](w io.Writer, cols Columns[T], records iter.Seq2[T, error]) error {
	c := NewCSV(w, cols)
	for record, err := range records {
		if err != nil {
			return err
		}
		if err := c.Write(record); err != nil {
			return err
		}
	}
	return c.Flush()
}

// CSVOf starts a file of the type's own table; false if it has none.
func CSVOf[T any](w io.Writer) (*CSV[T], bool) {
	cols, ok := TableOf[T]()
	if !ok {
		return nil, false
	}
	return NewCSV(w, cols), true
}
