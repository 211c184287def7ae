package exchange

import (
	"strings"

	"github.com/konbit-aid/konbit/api"
)

// partyTypes are the kinds of organizations in the files of "who does what,
// where", as they spell them.
var partyTypes = map[string]api.OrganizationType{
	"international ngo": "international_ngo", "national ngo": "national_ngo", "local ngo": "local_ngo", "civile society": "civil_society",
	"civil society": "civil_society", "united nations": "united_nations", "red cross movment": "red_cross_red_crescent",
	"red cross movement": "red_cross_red_crescent", "government": "government", "donor": "donor", "international cooperation": "other", "other": "other",
}

// readPresence reads OCHA's table of who does what, where: a row for each
// organization, sector and commune.
func readPresence(s *sheet, src *api.ImportSource) {
	src.Presence = walk(s, func(r *record) api.PresenceRow {
		row := api.PresenceRow{Party: api.Party{Name: r.oneLine("org_name_en"), Acronym: api.Opt(r.oneLine("org_acronym_en"))}}
		r.need("org_name_en")
		kind := foldText(r.need("org_type_en"))
		known := false
		if row.Party.Type, known = partyTypes[kind]; !known && kind != "" {
			row.Party.Type = "other"
			r.note("the type " + strings.ToUpper(kind) + " of organizations is kept as other")
		}
		if strings.EqualFold(string(row.Party.Acronym), row.Party.Name) || len([]rune(row.Party.Acronym)) > api.MaxCode {
			row.Party.Acronym = ""
		}
		if row.Region = r.text("adm2code"); row.Region == "" {
			row.Region = r.need("adm1code")
		}
		if name := r.need("sectors_en"); name != "" {
			sure := false
			if row.Sector, sure = sectorOfName(name); !sure {
				r.note(name + " is not one sector of ours: it is kept as " + string(row.Sector))
			}
		}
		return row
	})
}
