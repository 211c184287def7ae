package client

import (
	"context"
	"net/url"

	"github.com/konbit-aid/konbit/api"
)

// Sectors answers one page of sectors.
func (c *Client) Sectors(ctx context.Context, f api.SectorFilter) (api.List[api.Sector], error) {
	return get[api.List[api.Sector]](ctx, c, "/v1/sectors", f)
}

// Sector answers one sector by its code.
func (c *Client) Sector(ctx context.Context, code string) (api.Sector, error) {
	return get[api.Sector](ctx, c, "/v1/sectors/"+url.PathEscape(code), nil)
}

// Currencies answers one page of currencies.
func (c *Client) Currencies(ctx context.Context, f api.CurrencyFilter) (api.List[api.CurrencyInfo], error) {
	return get[api.List[api.CurrencyInfo]](ctx, c, "/v1/currencies", f)
}

// Currency answers one currency by its code.
func (c *Client) Currency(ctx context.Context, code string) (api.CurrencyInfo, error) {
	return get[api.CurrencyInfo](ctx, c, "/v1/currencies/"+url.PathEscape(code), nil)
}
