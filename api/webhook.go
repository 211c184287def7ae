package api

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// WebhookStatus is whether a webhook is sent to.
type WebhookStatus string

// The statuses of webhooks.
const (
	WebhookEnabled  WebhookStatus = "enabled"
	WebhookDisabled WebhookStatus = "disabled" // by somebody, or because it failed for too long
	WebhookRemoved  WebhookStatus = "removed"  // for good
)

// WebhookStatuses lists every status.
var WebhookStatuses = []WebhookStatus{WebhookEnabled, WebhookDisabled, WebhookRemoved}

// Limits of webhooks.
const (
	MaxWebhookURL = 2048
	MaxWebhooks   = 20 // that an organization has, those that were removed aside
)

// WebhookInput asks to be told of changes.
type WebhookInput struct {
	// Organization is the caller's own if left out. The webhook is told what this organization may read.
	Organization string `json:"organization" example:"wfp"`
	// Name is what to know the webhook by.
	Name Opt `json:"name" example:"Dashboard"`
	// URL is where events are sent: https, and a public address.
	URL string `json:"url" example:"https://dashboard.example.org/konbit"`
	// Resources are the kinds of records whose changes are told; all of them where there are none.
	Resources []string `json:"resources" example:"pledges"`
	// Regions are the places whose changes are told, with all below them; all where there are none.
	Regions []string `json:"regions" example:"HT01"`
}

// Webhook is an address to which changes are sent, one after the other, each until it is taken.
type Webhook struct {
	ID string `json:"id" example:"01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b10"`
	WebhookInput
	Status WebhookStatus `json:"status" example:"enabled"`
	// Reason is why it is disabled or removed.
	Reason Opt `json:"reason"`
	// Position is the number of the last entry of the ledger that was delivered, or passed over because the filter or the
	// reader's rights leave it out.
	Position int64 `json:"position" example:"1204"`
	// Failures is how often the next delivery has failed so far.
	Failures int `json:"failures" example:"0"`
	// FailingSince is when it failed first; it is disabled three days later.
	FailingSince *time.Time `json:"failing_since"`
	// NextAttemptAt is when it is tried again.
	NextAttemptAt *time.Time `json:"next_attempt_at"`
	// ReplayFrom and ReplayTo are what is being sent again.
	ReplayFrom *int64 `json:"replay_from"`
	ReplayTo   *int64 `json:"replay_to"`
	Meta
}

// IssuedWebhook is a webhook with its secret.
type IssuedWebhook struct {
	Webhook
	// Secret verifies signatures: whsec_ and base64. It is in this one answer: null where an Idempotency-Key repeats it.
	Secret Opt `json:"secret" example:"whsec_…"`
}

// WebhookRotation asks for a new secret.
type WebhookRotation struct {
	// OverlapHours is how long messages are signed with the old secret, too: 0 to 720; 24 if left out.
	OverlapHours *int `json:"overlap_hours" minimum:"0" maximum:"720" example:"24"`
}

// WebhookReplay asks for entries to be sent again.
type WebhookReplay struct {
	// From is the number of the first entry.
	From int64 `json:"from" example:"1000"`
	// To is the number of the last one; the webhook's position if left out.
	To int64 `json:"to" example:"1204"`
}

// WebhookPingInput asks for a ping. There is nothing to say.
type WebhookPingInput struct{}

// Validate reports nothing.
func (WebhookPingInput) Validate() Fields { return nil }

// WebhookKind is why something was sent.
type WebhookKind string

// The kinds of deliveries.
const (
	WebhookEvent      WebhookKind = "event"
	WebhookReplayed   WebhookKind = "replay"
	WebhookPing       WebhookKind = "ping"
	WebhookIsDisabled WebhookKind = "notice" // that another webhook of the organization was disabled
)

// WebhookKinds lists every kind.
var WebhookKinds = []WebhookKind{WebhookEvent, WebhookReplayed, WebhookPing, WebhookIsDisabled}

