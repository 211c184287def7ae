package store

import (
	"strings"

	"github.com/konbit-aid/konbit/api"
)

// ownSources reads sources as [sources.Value] wrote them: the members in their order, nothing between them. Every record
// has some, and to read them as JSON of anybody's took a seventh of a list's time. ok is false where a text is escaped, or
// anything is otherwise: then encoding/json reads it.
func ownSources(text string) (all []api.Source, ok bool) {
	r := reader{text, true}
	all = []api.Source{}
	for r.skip("["); r.ok && r.rest != "]"; {
		if len(all) > 0 {
			r.skip(",")
		}
		var s api.Source
		r.skip(`{"publisher":`)
		s.Publisher = r.text()
		r.skip(`,"title":`)
		s.Title = r.text()
		r.skip(`,"url":`)
		s.URL = api.Opt(r.orNull())
		r.skip(`,"published_on":`)
		s.PublishedOn = api.Date(r.orNull())
		r.skip(`,"reliability":`)
		s.Reliability = api.Opt(r.orNull())
		r.skip(`,"credibility":`)
		s.Credibility = r.digit()
		r.skip(`,"quote":`)
		s.Quote = api.Opt(r.orNull())
		r.skip("}")
		all = append(all, s)
	}
	return all, r.ok
}

// reader reads a text from its start. ok is false for good once something was not there.
type reader struct {
	rest string
	ok   bool
}

func (r *reader) skip(word string) {
	rest, found := strings.CutPrefix(r.rest, word)
	r.rest, r.ok = rest, r.ok && found
}

// text reads a text in quotes in which nothing is escaped.
func (r *reader) text() string {
	r.skip(`"`)
	text, rest, found := strings.Cut(r.rest, `"`)
	r.rest, r.ok = rest, r.ok && found && !strings.Contains(text, `\`)
	return text
}

func (r *reader) orNull() string {
	if strings.HasPrefix(r.rest, "null") {
		r.skip("null")
		return ""
	}
	return r.text()
}

func (r *reader) digit() int {
	if r.rest == "" || r.rest[0] < '0' || r.rest[0] > '9' {
		r.ok = false
		return 0
	}
	n := int(r.rest[0] - '0')
	r.rest = r.rest[1:]
	return n
}
