package relief

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// HookTask is what one sender has to do for a webhook while it has the lease.
type HookTask struct {
	api.Webhook
	Secrets []string
	sender  string
}

// HookMessage is one message of a webhook.
type HookMessage struct {
	ID   string
	Kind api.WebhookKind
	Seq  int64
	Body []byte
}

// leaseTime is for how long a sender has a webhook; it renews it before each message, which takes 15 seconds at most. tooFar
// is further away than any moment that is noted, but by a clock that was wrong.
const (
	leaseTime = 20 * time.Second
	tooFar    = 14 * time.Hour
)

// DueWebhooks lists webhooks for which there is something to send.
func (s *Service) DueWebhooks(ctx context.Context, limit int) ([]string, error) {
	return glance(ctx, s, func(tx *store.Tx) ([]string, error) {
		return tx.DueHooks(s.clock(), s.clock().Add(tooFar), limit)
	})
}

// TakeWebhook gives a sender a webhook; ok is false where another has it, or it is not to be sent to.
func (s *Service) TakeWebhook(ctx context.Context, id, sender string) (t HookTask, ok bool, err error) {
	if ok, err = s.HoldWebhook(ctx, id, sender); err != nil || !ok {
		return t, false, err
	}
	h, err := read(ctx, s, func(tx *store.Tx) (store.Hook, error) {
		h, ok, err := tx.Hook(id)
		return found("webhook", id, h, ok, err)
	})
	if err == nil {
		t, err = s.taskOf(h, sender)
	}
	return t, err == nil && h.Status == api.WebhookEnabled, err
}

// HoldWebhook renews a sender's lease; false where it has lost it.
func (s *Service) HoldWebhook(ctx context.Context, id, sender string) (bool, error) {
	now := s.clock()
	return s.store.LeaseHook(ctx, id, sender, now, now.Add(leaseTime), now.Add(tooFar))
}

// LeaveWebhook gives a webhook back.
func (s *Service) LeaveWebhook(ctx context.Context, id, sender string) error {
	return s.store.LeaveHook(ctx, id, sender)
}

func (s *Service) taskOf(h store.Hook, sender string) (HookTask, error) {
	t := HookTask{Webhook: h.Webhook, sender: sender}
	for _, secret := range h.Secrets {
		if secret.Ends != nil && !secret.Ends.After(s.clock()) {
			continue
		}
		text, err := s.peppers.unseal(secret.Sealed)
		if err != nil {
			return t, err
		}
		t.Secrets = append(t.Secrets, text)
	}
	return t, nil
}

// hookReader is as whom a webhook reads: somebody of its organization who has a key to read, and no more.
func hookReader(organization string) api.Caller {
	return api.Caller{KeyID: "webhook", Organization: organization, Scopes: []api.Scope{api.ScopeRead}}
}

// NextMessages are the next messages of a webhook: what is to be sent again before what is new. last is how far they reach
// in the ledger, also where nothing of it is for this webhook.
func (s *Service) NextMessages(ctx context.Context, t HookTask) (messages []HookMessage, last int64, err error) {
	kind, after, end := api.WebhookEvent, t.Position, int64(1)<<62
	if t.ReplayFrom != nil {
		kind, after, end = api.WebhookReplayed, *t.ReplayFrom-1, *t.ReplayTo
	}
	page, err := s.Ledger(ctx, hookReader(t.Organization), api.LedgerFilter{After: after, Limit: hookPage, Resource: t.Resources, Region: t.Regions})
	if err != nil {
		return nil, after, err
	}
	for _, e := range page.Data {
		if *e.Seq > end {
			break
		}
		at := t.UpdatedAt
		if e.At != nil {
			at = *e.At
		}
		body, err := hookBody("ledger."+string(e.Event), at, e)
		if err != nil {
			return nil, after, err
		}
		messages = append(messages, HookMessage{ID: fmt.Sprintf("%s.%d", t.ID, *e.Seq), Kind: kind, Seq: *e.Seq, Body: body})
	}
	return messages, min(page.Last, end), nil
}

const hookPage = 50

// hookBody is a message as Standard Webhooks advises.
func hookBody(kind string, at time.Time, data any) ([]byte, error) {
	body, err := json.Marshal(struct {
		Type      string    `json:"type"`
		Timestamp time.Time `json:"timestamp"`
		Data      any       `json:"data"`
	}{kind, at, data})
	if err != nil {
		return nil, api.Internal(err)
	}
	return body, nil
}