// WebhookDelivery is one attempt to deliver something.
type WebhookDelivery struct {
	ID string `json:"id" example:"01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b12"`
	// Message is the header webhook-id: the same for each attempt.
	Message string      `json:"message" example:"01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b10.1204"`
	Kind    WebhookKind `json:"kind" example:"event"`
	// Seq is the number of the entry; null for a ping or a notice.
	Seq *int64    `json:"seq" example:"1204"`
	At  time.Time `json:"at" example:"2024-09-05T14:03:12.48Z"`
	// Attempt counts from 1.
	Attempt int `json:"attempt" example:"1"`
	// Delivered is true where the receiver took it.
	Delivered bool `json:"delivered" example:"true"`
	// StatusCode is that of the receiver's answer; null without one.
	StatusCode *int `json:"status_code" example:"204"`
	// Error is why it was not taken.
	Error Opt `json:"error"`
	// Milliseconds is how long it took.
	Milliseconds int64 `json:"milliseconds" example:"41"`
}

// WebhookFilter selects webhooks.
type WebhookFilter struct {
	Page
	Status []WebhookStatus `form:"status"`
}

// WebhookDeliveryFilter selects deliveries; the newest come first.
type WebhookDeliveryFilter struct {
	Page
	Kind []WebhookKind `form:"kind"`
	// Delivered selects what was taken, or what was not.
	Delivered *bool `form:"delivered"`
}

// WithDefaults fills in what may be left out.
func (in WebhookInput) WithDefaults(caller Caller) WebhookInput {
	if in.Organization == "" {
		in.Organization = caller.Organization
	}
	in.Resources, in.Regions = append([]string{}, in.Resources...), append([]string{}, in.Regions...)
	return in
}

// Validate reports every wrong field.
func (in WebhookInput) Validate() Fields {
	var f Fields
	f.SlugCode("/organization", in.Organization)
	f.Text("/name", string(in.Name), false, MaxTitle)
	f.webhookURL("/url", in.URL)
	for i, r := range in.Resources {
		if !slices.Contains(LedgerResources, r) {
			f.Add("/resources/"+strconv.Itoa(i), "unknown_value", "%q is not told; use one of: %s.", r, strings.Join(LedgerResources, ", "))
		}
	}
	for i, r := range in.Regions {
		f.Pcode("/regions/"+strconv.Itoa(i), r)
	}
	if len(in.Regions) > 100 {
		f.Add("/regions", "too_many", "At most 100 regions; all below each are meant, too.")
	}
	return f
}

func (f *Fields) webhookURL(pointer, text string) {
	u, err := url.Parse(text)
	switch {
	case text == "":
		f.Add(pointer, "required", "An address like https://dashboard.example.org/konbit is required.")
	case len(text) > MaxWebhookURL:
		f.Add(pointer, "too_long", "At most %d characters.", MaxWebhookURL)
	case err != nil || u.Hostname() == "" || u.Scheme != "https" && u.Scheme != "http":
		f.Add(pointer, "bad_url", "This is no address like https://dashboard.example.org/konbit.")
	case u.User != nil:
		f.Add(pointer, "bad_url", "An address with a password would end up in logs. The signature says who sends.")
	case u.Fragment != "":
		f.Add(pointer, "bad_url", "What follows # is never sent; leave it out.")
	}
}

// WithDefaults fills in what may be left out.
func (in WebhookRotation) WithDefaults() WebhookRotation {
	if in.OverlapHours == nil {
		day := 24
		in.OverlapHours = &day
	}
	return in
}

// Validate reports every wrong field.
func (in WebhookRotation) Validate() Fields {
	var f Fields
	if h := in.OverlapHours; h != nil && (*h < 0 || *h > MaxOverlap) {
		f.Add("/overlap_hours", "out_of_range", "0 to %d hours.", MaxOverlap)
	}
	return f
}

// Validate reports every wrong field.
func (in WebhookReplay) Validate() Fields {
	var f Fields
	if in.From < 1 {
		f.Add("/from", "required", "The number of the first entry to send again, from 1.")
	}
	if in.To != 0 && in.To < in.From {
		f.Add("/to", "out_of_range", "The last entry is not before the first.")
	}
	return f
}
