package store

import (
	"context"
	"encoding/json"
	"time"

	"github.com/konbit-aid/konbit/api"
)

// WebhookSecret is one of the secrets of a webhook, sealed, and when it ends.
type WebhookSecret struct {
	Sealed string     `json:"sealed"`
	Ends   *time.Time `json:"ends,omitempty"`
}

// Hook is a webhook with what the API does not tell of it.
type Hook struct {
	api.Webhook
	Secrets []WebhookSecret
}

type webhookRow struct {
	ID           string `gorm:"column:id;primaryKey"`
	Organization string `gorm:"column:organization"`
	Name         opt    `gorm:"column:name"`
	URL          string `gorm:"column:url"`
	Resources    string `gorm:"column:resources"`
	Regions      string `gorm:"column:regions"`
	Secrets      string `gorm:"column:secrets"`
	Status       string `gorm:"column:status"`
	Reason       opt    `gorm:"column:reason"`
	Stamp        `gorm:"embedded"`
}

// TableName is webhooks.
func (webhookRow) TableName() string { return "webhooks" }

type cursorRow struct {
	Webhook       string  `gorm:"column:webhook;primaryKey"`
	Position      int64   `gorm:"column:position"`
	ReplayFrom    *int64  `gorm:"column:replay_from"`
	ReplayTo      *int64  `gorm:"column:replay_to"`
	Failures      int64   `gorm:"column:failures"`
	FailingSince  instant `gorm:"column:failing_since"`
	NextAttemptAt instant `gorm:"column:next_attempt_at"`
}

// TableName is webhook_cursors.
func (cursorRow) TableName() string { return "webhook_cursors" }

// hookRow is a webhook with its cursor.
type hookRow struct {
	webhookRow
	cursorRow
}

func hookToRow(h Hook) (webhookRow, error) {
	texts := [3]string{}
	for i, v := range []any{h.Resources, h.Regions, h.Secrets} {
		b, err := json.Marshal(v)
		if err != nil {
			return webhookRow{}, api.Internal(err)
		}
		texts[i] = string(b)
	}
	return webhookRow{ID: h.ID, Organization: h.Organization, Name: opt(h.Name), URL: h.URL, Resources: texts[0], Regions: texts[1], Secrets: texts[2],
		Status: string(h.Status), Reason: opt(h.Reason), Stamp: stampOf(h.Meta)}, nil
}

func (r hookRow) hook() (h Hook, err error) {
	h.Webhook = api.Webhook{ID: r.ID, WebhookInput: api.WebhookInput{Organization: r.Organization, Name: api.Opt(r.Name), URL: r.URL}, Status: api.WebhookStatus(r.Status), Reason: api.Opt(r.Reason),
		Position: r.Position, Failures: int(r.Failures), FailingSince: r.FailingSince.pointer(), NextAttemptAt: r.NextAttemptAt.pointer(),
		ReplayFrom: r.ReplayFrom, ReplayTo: r.ReplayTo, Meta: r.meta()}
	for _, column := range []struct {
		text string
		into any
	}{{r.Resources, &h.Resources}, {r.Regions, &h.Regions}, {r.Secrets, &h.Secrets}} {
		if err := json.Unmarshal([]byte(column.text), column.into); err != nil {
			return h, api.Internal(err)
		}
	}
	return h, nil
}

func hooksOf(rows []hookRow) ([]Hook, error) {
	all := make([]Hook, len(rows))
	for i, r := range rows {
		h, err := r.hook()
		if err != nil {
			return nil, err
		}
		all[i] = h
	}
	return all, nil
}

const hookColumns = "w.*, c.position, c.replay_from, c.replay_to, c.failures, c.failing_since, c.next_attempt_at"

// AddHook writes a new webhook, which begins after the entries that have their place.
func (tx *Tx) AddHook(h Hook) error {
	row, err := hookToRow(h)
	if err != nil {
		return err
	}
	if err := insert(tx, row); err != nil {
		return err
	}
	return insert(tx, cursorRow{Webhook: h.ID, Position: h.Position})
}

// ReplaceHook overwrites a webhook of the version before. Its cursor stays.
func (tx *Tx) ReplaceHook(h Hook, before int64) error {
	row, err := hookToRow(h)
	if err != nil {
		return err
	}
	return replace(tx, row, before)
}

// Hook reads a webhook.
func (tx *Tx) Hook(id string) (Hook, bool, error) {
	row, found, err := one[hookRow](tx, "SELECT "+hookColumns+" FROM webhooks w JOIN webhook_cursors c ON c.webhook = w.id WHERE w.id = ?", id)
	if err != nil || !found {
		return Hook{}, false, err
	}
	h, err := row.hook()
	return h, true, err
}

// HookToChange is [Tx.Hook] that keeps others from changing the webhook until the end.
func (tx *Tx) HookToChange(id string) (Hook, bool, error) {
	if _, found, err := takeLocked[webhookRow](tx, "webhooks", "id = ?", id); err != nil || !found {
		return Hook{}, false, err
	}
	return tx.Hook(id)
}

// CountHooks is how many webhooks an organization has that were not removed.
func (tx *Tx) CountHooks(organization string) (int64, error) {
	n, err := scan[int64](tx, "SELECT count(*) FROM webhooks WHERE organization = ? AND status <> 'removed'", organization)
	if err != nil || len(n) == 0 {
		return 0, err
	}
	return n[0], nil
}

// EnabledHooks are the webhooks of an organization that are sent to.
func (tx *Tx) EnabledHooks(organization string) ([]Hook, error) {
	rows, err := scan[hookRow](tx, "SELECT "+hookColumns+" FROM webhooks w JOIN webhook_cursors c ON c.webhook = w.id WHERE w.organization = ? AND w.status = 'enabled' ORDER BY w.id", organization)
	if err != nil {
		return nil, err
	}
	return hooksOf(rows)
}

