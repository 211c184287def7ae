-- The newest entry of a record up to a moment is found without reading the records.
DROP INDEX IF EXISTS ledger_entries_record;
CREATE INDEX ledger_entries_record ON ledger_entries (resource, record, id, at);
-- Where the memory begins.
CREATE INDEX ledger_entries_at ON ledger_entries (at);
