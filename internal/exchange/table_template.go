package exchange

import "github.com/konbit-aid/konbit/api"

// TemplateColumns is the table of templates.
var TemplateColumns = columns("templates", []column[api.Template]{
	text("name", "What the template is called.", func(t *api.Template) string { return t.Name }),
	text("title", "What it is called, for people.", func(t *api.Template) string { return t.Title }),
	text("about", "What stands in it.", func(t *api.Template) string { return t.About }),
	text("path", "Where the workbook is.", func(t *api.Template) string { return t.Path }),
	count("version", "The version of its columns.", func(t *api.Template) int { return t.Version }),
})
