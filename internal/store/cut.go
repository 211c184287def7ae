package store

import (
	"cmp"
	"slices"
	"strings"

	"github.com/konbit-aid/konbit/api"
)

// Cut answers with a page of records that are in memory, sorted by one of their
// values and then by their id, with cursors as the lists from tables have them.
// The values are texts or whole numbers.
func Cut[R any](all []R, list, sort string, p api.Page, filter any, at func(record R, by string) any, id func(R) string) (api.List[R], error) {
	by, down := strings.CutPrefix(sort, "-")
	key := func(r R) []any { return []any{at(r, by), id(r)} }
	order := func(a, b []any) int {
		c := cmp.Or(compare(a[0], b[0]), compare(a[1], b[1]))
		if down {
			return -c
		}
		return c
	}
	slices.SortFunc(all, func(a, b R) int { return order(key(a), key(b)) })
	out := api.List[R]{Data: all}
	if p.Count {
		n := int64(len(all))
		out.Total = &n
	}
	c := cursor{List: "past " + list, Sort: sort, Filter: digest(filter)}
	if p.Cursor != "" {
		if len(all) == 0 {
			return api.List[R]{}, badCursor("This cursor belongs to another list, filter or order; follow next as it is given.")
		}
		after, err := c.read(p.Cursor, key(all[0]))
		if err != nil {
			return api.List[R]{}, err
		}
		from, _ := slices.BinarySearchFunc(all, after, func(r R, after []any) int {
			if order(key(r), after) <= 0 {
				return -1
			}
			return 1
		})
		out.Data = all[from:]
	}
	if limit := p.Size(); len(out.Data) > limit {
		out.Data = out.Data[:limit]
		out.Next = api.Opt(c.write(key(out.Data[limit-1])))
	}
	return out, nil
}

// compare orders two texts or two whole numbers.
func compare(a, b any) int {
	if x, ok := a.(int64); ok {
		y, _ := b.(int64)
		return cmp.Compare(x, y)
	}
	x, _ := a.(string)
	y, _ := b.(string)
	return cmp.Compare(x, y)
}
