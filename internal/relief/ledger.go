package relief

import (
	"cmp"
	"context"
	"encoding/hex"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/ledger"
	"github.com/konbit-aid/konbit/internal/store"
)

// WithSigner sets the key that signs the ledger's checkpoints; without one they are not signed.
func WithSigner(key *ledger.Signer) Option { return func(s *Service) { s.signer = key } }

// WithSalts replaces the maker of the ledger's salts, for tests that compare answers.
func WithSalts(salt func() []byte) Option { return func(s *Service) { s.salt = salt } }

// LedgerKey is the public key that verifies the ledger. Code: not_found where there is none.
func (s *Service) LedgerKey() (api.LedgerKey, error) {
	if s.signer == nil {
		return api.LedgerKey{}, errUnsigned
	}
	return api.LedgerKey{Key: s.signer.Public()}, nil
}

var errUnsigned = api.Errorf(api.CodeNotFound, "This server has no key, so its ledger is not signed. The operator makes one with konbit ledger keygen and names it in KONBIT_LEDGER_KEY_FILE.")

// Checkpoint is the newest signed head of the ledger. Code: not_found.
func (s *Service) Checkpoint(ctx context.Context) (api.LedgerCheckpoint, error) {
	if s.signer == nil {
		return api.LedgerCheckpoint{}, errUnsigned
	}
	return glance(ctx, s, func(tx *store.Tx) (api.LedgerCheckpoint, error) {
		head, ok, err := tx.NewestHead()
		if err != nil || !ok {
			return api.LedgerCheckpoint{}, cmp.Or[error](err, api.Errorf(api.CodeNotFound, "The ledger is empty. Its first checkpoint comes with its first entry."))
		}
		if head.Note == "" {
			return api.LedgerCheckpoint{}, errUnsigned
		}
		return api.LedgerCheckpoint{Size: head.Size, Root: ledger.FormatHash(head.Root), At: head.At, Note: head.Note}, nil
	})
}

// LedgerEntry is one entry by its id or number, with what the caller may see of it. Everybody who knows an entry's id,
// as the writer does, may know its place. Code: not_found.
func (s *Service) LedgerEntry(ctx context.Context, caller api.Caller, id string) (api.LedgerEntry, error) {
	return read(ctx, s, func(tx *store.Tx) (api.LedgerEntry, error) {
		e, err := entryNamed(tx, id)
		if err != nil {
			return api.LedgerEntry{}, err
		}
		f, err := s.follow(tx, caller, api.LedgerFilter{Leaves: true}, []store.Sealed{e})
		if err != nil {
			return api.LedgerEntry{}, err
		}
		told, _, err := f.tell(e)
		if e.Seq == 0 {
			told.Seq = nil
		}
		told.ID = e.ID
		return told, err
	})
}

// entryNamed finds an entry by its id or its number.
func entryNamed(tx *store.Tx, name string) (store.Sealed, error) {
	if api.IsID(name) {
		e, ok, err := tx.EntryByID(name)
		return found("entry", name, e, ok, err)
	}
	seq, ok := wholeNumber(name)
	if !ok {
		return store.Sealed{}, api.NotFound("entry", name)
	}
	all, err := tx.EntriesAfter(seq-1, 1, 0)
	if err != nil || len(all) == 0 || all[0].Seq != seq {
		return store.Sealed{}, cmp.Or[error](err, api.NotFound("entry", name))
	}
	return all[0], nil
}

// LedgerProof proves that an entry, by its id or number, is in the tree of a size. Codes: not_found, conflict, malformed.
func (s *Service) LedgerProof(ctx context.Context, id string, f api.LedgerProofFilter) (api.LedgerProof, error) {
	return read(ctx, s, func(tx *store.Tx) (api.LedgerProof, error) {
		e, err := entryNamed(tx, id)
		if err != nil {
			return api.LedgerProof{}, err
		}
		if e.Seq == 0 {
			return api.LedgerProof{}, api.Errorf(api.CodeConflict, "The entry is not sealed yet. That takes a fraction of a second; ask again.")
		}
		size, root, err := treeOf(tx, "size", f.Size)
		if err != nil {
			return api.LedgerProof{}, err
		}
		if e.Seq > size {
			return api.LedgerProof{}, malformed(api.Fields{{Pointer: "size", Code: "too_small", Detail: "The entry came after the tree of that size."}})
		}
		proof, err := ledger.Inclusion(size, e.Seq, tx.Hashes())
		if err != nil {
			return api.LedgerProof{}, api.Internal(err)
		}
		return api.LedgerProof{Seq: e.Seq, Size: size, Root: ledger.FormatHash(root), Leaf: ledger.FormatHash(e.Stored), Hashes: hashes(proof)}, nil
	})
}

