package relief_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/konbit-aid/konbit/api"
)

// TestIncidentsAreListedAsTheyWereKnown takes the answers to several questions after each change, and asks for them again
// at the end.
func TestIncidentsAreListedAsTheyWereKnown(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		questions := []api.IncidentFilter{{}, {Region: []string{"HT"}}, {RegionExact: []string{"HT01"}}, {Category: []api.IncidentCategory{api.Abduction}},
			{Status: []api.IncidentStatus{api.IncidentRecorded}}, {KilledFrom: new(int64(12))}, {Q: "kidnapping"}, {DateFrom: "2024-09-02"},
			{AsOf: "2024-09-01"}, {Sort: "-date"}, {Sensitivity: []api.Sensitivity{api.Public}}}
		ask := func(caller api.Caller, f api.IncidentFilter, at api.Moment) string {
			if f.KilledFrom != nil && caller.Anonymous() {
				return ""
			}
			f.KnownAt = at
			list, err := w.Incidents(w.ctx, caller, f)
			w.must(err)
			text, _ := json.Marshal(list)
			return string(text)
		}
		type then struct {
			at      api.Moment
			answers []string
		}
		var past []then
		note := func() {
			at := api.Moment(w.now.Format(time.RFC3339))
			var answers []string
			for _, caller := range []api.Caller{{}, w.reporter(), w.coordinator()} {
				for _, f := range questions {
					answers = append(answers, ask(caller, f, ""))
				}
			}
			past = append(past, then{at, answers})
			*w.now = w.now.Add(time.Minute)
		}
		first := w.incident(incident("HT0111", func(in *api.IncidentInput) { in.Killed = count(10) }))
		note()
		w.incident(incident("DO01", func(in *api.IncidentInput) { in.Period.From, in.Title = "2024-09-03", "Fire" }))
		note()
		_, err := w.UpdateIncident(w.ctx, w.reporter(), first.ID, 1, api.Patch(`{"killed":20,"region":"HT01"}`))
		w.must(err)
		note()
		_, err = w.TransitionIncident(w.ctx, w.reporter(), first.ID, api.Transition{To: "withdrawn", Reason: "An error."}, nil)
		w.must(err)
		note()
		for i, p := range past {
			n := 0
			for _, caller := range []api.Caller{{}, w.reporter(), w.coordinator()} {
				for j, f := range questions {
					if got := ask(caller, f, p.at); got != p.answers[n] {
						t.Errorf("after change %d, question %d of %q was answered\n%s\nnow\n%s", i, j, caller.Organization, p.answers[n], got)
					}
					n++
				}
			}
		}
		if _, err := w.ChangeIncidentSensitivity(w.ctx, w.coordinator(), first.ID, api.SensitivityChange{To: api.Restricted, Reason: "Names."}, nil); err != nil {
			t.Fatal(err)
		}
		list, err := w.Incidents(w.ctx, api.Caller{}, api.IncidentFilter{KnownAt: past[0].at})
		w.must(err)
		if len(list.Data) != 0 {
			t.Errorf("what was closed since is shown in the past: %+v", list.Data)
		}
		_, err = w.Incidents(w.ctx, api.Caller{}, api.IncidentFilter{AsOf: "2030-01-01"})
		wantFault(t, err, api.CodeMalformed, "as_of", "in_the_future")
	})
}
