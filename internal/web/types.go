package web

import (
	"encoding/json"
	"fmt"
	"html"
	"html/template"
	"slices"
	"strings"
)

// typeText says in words what a schema takes: "list of Pledge", "date or null".
// Names of schemas are links.
func typeText(s schema) template.HTML {
	return template.HTML(typeWords(s)) //nolint:gosec // names come from our own document and are escaped
}

func typeWords(s schema) string {
	if s.Ref != "" {
		name := html.EscapeString(refName(s.Ref))
		return `<a href="#` + anchor(name) + `">` + name + `</a>`
	}
	if choices := slices.Concat(s.AnyOf, s.OneOf); len(choices) > 0 {
		var words []string
		for _, c := range choices {
			words = append(words, typeWords(c))
		}
		return strings.Join(words, " or ")
	}
	var words []string
	for _, k := range s.Type {
		words = append(words, kindWords(k, s))
	}
	if len(words) == 0 {
		return "any"
	}
	return strings.Join(words, " or ")
}

func kindWords(kind string, s schema) string {
	switch {
	case kind == "array" && s.Items != nil:
		return "list of " + typeWords(*s.Items)
	case kind == "object" && len(s.Properties) > 0:
		var names []string
		for _, p := range s.Properties {
			names = append(names, `<code>`+html.EscapeString(p.Name)+`</code>`)
		}
		return "object with " + strings.Join(names, ", ")
	case kind == "string" && s.Format != "" && s.Format != "double":
		return html.EscapeString(s.Format)
	}
	return html.EscapeString(kind)
}

// limits says in words what a value must keep to, "" for nothing.
func limits(s schema) template.HTML {
	var words []string
	if len(s.Enum) > 0 {
		words = append(words, "one of "+codes(s.Enum))
	}
	if s.Const != nil {
		words = append(words, "always "+codes([]any{s.Const}))
	}
	switch {
	case s.Minimum != nil && s.Maximum != nil:
		words = append(words, fmt.Sprintf("%s to %s", *s.Minimum, *s.Maximum))
	case s.Minimum != nil:
		words = append(words, fmt.Sprintf("at least %s", *s.Minimum))
	case s.Maximum != nil:
		words = append(words, fmt.Sprintf("at most %s", *s.Maximum))
	}
	if s.MaxLength != nil {
		words = append(words, fmt.Sprintf("at most %d characters", *s.MaxLength))
	}
	if s.MaxItems != nil {
		words = append(words, fmt.Sprintf("at most %d", *s.MaxItems))
	}
	if s.Default != nil {
		words = append(words, "default "+codes([]any{s.Default}))
	}
	if s.Items != nil && s.Items.Ref == "" {
		if inner := limits(*s.Items); inner != "" {
			words = append(words, "each "+string(inner))
		}
	}
	return template.HTML(strings.Join(words, " · ")) //nolint:gosec // codes escapes
}

func codes(values []any) string {
	var words []string
	for _, v := range values {
		if v == nil {
			continue
		}
		words = append(words, "<code>"+html.EscapeString(fmt.Sprint(v))+"</code>")
	}
	return strings.Join(words, " ")
}

func refName(ref string) string { return ref[strings.LastIndexByte(ref, '/')+1:] }

// anchor is the fragment of a schema on the page.
func anchor(name string) string { return "shape-" + name }

// field is a row of a table: a member of a schema, or a parameter.
type field struct {
	Name   string
	Mark   string // "required" of what is sent, "may be absent" of what is answered
	Type   template.HTML
	Limits template.HTML
	Text   template.HTML
}

func fieldsOf(name string, s schema) []field {
	list := make([]field, len(s.Properties))
	for i, p := range s.Properties {
		mark, there := "", slices.Contains(s.Required, p.Name)
		switch sent := s.AdditionalProperties == false; {
		case sent && there && name != "Money":
			mark = "required"
		case !sent && !there:
			mark = "may be absent"
		}
		list[i] = field{p.Name, mark, typeText(p.Value), limits(p.Value), inline(p.Value.Description)}
	}
	return list
}

// jsonHTML indents JSON and marks its names, texts and numbers.
func jsonHTML(raw json.RawMessage) template.HTML {
	var b strings.Builder
	for i, line := range strings.Split(indent(raw), "\n") {
		if i > 0 {
			b.WriteByte('\n')
		}
		blanks := len(line) - len(strings.TrimLeft(line, " "))
		b.WriteString(line[:blanks])
		line = line[blanks:]
		if name, value, ok := strings.Cut(line, `": `); ok && strings.HasPrefix(name, `"`) {
			b.WriteString(`<i>` + html.EscapeString(name+`"`) + `</i>: `)
			line = value
		}
		b.WriteString(valueHTML(line))
	}
	return template.HTML(b.String()) //nolint:gosec // every part is escaped
}

func valueHTML(text string) string {
	value, comma := strings.CutSuffix(text, ",")
	tag := ""
	switch {
	case strings.HasPrefix(value, `"`):
		tag = "q"
	case value != "" && !strings.ContainsAny(value[:1], "{}[]"):
		tag = "b"
	}
	out := html.EscapeString(value)
	if tag != "" {
		out = "<" + tag + ">" + out + "</" + tag + ">"
	}
	if comma {
		out += ","
	}
	return out
}
