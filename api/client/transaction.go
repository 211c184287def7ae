package client

import (
	"context"
	"net/url"

	"github.com/konbit-aid/konbit/api"
)

func transactions(pledge string) string {
	return "/v1/pledges/" + url.PathEscape(pledge) + "/transactions"
}

// Transactions answers one page of what happened to a pledge.
func (c *Client) Transactions(ctx context.Context, pledge string, f api.TransactionFilter) (api.List[api.Transaction], error) {
	return get[api.List[api.Transaction]](ctx, c, transactions(pledge), f)
}

// Transaction answers one transaction of a pledge by its id.
func (c *Client) Transaction(ctx context.Context, pledge, id string) (api.Transaction, error) {
	return get[api.Transaction](ctx, c, transactions(pledge)+"/"+url.PathEscape(id), nil)
}

// CreateTransaction records what happened to a pledge.
func (c *Client) CreateTransaction(ctx context.Context, pledge string, in api.TransactionInput, options ...CallOption) (api.Transaction, error) {
	return post[api.Transaction](ctx, c, transactions(pledge), in, options)
}
