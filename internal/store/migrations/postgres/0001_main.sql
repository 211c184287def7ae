-- Regions keep their ancestors (l0 to l4, themselves included), so that
-- "this region and everything below it" is one equality.
CREATE TABLE regions (
  pcode text PRIMARY KEY,
  level bigint NOT NULL CHECK (level BETWEEN 0 AND 4),
  parent text REFERENCES regions (pcode),
  iso3 text NOT NULL,
  iso_3166_2 text,
  name_en text, name_fr text, name_ht text, name_es text,
  population bigint, population_year bigint,
  lon double precision, lat double precision,
  l0 text NOT NULL, l1 text, l2 text, l3 text, l4 text,
  search text NOT NULL,
  version bigint NOT NULL, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL
);
CREATE INDEX regions_parent ON regions (parent);
CREATE INDEX regions_l0 ON regions (l0, pcode);
CREATE INDEX regions_l1 ON regions (l1, pcode);
CREATE INDEX regions_l2 ON regions (l2, pcode);

CREATE TABLE exchange_rates (
  id uuid PRIMARY KEY,
  currency text NOT NULL, on_date date NOT NULL,
  rate text NOT NULL, source text NOT NULL,
  version bigint NOT NULL, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL,
  UNIQUE (currency, on_date)
);

CREATE TABLE organizations (
  code text PRIMARY KEY,
  name text NOT NULL, acronym text, type text NOT NULL, country text, iati_id text,
  search text NOT NULL,
  version bigint NOT NULL, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL
);

CREATE TABLE crises (
  code text PRIMARY KEY,
  title text NOT NULL, glide text, started_on date NOT NULL, ended_on date,
  search text NOT NULL,
  version bigint NOT NULL, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL
);
CREATE TABLE crisis_regions (
  crisis text NOT NULL REFERENCES crises (code),
  region text NOT NULL REFERENCES regions (pcode),
  place bigint NOT NULL,
  PRIMARY KEY (crisis, region)
);

CREATE TABLE appeals (
  code text PRIMARY KEY,
  crisis text NOT NULL REFERENCES crises (code),
  title text NOT NULL, type text NOT NULL,
  starts_on date NOT NULL, ends_on date NOT NULL,
  anchor text REFERENCES regions (pcode),
  sources text NOT NULL, search text NOT NULL,
  version bigint NOT NULL, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL
);
CREATE INDEX appeals_crisis ON appeals (crisis, code);
CREATE TABLE requirements (
  appeal text NOT NULL REFERENCES appeals (code),
  place bigint NOT NULL,
  region text NOT NULL REFERENCES regions (pcode),
  sector text NOT NULL,
  amount bigint CHECK (amount >= 0), currency text, amount_usd bigint CHECK (amount_usd >= 0),
  people_targeted bigint,
  PRIMARY KEY (appeal, region, sector)
);

CREATE TABLE assessments (
  id uuid PRIMARY KEY,
  crisis text NOT NULL REFERENCES crises (code),
  organization text NOT NULL REFERENCES organizations (code),
  title text NOT NULL, method text NOT NULL,
  period_from date NOT NULL, period_to date NOT NULL, published_on date NOT NULL,
  sensitivity text NOT NULL, status text NOT NULL, withdrawn_on date,
  grade bigint NOT NULL, need_count bigint NOT NULL,
  origin text UNIQUE, content text,
  sources text NOT NULL, search text NOT NULL,
  version bigint NOT NULL, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL
);
CREATE INDEX assessments_crisis ON assessments (crisis, id);
CREATE INDEX assessments_organization ON assessments (organization, id);

-- rank orders competing lines: period end, publication, source grade, id.
CREATE TABLE needs (
  id uuid PRIMARY KEY,
  assessment uuid NOT NULL REFERENCES assessments (id),
  crisis text NOT NULL, region text NOT NULL REFERENCES regions (pcode), sector text NOT NULL,
  grp text NOT NULL, sex text NOT NULL, age text NOT NULL,
  affected bigint, in_need bigint, targeted bigint, reached bigint, severity bigint,
  required bigint CHECK (required >= 0), currency text, required_usd bigint CHECK (required_usd >= 0),
  rank text NOT NULL,
  version bigint NOT NULL, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL
);
CREATE INDEX needs_assessment ON needs (assessment, id);
CREATE INDEX needs_key ON needs (crisis, region, sector, grp, sex, age, rank);
-- Covers the question which line of a region and sector is the current one.
CREATE INDEX needs_totals ON needs (crisis, region, sector, rank, assessment) WHERE grp = 'ALL' AND sex = 'all' AND age = 'all';

