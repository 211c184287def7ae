package web

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"slices"
	"strings"
)

var (
	//go:embed reference.html
	layout string
	//go:embed reference.css
	styleSheet []byte
)

// view is what the template shows.
type view struct {
	Title, Version string
	Lead           template.HTML
	Intro          template.HTML
	Style          template.CSS
	Groups         []group
	Problems       []problem
	Shapes         []shape
}

type group struct {
	Name       string
	Text       template.HTML
	Operations []call
}

// call is one operation.
type call struct {
	ID, Method, Path, Summary string
	Text                      template.HTML
	Access                    template.HTML
	PathParameters            []field
	Query                     []field
	Usual                     []field // paging, format and headers: the same everywhere
	Body                      *shape
	BodyText                  string
	BodyMedia                 string
	Status, Media             string
	Answer                    template.HTML
	AnswerText                string
	Problems                  []problem
	Sample                    string
	Example                   template.HTML
}

type problem struct {
	Status  string
	Text    string
	Example template.HTML
}

// shape is a schema with its members.
type shape struct {
	Name, Anchor string
	Text         template.HTML
	Type         template.HTML
	Values       template.HTML
	Fields       []field
}

// reference makes the page from the document, and returns its style beside it.
func reference(spec []byte) (html, style []byte, err error) {
	var d document
	if err := json.Unmarshal(spec, &d); err != nil {
		return nil, nil, err
	}
	page, err := template.New("reference").Parse(layout)
	if err != nil {
		return nil, nil, err
	}
	v := d.view()
	v.Style = template.CSS(styleSheet) //nolint:gosec // our own
	var b bytes.Buffer
	if err := page.Execute(&b, v); err != nil {
		return nil, nil, err
	}
	return b.Bytes(), styleSheet, nil
}

func (d *document) view() view {
	v := view{Title: d.Info.Title, Version: d.Info.Version, Lead: inline(d.Info.Summary), Intro: markdown(d.Info.Description)}
	for _, tag := range d.Tags {
		g := group{Name: tag.Name, Text: inline(tag.Description)}
		for _, item := range d.Paths {
			for _, op := range item.Value {
				if slices.Contains(op.Value.Tags, tag.Name) {
					g.Operations = append(g.Operations, d.call(op.Name, item.Name, op.Value))
				}
			}
		}
		v.Groups = append(v.Groups, g)
	}
	for _, s := range d.Components.Schemas {
		v.Shapes = append(v.Shapes, shapeOf(s.Name, s.Value))
	}
	v.Problems = d.problems()
	return v
}

func shapeOf(name string, s schema) shape {
	out := shape{Name: name, Anchor: anchor(name), Text: markdown(s.Description), Type: typeText(s), Fields: fieldsOf(name, s)}
	if len(s.Enum) > 0 {
		out.Values = template.HTML(codes(s.Enum)) //nolint:gosec // codes escapes
	} else if s.Pattern != "" {
		out.Values = template.HTML(codes([]any{s.Pattern})) //nolint:gosec // codes escapes
	}
	if len(s.Properties) > 0 {
		out.Type = ""
	}
	return out
}

func (d *document) call(method, path string, op operation) call {
	c := call{ID: op.OperationID, Method: strings.ToUpper(method), Path: path, Summary: op.Summary,
		Text: markdown(op.Description), Access: access(op.Security)}
	for _, p := range op.Parameters {
		if p.Ref != "" {
			p = d.Components.Parameters[refName(p.Ref)]
		}
		f := field{p.Name, "", typeText(p.Schema), limits(p.Schema), inline(p.Description)}
		if p.Required {
			f.Mark = "required"
		}
		if each := p.Schema.Items; each != nil {
			f.Type, f.Limits = typeText(*each)+", repeatable", limits(*each)
		}
		switch {
		case p.In == "path":
			c.PathParameters = append(c.PathParameters, f)
		case p.In == "query" && !slices.Contains(paging, p.Name):
			c.Query = append(c.Query, f)
		default:
			c.Usual = append(c.Usual, f)
		}
	}
	if op.RequestBody != nil {
		for _, m := range op.RequestBody.Content {
			s := shapeOf(refName(m.Value.Schema.Ref), d.schema(m.Value.Schema))
			c.Body, c.BodyText, c.BodyMedia = &s, op.RequestBody.Description, m.Name
		}
	}
	for _, sample := range op.Samples {
		c.Sample = sample.Source
	}
	d.answers(&c, op)
	return c
}

// paging are the parameters of every list.
var paging = []string{"limit", "cursor", "count", "format"}

func (d *document) answers(c *call, op operation) {
	for _, r := range op.Responses {
		answer := r.Value
		if answer.Ref != "" {
			answer = d.Components.Responses[refName(answer.Ref)]
		}
		if !strings.HasPrefix(r.Name, "2") {
			c.Problems = append(c.Problems, problem{Status: r.Name, Text: answer.Description})
			continue
		}
		if c.Status != "" { // the change may wait, too: the success comes first
			c.AnswerText += " Or " + r.Name + ": " + answer.Description
			continue
		}
		c.Status, c.AnswerText = r.Name, answer.Description
		var media []string
		for _, m := range answer.Content {
			media = append(media, m.Name)
			if m.Name == "application/json" {
				c.Answer = typeText(m.Value.Schema)
				c.Example = jsonHTML(m.Value.Example)
			}
		}
		c.Media = strings.Join(media, ", ")
		if c.Answer == "" && len(answer.Content) > 0 {
			c.Answer = "a file"
		}
	}
}

func (d *document) schema(s schema) schema {
	for _, known := range d.Components.Schemas {
		if s.Ref != "" && known.Name == refName(s.Ref) {
			return known.Value
		}
	}
	return s
}

// problems lists the shared answers that are not a success, by status.
func (d *document) problems() []problem {
	var list []problem
	seen := map[string]bool{}
	for _, item := range d.Paths {
		for _, op := range item.Value {
			for _, r := range op.Value.Responses {
				shared, ok := d.Components.Responses[refName(r.Value.Ref)]
				if !ok || seen[r.Name] {
					continue
				}
				seen[r.Name] = true
				p := problem{Status: r.Name, Text: shared.Description}
				for _, m := range shared.Content {
					p.Example = jsonHTML(m.Value.Example)
				}
				list = append(list, p)
			}
		}
	}
	slices.SortFunc(list, func(a, b problem) int { return strings.Compare(a.Status, b.Status) })
	return list
}

// access says in words who may call.
func access(security []map[string][]string) template.HTML {
	var scopes []any
	anybody := len(security) == 0
	for _, s := range security {
		anybody = anybody || len(s) == 0
		for _, scope := range s["bearer"] {
			scopes = append(scopes, scope)
		}
	}
	switch {
	case len(security) == 0:
		return "Open to everybody."
	case anybody:
		return "Everybody sees what is public; a key sees more."
	}
	text := fmt.Sprintf("Needs a key with the scope %s.", strings.ReplaceAll(codes(scopes), " ", " or "))
	return template.HTML(text) //nolint:gosec // codes escapes
}

func indent(raw json.RawMessage) string {
	var b bytes.Buffer
	if err := json.Indent(&b, raw, "", "  "); err != nil {
		return ""
	}
	return b.String()
}
