-- Under the salt an entry commits to its parts. commitments are kept, as JSON, of an entry of which a part was erased.
ALTER TABLE ledger_entries ADD COLUMN salt bytea;
ALTER TABLE ledger_entries ADD COLUMN commitments text;

-- Entries that are committed and have no place in the order yet. n is the order in which they were written: of one
-- record, later changes have a later n, since its row is locked meanwhile.
CREATE TABLE ledger_unsealed (
  n bigserial PRIMARY KEY,
  entry uuid NOT NULL,
  leaf bytea NOT NULL
);

-- The one order, without gaps.
CREATE TABLE ledger_leaves (seq bigint PRIMARY KEY, entry uuid NOT NULL UNIQUE REFERENCES ledger_entries (id));

-- The Merkle tree: hashes by their index, as golang.org/x/mod/sumdb/tlog counts them.
CREATE TABLE ledger_hashes (n bigint PRIMARY KEY, hash bytea NOT NULL);

-- The head of the tree. note is NULL where no key signs.
CREATE TABLE ledger_checkpoints (size bigint PRIMARY KEY, root bytea NOT NULL, note text, at timestamptz NOT NULL);

-- The entries of what an Idempotency-Key did, so that its receipt can be given again.
ALTER TABLE idempotency_keys ADD COLUMN entries text;

INSERT INTO chores (name) VALUES ('ledger');
