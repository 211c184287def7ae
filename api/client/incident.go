package client

import (
	"context"
	"net/url"

	"github.com/konbit-aid/konbit/api"
)

// Incidents answers one page of incidents.
func (c *Client) Incidents(ctx context.Context, f api.IncidentFilter) (api.List[api.Incident], error) {
	return get[api.List[api.Incident]](ctx, c, "/v1/incidents", f)
}

// Incident answers one incident by its id.
func (c *Client) Incident(ctx context.Context, id string) (api.Incident, error) {
	return get[api.Incident](ctx, c, "/v1/incidents/"+url.PathEscape(id), nil)
}

// IncidentSummary answers one page of incidents added up per region, month and category.
func (c *Client) IncidentSummary(ctx context.Context, f api.SummaryFilter) (api.List[api.IncidentSums], error) {
	return get[api.List[api.IncidentSums]](ctx, c, "/v1/incidents/summary", f)
}

// CreateIncident records a new incident.
func (c *Client) CreateIncident(ctx context.Context, in api.IncidentInput, options ...CallOption) (api.Incident, error) {
	return post[api.Incident](ctx, c, "/v1/incidents", in, options)
}

// UpdateIncident changes the fields that the patch names, if the incident still has the version.
func (c *Client) UpdateIncident(ctx context.Context, id string, version int64, p api.Patch) (api.Incident, error) {
	return patch[api.Incident](ctx, c, "/v1/incidents/"+url.PathEscape(id), version, p)
}

// TransitionIncident withdraws an incident.
func (c *Client) TransitionIncident(ctx context.Context, id string, t api.Transition, options ...CallOption) (api.Incident, error) {
	return post[api.Incident](ctx, c, "/v1/incidents/"+url.PathEscape(id)+"/transitions", t, options)
}
