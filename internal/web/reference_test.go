package web

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/konbit-aid/konbit/docs"
)

func TestReferencePage(t *testing.T) {
	page, style, err := reference(docs.OpenAPI)
	if err != nil {
		t.Fatal(err)
	}
	text := string(page)
	var d document
	if err := json.Unmarshal(docs.OpenAPI, &d); err != nil {
		t.Fatal(err)
	}
	t.Run("shows a request and an answer of every operation", func(t *testing.T) {
		for _, item := range d.Paths {
			for _, op := range item.Value {
				if c := d.call(op.Name, item.Name, op.Value); c.Sample == "" || c.Example == "" && c.Answer != "a file" || c.Answer == "" {
					t.Errorf("%s has no example", c.ID)
				}
			}
		}
	})
	t.Run("says what comes as a file", func(t *testing.T) {
		if n := strings.Count(text, ": a file <span"); n != 1 {
			t.Errorf("%d operations answer with a file", n)
		}
	})
	t.Run("shows every shape", func(t *testing.T) {
		for _, s := range d.Components.Schemas {
			if !strings.Contains(text, `id="`+anchor(s.Name)+`"`) {
				t.Errorf("%s is not on the page", s.Name)
			}
		}
	})
	t.Run("has no link within that leads nowhere", func(t *testing.T) {
		for _, link := range regexp.MustCompile(`href="#([^"]+)"`).FindAllStringSubmatch(text, -1) {
			if !strings.Contains(text, `id="`+link[1]+`"`) {
				t.Errorf("#%s leads nowhere", link[1])
			}
		}
	})
	t.Run("carries the style that its policy allows", func(t *testing.T) {
		if found := regexp.MustCompile(`(?s)<style>(.*)</style>`).FindStringSubmatch(text); found == nil || found[1] != string(style) {
			t.Error("the template has changed the style")
		}
	})
}

func TestMarkdown(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"emphasis around code":    {"**never `null`**, *not* `a*b*c`", "<p><b>never <code>null</code></b>, <em>not</em> <code>a*b*c</code></p>"},
		"a list and what follows": {"- one\ntwo\n- three\n\nfour", "<ul><li>one two</li><li>three</li></ul><p>four</p>"},
		"a heading":               {"### Reading\ntext", "<h3>Reading</h3><p>text</p>"},
		"nothing of HTML":         {"<b>`<i>`</b>", "<p>&lt;b&gt;<code>&lt;i&gt;</code>&lt;/b&gt;</p>"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := string(markdown(c.in)); got != c.want {
				t.Errorf("%s\nwant %s", got, c.want)
			}
		})
	}
}