// LedgerConsistency proves that one tree is the beginning of another. Code: malformed.
func (s *Service) LedgerConsistency(ctx context.Context, f api.LedgerConsistencyFilter) (api.LedgerConsistency, error) {
	return read(ctx, s, func(tx *store.Tx) (api.LedgerConsistency, error) {
		if f.From == 0 {
			return api.LedgerConsistency{}, malformed(api.Fields{{Pointer: "from", Code: "missing", Detail: "Say of which size the older tree is: from=1000."}})
		}
		to, root, err := treeOf(tx, "to", f.To)
		if err != nil {
			return api.LedgerConsistency{}, err
		}
		if f.From > to {
			return api.LedgerConsistency{}, malformed(api.Fields{{Pointer: "from", Code: "too_large", Detail: "The older tree is not larger than the newer one."}})
		}
		_, old, err := treeOf(tx, "from", f.From)
		if err != nil {
			return api.LedgerConsistency{}, err
		}
		proof, err := ledger.Consistency(f.From, to, tx.Hashes())
		if err != nil {
			return api.LedgerConsistency{}, api.Internal(err)
		}
		return api.LedgerConsistency{From: f.From, FromRoot: ledger.FormatHash(old), To: to, ToRoot: ledger.FormatHash(root), Hashes: hashes(proof)}, nil
	})
}

// treeOf is the tree of a size, or the newest for 0.
func treeOf(tx *store.Tx, name string, size int64) (int64, tlog.Hash, error) {
	newest, err := tx.Size()
	if err != nil {
		return 0, tlog.Hash{}, err
	}
	if size == 0 {
		size = newest
	}
	if size > newest || newest == 0 {
		return 0, tlog.Hash{}, malformed(api.Fields{{Pointer: name, Code: "too_large", Detail: "The ledger has fewer entries."}})
	}
	tree, err := ledger.Resume(size, tx.Hashes())
	if err != nil {
		return 0, tlog.Hash{}, api.Internal(err)
	}
	return size, tree.Root(), nil
}

// LedgerTile is a piece of the tree. Code: not_found.
func (s *Service) LedgerTile(ctx context.Context, level int, index int64) (api.LedgerTile, error) {
	return read(ctx, s, func(tx *store.Tx) (api.LedgerTile, error) {
		size, err := tx.Size()
		if err != nil {
			return api.LedgerTile{}, err
		}
		data, err := ledger.Tile(size, level, index, tx.Hashes())
		if err != nil {
			return api.LedgerTile{}, api.Errorf(api.CodeNotFound, "The tree has no such tile.")
		}
		t := api.LedgerTile{Level: level, Index: index, Hashes: []string{}}
		for h := range slices.Chunk(data, tlog.HashSize) {
			t.Hashes = append(t.Hashes, hex.EncodeToString(h))
		}
		return t, nil
	})
}

func hashes(all []tlog.Hash) []string {
	out := make([]string, len(all))
	for i, h := range all {
		out[i] = ledger.FormatHash(h)
	}
	return out
}

func wholeNumber(text string) (n int64, ok bool) {
	for _, r := range text {
		if r < '0' || r > '9' || n > 1<<53 {
			return 0, false
		}
		n = 10*n + int64(r-'0')
	}
	return n, text != "" && n > 0
}

// LedgerSize is how many entries have their place.
func (s *Service) LedgerSize(ctx context.Context) (int64, error) {
	return glance(ctx, s, (*store.Tx).Size)
}

// SignedHead is the head of the ledger where it is of that size, signed or not.
func (s *Service) SignedHead(ctx context.Context, size int64) (api.LedgerCheckpoint, error) {
	return glance(ctx, s, func(tx *store.Tx) (api.LedgerCheckpoint, error) {
		head, ok, err := tx.NewestHead()
		if err != nil || !ok || head.Size != size {
			return api.LedgerCheckpoint{}, err
		}
		return api.LedgerCheckpoint{Size: head.Size, Root: ledger.FormatHash(head.Root), At: head.At, Note: head.Note}, nil
	})
}

// EraseEntry erases the state that an entry left, where a later one took its place, the same state in the entry after it,
// and the reason. Place and commitments stay. Codes: not_found, conflict.
func (s *Service) EraseEntry(ctx context.Context, id, reason string) error {
	_, err := write(ctx, s, api.System, nil, func(w *work) (struct{}, error) {
		var none struct{}
		if !api.IsID(id) {
			return none, api.NotFound("entry", id)
		}
		e, ok, err := w.EntryByID(id)
		if _, err := found("entry", id, e, ok, err); err != nil {
			return none, err
		}
		next, ok, err := w.EntryAfter(e.Entry)
		switch {
		case err != nil:
			return none, err
		case !ok:
			return none, api.Errorf(api.CodeConflict, "This is the newest entry of %s %s: the record itself still says the same. Correct the record first.", e.Resource, e.Record)
		}
		if err := w.Erase(e, ledger.After, ledger.Reason); err != nil {
			return none, err
		}
		if err := w.Erase(next, ledger.Before); err != nil {
			return none, err
		}
		return none, w.record("ledger", id, "erase", reason, nil, struct{}{})
	})
	return err
}
