package exchange

import (
	"encoding/json"
	"io"
	"strconv"

	"github.com/konbit-aid/konbit/api"
)

// GeoJSON writes records as a FeatureCollection (RFC 7946). The properties are
// the columns of CSV: numbers as numbers, unknown as null; where a number is
// suppressed it is null and …_suppressed beside it is true.
type GeoJSON[T any] struct {
	cols Columns[T]
	w    io.Writer
	buf  []byte
	text []byte
	n    int
	box  *api.Box
	err  error
}

// NewGeoJSON starts a collection.
func NewGeoJSON[T any](w io.Writer, cols Columns[T]) *GeoJSON[T] {
	return &GeoJSON[T]{cols: cols, w: w, buf: []byte(`{"type":"FeatureCollection","features":[`)}
}

// Write adds a record with what a map shows of it; nil is a feature without a place.
func (g *GeoJSON[T]) Write(record T, at *api.Outline) error {
	if g.err == nil {
		g.err = g.cols.walk(&record, func(cell func([]byte, int) []byte) error { return g.feature(cell, at) })
	}
	return g.err
}

func (g *GeoJSON[T]) feature(cell func([]byte, int) []byte, at *api.Outline) error {
	if g.n++; g.n > 1 {
		g.buf = append(g.buf, ',')
	}
	g.buf = append(g.buf, "\n"+`{"type":"Feature"`...)
	if first := g.cols.Columns[0].Name; first == "id" || first == "pcode" {
		g.text = cell(g.text[:0], 0)
		g.buf = appendJSON(append(g.buf, `,"id":`...), g.text)
	}
	if at == nil {
		g.buf = append(g.buf, `,"geometry":null`...)
	} else {
		g.grow(at.BBox)
		g.buf = appendBox(append(g.buf, `,"bbox":`...), at.BBox)
		g.buf = append(append(g.buf, `,"geometry":`...), at.Geometry...)
	}
	g.buf = append(g.buf, `,"properties":{`...)
	for i := range g.cols.Columns {
		if i > 0 {
			g.buf = append(g.buf, ',')
		}
		g.text = cell(g.text[:0], i)
		g.buf = appendProperty(g.buf, &g.cols.Columns[i], g.text)
	}
	g.buf = append(g.buf, "}}"...)
	if len(g.buf) >= chunk {
		return g.send()
	}
	return nil
}

func appendProperty(dst []byte, c *Column, text []byte) []byte {
	dst = append(append(append(dst, '"'), c.Name...), `":`...)
	switch {
	case len(text) == 0:
		dst = append(dst, "null"...)
	case string(text) == few && c.Kind == Whole:
		dst = append(append(append(dst, `null,"`...), c.Name...), `_suppressed":true`...)
	case c.Kind == Text || c.Kind == Day || c.Kind == Moment:
		dst = appendJSON(dst, text)
	default:
		dst = append(dst, text...)
	}
	return dst
}

// appendJSON appends a text as a string of JSON.
func appendJSON(dst, text []byte) []byte {
	for _, b := range text {
		if b < ' ' || b == '"' || b == '\\' || b >= 0x7f {
			quoted, err := json.Marshal(string(text))
			if err != nil {
				panic(err) // a string is always JSON
			}
			return append(dst, quoted...)
		}
	}
	return append(append(append(dst, '"'), text...), '"')
}

func (g *GeoJSON[T]) grow(b api.Box) {
	if g.box == nil {
		g.box = &b
		return
	}
	*g.box = api.Box{min(g.box[0], b[0]), min(g.box[1], b[1]), max(g.box[2], b[2]), max(g.box[3], b[3])}
}

func appendBox(dst []byte, b api.Box) []byte {
	dst = append(dst, '[')
	for i, d := range b {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = strconv.AppendFloat(dst, d, 'f', -1, 64)
	}
	return append(dst, ']')
}

func (g *GeoJSON[T]) send() error {
	_, err := g.w.Write(g.buf)
	g.buf = g.buf[:0]
	return err
}

// Flush hands on what was written so far.
func (g *GeoJSON[T]) Flush() error {
	if g.err == nil {
		g.err = g.send()
	}
	return g.err
}

// Close ends the collection. Its box comes last, once all features are known.
func (g *GeoJSON[T]) Close() error {
	g.buf = append(g.buf, "\n]"...)
	if g.box != nil {
		g.buf = appendBox(append(g.buf, `,"bbox":`...), *g.box)
	}
	g.buf = append(g.buf, "}\n"...)
	return g.Flush()
}
