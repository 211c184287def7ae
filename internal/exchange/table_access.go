package exchange

import "github.com/konbit-aid/konbit/api"

// AccessConstraintColumns is the table of access constraints.
var AccessConstraintColumns = columns("access-constraints", []column[api.AccessConstraint]{
	text("id", "The record's id.", func(c *api.AccessConstraint) string { return c.ID }).tag("#access+id"),
	text("crisis", "The crisis that it belongs to.", func(c *api.AccessConstraint) string { return c.Crisis }).
		reads(func(c cell, r *api.AccessConstraint) { r.Crisis = c.text() }).tag("#crisis+code"),
	text("organization", "Who reports it.", func(c *api.AccessConstraint) string { return c.Organization }).
		reads(func(c cell, r *api.AccessConstraint) { r.Organization = c.text() }).tag("#org+code+reported"),
	text("region", "The place code.", func(c *api.AccessConstraint) string { return c.Region }).
		must(func(c cell, r *api.AccessConstraint) { r.Region = c.text() }).tag("#adm+code"),
	text("type", "One of OCHA's nine types.", func(c *api.AccessConstraint) api.ConstraintType { return c.Type }).
		must(func(c cell, r *api.AccessConstraint) { r.Type = api.ConstraintType(c.text()) }).tag("#access+type"),
	text("direction", "Who is kept from whom.", func(c *api.AccessConstraint) api.Direction { return c.Direction }).tag("#access+direction"),
	number("severity", "0 (no constraint) to 5 (extreme).", func(c *api.AccessConstraint) *int { return c.Severity }).
		must(func(c cell, r *api.AccessConstraint) { r.Severity = c.number() }).tag("#severity+access"),
	date("period_from", "The first day.", func(c *api.AccessConstraint) api.Date { return c.Period.From }).
		must(func(c cell, r *api.AccessConstraint) { r.Period.From = c.date() }).tag("#date+start"),
	date("period_to", "The last day; empty while it goes on.", func(c *api.AccessConstraint) api.Date { return c.Period.To }).
		reads(func(c cell, r *api.AccessConstraint) { r.Period.To = c.date() }).tag("#date+end"),
	codes("sectors", "The sectors that it stands in the way of, parted by semicolons; all of them where it is empty.", func(c *api.AccessConstraint) []api.SectorCode { return c.Sectors }).
		reads(func(c cell, r *api.AccessConstraint) { r.Sectors = c.sectors() }).tag("#sector+cluster+code+list"),
	text("title", "What it is, in a few words.", func(c *api.AccessConstraint) api.Opt { return c.Title }).
		reads(func(c cell, r *api.AccessConstraint) { r.Title = c.opt() }).tag("#access+name"),
	text("description", "What it is.", func(c *api.AccessConstraint) api.Opt { return c.Description }).
		reads(func(c cell, r *api.AccessConstraint) { r.Description = c.opt() }).tag("#description"),
	text("sensitivity", "Who may see it: public, partners or restricted.", func(c *api.AccessConstraint) api.Sensitivity { return c.Sensitivity }).
		reads(func(c cell, r *api.AccessConstraint) { r.Sensitivity = api.Sensitivity(c.text()) }).tag("#meta+sensitivity"),
	text("status", "recorded, lifted or withdrawn.", func(c *api.AccessConstraint) api.ConstraintStatus { return c.Status }).tag("#status+text"),
	date("lifted_on", "The day on which it was lifted.", func(c *api.AccessConstraint) api.Date { return c.LiftedOn }).tag("#date+lifted"),
	date("withdrawn_on", "The day on which it was taken back.", func(c *api.AccessConstraint) api.Date { return c.WithdrawnOn }).tag("#date+withdrawn"),
	texts("sources", citedMeaning, func(dst []byte, c *api.AccessConstraint) []byte { return appendCitations(dst, c.Sources) }).
		reads(readCitations(func(r *api.AccessConstraint) *[]api.Source { return &r.Sources })).tag("#meta+source"),
}, cited(func(c *api.AccessConstraint) *[]api.Source { return &c.Sources }), meta(func(c *api.AccessConstraint) *api.Meta { return &c.Meta }))

// PresenceColumns is the table of who works where.
var PresenceColumns = columns("presence", []column[api.Presence]{
	text("id", "The record's id.", func(p *api.Presence) string { return p.ID }).tag("#activity+id"),
	text("crisis", "The crisis that it belongs to.", func(p *api.Presence) string { return p.Crisis }).
		reads(func(c cell, r *api.Presence) { r.Crisis = c.text() }).tag("#crisis+code"),
	text("organization", "Who works there.", func(p *api.Presence) string { return p.Organization }).
		reads(func(c cell, r *api.Presence) { r.Organization = c.text() }).tag("#org+code"),
	text("region", "The place code.", func(p *api.Presence) string { return p.Region }).
		must(func(c cell, r *api.Presence) { r.Region = c.text() }).tag("#adm+code"),
	text("sector", "The sector's code.", func(p *api.Presence) api.SectorCode { return p.Sector }).
		must(func(c cell, r *api.Presence) { r.Sector = c.sector() }).tag("#sector+cluster+code"),
	date("period_from", "The first day.", func(p *api.Presence) api.Date { return p.Period.From }).
		must(func(c cell, r *api.Presence) { r.Period.From = c.date() }).tag("#date+start"),
	date("period_to", "The last day; empty while it goes on.", func(p *api.Presence) api.Date { return p.Period.To }).
		reads(func(c cell, r *api.Presence) { r.Period.To = c.date() }).tag("#date+end"),
	text("activity", "What is done.", func(p *api.Presence) api.Opt { return p.Activity }).
		reads(func(c cell, r *api.Presence) { r.Activity = c.opt() }).tag("#activity+name"),
	text("sensitivity", "Who may see it: public, partners or restricted.", func(p *api.Presence) api.Sensitivity { return p.Sensitivity }).
		reads(func(c cell, r *api.Presence) { r.Sensitivity = api.Sensitivity(c.text()) }).tag("#meta+sensitivity"),
	text("status", "recorded, ended or withdrawn.", func(p *api.Presence) api.PresenceStatus { return p.Status }).tag("#status+text"),
	date("ended_on", "The day on which it ended.", func(p *api.Presence) api.Date { return p.EndedOn }).tag("#date+ended"),
	date("withdrawn_on", "The day on which it was taken back.", func(p *api.Presence) api.Date { return p.WithdrawnOn }).tag("#date+withdrawn"),
	texts("sources", citedMeaning, func(dst []byte, p *api.Presence) []byte { return appendCitations(dst, p.Sources) }).
		reads(readCitations(func(r *api.Presence) *[]api.Source { return &r.Sources })).tag("#meta+source"),
}, cited(func(p *api.Presence) *[]api.Source { return &p.Sources }), meta(func(p *api.Presence) *api.Meta { return &p.Meta }))
