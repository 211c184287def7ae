package exchange

import (
	"bytes"
	"encoding/json"
	"strconv"

	"github.com/konbit-aid/konbit/api"
)

const citedMeaning = "All sources in words: publisher, title, day of publication and address of each, parted by semicolons."

// appendCitations writes sources like "OCHA, Haiti HNRP 2024, 2024-02-27, https://…".
func appendCitations(dst []byte, sources []api.Source) []byte {
	for i, s := range sources {
		if i > 0 {
			dst = append(dst, "; "...)
		}
		dst = append(append(dst, s.Publisher...), ", "...)
		dst = append(append(dst, s.Title...), ", "...)
		dst = append(dst, s.PublishedOn...)
		if s.URL != "" {
			dst = append(append(dst, ", "...), s.URL...)
		}
	}
	return dst
}

// cited are the columns of what a record cites, in a form that can be read
// again: the first source has a column a field, all others share one.
func cited[T any](of func(*T) *[]api.Source) []column[T] {
	none := &api.Source{}
	get := func(r *T) *api.Source {
		if all := *of(r); len(all) > 0 {
			return &all[0]
		}
		return none
	}
	set := func(put func(cell, *api.Source)) func(cell, *T) {
		return func(c cell, into *T) {
			if c.text() == "" {
				return
			}
			all := of(into)
			if len(*all) == 0 {
				*all = []api.Source{{}}
			}
			put(c, &(*all)[0])
		}
	}
	return []column[T]{
		text("source_publisher", "Who published what the record rests on.", func(r *T) string { return get(r).Publisher }).
			reads(set(func(c cell, s *api.Source) { s.Publisher = c.text() })).needed().tag("#meta+source+publisher"),
		text("source_title", "What the publication is called.", func(r *T) string { return get(r).Title }).
			reads(set(func(c cell, s *api.Source) { s.Title = c.text() })).needed().tag("#meta+source+title"),
		date("source_published_on", "The day on which it was published.", func(r *T) api.Date { return get(r).PublishedOn }).
			reads(set(func(c cell, s *api.Source) { s.PublishedOn = c.date() })).needed().tag("#date+source+published"),
		text("source_url", "Where it can be read.", func(r *T) api.Opt { return get(r).URL }).
			reads(set(func(c cell, s *api.Source) { s.URL = api.Opt(c.text()) })).tag("#meta+source+url"),
		text("source_reliability", "How reliable the publisher is: A completely, B usually, C fairly, D not usually, E not at all, F cannot be judged.",
			func(r *T) api.Opt { return get(r).Reliability }).
			reads(set(func(c cell, s *api.Source) { s.Reliability = api.Opt(c.code()) })).tag("#meta+source+reliability"),
		write(Whole, "source_credibility", "How credible the statement is: 1 confirmed, 2 probably true, 3 possibly true, 4 doubtful, 5 improbable, 6 cannot be judged.",
			func(dst []byte, r *T) []byte {
				if n := get(r).Credibility; n != 0 {
					return strconv.AppendInt(dst, int64(n), 10)
				}
				return dst
			}).reads(set(func(c cell, s *api.Source) { s.Credibility = c.whole() })).tag("#meta+source+credibility"),
		text("source_quote", "What the publication says, word for word.", func(r *T) api.Opt { return get(r).Quote }).
			reads(set(func(c cell, s *api.Source) { s.Quote = api.Opt(c.text()) })).tag("#meta+source+quote"),
		texts("further_sources", "All sources but the first, as the API writes them in JSON; leave it empty where there is one source.",
			func(dst []byte, r *T) []byte {
				if all := *of(r); len(all) > 1 {
					return append(dst, asJSON(all[1:])...)
				}
				return dst
			}).reads(func(c cell, into *T) { readSources(c, of(into)) }).tag("#meta+source+list"),
	}
}

// readCitations reads the sources out of the words of one cell, where the file has no column for each of their fields.
func readCitations[T any](of func(*T) *[]api.Source) func(cell, *T) {
	return func(c cell, into *T) {
		if c.text() != "" && c.beside("source_publisher").text() == "" {
			*of(into) = c.citations()
		}
	}
}

func readSources(c cell, into *[]api.Source) {
	t := c.text()
	if t == "" {
		return
	}
	var more []api.Source
	in := json.NewDecoder(bytes.NewReader([]byte(t)))
	in.DisallowUnknownFields()
	if err := in.Decode(&more); err != nil || in.More() {
		c.fault("bad_sources", "Further sources are a list in JSON, as the API writes sources; leave the cell empty where there is one.")
		return
	}
	*into = append(*into, more...)
}

// CitedSourceColumns is the table of sources. Grades stand in one cell like "A1:3;B2:1".
var CitedSourceColumns = columns("sources", []column[api.CitedSource]{
	text("id", "The source's id.", func(s *api.CitedSource) string { return s.ID }).tag("#meta+id"),
	text("publisher", "Who published it.", func(s *api.CitedSource) string { return s.Publisher }).tag("#meta+source+publisher"),
	text("title", "What it is called.", func(s *api.CitedSource) string { return s.Title }).tag("#meta+source+title"),
	text("url", "Where it can be read.", func(s *api.CitedSource) api.Opt { return s.URL }).tag("#meta+source+url"),
	date("published_on", "The day on which it was published.", func(s *api.CitedSource) api.Date { return s.PublishedOn }).tag("#date+published"),
	count("citations", "How often records cite it.", func(s *api.CitedSource) int { return s.Citations }).unit("citations").tag("#meta+num"),
	texts("grades", "How those who cite it grade it, and how many do, like A1:3;B2:1.", func(dst []byte, s *api.CitedSource) []byte {
		for i, g := range s.Grades {
			if i > 0 {
				dst = append(dst, ';')
			}
			dst = strconv.AppendInt(append(dst, g.Reliability...), int64(g.Credibility), 10)
			dst = strconv.AppendInt(append(dst, ':'), int64(g.Citations), 10)
		}
		return dst
	}).tag("#meta+source+grades"),
})

// CitationColumns is the table of the records that rest on a source.
var CitationColumns = columns("citations", []column[api.Citation]{
	text("resource", "What kind of record it is.", func(c *api.Citation) string { return c.Resource }),
	text("id", "The record's id.", func(c *api.Citation) string { return c.ID }),
	text("title", "What the record is called.", func(c *api.Citation) string { return c.Title }),
	text("path", "Its address.", func(c *api.Citation) string { return c.Path }),
	text("reliability", "How the record grades the publisher, A to F.", func(c *api.Citation) string { return c.Reliability }),
	count("credibility", "How the record grades the statement, 1 to 6.", func(c *api.Citation) int { return c.Credibility }),
	text("quote", "The words that it quotes.", func(c *api.Citation) api.Opt { return c.Quote }),
})
