package httpapi

import (
	"encoding/json"
	"fmt"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/api"
)

// rows writes records one after the other.
type rows[R any] interface {
	Write(R) error
	// Flush hands what was written so far to the connection.
	Flush() error
}

// stream writes records as they come from the database, a page of them in memory at a time: the page that was asked
// for, or the whole list where no limit was given. A list that breaks off breaks the connection off with it.
func stream[F, R any](c *gin.Context, how format, filter F, load lister[F, R], more ...extra[R]) error {
	page := pageOf(&filter)
	whole := page.Limit == 0
	if whole {
		page.Limit = api.MaxLimit
	}
	part, err := load(c.Request.Context(), caller(c), filter)
	if err != nil {
		return err
	}
	if !whole {
		next(c, part.Next)
	}
	if part.Total != nil {
		c.Header("X-Total-Count", strconv.FormatInt(*part.Total, 10))
	}
	out, err := newRows(c, how, more...)
	if err != nil {
		return err
	}
	for {
		last := !whole || part.Next == "" || c.Request.Method == http.MethodHead
		var coming <-chan loaded[R]
		if !last {
			page.Cursor, page.Count = string(part.Next), false
			coming = ahead(c, filter, load)
		}
		if err := flow(c, out, part.Data); err != nil {
			return err
		}
		if last {
			return finish(out)
		}
		next := <-coming
		if part, err = next.part, next.err; err != nil {
			return err
		}
	}
}

// loaded is a page that was read.
type loaded[R any] struct {
	part api.List[R]
	err  error
}

// ahead reads a page while the one before it is written. It reads no further: who does not take it holds up nothing.
func ahead[F, R any](c *gin.Context, filter F, load lister[F, R]) <-chan loaded[R] {
	ctx, who, done := c.Request.Context(), caller(c), make(chan loaded[R], 1)
	go func() {
		var l loaded[R]
		defer func() {
			if p := recover(); p != nil { // outside of the request nobody else would catch it
				l.err = api.Internal(fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
			}
			done <- l
		}()
		l.part, l.err = load(ctx, who, filter)
	}()
	return done
}

// table writes records that are all there.
func table[R any](c *gin.Context, how format, records []R) error {
	out, err := newRows[R](c, how)
	if err != nil {
		return err
	}
	if err := flow(c, out, records); err != nil {
		return err
	}
	return finish(out)
}

func flow[R any](c *gin.Context, out rows[R], records []R) error {
	for i := range records {
		speak(c, &records[i])
		if err := out.Write(records[i]); err != nil {
			return err
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	c.Writer.Flush()
	return c.Request.Context().Err()
}

// newRows begins a 200 in the format, once nothing can go wrong any more that a problem could tell.
func newRows[R any](c *gin.Context, how format, more ...extra[R]) (rows[R], error) {
	c.Status(http.StatusOK)
	c.Header("Content-Type", mediaTypes[how])
	if how == asNDJSON {
		enc := json.NewEncoder(c.Writer)
		enc.SetEscapeHTML(false)
		return lines[R]{enc}, nil
	}
	c.Header("Content-Disposition", `attachment; filename="`+fileName(c.FullPath(), how)+`"`)
	return otherRows(c, how, more...)
}

// fileName makes pledges-transactions.csv of /v1/pledges/:id/transactions.
func fileName(route string, how format) string {
	var parts []string
	for _, segment := range strings.Split(strings.TrimPrefix(route, "/v1/"), "/") {
		if !strings.HasPrefix(segment, ":") {
			parts = append(parts, segment)
		}
	}
	return strings.Join(parts, "-") + endings[how]
}

// lines writes NDJSON: one JSON value a line.
type lines[R any] struct{ enc *json.Encoder }

func (l lines[R]) Write(record R) error { return l.enc.Encode(record) }

func (l lines[R]) Flush() error { return nil }
