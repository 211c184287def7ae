-- Where regions end: geometry is a Polygon or MultiPolygon of GeoJSON as it was recorded, simple what maps are served.
CREATE TABLE region_boundaries (
  region text PRIMARY KEY REFERENCES regions (pcode),
  source text NOT NULL,
  geometry text NOT NULL, simple text NOT NULL,
  west double precision NOT NULL, south double precision NOT NULL, east double precision NOT NULL, north double precision NOT NULL,
  points bigint NOT NULL, simple_points bigint NOT NULL, sha256 text NOT NULL,
  version bigint NOT NULL, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL
);
