package httpapi

import (
	"fmt"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/konbit-aid/konbit/api"
)

// maxRepeats is how often one parameter may stand in an address.
const maxRepeats = 100

// query reads the parameters of an address into a filter by its form tags. Every parameter that is unknown, repeated
// where one value is meant, or has a value that cannot be, is named in one malformed problem.
type query struct {
	values url.Values
	faults api.Fields
}

// parseQuery splits the raw query of an address.
func parseQuery(raw string) (*query, error) {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return nil, api.Errorf(api.CodeMalformed, "The query of the address cannot be read; write a percent sign as %%25 and a semicolon as %%3B.")
	}
	return &query{values: values}, nil
}

// decode fills the filter, a pointer to a struct; nil takes no parameter at all.
func (q *query) decode(filter any) {
	known := map[string]bool{}
	if filter != nil {
		q.fill(reflect.ValueOf(filter).Elem(), known)
	}
	var unknown []string
	for name := range q.values {
		if !known[name] {
			unknown = append(unknown, name)
		}
	}
	slices.Sort(unknown)
	for _, name := range unknown {
		q.faults.Add(name, "unknown_parameter", "There is no parameter %q here.%s", name, offer(known))
	}
}

// offer names the parameters that there are.
func offer(known map[string]bool) string {
	if len(known) == 0 {
		return " This address takes none."
	}
	names := make([]string, 0, len(known))
	for name := range known {
		names = append(names, name)
	}
	slices.Sort(names)
	return " Known ones: " + strings.Join(names, ", ") + "."
}

// err returns what was found, as one error.
func (q *query) err() error {
	if len(q.faults) == 0 {
		return nil
	}
	noun := "parameters are"
	if len(q.faults) == 1 {
		noun = "parameter is"
	}
	return &api.Error{Code: api.CodeMalformed, Fields: q.faults,
		Detail: fmt.Sprintf("%d %s not understood: %s.", len(q.faults), noun, strings.Join(pointers(q.faults), ", "))}
}

func pointers(faults api.Fields) []string {
	var names []string
	for _, f := range faults {
		if !slices.Contains(names, f.Pointer) {
			names = append(names, f.Pointer)
		}
	}
	return names
}

// take removes a parameter that is not the filter's and returns its one value, "" if it is not there.
func (q *query) take(name string, among []string) string {
	values, there := q.values[name]
	if !there {
		return ""
	}
	delete(q.values, name)
	switch {
	case len(values) > 1:
		q.repeated(name)
	case !slices.Contains(among, values[0]):
		q.notAmong(name, values[0], among)
	default:
		return values[0]
	}
	return ""
}

func (q *query) repeated(name string) {
	q.faults.Add(name, "repeated", "%s takes one value.", name)
}

func (q *query) notAmong(name, value string, among []string) {
	q.faults.Add(name, "unknown_value", "%q is not known here; use one of: %s.", value, strings.Join(among, ", "))
}

func (q *query) fill(filter reflect.Value, known map[string]bool) {
	var ends []span
	for i := range filter.NumField() {
		field, into := filter.Type().Field(i), filter.Field(i)
		if field.Anonymous {
			q.fill(into, known)
			continue
		}
		name := field.Tag.Get("form")
		known[name] = true
		if values, there := q.values[name]; there {
			q.set(name, field.Tag, into, values)
		}
		ends = append(ends, span{name, into})
	}
	q.ranges(ends)
}

func (q *query) set(name string, tag reflect.StructTag, into reflect.Value, values []string) {
	if into.Kind() != reflect.Slice {
		if len(values) > 1 {
			q.repeated(name)
			return
		}
		q.value(name, tag, into, values[0])
		return
	}
	if len(values) > maxRepeats {
		q.faults.Add(name, "too_many", "%s may be repeated %d times.", name, maxRepeats)
		return
	}
	list := reflect.MakeSlice(into.Type(), len(values), len(values))
	for i, v := range values {
		q.value(name, tag, list.Index(i), v)
	}
	into.Set(list)
}

func (q *query) value(name string, tag reflect.StructTag, into reflect.Value, text string) {
	if into.Kind() == reflect.Pointer {
		into.Set(reflect.New(into.Type().Elem()))
		into = into.Elem()
	}
	if text == "" {
		q.faults.Add(name, "empty", "%s has no value; leave it out, or give it one.", name)
		return
	}
	switch target := into.Addr().Interface().(type) {
	case *api.Cents:
		q.cents(name, target, text)
	case *bool:
		*target = text == "true"
		if !*target && text != "false" {
			q.notAmong(name, text, []string{"true", "false"})
		}
	case *int:
		q.number(name, tag, into, text)
	case *int64:
		q.number(name, tag, into, text)
	default:
		into.SetString(text)
		q.text(name, tag, into, text)
	}
}

func (q *query) cents(name string, into *api.Cents, text string) {
	minor, err := api.ParseMinor(text, api.USD.Digits())
	if err != nil {
		q.faults.Add(name, "bad_amount", "%s is in US dollars, like 1000000.00: %s.", name, err)
		return
	}
	*into = api.Cents(minor)
}

func (q *query) number(name string, tag reflect.StructTag, into reflect.Value, text string) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || into.OverflowInt(n) || text != strconv.FormatInt(n, 10) {
		q.faults.Add(name, "bad_number", "%s is a whole number; %q is not.", name, text)
		return
	}
	least, bounded := bound(tag, "minimum")
	most, _ := bound(tag, "maximum")
	if bounded && (n < least || n > most) {
		q.faults.Add(name, "out_of_range", "%s is %d to %d.", name, least, most)
		return
	}
	into.SetInt(n)
}

func bound(tag reflect.StructTag, name string) (int64, bool) {
	n, err := strconv.ParseInt(tag.Get(name), 10, 64)
	return n, err == nil
}

// span is a parameter with its value, to compare …_from with …_to.
type span struct {
	name  string
	value reflect.Value
}

// ranges finds the ends of ranges that are in the wrong order.
func (q *query) ranges(ends []span) {
	for _, to := range ends {
		stem, ok := strings.CutSuffix(to.name, "_to")
		if !ok || q.faults.Has(to.name) || q.faults.Has(stem+"_from") {
			continue
		}
		for _, from := range ends {
			if from.name == stem+"_from" && after(from.value, to.value) {
				q.faults.Add(to.name, "range_out_of_order", "%s is below %s: nothing can lie between them.", to.name, from.name)
			}
		}
	}
}

func after(from, to reflect.Value) bool {
	if from.IsZero() || to.IsZero() {
		return false
	}
	from, to = reflect.Indirect(from), reflect.Indirect(to)
	if from.Kind() == reflect.String {
		return from.String() > to.String()
	}
	return from.Int() > to.Int()
}
