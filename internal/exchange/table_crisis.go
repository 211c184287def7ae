package exchange

import "github.com/konbit-aid/konbit/api"

// CrisisColumns is the table of crises.
var CrisisColumns = columns("crises", []column[api.Crisis]{
	text("code", "The short name that other records use.", func(c *api.Crisis) string { return c.Code }).tag("#crisis+code"),
	text("title", "What the crisis is called.", func(c *api.Crisis) string { return c.Title }).tag("#crisis+name"),
	text("glide", "The number in the GLIDE system.", func(c *api.Crisis) api.Opt { return c.GLIDE }).tag("#crisis+id+glide"),
	codes("regions", "The place codes that it touches, parted by semicolons.", func(c *api.Crisis) []string { return c.Regions }).tag("#adm+code+list"),
	date("started_on", "The first day.", func(c *api.Crisis) api.Date { return c.StartedOn }).tag("#date+start"),
	date("ended_on", "The last day; empty while it goes on.", func(c *api.Crisis) api.Date { return c.EndedOn }).tag("#date+end"),
}, meta(func(c *api.Crisis) *api.Meta { return &c.Meta }))

// requirement is a row of the table of appeals: an appeal and one of its requirements, if it has any.
type requirement struct {
	api.Appeal
	part api.Requirement
}

func requirements(a *api.Appeal) []requirement {
	if len(a.Requirements) == 0 {
		return []requirement{{Appeal: *a}}
	}
	rows := make([]requirement, len(a.Requirements))
	for i, r := range a.Requirements {
		rows[i] = requirement{*a, r}
	}
	return rows
}

// AppealColumns is the table of appeals: one row a requirement, and one row for an appeal without any.
var AppealColumns = expand("appeals", requirements, []column[requirement]{
	text("code", "The plan's code, as OCHA writes it.", func(r *requirement) string { return r.Code }).tag("#activity+appeal+id+external"),
	text("crisis", "The crisis that it is for.", func(r *requirement) string { return r.Crisis }).tag("#crisis+code"),
	text("title", "What the plan is called.", func(r *requirement) string { return r.Title }).tag("#activity+appeal+name"),
	text("type", "What kind of plan it is.", func(r *requirement) api.AppealType { return r.Type }).tag("#activity+appeal+type+name"),
	date("starts_on", "The first day in force.", func(r *requirement) api.Date { return r.StartsOn }).tag("#date+start"),
	date("ends_on", "The last day in force.", func(r *requirement) api.Date { return r.EndsOn }).tag("#date+end"),
	dollars("required_usd", "What the whole plan asks for; it stands in each of its rows.", func(r *requirement) *api.Cents { return r.Required }).tag("#value+funding+required+total+usd"),
	text("region", "The place of this requirement.", func(r *requirement) string { return r.part.Region }).tag("#adm+code"),
	text("sector", "The sector of this requirement.", func(r *requirement) api.SectorCode { return r.part.Sector }).tag("#sector+cluster+code"),
	amount("amount", "currency", "What this requirement asks for.", func(r *requirement) *api.Money { return r.part.Amount }).tag("#value+funding+required"),
	currencyOf("currency", "The currency of amount.", func(r *requirement) *api.Money { return r.part.Amount }).tag("#value+funding+required+currency"),
	number("people_targeted", "How many people it is to reach.", func(r *requirement) *int64 { return r.part.PeopleTargeted }).unit("people").tag("#targeted"),
	texts("sources", citedMeaning, func(dst []byte, r *requirement) []byte { return appendCitations(dst, r.Sources) }).tag("#meta+source"),
}, meta(func(r *requirement) *api.Meta { return &r.Meta }))
