-- Where changes are sent. secrets are sealed under the pepper, with when each ends.
CREATE TABLE webhooks (
  id uuid PRIMARY KEY,
  organization text NOT NULL REFERENCES organizations (code),
  name text, url text NOT NULL, resources text NOT NULL, regions text NOT NULL,
  secrets text NOT NULL,
  status text NOT NULL, reason text,
  version bigint NOT NULL, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL
);
CREATE INDEX webhooks_organization ON webhooks (organization, id);

-- How far each is. Who sends holds the lease; no other sends meanwhile.
CREATE TABLE webhook_cursors (
  webhook uuid PRIMARY KEY REFERENCES webhooks (id),
  position bigint NOT NULL,
  replay_from bigint, replay_to bigint,
  failures bigint NOT NULL, failing_since timestamptz, next_attempt_at timestamptz,
  lease text, lease_until timestamptz
);

-- What became of each attempt. Kept for 30 days.
CREATE TABLE webhook_deliveries (
  id uuid PRIMARY KEY,
  webhook uuid NOT NULL REFERENCES webhooks (id),
  message text NOT NULL, kind text NOT NULL, seq bigint, at timestamptz NOT NULL, attempt bigint NOT NULL,
  delivered boolean NOT NULL, status_code bigint, error text, milliseconds bigint NOT NULL
);
CREATE INDEX webhook_deliveries_webhook ON webhook_deliveries (webhook, id);
CREATE INDEX webhook_deliveries_at ON webhook_deliveries (at);
