package client

import (
	"context"

	"github.com/konbit-aid/konbit/api"
)

// Sources answers one page of the publications that records rest on.
func (c *Client) Sources(ctx context.Context, f api.SourceFilter) (api.List[api.CitedSource], error) {
	return get[api.List[api.CitedSource]](ctx, c, "/v1/sources", f)
}

// Source answers one source by its id.
func (c *Client) Source(ctx context.Context, id string) (api.CitedSource, error) {
	return get[api.CitedSource](ctx, c, at("sources", id), nil)
}

// Citations answers one page of the records that rest on a source.
func (c *Client) Citations(ctx context.Context, source string, f api.CitationFilter) (api.List[api.Citation], error) {
	return get[api.List[api.Citation]](ctx, c, at("sources", source)+"/records", f)
}
