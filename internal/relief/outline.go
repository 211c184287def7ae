package relief

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"math"
	"strconv"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/simplify"

	"github.com/konbit-aid/konbit/api"
)

const (
	// MaxPositions is how many positions a boundary may have.
	MaxPositions = 1_000_000
	// coarseness is the part of a region's extent by which its simplified boundary may be off.
	coarseness = 500
)

// outline checks a geometry, turns its rings as RFC 7946 wants them (outer ones
// against the clock, holes with it) and simplifies it.
func outline(in api.BoundaryInput) (api.Boundary, api.Fields) {
	var f api.Fields
	f.Text("source", in.Source, true, api.MaxTitle)
	areas, many := polygons(in.Geometry, &f)
	if len(f) > 0 {
		return api.Boundary{}, f
	}
	points := 0
	for _, area := range areas {
		for i, ring := range area {
			points += len(ring)
			checkRing(ring, &f)
			if want := map[bool]orb.Orientation{true: orb.CCW, false: orb.CW}[i == 0]; ring.Orientation() != want {
				ring.Reverse()
			}
		}
	}
	if points > MaxPositions {
		f.Add("geometry", "too_large", "A boundary has at most %d positions; this one has %d.", MaxPositions, points)
	}
	if len(f) > 0 {
		return api.Boundary{}, f
	}
	bound := areas.Bound()
	b := api.Boundary{Region: in.Region, Source: in.Source, Points: points, BBox: api.Box{bound.Min[0], bound.Min[1], bound.Max[0], bound.Max[1]}}
	b.Full = appendAreas(nil, areas, many, -1)
	sum := sha256.Sum256(b.Full)
	b.SHA256 = hex.EncodeToString(sum[:])
	plain := simplified(areas, max(bound.Max[0]-bound.Min[0], bound.Max[1]-bound.Min[1])/coarseness)
	b.Simple = appendAreas(nil, plain, many && len(plain) > 1, 5)
	for _, area := range plain {
		for _, ring := range area {
			b.SimplePoints += len(ring)
		}
	}
	return b, nil
}

// polygons reads a Polygon or a MultiPolygon, and tells whether it was many.
func polygons(geometry json.RawMessage, f *api.Fields) (orb.MultiPolygon, bool) {
	var g struct {
		Type        string          `json:"type"`
		Coordinates json.RawMessage `json:"coordinates"`
	}
	if err := json.Unmarshal(geometry, &g); err != nil {
		f.Add("geometry", "bad_geometry", "The geometry is not readable GeoJSON.")
		return nil, false
	}
	var areas [][][][]float64
	var err error
	switch g.Type {
	case "Polygon":
		areas = make([][][][]float64, 1)
		err = json.Unmarshal(g.Coordinates, &areas[0])
	case "MultiPolygon":
		err = json.Unmarshal(g.Coordinates, &areas)
	default:
		f.Add("geometry", "bad_geometry", "A boundary is a Polygon or a MultiPolygon, not %q.", g.Type)
		return nil, false
	}
	if err != nil || len(areas) == 0 {
		f.Add("geometry", "bad_geometry", "The coordinates of a %s are rings of positions like [-72.3,18.5].", g.Type)
		return nil, false
	}
	return orbs(areas, f), g.Type == "MultiPolygon"
}

func orbs(areas [][][][]float64, f *api.Fields) orb.MultiPolygon {
	out := make(orb.MultiPolygon, len(areas))
	for i, area := range areas {
		if len(area) == 0 {
			f.Add("geometry", "bad_geometry", "A polygon has at least one ring.")
			return nil
		}
		for _, ring := range area {
			r := make(orb.Ring, len(ring))
			for n, position := range ring {
				if len(position) < 2 {
					f.Add("geometry", "bad_geometry", "A position is a longitude and a latitude.")
					return nil
				}
				r[n] = orb.Point{position[0], position[1]} // a height is of no use on a map
			}
			out[i] = append(out[i], r)
		}
	}
	return out
}

func checkRing(ring orb.Ring, f *api.Fields) {
	if len(*f) > 0 {
		return
	}
	if len(ring) < 4 || !ring.Closed() {
		f.Add("geometry", "open_ring", "A ring has at least four positions, and the last is the first.")
		return
	}
	for _, p := range ring {
		if !(p[0] >= -180 && p[0] <= 180 && p[1] >= -90 && p[1] <= 90) {
			f.Add("geometry", "out_of_range", "Longitude is -180 to 180, latitude -90 to 90, in that order; this is %v, %v. Coordinates in meters must be turned into degrees (WGS 84) first.", p[0], p[1])
			return
		}
	}
}

// simplified leaves positions out that are off by no more than the tolerance. A
// ring that would collapse is kept as it is where it is the outer one of the
// largest part, and left out otherwise.
func simplified(areas orb.MultiPolygon, tolerance float64) orb.MultiPolygon {
	largest, extent := 0, 0.0
	for i, area := range areas {
		b := area[0].Bound()
		if e := (b.Max[0] - b.Min[0]) * (b.Max[1] - b.Min[1]); e > extent {
			largest, extent = i, e
		}
	}
	var out orb.MultiPolygon
	for i, area := range areas {
		var kept orb.Polygon
		for n, ring := range area {
			fewer := rounded(simplify.DouglasPeucker(tolerance).Ring(ring.Clone()))
			switch {
			case len(fewer) >= 4:
				kept = append(kept, fewer)
			case n == 0 && i == largest:
				kept = append(kept, ring)
			}
			if len(kept) == 0 { // without its outer ring nothing is left of a part
				break
			}
		}
		if len(kept) > 0 {
			out = append(out, kept)
		}
	}
	return out
}

// rounded rounds positions to about a meter and drops those that fall together.
func rounded(ring orb.Ring) orb.Ring {
	out := make(orb.Ring, 0, len(ring))
	for _, p := range ring {
		p = orb.Point{math.Round(p[0]*1e5) / 1e5, math.Round(p[1]*1e5) / 1e5}
		if len(out) == 0 || out[len(out)-1] != p {
			out = append(out, p)
		}
	}
	return out
}

// appendAreas writes a geometry with so many digits after the point; all of them for -1.
func appendAreas(dst []byte, areas orb.MultiPolygon, many bool, digits int) []byte {
	kind := "Polygon"
	if many {
		kind = "MultiPolygon"
	}
	dst = append(dst, `{"type":"`+kind+`","coordinates":`...)
	if many {
		dst = append(dst, '[')
	}
	for i, area := range areas {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendArea(dst, area, digits)
	}
	if many {
		dst = append(dst, ']')
	}
	return append(dst, '}')
}

func appendArea(dst []byte, area orb.Polygon, digits int) []byte {
	dst = append(dst, '[')
	for i, ring := range area {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, '[')
		for n, p := range ring {
			if n > 0 {
				dst = append(dst, ',')
			}
			dst = append(appendDegrees(append(dst, '['), p[0], digits), ',')
			dst = append(appendDegrees(dst, p[1], digits), ']')
		}
		dst = append(dst, ']')
	}
	return append(dst, ']')
}

func appendDegrees(dst []byte, d float64, digits int) []byte {
	if digits >= 0 {
		scale := math.Pow10(digits)
		d = math.Round(d*scale) / scale
	}
	return strconv.AppendFloat(dst, d, 'f', -1, 64)
}
