package hapi

import (
	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/compat"
)

var presenceEndpoint = endpoint{path: "coordination-context/operational-presence", tag: "Coordination & context", summary: "Get operational presence data",
	state: full, from: "presence", operations: reading("listPresence", "listOrganizations"),
	fields: join(admins, []field{str("resource_hdx_id"), str("org_acronym"), str("org_name"), str("org_type_code").nullable(), str("org_type_description").nullable(),
		str("sector_code"), str("sector_name")}, refPeriod),
	params: more([]param{{name: "org_acronym", how: holds, field: "org_acronym", most: 32, help: "Organization acronym."}, named("org_name", "Organization name.")}, sectorParams, areas),
	walk:   walkPresence}

func walkPresence(w *walker) error {
	var f api.PresenceFilter
	var some bool
	var err error
	if f.Sector, some = w.asked(); !some {
		return nil
	}
	if f.Region, f.RegionExact, some, err = w.scope(); err != nil || !some {
		return err
	}
	f.Status = []api.PresenceStatus{api.PresenceRecorded, api.PresenceEnded}
	return compat.Pages(w.from, func(p api.Page) (api.List[api.Presence], error) {
		f.Page = p
		return w.Presences(w.ctx, w.caller, f)
	}, func(cursor string, page []api.Presence) error {
		w.at(cursor)
		var pcodes, codes []string
		for _, p := range page {
			pcodes, codes = append(pcodes, p.Region), append(codes, p.Organization)
		}
		if err := w.load(pcodes); err != nil {
			return err
		}
		if err := w.organizations(codes); err != nil {
			return err
		}
		for _, p := range page {
			if err := w.present(p); err != nil {
				return err
			}
		}
		return nil
	})
}

func (w *walker) present(p api.Presence) error {
	r := row{"resource_hdx_id": resource(p.Sources), updated: p.UpdatedAt}
	r.organization("org_", w.orgs[p.Organization])
	r.sector(p.Sector)
	end := p.Period.To
	if p.EndedOn != "" {
		end = p.EndedOn.AddDays(-1)
	}
	period(r, p.Period.From, end)
	if known, err := w.place(r, p.Region); err != nil || !known {
		return err
	}
	return w.emit(r)
}
