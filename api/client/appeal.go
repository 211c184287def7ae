package client

import (
	"context"
	"net/url"

	"github.com/konbit-aid/konbit/api"
)

// Appeals answers one page of appeals.
func (c *Client) Appeals(ctx context.Context, f api.AppealFilter) (api.List[api.Appeal], error) {
	return get[api.List[api.Appeal]](ctx, c, "/v1/appeals", f)
}

// Appeal answers one appeal by its code.
func (c *Client) Appeal(ctx context.Context, code string) (api.Appeal, error) {
	return get[api.Appeal](ctx, c, "/v1/appeals/"+url.PathEscape(code), nil)
}

// CreateAppeal records a new appeal.
func (c *Client) CreateAppeal(ctx context.Context, in api.AppealInput, options ...CallOption) (api.Appeal, error) {
	return post[api.Appeal](ctx, c, "/v1/appeals", in, options)
}

// UpdateAppeal changes the fields that the patch names, if the appeal still has the version.
func (c *Client) UpdateAppeal(ctx context.Context, code string, version int64, p api.Patch) (api.Appeal, error) {
	return patch[api.Appeal](ctx, c, "/v1/appeals/"+url.PathEscape(code), version, p)
}
