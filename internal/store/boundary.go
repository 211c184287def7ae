package store

import "github.com/konbit-aid/konbit/api"

type boundaryRow struct {
	Region       string  `gorm:"column:region;primaryKey"`
	Source       string  `gorm:"column:source"`
	Geometry     string  `gorm:"column:geometry"`
	Simple       string  `gorm:"column:simple"`
	West         float64 `gorm:"column:west"`
	South        float64 `gorm:"column:south"`
	East         float64 `gorm:"column:east"`
	North        float64 `gorm:"column:north"`
	Points       int     `gorm:"column:points"`
	SimplePoints int     `gorm:"column:simple_points"`
	SHA256       string  `gorm:"column:sha256"`
	Stamp        `gorm:"embedded"`
}

// TableName is region_boundaries.
func (boundaryRow) TableName() string { return "region_boundaries" }

func boundaryToRow(b api.Boundary) boundaryRow {
	return boundaryRow{Region: b.Region, Source: b.Source, Geometry: string(b.Full), Simple: string(b.Simple),
		West: b.BBox[0], South: b.BBox[1], East: b.BBox[2], North: b.BBox[3],
		Points: b.Points, SimplePoints: b.SimplePoints, SHA256: b.SHA256, Stamp: stampOf(b.Meta)}
}

func (row boundaryRow) api() api.Boundary {
	return api.Boundary{Region: row.Region, Source: row.Source, BBox: api.Box{row.West, row.South, row.East, row.North},
		Points: row.Points, SimplePoints: row.SimplePoints, SHA256: row.SHA256, Full: []byte(row.Geometry), Simple: []byte(row.Simple),
		Meta: row.meta()}
}

// Boundary reads the boundary of a region.
func (tx *Tx) Boundary(pcode string) (api.Boundary, bool, error) {
	row, found, err := take[boundaryRow](tx, "region_boundaries", "region = ?", pcode)
	return row.api(), found, err
}

// AddBoundary writes the first boundary of a region.
func (tx *Tx) AddBoundary(b api.Boundary) error { return insert(tx, boundaryToRow(b)) }

// ReplaceBoundary overwrites a boundary of the version before.
func (tx *Tx) ReplaceBoundary(b api.Boundary, before int64) error {
	return replace(tx, boundaryToRow(b), before)
}

// Sketch is what is there to draw a region: its simplified boundary with its
// box, or a point; neither where nothing is known.
type Sketch struct {
	Region string
	Simple string
	Box    api.Box
	Point  *api.Point
}

type sketchRow struct {
	Pcode  string   `gorm:"column:pcode"`
	Lon    *float64 `gorm:"column:lon"`
	Lat    *float64 `gorm:"column:lat"`
	Simple opt      `gorm:"column:simple"`
	West   *float64 `gorm:"column:west"`
	South  *float64 `gorm:"column:south"`
	East   *float64 `gorm:"column:east"`
	North  *float64 `gorm:"column:north"`
}

// Sketches reads what is there to draw some regions.
func (tx *Tx) Sketches(pcodes []string) ([]Sketch, error) {
	rows, err := scan[sketchRow](tx, `SELECT r.pcode, r.lon, r.lat, b.simple, b.west, b.south, b.east, b.north
FROM regions r LEFT JOIN region_boundaries b ON b.region = r.pcode WHERE r.pcode IN ?`, pcodes)
	return convert(rows, sketchRow.sketch), err
}

func (row sketchRow) sketch() Sketch {
	s := Sketch{Region: row.Pcode, Simple: string(row.Simple)}
	if row.Lon != nil && row.Lat != nil {
		s.Point = &api.Point{Lon: *row.Lon, Lat: *row.Lat}
	}
	if row.West != nil {
		s.Box = api.Box{*row.West, *row.South, *row.East, *row.North}
	}
	return s
}
