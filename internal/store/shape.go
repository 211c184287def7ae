package store

import (
	"database/sql/driver"
	"reflect"
	"strconv"
	"strings"
	"sync"
)

// shape is what a row type looks like as a table: GORM's tags, read once. GORM itself reads them for each statement,
// which costs more than the statement does.
type shape struct {
	table   string
	columns []string
	fields  [][]int
}

type table interface{ TableName() string }

var shapes sync.Map // by reflect.Type

// shapeOf returns the shape of a row type.
func shapeOf[R any]() *shape {
	t := reflect.TypeFor[R]()
	if s, ok := shapes.Load(t); ok {
		return s.(*shape) //nolint:forcetypeassert // nothing else is kept there
	}
	s := &shape{}
	if named, ok := any(*new(R)).(table); ok {
		s.table = named.TableName()
	}
	s.add(t, nil)
	shapes.Store(t, s)
	return s
}

func (s *shape) add(t reflect.Type, at []int) {
	for i := range t.NumField() {
		f := t.Field(i)
		path := append(append([]int{}, at...), i)
		tag := f.Tag.Get("gorm")
		if tag == "embedded" {
			s.add(f.Type, path)
			continue
		}
		name, _, _ := strings.Cut(strings.TrimPrefix(tag, "column:"), ";")
		s.columns = append(s.columns, name)
		s.fields = append(s.fields, path)
	}
}

// list names the columns for SELECT and INSERT.
func (s *shape) list() string { return strings.Join(s.columns, ", ") }

// values appends a row's columns to arguments.
func (s *shape) values(args []any, row reflect.Value) []any {
	for _, path := range s.fields {
		args = append(args, plain(row.FieldByIndex(path)))
	}
	return args
}

// plain is a field as both drivers take it at once.
func plain(field reflect.Value) any {
	switch v := field.Interface().(type) {
	case driver.Valuer:
		if value, err := v.Value(); err == nil {
			return value
		}
		return v // the driver asks again, and says what is wrong
	default:
		return v
	}
}

// copied appends a row's columns as COPY takes them, which is in their own form.
func (s *shape) copied(args []any, row reflect.Value) []any {
	for _, path := range s.fields {
		field := row.FieldByIndex(path)
		if at, ok := field.Interface().(instant); ok && !at.IsZero() {
			args = append(args, at.Time)
			continue
		}
		args = append(args, plain(field))
	}
	return args
}

// pointers are where a row's columns are read to.
func (s *shape) pointers(row reflect.Value) []any {
	all := make([]any, len(s.fields))
	for i, path := range s.fields {
		all[i] = row.FieldByIndex(path).Addr().Interface()
	}
	return all
}

// insert is the statement that writes some rows.
func (s *shape) insert(d dialect, rows int) string {
	key := s.table + " " + strconv.Itoa(rows) + d.name
	if sql, ok := inserts.Load(key); ok {
		return sql.(string) //nolint:forcetypeassert // nothing else is kept there
	}
	row := "(" + strings.Repeat("?, ", len(s.columns)-1) + "?)"
	sql := numbered(d, "INSERT INTO "+s.table+" ("+s.list()+") VALUES "+strings.Repeat(row+", ", rows-1)+row)
	if rows <= fewRows || rows == manyRows {
		inserts.Store(key, sql)
	}
	return sql
}

var inserts sync.Map // statements by table, number of rows and engine

const (
	fewRows  = 16  // up to so many rows a statement is made once
	manyRows = 400 // the most that one statement writes
)

// numbered writes the places of arguments as the engine wants them. No statement here has a question mark in a text.
func numbered(d dialect, sql string) string {
	if d.name != "postgres" {
		return sql
	}
	var b strings.Builder
	n := 0
	for {
		before, after, found := strings.Cut(sql, "?")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		n++
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(n))
		sql = after
	}
}

// walking is a result of either driver.
type walking interface {
	Next() bool
	Scan(to ...any) error
	Err() error
}

// readAll reads rows whose columns were selected as the shape lists them.
func readAll[R any](rows walking) ([]R, error) {
	var all []R
	s := shapeOf[R]()
	for rows.Next() {
		var r R
		if err := rows.Scan(s.pointers(reflect.ValueOf(&r).Elem())...); err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, rows.Err()
}
