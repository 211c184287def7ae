package exchange

import (
	"fmt"
)

// Kind says what the cells of a column hold. The text of a cell is the same in
// every format; a workbook types it by the kind.
type Kind string

// The kinds of a column.
const (
	Text    Kind = "text"
	Whole   Kind = "whole number"
	Decimal Kind = "decimal number"
	Money   Kind = "amount of money"
	Day     Kind = "day"
	Moment  Kind = "moment, in UTC"
	Truth   Kind = "true or false"
)

// Column is what a table says of one of its columns.
type Column struct {
	// Name is that of the field, as it stands in the header.
	Name string
	// Meaning is a sentence for people.
	Meaning string
	// Unit is what a number counts; "" where it needs none.
	Unit string
	// Tag is the hashtag of the column in HXL; "" where none fits.
	Tag  string
	Kind Kind
	// Input tells that the column is read when a file is imported; the others
	// follow from these and are passed over.
	Input bool
	// Needed tells that the column must not be empty in an imported file.
	Needed bool
}

// column is a column with what writes and reads its cells.
type column[T any] struct {
	Column
	// get appends the text of the cell, nothing where it is unknown.
	get func(dst []byte, record *T) []byte
	// set reads the cell into a record and notes what is wrong with it; nil where
	// the column is not read.
	set func(c cell, into *T)
}

// unit says what the column counts.
func (c column[T]) unit(what string) column[T] {
	c.Unit = what
	return c
}

// tag gives the column its hashtag.
func (c column[T]) tag(hashtag string) column[T] {
	c.Tag = hashtag
	return c
}

// reads lets the column be filled in.
func (c column[T]) reads(set func(c cell, into *T)) column[T] {
	c.Input, c.set = true, set
	return c
}

// needed says that the column must not be empty. The record itself asks for it.
func (c column[T]) needed() column[T] {
	c.Needed = true
	return c
}

// must lets the column be filled in, and asks for it.
func (c column[T]) must(set func(c cell, into *T)) column[T] {
	return c.needed().reads(func(c cell, into *T) {
		if c.text() == "" {
			c.fault("required", "This cell must not be empty.")
			return
		}
		set(c, into)
	})
}

// Columns is the table of a type: how its records become rows, and how a row
// becomes a record again. It is the one place that knows the columns; every
// format writes and reads by it.
type Columns[T any] struct {
	// Name is the resource's, as in the address of its list.
	Name string
	// Columns describes the columns, in their order.
	Columns []Column
	walk    func(record *T, row row) error
	read    func(r *record) T
}

// row takes one row: cell appends the text of the cell of a column.
type row func(cell func(dst []byte, column int) []byte) error

// columns makes a table of one row a record.
func columns[T any](name string, groups ...[]column[T]) Columns[T] {
	all := join(groups...)
	return Columns[T]{name, describe(all), func(record *T, row row) error {
		return row(func(dst []byte, i int) []byte { return all[i].get(dst, record) })
	}, func(r *record) T {
		var value T
		for _, c := range all {
			if c.set != nil {
				c.set(cell{r, c.Name}, &value)
			}
		}
		return value
	}}
}

// expand makes a table of the rows that a record is split into. It is for
// writing alone.
func expand[T, R any](name string, split func(*T) []R, groups ...[]column[R]) Columns[T] {
	all := join(groups...)
	return Columns[T]{name, describe(all), func(record *T, row row) error {
		parts := split(record)
		for n := range parts {
			if err := row(func(dst []byte, i int) []byte { return all[i].get(dst, &parts[n]) }); err != nil {
				return err
			}
		}
		return nil
	}, nil}
}

// join makes one list of columns.
func join[T any](groups ...[]column[T]) []column[T] {
	var all []column[T]
	for _, g := range groups {
		all = append(all, g...)
	}
	return all
}

func describe[T any](all []column[T]) []Column {
	list := make([]Column, len(all))
	for i, c := range all {
		list[i] = c.Column
	}
	return list
}

// List returns the columns, whatever the type of the records.
func (t Columns[T]) List() []Column { return t.Columns }

// Title returns the name, whatever the type of the records.
func (t Columns[T]) Title() string { return t.Name }

// Header lists the names of the columns.
func (t Columns[T]) Header() []string {
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = c.Name
	}
	return names
}

// Tagged tells whether every column has a hashtag, so that the table comes as HXL.
func (t Columns[T]) Tagged() bool { return tagged(t.Columns) }

func tagged(columns []Column) bool {
	for _, c := range columns {
		if c.Tag == "" {
			return false
		}
	}
	return true
}

// Inputs lists the columns that are read when a file is imported.
func (t Columns[T]) Inputs() []Column {
	var list []Column
	for _, c := range t.Columns {
		if c.Input {
			list = append(list, c)
		}
	}
	return list
}

// TableOf returns the table of a type; false if it has none.
func TableOf[T any]() (Columns[T], bool) {
	for _, t := range tables {
		if found, ok := t.(Columns[T]); ok {
			return found, true
		}
	}
	return Columns[T]{}, false
}

// tables holds the table of every list.
var tables = []any{
	RegionColumns, SectorColumns, CurrencyColumns, ExchangeRateColumns, OrganizationColumns, CrisisColumns, AppealColumns,
	AssessmentColumns, NeedColumns, PledgeColumns, TransactionColumns, CoverageColumns, ExplanationColumns,
	SeriesColumns, ChangeColumns, CitedSourceColumns, CitationColumns,
	ApprovalColumns, ShieldColumns,
	KeyColumns, GrantColumns, WebhookColumns, WebhookDeliveryColumns,
	IncidentColumns, IncidentSumsColumns, AccessConstraintColumns, PresenceColumns,
	TemplateColumns, ImportColumns, ImportFaultColumns,
}

// mustTable is the table of a type that has one.
func mustTable[T any]() Columns[T] {
	t, ok := TableOf[T]()
	if !ok {
		panic(fmt.Sprintf("exchange: no table for %T", *new(T)))
	}
	return t
}
