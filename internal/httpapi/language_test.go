package httpapi

import (
	"slices"
	"testing"

	"github.com/konbit-aid/konbit/api"
)

func TestLanguage(t *testing.T) {
	for _, tc := range []struct{ name, header, want string }{
		{"English where nothing is asked for", "", "en"},
		{"English where nothing fits", "de, ja;q=0.5", "en"},
		{"a region is of its language", "fr-HT", "fr"},
		{"the best quality wins", "en;q=0.3, ht;q=0.9, fr;q=0.5", "ht"},
		{"the first of equals wins", "es, fr", "es"},
		{"zero means not that one", "fr;q=0, es;q=0.1", "es"},
		{"case does not matter", "HT", "ht"},
		{"a broken quality does not count", "fr;q=x, es;q=0.2", "es"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := language(tc.header); got != tc.want {
				t.Errorf("language(%q) = %q, want %q", tc.header, got, tc.want)
			}
		})
	}
}

func TestNegotiate(t *testing.T) {
	for _, tc := range []struct {
		name, header string
		want         format
	}{
		{"JSON where nothing is asked for", "", asJSON},
		{"what is asked for", "text/csv", asCSV},
		{"a browser gets JSON", "text/html,application/xhtml+xml,*/*;q=0.8", asJSON},
		{"the best quality wins", "application/json;q=0.5, text/csv", asCSV},
		{"a whole family", "text/*", asCSV},
		{"the closer range counts", "application/*;q=0.9, application/json;q=0.1", asNDJSON},
		{"nothing fits", "image/png", ""},
		{"zero means not that one", "application/json;q=0", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got, ok := negotiate(tc.header, formatsOf[api.Pledge]()); got != tc.want || ok != (tc.want != "") {
				t.Errorf("negotiate(%q) = %q, %v", tc.header, got, ok)
			}
		})
	}
}

func FuzzPreferences(f *testing.F) {
	for _, s := range []string{"", "en", "fr;q=0.8, *;q=0.1", ";;q=,", "text/csv;q=1e-9", "a;q=NaN", "*/*;q=2"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, header string) {
		for _, p := range preferences(header) {
			if p.value == "" || !(p.quality >= 0 && p.quality <= 1) {
				t.Fatalf("preferences(%q) holds %+v", header, p)
			}
		}
		if l := language(header); !slices.Contains(api.Languages, l) {
			t.Fatalf("language(%q) = %q", header, l)
		}
		if found, ok := negotiate(header, formatsOf[api.Pledge]()); ok && !slices.Contains(formatsOf[api.Pledge](), found) {
			t.Fatalf("negotiate(%q) = %q", header, found)
		}
	})
}