var hookList = listing{name: "webhooks", from: "webhooks w JOIN webhook_cursors c ON c.webhook = w.id", cols: hookColumns, key: "id",
	sorts: both(map[string]order{}, "id", "id")}

// Hooks lists the webhooks of an organization, of all for "".
func (tx *Tx) Hooks(organization string, f api.WebhookFilter) (api.List[api.Webhook], error) {
	var q query
	q.is("w.organization", "=", organization)
	in(&q, "w.status", f.Status)
	p := f.Page
	f.Page = api.Page{}
	rows, next, total, err := page(tx, hookList, q, p, "id", []any{organization, f}, func(r hookRow, _ string) []any { return []any{r.ID} })
	if err != nil {
		return api.List[api.Webhook]{}, err
	}
	hooks, err := hooksOf(rows)
	return api.List[api.Webhook]{Data: convert(hooks, func(h Hook) api.Webhook { return h.Webhook }), Next: api.Opt(next), Total: total}, err
}

// AskReplay notes which entries are to be sent again, in place of what was noted before.
func (tx *Tx) AskReplay(id string, from, to int64) error {
	_, err := tx.exec("UPDATE webhook_cursors SET replay_from = ?, replay_to = ?, next_attempt_at = NULL WHERE webhook = ?", from, to, id)
	return err
}

// ResetHook forgets that a webhook has failed.
func (tx *Tx) ResetHook(id string) error {
	_, err := tx.exec("UPDATE webhook_cursors SET failures = 0, failing_since = NULL, next_attempt_at = NULL WHERE webhook = ?", id)
	return err
}

// DueHooks lists the webhooks for which there is something to send now and whom nobody is sending to: those that have waited longest first.
func (tx *Tx) DueHooks(now, tooFar time.Time, limit int) ([]string, error) {
	return scan[string](tx, `SELECT CAST(w.id AS text) FROM webhooks w JOIN webhook_cursors c ON c.webhook = w.id
		WHERE w.status = 'enabled' AND (c.replay_from IS NOT NULL OR c.position < (SELECT COALESCE(max(seq), 0) FROM ledger_leaves))
		AND (c.next_attempt_at IS NULL OR c.next_attempt_at <= ? OR c.next_attempt_at > ?)
		AND (c.lease IS NULL OR c.lease_until <= ? OR c.lease_until > ?) ORDER BY c.position LIMIT ?`,
		instant{now}, instant{tooFar}, instant{now}, instant{tooFar}, limit)
}

// LeaseHook lets one sender send to a webhook until a moment; mine is false where another does. Who has it renews it so.
func (s *Store) LeaseHook(ctx context.Context, id, sender string, now, until, tooFar time.Time) (mine bool, err error) {
	err = s.keepBooks(ctx, func(tx *Tx) error {
		n, err := tx.exec(`UPDATE webhook_cursors SET lease = ?, lease_until = ? WHERE webhook = ? AND (lease IS NULL OR lease = ? OR lease_until <= ? OR lease_until > ?)`,
			sender, instant{until}, id, sender, instant{now}, instant{tooFar})
		mine = n == 1
		return err
	})
	return mine, err
}

// LeaveHook gives the lease back.
func (s *Store) LeaveHook(ctx context.Context, id, sender string) error {
	return s.keepBooks(ctx, func(tx *Tx) error {
		_, err := tx.exec("UPDATE webhook_cursors SET lease = NULL, lease_until = NULL WHERE webhook = ? AND lease = ?", id, sender)
		return err
	})
}

// Progress is how far a webhook is after an attempt.
type Progress struct {
	Position int64
	// ReplayWas and ReplayTo are what was being sent again, ReplayFrom where it goes on; nil where it is over.
	ReplayWas, ReplayFrom, ReplayTo *int64
	Failures                        int
	FailingSince                    *time.Time
	NextAttemptAt                   *time.Time
}

// NoteDelivery notes an attempt, and how far the webhook is. held is false where the sender has lost the lease: then the
// attempt is noted, and nothing else. Without a sender only the attempt is noted.
func (s *Store) NoteDelivery(ctx context.Context, hook, sender string, d *api.WebhookDelivery, p Progress) (held bool, err error) {
	err = s.keepBooks(ctx, func(tx *Tx) error {
		if sender != "" {
			n, err := tx.exec(`UPDATE webhook_cursors SET position = ?, failures = ?, failing_since = ?, next_attempt_at = ? WHERE webhook = ? AND lease = ?`,
				p.Position, p.Failures, instantOf(p.FailingSince), instantOf(p.NextAttemptAt), hook, sender)
			if err != nil {
				return err
			}
			held = n == 1
			if err := tx.noteReplay(hook, sender, p); err != nil {
				return err
			}
		}
		if d == nil {
			return nil
		}
		return insert(tx, deliveryToRow(hook, *d))
	})
	return held, err
}

// noteReplay moves the beginning of what is sent again, unless somebody has asked for something else meanwhile.
func (tx *Tx) noteReplay(hook, sender string, p Progress) error {
	if p.ReplayWas == nil {
		return nil
	}
	to := p.ReplayTo
	if p.ReplayFrom == nil {
		to = nil
	}
	_, err := tx.exec("UPDATE webhook_cursors SET replay_from = ?, replay_to = ? WHERE webhook = ? AND lease = ? AND replay_from = ? AND replay_to = ?",
		p.ReplayFrom, to, hook, sender, *p.ReplayWas, *p.ReplayTo)
	return err
}
