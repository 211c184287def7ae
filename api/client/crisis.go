package client

import (
	"context"
	"net/url"

	"github.com/konbit-aid/konbit/api"
)

// Crises answers one page of crises.
func (c *Client) Crises(ctx context.Context, f api.CrisisFilter) (api.List[api.Crisis], error) {
	return get[api.List[api.Crisis]](ctx, c, "/v1/crises", f)
}

// Crisis answers one crisis by its code.
func (c *Client) Crisis(ctx context.Context, code string) (api.Crisis, error) {
	return get[api.Crisis](ctx, c, "/v1/crises/"+url.PathEscape(code), nil)
}

// CreateCrisis records a new crisis.
func (c *Client) CreateCrisis(ctx context.Context, in api.CrisisInput, options ...CallOption) (api.Crisis, error) {
	return post[api.Crisis](ctx, c, "/v1/crises", in, options)
}

// UpdateCrisis changes the fields that the patch names, if the crisis still has the version.
func (c *Client) UpdateCrisis(ctx context.Context, code string, version int64, p api.Patch) (api.Crisis, error) {
	return patch[api.Crisis](ctx, c, "/v1/crises/"+url.PathEscape(code), version, p)
}
