package api

import (
	"encoding/json"
	"time"
)

// LedgerEvent says what a reader of the ledger is told.
type LedgerEvent string

// The events of the ledger.
const (
	LedgerChange LedgerEvent = "change" // a record was made or changed
	LedgerHidden LedgerEvent = "hidden" // a record, or several, can no longer be seen: forget what you have of it
	LedgerShown  LedgerEvent = "shown"  // records can be seen again: read them
	LedgerLeaf   LedgerEvent = "leaf"   // an entry that is not told; its leaf is needed to verify the ledger
)

// LedgerEvents lists them.
var LedgerEvents = []LedgerEvent{LedgerChange, LedgerHidden, LedgerShown, LedgerLeaf}

// LedgerResources lists the kinds of records whose changes are told.
var LedgerResources = []string{"access-constraints", "appeals", "assessments", "crises", "exchange-rates", "incidents", "organizations", "pledges", "presence",
	"regions", "transactions"}

// LedgerFilter selects a part of the ledger.
type LedgerFilter struct {
	// After is the number of the last entry that you have; the answer goes on after it.
	After int64 `form:"after" minimum:"0" maximum:"9007199254740991" default:"0"`
	// Limit is how many entries to answer with, 1 to 1000.
	Limit int `form:"limit" minimum:"1" maximum:"1000" default:"50"`
	// Resource keeps changes of some kinds of records.
	Resource []string `form:"resource"`
	// Region keeps changes of records that name a region, or one below it.
	Region []string `form:"region"`
	// Leaves adds the leaves of all entries that are not told, so that the ledger can be verified.
	Leaves bool `form:"leaves"`
}

// Size returns the limit, or the default where none was given.
func (f LedgerFilter) Size() int {
	if f.Limit == 0 {
		return DefaultLimit
	}
	return f.Limit
}

// LedgerPage is a part of the ledger, in its one order.
type LedgerPage struct {
	Data []LedgerEntry `json:"data"`
	// Next is the path of the next page; null where there is no more for now.
	Next Opt `json:"next"`
	// Last is the number of the last entry that was looked at: the next after, also where nothing of it was told.
	Last int64 `json:"last" example:"1204"`
	// Size is how many entries the ledger has.
	Size int64 `json:"size" example:"1204"`
}

// LedgerEntry is one change in the ledger's order. What the reader may not see of it is left out.
type LedgerEntry struct {
	// Seq is the entry's number: 1, 2, 3, without gaps. Null until it is sealed, which takes a fraction of a second.
	Seq *int64 `json:"seq" example:"1204"`
	// Event is change, hidden, shown or leaf.
	Event LedgerEvent `json:"event" example:"change"`
	// Leaf is the entry's hash in the tree, in hexadecimal.
	Leaf string `json:"leaf" example:"8d969eef6ecad3c29a3a629280e686cf0c3f5d5a86aff3ca12020c923adc6c92"`
	// ID is the entry's id, as the header Konbit-Entry told it.
	ID string     `json:"id,omitempty" example:"01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b10"`
	At *time.Time `json:"at,omitempty" example:"2024-09-05T14:03:12.48Z"`
	// Organization made the change.
	Organization string `json:"organization,omitempty" example:"usaid"`
	// Resource is the kind of record, as in its address.
	Resource string `json:"resource,omitempty" example:"pledges"`
	// Record is the id or code of the record.
	Record string `json:"record,omitempty" example:"01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b11"`
	// Action is create, update, import, or the status that the record moved to.
	Action string `json:"action,omitempty" example:"update"`
	// Key is the id of the key that made the change: for the record's owner and coordinators alone.
	Key Opt `json:"key,omitzero" example:"4f1c2a9e7b1a"`
	// Reason is what was given as the reason.
	Reason Opt `json:"reason,omitzero" example:"Signed on 9 September."`
	// Before is the record before the change; left out for a new one, and where it may not be seen.
	Before json.RawMessage `json:"before,omitempty" swaggertype:"object"`
	// After is the record after the change.
	After json.RawMessage `json:"after,omitempty" swaggertype:"object"`
	// Redacted is true where before or after is not as it was recorded: small numbers or places in it are hidden.
	Redacted bool `json:"redacted,omitempty"`
	// Erased names the parts that were erased for good.
	Erased []string `json:"erased,omitempty"`
	// Commitments bind the entry to its parts: key, reason, before and after.
	Commitments *LedgerCommitments `json:"commitments,omitempty"`
	// Records are those that a hidden or shown is about, where it is more than one.
	Records []LedgerRecord `json:"records,omitempty"`
}

// LedgerRecord names a record.
type LedgerRecord struct {
	Resource string `json:"resource" example:"incidents"`
	Record   string `json:"record" example:"01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b11"`
}

