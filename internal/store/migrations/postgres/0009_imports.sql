-- A file that somebody has sent to be imported, and what became of it. While it is at work its program holds a lease.
CREATE TABLE imports (
  id uuid PRIMARY KEY,
  organization text NOT NULL, key text NOT NULL, person text NOT NULL,
  kind text NOT NULL, layout text NOT NULL, file text, size bigint NOT NULL, sha256 text NOT NULL, options text NOT NULL,
  state text NOT NULL,
  bytes_read bigint NOT NULL, rows_read bigint NOT NULL,
  report text, problem text, fault_count bigint NOT NULL,
  lease text, lease_until timestamptz, attempts bigint NOT NULL,
  started_at timestamptz, finished_at timestamptz,
  version bigint NOT NULL, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL
);
CREATE INDEX imports_organization ON imports (organization, id);
CREATE INDEX imports_unfinished ON imports (state) WHERE finished_at IS NULL;

-- Why rows were not taken. They are kept for some weeks.
CREATE TABLE import_faults (
  import uuid NOT NULL REFERENCES imports (id), n bigint NOT NULL,
  line bigint NOT NULL, field text NOT NULL, code text NOT NULL, value text, reason text NOT NULL, hint text,
  PRIMARY KEY (import, n)
);
