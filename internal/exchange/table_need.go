package exchange

import (
	"strings"

	"github.com/konbit-aid/konbit/api"
)

// NeedColumns is the table of need lines.
var NeedColumns = columns("needs", []column[api.Need]{
	text("id", "The record's id.", func(n *api.Need) string { return n.ID }).tag("#meta+id"),
	text("assessment", "The id of the assessment that the line is of.", func(n *api.Need) string { return n.Assessment }).
		reads(func(c cell, n *api.Need) { n.Assessment = c.text() }).needed().tag("#assessment+id"),
	text("crisis", "The crisis of the assessment.", func(n *api.Need) string { return n.Crisis }).
		reads(func(c cell, n *api.Need) { n.Crisis = c.text() }).tag("#crisis+code"),
	text("region", "The place code.", func(n *api.Need) string { return n.Region }).
		must(func(c cell, n *api.Need) { n.Region = c.text() }).tag("#adm+code"),
	text("sector", "The sector's code; ALL is the total over all sectors.", func(n *api.Need) api.SectorCode { return n.Sector }).
		must(func(c cell, n *api.Need) { n.Sector = c.sector() }).tag("#sector+cluster+code"),
	text("group", "The population group; ALL where it is empty.", func(n *api.Need) string { return n.Group }).
		reads(func(c cell, n *api.Need) { n.Group = c.code() }).tag("#population+group+code"),
	text("sex", "all, f, m, x, u (unknown) or o (other); all where it is empty.", func(n *api.Need) string { return n.Sex }).
		reads(func(c cell, n *api.Need) { n.Sex = sexOf(c.text()) }).tag("#gender+code"),
	text("age", "all, a span like 0-17 or an open end like 65+; all where it is empty.", func(n *api.Need) string { return n.Age }).
		reads(func(c cell, n *api.Need) { n.Age = strings.ReplaceAll(strings.ToLower(c.text()), " ", "") }).tag("#age+range"),
	people("affected", "How many people are affected.", func(n *api.Need) *api.People { return n.Affected }).
		reads(func(c cell, n *api.Need) { n.Affected = c.people() }).tag("#affected"),
	people("in_need", "How many of them need help.", func(n *api.Need) *api.People { return n.InNeed }).
		reads(func(c cell, n *api.Need) { n.InNeed = c.people() }).tag("#inneed"),
	people("targeted", "How many are to be reached.", func(n *api.Need) *api.People { return n.Targeted }).
		reads(func(c cell, n *api.Need) { n.Targeted = c.people() }).tag("#targeted"),
	people("reached", "How many were reached.", func(n *api.Need) *api.People { return n.Reached }).
		reads(func(c cell, n *api.Need) { n.Reached = c.people() }).tag("#reached"),
	number("severity", "JIAF's severity: 1 minimal, 2 stress, 3 severe, 4 extreme, 5 catastrophic.", func(n *api.Need) *int { return n.Severity }).
		reads(func(c cell, n *api.Need) { n.Severity = c.number() }).tag("#severity"),
	amount("required", "required_currency", "The money that meeting the need takes.", func(n *api.Need) *api.Money { return n.Required }).
		reads(func(c cell, n *api.Need) { n.Required = c.money("required_currency") }).tag("#value+funding+required"),
	currencyOf("required_currency", "The currency of required.", func(n *api.Need) *api.Money { return n.Required }).
		reads(func(cell, *api.Need) {}).tag("#value+funding+required+currency"),
	dollars("required_usd", "The value of required, fixed when it was recorded.", func(n *api.Need) *api.Cents { return n.RequiredUSD }).tag("#value+funding+required+usd"),
}, meta(func(n *api.Need) *api.Meta { return &n.Meta }), []column[api.Need]{
	truth("chosen", "Whether it is the current one of the figures for one thing; only where competing figures are asked for.", func(n *api.Need) *bool { return n.Chosen }).tag("#meta+chosen"),
	text("chosen_because", "Why the chosen figure goes before the others.", func(n *api.Need) string {
		if n.ChosenBecause == nil {
			return ""
		}
		return n.ChosenBecause.Code
	}).tag("#meta+chosen+reason"),
	texts("sources", citedMeaning, func(dst []byte, n *api.Need) []byte { return appendCitations(dst, n.Sources) }).tag("#meta+source"),
})