// LedgerCommitments are an entry's commitments. A part that the entry does not have has none.
type LedgerCommitments struct {
	Key    *LedgerCommitment `json:"key,omitempty"`
	Reason *LedgerCommitment `json:"reason,omitempty"`
	Before *LedgerCommitment `json:"before,omitempty" swaggertype:"object"`
	After  *LedgerCommitment `json:"after,omitempty" swaggertype:"object"`
}

// LedgerCommitment binds an entry to one part of it.
type LedgerCommitment struct {
	// Digest is HMAC-SHA256 with the salt as the key over the part's bytes, in hexadecimal.
	Digest string `json:"digest" example:"8d969eef6ecad3c29a3a629280e686cf0c3f5d5a86aff3ca12020c923adc6c92"`
	// Salt is told where the part is, in hexadecimal.
	Salt string `json:"salt,omitempty" example:"000102030405060708090a0b0c0d0e0f"`
}

// LedgerCheckpoint is the signed head of the ledger's tree.
type LedgerCheckpoint struct {
	// Size is how many entries the tree has.
	Size int64 `json:"size" example:"1204"`
	// Root is the tree's root, in hexadecimal.
	Root string    `json:"root" example:"8d969eef6ecad3c29a3a629280e686cf0c3f5d5a86aff3ca12020c923adc6c92"`
	At   time.Time `json:"at" example:"2024-09-05T14:03:12.48Z"`
	// Note is the signed note (C2SP tlog-checkpoint). Keep it: with it you can prove later what the ledger said today.
	Note string `json:"note" example:"konbit.example.org\n1204\njZae727K08KaOmKSgOaGzww/XVqGr/PKEgIMkjrcbJI=\n\n— konbit.example.org …\n"`
}

// LedgerKey is the public key of the ledger.
type LedgerKey struct {
	// Key verifies checkpoints: NAME+HASH+BASE64, as golang.org/x/mod/sumdb/note has it.
	Key string `json:"key" example:"konbit.example.org+1f2e3d4c+AQAB…"`
}

// LedgerProof shows that an entry is in the tree.
type LedgerProof struct {
	// Seq is the entry's number; in the tree leaves are counted from 0, so that is leaf seq-1.
	Seq int64 `json:"seq" example:"12"`
	// Size and Root are of the tree.
	Size int64  `json:"size" example:"1204"`
	Root string `json:"root" example:"8d969eef6ecad3c29a3a629280e686cf0c3f5d5a86aff3ca12020c923adc6c92"`
	Leaf string `json:"leaf" example:"8d969eef6ecad3c29a3a629280e686cf0c3f5d5a86aff3ca12020c923adc6c92"`
	// Hashes are the audit path of RFC 6962, from the leaf upwards.
	Hashes []string `json:"hashes"`
}

// LedgerConsistency shows that the tree of one size is the beginning of that of another.
type LedgerConsistency struct {
	From     int64  `json:"from" example:"1000"`
	FromRoot string `json:"from_root" example:"8d969eef6ecad3c29a3a629280e686cf0c3f5d5a86aff3ca12020c923adc6c92"`
	To       int64  `json:"to" example:"1204"`
	ToRoot   string `json:"to_root" example:"8d969eef6ecad3c29a3a629280e686cf0c3f5d5a86aff3ca12020c923adc6c92"`
	// Hashes are the consistency proof of RFC 6962.
	Hashes []string `json:"hashes"`
}

// LedgerTile is a piece of the tree: 256 hashes of one level, or as many as there are.
type LedgerTile struct {
	// Level is 0 for leaves; a hash of each further level stands for 256 of the one below.
	Level int `json:"level" example:"0"`
	// Index is the tile's place in its level.
	Index int64 `json:"index" example:"4"`
	// Hashes are in hexadecimal.
	Hashes []string `json:"hashes"`
}

// LedgerProofFilter says in which tree.
type LedgerProofFilter struct {
	// Size is of the tree to prove it in; the newest checkpoint's if left out.
	Size int64 `form:"size" minimum:"1" maximum:"9007199254740991"`
}

// LedgerConsistencyFilter names two trees.
type LedgerConsistencyFilter struct {
	// From is the size of the older tree.
	From int64 `form:"from" minimum:"1" maximum:"9007199254740991"`
	// To is the size of the newer one; the newest checkpoint's if left out.
	To int64 `form:"to" minimum:"1" maximum:"9007199254740991"`
}

// Receipt tells a writer which entries of the ledger a write made.
type Receipt struct {
	Entries []ReceiptEntry
}

// ReceiptEntry is an entry and what it commits to.
type ReceiptEntry struct {
	ID, Leaf string
}
