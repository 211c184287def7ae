package httpapi

import (
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/api"
)

// format is a form in which a list is written.
type format string

// The formats, with the names that ?format= takes.
const (
	asJSON   format = "json"
	asCSV    format = "csv"
	asNDJSON format = "ndjson"
	asXLSX   format = "xlsx"
	asHXL    format = "hxl" // CSV with a row of hashtags, so it has no media type of its own
	asGeo    format = "geojson"
	asIATI   format = "iati"
	asEvents format = "events" // server-sent events, which go on and on
)

// recordFormats are those of one record.
var recordFormats = []format{asJSON}

// everyFormat is all that Accept may choose of any list.
var everyFormat = []format{asJSON, asCSV, asNDJSON, asXLSX, asGeo}

var mediaTypes = map[format]string{
	asJSON:   "application/json",
	asCSV:    "text/csv",
	asNDJSON: "application/x-ndjson",
	asXLSX:   "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	asHXL:    "text/csv",
	asGeo:    "application/geo+json",
	asIATI:   "application/xml",
	asEvents: "text/event-stream",
}

// named are the formats that only ?format= asks for: a browser asks for XML before it asks for anything.
var named = map[format]bool{asHXL: true, asIATI: true}

// accepted picks the format by the Accept header. Code: not_acceptable.
func accepted(c *gin.Context, offered []format) (format, error) {
	c.Writer.Header().Add("Vary", "Accept")
	header := strings.Join(c.Request.Header.Values("Accept"), ",")
	if found, ok := negotiate(header, offered); ok {
		return found, nil
	}
	var names, asked []string
	for _, f := range offered {
		if !named[f] {
			names = append(names, mediaTypes[f])
		}
		asked = append(asked, string(f))
	}
	if len(offered) == 1 {
		return "", api.Errorf(api.CodeNotAcceptable, "This answer comes as %s.", names[0])
	}
	return "", api.Errorf(api.CodeNotAcceptable, "This answer comes as %s, or with ?format= as %s.", strings.Join(names, ", "), strings.Join(asked, ", "))
}

// negotiate returns the best of the offered formats: highest quality first, then the order in which they are offered.
func negotiate(header string, offered []format) (format, bool) {
	wanted := preferences(header)
	if len(wanted) == 0 {
		return offered[0], true
	}
	var best format
	top := 0.0
	for _, f := range offered {
		if q := quality(wanted, mediaTypes[f]); q > top && !named[f] {
			best, top = f, q
		}
	}
	return best, top > 0
}

// quality is what the most specific matching range says of a media type.
func quality(wanted []preference, media string) float64 {
	major, _, _ := strings.Cut(media, "/")
	found, specific := 0.0, -1
	for _, p := range wanted {
		rank := -1
		switch p.value {
		case media:
			rank = 2
		case major + "/*":
			rank = 1
		case "*/*", "*":
			rank = 0
		}
		if rank > specific {
			found, specific = p.quality, rank
		}
	}
	return found
}
