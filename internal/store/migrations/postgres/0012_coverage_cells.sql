-- Coverage, kept with each write. What pledges add to a region and all above it; region '' is the whole crisis.
--
-- appeal is '' for pledges that name none: those stand under the year and again under the month of pledging, so that a
-- range of days is a few years and months. day is '' for what counts already, else the day from which it does.
CREATE TABLE coverage_cells (
  crisis text NOT NULL, region text NOT NULL, sector text NOT NULL, bucket text NOT NULL,
  appeal text NOT NULL, period text NOT NULL, day text NOT NULL,
  announced bigint NOT NULL, pledged bigint NOT NULL, committed bigint NOT NULL, disbursed bigint NOT NULL,
  postings bigint NOT NULL,
  PRIMARY KEY (crisis, region, sector, bucket, appeal, period, day)
);
CREATE INDEX coverage_cells_to_come ON coverage_cells (day) WHERE day <> '';

-- What writes have added to postings and taken away since. Nobody waits for a row here; they are folded into the cells.
CREATE TABLE coverage_deltas (
  n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  crisis text NOT NULL, appeal text, pledged_on date NOT NULL, on_date date NOT NULL,
  bucket text NOT NULL, region text, sector text,
  announced bigint NOT NULL, pledged bigint NOT NULL, committed bigint NOT NULL, disbursed bigint NOT NULL,
  postings bigint NOT NULL
);
CREATE INDEX coverage_deltas_crisis ON coverage_deltas (crisis);

-- The figures of people per region and sector, by whom they are for: their own current total line, or the sum of those
-- below. sight 0 is the public; 1 to 3 see so many of public, partners and restricted.
CREATE TABLE people_cells (
  crisis text NOT NULL, sight bigint NOT NULL, region text NOT NULL, sector text NOT NULL,
  affected bigint, in_need bigint, targeted bigint, reached bigint, severity bigint,
  reporting bigint, required_usd bigint,
  own bigint NOT NULL, own_required bigint, lines bigint NOT NULL,
  PRIMARY KEY (crisis, sight, region, sector)
);

-- The day that a crisis's figures of people are of, and how many sights are kept: who sees more sees the same as the last.
CREATE TABLE people_days (crisis text PRIMARY KEY, on_date date NOT NULL, sights bigint NOT NULL);

-- The regions and sectors whose lines this transaction has changed; empty outside of one.
CREATE TABLE people_touched (crisis text NOT NULL, region text NOT NULL, sector text NOT NULL);
CREATE INDEX people_touched_crisis ON people_touched (crisis);

-- A tree that reaches no further than the rows of an answer.
CREATE INDEX regions_l0_level ON regions (l0, level);
CREATE INDEX regions_l1_level ON regions (l1, level);
CREATE INDEX assessments_published_on ON assessments (crisis, published_on);
CREATE INDEX assessments_withdrawn_on ON assessments (crisis, withdrawn_on) WHERE withdrawn_on IS NOT NULL;

-- What was recorded before this is worked out when the program starts.
INSERT INTO people_days (crisis, on_date, sights) SELECT DISTINCT crisis, DATE '0001-01-01', 1 FROM assessments;
INSERT INTO chores (name) VALUES ('coverage');
