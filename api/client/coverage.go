package client

import (
	"context"

	"github.com/konbit-aid/konbit/api"
)

// Coverage answers what is needed, promised, paid and missing. Its buckets and
// totals speak of all pages, its rows of one.
func (c *Client) Coverage(ctx context.Context, f api.CoverageFilter) (api.Coverage, error) {
	return get[api.Coverage](ctx, c, "/v1/coverage", f)
}

// Explain answers one page of the records behind a coverage answer: which were
// counted, which were left out, and why.
func (c *Client) Explain(ctx context.Context, f api.ExplainFilter) (api.List[api.Explanation], error) {
	return get[api.List[api.Explanation]](ctx, c, "/v1/coverage/explain", f)
}

// Series answers how the totals of coverage went, for plots.
func (c *Client) Series(ctx context.Context, f api.SeriesFilter) (api.Series, error) {
	return get[api.Series](ctx, c, "/v1/coverage/series", f)
}
