package exchange

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/konbit-aid/konbit/api"
)

// SeriesColumns is the table of the points of a series. All money is in US dollars.
var SeriesColumns = columns(join([]column[api.SeriesPoint]{
	plain("as_of", func(p api.SeriesPoint) string { return string(p.AsOf) }),
	plain("affected", func(p api.SeriesPoint) string { return people(p.People.Affected) }),
	plain("in_need", func(p api.SeriesPoint) string { return people(p.People.InNeed) }),
	plain("targeted", func(p api.SeriesPoint) string { return people(p.People.Targeted) }),
	plain("reached", func(p api.SeriesPoint) string { return people(p.People.Reached) }),
	plain("severity", func(p api.SeriesPoint) string { return whole(p.People.Severity) }),
	text("basis", func(p api.SeriesPoint) string { return basis(p.People.Basis) }),
	plain("reporting", func(p api.SeriesPoint) string { return whole(p.People.Reporting) }),
	plain("of", func(p api.SeriesPoint) string { return whole(p.People.Of) }),
}, coverageMoney(func(p api.SeriesPoint) *api.CoverageMoney { return &p.Money }))...)

// difference is one row of a history; the first of a change that tells none is empty.
type difference struct {
	api.Change
	one api.Difference
}

func changes(c api.Change) []difference {
	if len(c.Changes) == 0 {
		return []difference{{Change: c}}
	}
	rows := make([]difference, len(c.Changes))
	for i, d := range c.Changes {
		rows[i] = difference{c, d}
	}
	return rows
}

// ChangeColumns is the table of a history: one row a difference. Values are written as JSON.
var ChangeColumns = expand(changes,
	text("id", func(d difference) string { return d.ID }),
	plain("at", func(d difference) string { return moment(d.At) }),
	text("organization", func(d difference) string { return d.Organization }),
	text("key", func(d difference) string { return string(d.Key) }),
	text("action", func(d difference) string { return d.Action }),
	text("reason", func(d difference) string { return string(d.Reason) }),
	plain("version", func(d difference) string { return strconv.FormatInt(d.Version, 10) }),
	plain("withheld", func(d difference) string { return strconv.FormatBool(d.Withheld) }),
	text("pointer", func(d difference) string { return d.one.Pointer }),
	text("element", func(d difference) string { return string(d.one.Key) }),
	text("before", func(d difference) string { return asJSON(d.one.Before) }),
	text("after", func(d difference) string { return asJSON(d.one.After) }),
)

func asJSON(v any) string {
	if v == nil {
		return ""
	}
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return ""
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// CitedSourceColumns is the table of sources. Grades stand in one cell like "A1:3;B2:1".
var CitedSourceColumns = columns(
	text("id", func(s api.CitedSource) string { return s.ID }),
	text("publisher", func(s api.CitedSource) string { return s.Publisher }),
	text("title", func(s api.CitedSource) string { return s.Title }),
	text("url", func(s api.CitedSource) string { return string(s.URL) }),
	plain("published_on", func(s api.CitedSource) string { return string(s.PublishedOn) }),
	plain("citations", func(s api.CitedSource) string { return strconv.Itoa(s.Citations) }),
	text("grades", func(s api.CitedSource) string { return grades(s.Grades) }),
)

func grades(all []api.SourceGrade) string {
	parts := make([]string, len(all))
	for i, g := range all {
		parts[i] = g.Reliability + strconv.Itoa(g.Credibility) + ":" + strconv.Itoa(g.Citations)
	}
	return strings.Join(parts, ";")
}

// CitationColumns is the table of the records that rest on a source.
var CitationColumns = columns(
	text("resource", func(c api.Citation) string { return c.Resource }),
	text("id", func(c api.Citation) string { return c.ID }),
	text("title", func(c api.Citation) string { return c.Title }),
	text("path", func(c api.Citation) string { return c.Path }),
	text("reliability", func(c api.Citation) string { return c.Reliability }),
	plain("credibility", func(c api.Citation) string { return strconv.Itoa(c.Credibility) }),
	text("quote", func(c api.Citation) string { return string(c.Quote) }),
)
