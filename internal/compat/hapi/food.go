package hapi

import "github.com/konbit-aid/konbit/api"

var foodEndpoint = endpoint{path: "food-security-nutrition-poverty/food-security", old: "food/food-security", tag: "Food security, nutrition & poverty",
	summary: "Get food security data", state: partial, from: "people in phase 3 and above of IPC's assessments; other phases and fractions are not kept",
	operations: reading("listNeeds", "listAssessments"),
	fields: join(admins, []field{str("resource_hdx_id"), str("ipc_phase").of(ipcPhases...), str("ipc_type").of(ipcTypes...),
		count("population_in_phase"), num("population_fraction_in_phase").nullable()}, refPeriod),
	params: more([]param{choice("ipc_phase", ipcPhases, "IPC phase."), choice("ipc_type", ipcTypes, "IPC type.")}, areas),
	walk: func(w *walker) error {
		studies, err := w.studies(func(a api.Assessment) bool { return a.Method == "ipc" })
		if err != nil {
			return err
		}
		types := analyses(studies)
		return w.lines(studies, api.NeedFilter{Sector: []api.SectorCode{"FSC"}, Group: []string{"ALL"}, Sex: []string{"all"}, Age: []string{"all"}},
			func(a api.Assessment, n api.Need) error { return w.hungry(a, n, types[a.ID]) })
	}}

// analyses tells which period of its analysis an assessment is about: an
// analysis speaks of the present first and then of what is projected.
func analyses(studies []api.Assessment) map[string]string {
	type key struct {
		crisis    string
		published api.Date
	}
	n, types := map[key]int{}, map[string]string{}
	for _, a := range studies { // in the order of their beginnings
		k := key{a.Crisis, a.PublishedOn}
		types[a.ID] = ipcTypes[min(n[k], len(ipcTypes)-1)]
		n[k]++
	}
	return types
}

func (w *walker) hungry(a api.Assessment, n api.Need, analysis string) error {
	if n.InNeed == nil || *n.InNeed == api.Suppressed {
		return nil
	}
	r := row{"resource_hdx_id": resource(a.Sources), "ipc_phase": "3+", "ipc_type": analysis, "population_in_phase": int64(*n.InNeed), updated: n.UpdatedAt}
	period(r, a.Period.From, a.Period.To)
	if known, err := w.place(r, n.Region); err != nil || !known {
		return err
	}
	return w.emit(r)
}
