package exchange

import (
	"strings"
	"time"

	"github.com/konbit-aid/konbit/api"
)

// WebhookColumns is the table of webhooks.
var WebhookColumns = columns("webhooks", []column[api.Webhook]{
	text("id", "The record's id.", func(w *api.Webhook) string { return w.ID }),
	text("organization", "Who is told.", func(w *api.Webhook) string { return w.Organization }),
	text("name", "What the webhook is known by.", func(w *api.Webhook) api.Opt { return w.Name }),
	text("url", "Where it is sent.", func(w *api.Webhook) string { return w.URL }),
	text("resources", "What of, parted by semicolons; empty for everything.", func(w *api.Webhook) string { return strings.Join(w.Resources, ";") }),
	text("regions", "Which places, parted by semicolons; empty for all.", func(w *api.Webhook) string { return strings.Join(w.Regions, ";") }),
	text("status", "enabled, disabled or removed.", func(w *api.Webhook) api.WebhookStatus { return w.Status }),
	text("reason", "Why it is disabled or removed.", func(w *api.Webhook) api.Opt { return w.Reason }),
	count("position", "The last entry of the ledger that was delivered or passed over.", func(w *api.Webhook) int64 { return w.Position }),
	count("failures", "How often the next delivery has failed.", func(w *api.Webhook) int { return w.Failures }),
	moment("failing_since", "When it failed first.", func(w *api.Webhook) *time.Time { return w.FailingSince }),
	moment("next_attempt_at", "When it is tried again.", func(w *api.Webhook) *time.Time { return w.NextAttemptAt }),
	number("replay_from", "The first entry that is being sent again.", func(w *api.Webhook) *int64 { return w.ReplayFrom }),
	number("replay_to", "The last one.", func(w *api.Webhook) *int64 { return w.ReplayTo }),
}, meta(func(w *api.Webhook) *api.Meta { return &w.Meta }))

// WebhookDeliveryColumns is the table of deliveries.
var WebhookDeliveryColumns = columns("webhook-deliveries", []column[api.WebhookDelivery]{
	text("id", "The id of the attempt.", func(d *api.WebhookDelivery) string { return d.ID }),
	text("message", "The header webhook-id.", func(d *api.WebhookDelivery) string { return d.Message }),
	text("kind", "event, replay, ping or notice.", func(d *api.WebhookDelivery) api.WebhookKind { return d.Kind }),
	number("seq", "The number of the entry.", func(d *api.WebhookDelivery) *int64 { return d.Seq }),
	moment("at", "When it was tried.", func(d *api.WebhookDelivery) *time.Time { return &d.At }),
	count("attempt", "Which attempt it was.", func(d *api.WebhookDelivery) int { return d.Attempt }),
	flag("delivered", "Whether the receiver took it.", func(d *api.WebhookDelivery) bool { return d.Delivered }),
	number("status_code", "What the receiver answered.", func(d *api.WebhookDelivery) *int { return d.StatusCode }),
	text("error", "Why it was not taken.", func(d *api.WebhookDelivery) api.Opt { return d.Error }),
	count("milliseconds", "How long it took.", func(d *api.WebhookDelivery) int64 { return d.Milliseconds }).unit("milliseconds"),
})
