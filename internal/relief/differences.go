package relief

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/konbit-aid/konbit/api"
)

// bookkeeping are the members that change with every change; the change itself tells them.
var bookkeeping = []string{"version", "created_at", "updated_at"}

// rewritten are the members of the elements of a list that are made anew with each change.
var rewritten = []string{"id", "version", "created_at", "updated_at"}

// differences compares two states of a record. Of a new record, or of one that
// the reader could not see before, each member is told that it now has.
func differences(before, after []byte) (all []api.Difference, omitted int, err error) {
	now, err := decoded(after)
	if err != nil {
		return nil, 0, err
	}
	d := differ{all: []api.Difference{}}
	if before == nil {
		d.appear(now)
		return d.all, d.omitted, nil
	}
	was, err := decoded(before)
	if err != nil {
		return nil, 0, err
	}
	d.objects("", "", was, now, bookkeeping)
	return d.all, d.omitted, nil
}

// decoded reads a state with its numbers as they are written.
func decoded(state []byte) (map[string]any, error) {
	var v map[string]any
	dec := json.NewDecoder(bytes.NewReader(state))
	dec.UseNumber()
	if err := dec.Decode(&v); err != nil {
		return nil, api.Internal(err)
	}
	return v, nil
}

type differ struct {
	all     []api.Difference
	omitted int
}

func (d *differ) add(pointer, key string, before, after any) {
	if len(d.all) == api.MaxDifferences {
		d.omitted++
		return
	}
	d.all = append(d.all, api.Difference{Pointer: pointer, Key: api.Opt(key), Before: before, After: after})
}

// appear tells every member that says something; of a long list the first elements.
func (d *differ) appear(now map[string]any) {
	for _, name := range slices.Sorted(maps.Keys(now)) {
		value := now[name]
		list, isList := value.([]any)
		if value == nil || slices.Contains(bookkeeping, name) || isList && len(list) == 0 {
			continue
		}
		if len(list) > api.MaxDifferences {
			d.omitted += len(list) - api.MaxDifferences
			value = list[:api.MaxDifferences]
		}
		d.add("/"+token(name), "", nil, value)
	}
}

// compare notes where two values differ, as deep in them as it can.
func (d *differ) compare(pointer, key string, before, after any) {
	switch a := after.(type) {
	case map[string]any:
		if b, ok := before.(map[string]any); ok {
			d.objects(pointer, key, b, a, nil)
			return
		}
	case []any:
		if b, ok := before.([]any); ok {
			d.lists(pointer, key, b, a)
			return
		}
	}
	if !reflect.DeepEqual(before, after) {
		d.add(pointer, key, before, after)
	}
}

func (d *differ) objects(pointer, key string, before, after map[string]any, but []string) {
	names := maps.Clone(before)
	maps.Copy(names, after)
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if !slices.Contains(but, name) {
			d.compare(pointer+"/"+token(name), key, before[name], after[name])
		}
	}
}

// lists compares the elements that are the same thing in both lists, wherever
// they stand. Elements that nothing identifies are compared place by place.
func (d *differ) lists(pointer, key string, before, after []any) {
	was, ok := identified(before)
	is, also := identified(after)
	if !ok || !also {
		d.places(pointer, key, before, after)
		return
	}
	for i, element := range before {
		if _, stays := is[identity(element)]; !stays {
			d.add(pointer+"/"+strconv.Itoa(i), identity(element), element, nil)
		}
	}
	for i, element := range after {
		at := pointer + "/" + strconv.Itoa(i)
		j, there := was[identity(element)]
		if !there {
			d.add(at, identity(element), nil, element)
			continue
		}
		b, ok := before[j].(map[string]any)
		a, also := element.(map[string]any)
		if ok && also {
			d.objects(at, identity(element), b, a, rewritten)
		}
	}
}

func (d *differ) places(pointer, key string, before, after []any) {
	for i := range max(len(before), len(after)) {
		var b, a any
		if i < len(before) {
			b = before[i]
		}
		if i < len(after) {
			a = after[i]
		}
		d.compare(pointer+"/"+strconv.Itoa(i), key, b, a)
	}
}

// identified finds the place of each element; ok is false unless each has an identity of its own.
func identified(list []any) (places map[string]int, ok bool) {
	places = make(map[string]int, len(list))
	for i, element := range list {
		id := identity(element)
		if _, twice := places[id]; twice || id == "" {
			return nil, false
		}
		places[id] = i
	}
	return places, true
}

// identities are the members by which an element of a list is known, the first that it has.
var identities = [][]string{{"region", "sector", "group", "sex", "age"}, {"region", "sector"}, {"publisher", "title", "published_on"}, {"id"}}

// identity names an element: a text by itself, an object by what identifies it; "" if nothing does.
func identity(element any) string {
	if text, ok := element.(string); ok {
		return text
	}
	object, _ := element.(map[string]any)
	for _, members := range identities {
		var parts []string
		for _, m := range members {
			if text, ok := object[m].(string); ok {
				parts = append(parts, text)
			}
		}
		if len(parts) == len(members) {
			return strings.Join(parts, ":")
		}
	}
	return ""
}

// token escapes a name for a JSON pointer.
func token(name string) string { return pointerToken.Replace(name) }

var pointerToken = strings.NewReplacer("~", "~0", "/", "~1")

func lastToken(pointer string) string { return pointer[strings.LastIndexByte(pointer, '/')+1:] }
