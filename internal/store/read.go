package store

import (
	"database/sql"
	"database/sql/driver"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"gorm.io/gorm/schema"
)

// Rows are read here and not by GORM: it takes nearly twice as long for a page of them as the driver does. What a row
// is made of is looked up once a type; TestRowsAreReadAsGORMWritesThem keeps it honest.

// layout says where the columns of a row go: the index of each field, by name. Of a single value there is none.
type layout map[string][]int

var layouts sync.Map // of reflect.Type

func layoutOf(t reflect.Type) layout {
	if known, ok := layouts.Load(t); ok {
		l, _ := known.(layout)
		return l
	}
	l := layout{}
	l.add(t, nil)
	layouts.Store(t, l)
	return l
}

func (l layout) add(t reflect.Type, path []int) {
	for i := range t.NumField() {
		f := t.Field(i)
		at := append(append([]int{}, path...), i)
		name, named := strings.CutPrefix(f.Tag.Get("gorm"), "column:")
		name, _, _ = strings.Cut(name, ";")
		switch {
		case !named && f.Type.Kind() == reflect.Struct:
			l.add(f.Type, at)
			continue
		case !named:
			name = schema.NamingStrategy{}.ColumnName("", f.Name)
		}
		if _, taken := l[name]; !taken {
			l[name] = at
		}
	}
}

// cell is where one column of the present row goes.
type cell struct {
	to      reflect.Value // invalid for a column that nobody wants
	scanner bool          // the field reads its column itself
}

// Scan puts what the driver gives into the field. NULL is its zero value.
func (c *cell) Scan(v any) error {
	if !c.to.IsValid() {
		return nil
	}
	if c.scanner {
		own, _ := c.to.Addr().Interface().(sql.Scanner)
		return own.Scan(v)
	}
	if v == nil {
		c.to.SetZero()
		return nil
	}
	to := c.to
	if to.Kind() == reflect.Pointer {
		to.Set(reflect.New(to.Type().Elem()))
		to = to.Elem()
	}
	return put(to, v)
}

func put(to reflect.Value, v any) error {
	switch v := v.(type) {
	case string:
		return putText(to, v)
	case []byte:
		if to.Kind() == reflect.Slice {
			to.SetBytes(append([]byte{}, v...))
			return nil
		}
		return putText(to, string(v))
	case int64:
		switch {
		case to.CanInt():
			to.SetInt(v)
		case to.CanFloat():
			to.SetFloat(float64(v))
		case to.Kind() == reflect.Bool: // SQLite has no other
			to.SetBool(v != 0)
		default:
			return misfit(to, v)
		}
	case float64:
		switch {
		case to.CanFloat():
			to.SetFloat(v)
		case to.CanInt() && v == float64(int64(v)):
			to.SetInt(int64(v))
		default:
			return misfit(to, v)
		}
	case bool:
		if to.Kind() != reflect.Bool {
			return misfit(to, v)
		}
		to.SetBool(v)
	case time.Time:
		if to.Type() != reflect.TypeFor[time.Time]() {
			return misfit(to, v)
		}
		to.Set(reflect.ValueOf(v))
	default:
		return misfit(to, v)
	}
	return nil
}

func putText(to reflect.Value, text string) error {
	switch {
	case to.Kind() == reflect.String:
		to.SetString(text)
	case to.CanInt(): // a sum comes as text
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return misfit(to, text)
		}
		to.SetInt(n)
	default:
		return misfit(to, text)
	}
	return nil
}

func misfit(to reflect.Value, v any) error { return fmt.Errorf("cannot read %T as %s", v, to.Type()) }

// plan says where the columns of an answer go.
type plan struct {
	columns  []string
	paths    [][]int // nil for a column that nobody wants
	scanners []bool
}

// plans keeps those of the statements that are asked most. Their number has no other bound: a filter may name any number
// of values.
var plans struct {
	sync.RWMutex
	of map[asking]plan
}

type asking struct {
	row   reflect.Type
	query string
}

const mostPlans = 500

