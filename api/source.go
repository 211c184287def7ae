package api

import (
	"net/url"
	"strconv"
)

// Source is a publication that a figure rests on.
type Source struct {
	Publisher   string `json:"publisher" example:"OCHA"`
	Title       string `json:"title" example:"Haiti: Humanitarian Needs and Response Plan 2024"`
	URL         Opt    `json:"url" example:"https://reliefweb.int/report/haiti"`
	PublishedOn Date   `json:"published_on" example:"2024-02-27"`
	// Reliability grades the publisher: A completely, B usually, C fairly, D not
	// usually reliable, E unreliable, F cannot be judged. F if left out.
	Reliability Opt `json:"reliability" enums:"A,B,C,D,E,F" example:"A"`
	// Credibility grades the statement: 1 confirmed, 2 probably true, 3 possibly
	// true, 4 doubtful, 5 improbable, 6 cannot be judged. 6 if left out.
	Credibility int `json:"credibility" minimum:"1" maximum:"6" example:"2"`
	// Quote is what the publication says, word for word.
	Quote Opt `json:"quote" example:"5.5 million people need humanitarian assistance."`
}

// WithDefaults returns the source with its grades filled in.
func (s Source) WithDefaults() Source {
	if s.Reliability == "" {
		s.Reliability = "F"
	}
	if s.Credibility == 0 {
		s.Credibility = 6
	}
	return s
}

// Grade orders sources from best (11 = A1) to worst (66 = F6).
func (s Source) Grade() int {
	s = s.WithDefaults()
	return (int(s.Reliability[0]-'A')+1)*10 + s.Credibility
}

// BestGrade returns the grade of the best of the sources, 66 for none.
func BestGrade(sources []Source) int {
	best := 66
	for _, s := range sources {
		best = min(best, s.Grade())
	}
	return best
}

// Validate reports what is wrong with the source.
func (s Source) Validate() Fields {
	var f Fields
	f.Text("/publisher", s.Publisher, true, MaxTitle)
	f.Text("/title", s.Title, true, MaxTitle)
	f.Text("/quote", string(s.Quote), false, MaxText)
	f.Day("/published_on", s.PublishedOn, true)
	f.Text("/url", string(s.URL), false, MaxURL)
	if u, err := url.Parse(string(s.URL)); s.URL != "" && (err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "") {
		f.Add("/url", "bad_url", "An address starts with http:// or https://; this is %q.", string(s.URL))
	}
	if r := s.Reliability; r != "" && (len(r) != 1 || r[0] < 'A' || r[0] > 'F') {
		f.Add("/reliability", "unknown_value", "Reliability is a letter from A (completely reliable) to F (cannot be judged).")
	}
	if s.Credibility < 0 || s.Credibility > 6 {
		f.Add("/credibility", "out_of_range", "Credibility is a number from 1 (confirmed) to 6 (cannot be judged).")
	}
	return f
}

// validateSources checks that at least one source is cited and each is well formed.
func validateSources(f *Fields, sources []Source) {
	if len(sources) == 0 {
		f.Add("/sources", "required", "Cite at least one source: publisher, title and publication date.")
	}
	if len(sources) > MaxSource {
		f.Add("/sources", "too_many", "At most %d sources are kept with one record.", MaxSource)
	}
	for i, s := range sources {
		f.Under("/sources/"+strconv.Itoa(i), s.Validate())
	}
}

func defaultSources(sources []Source) []Source {
	out := make([]Source, len(sources))
	for i, s := range sources {
		out[i] = s.WithDefaults()
	}
	return out
}
