package client

import (
	"context"
	"strconv"

	"github.com/konbit-aid/konbit/api"
)

// Ledger answers the entries after a number. Ask again after its Last: nothing is missed, and nothing comes twice.
func (c *Client) Ledger(ctx context.Context, f api.LedgerFilter) (api.LedgerPage, error) {
	return get[api.LedgerPage](ctx, c, "/v1/ledger", f)
}

// LedgerCheckpoint answers the signed head of the ledger.
func (c *Client) LedgerCheckpoint(ctx context.Context) (api.LedgerCheckpoint, error) {
	return get[api.LedgerCheckpoint](ctx, c, "/v1/ledger/checkpoint", nil)
}

// LedgerKey answers the public key of the ledger.
func (c *Client) LedgerKey(ctx context.Context) (api.LedgerKey, error) {
	return get[api.LedgerKey](ctx, c, "/v1/ledger/key", nil)
}

// LedgerEntry answers one entry by its number, or by its id, which the header Konbit-Entry of a write tells.
func (c *Client) LedgerEntry(ctx context.Context, entry string) (api.LedgerEntry, error) {
	return get[api.LedgerEntry](ctx, c, at("ledger/entries", entry), nil)
}

// LedgerProof answers the proof that an entry is in the ledger.
func (c *Client) LedgerProof(ctx context.Context, entry string, f api.LedgerProofFilter) (api.LedgerProof, error) {
	return get[api.LedgerProof](ctx, c, at("ledger/entries", entry)+"/proof", f)
}

// LedgerConsistency answers the proof that one state of the ledger is the beginning of another.
func (c *Client) LedgerConsistency(ctx context.Context, f api.LedgerConsistencyFilter) (api.LedgerConsistency, error) {
	return get[api.LedgerConsistency](ctx, c, "/v1/ledger/consistency", f)
}

// LedgerTile answers a piece of the ledger's tree.
func (c *Client) LedgerTile(ctx context.Context, level int, index int64) (api.LedgerTile, error) {
	return get[api.LedgerTile](ctx, c, "/v1/ledger/tiles/"+strconv.Itoa(level)+"/"+strconv.FormatInt(index, 10), nil)
}
