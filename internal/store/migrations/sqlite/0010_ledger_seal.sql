-- Under the salt an entry commits to its parts. commitments are kept, as JSON, of an entry of which a part was erased.
ALTER TABLE ledger_entries ADD COLUMN salt BLOB;
ALTER TABLE ledger_entries ADD COLUMN commitments TEXT;

-- Entries that are committed and have no place in the order yet. n is the order in which they were written: of one
-- record, later changes have a later n, since its row is locked meanwhile.
CREATE TABLE ledger_unsealed (
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  entry TEXT NOT NULL,
  leaf BLOB NOT NULL
) STRICT;

-- The one order, without gaps.
CREATE TABLE ledger_leaves (seq INTEGER PRIMARY KEY, entry TEXT NOT NULL UNIQUE REFERENCES ledger_entries (id)) STRICT;

-- The Merkle tree: hashes by their index, as golang.org/x/mod/sumdb/tlog counts them.
CREATE TABLE ledger_hashes (n INTEGER PRIMARY KEY, hash BLOB NOT NULL) STRICT;

-- The head of the tree. note is NULL where no key signs.
CREATE TABLE ledger_checkpoints (size INTEGER PRIMARY KEY, root BLOB NOT NULL, note TEXT, at TEXT NOT NULL) STRICT;

-- The entries of what an Idempotency-Key did, so that its receipt can be given again.
ALTER TABLE idempotency_keys ADD COLUMN entries TEXT;

INSERT INTO chores (name) VALUES ('ledger');
