-- Incidents, access constraints, and who works where.
CREATE TABLE incidents (
  id uuid PRIMARY KEY,
  reference text,
  crisis text NOT NULL REFERENCES crises (code),
  organization text NOT NULL REFERENCES organizations (code),
  region text NOT NULL REFERENCES regions (pcode),
  place_precision text NOT NULL,
  category text NOT NULL,
  title text NOT NULL, description text,
  period_from date NOT NULL, period_to date NOT NULL, date_precision text NOT NULL,
  killed bigint CHECK (killed >= 0), civilians_killed bigint CHECK (civilians_killed >= 0),
  injured bigint CHECK (injured >= 0), abducted bigint CHECK (abducted >= 0),
  displaced bigint CHECK (displaced >= 0), returned bigint CHECK (returned >= 0),
  aid_workers boolean NOT NULL,
  aid_killed bigint CHECK (aid_killed >= 0), aid_injured bigint CHECK (aid_injured >= 0), aid_abducted bigint CHECK (aid_abducted >= 0),
  moved_from text REFERENCES regions (pcode), moved_to text REFERENCES regions (pcode),
  sensitivity text NOT NULL, status text NOT NULL, withdrawn_on date,
  sources text NOT NULL, search text NOT NULL,
  version bigint NOT NULL, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL,
  CHECK (civilians_killed <= killed)
);
CREATE UNIQUE INDEX incidents_reference ON incidents (organization, reference);
CREATE INDEX incidents_crisis ON incidents (crisis, id);
CREATE INDEX incidents_region ON incidents (region, id);
CREATE INDEX incidents_period_from ON incidents (period_from, id);

-- sectors is ";FSC;WSH;", NULL for all.
CREATE TABLE access_constraints (
  id uuid PRIMARY KEY,
  crisis text NOT NULL REFERENCES crises (code),
  organization text NOT NULL REFERENCES organizations (code),
  region text NOT NULL REFERENCES regions (pcode),
  type text NOT NULL, direction text NOT NULL,
  severity bigint NOT NULL CHECK (severity BETWEEN 0 AND 5),
  period_from date NOT NULL, period_to date,
  sectors text,
  title text, description text,
  sensitivity text NOT NULL, status text NOT NULL, lifted_on date, withdrawn_on date,
  sources text NOT NULL, search text NOT NULL,
  version bigint NOT NULL, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL
);
CREATE INDEX access_constraints_crisis ON access_constraints (crisis, id);
CREATE INDEX access_constraints_same ON access_constraints (organization, region, type);
CREATE INDEX access_constraints_region ON access_constraints (region, id);
CREATE INDEX access_constraints_period_from ON access_constraints (period_from, id);
CREATE INDEX access_constraints_severity ON access_constraints (severity, id);

CREATE TABLE presences (
  id uuid PRIMARY KEY,
  crisis text NOT NULL REFERENCES crises (code),
  organization text NOT NULL REFERENCES organizations (code),
  region text NOT NULL REFERENCES regions (pcode),
  sector text NOT NULL,
  period_from date NOT NULL, period_to date,
  activity text,
  sensitivity text NOT NULL, status text NOT NULL, ended_on date, withdrawn_on date,
  sources text NOT NULL, search text NOT NULL,
  version bigint NOT NULL, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL
);
CREATE INDEX presences_crisis ON presences (crisis, id);
CREATE INDEX presences_same ON presences (organization, region, sector);
CREATE INDEX presences_region ON presences (region, id);
CREATE INDEX presences_period_from ON presences (period_from, id);
