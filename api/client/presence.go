package client

import (
	"context"
	"net/url"

	"github.com/konbit-aid/konbit/api"
)

// Presences answers one page of who works where.
func (c *Client) Presences(ctx context.Context, f api.PresenceFilter) (api.List[api.Presence], error) {
	return get[api.List[api.Presence]](ctx, c, "/v1/presence", f)
}

// Presence answers one presence by its id.
func (c *Client) Presence(ctx context.Context, id string) (api.Presence, error) {
	return get[api.Presence](ctx, c, "/v1/presence/"+url.PathEscape(id), nil)
}

// CreatePresence records a new presence.
func (c *Client) CreatePresence(ctx context.Context, in api.PresenceInput, options ...CallOption) (api.Presence, error) {
	return post[api.Presence](ctx, c, "/v1/presence", in, options)
}

// TransitionPresence ends or withdraws a presence.
func (c *Client) TransitionPresence(ctx context.Context, id string, t api.Transition, options ...CallOption) (api.Presence, error) {
	return post[api.Presence](ctx, c, "/v1/presence/"+url.PathEscape(id)+"/transitions", t, options)
}
