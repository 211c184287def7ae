package exchange

import (
	"io"
	"slices"
	"strconv"

	"github.com/xuri/excelize/v2"

	"github.com/konbit-aid/konbit/api"
)

// The sheets of a template that are not filled in. The hidden one tells a
// reader which template it is, and of which version.
const (
	exampleSheet = "example"
	helpSheet    = "about"
	listsSheet   = "lists"
	markSheet    = "konbit"
	templateRows = 10_000
)

// form is one sheet to fill in, and a record that shows how.
type form struct {
	name    string
	columns []Column
	example []string
}

// formOf makes a form of the columns of a table that are read.
func formOf[T any](example T) form {
	t := mustTable[T]()
	f := form{name: t.Name, columns: t.Inputs()}
	_ = t.walk(&example, func(cell func([]byte, int) []byte) error {
		for i, c := range t.Columns {
			if c.Input {
				f.example = append(f.example, string(cell(nil, i)))
			}
		}
		return nil
	})
	return f
}

// template is a workbook to fill in.
type template struct {
	api.Template
	forms func() []form
}

var templates = []template{
	{api.Template{Name: "assessments", Title: "Assessments", About: "One row an assessment in the first sheet, one row a need line in the second; their column assessment repeats the id.",
		Path: "/v1/templates/assessments.xlsx", Version: api.TemplateVersion},
		func() []form { return []form{formOf(exampleAssessment), formOf(exampleNeed)} }},
	{api.Template{Name: "pledges", Title: "Pledges", About: "One row a pledge.", Path: "/v1/templates/pledges.xlsx", Version: api.TemplateVersion},
		func() []form { return []form{formOf(examplePledge)} }},
}

// Templates lists the workbooks that WriteTemplate makes.
func Templates() []api.Template {
	list := make([]api.Template, len(templates))
	for i, t := range templates {
		list[i] = t.Template
	}
	return list
}

// WriteTemplate writes the template of a name. Its sheets have the columns that
// a list writes as CSV, as far as they are read, so what is filled in can be
// imported as it is. Code: not_found.
func WriteTemplate(w io.Writer, name string, choices api.TemplateChoices) error {
	at := slices.IndexFunc(templates, func(t template) bool { return t.Name == name })
	if at < 0 {
		return api.Errorf(api.CodeNotFound, "There is no template %q; GET /v1/templates lists them.", name)
	}
	b := &templateBook{File: excelize.NewFile(), template: templates[at]}
	defer b.Close() // nothing of it is on disk
	if err := b.build(offers(choices)); err != nil {
		return api.Internal(err)
	}
	return b.Write(w)
}

// offer is a list to choose from.
type offer struct {
	name   string
	codes  []string
	names  []string
	strict bool // nothing else is taken
}

// offers are the lists, by what the columns are called.
func offers(c api.TemplateChoices) []offer {
	all := []offer{
		{name: "sector", strict: true}, {name: "currency", strict: true}, {name: "organization"}, {name: "region"}, {name: "crisis"}, {name: "appeal"},
		fixedOffer("kind", api.PledgeKinds), fixedOffer("stage", api.PledgeStages), fixedOffer("method", api.Methods), fixedOffer("sensitivity", api.Sensitivities),
		fixedOffer("group", api.Groups), fixedOffer("sex", api.Sexes), fixedOffer("new_money", []string{"true", "false"}), fixedOffer("earmarking", letters("ABCDEFGHIJKL")),
		fixedOffer("source_reliability", letters("ABCDEF")), fixedOffer("source_credibility", letters("123456")), fixedOffer("severity", letters("12345")),
	}
	for _, s := range api.Sectors {
		all[0].add(string(s.Code), s.Names.In("en"))
	}
	for _, c := range api.Currencies() {
		all[1].add(string(c.Code), c.Name)
	}
	for _, o := range c.Organizations {
		all[2].add(o.Code, o.Name)
	}
	for _, r := range c.Regions {
		all[3].add(r.Pcode, r.Name)
	}
	for _, one := range c.Crises {
		all[4].add(one.Code, one.Title)
	}
	for _, one := range c.Appeals {
		all[5].add(one.Code, one.Title)
	}
	return all
}

func (o *offer) add(code, name string) {
	o.codes, o.names = append(o.codes, code), append(o.names, safe(name))
}

func letters(all string) []string {
	list := make([]string, len(all))
	for i := range all {
		list[i] = all[i : i+1]
	}
	return list
}

func fixedOffer[S ~string](name string, codes []S) offer {
	o := offer{name: name, strict: true}
	for _, c := range codes {
		o.codes = append(o.codes, string(c))
	}
	return o
}

// offered are the columns that choose from a list of another name.
var offered = map[string]string{"donor": "organization", "recipient": "organization", "required_currency": "currency"}

// mark writes what a reader knows the template by.
func (b *templateBook) mark() error {
	for cell, text := range map[string]string{"A1": "konbit template", "B1": b.Name, "A2": "version", "B2": strconv.Itoa(b.Version)} {
		if err := b.SetCellStr(markSheet, cell, text); err != nil {
			return err
		}
	}
	return b.SetSheetVisible(markSheet, false, true)
}
