package api

import "encoding/json"

// BoundaryInput is the boundary of a region as it is recorded.
type BoundaryInput struct {
	// Region is the p-code.
	Region string
	// Geometry is a Polygon or a MultiPolygon of GeoJSON, in degrees (WGS 84).
	Geometry json.RawMessage
	// Source says who drew it.
	Source string
}

// Box is the west, south, east and north end of something, in degrees.
type Box [4]float64

// Boundary is where a region ends: as it was recorded, and simplified for maps
// of the whole. Each region is simplified by itself, so neighbours may leave a
// sliver between them or overlap by one.
type Boundary struct {
	Region string `json:"region"`
	Source string `json:"source"`
	BBox   Box    `json:"bbox"`
	// Points is how many positions the boundary has, SimplePoints how many are left.
	Points       int `json:"points"`
	SimplePoints int `json:"simple_points"`
	// SHA256 is the digest of the full geometry: the ledger keeps it instead.
	SHA256 string          `json:"sha256"`
	Full   json.RawMessage `json:"-"`
	Simple json.RawMessage `json:"-"`
	Meta
}

// Outline is what a map shows of a region: its simplified boundary, else a point in it.
type Outline struct {
	Geometry json.RawMessage
	BBox     Box
}

// BoundaryFilter says how a boundary is answered.
type BoundaryFilter struct {
	// Detail is simple for maps of the whole, or full for the boundary as it was recorded; simple if left out.
	Detail string `form:"detail" enums:"full,simple"`
}

// BoundaryFeature is a boundary as a Feature of GeoJSON (RFC 7946).
type BoundaryFeature struct {
	Type string `json:"type" enums:"Feature" example:"Feature"`
	ID   string `json:"id" example:"HT01"`
	// BBox is west, south, east and north.
	BBox Box `json:"bbox" swaggertype:"array,number"`
	// Geometry is a Polygon or a MultiPolygon, longitude before latitude.
	Geometry   json.RawMessage    `json:"geometry" swaggertype:"object"`
	Properties BoundaryProperties `json:"properties"`
}

// BoundaryProperties say whose boundary it is.
type BoundaryProperties struct {
	Pcode string `json:"pcode" example:"HT01"`
	Name  string `json:"name" example:"West"`
	Names Names  `json:"names"`
	Level int    `json:"level" example:"1"`
	// Detail is full or simple.
	Detail string `json:"detail" example:"simple"`
	Points int    `json:"points" example:"234"`
	// Source says who drew the boundary.
	Source string `json:"source" example:"OCHA COD-AB Haiti"`
}
