package httpapi

import (
	"errors"
	"io"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/klauspost/compress/gzhttp"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/exchange"
)

// extra is a format that only some lists have.
type extra[R any] struct {
	how   format
	begin func(c *gin.Context) (rows[R], error)
}

// formatsOf lists the formats of a list: what its table gives, and what it has beside.
func formatsOf[R any](more ...extra[R]) []format {
	all := []format{asJSON, asCSV, asNDJSON, asXLSX}
	if table, ok := exchange.TableOf[R](); ok && table.Tagged() {
		all = append(all, asHXL)
	}
	for _, e := range more {
		all = append(all, e.how)
	}
	return all
}

// endings are those of the names of files.
var endings = map[format]string{asCSV: ".csv", asHXL: ".hxl.csv", asXLSX: ".xlsx", asGeo: ".geojson", asIATI: ".xml"}

// otherRows begins a list in one of the formats that are files.
func otherRows[R any](c *gin.Context, how format, more ...extra[R]) (rows[R], error) {
	for _, e := range more {
		if e.how == how {
			return e.begin(c)
		}
	}
	table, ok := exchange.TableOf[R]()
	if !ok {
		return nil, api.Internal(errors.New("no columns for " + c.FullPath()))
	}
	switch how {
	case asXLSX:
		c.Header(gzhttp.HeaderNoCompression, "1") // it is packed already
		return exchange.NewXLSX(c.Writer, table, about(c)), nil
	case asHXL:
		c.Header("Content-Type", "text/csv; charset=utf-8")
		return exchange.NewHXL(c.Writer, table), nil
	}
	c.Header("Content-Type", "text/csv; charset=utf-8")
	return exchange.NewCSV(c.Writer, table), nil
}

// about says in a workbook what was asked for, and when.
func about(c *gin.Context) exchange.About {
	return exchange.About{Address: c.Request.URL.RequestURI(), MadeAt: time.Now().UTC().Format(time.RFC3339)}
}

// finish ends a file in a format that has an end.
func finish[R any](out rows[R]) error {
	if closer, ok := out.(io.Closer); ok {
		return closer.Close()
	}
	return nil
}
