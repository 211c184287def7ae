package client

import (
	"context"
	"net/url"

	"github.com/konbit-aid/konbit/api"
)

// AccessConstraints answers one page of access constraints.
func (c *Client) AccessConstraints(ctx context.Context, f api.AccessConstraintFilter) (api.List[api.AccessConstraint], error) {
	return get[api.List[api.AccessConstraint]](ctx, c, "/v1/access-constraints", f)
}

// AccessConstraint answers one access constraint by its id.
func (c *Client) AccessConstraint(ctx context.Context, id string) (api.AccessConstraint, error) {
	return get[api.AccessConstraint](ctx, c, "/v1/access-constraints/"+url.PathEscape(id), nil)
}

// CreateAccessConstraint records a new access constraint.
func (c *Client) CreateAccessConstraint(ctx context.Context, in api.AccessConstraintInput, options ...CallOption) (api.AccessConstraint, error) {
	return post[api.AccessConstraint](ctx, c, "/v1/access-constraints", in, options)
}

// UpdateAccessConstraint changes the fields that the patch names, if the constraint still has the version.
func (c *Client) UpdateAccessConstraint(ctx context.Context, id string, version int64, p api.Patch) (api.AccessConstraint, error) {
	return patch[api.AccessConstraint](ctx, c, "/v1/access-constraints/"+url.PathEscape(id), version, p)
}

// TransitionAccessConstraint lifts or withdraws an access constraint.
func (c *Client) TransitionAccessConstraint(ctx context.Context, id string, t api.Transition, options ...CallOption) (api.AccessConstraint, error) {
	return post[api.AccessConstraint](ctx, c, "/v1/access-constraints/"+url.PathEscape(id)+"/transitions", t, options)
}
