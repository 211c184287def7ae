package hapi

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/compat"
)

var eventsEndpoint = endpoint{path: "coordination-context/conflict-events", old: "coordination-context/conflict-event", tag: "Coordination & context",
	summary: "Get conflict events", state: partial, from: "incidents by month, without looting and others, which ACLED's three classes do not hold", operations: reading("summarizeIncidents", "listCrises"),
	fields: join(admins, []field{str("resource_hdx_id"), str("event_type").of(eventTypes...), count("events").nullable(), count("fatalities").nullable()}, refPeriod),
	params: more([]param{choice("event_type", eventTypes, "Event type.")}, areas),
	walk:   walkEvents}

// classes are the types of event that a category of incident is one of. As in
// ACLED's public figures an event may be of several.
var classes = map[api.IncidentCategory][]string{
	api.Battle: {"political_violence"}, api.Explosion: {"political_violence"}, api.AttackOnFacilities: {"political_violence"},
	api.ViolenceOnCivilians: {"political_violence", "civilian_targeting"}, api.Abduction: {"political_violence", "civilian_targeting"},
	api.AttackOnAidWorkers: {"political_violence", "civilian_targeting"}, api.Riot: {"demonstration"}, api.Protest: {"demonstration"},
}

type eventKey struct{ region, month, class string }

type eventSum struct {
	events int64
	killed *int64
	hidden bool // a part is too small to be shown
}

func walkEvents(w *walker) error {
	all := map[eventKey]*eventSum{}
	err := compat.Pages("", func(p api.Page) (api.List[api.Crisis], error) {
		return w.Crises(w.ctx, w.caller, api.CrisisFilter{Page: p})
	}, func(_ string, page []api.Crisis) error {
		for _, c := range page {
			if err := w.sumEvents(c.Code, all); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	keys := slices.SortedFunc(maps.Keys(all), func(a, b eventKey) int {
		return cmp.Or(cmp.Compare(a.region, b.region), cmp.Compare(a.month, b.month), cmp.Compare(a.class, b.class))
	})
	var pcodes []string
	for _, k := range keys {
		pcodes = append(pcodes, k.region)
	}
	if err := w.load(pcodes); err != nil {
		return err
	}
	for _, k := range keys {
		if err := w.events(k, *all[k]); err != nil {
			return err
		}
	}
	return nil
}

// sumEvents adds up the incidents of a crisis.
func (w *walker) sumEvents(crisis string, all map[eventKey]*eventSum) error {
	lowest := deepest
	err := compat.Pages("", func(p api.Page) (api.List[api.IncidentSums], error) {
		return w.IncidentSummary(w.ctx, w.caller, api.SummaryFilter{Page: p, Crisis: crisis, Level: &lowest})
	}, func(_ string, page []api.IncidentSums) error {
		if w.looked += len(page); w.looked > maxWalk {
			return errFar
		}
		for _, s := range page {
			for _, class := range classes[s.Category] {
				k := eventKey{s.Region, s.Month, class}
				if all[k] == nil {
					all[k] = &eventSum{}
				}
				all[k].add(s)
			}
		}
		return nil
	})
	if api.CodeOf(err) == api.CodeMalformed {
		return nil // the crisis is about places below the levels of HAPI
	}
	return err
}

func (e *eventSum) add(s api.IncidentSums) {
	e.events += s.Incidents
	switch {
	case s.Killed == nil:
	case *s.Killed == api.Suppressed:
		e.hidden = true
	default:
		n := int64(*s.Killed)
		if e.killed != nil {
			n += *e.killed
		}
		e.killed = &n
	}
}

func (w *walker) events(k eventKey, sum eventSum) error {
	if sum.events == 0 {
		return nil
	}
	month, err := time.Parse("2006-01", k.month)
	if err != nil {
		return api.Internal(err)
	}
	r := row{"resource_hdx_id": "", "event_type": k.class, "events": sum.events}
	if sum.killed != nil && !sum.hidden {
		r["fatalities"] = *sum.killed
	}
	period(r, api.DateOf(month), api.DateOf(month.AddDate(0, 1, -1)))
	if known, err := w.place(r, k.region); err != nil || !known {
		return err
	}
	return w.emit(r)
}
