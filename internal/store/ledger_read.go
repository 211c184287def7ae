package store

import (
	"encoding/hex"
	"encoding/json"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/ledger"
)

// Sealed is an entry with its place and what it commits to.
type Sealed struct {
	Seq int64 // 0 while it has no place
	Entry
	Commitments ledger.Commitments
	Erased      bool // at least a part of it
	Stored      tlog.Hash
}

// Recomputed is the leaf that the entry's head and commitments make.
func (e Sealed) Recomputed() tlog.Hash { return ledger.Leaf(e.head(), e.Commitments) }

type sealedRow struct {
	Seq *int64 `gorm:"column:seq"`
	entryRow
	Commitments opt    `gorm:"column:commitments"`
	Hash        []byte `gorm:"column:hash"`
}

// sealed makes the entry of a row.
func (r sealedRow) sealed() (Sealed, error) {
	e := Sealed{Entry: r.entry(), Erased: r.Commitments != ""}
	if r.Seq != nil {
		e.Seq = *r.Seq
	}
	copy(e.Stored[:], r.Hash)
	switch {
	case e.Erased:
		kept, err := parseCommitments(string(r.Commitments))
		e.Commitments = kept
		if err != nil {
			return e, fmt.Errorf("the commitments of the entry %s: %w", r.ID, err)
		}
	case len(r.Salt) == ledger.SaltSize:
		e.Commitments = ledger.Commit(r.Salt, e.contents())
	}
	return e, nil
}

// commitmentsJSON is how the commitments of an entry are kept of which a part was erased.
type commitmentsJSON map[string]struct {
	Digest string `json:"digest"`
	Salt   string `json:"salt,omitempty"`
}

func formatCommitments(all ledger.Commitments) (string, error) {
	kept := commitmentsJSON{}
	for _, p := range ledger.Parts {
		if c := all[p]; c.Digest != nil {
			kept[p.String()] = struct {
				Digest string `json:"digest"`
				Salt   string `json:"salt,omitempty"`
			}{hex.EncodeToString(c.Digest), hex.EncodeToString(c.Salt)}
		}
	}
	text, err := json.Marshal(kept)
	return string(text), err
}

func parseCommitments(text string) (all ledger.Commitments, err error) {
	var kept commitmentsJSON
	if err := json.Unmarshal([]byte(text), &kept); err != nil {
		return all, err
	}
	for _, p := range ledger.Parts {
		c, ok := kept[p.String()]
		if !ok {
			continue
		}
		if all[p].Digest, err = hex.DecodeString(c.Digest); err != nil {
			return all, err
		}
		if c.Salt != "" {
			if all[p].Salt, err = hex.DecodeString(c.Salt); err != nil {
				return all, err
			}
		}
	}
	return all, nil
}

const sealedColumns = "e.id, e.at, e.organization, e.key_id, e.resource, e.record, e.action, e.reason, e.before, e.after, e.salt, e.commitments"

// EntriesAfter reads the entries after a number in their one order, with the leaves that are stored for them: some, and
// no more than a number of bytes of them, but at least one where there is one.
func (tx *Tx) EntriesAfter(seq int64, limit, bytes int) ([]Sealed, error) {
	all, err := tx.sealedAfter(seq, limit, bytes)
	if err != nil {
		return nil, err
	}
	return all, tx.leavesOf(all)
}

// sealedAfter is EntriesAfter without the leaves.
func (tx *Tx) sealedAfter(seq int64, limit, bytes int) (all []Sealed, err error) {
	rows, err := tx.rows("SELECT l.seq, "+sealedColumns+` FROM ledger_leaves l JOIN ledger_entries e ON e.id = l.entry WHERE l.seq > ? ORDER BY l.seq LIMIT ?`, seq, limit)
	if err != nil {
		return nil, translate(err)
	}
	defer rows.Close()
	for rows.Next() {
		var r sealedRow
		if err := rows.Scan(&r.Seq, &r.ID, &r.At, &r.Organization, &r.KeyID, &r.Resource, &r.Record, &r.Action, &r.Reason, &r.Before, &r.After, &r.Salt, &r.Commitments); err != nil {
			return nil, translate(err)
		}
		e, err := r.sealed()
		if err != nil {
			return nil, api.Internal(err)
		}
		if bytes -= len(e.Before) + len(e.After); bytes < 0 && len(all) > 0 {
			break
		}
		all = append(all, e)
	}
	return all, translate(rows.Err())
}

// leavesOf adds the leaves that are stored for entries.
func (tx *Tx) leavesOf(all []Sealed) error {
	if len(all) == 0 {
		return nil
	}
	indexes := make([]int64, len(all))
	for i, e := range all {
		indexes[i] = tlog.StoredHashIndex(0, e.Seq-1)
	}
	hashes, err := tx.Hashes().ReadHashes(indexes)
	if err != nil {
		return api.Internal(err)
	}
	for i := range all {
		all[i].Stored = hashes[i]
	}
	return nil
}

// EntryByID reads an entry, sealed or not.
func (tx *Tx) EntryByID(id string) (Sealed, bool, error) {
	row, ok, err := one[sealedRow](tx, "SELECT l.seq, u.leaf AS hash, "+sealedColumns+` FROM ledger_entries e LEFT JOIN ledger_leaves l ON l.entry = e.id
		LEFT JOIN ledger_unsealed u ON u.entry = e.id WHERE e.id = ?`, id)
	if err != nil || !ok {
		return Sealed{}, false, err
	}
	e, err := row.sealed()
	if err != nil {
		return e, false, api.Internal(err)
	}
	if e.Seq > 0 {
		one := []Sealed{e}
		err = tx.leavesOf(one)
		e = one[0]
	}
	return e, true, err
}

// Ref names a record.
type Ref struct{ Resource, Record string }

// NewestStates reads the newest state of some records, as the ledger has it.
func (tx *Tx) NewestStates(refs []Ref) (map[Ref][]byte, error) {
	by := map[string][]string{}
	for _, r := range refs {
		by[r.Resource] = append(by[r.Resource], r.Record)
	}
	all := make(map[Ref][]byte, len(refs))
	for resource, records := range by {
		rows, err := scan[entryRow](tx, `SELECT e.record, e.after FROM ledger_entries e WHERE e.resource = ? AND e.record IN ?
			AND NOT EXISTS (SELECT 1 FROM ledger_entries l WHERE l.resource = e.resource AND l.record = e.record AND l.id > e.id)`, resource, distinct(records))
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			all[Ref{resource, r.Record}] = bytesOf(r.After)
		}
	}
	return all, nil
}

// PublicBelow names the reports that everybody could see about a region and those below it, as far as they were there at an entry.
func (tx *Tx) PublicBelow(pcode string, by Entry) (all []Ref, err error) {
	condition, args, err := tx.below([]string{pcode})
	if err != nil {
		return nil, err
	}
	for _, t := range [...]struct{ resource, table string }{{"incidents", "incidents"}, {"access-constraints", "access_constraints"}, {"presence", "presences"}} {
		ids, err := scan[string](tx, "SELECT CAST(id AS text) FROM "+t.table+" WHERE sensitivity = 'public' AND created_at <= ? AND region IN (SELECT pcode FROM regions WHERE "+condition+") ORDER BY id",
			append([]any{instant{by.At}}, args...)...)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			all = append(all, Ref{t.resource, id})
		}
	}
	return all, nil
}
