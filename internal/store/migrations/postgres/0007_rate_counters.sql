-- How many requests were let through for whom, shared by all instances. A crash may empty it: unlogged.
CREATE UNLOGGED TABLE rate_counters (
  bucket text NOT NULL, starts bigint NOT NULL,
  n bigint NOT NULL, expires bigint NOT NULL,
  PRIMARY KEY (bucket, starts)
) WITH (fillfactor = 50);
CREATE INDEX rate_counters_expires ON rate_counters (expires);