// planOf finds the plan of a statement.
func planOf(t reflect.Type, query string, rows *sql.Rows) (plan, error) {
	key := asking{t, query}
	plans.RLock()
	known, ok := plans.of[key]
	plans.RUnlock()
	columns, err := rows.Columns()
	if err != nil || ok && slices.Equal(known.columns, columns) { // a newer program may have added one meanwhile
		return known, err
	}
	p := newPlan(t, columns)
	plans.Lock()
	defer plans.Unlock()
	if plans.of == nil || len(plans.of) >= mostPlans {
		plans.of = map[asking]plan{}
	}
	plans.of[key] = p
	return p, nil
}

// newPlan finds the fields of a row for the columns of an answer.
func newPlan(t reflect.Type, columns []string) plan {
	paths, scanners := make([][]int, len(columns)), make([]bool, len(columns))
	scanner := reflect.TypeFor[sql.Scanner]()
	single := t.Kind() != reflect.Struct || reflect.PointerTo(t).Implements(scanner)
	for i, name := range columns {
		field := t
		if single {
			paths[i] = []int{}
		} else if path, wanted := layoutOf(t)[name]; wanted {
			paths[i], field = path, t.FieldByIndex(path).Type
		}
		scanners[i] = reflect.PointerTo(field).Implements(scanner)
	}
	return plan{columns, paths, scanners}
}

// collect reads all rows of the answer to a query.
func collect[R any](query string, rows *sql.Rows) (all []R, err error) {
	defer rows.Close()
	p, err := planOf(reflect.TypeFor[R](), query, rows)
	if err != nil {
		return nil, err
	}
	cells, into := make([]cell, len(p.paths)), make([]any, len(p.paths))
	for i := range cells {
		cells[i].scanner, into[i] = p.scanners[i], &cells[i]
	}
	for rows.Next() {
		var zero R
		all = append(all, zero)
		row := reflect.ValueOf(&all[len(all)-1]).Elem()
		for i, path := range p.paths {
			switch {
			case path == nil: // nobody wants it
			case len(path) == 0:
				cells[i].to = row
			default:
				cells[i].to = row.FieldByIndex(path)
			}
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
	}
	return all, rows.Err()
}

// rows runs a query. A ? is an argument; one that is a slice is a list of them in parentheses, as GORM has it.
func (tx *Tx) rows(query string, args ...any) (*sql.Rows, error) {
	text, plain, err := tx.d.bind(query, args)
	if err != nil {
		return nil, err
	}
	tx.count.n.Add(1)
	if tx.count.saw != nil {
		tx.count.saw(text, plain)
	}
	return tx.db.Statement.ConnPool.QueryContext(tx.db.Statement.Context, text, plain...)
}

// bind writes the places of arguments as the engine has them.
func (d dialect) bind(query string, args []any) (text string, plain []any, err error) {
	if len(args) == 0 {
		return query, nil, nil
	}
	var b strings.Builder
	b.Grow(len(query) + 3*len(args))
	plain = make([]any, 0, len(args))
	one := func(v any) {
		plain = append(plain, v)
		b.WriteString(d.argument)
		if d.numbered {
			b.WriteString(strconv.Itoa(len(plain)))
		}
	}
	for _, arg := range args {
		before, after, found := strings.Cut(query, "?")
		if !found {
			return "", nil, fmt.Errorf("more arguments than places in %q", query)
		}
		b.WriteString(before)
		query = after
		if list, whole := arg.(textArray); whole {
			one([]string(list))
			continue
		}
		list := reflect.ValueOf(arg)
		if _, itself := arg.(driver.Valuer); itself || list.Kind() != reflect.Slice || list.Type().Elem().Kind() == reflect.Uint8 {
			one(basic(arg))
			continue
		}
		b.WriteByte('(')
		for i := range list.Len() {
			if i > 0 {
				b.WriteByte(',')
			}
			one(basic(list.Index(i).Interface()))
		}
		if list.Len() == 0 {
			b.WriteString("NULL")
		}
		b.WriteByte(')')
	}
	b.WriteString(query)
	return b.String(), plain, nil
}

// basic is a value of a named type as the driver takes it.
func basic(arg any) any {
	if _, itself := arg.(driver.Valuer); itself {
		return arg
	}
	switch v := reflect.ValueOf(arg); {
	case v.Kind() == reflect.String:
		return v.String()
	case v.CanInt():
		return v.Int()
	}
	return arg
}
