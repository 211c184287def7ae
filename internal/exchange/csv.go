package exchange

import (
	"encoding/csv"
	"io"
	"iter"
	"strings"
)

// Columns say how records of a type become rows: one row a record, or several
// where a list inside the record is the point (the requirements of an appeal).
type Columns[T any] struct {
	// Header names the columns after the fields.
	Header []string
	rows   func(record T, write func(row []string) error) error
}

// column is one column of a table.
type column[T any] struct {
	name string
	cell func(T) string
}

// columns makes a table of one row a record.
func columns[T any](cols ...column[T]) Columns[T] {
	return expand(func(record T) []T { return []T{record} }, cols...)
}

// expand makes a table of the rows that a record is split into.
func expand[T, R any](split func(T) []R, cols ...column[R]) Columns[T] {
	header := make([]string, len(cols))
	for i, c := range cols {
		header[i] = c.name
	}
	row := func(record T, write func([]string) error) error {
		cells := make([]string, len(cols))
		for _, part := range split(record) {
			for i, c := range cols {
				cells[i] = c.cell(part)
			}
			if err := write(cells); err != nil {
				return err
			}
		}
		return nil
	}
	return Columns[T]{header, row}
}

// CSV writes records as RFC 4180: UTF-8, CRLF, a header of field names.
// Unknown is an empty cell, a suppressed number of people is "<10", and a text
// that a spreadsheet would run as a formula starts with an apostrophe.
type CSV[T any] struct {
	cols Columns[T]
	out  *csv.Writer
	err  error
}

// NewCSV starts a file: the header is its first row, also of an empty list.
// Nothing reaches w before its buffer is full or Flush is called.
func NewCSV[T any](w io.Writer, cols Columns[T]) *CSV[T] {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	return &CSV[T]{cols, out, out.Write(cols.Header)}
}

// Write adds a record.
func (c *CSV[T]) Write(record T) error {
	if c.err == nil {
		c.err = c.cols.rows(record, c.out.Write)
	}
	return c.err
}

// Flush hands what is buffered to the underlying writer.
func (c *CSV[T]) Flush() error {
	c.out.Flush()
	if c.err == nil {
		c.err = c.out.Error()
	}
	return c.err
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
	for _, t := range tables {
		if cols, ok := t.(Columns[T]); ok {
			return NewCSV(w, cols), true
		}
	}
	return nil, false
}

// tables holds the table of every list.
var tables = []any{
	RegionColumns, SectorColumns, CurrencyColumns, ExchangeRateColumns, OrganizationColumns, CrisisColumns, AppealColumns,
	AssessmentColumns, NeedColumns, PledgeColumns, TransactionColumns, CoverageColumns, ExplanationColumns,
	SeriesColumns, ChangeColumns, CitedSourceColumns, CitationColumns,
	ApprovalColumns, ShieldColumns,
	KeyColumns, GrantColumns,
	IncidentColumns, IncidentSumsColumns, AccessConstraintColumns, PresenceColumns,
}

// formula are the characters that begin one, wide ones too: a spreadsheet set to East Asian widths reads them alike.
const formula = "=+-@\t\r\n＝＋－＠"

// safe keeps a text from being run as a formula by a spreadsheet.
func safe(text string) string {
	if strings.IndexAny(text, formula) == 0 {
		return "'" + text
	}
	return text
}
