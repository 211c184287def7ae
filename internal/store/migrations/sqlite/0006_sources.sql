-- A publication that records rest on. The id follows from its address, or from
-- publisher, title and day where it has none: the same publication is one row.
-- Its words are those of the most open record that cites it; guard says how open
-- that was, 0 (everybody) to 3 (not published).
CREATE TABLE sources (
  id TEXT PRIMARY KEY,
  publisher TEXT NOT NULL, title TEXT NOT NULL, url TEXT, published_on TEXT NOT NULL,
  search TEXT NOT NULL, guard INTEGER NOT NULL,
  created_at TEXT NOT NULL
) STRICT;
CREATE INDEX sources_published_on ON sources (published_on, id);
CREATE INDEX sources_publisher ON sources (publisher, id);

-- Which record cites which source, with the grades that it gives. Derived from
-- the sources that the record itself holds and rewritten with it. organization,
-- guard and published say who may see the record.
CREATE TABLE citations (
  resource TEXT NOT NULL, record TEXT NOT NULL, place INTEGER NOT NULL,
  source TEXT NOT NULL REFERENCES sources (id),
  title TEXT NOT NULL, path TEXT NOT NULL,
  organization TEXT NOT NULL, guard TEXT NOT NULL, published INTEGER NOT NULL,
  reliability TEXT NOT NULL, credibility INTEGER NOT NULL, quote TEXT,
  PRIMARY KEY (resource, record, place)
) STRICT;
CREATE INDEX citations_source ON citations (source, resource, record);

-- What is still to be worked out from records that were there before a table
-- was: done once, when the schema is up to date.
CREATE TABLE chores (name TEXT PRIMARY KEY) STRICT;
INSERT INTO chores (name) VALUES ('citations');
