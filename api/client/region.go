package client

import (
	"context"
	"net/url"

	"github.com/konbit-aid/konbit/api"
)

// Regions answers one page of regions.
func (c *Client) Regions(ctx context.Context, f api.RegionFilter) (api.List[api.Region], error) {
	return get[api.List[api.Region]](ctx, c, "/v1/regions", f)
}

// Region answers one region by its pcode.
func (c *Client) Region(ctx context.Context, pcode string) (api.Region, error) {
	return get[api.Region](ctx, c, "/v1/regions/"+url.PathEscape(pcode), nil)
}

// CreateRegion records a new region.
func (c *Client) CreateRegion(ctx context.Context, in api.RegionInput, options ...CallOption) (api.Region, error) {
	return post[api.Region](ctx, c, "/v1/regions", in, options)
}

// UpdateRegion changes the fields that the patch names, if the region still has the version.
func (c *Client) UpdateRegion(ctx context.Context, pcode string, version int64, p api.Patch) (api.Region, error) {
	return patch[api.Region](ctx, c, "/v1/regions/"+url.PathEscape(pcode), version, p)
}
