package client

import (
	"context"
	"net/url"

	"github.com/konbit-aid/konbit/api"
)

// Organizations answers one page of organizations.
func (c *Client) Organizations(ctx context.Context, f api.OrganizationFilter) (api.List[api.Organization], error) {
	return get[api.List[api.Organization]](ctx, c, "/v1/organizations", f)
}

// Organization answers one organization by its code.
func (c *Client) Organization(ctx context.Context, code string) (api.Organization, error) {
	return get[api.Organization](ctx, c, "/v1/organizations/"+url.PathEscape(code), nil)
}

// CreateOrganization records a new organization.
func (c *Client) CreateOrganization(ctx context.Context, in api.OrganizationInput, options ...CallOption) (api.Organization, error) {
	return post[api.Organization](ctx, c, "/v1/organizations", in, options)
}

// UpdateOrganization changes the fields that the patch names, if the organization still has the version.
func (c *Client) UpdateOrganization(ctx context.Context, code string, version int64, p api.Patch) (api.Organization, error) {
	return patch[api.Organization](ctx, c, "/v1/organizations/"+url.PathEscape(code), version, p)
}
