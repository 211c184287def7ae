package client

import (
	"context"
	"net/url"

	"github.com/konbit-aid/konbit/api"
)

// at makes the address of a record.
func at(resource, id string) string { return "/v1/" + resource + "/" + url.PathEscape(id) }

// PledgeAt answers one pledge as it stood on a day, as it was known at a moment, or both.
func (c *Client) PledgeAt(ctx context.Context, id string, f api.PledgeRecordFilter) (api.Pledge, error) {
	return get[api.Pledge](ctx, c, at("pledges", id), f)
}

// TransactionAt answers one transaction of a pledge as it was known at a moment.
func (c *Client) TransactionAt(ctx context.Context, pledge, id string, f api.RecordFilter) (api.Transaction, error) {
	return get[api.Transaction](ctx, c, at("pledges", pledge)+"/transactions/"+url.PathEscape(id), f)
}

// RegionAt answers one region as it was known at a moment.
func (c *Client) RegionAt(ctx context.Context, pcode string, f api.RecordFilter) (api.Region, error) {
	return get[api.Region](ctx, c, at("regions", pcode), f)
}

// OrganizationAt answers one organization as it was known at a moment.
func (c *Client) OrganizationAt(ctx context.Context, code string, f api.RecordFilter) (api.Organization, error) {
	return get[api.Organization](ctx, c, at("organizations", code), f)
}

// CrisisAt answers one crisis as it was known at a moment.
func (c *Client) CrisisAt(ctx context.Context, code string, f api.RecordFilter) (api.Crisis, error) {
	return get[api.Crisis](ctx, c, at("crises", code), f)
}

// AppealAt answers one appeal as it was known at a moment.
func (c *Client) AppealAt(ctx context.Context, code string, f api.RecordFilter) (api.Appeal, error) {
	return get[api.Appeal](ctx, c, at("appeals", code), f)
}

// AssessmentAt answers one assessment as it was known at a moment.
func (c *Client) AssessmentAt(ctx context.Context, id string, f api.RecordFilter) (api.Assessment, error) {
	return get[api.Assessment](ctx, c, at("assessments", id), f)
}

// ExchangeRateAt answers one exchange rate as it was known at a moment.
func (c *Client) ExchangeRateAt(ctx context.Context, id string, f api.RecordFilter) (api.ExchangeRate, error) {
	return get[api.ExchangeRate](ctx, c, at("exchange-rates", id), f)
}

// RegionHistory answers one page of the changes of a region, newest last.
func (c *Client) RegionHistory(ctx context.Context, pcode string, f api.HistoryFilter) (api.List[api.Change], error) {
	return get[api.List[api.Change]](ctx, c, at("regions", pcode)+"/history", f)
}

// OrganizationHistory answers one page of the changes of an organization, newest last.
func (c *Client) OrganizationHistory(ctx context.Context, code string, f api.HistoryFilter) (api.List[api.Change], error) {
	return get[api.List[api.Change]](ctx, c, at("organizations", code)+"/history", f)
}

// CrisisHistory answers one page of the changes of a crisis, newest last.
func (c *Client) CrisisHistory(ctx context.Context, code string, f api.HistoryFilter) (api.List[api.Change], error) {
	return get[api.List[api.Change]](ctx, c, at("crises", code)+"/history", f)
}

// AppealHistory answers one page of the changes of an appeal, newest last.
func (c *Client) AppealHistory(ctx context.Context, code string, f api.HistoryFilter) (api.List[api.Change], error) {
	return get[api.List[api.Change]](ctx, c, at("appeals", code)+"/history", f)
}

// AssessmentHistory answers one page of the changes of an assessment, newest last.
func (c *Client) AssessmentHistory(ctx context.Context, id string, f api.HistoryFilter) (api.List[api.Change], error) {
	return get[api.List[api.Change]](ctx, c, at("assessments", id)+"/history", f)
}

// ExchangeRateHistory answers one page of the changes of an exchange rate, newest last.
func (c *Client) ExchangeRateHistory(ctx context.Context, id string, f api.HistoryFilter) (api.List[api.Change], error) {
	return get[api.List[api.Change]](ctx, c, at("exchange-rates", id)+"/history", f)
}

// PledgeHistory answers one page of the changes of a pledge, newest last.
func (c *Client) PledgeHistory(ctx context.Context, id string, f api.HistoryFilter) (api.List[api.Change], error) {
	return get[api.List[api.Change]](ctx, c, at("pledges", id)+"/history", f)
}

// TransactionHistory answers one page of the changes of a transaction of a pledge.
func (c *Client) TransactionHistory(ctx context.Context, pledge, id string, f api.HistoryFilter) (api.List[api.Change], error) {
	return get[api.List[api.Change]](ctx, c, at("pledges", pledge)+"/transactions/"+url.PathEscape(id)+"/history", f)
}

// IncidentAt answers one incident as it was known at a moment.
func (c *Client) IncidentAt(ctx context.Context, id string, f api.RecordFilter) (api.Incident, error) {
	return get[api.Incident](ctx, c, at("incidents", id), f)
}

// IncidentHistory answers one page of the changes of an incident, newest last.
func (c *Client) IncidentHistory(ctx context.Context, id string, f api.HistoryFilter) (api.List[api.Change], error) {
	return get[api.List[api.Change]](ctx, c, at("incidents", id)+"/history", f)
}

// AccessConstraintAt answers one access constraint as it was known at a moment.
func (c *Client) AccessConstraintAt(ctx context.Context, id string, f api.RecordFilter) (api.AccessConstraint, error) {
	return get[api.AccessConstraint](ctx, c, at("access-constraints", id), f)
}

// AccessConstraintHistory answers one page of the changes of an access constraint, newest last.
func (c *Client) AccessConstraintHistory(ctx context.Context, id string, f api.HistoryFilter) (api.List[api.Change], error) {
	return get[api.List[api.Change]](ctx, c, at("access-constraints", id)+"/history", f)
}

// PresenceAt answers one presence as it was known at a moment.
func (c *Client) PresenceAt(ctx context.Context, id string, f api.RecordFilter) (api.Presence, error) {
	return get[api.Presence](ctx, c, at("presence", id), f)
}

// PresenceHistory answers one page of the changes of a presence, newest last.
func (c *Client) PresenceHistory(ctx context.Context, id string, f api.HistoryFilter) (api.List[api.Change], error) {
	return get[api.List[api.Change]](ctx, c, at("presence", id)+"/history", f)
}
