-- A change that waits for a second person. One at a time waits for a record and operation.
CREATE TABLE approvals (
  id uuid PRIMARY KEY,
  operation text NOT NULL, resource text NOT NULL, record text NOT NULL, record_version bigint NOT NULL,
  change text NOT NULL, reason text, needs text NOT NULL, status text NOT NULL,
  owner text,
  requested_by text NOT NULL, requested_key text NOT NULL, requested_person text NOT NULL, requested_scopes text NOT NULL,
  decided_by text, decided_key text, decision text, decided_at timestamptz,
  expires_at timestamptz NOT NULL,
  version bigint NOT NULL, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX approvals_pending ON approvals (resource, record, operation) WHERE status = 'pending';
CREATE INDEX approvals_requested_by ON approvals (requested_by, id);

-- Who asked for more secrecy than the assessment's own organization did: its patches cannot take that back.
ALTER TABLE assessments ADD COLUMN raised_by text;

-- Areas that the public does not see: a region and all below it. parent is where its money is shown instead.
CREATE TABLE shields (
  region text PRIMARY KEY REFERENCES regions (pcode),
  level bigint NOT NULL, parent text NOT NULL,
  shielded boolean NOT NULL,
  organization text NOT NULL, reason text NOT NULL,
  version bigint NOT NULL, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL
);
