package store

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/konbit-aid/konbit/api"
)

// query collects the conditions of a list. Texts of a request only ever become
// arguments; column names are literals of this package.
type query struct {
	where []string
	args  []any
	kinds []kind
}

// kind is a condition that is met by some rows, each of which meets none of the other kinds. An index has the rows of one
// kind in their order, where those of several would have to be sorted, all of them for each page.
type kind struct {
	condition string
	args      []any
	// few is met by so few rows that they are looked for first, whatever else is asked.
	few    string
	fewArg any
}

func (q *query) add(condition string, args ...any) {
	q.where = append(q.where, condition)
	q.args = append(q.args, args...)
}

func (q *query) kind(condition string, args ...any) {
	q.kinds = append(q.kinds, kind{condition: condition, args: args})
}

// and is the query with one condition more, and of all kinds.
func (q query) and(condition string, args ...any) query {
	all := query{where: slices.Clone(q.where), args: slices.Clone(q.args)}
	all.add(condition, args...)
	return all
}

// in demands that a column is one of the values, where there are any.
func in[T any](q *query, column string, values []T) {
	if len(values) > 0 {
		q.add(column+" IN ?", values)
	}
}

// is demands equality, where a value was given: "" and nil mean that none was.
func (q *query) is(column, operator string, value any) {
	v := reflect.ValueOf(value)
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return
		}
		value = v.Elem().Interface()
	} else if v.IsZero() {
		return
	}
	switch v := value.(type) {
	case api.Date:
		value = day(v)
	case api.Cents:
		value = int64(v)
	}
	q.add(column+" "+operator+" ?", value)
}

func (q *query) matches(column, text string) {
	if text != "" {
		q.add(column+` LIKE ? ESCAPE '\'`, pattern(text))
	}
}

// together are the conditions, with those of all kinds in one.
func (q query) together() query {
	if len(q.kinds) == 0 {
		return q
	}
	var either query
	for _, k := range q.kinds {
		if k.few == "" {
			either.add(k.condition, k.args...)
		} else {
			either.add(k.few+" AND ("+k.condition+")", append([]any{k.fewArg}, k.args...)...)
		}
	}
	return q.and("("+strings.Join(either.where, ") OR (")+")", either.args...)
}

func (q query) String() string {
	if len(q.where) == 0 {
		return ""
	}
	return " WHERE (" + strings.Join(q.where, ") AND (") + ")"
}

// order is one way to sort a list: by a column, ties by the key.
type order struct {
	column string
	desc   bool
	number bool // the column holds whole numbers, not texts
}

// listing is what the lists of one resource have in common.
type listing struct {
	name  string // also binds cursors
	from  string // table and joins
	cols  string
	key   string // the column that identifies a row
	sorts map[string]order
}

// page runs a list: one page of rows, the cursor of the next one and, if asked
// for, the total. at reads the values that the cursor needs from a row.
func page[R any](tx *Tx, l listing, q query, p api.Page, sort string, filter any, at func(R, string) []any) (rows []R, next string, total *int64, err error) {
	if sort == "" {
		sort = defaultSort(l)
	}
	o, ok := l.sorts[sort]
	if !ok {
		return nil, "", nil, api.Errorf(api.CodeMalformed, "%s cannot be sorted by %q.", l.name, sort)
	}
	if p.Count {
		total = new(int64)
		all := q.together()
		if err := tx.db.Raw("SELECT count(*) FROM "+l.from+all.String(), all.args...).Scan(total).Error; err != nil {
			return nil, "", nil, err
		}
	}
	c := cursor{List: l.name, Sort: sort, Filter: digest(filter)}
	if p.Cursor != "" {
		after, err := c.read(p.Cursor, o.after(l.key))
		if err != nil {
			return nil, "", nil, err
		}
		q.add(keyset(l, o), after...)
	}
	limit := p.Size()
	sql, args := l.ask(q, fmt.Sprintf(" ORDER BY %s LIMIT %d", o.by(l.key), limit+1))
	if rows, err = scan[R](tx, sql, args...); err != nil {
		return nil, "", nil, err
	}
	if len(rows) > limit {
		rows = rows[:limit]
		next = c.write(at(rows[limit-1], o.column))
	}
	return rows, next, total, nil
}

// ask writes the statement that reads a page: its end is the order and how many rows. Of each kind as many are read as the page may
// take, and the page is chosen from them.
func (l listing) ask(q query, end string) (sql string, args []any) {
	if len(q.kinds) == 0 || len(q.kinds) == 1 && q.kinds[0].few == "" {
		q = q.together()
		return "SELECT " + l.cols + " FROM " + l.from + q.String() + end, q.args
	}
	_, alias, _ := strings.Cut(l.from, " ")
	each := make([]string, len(q.kinds))
	for i, k := range q.kinds {
		from := l.from
		if k.few != "" {
			from = "(WITH few AS MATERIALIZED (SELECT " + alias + ".* FROM " + l.from + " WHERE " + k.few + ") SELECT * FROM few) " + alias
			args = append(args, k.fewArg)
		}
		one := q.and(k.condition, k.args...)
		each[i] = fmt.Sprintf("SELECT * FROM (SELECT %s.* FROM %s%s%s) kind%d", alias, from, one.String(), end, i)
		args = append(args, one.args...)
	}
	return "SELECT " + l.cols + " FROM (" + strings.Join(each, " UNION ALL ") + ") " + alias + end, args
}

func defaultSort(l listing) string {
	for _, name := range []string{"id", "code", "pcode"} {
		if _, ok := l.sorts[name]; ok {
			return name
		}
	}
	return ""
}

func (o order) by(key string) string {
	direction := ""
	if o.desc {
		direction = " DESC"
	}
	if o.column == key {
		return key + direction
	}
	return o.column + direction + ", " + key + direction
}

// after says by example what a cursor goes on after: the column's value, if it is not the key's own, and the key's.
func (o order) after(key string) []any {
	switch {
	case o.column == key && o.number:
		return []any{int64(0)}
	case o.column == key:
		return []any{""}
	case o.number:
		return []any{int64(0), ""}
	}
	return []any{"", ""}
}

func keyset(l listing, o order) string {
	than := ">"
	if o.desc {
		than = "<"
	}
	if o.column == l.key {
		return l.key + " " + than + " ?"
	}
	return "(" + o.column + ", " + l.key + ") " + than + " (?, ?)"
}

// both makes an ascending and a descending order of the same column.
func both(sorts map[string]order, name, column string) map[string]order {
	sorts[name], sorts["-"+name] = order{column: column}, order{column: column, desc: true}
	return sorts
}

// byNumber is both for a column of whole numbers.
func byNumber(sorts map[string]order, name, column string) map[string]order {
	sorts[name], sorts["-"+name] = order{column: column, number: true}, order{column: column, desc: true, number: true}
	return sorts
}
