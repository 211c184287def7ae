-- Keys get what tells people apart, when they were used, and a version; grants let in who signs in at the identity provider.
ALTER TABLE api_keys
  ADD COLUMN root text, ADD COLUMN replaces text, ADD COLUMN last_used_at timestamptz, ADD COLUMN search text,
  ADD COLUMN version bigint NOT NULL DEFAULT 1, ADD COLUMN updated_at timestamptz;
UPDATE api_keys SET root = id, search = id || chr(10) || lower(coalesce(name, '')), updated_at = created_at;
ALTER TABLE api_keys
  ALTER COLUMN root SET NOT NULL, ALTER COLUMN search SET NOT NULL, ALTER COLUMN updated_at SET NOT NULL,
  ALTER COLUMN version DROP DEFAULT;
CREATE INDEX api_keys_organization ON api_keys (organization, id);

CREATE TABLE grants (
  id text PRIMARY KEY,
  organization text NOT NULL REFERENCES organizations (code),
  issuer text NOT NULL, subject text NOT NULL,
  name text, scopes text NOT NULL,
  expires_at timestamptz, revoked_at timestamptz, last_used_at timestamptz,
  search text NOT NULL,
  version bigint NOT NULL, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL
);
-- A subject acts for one organization at a time.
CREATE UNIQUE INDEX grants_subject ON grants (issuer, subject) WHERE revoked_at IS NULL;
CREATE INDEX grants_organization ON grants (organization, id);
