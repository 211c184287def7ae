package client

import (
	"context"

	"github.com/konbit-aid/konbit/api"
)

// Webhooks answers one page of the webhooks of the key's organization.
func (c *Client) Webhooks(ctx context.Context, f api.WebhookFilter) (api.List[api.Webhook], error) {
	return get[api.List[api.Webhook]](ctx, c, "/v1/webhooks", f)
}

// Webhook answers one webhook.
func (c *Client) Webhook(ctx context.Context, id string) (api.Webhook, error) {
	return get[api.Webhook](ctx, c, at("webhooks", id), nil)
}

// CreateWebhook asks for changes to be sent. Its secret is in this one answer.
func (c *Client) CreateWebhook(ctx context.Context, in api.WebhookInput, options ...CallOption) (api.IssuedWebhook, error) {
	return post[api.IssuedWebhook](ctx, c, "/v1/webhooks", in, options)
}

// UpdateWebhook changes the version of a webhook that was read.
func (c *Client) UpdateWebhook(ctx context.Context, id string, version int64, p api.Patch) (api.Webhook, error) {
	return patch[api.Webhook](ctx, c, at("webhooks", id), version, p)
}

// TransitionWebhook enables, disables or removes a webhook.
func (c *Client) TransitionWebhook(ctx context.Context, id string, t api.Transition, options ...CallOption) (api.Webhook, error) {
	return post[api.Webhook](ctx, c, at("webhooks", id)+"/transitions", t, options)
}

// RotateWebhook gives a webhook a new secret, which is in this one answer.
func (c *Client) RotateWebhook(ctx context.Context, id string, in api.WebhookRotation, options ...CallOption) (api.IssuedWebhook, error) {
	return post[api.IssuedWebhook](ctx, c, at("webhooks", id)+"/rotations", in, options)
}

// PingWebhook tries a webhook, and answers what became of it.
func (c *Client) PingWebhook(ctx context.Context, id string) (api.WebhookDelivery, error) {
	return post[api.WebhookDelivery](ctx, c, at("webhooks", id)+"/pings", api.WebhookPingInput{}, nil)
}

// ReplayWebhook asks for entries to be sent again.
func (c *Client) ReplayWebhook(ctx context.Context, id string, in api.WebhookReplay, options ...CallOption) (api.Webhook, error) {
	return post[api.Webhook](ctx, c, at("webhooks", id)+"/replays", in, options)
}

// WebhookDeliveries answers one page of the attempts to deliver, the newest first.
func (c *Client) WebhookDeliveries(ctx context.Context, id string, f api.WebhookDeliveryFilter) (api.List[api.WebhookDelivery], error) {
	return get[api.List[api.WebhookDelivery]](ctx, c, at("webhooks", id)+"/deliveries", f)
}
