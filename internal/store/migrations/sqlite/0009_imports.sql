-- A file that somebody has sent to be imported, and what became of it. While it is at work its program holds a lease.
CREATE TABLE imports (
  id TEXT PRIMARY KEY,
  organization TEXT NOT NULL, key TEXT NOT NULL, person TEXT NOT NULL,
  kind TEXT NOT NULL, layout TEXT NOT NULL, file TEXT, size INTEGER NOT NULL, sha256 TEXT NOT NULL, options TEXT NOT NULL,
  state TEXT NOT NULL,
  bytes_read INTEGER NOT NULL, rows_read INTEGER NOT NULL,
  report TEXT, problem TEXT, fault_count INTEGER NOT NULL,
  lease TEXT, lease_until TEXT, attempts INTEGER NOT NULL,
  started_at TEXT, finished_at TEXT,
  version INTEGER NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX imports_organization ON imports (organization, id);
CREATE INDEX imports_unfinished ON imports (state) WHERE finished_at IS NULL;

-- Why rows were not taken. They are kept for some weeks.
CREATE TABLE import_faults (
  import TEXT NOT NULL REFERENCES imports (id), n INTEGER NOT NULL,
  line INTEGER NOT NULL, field TEXT NOT NULL, code TEXT NOT NULL, value TEXT, reason TEXT NOT NULL, hint TEXT,
  PRIMARY KEY (import, n)
) STRICT;
