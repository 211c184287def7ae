package store

import (
	"bytes"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/konbit-aid/konbit/internal/ledger"
)

// Line is the entry as it is verified.
func (e Sealed) Line() ledger.Line {
	return ledger.Line{Seq: e.Seq, Leaf: e.Stored, Told: true, Head: e.head(), Commitments: e.Commitments, Contents: e.contents()}
}

// VerifyLedger recomputes the ledger from its entries and compares it with what is stored of its order and its tree.
// each is told how many entries were verified. The first that does not hold is a [ledger.Fault].
func (tx *Tx) VerifyLedger(v *ledger.Verifier, each func(done int64)) error {
	for {
		page, err := tx.sealedAfter(v.Size(), sealedAtOnce, mostVerifiedBytes)
		if err != nil {
			return err
		}
		if len(page) == 0 {
			break
		}
		if err := tx.verifyPage(v, page); err != nil {
			return err
		}
		each(v.Size())
	}
	if err := v.Done(); err != nil {
		return err
	}
	if err := tx.verifyRest(v); err != nil {
		return err
	}
	return tx.verifyUnsealed()
}

const mostVerifiedBytes = 32 << 20

func (tx *Tx) verifyPage(v *ledger.Verifier, page []Sealed) error {
	first := tlog.StoredHashCount(v.Size())
	end := tlog.StoredHashCount(v.Size() + int64(len(page)))
	rows, err := scan[hashRow](tx, "SELECT n, hash FROM ledger_hashes WHERE n >= ? AND n < ? ORDER BY n", first, end)
	if err != nil {
		return err
	}
	next := first
	for _, e := range page {
		seq := v.Size() + 1
		if int64(len(rows)) <= next-first || rows[next-first].N != next || len(rows[next-first].Hash) != tlog.HashSize {
			return ledger.Faultf(seq, "the hash %d of the tree is missing", next)
		}
		e.Stored = tlog.Hash(rows[next-first].Hash)
		must, err := v.Add(e.Line())
		if err != nil {
			return err
		}
		for _, h := range must {
			at := next - first
			if int64(len(rows)) <= at || rows[at].N != next || !bytes.Equal(rows[at].Hash, h[:]) {
				return ledger.Faultf(seq, "the hash %d of the tree does not follow from the entries", next)
			}
			next++
		}
	}
	return nil
}

// verifyRest finds what is stored beyond the entries, and compares the head.
func (tx *Tx) verifyRest(v *ledger.Verifier) error {
	beyond, err := scan[int64](tx, "SELECT n FROM ledger_hashes WHERE n >= ? OR n < 0 LIMIT 1", tlog.StoredHashCount(v.Size()))
	if err != nil {
		return err
	}
	if len(beyond) > 0 {
		return ledger.Faultf(0, "The tree has hashes for more than the %d entries that there are: entries were taken away", v.Size())
	}
	places, err := scan[int64](tx, "SELECT seq FROM ledger_leaves WHERE seq > ? OR seq < 1 LIMIT 1", v.Size())
	if err != nil {
		return err
	}
	if len(places) > 0 {
		return ledger.Faultf(places[0], "it is missing")
	}
	heads, err := tx.heads()
	if err != nil {
		return err
	}
	switch {
	case len(heads) == 0 && v.Size() == 0:
		return nil
	case len(heads) != 1 || heads[0].Size != v.Size():
		return ledger.Faultf(0, "The head of the ledger is not that of its %d entries", v.Size())
	case heads[0].Root != v.Root():
		return ledger.Faultf(0, "The head of the ledger says another root than its entries make")
	}
	return nil
}

// verifyUnsealed compares the entries that wait for their places, and finds entries that are neither here nor there.
func (tx *Tx) verifyUnsealed() error {
	rows, err := scan[struct {
		Entry string `gorm:"column:entry"`
		Leaf  []byte `gorm:"column:leaf"`
		Seq   *int64 `gorm:"column:seq"`
	}](tx, "SELECT u.entry, u.leaf, l.seq FROM ledger_unsealed u LEFT JOIN ledger_leaves l ON l.entry = u.entry ORDER BY u.n")
	if err != nil {
		return err
	}
	for _, r := range rows {
		e, ok, err := tx.EntryByID(r.Entry)
		switch {
		case err != nil:
			return err
		case !ok:
			return ledger.Faultf(0, "The entry %s, which waits for its place, is missing", r.Entry)
		case r.Seq != nil:
			return ledger.Faultf(*r.Seq, "it waits for a place though it has one")
		}
		leaf := e.Recomputed()
		if !bytes.Equal(leaf[:], r.Leaf) {
			return ledger.Faultf(0, "The entry %s, which waits for its place, is not what was recorded", r.Entry)
		}
	}
	stray, err := scan[string](tx, `SELECT CAST(e.id AS text) FROM ledger_entries e WHERE NOT EXISTS (SELECT 1 FROM ledger_leaves l WHERE l.entry = e.id)
		AND NOT EXISTS (SELECT 1 FROM ledger_unsealed u WHERE u.entry = e.id) ORDER BY e.id LIMIT 1`)
	if err != nil {
		return err
	}
	if len(stray) > 0 {
		return ledger.Faultf(0, "The entry %s has no place in the order: it was not written by Konbit, or its place was taken away", stray[0])
	}
	return nil
}

// CountWaiting is how many entries wait for their place.
func (tx *Tx) CountWaiting() (int64, error) {
	n, err := scan[int64](tx, "SELECT count(*) FROM ledger_unsealed")
	if err != nil || len(n) == 0 {
		return 0, err
	}
	return n[0], nil
}

// RecordsOf tells each of the records of a resource that the ledger knows.
func (tx *Tx) RecordsOf(resource string, each func(record string) error) error {
	rows, err := tx.rows("SELECT DISTINCT record FROM ledger_entries WHERE resource = ? ORDER BY record", resource)
	if err != nil {
		return translate(err)
	}
	defer rows.Close()
	for rows.Next() {
		var record string
		if err := rows.Scan(&record); err != nil {
			return translate(err)
		}
		if err := each(record); err != nil {
			return err
		}
	}
	return translate(rows.Err())
}
