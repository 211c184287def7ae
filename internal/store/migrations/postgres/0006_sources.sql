-- A publication that records rest on. The id follows from its address, or from
-- publisher, title and day where it has none: the same publication is one row.
-- Its words are those of the most open record that cites it; guard says how open
-- that was, 0 (everybody) to 3 (not published).
CREATE TABLE sources (
  id uuid PRIMARY KEY,
  publisher text NOT NULL, title text NOT NULL, url text, published_on date NOT NULL,
  search text NOT NULL, guard bigint NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX sources_published_on ON sources (published_on, id);
CREATE INDEX sources_publisher ON sources (publisher, id);

-- Which record cites which source, with the grades that it gives. Derived from
-- the sources that the record itself holds and rewritten with it. organization,
-- guard and published say who may see the record.
CREATE TABLE citations (
  resource text NOT NULL, record text NOT NULL, place bigint NOT NULL,
  source uuid NOT NULL REFERENCES sources (id),
  title text NOT NULL, path text NOT NULL,
  organization text NOT NULL, guard text NOT NULL, published boolean NOT NULL,
  reliability text NOT NULL, credibility bigint NOT NULL, quote text,
  PRIMARY KEY (resource, record, place)
);
CREATE INDEX citations_source ON citations (source, resource, record);

-- What is still to be worked out from records that were there before a table
-- was: done once, when the schema is up to date.
CREATE TABLE chores (name text PRIMARY KEY);
INSERT INTO chores (name) VALUES ('citations');
