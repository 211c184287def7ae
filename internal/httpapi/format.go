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
)

// The formats of a list and of a record; the first is the default.
var (
	listFormats   = []format{asJSON, asCSV, asNDJSON}
	recordFormats = []format{asJSON}
)

var mediaTypes = map[format]string{
	asJSON:   "application/json",
	asCSV:    "text/csv",
	asNDJSON: "application/x-ndjson",
}

// accepted picks the format by the Accept header. Code: not_acceptable.
func accepted(c *gin.Context, offered []format) (format, error) {
	c.Writer.Header().Add("Vary", "Accept")
	header := strings.Join(c.Request.Header.Values("Accept"), ",")
	if found, ok := negotiate(header, offered); ok {
		return found, nil
	}
	names := make([]string, len(offered))
	for i, f := range offered {
		names[i] = mediaTypes[f]
	}
	return "", api.Errorf(api.CodeNotAcceptable, "This answer comes as %s.", strings.Join(names, ", "))
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
		if q := quality(wanted, mediaTypes[f]); q > top {
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
