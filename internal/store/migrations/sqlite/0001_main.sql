-- Regions keep their ancestors (l0 to l4, themselves included), so that
-- "this region and everything below it" is one equality.
CREATE TABLE regions (
  pcode TEXT PRIMARY KEY,
  level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 4),
  parent TEXT REFERENCES regions (pcode),
  iso3 TEXT NOT NULL,
  iso_3166_2 TEXT,
  name_en TEXT, name_fr TEXT, name_ht TEXT, name_es TEXT,
  population INTEGER, population_year INTEGER,
  lon REAL, lat REAL,
  l0 TEXT NOT NULL, l1 TEXT, l2 TEXT, l3 TEXT, l4 TEXT,
  search TEXT NOT NULL,
  version INTEGER NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX regions_parent ON regions (parent);
CREATE INDEX regions_l0 ON regions (l0, pcode);
CREATE INDEX regions_l1 ON regions (l1, pcode);
CREATE INDEX regions_l2 ON regions (l2, pcode);

CREATE TABLE exchange_rates (
  id TEXT PRIMARY KEY,
  currency TEXT NOT NULL, on_date TEXT NOT NULL,
  rate TEXT NOT NULL, source TEXT NOT NULL,
  version INTEGER NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
  UNIQUE (currency, on_date)
) STRICT;

CREATE TABLE organizations (
  code TEXT PRIMARY KEY,
  name TEXT NOT NULL, acronym TEXT, type TEXT NOT NULL, country TEXT, iati_id TEXT,
  search TEXT NOT NULL,
  version INTEGER NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL
) STRICT;

CREATE TABLE crises (
  code TEXT PRIMARY KEY,
  title TEXT NOT NULL, glide TEXT, started_on TEXT NOT NULL, ended_on TEXT,
  search TEXT NOT NULL,
  version INTEGER NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL
) STRICT;
CREATE TABLE crisis_regions (
  crisis TEXT NOT NULL REFERENCES crises (code),
  region TEXT NOT NULL REFERENCES regions (pcode),
  place INTEGER NOT NULL,
  PRIMARY KEY (crisis, region)
) STRICT;

