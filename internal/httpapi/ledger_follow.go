package httpapi

import (
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/klauspost/compress/gzhttp"

	"github.com/konbit-aid/konbit/api"
)

// heartbeat is how often a follower is told that the connection lives.
const heartbeat = 15 * time.Second

// followLedger sends entries as server-sent events until the client leaves or the server stops.
func (s *server) followLedger(c *gin.Context, filter api.LedgerFilter) error {
	if err := readFollower(c, &filter); err != nil {
		return err
	}
	ctx, who := c.Request.Context(), caller(c)
	page, err := s.svc.Ledger(ctx, who, filter)
	if err != nil {
		return err
	}
	if room := s.cfg.Limits.Followers; room != nil {
		done, ok := room.Take(ctx, 1)
		if !ok {
			return api.Errorf(api.CodeBusy, "As many follow the ledger as may. Ask for pages instead, with after=, or come back later.")
		}
		defer done()
	}
	h := c.Writer.Header()
	h.Set("Content-Type", mediaTypes[asEvents])
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // nginx would keep events back
	h.Set(gzhttp.HeaderNoCompression, "1")
	c.Status(http.StatusOK)
	if c.Request.Method == http.MethodHead {
		return nil
	}
	leave(c) // it may listen for days
	err = event(c, "retry: 1000\n\n")
	for err == nil {
		sealed := s.svc.Sealed()
		err = tellPage(c, page, filter.After)
		filter.After = page.Last
		if page.Last == page.Size && err == nil && !s.awaitSealed(c, sealed) || s.barred(c) {
			return nil
		}
		if err == nil {
			page, err = s.svc.Ledger(ctx, who, filter)
		}
	}
	return nil // the client has left, or comes back with the last id
}

// readFollower reads what a follower asks for.
func readFollower(c *gin.Context, filter *api.LedgerFilter) error {
	q, err := parseQuery(c.Request.URL.RawQuery)
	if err != nil {
		return err
	}
	q.decode(filter)
	if last := header(c, "Last-Event-ID"); last != "" {
		if filter.After, err = strconv.ParseInt(last, 10, 64); err != nil || filter.After < 0 {
			q.faults.Add("Last-Event-ID", "bad_number", "It is the id of an event of this list: the number of an entry.")
		}
	}
	filter.Limit = api.MaxLimit
	return q.err()
}

// awaitSealed waits for further entries, and tells the client meanwhile that the connection lives. It is false where
// one of both ends it.
func (s *server) awaitSealed(c *gin.Context, sealed <-chan struct{}) bool {
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		select {
		case <-c.Request.Context().Done():
			return false
		case <-s.cfg.Ending:
			return false
		case <-beat.C:
			if event(c, ":\n\n") != nil || s.barred(c) {
				return false
			}
		case <-sealed:
			return true
		}
	}
}

// tellPage sends the events of a page, and how far it goes where its last entries were not told.
func tellPage(c *gin.Context, page api.LedgerPage, after int64) error {
	told := after
	for _, e := range page.Data {
		body, err := encoded(nil, e)
		if err != nil {
			return err
		}
		told = *e.Seq
		if err := event(c, "id: "+strconv.FormatInt(told, 10)+"\nevent: "+string(e.Event)+"\ndata: "+string(body)+"\n"); err != nil {
			return err
		}
	}
	if page.Last > told {
		return event(c, "id: "+strconv.FormatInt(page.Last, 10)+"\n\n")
	}
	return nil
}

func event(c *gin.Context, text string) error {
	if _, err := c.Writer.WriteString(text); err != nil {
		return err
	}
	c.Writer.Flush()
	return c.Request.Context().Err()
}

// barred tells whether the key that a follower came with is no longer good.
func (s *server) barred(c *gin.Context) bool {
	if len(c.Request.Header["Authorization"]) == 0 {
		return false
	}
	now, err := s.identify(c)
	return err != nil || now.KeyID != caller(c).KeyID
}
