package httpapi

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/api"
)

// listWebhooks answers with the webhooks of the key's organization.
//
//	@Summary		List webhooks
//	@Description	Where changes are sent for your organization, and how far each is.
//	@ID				listWebhooks
//	@Tags			webhooks
//	@Param			filter	query		api.WebhookFilter	false	"filter"
//	@Success		200		{object}	api.List[api.Webhook]	"One page of webhooks"
//	@Security		bearer[admin]
//	@Router			/v1/webhooks [get]
func (s *server) listWebhooks(c *gin.Context) error { return list(c, s.svc.Webhooks) }

// getWebhook answers with one webhook.
//
//	@Summary		Read a webhook
//	@Description	Where it sends to, what of, how far it is, and since when it fails if it does. One of another organization is a 404.
//	@ID				getWebhook
//	@Tags			webhooks
//	@Param			id	path		string	true	"The webhook's id"
//	@Success		200	{object}	api.Webhook	"The webhook"
//	@Security		bearer[admin]
//	@Router			/v1/webhooks/{id} [get]
func (s *server) getWebhook(c *gin.Context) error { return get(c, c.Param("id"), s.svc.Webhook) }

// createWebhook makes a webhook.
//
//	@Summary		Be told of changes
//	@Description	From now on each change that your organization may read, and that the filters select, is sent to the address: one after the other in the ledger's
//	@Description	order, signed as Standard Webhooks has it, again and again for three days until it is taken with a 2xx. The member `secret` verifies signatures: it is in
//	@Description	this one answer. The address is public and speaks TLS; redirects are not followed.
//	@ID				createWebhook
//	@Tags			webhooks
//	@Param			webhook	body		api.WebhookInput	true	"Where to, and what of"
//	@Success		201		{object}	api.IssuedWebhook	"The webhook with its secret, shown this once"
//	@Security		bearer[admin]
//	@Router			/v1/webhooks [post]
func (s *server) createWebhook(c *gin.Context) error {
	c.Header("Cache-Control", "no-store")
	return create(c, s.svc.CreateWebhook, func(w api.IssuedWebhook) string { return pathTo("webhooks", w.ID) })
}

// updateWebhook changes a webhook.
//
//	@Summary		Change a webhook
//	@Description	Another address, or another selection, from the next event on. The secret stays.
//	@ID				updateWebhook
//	@Tags			webhooks
//	@Param			id		path		string	true	"The webhook's id"
//	@Param			patch	body		api.WebhookInput	true	"The members to change"
//	@Success		200		{object}	api.Webhook	"The webhook as it is now"
//	@Security		bearer[admin]
//	@Router			/v1/webhooks/{id} [patch]
func (s *server) updateWebhook(c *gin.Context) error {
	return update(c, c.Param("id"), s.svc.UpdateWebhook)
}

// transitionWebhook enables, disables or removes a webhook.
//
//	@Summary		Enable, disable or remove a webhook
//	@Description	`disabled` keeps its place: once it is `enabled` again it goes on where it was, and what it missed comes first. `removed` is for good.
//	@ID				transitionWebhook
//	@Tags			webhooks
//	@Param			id			path		string	true	"The webhook's id"
//	@Param			transition	body		api.Transition	true	"Where to, and why"
//	@Success		200			{object}	api.Webhook	"The webhook in its new status"
//	@Security		bearer[admin]
//	@Router			/v1/webhooks/{id}/transitions [post]
func (s *server) transitionWebhook(c *gin.Context) error {
	return transition(c, c.Param("id"), s.svc.TransitionWebhook)
}

// rotateWebhook gives a webhook a new secret.
//
//	@Summary		Rotate a webhook's secret
//	@Description	For the overlap each message has two signatures, by the new secret and by the old one. The member `secret` is the new one, in this one answer.
//	@ID				rotateWebhook
//	@Tags			webhooks
//	@Param			id			path		string	true	"The webhook's id"
//	@Param			rotation	body		api.WebhookRotation	true	"How long the old secret signs, too"
//	@Success		201			{object}	api.IssuedWebhook	"The webhook with its new secret, shown this once"
//	@Security		bearer[admin]
//	@Router			/v1/webhooks/{id}/rotations [post]
func (s *server) rotateWebhook(c *gin.Context) error {
	c.Header("Cache-Control", "no-store")
	id := c.Param("id")
	return create(c, func(ctx context.Context, who api.Caller, in api.WebhookRotation, once *api.Once) (api.IssuedWebhook, error) {
		return s.svc.RotateWebhook(ctx, who, id, in, once)
	}, func(w api.IssuedWebhook) string { return pathTo("webhooks", w.ID) })
}

// pingWebhook tries a webhook.
//
//	@Summary		Try a webhook
//	@Description	Sends a message of the type `ping` at once, and answers with what became of it.
//	@ID				pingWebhook
//	@Tags			webhooks
//	@Param			id		path		string	true	"The webhook's id"
//	@Param			ping	body		api.WebhookPingInput	true	"Nothing: {}"
//	@Success		200		{object}	api.WebhookDelivery	"What became of it"
//	@Security		bearer[admin]
//	@Router			/v1/webhooks/{id}/pings [post]
func (s *server) pingWebhook(c *gin.Context) error {
	if s.cfg.Webhooks == nil {
		return api.Errorf(api.CodeUnavailable, "This server sends no webhooks.")
	}
	in, err := readInput[api.WebhookPingInput](c)
	if err != nil {
		return err
	}
	delivery, err := s.cfg.Webhooks.Ping(in.ctx, caller(c), c.Param("id"), in.once)
	if err != nil {
		return err
	}
	replayed(c, in.once)
	return answer(c, http.StatusOK, delivery)
}

// replayWebhook sends entries again.
//
//	@Summary		Send entries again
//	@Description	The entries from one number to another that are for this webhook, once more, before what is new. Each has the same `webhook-id` as before.
//	@ID				replayWebhook
//	@Tags			webhooks
//	@Param			id		path		string	true	"The webhook's id"
//	@Param			replay	body		api.WebhookReplay	true	"From which entry to which"
//	@Success		200		{object}	api.Webhook	"The webhook, with what is sent again"
//	@Security		bearer[admin]
//	@Router			/v1/webhooks/{id}/replays [post]
func (s *server) replayWebhook(c *gin.Context) error {
	return transition(c, c.Param("id"), s.svc.ReplayWebhook)
}

// listWebhookDeliveries answers with the attempts to deliver to a webhook.
//
//	@Summary		List deliveries
//	@Description	Each attempt of the last 30 days, the newest first: what was sent, when, what the receiver answered, or why it did not.
//	@ID				listWebhookDeliveries
//	@Tags			webhooks
//	@Param			id		path		string	true	"The webhook's id"
//	@Param			filter	query		api.WebhookDeliveryFilter	false	"filter"
//	@Success		200		{object}	api.List[api.WebhookDelivery]	"One page of attempts"
//	@Security		bearer[admin]
//	@Router			/v1/webhooks/{id}/deliveries [get]
func (s *server) listWebhookDeliveries(c *gin.Context) error {
	return list(c, func(ctx context.Context, who api.Caller, f api.WebhookDeliveryFilter) (api.List[api.WebhookDelivery], error) {
		return s.svc.Deliveries(ctx, who, c.Param("id"), f)
	})
}
