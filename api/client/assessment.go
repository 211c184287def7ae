package client

import (
	"context"
	"net/url"

	"github.com/konbit-aid/konbit/api"
)

// Assessments answers one page of assessments, without their need lines.
func (c *Client) Assessments(ctx context.Context, f api.AssessmentFilter) (api.List[api.Assessment], error) {
	return get[api.List[api.Assessment]](ctx, c, "/v1/assessments", f)
}

// Assessment answers one assessment by its id.
func (c *Client) Assessment(ctx context.Context, id string) (api.Assessment, error) {
	return get[api.Assessment](ctx, c, "/v1/assessments/"+url.PathEscape(id), nil)
}

// CreateAssessment records a new assessment.
func (c *Client) CreateAssessment(ctx context.Context, in api.AssessmentInput, options ...CallOption) (api.Assessment, error) {
	return post[api.Assessment](ctx, c, "/v1/assessments", in, options)
}

// UpdateAssessment changes the fields that the patch names, if the assessment still has the version.
func (c *Client) UpdateAssessment(ctx context.Context, id string, version int64, p api.Patch) (api.Assessment, error) {
	return patch[api.Assessment](ctx, c, "/v1/assessments/"+url.PathEscape(id), version, p)
}

// TransitionAssessment moves an assessment to its next status.
func (c *Client) TransitionAssessment(ctx context.Context, id string, t api.Transition, options ...CallOption) (api.Assessment, error) {
	return post[api.Assessment](ctx, c, "/v1/assessments/"+url.PathEscape(id)+"/transitions", t, options)
}
