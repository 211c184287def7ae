package relief

import (
	"context"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/ledger"
	"github.com/konbit-aid/konbit/internal/store"
)

// receiptKey is under which a context carries where a writer's receipt goes.
type receiptKey struct{}

// WithReceipt makes a context in which a write tells which entries it made.
func WithReceipt(ctx context.Context, r *api.Receipt) context.Context {
	return context.WithValue(ctx, receiptKey{}, r)
}

// receipt notes the entries of a write that is done.
func receipt(ctx context.Context, entries []api.ReceiptEntry) {
	if r, ok := ctx.Value(receiptKey{}).(*api.Receipt); ok {
		r.Entries = entries
	}
}

// mostReceipts is how many entries a receipt names.
const mostReceipts = 16

// receipts are those of the entries that were written.
func receipts(entries []store.Entry) []api.ReceiptEntry {
	var all []api.ReceiptEntry
	for _, e := range entries[:min(len(entries), mostReceipts)] {
		all = append(all, api.ReceiptEntry{ID: e.ID, Leaf: ledger.FormatHash(e.Leaf)})
	}
	return all
}
