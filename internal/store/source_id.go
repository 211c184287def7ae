package store

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/konbit-aid/konbit/api"
)

// sourceSpace is the namespace of the ids of sources. It never changes: ids follow from it.
var sourceSpace = uuid.MustParse("0b9c1f5e-9a47-5f0c-8a39-1f4c8f3b7d21")

// SourceID returns the id of a source: it follows from the address, or where
// there is none from publisher, title and day of publication.
func SourceID(s api.Source) string { return uuid.NewSHA1(sourceSpace, []byte(normal(s))).String() }

func normal(s api.Source) string {
	if s.URL != "" {
		return "url\n" + normalURL(string(s.URL))
	}
	return "text\n" + strings.Join(strings.Fields(fold(s.Publisher)), " ") + "\n" + strings.Join(strings.Fields(fold(s.Title)), " ") + "\n" + string(s.PublishedOn)
}

// normalURL writes an address so that two that lead to the same page are equal:
// scheme and host in lower case, no default port, no fragment, no slash at the
// end, no utm_ parameters.
func normalURL(text string) string {
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil || u.Host == "" {
		return text
	}
	u.Scheme, u.Host = strings.ToLower(u.Scheme), strings.ToLower(u.Host)
	if port := map[string]string{"http": ":80", "https": ":443"}[u.Scheme]; port != "" {
		u.Host = strings.TrimSuffix(u.Host, port)
	}
	u.Fragment, u.RawFragment = "", ""
	u.Path, u.RawPath = strings.TrimRight(u.Path, "/"), strings.TrimRight(u.RawPath, "/")
	var kept []string
	for _, pair := range strings.Split(u.RawQuery, "&") {
		if pair != "" && !strings.HasPrefix(strings.ToLower(pair), "utm_") {
			kept = append(kept, pair)
		}
	}
	u.RawQuery, u.ForceQuery = strings.Join(kept, "&"), false
	return u.String()
}

// citationKey is the order in which citations are listed.
func citationKey(r citationRow) string {
	return r.Resource + " " + r.Record + " " + strconv.Itoa(r.Place)
}
