package httpapi

import (
	"strings"
	"testing"

	"github.com/konbit-aid/konbit/api"
)

func TestUnchanged(t *testing.T) {
	const tag = `"3-0a1b2c3d4e5f"`
	for _, tc := range []struct {
		name, header string
		want         bool
	}{
		{"the same tag", tag, true},
		{"a proxy has made it weak", "W/" + tag, true},
		{"one of several", `"1-aa", W/"2-bb",` + tag, true},
		{"any", " * ", true},
		{"another tag", `"4-0a1b2c3d4e5f"`, false},
		{"no header", "", false},
		{"no quotes", "3-0a1b2c3d4e5f", false},
		{"an open quote", `"3-0a1b2c3d4e5f`, false},
		{"rubbish after the tag", tag + " x", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := unchanged(tc.header, tag); got != tc.want {
				t.Errorf("unchanged(%q) = %v", tc.header, got)
			}
		})
	}
}

func TestVersionOf(t *testing.T) {
	for _, tc := range []struct {
		name, header string
		want         int64
		code         api.Code
	}{
		{"the version stands before the dash", `"12-0a1b2c3d4e5f"`, 12, ""},
		{"a weak tag still names it", `W/"12-0a1b2c3d4e5f"`, 12, ""},
		{"the newest of several counts", `"2-aa", "7-bb", "3-cc"`, 7, ""},
		{"a star takes any", "*", 0, ""},
		{"none is a precondition required", "", 0, api.CodeNoVersion},
		{"a foreign tag is stale", `"abc"`, 0, api.CodeStale},
		{"no quotes is malformed", "12", 0, api.CodeMalformed},
		{"only a comma is malformed", ",", 0, api.CodeMalformed},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := versionOf(tc.header)
			if got != tc.want || api.CodeOf(err) != tc.code {
				t.Errorf("versionOf(%q) = %d, %v", tc.header, got, err)
			}
		})
	}
}

func FuzzTags(f *testing.F) {
	for _, s := range []string{"", "*", `"1-aa"`, `W/"1-aa", "2-bb"`, `"`, `"a""b"`, "W/", `"a", *`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, header string) {
		list, every, ok := tags(header)
		if every && (len(list) > 0 || !ok) || !ok && len(list) > 0 && every {
			t.Fatalf("tags(%q) = %q, %v, %v", header, list, every, ok)
		}
		for _, tag := range list {
			if strings.Contains(tag, `"`) {
				t.Fatalf("tags(%q) holds a quote: %q", header, tag)
			}
		}
		if version, err := versionOf(header); version < 0 || err != nil && version != 0 {
			t.Fatalf("versionOf(%q) = %d, %v", header, version, err)
		}
		unchanged(header, `"1-aa"`)
	})
}
