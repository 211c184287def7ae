package relief_test

import (
	"testing"

	"github.com/konbit-aid/konbit/api"
)

func presence(region string, sector api.SectorCode, change ...func(*api.PresenceInput)) api.PresenceInput {
	in := api.PresenceInput{Crisis: "hti-2024", Region: region, Sector: sector, Period: api.OpenPeriod{From: "2024-03-01"}, Sensitivity: api.Public, Sources: cited}
	for _, c := range change {
		c(&in)
	}
	return in
}

func (w *world) presence(who api.Caller, in api.PresenceInput) api.Presence {
	w.t.Helper()
	p, err := w.CreatePresence(w.ctx, who, in, nil)
	w.must(err)
	return p
}

func TestPresence(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		for name, c := range map[string]struct {
			change         func(*api.PresenceInput)
			pointer, fault string
		}{
			"an unknown sector":                   {func(in *api.PresenceInput) { in.Sector = "FOOD" }, "/sector", "unknown_sector"},
			"a region outside the crisis":         {func(in *api.PresenceInput) { in.Region = "KE" }, "/region", "outside_crisis"},
			"a period that ends before it begins": {func(in *api.PresenceInput) { in.Period.To = "2024-02-01" }, "/period/to", "dates_out_of_order"},
			"no source":                           {func(in *api.PresenceInput) { in.Sources = nil }, "/sources", "required"},
		} {
			_, err := w.CreatePresence(w.ctx, w.reporter(), presence("HT01", "WSH", c.change), nil)
			t.Log(name)
			wantFault(t, err, api.CodeInvalid, c.pointer, c.fault)
		}
		p := w.presence(w.reporter(), presence("HT01", "WSH"))
		_, err := w.CreatePresence(w.ctx, w.reporter(), presence("HT01", "WSH", func(in *api.PresenceInput) { in.Period.From = "2024-08-01" }), nil)
		wantFault(t, err, api.CodeConflict, "/period", "overlapping")
		_, err = w.CreatePresence(w.ctx, key("echo", api.ScopeReport), presence("HT01", "WSH", func(in *api.PresenceInput) { in.Organization = "wfp" }), nil)
		wantFault(t, err, api.CodeForbidden, "", "")
		end := api.Transition{To: "ended", Reason: "The project is over.", On: "2024-07-01"}
		_, err = w.TransitionPresence(w.ctx, key("echo", api.ScopeReport), p.ID, end, nil)
		wantFault(t, err, api.CodeForbidden, "", "")
		p, err = w.TransitionPresence(w.ctx, w.reporter(), p.ID, end, nil)
		if err != nil || p.Status != api.PresenceEnded || p.EndedOn != "2024-07-01" {
			t.Errorf("%+v %v", p, err)
		}
		_, err = w.TransitionPresence(w.ctx, w.reporter(), p.ID, end, nil)
		wantFault(t, err, api.CodeConflict, "", "")
		w.presence(w.reporter(), presence("HT01", "WSH", func(in *api.PresenceInput) { in.Period.From = "2024-07-01" }))
		w.presence(w.reporter(), presence("HT0111", "FSC", func(in *api.PresenceInput) { in.Sensitivity = "" }))
		for name, x := range map[string]struct {
			who  api.Caller
			f    api.PresenceFilter
			want int
		}{
			"on the last day before it ended": {api.Caller{}, api.PresenceFilter{InForceOn: "2024-06-30"}, 1},
			"on the day it began again":       {api.Caller{}, api.PresenceFilter{InForceOn: "2024-07-01"}, 1},
			"all of them":                     {api.Caller{}, api.PresenceFilter{}, 2},
			"what partners see":               {w.donor(), api.PresenceFilter{}, 3},
			"a region":                        {w.donor(), api.PresenceFilter{Region: []string{"HT01"}}, 3},
			"a region alone":                  {w.donor(), api.PresenceFilter{RegionExact: []string{"HT01"}}, 2},
			"a sector":                        {w.donor(), api.PresenceFilter{Sector: []api.SectorCode{"FSC"}}, 1},
			"a status":                        {w.donor(), api.PresenceFilter{Status: []api.PresenceStatus{api.PresenceEnded}}, 1},
		} {
			if list, err := w.Presences(w.ctx, x.who, x.f); err != nil || len(list.Data) != x.want {
				t.Errorf("%s: %d, want %d, %v", name, len(list.Data), x.want, err)
			}
		}
		w.wantEntries("presence", p.ID, 2)
	})
}
