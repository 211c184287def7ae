package exchange

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/konbit-aid/konbit/api"
)

// difference is one row of a history; the first of a change that tells none is empty.
type difference struct {
	api.Change
	one api.Difference
}

func changes(c *api.Change) []difference {
	if len(c.Changes) == 0 {
		return []difference{{Change: *c}}
	}
	rows := make([]difference, len(c.Changes))
	for i, d := range c.Changes {
		rows[i] = difference{*c, d}
	}
	return rows
}

// ChangeColumns is the table of a history: one row a difference. Values are written as JSON.
var ChangeColumns = expand("history", changes, []column[difference]{
	text("id", "The id of the change.", func(d *difference) string { return d.ID }),
	moment("at", "When it was made.", func(d *difference) *time.Time { return &d.At }),
	text("organization", "Who made it.", func(d *difference) string { return d.Organization }),
	text("key", "With which key.", func(d *difference) api.Opt { return d.Key }),
	text("action", "What was done.", func(d *difference) string { return d.Action }),
	text("reason", "Why.", func(d *difference) api.Opt { return d.Reason }),
	count("version", "The version of the record that it made.", func(d *difference) int64 { return d.Version }),
	flag("withheld", "Whether what changed is not for you to see.", func(d *difference) bool { return d.Withheld }),
	text("pointer", "The field that changed.", func(d *difference) string { return d.one.Pointer }),
	text("element", "The element of a list that changed.", func(d *difference) api.Opt { return d.one.Key }),
	texts("before", "What stood there before, in JSON.", func(dst []byte, d *difference) []byte { return append(dst, asJSON(d.one.Before)...) }),
	texts("after", "What stands there now, in JSON.", func(dst []byte, d *difference) []byte { return append(dst, asJSON(d.one.After)...) }),
})

func asJSON(v any) string {
	if v == nil {
		return ""
	}
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return ""
	}
	return strings.TrimSuffix(b.String(), "\n")
}
