package client

import (
	"context"
	"net/url"

	"github.com/konbit-aid/konbit/api"
)

// Pledges answers one page of pledges.
func (c *Client) Pledges(ctx context.Context, f api.PledgeFilter) (api.List[api.Pledge], error) {
	return get[api.List[api.Pledge]](ctx, c, "/v1/pledges", f)
}

// Pledge answers one pledge by its id.
func (c *Client) Pledge(ctx context.Context, id string) (api.Pledge, error) {
	return get[api.Pledge](ctx, c, "/v1/pledges/"+url.PathEscape(id), nil)
}

// CreatePledge records a new pledge.
func (c *Client) CreatePledge(ctx context.Context, in api.PledgeInput, options ...CallOption) (api.Pledge, error) {
	return post[api.Pledge](ctx, c, "/v1/pledges", in, options)
}

// CreatePledges records up to [api.MaxBatch] pledges, each for itself; the answer says what became of each.
func (c *Client) CreatePledges(ctx context.Context, in []api.PledgeInput, options ...CallOption) (api.PledgeBatch, error) {
	return post[api.PledgeBatch](ctx, c, "/v1/pledges/batch", api.PledgeBatchInput{Pledges: in}, options)
}

// UpdatePledge changes the fields that the patch names, if the pledge still has the version.
func (c *Client) UpdatePledge(ctx context.Context, id string, version int64, p api.Patch) (api.Pledge, error) {
	return patch[api.Pledge](ctx, c, "/v1/pledges/"+url.PathEscape(id), version, p)
}

// TransitionPledge makes an announced pledge firm, or cancels a pledge.
func (c *Client) TransitionPledge(ctx context.Context, id string, t api.Transition, options ...CallOption) (api.Pledge, error) {
	return post[api.Pledge](ctx, c, "/v1/pledges/"+url.PathEscape(id)+"/transitions", t, options)
}
