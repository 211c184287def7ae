package client

import (
	"context"
	"net/url"

	"github.com/konbit-aid/konbit/api"
)

// ExchangeRates answers one page of exchange rates.
func (c *Client) ExchangeRates(ctx context.Context, f api.ExchangeRateFilter) (api.List[api.ExchangeRate], error) {
	return get[api.List[api.ExchangeRate]](ctx, c, "/v1/exchange-rates", f)
}

// ExchangeRate answers one exchange rate by its id.
func (c *Client) ExchangeRate(ctx context.Context, id string) (api.ExchangeRate, error) {
	return get[api.ExchangeRate](ctx, c, "/v1/exchange-rates/"+url.PathEscape(id), nil)
}

// CreateExchangeRate records a new exchange rate.
func (c *Client) CreateExchangeRate(ctx context.Context, in api.ExchangeRateInput, options ...CallOption) (api.ExchangeRate, error) {
	return post[api.ExchangeRate](ctx, c, "/v1/exchange-rates", in, options)
}

// UpdateExchangeRate changes the fields that the patch names, if the exchange rate still has the version.
func (c *Client) UpdateExchangeRate(ctx context.Context, id string, version int64, p api.Patch) (api.ExchangeRate, error) {
	return patch[api.ExchangeRate](ctx, c, "/v1/exchange-rates/"+url.PathEscape(id), version, p)
}