CREATE TABLE appeals (
  code TEXT PRIMARY KEY,
  crisis TEXT NOT NULL REFERENCES crises (code),
  title TEXT NOT NULL, type TEXT NOT NULL,
  starts_on TEXT NOT NULL, ends_on TEXT NOT NULL,
  anchor TEXT REFERENCES regions (pcode),
  sources TEXT NOT NULL, search TEXT NOT NULL,
  version INTEGER NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX appeals_crisis ON appeals (crisis, code);
CREATE TABLE requirements (
  appeal TEXT NOT NULL REFERENCES appeals (code),
  place INTEGER NOT NULL,
  region TEXT NOT NULL REFERENCES regions (pcode),
  sector TEXT NOT NULL,
  amount INTEGER CHECK (amount >= 0), currency TEXT, amount_usd INTEGER CHECK (amount_usd >= 0),
  people_targeted INTEGER,
  PRIMARY KEY (appeal, region, sector)
) STRICT;

CREATE TABLE assessments (
  id TEXT PRIMARY KEY,
  crisis TEXT NOT NULL REFERENCES crises (code),
  organization TEXT NOT NULL REFERENCES organizations (code),
  title TEXT NOT NULL, method TEXT NOT NULL,
  period_from TEXT NOT NULL, period_to TEXT NOT NULL, published_on TEXT NOT NULL,
  sensitivity TEXT NOT NULL, status TEXT NOT NULL, withdrawn_on TEXT,
  grade INTEGER NOT NULL, need_count INTEGER NOT NULL,
  origin TEXT UNIQUE, content TEXT,
  sources TEXT NOT NULL, search TEXT NOT NULL,
  version INTEGER NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX assessments_crisis ON assessments (crisis, id);
CREATE INDEX assessments_organization ON assessments (organization, id);

-- rank orders competing lines: period end, publication, source grade, id.
CREATE TABLE needs (
  id TEXT PRIMARY KEY,
  assessment TEXT NOT NULL REFERENCES assessments (id),
  crisis TEXT NOT NULL, region TEXT NOT NULL REFERENCES regions (pcode), sector TEXT NOT NULL,
  grp TEXT NOT NULL, sex TEXT NOT NULL, age TEXT NOT NULL,
  affected INTEGER, in_need INTEGER, targeted INTEGER, reached INTEGER, severity INTEGER,
  required INTEGER CHECK (required >= 0), currency TEXT, required_usd INTEGER CHECK (required_usd >= 0),
  rank TEXT NOT NULL,
  version INTEGER NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX needs_assessment ON needs (assessment, id);
CREATE INDEX needs_key ON needs (crisis, region, sector, grp, sex, age, rank);
-- Covers the question which line of a region and sector is the current one.
CREATE INDEX needs_totals ON needs (crisis, region, sector, rank, assessment) WHERE grp = 'ALL' AND sex = 'all' AND age = 'all';

CREATE TABLE pledges (
  id TEXT PRIMARY KEY,
  reference TEXT,
  crisis TEXT NOT NULL REFERENCES crises (code),
  appeal TEXT REFERENCES appeals (code),
  donor TEXT NOT NULL REFERENCES organizations (code),
  recipient TEXT REFERENCES organizations (code),
  title TEXT NOT NULL, kind TEXT NOT NULL, stage TEXT NOT NULL,
  amount INTEGER NOT NULL CHECK (amount > 0), currency TEXT NOT NULL, amount_usd INTEGER NOT NULL CHECK (amount_usd >= 0),
  rate TEXT NOT NULL, rate_date TEXT NOT NULL, rate_source TEXT NOT NULL,
  pledged_on TEXT NOT NULL, firm_on TEXT, expires_on TEXT, cancelled_on TEXT,
  earmarking TEXT, parent TEXT REFERENCES pledges (id), new_money INTEGER NOT NULL,
  state TEXT NOT NULL,
  committed INTEGER NOT NULL, disbursed INTEGER NOT NULL, unallocated INTEGER NOT NULL,
  sources TEXT NOT NULL, search TEXT NOT NULL,
  version INTEGER NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
  CHECK (amount >= committed AND committed >= disbursed AND disbursed >= 0 AND unallocated >= 0)
) STRICT;
CREATE UNIQUE INDEX pledges_reference ON pledges (donor, reference);
CREATE INDEX pledges_donor ON pledges (donor, state, id);
CREATE INDEX pledges_crisis ON pledges (crisis, id);
CREATE INDEX pledges_appeal ON pledges (appeal, id);
CREATE INDEX pledges_recipient ON pledges (recipient, id);
CREATE INDEX pledges_parent ON pledges (parent);
CREATE INDEX pledges_pledged_on ON pledges (pledged_on, id);
CREATE INDEX pledges_amount_usd ON pledges (amount_usd, id);

CREATE TABLE allocations (
  pledge TEXT NOT NULL REFERENCES pledges (id),
  place INTEGER NOT NULL,
  region TEXT NOT NULL REFERENCES regions (pcode),
  sector TEXT NOT NULL,
  amount INTEGER NOT NULL CHECK (amount > 0),
  PRIMARY KEY (pledge, region, sector)
) STRICT;
CREATE INDEX allocations_region ON allocations (region, pledge);
CREATE TABLE destinations (
  pledge TEXT NOT NULL REFERENCES pledges (id),
  place INTEGER NOT NULL,
  region TEXT REFERENCES regions (pcode),
  sector TEXT,
  PRIMARY KEY (pledge, place)
) STRICT;
CREATE INDEX destinations_region ON destinations (region, pledge);

CREATE TABLE transactions (
  id TEXT PRIMARY KEY,
  pledge TEXT NOT NULL REFERENCES pledges (id),
  type TEXT NOT NULL,
  amount INTEGER NOT NULL CHECK (amount > 0), currency TEXT NOT NULL, amount_usd INTEGER NOT NULL,
  on_date TEXT NOT NULL, reference TEXT, region TEXT, sector TEXT,
  reported_by TEXT NOT NULL REFERENCES organizations (code), counted INTEGER NOT NULL,
  sources TEXT NOT NULL,
  version INTEGER NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX transactions_pledge ON transactions (pledge, id);
CREATE UNIQUE INDEX transactions_reference ON transactions (pledge, reported_by, type, reference);

-- What each pledge adds to coverage, and from which day: derived from the
-- pledge and its transactions, rewritten with them in the same transaction.
CREATE TABLE postings (
  pledge TEXT NOT NULL REFERENCES pledges (id),
  place INTEGER NOT NULL,
  crisis TEXT NOT NULL, appeal TEXT, pledged_on TEXT NOT NULL,
  on_date TEXT NOT NULL,
  bucket TEXT NOT NULL,
  region TEXT, sector TEXT,
  announced INTEGER NOT NULL, pledged INTEGER NOT NULL, committed INTEGER NOT NULL, disbursed INTEGER NOT NULL,
  PRIMARY KEY (pledge, place)
) STRICT;
-- Covers coverage: the sums per bucket, region and sector are read in this order.
CREATE INDEX postings_cells ON postings (crisis, bucket, region, sector, on_date, appeal, pledged_on, announced, pledged, committed, disbursed);

CREATE TABLE ledger_entries (
  id TEXT PRIMARY KEY,
  at TEXT NOT NULL,
  organization TEXT NOT NULL, key_id TEXT NOT NULL,
  resource TEXT NOT NULL, record TEXT NOT NULL, action TEXT NOT NULL, reason TEXT,
  before TEXT, after TEXT
) STRICT;
CREATE INDEX ledger_entries_record ON ledger_entries (resource, record, id);

CREATE TABLE idempotency_keys (
  caller TEXT NOT NULL, key TEXT NOT NULL,
  request TEXT NOT NULL, answer TEXT,
  created_at TEXT NOT NULL,
  PRIMARY KEY (caller, key)
) STRICT;
CREATE INDEX idempotency_keys_created_at ON idempotency_keys (created_at);

CREATE TABLE api_keys (
  id TEXT PRIMARY KEY,
  organization TEXT NOT NULL REFERENCES organizations (code),
  name TEXT, scopes TEXT NOT NULL, hash TEXT NOT NULL,
  created_at TEXT NOT NULL, expires_at TEXT, revoked_at TEXT
) STRICT;