CREATE TABLE pledges (
  id uuid PRIMARY KEY,
  reference text,
  crisis text NOT NULL REFERENCES crises (code),
  appeal text REFERENCES appeals (code),
  donor text NOT NULL REFERENCES organizations (code),
  recipient text REFERENCES organizations (code),
  title text NOT NULL, kind text NOT NULL, stage text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0), currency text NOT NULL, amount_usd bigint NOT NULL CHECK (amount_usd >= 0),
  rate text NOT NULL, rate_date date NOT NULL, rate_source text NOT NULL,
  pledged_on date NOT NULL, firm_on date, expires_on date, cancelled_on date,
  earmarking text, parent uuid REFERENCES pledges (id), new_money boolean NOT NULL,
  state text NOT NULL,
  committed bigint NOT NULL, disbursed bigint NOT NULL, unallocated bigint NOT NULL,
  sources text NOT NULL, search text NOT NULL,
  version bigint NOT NULL, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL,
  CHECK (amount >= committed AND committed >= disbursed AND disbursed >= 0 AND unallocated >= 0)
);
CREATE UNIQUE INDEX pledges_reference ON pledges (donor, reference);
CREATE INDEX pledges_donor ON pledges (donor, state, id);
CREATE INDEX pledges_crisis ON pledges (crisis, id);
CREATE INDEX pledges_appeal ON pledges (appeal, id);
CREATE INDEX pledges_recipient ON pledges (recipient, id);
CREATE INDEX pledges_parent ON pledges (parent);
CREATE INDEX pledges_pledged_on ON pledges (pledged_on, id);
CREATE INDEX pledges_amount_usd ON pledges (amount_usd, id);

CREATE TABLE allocations (
  pledge uuid NOT NULL REFERENCES pledges (id),
  place bigint NOT NULL,
  region text NOT NULL REFERENCES regions (pcode),
  sector text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  PRIMARY KEY (pledge, region, sector)
);
CREATE INDEX allocations_region ON allocations (region, pledge);
CREATE TABLE destinations (
  pledge uuid NOT NULL REFERENCES pledges (id),
  place bigint NOT NULL,
  region text REFERENCES regions (pcode),
  sector text,
  PRIMARY KEY (pledge, place)
);
CREATE INDEX destinations_region ON destinations (region, pledge);

CREATE TABLE transactions (
  id uuid PRIMARY KEY,
  pledge uuid NOT NULL REFERENCES pledges (id),
  type text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0), currency text NOT NULL, amount_usd bigint NOT NULL,
  on_date date NOT NULL, reference text, region text, sector text,
  reported_by text NOT NULL REFERENCES organizations (code), counted boolean NOT NULL,
  sources text NOT NULL,
  version bigint NOT NULL, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL
);
CREATE INDEX transactions_pledge ON transactions (pledge, id);
CREATE UNIQUE INDEX transactions_reference ON transactions (pledge, reported_by, type, reference);

-- What each pledge adds to coverage, and from which day: derived from the
-- pledge and its transactions, rewritten with them in the same transaction.
CREATE TABLE postings (
  pledge uuid NOT NULL REFERENCES pledges (id),
  place bigint NOT NULL,
  crisis text NOT NULL, appeal text, pledged_on date NOT NULL,
  on_date date NOT NULL,
  bucket text NOT NULL,
  region text, sector text,
  announced bigint NOT NULL, pledged bigint NOT NULL, committed bigint NOT NULL, disbursed bigint NOT NULL,
  PRIMARY KEY (pledge, place)
);
-- Covers coverage: the sums per bucket, region and sector are read in this order.
CREATE INDEX postings_cells ON postings (crisis, bucket, region, sector, on_date, appeal, pledged_on, announced, pledged, committed, disbursed);

CREATE TABLE ledger_entries (
  id uuid PRIMARY KEY,
  at timestamptz NOT NULL,
  organization text NOT NULL, key_id text NOT NULL,
  resource text NOT NULL, record text NOT NULL, action text NOT NULL, reason text,
  before text, after text
);
CREATE INDEX ledger_entries_record ON ledger_entries (resource, record, id);

CREATE TABLE idempotency_keys (
  caller text NOT NULL, key text NOT NULL,
  request text NOT NULL, answer text,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (caller, key)
);
CREATE INDEX idempotency_keys_created_at ON idempotency_keys (created_at);

CREATE TABLE api_keys (
  id text PRIMARY KEY,
  organization text NOT NULL REFERENCES organizations (code),
  name text, scopes text NOT NULL, hash text NOT NULL,
  created_at timestamptz NOT NULL, expires_at timestamptz, revoked_at timestamptz
);
