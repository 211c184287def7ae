package store

import (
	"context"
	"time"

	"github.com/konbit-aid/konbit/api"
)

// AddDelivery notes an attempt.
func (tx *Tx) AddDelivery(hook string, d api.WebhookDelivery) error {
	return insert(tx, deliveryToRow(hook, d))
}

type deliveryRow struct {
	ID           string  `gorm:"column:id;primaryKey"`
	Webhook      string  `gorm:"column:webhook"`
	Message      string  `gorm:"column:message"`
	Kind         string  `gorm:"column:kind"`
	Seq          *int64  `gorm:"column:seq"`
	At           instant `gorm:"column:at"`
	Attempt      int64   `gorm:"column:attempt"`
	Delivered    bool    `gorm:"column:delivered"`
	StatusCode   *int64  `gorm:"column:status_code"`
	Error        opt     `gorm:"column:error"`
	Milliseconds int64   `gorm:"column:milliseconds"`
}

// TableName is webhook_deliveries.
func (deliveryRow) TableName() string { return "webhook_deliveries" }

func deliveryToRow(hook string, d api.WebhookDelivery) deliveryRow {
	row := deliveryRow{ID: d.ID, Webhook: hook, Message: d.Message, Kind: string(d.Kind), Seq: d.Seq, At: instant{d.At}, Attempt: int64(d.Attempt),
		Delivered: d.Delivered, Error: opt(d.Error), Milliseconds: d.Milliseconds}
	if d.StatusCode != nil {
		code := int64(*d.StatusCode)
		row.StatusCode = &code
	}
	return row
}

func (r deliveryRow) api() api.WebhookDelivery {
	d := api.WebhookDelivery{ID: r.ID, Message: r.Message, Kind: api.WebhookKind(r.Kind), Seq: r.Seq, At: r.At.Time, Attempt: int(r.Attempt), Delivered: r.Delivered,
		Error: api.Opt(r.Error), Milliseconds: r.Milliseconds}
	if r.StatusCode != nil {
		code := int(*r.StatusCode)
		d.StatusCode = &code
	}
	return d
}

var deliveryList = listing{name: "deliveries", from: "webhook_deliveries", cols: "*", key: "id", sorts: both(map[string]order{}, "id", "id")}

// Deliveries lists the attempts of a webhook, the newest first.
func (tx *Tx) Deliveries(hook string, f api.WebhookDeliveryFilter) (api.List[api.WebhookDelivery], error) {
	var q query
	q.add("webhook = ?", hook)
	in(&q, "kind", f.Kind)
	if f.Delivered != nil {
		q.add("delivered = ?", *f.Delivered)
	}
	p := f.Page
	f.Page = api.Page{}
	rows, next, total, err := page(tx, deliveryList, q, p, "-id", []any{hook, f}, func(r deliveryRow, _ string) []any { return []any{r.ID} })
	return api.List[api.WebhookDelivery]{Data: convert(rows, deliveryRow.api), Next: api.Opt(next), Total: total}, err
}

// PurgeDeliveries forgets attempts from before a moment.
func (s *Store) PurgeDeliveries(ctx context.Context, before time.Time) error {
	return s.keepBooks(ctx, func(tx *Tx) error {
		_, err := tx.exec("DELETE FROM webhook_deliveries WHERE at < ?", instant{before})
		return err
	})
}
