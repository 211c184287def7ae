package httpapi

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/api"
)

// manyRows is the longest page that is cheap.
const manyRows = 200

// deepLevel is the level of regions from which on coverage has so many rows that it is not cheap.
const deepLevel = 3

// costly are the operations that are expensive whatever their parameters.
var costly = map[string]string{
	"getCoverageSeries":  "Ask for fewer points: a shorter time from `from` to `to`, or a longer `step`; or for a smaller `region`.",
	elsewhere:            "Ask for one country, plan or year.",
	"explainCoverage":    "Ask for a smaller `region`, or a single `sector`.",
	"summarizeIncidents": "Ask for a shorter time from `from` to `to`, or a smaller `region`.",
}

// dear are the parameters that make a question expensive, and how it is made cheaper.
var dear = map[string]string{
	"as_of":     "Leave as_of out to ask about today, or ask for a smaller region.",
	"known_at":  "What was known earlier is worked out from the log. Ask for a single record, or narrow the filter.",
	"count":     "Leave count out: counting reads every record that the filter selects.",
	"q":         "Search for a longer text, or narrow the filter: by crisis, donor, organization, region or date.",
	"competing": "Narrow the filter: by crisis, region and sector.",
}

// price is what a read costs before it is asked.
type price struct {
	expensive bool
	export    bool       // a list of any length, which lasts as long as it lasts
	narrow    api.Fields // how to make it cheaper
}

// priceOf looks at a question from outside.
func priceOf(operation string, c *gin.Context) price {
	var p price
	add := func(name, how string) {
		p.expensive = true
		p.narrow.Add(name, "narrow", "%s", how)
	}
	if how, ok := costly[operation]; ok {
		add("", how)
	}
	values, _ := url.ParseQuery(c.Request.URL.RawQuery) // the handler says what is wrong with it
	single := strings.HasPrefix(operation, "get") && operation != "getCoverage"
	for name := range values {
		if single && (name == "as_of" || name == "known_at") {
			continue
		}
		if how, ok := dear[name]; ok {
			add(name, how)
		}
	}
	if n, err := strconv.Atoi(values.Get("limit")); err == nil && n > manyRows {
		add("limit", "Ask for shorter pages and follow `next`.")
	}
	if n, err := strconv.Atoi(values.Get("level")); err == nil && n >= deepLevel {
		add("level", "Ask for a level nearer to the region, or for a smaller region.")
	}
	p.export = !values.Has("limit") && !inOne(c.Request.URL.RawQuery, header(c, "Accept"))
	return p
}

// inOne tells whether an answer is one document, and does not come row by row for as long as it takes.
func inOne(query, accept string) bool {
	if strings.Contains(query, "format=") {
		values, _ := url.ParseQuery(query)
		return values.Get("format") == string(asJSON)
	}
	switch accept {
	case "", "*/*", mediaTypes[asJSON]:
		return true
	}
	best, ok := negotiate(accept, everyFormat)
	return ok && best == asJSON && !strings.Contains(strings.ToLower(accept), "event-stream")
}

// follows tells whether the ledger is asked for as events, which Accept alone asks for.
func follows(c *gin.Context) bool {
	found, ok := negotiate(header(c, "Accept"), append(slices.Clone(ledgerFormats), asEvents))
	return ok && found == asEvents && !c.Request.URL.Query().Has("format")
}

// bounded runs a read for as long as a question may take. The expensive ones have a few places of their own, so that
// there is always somebody to answer the others. Codes: too_expensive, busy.
func (s *server) bounded(c *gin.Context, operation string, handle func(*gin.Context) error) error {
	if !reading(c) {
		return handle(c)
	}
	if operation == "listLedger" && follows(c) {
		return handle(c) // it waits for what happens, and asks little
	}
	p := priceOf(operation, c)
	budget := s.cfg.Limits.Expensive
	if p.export {
		budget = s.cfg.Limits.Exports
	}
	if (p.expensive || p.export) && budget != nil {
		done, ok := budget.Take(c.Request.Context(), 1)
		if !ok {
			return &api.Error{Code: api.CodeBusy, Fields: p.narrow,
				Detail: "As many expensive questions are at work as may be. Send this one again in a moment, or ask for less."}
		}
		defer done()
	}
	if p.export || s.cfg.QuestionTimeout == 0 {
		return handle(c)
	}
	return s.inTime(c, p, handle)
}

// inTime gives a question up that takes too long, and says how to ask for less.
func (s *server) inTime(c *gin.Context, p price, handle func(*gin.Context) error) error {
	whole := c.Request
	ctx, cancel := context.WithTimeout(whole.Context(), s.cfg.QuestionTimeout)
	defer cancel()
	c.Request = whole.WithContext(ctx)
	err := handle(c)
	c.Request = whole
	if err == nil || ctx.Err() == nil || whole.Context().Err() != nil || api.CodeOf(err) != api.CodeUnavailable {
		return err
	}
	e := &api.Error{Code: api.CodeTooExpensive, Fields: p.narrow,
		Detail: "This question took longer than " + s.cfg.QuestionTimeout.String() + " and was given up. Ask for less at a time."}
	return e
}
