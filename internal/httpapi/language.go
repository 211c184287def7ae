package httpapi

import (
	"slices"
	"strconv"
	"strings"

	"github.com/konbit-aid/konbit/api"
)

// preference is one element of an Accept or Accept-Language header.
type preference struct {
	value   string // in lower case, without parameters
	quality float64
}

// preferences reads a list like "fr;q=0.8, en". What is not well formed is left out.
func preferences(header string) []preference {
	var list []preference
	for _, element := range strings.Split(header, ",") {
		parts := strings.Split(element, ";")
		p := preference{strings.ToLower(strings.TrimSpace(parts[0])), 1}
		for _, param := range parts[1:] {
			name, value, _ := strings.Cut(strings.TrimSpace(param), "=")
			if !strings.EqualFold(name, "q") {
				continue
			}
			q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
			if err != nil || !(q >= 0 && q <= 1) {
				q = 0
			}
			p.quality = q
		}
		if p.value != "" {
			list = append(list, p)
		}
	}
	return list
}

// language picks the language of names by an Accept-Language header: English where nothing fits.
func language(header string) string {
	best, quality := api.Languages[0], 0.0
	for _, p := range preferences(header) {
		base, _, _ := strings.Cut(p.value, "-")
		if p.quality > quality && slices.Contains(api.Languages, base) {
			best, quality = base, p.quality
		}
	}
	return best
}