// Ping is a message that says nothing. done is what became of it already, where the Idempotency-Key was used for this.
func (s *Service) Ping(ctx context.Context, caller api.Caller, id string, once *api.Once) (t HookTask, m HookMessage, done *api.WebhookDelivery, err error) {
	if err := s.may(caller, "pingWebhook"); err != nil {
		return t, m, nil, err
	}
	h, err := read(ctx, s, func(tx *store.Tx) (store.Hook, error) {
		h, err := s.hookOf(tx, caller, "pingWebhook", id)
		if err != nil || once == nil {
			return h, err
		}
		request, answer, over, err := tx.OnceOf(caller.KeyID, once.Key)
		if err == nil && over && request == once.Request {
			once.Replayed = true
			err = json.Unmarshal([]byte(answer.Body), &done)
		}
		return h, err
	})
	if err == nil && h.Status == api.WebhookRemoved {
		err = api.Errorf(api.CodeConflict, "The webhook was removed. Make a new one.")
	}
	if err != nil || done != nil {
		return t, m, done, err
	}
	if t, err = s.taskOf(h, ""); err != nil {
		return t, m, nil, api.Internal(err)
	}
	body, err := hookBody("ping", s.clock(), struct{}{})
	return t, HookMessage{ID: "ping." + s.newID(), Kind: api.WebhookPing, Body: body}, nil, err
}

// Delivered notes an attempt of a message, and how far the webhook is after it. held is false where the sender has lost the
// lease meanwhile.
func (s *Service) Delivered(ctx context.Context, t *HookTask, m HookMessage, d api.WebhookDelivery, wait time.Duration) (held bool, err error) {
	d.ID, d.Message, d.Kind, d.Attempt = s.newID(), m.ID, m.Kind, t.Failures+1
	if m.Seq > 0 {
		d.Seq = &m.Seq
	}
	p := store.Progress{Position: t.Position, ReplayWas: t.ReplayFrom, ReplayFrom: t.ReplayFrom, ReplayTo: t.ReplayTo}
	if !d.Delivered {
		now := s.clock()
		next := now.Add(wait)
		p.Failures, p.FailingSince, p.NextAttemptAt = t.Failures+1, t.FailingSince, &next
		if p.FailingSince == nil || p.FailingSince.After(now) { // a clock was ahead
			p.FailingSince = &now
		}
	} else {
		t.reach(&p, m.Seq)
	}
	held, err = s.store.NoteDelivery(ctx, t.ID, t.sender, &d, p)
	t.Failures, t.FailingSince, t.NextAttemptAt = p.Failures, p.FailingSince, p.NextAttemptAt
	return held, err
}

// Passed notes how far a webhook is where nothing was to be sent.
func (s *Service) Passed(ctx context.Context, t *HookTask, last int64) (held bool, err error) {
	p := store.Progress{Position: t.Position, ReplayWas: t.ReplayFrom, ReplayFrom: t.ReplayFrom, ReplayTo: t.ReplayTo, Failures: t.Failures, FailingSince: t.FailingSince, NextAttemptAt: t.NextAttemptAt}
	t.reach(&p, last)
	return s.store.NoteDelivery(ctx, t.ID, t.sender, nil, p)
}

// reach moves on to an entry.
func (t *HookTask) reach(p *store.Progress, seq int64) {
	if t.ReplayFrom == nil {
		t.Position, p.Position = seq, seq
		return
	}
	next := seq + 1
	if t.ReplayFrom, p.ReplayFrom = &next, &next; next > *t.ReplayTo {
		p.ReplayFrom, t.ReplayFrom, t.ReplayTo = nil, nil, nil
	}
}

// NoteOutside notes what became of a message that has no place in the order.
func (s *Service) NoteOutside(ctx context.Context, caller api.Caller, t HookTask, m HookMessage, d api.WebhookDelivery, once *api.Once) (api.WebhookDelivery, error) {
	d.ID, d.Message, d.Kind, d.Attempt = s.newID(), m.ID, m.Kind, 1
	return write(ctx, s, caller, once, func(w *work) (api.WebhookDelivery, error) { return d, w.AddDelivery(t.ID, d) })
}

// DisableWebhook disables a webhook that fails, and lists the others of its organization, which are told.
func (s *Service) DisableWebhook(ctx context.Context, id, reason string) (told []HookTask, notice HookMessage, err error) {
	h, err := write(ctx, s, api.System, nil, func(w *work) (api.Webhook, error) {
		before, err := w.hookToChange("transitionWebhook", id)
		if err != nil || before.Status != api.WebhookEnabled {
			return before.Webhook, err
		}
		after := before
		after.Status, after.Reason, after.Meta = api.WebhookDisabled, api.Opt(reason), w.next(before.Meta)
		return w.replaceHook(before, after, "disabled", reason)
	})
	if err != nil {
		return nil, notice, err
	}
	notice = HookMessage{ID: "notice." + s.newID(), Kind: api.WebhookIsDisabled}
	if notice.Body, err = hookBody("webhook.disabled", s.clock(), h); err != nil {
		return nil, notice, err
	}
	others, err := read(ctx, s, func(tx *store.Tx) ([]store.Hook, error) { return tx.EnabledHooks(h.Organization) })
	for _, other := range others {
		if t, err := s.taskOf(other, ""); err == nil {
			told = append(told, t)
		}
	}
	return told, notice, err
}

// PurgeDeliveries forgets old attempts.
func (s *Service) PurgeDeliveries(ctx context.Context) error {
	return s.store.PurgeDeliveries(ctx, s.clock().AddDate(0, 0, -30))
}
