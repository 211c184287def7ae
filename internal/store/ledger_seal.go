package store

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/konbit-aid/konbit/internal/ledger"
)

// sealedAtOnce is how many entries one transaction of the sealer takes.
const sealedAtOnce = 2000

// Head is the newest head of the ledger's tree.
type Head struct {
	Size int64
	Root tlog.Hash
	Note string // empty where no key signs
	At   time.Time
}

type checkpointRow struct {
	Size int64   `gorm:"column:size"`
	Root []byte  `gorm:"column:root"`
	Note opt     `gorm:"column:note"`
	At   instant `gorm:"column:at"`
}

// TableName is ledger_checkpoints.
func (checkpointRow) TableName() string { return "ledger_checkpoints" }

func (r checkpointRow) head() Head {
	h := Head{Size: r.Size, Note: string(r.Note), At: r.At.Time}
	copy(h.Root[:], r.Root)
	return h
}

// Waiting tells whether any entry waits for its place in the order.
func (s *Store) Waiting(ctx context.Context) (yes bool, err error) {
	err = s.Glance(ctx, func(tx *Tx) error {
		rows, err := scan[int64](tx, "SELECT n FROM ledger_unsealed LIMIT 1")
		yes = len(rows) > 0
		return err
	})
	return yes, err
}

// Seal gives entries that are committed the next places in the one order, in the tree and in its signed head. Of all
// programs on a database one seals at a time; another returns at once, as does one that has nothing to do. more tells
// whether there are further entries.
//
// What commits late gets a later place, and what rolls back none: places have no gaps, and once given they stay.
func (s *Store) Seal(ctx context.Context, at time.Time, sign func(Head) (note string, err error)) (more bool, err error) {
	err = s.keepBooks(ctx, func(tx *Tx) error {
		if mine, err := tx.try(tx.d.lead); err != nil || !mine {
			return err
		}
		waiting, err := scan[struct {
			N     int64  `gorm:"column:n"`
			Entry string `gorm:"column:entry"`
			Leaf  []byte `gorm:"column:leaf"`
		}](tx, "SELECT n, entry, leaf FROM ledger_unsealed ORDER BY n LIMIT ?", sealedAtOnce)
		if err != nil || len(waiting) == 0 {
			return err
		}
		more = len(waiting) == sealedAtOnce
		tree, err := tx.tree()
		if err != nil {
			return err
		}
		leaves, hashes, done := make([]leafRow, len(waiting)), make([]hashRow, 0, 2*len(waiting)), make([]int64, len(waiting))
		next := tlog.StoredHashCount(tree.Size())
		for i, w := range waiting {
			if len(w.Leaf) != tlog.HashSize {
				return fmt.Errorf("the entry %s has no leaf", w.Entry)
			}
			for _, h := range tree.Add(tlog.Hash(w.Leaf)) {
				hashes = append(hashes, hashRow{next, h[:]})
				next++
			}
			leaves[i], done[i] = leafRow{tree.Size(), w.Entry}, w.N
		}
		head := Head{Size: tree.Size(), Root: tree.Root(), At: at}
		if head.Note, err = sign(head); err != nil {
			return err
		}
		if err := insertAll(tx, leaves); err != nil {
			return err
		}
		if err := insertAll(tx, hashes); err != nil {
			return err
		}
		if _, err := tx.exec("DELETE FROM ledger_unsealed WHERE n IN ?", done); err != nil {
			return err
		}
		return tx.checkpoint(head)
	})
	return more, err
}

// checkpoint keeps the head of the tree; the one before is of no more use here.
func (tx *Tx) checkpoint(h Head) error {
	if _, err := tx.exec("DELETE FROM ledger_checkpoints WHERE size <= ?", h.Size); err != nil {
		return err
	}
	return insert(tx, checkpointRow{h.Size, h.Root[:], opt(h.Note), instant{h.At}})
}

// SignHead signs the head anew, where it was not signed or by another key.
func (s *Store) SignHead(ctx context.Context, sign func(Head) (note string, err error)) error {
	return s.keepBooks(ctx, func(tx *Tx) error {
		if mine, err := tx.try(tx.d.lead); err != nil || !mine {
			return err
		}
		head, ok, err := tx.NewestHead()
		if err != nil || !ok {
			return err
		}
		if head.Note, err = sign(head); err != nil {
			return err
		}
		return tx.checkpoint(head)
	})
}

// leafRow is the place of an entry.
type leafRow struct {
	Seq   int64  `gorm:"column:seq"`
	Entry string `gorm:"column:entry"`
}

