-- Where changes are sent. secrets are sealed under the pepper, with when each ends.
CREATE TABLE webhooks (
  id TEXT PRIMARY KEY,
  organization TEXT NOT NULL REFERENCES organizations (code),
  name TEXT, url TEXT NOT NULL, resources TEXT NOT NULL, regions TEXT NOT NULL,
  secrets TEXT NOT NULL,
  status TEXT NOT NULL, reason TEXT,
  version INTEGER NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX webhooks_organization ON webhooks (organization, id);

-- How far each is. Who sends holds the lease; no other sends meanwhile.
CREATE TABLE webhook_cursors (
  webhook TEXT PRIMARY KEY REFERENCES webhooks (id),
  position INTEGER NOT NULL,
  replay_from INTEGER, replay_to INTEGER,
  failures INTEGER NOT NULL, failing_since TEXT, next_attempt_at TEXT,
  lease TEXT, lease_until TEXT
) STRICT;

-- What became of each attempt. Kept for 30 days.
CREATE TABLE webhook_deliveries (
  id TEXT PRIMARY KEY,
  webhook TEXT NOT NULL REFERENCES webhooks (id),
  message TEXT NOT NULL, kind TEXT NOT NULL, seq INTEGER, at TEXT NOT NULL, attempt INTEGER NOT NULL,
  delivered INTEGER NOT NULL, status_code INTEGER, error TEXT, milliseconds INTEGER NOT NULL
) STRICT;
CREATE INDEX webhook_deliveries_webhook ON webhook_deliveries (webhook, id);
CREATE INDEX webhook_deliveries_at ON webhook_deliveries (at);
