package client

import (
	"context"
	"net/url"

	"github.com/konbit-aid/konbit/api"
)

// Keys answers one page of the organization's keys.
func (c *Client) Keys(ctx context.Context, f api.KeyFilter) (api.List[api.Key], error) {
	return get[api.List[api.Key]](ctx, c, "/v1/keys", f)
}

// Key answers one key by its id.
func (c *Client) Key(ctx context.Context, id string) (api.Key, error) {
	return get[api.Key](ctx, c, "/v1/keys/"+url.PathEscape(id), nil)
}

// CreateKey makes a key. Its Secret is in this one answer.
func (c *Client) CreateKey(ctx context.Context, in api.KeyInput, options ...CallOption) (api.IssuedKey, error) {
	return post[api.IssuedKey](ctx, c, "/v1/keys", in, options)
}

// RotateKey makes the successor of a key. Its Secret is in this one answer.
func (c *Client) RotateKey(ctx context.Context, id string, in api.RotationInput, options ...CallOption) (api.IssuedKey, error) {
	return post[api.IssuedKey](ctx, c, "/v1/keys/"+url.PathEscape(id)+"/rotations", in, options)
}

// TransitionKey revokes a key.
func (c *Client) TransitionKey(ctx context.Context, id string, t api.Transition, options ...CallOption) (api.Key, error) {
	return post[api.Key](ctx, c, "/v1/keys/"+url.PathEscape(id)+"/transitions", t, options)
}

// Grants answers one page of the organization's grants.
func (c *Client) Grants(ctx context.Context, f api.GrantFilter) (api.List[api.Grant], error) {
	return get[api.List[api.Grant]](ctx, c, "/v1/grants", f)
}

// Grant answers one grant by its id.
func (c *Client) Grant(ctx context.Context, id string) (api.Grant, error) {
	return get[api.Grant](ctx, c, "/v1/grants/"+url.PathEscape(id), nil)
}

// CreateGrant lets a subject of the identity provider in.
func (c *Client) CreateGrant(ctx context.Context, in api.GrantInput, options ...CallOption) (api.Grant, error) {
	return post[api.Grant](ctx, c, "/v1/grants", in, options)
}

// TransitionGrant revokes a grant.
func (c *Client) TransitionGrant(ctx context.Context, id string, t api.Transition, options ...CallOption) (api.Grant, error) {
	return post[api.Grant](ctx, c, "/v1/grants/"+url.PathEscape(id)+"/transitions", t, options)
}
