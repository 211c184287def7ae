package hapi

import (
	"strconv"
	"strings"
	"time"
)

// selects makes the conditions that a query puts on rows.
func (q *query) selects(e *endpoint) []func(row) bool {
	var all []func(row) bool
	for _, p := range e.params {
		if value := q.values[p.name]; value != "" && p.how != none {
			all = append(all, p.condition(value))
		}
	}
	if !q.start.IsZero() {
		all = append(all, func(r row) bool { end, there := r.time("reference_period_end"); return !there || !end.Before(q.start) })
	}
	if !q.end.IsZero() {
		all = append(all, func(r row) bool {
			start, there := r.time("reference_period_start")
			return !there || start.Before(q.end)
		})
	}
	return all
}

func (p param) condition(value string) func(row) bool {
	switch p.how {
	case like:
		want := []rune(strings.ToLower(value))
		return func(r row) bool {
			have, there := r.text(p.field)
			return there && ilike([]rune(strings.ToLower(have)), want)
		}
	case holds:
		want := strings.ToLower(value)
		return func(r row) bool {
			have, there := r.text(p.field)
			return there && strings.Contains(strings.ToLower(have), want)
		}
	case level:
		return func(r row) bool { n, _ := r[p.field].(int64); return strconv.FormatInt(n, 10) == value }
	case atLeast, below:
		return p.bound(value)
	}
	if p.kind == flag {
		want, _ := boolean(value)
		return func(r row) bool { have, _ := r[p.field].(bool); return have == want }
	}
	if p.kind == whole {
		want, _ := strconv.ParseInt(strings.TrimSpace(value), 10, 64)
		return func(r row) bool { have, there := r[p.field].(int64); return there && have == want }
	}
	return func(r row) bool { have, there := r.text(p.field); return there && have == value }
}

// bound compares numbers and moments. As in HAPI, a bound of 0 selects nothing away.
func (p param) bound(value string) func(row) bool {
	if p.kind == moment {
		want, _ := instant(value)
		return func(r row) bool {
			have, there := r.time(p.field)
			return there && (p.how == atLeast && !have.Before(want) || p.how == below && have.Before(want))
		}
	}
	want, _ := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if want == 0 {
		return func(row) bool { return true }
	}
	return func(r row) bool {
		have, there := r.number(p.field)
		return there && (p.how == atLeast && have >= want || p.how == below && have < want)
	}
}

// ilike is SQL's ILIKE: both are in small letters; % is any text, _ any character.
func ilike(text, pattern []rune) bool {
	t, p, star, mark := 0, 0, -1, 0
	for t < len(text) {
		switch {
		case p < len(pattern) && pattern[p] == '%':
			star, mark = p, t
			p++
		case p < len(pattern) && (pattern[p] == '_' || pattern[p] == text[t]):
			t++
			p++
		case star >= 0:
			mark++
			t, p = mark, star+1
		default:
			return false
		}
	}
	for p < len(pattern) && pattern[p] == '%' {
		p++
	}
	return p == len(pattern)
}

// row is one row by the names of its fields: string, int64, float64, bool, time.Time, or not there for null.
type row map[string]any

func (r row) text(name string) (string, bool) {
	s, ok := r[name].(string)
	return s, ok
}

func (r row) time(name string) (time.Time, bool) {
	t, ok := r[name].(time.Time)
	return t, ok
}

func (r row) number(name string) (float64, bool) {
	switch n := r[name].(type) {
	case int64:
		return float64(n), true
	case float64:
		return n, true
	}
	return 0, false
}
