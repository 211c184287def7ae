-- Keys get what tells people apart, when they were used, and a version; grants let in who signs in at the identity provider.
CREATE TABLE new_api_keys (
  id TEXT PRIMARY KEY,
  organization TEXT NOT NULL REFERENCES organizations (code),
  name TEXT, scopes TEXT NOT NULL, hash TEXT NOT NULL,
  root TEXT NOT NULL, replaces TEXT,
  expires_at TEXT, revoked_at TEXT, last_used_at TEXT,
  search TEXT NOT NULL,
  version INTEGER NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL
) STRICT;
INSERT INTO new_api_keys (id, organization, name, scopes, hash, root, expires_at, revoked_at, search, version, created_at, updated_at)
  SELECT id, organization, name, scopes, hash, id, expires_at, revoked_at, id || char(10) || lower(coalesce(name, '')), 1, created_at, created_at
  FROM api_keys;
DROP TABLE api_keys;
ALTER TABLE new_api_keys RENAME TO api_keys;
CREATE INDEX api_keys_organization ON api_keys (organization, id);

CREATE TABLE grants (
  id TEXT PRIMARY KEY,
  organization TEXT NOT NULL REFERENCES organizations (code),
  issuer TEXT NOT NULL, subject TEXT NOT NULL,
  name TEXT, scopes TEXT NOT NULL,
  expires_at TEXT, revoked_at TEXT, last_used_at TEXT,
  search TEXT NOT NULL,
  version INTEGER NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL
) STRICT;
-- A subject acts for one organization at a time.
CREATE UNIQUE INDEX grants_subject ON grants (issuer, subject) WHERE revoked_at IS NULL;
CREATE INDEX grants_organization ON grants (organization, id);