// TableName is ledger_leaves.
func (leafRow) TableName() string { return "ledger_leaves" }

// hashRow is a hash of the tree.
type hashRow struct {
	N    int64  `gorm:"column:n"`
	Hash []byte `gorm:"column:hash"`
}

// TableName is ledger_hashes.
func (hashRow) TableName() string { return "ledger_hashes" }

// Size is how many entries have a place in the order.
func (tx *Tx) Size() (int64, error) {
	sizes, err := scan[int64](tx, "SELECT COALESCE(max(seq), 0) FROM ledger_leaves")
	if err != nil || len(sizes) == 0 {
		return 0, err
	}
	return sizes[0], nil
}

// tree is the tree as it is, to be gone on with.
func (tx *Tx) tree() (*ledger.Range, error) {
	size, err := tx.Size()
	if err != nil {
		return nil, err
	}
	return ledger.Resume(size, tx.Hashes())
}

// Hashes reads hashes of the tree by their indexes.
func (tx *Tx) Hashes() tlog.HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		rows, err := scan[hashRow](tx, "SELECT n, hash FROM ledger_hashes WHERE n IN ?", indexes)
		if err != nil {
			return nil, err
		}
		at := make(map[int64]tlog.Hash, len(rows))
		for _, r := range rows {
			if len(r.Hash) == tlog.HashSize {
				at[r.N] = tlog.Hash(r.Hash)
			}
		}
		all := make([]tlog.Hash, len(indexes))
		for i, n := range indexes {
			h, ok := at[n]
			if !ok {
				return nil, fmt.Errorf("the hash %d of the ledger's tree is missing; konbit verify says more", n)
			}
			all[i] = h
		}
		return all, nil
	})
}

// NewestHead is the newest head of the tree; ok is false while there is none.
func (tx *Tx) NewestHead() (h Head, ok bool, err error) {
	row, ok, err := one[checkpointRow](tx, "SELECT size, root, note, at FROM ledger_checkpoints ORDER BY size DESC LIMIT 1")
	return row.head(), ok, err
}

// heads are all that are kept: one.
func (tx *Tx) heads() ([]Head, error) {
	rows, err := scan[checkpointRow](tx, "SELECT size, root, note, at FROM ledger_checkpoints ORDER BY size")
	return convert(rows, checkpointRow.head), err
}

// commitAll gives the entries from before there was a tree their salts, and lines them up for the sealer.
func (tx *Tx) commitAll() error {
	for after := ""; ; {
		rows, err := scan[entryRow](tx, `SELECT id, at, organization, key_id, resource, record, action, reason, before, after FROM ledger_entries
			WHERE salt IS NULL AND CAST(id AS text) > ? ORDER BY CAST(id AS text) LIMIT 1000`, after)
		if err != nil || len(rows) == 0 {
			return err
		}
		unsealed := make([]unsealedRow, len(rows))
		for i, r := range rows {
			salt := ledger.NewSalt()
			e := r.entry()
			leaf := ledger.Leaf(e.head(), ledger.Commit(salt, e.contents()))
			if err := tx.later(numbered(tx.d, "UPDATE ledger_entries SET salt = ? WHERE id = ?"), salt, r.ID); err != nil {
				return err
			}
			unsealed[i] = unsealedRow{r.ID, leaf[:]}
		}
		if err := insertAll(tx, unsealed); err != nil {
			return err
		}
		after = rows[len(rows)-1].ID
	}
}

// EntryAfter reads the next entry of the same record.
func (tx *Tx) EntryAfter(e Entry) (Sealed, bool, error) {
	ids, err := scan[string](tx, "SELECT CAST(id AS text) FROM ledger_entries WHERE resource = ? AND record = ? AND id > ? ORDER BY id LIMIT 1", e.Resource, e.Record, e.ID)
	if err != nil || len(ids) == 0 {
		return Sealed{}, false, err
	}
	return tx.EntryByID(ids[0])
}

// Erase overwrites parts of an entry, and keeps what it commits to.
func (tx *Tx) Erase(e Sealed, parts ...ledger.Part) error {
	kept := e.Commitments
	columns := map[ledger.Part]string{ledger.Reason: "reason", ledger.Before: "before", ledger.After: "after"}
	set := "commitments = ?, salt = NULL"
	for _, p := range parts {
		kept[p].Salt = nil
		set += ", " + columns[p] + " = NULL"
	}
	text, err := formatCommitments(kept)
	if err != nil {
		return err
	}
	_, err = tx.exec("UPDATE ledger_entries SET "+set+" WHERE id = ?", text, e.ID)
	return err
}
