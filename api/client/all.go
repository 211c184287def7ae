package client

import (
	"context"
	"iter"

	"github.com/konbit-aid/konbit/api"
)

// All walks a list over all its pages, which are fetched as the walk gets
// there. It ends with the first error:
//
//	for pledge, err := range client.All(ctx, c.Pledges, api.PledgeFilter{Donor: []string{"usaid"}}) {
func All[F, T any](ctx context.Context, list func(context.Context, F) (api.List[T], error), filter F) iter.Seq2[T, error] {
	return walk(filter, func(f F) ([]T, api.Opt, error) {
		page, err := list(ctx, f)
		return page.Data, page.Next, err
	})
}

// CoverageRows walks the rows of a coverage answer over all its pages.
func (c *Client) CoverageRows(ctx context.Context, f api.CoverageFilter) iter.Seq2[api.CoverageRow, error] {
	return walk(f, func(f api.CoverageFilter) ([]api.CoverageRow, api.Opt, error) {
		page, err := c.Coverage(ctx, f)
		return page.Data, page.Next, err
	})
}

func walk[F, T any](filter F, fetch func(F) ([]T, api.Opt, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		for {
			data, next, err := fetch(filter)
			if err != nil {
				yield(none, err)
				return
			}
			for _, record := range data {
				if !yield(record, nil) {
					return
				}
			}
			if next == "" {
				return
			}
			cursor, err := cursorOf(string(next))
			if err != nil {
				yield(none, err)
				return
			}
			setCursor(&filter, cursor)
		}
	}
}
