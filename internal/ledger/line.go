package ledger

import (
	"encoding/hex"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/konbit-aid/konbit/api"
)

// Hash is that of a leaf, a subtree or a tree.
type Hash = tlog.Hash

// LineOf reads an entry as the API tells it. What the API has changed in it for its reader is not verified.
func LineOf(e api.LedgerEntry) (l Line, err error) {
	if e.Seq == nil {
		return l, fmt.Errorf("the entry %s has no number", e.ID)
	}
	l.Seq = *e.Seq
	if l.Leaf, err = ParseHash(e.Leaf); err != nil || e.Event != api.LedgerChange || e.At == nil || e.Commitments == nil {
		return l, err
	}
	l.Told = true
	l.Head = Head{ID: e.ID, At: *e.At, Organization: e.Organization, Resource: e.Resource, Record: e.Record, Action: e.Action}
	told := [parts][]byte{Before: e.Before, After: e.After}
	if e.Key != "" {
		told[Key] = []byte(e.Key)
	}
	if e.Reason != "" {
		told[Reason] = []byte(e.Reason)
	}
	for _, p := range Parts {
		c := [parts]*api.LedgerCommitment{e.Commitments.Key, e.Commitments.Reason, e.Commitments.Before, e.Commitments.After}[p]
		if c == nil {
			l.Contents[p] = told[p]
			continue
		}
		if l.Commitments[p].Digest, err = hex.DecodeString(c.Digest); err != nil {
			return l, fmt.Errorf("entry %d: %s: %w", l.Seq, p, err)
		}
		if c.Salt == "" {
			continue
		}
		if l.Commitments[p].Salt, err = hex.DecodeString(c.Salt); err != nil {
			return l, fmt.Errorf("entry %d: %s: %w", l.Seq, p, err)
		}
		l.Contents[p] = told[p]
	}
	return l, nil
}
