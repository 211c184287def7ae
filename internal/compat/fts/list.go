package fts

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/compat"
)

type totals struct {
	Count   int   `json:"flowCount"`
	Funding int64 `json:"fundingTotal"`
	Pledges int64 `json:"pledgeTotal"`
}

type inner struct {
	Count int `json:"flowCount"`
}

type flowList struct {
	Incoming totals `json:"incoming"`
	Outgoing totals `json:"outgoing"`
	Internal inner  `json:"internal"`
	Flows    []flow `json:"flows"`
}

// flows answers with a page of flows and the totals of all, or with reports.
func (s service) flows(c *gin.Context, caller api.Caller) error {
	r, wrong := read(c.Request.URL.Query())
	if wrong != "" {
		return badRequest(c, wrong)
	}
	g, err := s.gather(c.Request.Context(), caller, r.boundary.plans())
	if errors.Is(err, errTooMany) {
		return refuse(c, http.StatusBadRequest, "BadRequestError", fmt.Sprintf("More than %d pledges would have to be read; name a planCode", maxPledges))
	}
	if err != nil {
		return err
	}
	chosen := []flow{}
	for i := range g.flows {
		f := &g.flows[i]
		if r.boundary.place(f) != "" && r.source.fits(f.Source) && r.to.fits(f.Destination) {
			chosen = append(chosen, *f)
		}
	}
	if r.groupBy != "" {
		return ok(c, g.reports(r, chosen), &meta{Language: "en"})
	}
	list := flowList{Flows: chosen[min((r.page-1)*r.limit, len(chosen)):min(r.page*r.limit, len(chosen))]}
	list.add(chosen)
	count := len(chosen)
	return ok(c, list, &meta{Language: "en", Count: &count, NextLink: r.next(c, count)})
}

// plans are the codes of the only plans that the boundary is about; nil if it is about others too.
func (b boundary) plans() []string {
	for _, w := range b {
		if w.kind == plan && w.by == "code" && len(b) == 1 {
			return w.values
		}
	}
	return nil
}

// add sums as FTS does: money that is shared with what lies outside is counted and not summed.
func (l *flowList) add(flows []flow) {
	for _, f := range flows {
		into := &l.Incoming
		switch f.Boundary {
		case "internal":
			l.Internal.Count++
			continue
		case "outgoing":
			into = &l.Outgoing
		}
		into.Count++
		switch {
		case f.OnBoundary == "shared":
		case f.Status == pledged:
			into.Pledges += f.AmountUSD
		default:
			into.Funding += f.AmountUSD
		}
	}
}

// next is the address of the page after this one, "" on the last.
func (r request) next(c *gin.Context, count int) string {
	if r.page*r.limit >= count {
		return ""
	}
	values := c.Request.URL.Query()
	for name := range values {
		if isPaging(name) {
			values.Del(name)
		}
	}
	values.Set("limit", strconv.Itoa(r.limit))
	values.Set("page", strconv.Itoa(r.page+1))
	return compat.Base(c) + c.Request.URL.EscapedPath() + "?" + values.Encode()
}
