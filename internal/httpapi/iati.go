package httpapi

import (
	"time"

	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/exchange"
)

// asActivities lets a list of pledges come as an IATI file.
func asActivities(s *server) extra[api.Pledge] {
	return extra[api.Pledge]{asIATI, func(c *gin.Context) (rows[api.Pledge], error) {
		c.Header("Content-Type", "application/xml; charset=utf-8")
		return &activities{s: s, c: c, day: api.Date(c.Query("as_of")), out: exchange.NewIATI(c.Writer, time.Now().UTC().Format(time.RFC3339))}, nil
	}}
}

// nowOnly refuses the question what was known at a moment in a format that also shows what stands around the records.
func nowOnly(c *gin.Context) error {
	if c.Query("format") != string(asIATI) || c.Query("known_at") == "" {
		return nil
	}
	return &api.Error{Code: api.CodeMalformed, Detail: "The format iati tells what is known now.",
		Fields: api.Fields{{Pointer: "known_at", Code: "unfit", Detail: "Leave known_at out, or ask for another format: csv, ndjson, xlsx, hxl or json."}}}
}

// activities reads what stands around the pledges, a page of them at a time.
type activities struct {
	s       *server
	c       *gin.Context
	day     api.Date
	out     *exchange.IATI
	pending []api.Pledge
}

func (a *activities) Write(p api.Pledge) error {
	a.pending = append(a.pending, p)
	return nil
}

func (a *activities) Flush() error {
	if len(a.pending) > 0 {
		around, err := a.s.svc.PledgeContext(a.c.Request.Context(), caller(a.c), a.pending, a.day)
		if err != nil {
			return err
		}
		for i := range a.pending {
			if err := a.out.Write(&a.pending[i], &around); err != nil {
				return err
			}
		}
		a.pending = a.pending[:0]
	}
	return a.out.Flush()
}

func (a *activities) Close() error { return a.out.Close() }
