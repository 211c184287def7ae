package client

import (
	"context"
	"net/url"

	"github.com/konbit-aid/konbit/api"
)

// Needs answers one page of need lines, the current ones unless the filter says otherwise.
func (c *Client) Needs(ctx context.Context, f api.NeedFilter) (api.List[api.Need], error) {
	return get[api.List[api.Need]](ctx, c, "/v1/needs", f)
}

// Need answers one need line by its id.
func (c *Client) Need(ctx context.Context, id string) (api.Need, error) {
	return get[api.Need](ctx, c, "/v1/needs/"+url.PathEscape(id), nil)
}

// AssessmentNeeds answers one page of the need lines of an assessment.
func (c *Client) AssessmentNeeds(ctx context.Context, assessment string, f api.NeedFilter) (api.List[api.Need], error) {
	return get[api.List[api.Need]](ctx, c, "/v1/assessments/"+url.PathEscape(assessment)+"/needs", f)
}
