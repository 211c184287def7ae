package main

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"math"
)

// svg draws one bar a goal: how far it is reached, on a scale of doublings, with a line where it is met.
func (r report) svg() []byte {
	const width, label, line, scale = 900, 430, 22, 110.0
	var goals int
	for _, row := range r.Rows {
		goals += len(row.Goals)
	}
	var b bytes.Buffer
	height := 70 + goals*line
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">`+"\n", width, height, width, height)
	fmt.Fprintf(&b, `<rect width="100%%" height="100%%" fill="#fff"/><text x="10" y="20" font-size="14">Konbit against the limits and PocketBase: how far each goal is reached</text>`+"\n")
	fmt.Fprintf(&b, `<text x="10" y="38" fill="#555">%s, %s</text>`+"\n", escaped(r.Date), escaped(r.Machine))
	middle := label + 2*scale
	y := 56
	for _, row := range r.Rows {
		for _, g := range row.Goals {
			// From a quarter of the goal, at the left, to four times the goal.
			x := middle + scale*max(-1.95, min(1.95, math.Log2(g.score())))
			color := "#c0392b"
			if g.Met {
				color = "#2e7d32"
			}
			fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="end">%s, %s</text>`, label-8, y+11, escaped(row.What), escaped(g.wanted()))
			fmt.Fprintf(&b, `<rect x="%d" y="%d" width="%.1f" height="14" fill="%s"/>`, label, y, x-label, color)
			fmt.Fprintf(&b, `<text x="%.1f" y="%d">%s %s</text>`+"\n", x+4, y+11, number(g.Reached), escaped(g.Unit))
			y += line
		}
	}
	fmt.Fprintf(&b, `<line x1="%.1f" y1="48" x2="%.1f" y2="%d" stroke="#000" stroke-dasharray="4 3"/><text x="%.1f" y="%d" text-anchor="middle">goal</text>`+"\n</svg>\n",
		middle, middle, y, middle, y+12)
	return b.Bytes()
}

func escaped(text string) string {
	var b bytes.Buffer
	xml.EscapeText(&b, []byte(text)) //nolint:errcheck // a buffer takes everything
	return b.String()
}
