-- A change that waits for a second person. One at a time waits for a record and operation.
CREATE TABLE approvals (
  id TEXT PRIMARY KEY,
  operation TEXT NOT NULL, resource TEXT NOT NULL, record TEXT NOT NULL, record_version INTEGER NOT NULL,
  change TEXT NOT NULL, reason TEXT, needs TEXT NOT NULL, status TEXT NOT NULL,
  owner TEXT,
  requested_by TEXT NOT NULL, requested_key TEXT NOT NULL, requested_person TEXT NOT NULL, requested_scopes TEXT NOT NULL,
  decided_by TEXT, decided_key TEXT, decision TEXT, decided_at TEXT,
  expires_at TEXT NOT NULL,
  version INTEGER NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX approvals_pending ON approvals (resource, record, operation) WHERE status = 'pending';
CREATE INDEX approvals_requested_by ON approvals (requested_by, id);

-- Who asked for more secrecy than the assessment's own organization did: its patches cannot take that back.
ALTER TABLE assessments ADD COLUMN raised_by TEXT;

-- Areas that the public does not see: a region and all below it. parent is where its money is shown instead.
CREATE TABLE shields (
  region TEXT PRIMARY KEY REFERENCES regions (pcode),
  level INTEGER NOT NULL, parent TEXT NOT NULL,
  shielded INTEGER NOT NULL,
  organization TEXT NOT NULL, reason TEXT NOT NULL,
  version INTEGER NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL
) STRICT;
