package exchange

import "github.com/konbit-aid/konbit/api"

// AssessmentColumns is the table of assessments, without their need lines: those are in the table of needs, whose column
// assessment repeats the id.
var AssessmentColumns = columns("assessments", []column[api.Assessment]{
	text("id", "The record's id. In a file to import it may be any word of your own that the need lines repeat.", func(a *api.Assessment) string { return a.ID }).
		must(func(c cell, a *api.Assessment) { a.ID = c.text() }).tag("#assessment+id"),
	text("crisis", "The crisis that it is about.", func(a *api.Assessment) string { return a.Crisis }).
		must(func(c cell, a *api.Assessment) { a.Crisis = c.text() }).tag("#crisis+code"),
	text("organization", "Who found it out; your own organization where it is empty.", func(a *api.Assessment) string { return a.Organization }).
		reads(func(c cell, a *api.Assessment) { a.Organization = c.text() }).tag("#org+code"),
	text("title", "What the assessment is called.", func(a *api.Assessment) string { return a.Title }).
		must(func(c cell, a *api.Assessment) { a.Title = c.text() }).tag("#assessment+name"),
	text("method", "How it was found out.", func(a *api.Assessment) api.Method { return a.Method }).
		must(func(c cell, a *api.Assessment) { a.Method = api.Method(c.text()) }).tag("#assessment+type"),
	date("period_from", "The first day that the figures are about.", func(a *api.Assessment) api.Date { return a.Period.From }).
		must(func(c cell, a *api.Assessment) { a.Period.From = c.date() }).tag("#date+start"),
	date("period_to", "The last day that the figures are about.", func(a *api.Assessment) api.Date { return a.Period.To }).
		must(func(c cell, a *api.Assessment) { a.Period.To = c.date() }).tag("#date+end"),
	date("published_on", "The day on which it was published.", func(a *api.Assessment) api.Date { return a.PublishedOn }).
		must(func(c cell, a *api.Assessment) { a.PublishedOn = c.date() }).tag("#date+published"),
	text("sensitivity", "Who may see it: public, partners or restricted; partners where it is empty.", func(a *api.Assessment) api.Sensitivity { return a.Sensitivity }).
		reads(func(c cell, a *api.Assessment) { a.Sensitivity = api.Sensitivity(c.text()) }).tag("#meta+sensitivity"),
	text("status", "Where it stands: draft, submitted, validated, rejected, superseded or withdrawn.", func(a *api.Assessment) api.AssessmentStatus { return a.Status }).tag("#status+text"),
	count("need_count", "How many need lines it has.", func(a *api.Assessment) int { return a.NeedCount }).unit("lines").tag("#meta+num"),
	date("withdrawn_on", "The day on which it was taken back.", func(a *api.Assessment) api.Date { return a.WithdrawnOn }).tag("#date+withdrawn"),
	texts("sources", citedMeaning, func(dst []byte, a *api.Assessment) []byte { return appendCitations(dst, a.Sources) }).
		reads(readCitations(func(a *api.Assessment) *[]api.Source { return &a.Sources })).tag("#meta+source"),
}, cited(func(a *api.Assessment) *[]api.Source { return &a.Sources }), meta(func(a *api.Assessment) *api.Meta { return &a.Meta }))
