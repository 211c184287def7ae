-- Where regions end: geometry is a Polygon or MultiPolygon of GeoJSON as it was recorded, simple what maps are served.
CREATE TABLE region_boundaries (
  region TEXT PRIMARY KEY REFERENCES regions (pcode),
  source TEXT NOT NULL,
  geometry TEXT NOT NULL, simple TEXT NOT NULL,
  west REAL NOT NULL, south REAL NOT NULL, east REAL NOT NULL, north REAL NOT NULL,
  points INTEGER NOT NULL, simple_points INTEGER NOT NULL, sha256 TEXT NOT NULL,
  version INTEGER NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL
) STRICT;
