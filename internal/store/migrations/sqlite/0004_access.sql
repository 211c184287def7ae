-- Incidents, access constraints, and who works where.
CREATE TABLE incidents (
  id TEXT PRIMARY KEY,
  reference TEXT,
  crisis TEXT NOT NULL REFERENCES crises (code),
  organization TEXT NOT NULL REFERENCES organizations (code),
  region TEXT NOT NULL REFERENCES regions (pcode),
  place_precision TEXT NOT NULL,
  category TEXT NOT NULL,
  title TEXT NOT NULL, description TEXT,
  period_from TEXT NOT NULL, period_to TEXT NOT NULL, date_precision TEXT NOT NULL,
  killed INTEGER CHECK (killed >= 0), civilians_killed INTEGER CHECK (civilians_killed >= 0),
  injured INTEGER CHECK (injured >= 0), abducted INTEGER CHECK (abducted >= 0),
  displaced INTEGER CHECK (displaced >= 0), returned INTEGER CHECK (returned >= 0),
  aid_workers INTEGER NOT NULL,
  aid_killed INTEGER CHECK (aid_killed >= 0), aid_injured INTEGER CHECK (aid_injured >= 0), aid_abducted INTEGER CHECK (aid_abducted >= 0),
  moved_from TEXT REFERENCES regions (pcode), moved_to TEXT REFERENCES regions (pcode),
  sensitivity TEXT NOT NULL, status TEXT NOT NULL, withdrawn_on TEXT,
  sources TEXT NOT NULL, search TEXT NOT NULL,
  version INTEGER NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
  CHECK (civilians_killed <= killed)
) STRICT;
CREATE UNIQUE INDEX incidents_reference ON incidents (organization, reference);
CREATE INDEX incidents_crisis ON incidents (crisis, id);
CREATE INDEX incidents_region ON incidents (region, id);
CREATE INDEX incidents_period_from ON incidents (period_from, id);

-- sectors is ";FSC;WSH;", NULL for all.
CREATE TABLE access_constraints (
  id TEXT PRIMARY KEY,
  crisis TEXT NOT NULL REFERENCES crises (code),
  organization TEXT NOT NULL REFERENCES organizations (code),
  region TEXT NOT NULL REFERENCES regions (pcode),
  type TEXT NOT NULL, direction TEXT NOT NULL,
  severity INTEGER NOT NULL CHECK (severity BETWEEN 0 AND 5),
  period_from TEXT NOT NULL, period_to TEXT,
  sectors TEXT,
  title TEXT, description TEXT,
  sensitivity TEXT NOT NULL, status TEXT NOT NULL, lifted_on TEXT, withdrawn_on TEXT,
  sources TEXT NOT NULL, search TEXT NOT NULL,
  version INTEGER NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX access_constraints_crisis ON access_constraints (crisis, id);
CREATE INDEX access_constraints_same ON access_constraints (organization, region, type);
CREATE INDEX access_constraints_region ON access_constraints (region, id);
CREATE INDEX access_constraints_period_from ON access_constraints (period_from, id);
CREATE INDEX access_constraints_severity ON access_constraints (severity, id);

CREATE TABLE presences (
  id TEXT PRIMARY KEY,
  crisis TEXT NOT NULL REFERENCES crises (code),
  organization TEXT NOT NULL REFERENCES organizations (code),
  region TEXT NOT NULL REFERENCES regions (pcode),
  sector TEXT NOT NULL,
  period_from TEXT NOT NULL, period_to TEXT,
  activity TEXT,
  sensitivity TEXT NOT NULL, status TEXT NOT NULL, ended_on TEXT, withdrawn_on TEXT,
  sources TEXT NOT NULL, search TEXT NOT NULL,
  version INTEGER NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX presences_crisis ON presences (crisis, id);
CREATE INDEX presences_same ON presences (organization, region, sector);
CREATE INDEX presences_region ON presences (region, id);
CREATE INDEX presences_period_from ON presences (period_from, id);
