package web

import (
	"html"
	"html/template"
	"regexp"
	"strings"
)

var (
	code   = regexp.MustCompile("`([^`]+)`")
	strong = regexp.MustCompile(`\*\*([^*]+)\*\*`)
	stress = regexp.MustCompile(`\*([^*\s][^*]*)\*`)
)

// inline sets code and emphasis within a line of text. What stands in code is
// put aside first, so that no star within it counts.
func inline(text string) template.HTML {
	var aside []string
	text = code.ReplaceAllStringFunc(text, func(span string) string {
		aside = append(aside, "<code>"+html.EscapeString(strings.Trim(span, "`"))+"</code>")
		return "\x01"
	})
	text = html.EscapeString(text)
	text = stress.ReplaceAllString(strong.ReplaceAllString(text, "<b>$1</b>"), "<em>$1</em>")
	for _, span := range aside {
		text = strings.Replace(text, "\x01", span, 1)
	}
	return template.HTML(text) //nolint:gosec // everything above is escaped
}

// markdown sets the little that our descriptions use: paragraphs, lists with a
// dash, headings of level 3, code and emphasis. Lines that follow belong to
// what they follow, until an empty line or a new item.
func markdown(text string) template.HTML {
	var b strings.Builder
	var block []string
	list := false
	flush := func() {
		if len(block) == 0 {
			return
		}
		joined := strings.Join(block, " ")
		block = nil
		switch item, isItem := strings.CutPrefix(joined, "- "); {
		case isItem:
			if !list {
				b.WriteString("<ul>")
				list = true
			}
			b.WriteString("<li>" + string(inline(item)) + "</li>")
			return
		case list:
			b.WriteString("</ul>")
			list = false
		}
		if heading, ok := strings.CutPrefix(joined, "### "); ok {
			b.WriteString("<h3>" + string(inline(heading)) + "</h3>")
			return
		}
		b.WriteString("<p>" + string(inline(joined)) + "</p>")
	}
	for _, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "- ") || strings.HasPrefix(line, "### ") {
			flush()
		}
		if line != "" {
			block = append(block, line)
		}
		if strings.HasPrefix(line, "### ") {
			flush()
		}
	}
	flush()
	if list {
		b.WriteString("</ul>")
	}
	return template.HTML(b.String()) //nolint:gosec // inline escapes
}
