package relief_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/policy"
	"github.com/konbit-aid/konbit/internal/relief"
)

// reached says what coverage and its explanation tell of a row's access and presence at a moment.
func (w *world) reached(who api.Caller, at api.Moment, region string) string {
	w.t.Helper()
	r := row(w.coverage(who, api.CoverageFilter{Region: "HT", KnownAt: at}), region, "WSH")
	severity, there := "unknown", "unknown"
	if s := r.Access.Severity; s != nil {
		severity = fmt.Sprint(*s)
	}
	if n := r.Presence.Organizations; n != nil {
		there = fmt.Sprint(*n)
	}
	list, err := w.Explain(w.ctx, who, api.ExplainFilter{Crisis: "hti-2024", KnownAt: at, Resource: []string{"access-constraints"}})
	w.must(err)
	reasons := []string{}
	for _, x := range list.Data {
		reasons = append(reasons, fmt.Sprintf("%s %d", x.Reason, *x.Severity))
	}
	slices.Sort(reasons)
	return fmt.Sprintf("severity %s of %d, %s present; %s", severity, r.Access.Count, there, strings.Join(reasons, ", "))
}

func TestAccessIsAnsweredAsItWasKnown(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.assess("2024-02-01", api.Public, people("HT01", "WSH", 100))
		nothing := w.later(time.Hour)
		c := w.constraint(constraint("HT01", 2))
		p := w.presence(w.reporter(), presence("HT01", "WSH"))
		recorded := w.later(time.Hour)
		_, err := w.UpdateAccessConstraint(w.ctx, w.reporter(), c.ID, c.Version, api.Patch(`{"severity":4}`))
		w.must(err)
		corrected := w.later(time.Hour)
		_, err = w.TransitionAccessConstraint(w.ctx, w.reporter(), c.ID, api.Transition{To: "lifted", Reason: "The road is open.", On: "2024-09-20"}, nil)
		w.must(err)
		_, err = w.TransitionPresence(w.ctx, w.reporter(), p.ID, api.Transition{To: "ended", Reason: "The project is over.", On: "2024-09-20"}, nil)
		w.must(err)
		lifted := w.later(time.Hour)
		for _, x := range []struct {
			name string
			at   api.Moment
			want string
		}{
			{"before it was recorded", nothing, "severity unknown of 0, unknown present; "},
			{"as it was recorded", recorded, "severity 2 of 1, 1 present; counted 2"},
			{"as it was corrected", corrected, "severity 4 of 1, 1 present; counted 4"},
			{"once it was lifted", lifted, "severity unknown of 0, unknown present; lifted 4"},
			{"today", "", "severity unknown of 0, unknown present; lifted 4"},
		} {
			if got := w.reached(api.Caller{}, x.at, "HT01"); got != x.want {
				t.Errorf("%s: %s, want %s", x.name, got, x.want)
			}
		}
		day := row(w.coverage(api.Caller{}, api.CoverageFilter{Region: "HT", AsOf: "2024-09-19", KnownAt: lifted}), "HT01", "WSH")
		if s := day.Access.Severity; s == nil || *s != 4 || day.Presence.Organizations == nil {
			t.Errorf("on the day before it was lifted: %+v %+v", day.Access, day.Presence)
		}
		one, err := w.AccessConstraintAt(w.ctx, api.Caller{}, c.ID, api.RecordFilter{KnownAt: recorded})
		if err != nil || *one.Severity != 2 || one.LiftedOn != "" || one.Status != api.ConstraintRecorded {
			t.Errorf("%+v %v", one, err)
		}
		there, err := w.PresenceAt(w.ctx, api.Caller{}, p.ID, api.RecordFilter{KnownAt: corrected})
		if err != nil || there.EndedOn != "" || there.Status != api.PresenceRecorded {
			t.Errorf("%+v %v", there, err)
		}
		_, err = w.AccessConstraintAt(w.ctx, api.Caller{}, c.ID, api.RecordFilter{KnownAt: nothing})
		wantFault(t, err, api.CodeNotFound, "", "")
		_, err = w.PresenceAt(w.ctx, api.Caller{}, p.ID, api.RecordFilter{KnownAt: nothing})
		wantFault(t, err, api.CodeNotFound, "", "")
	})
}

func TestAccessThatWasClosedThenOrIsClosedNowStaysClosedInThePast(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.assess("2024-02-01", api.Public, people("HT01", "WSH", 100), people("HT02", "WSH", 100))
		open := w.constraint(constraint("HT01", 3))
		closed := w.constraint(constraint("HT02", 5, func(in *api.AccessConstraintInput) { in.Sensitivity = api.Partners }))
		w.presence(w.reporter(), presence("HT02", "WSH", func(in *api.PresenceInput) { in.Sensitivity = api.Partners }))
		then := w.later(time.Hour)
		const seen, hidden = "severity 3 of 1, unknown present; counted 3", "severity unknown of 0, unknown present; counted 3"
		if got := w.reached(api.Caller{}, then, "HT01"); got != seen {
			t.Errorf("what is open: %s", got)
		}
		if got := w.reached(api.Caller{}, then, "HT02"); got != hidden {
			t.Errorf("what is closed: %s", got)
		}
		if got := w.reached(w.donor(), then, "HT02"); got != "severity 5 of 1, 1 present; counted 3, counted 5" {
			t.Errorf("for a partner: %s", got)
		}
		_, err := w.ChangeAccessConstraintSensitivity(w.ctx, w.reporter(), closed.ID, api.SensitivityChange{To: api.Public, Reason: "It is in the news."}, nil)
		w.agree(err)
		_, err = w.ChangeAccessConstraintSensitivity(w.ctx, w.reporter(), open.ID, api.SensitivityChange{To: api.Restricted, Reason: "It shows which road is used."}, nil)
		w.must(err)
		opened := w.later(time.Hour)
		for at, want := range map[api.Moment]string{then: "severity unknown of 0, unknown present; ", opened: "severity 5 of 1, unknown present; counted 5"} {
			if got := w.reached(api.Caller{}, at, "HT02"); got != want {
				t.Errorf("closed then, open now, known at %s: %s, want %s", at, got, want)
			}
		}
		if got := w.reached(w.donor(), then, "HT01"); got != "severity unknown of 0, unknown present; counted 5" {
			t.Errorf("open then, closed now: %s", got)
		}
		for id, who := range map[string]api.Caller{open.ID: w.donor(), closed.ID: {}} {
			_, err = w.AccessConstraintAt(w.ctx, who, id, api.RecordFilter{KnownAt: then})
			wantFault(t, err, api.CodeNotFound, "", "")
		}
		if _, err = w.AccessConstraintAt(w.ctx, w.coordinator(), open.ID, api.RecordFilter{KnownAt: then}); err != nil {
			t.Errorf("a coordinator: %v", err)
		}
		_, err = w.History(w.ctx, w.donor(), "access-constraints", open.ID, api.HistoryFilter{})
		wantFault(t, err, api.CodeNotFound, "", "")
		list, err := w.History(w.ctx, api.Caller{}, "access-constraints", closed.ID, api.HistoryFilter{})
		w.must(err)
		if len(list.Data) != 2 || !list.Data[0].Withheld || len(list.Data[0].Changes) != 0 || list.Data[1].Withheld {
			t.Errorf("the public sees %+v", list.Data)
		}
	})
}

func TestTheHistoryOfAnIncidentKeepsSmallNumbersFromThePublic(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		r := w.incident(incident("HT01", func(in *api.IncidentInput) {
			in.Killed, in.CiviliansKilled, in.Injured, in.Abducted = count(7), count(6), count(5), count(14)
			in.AidWorkers = &api.AidWorkers{Killed: count(4)}
		}))
		then := w.later(time.Hour)
		_, err := w.UpdateIncident(w.ctx, w.reporter(), r.ID, r.Version, api.Patch(`{"killed":8,"abducted":3,"displaced":9,"aid_workers":{"killed":2}}`))
		w.must(err)
		_, err = w.TransitionIncident(w.ctx, w.reporter(), r.ID, api.Transition{To: "withdrawn", Reason: "It was another place."}, nil)
		w.must(err)
		told := func(who api.Caller) string {
			list, err := w.History(w.ctx, who, "incidents", r.ID, api.HistoryFilter{})
			w.must(err)
			if len(list.Data) != 3 || list.Data[2].Action != "withdrawn" || list.Data[2].Reason != "It was another place." {
				t.Errorf("%+v", list.Data)
			}
			text := ""
			for _, c := range list.Data[:2] {
				for _, d := range c.Changes {
					if name := d.Pointer[strings.LastIndexByte(d.Pointer, '/')+1:]; slices.Contains([]string{"killed", "civilians_killed", "injured", "abducted", "displaced", "aid_workers"}, name) {
						value, err := json.Marshal([]any{d.Before, d.After})
						w.must(err)
						text += d.Pointer + string(value) + "\n"
					}
				}
			}
			return text
		}
		const small = `{"suppressed":true}`
		if got, want := told(api.Caller{}), "/abducted[null,14]\n/aid_workers[null,{\"abducted\":null,\"injured\":null,\"killed\":"+small+"}]\n/civilians_killed[null,"+small+"]\n/injured[null,"+small+
			"]\n/killed[null,"+small+"]\n/abducted[14,"+small+"]\n/aid_workers/killed["+small+","+small+"]\n/displaced[null,"+small+"]\n/killed["+small+","+small+"]\n"; got != want {
			t.Errorf("the public is told\n%swant\n%s", got, want)
		}
		if got := told(w.donor()); !strings.Contains(got, "/killed[7,8]") || !strings.Contains(got, "/aid_workers/killed[4,2]") {
			t.Errorf("a partner is told\n%s", got)
		}
		for _, x := range []struct {
			who  api.Caller
			want int64
		}{{api.Caller{}, -1}, {w.donor(), 7}} {
			was, err := w.IncidentAt(w.ctx, x.who, r.ID, api.RecordFilter{KnownAt: then})
			w.must(err)
			wantPeople(t, "killed as it was known", was.Killed, x.want)
			if was.Status != api.IncidentRecorded || int64(*was.Abducted) != 14 {
				t.Errorf("%+v", was)
			}
		}
	})
}

// hiding makes reports about HT0111, records a moment, and then shields it.
func (w *world) hiding() (reports map[string]string, then api.Moment) {
	w.t.Helper()
	w.assess("2024-02-01", api.Public, people("HT0112", "WSH", 100))
	moved := func(from, to string) func(*api.IncidentInput) {
		return func(in *api.IncidentInput) { in.Displaced, in.Movement = count(50), &api.Movement{From: from, To: to} }
	}
	leaves := w.incident(incident("HT0112"))
	comes := w.incident(incident("HT0111"))
	reports = map[string]string{
		w.incident(incident("HT0111")).ID:                          "incidents",
		w.incident(incident("HT0112", moved("HT0111", "HT02"))).ID: "incidents",
		w.incident(incident("HT0112", moved("HT02", "HT0111"))).ID: "incidents",
		w.constraint(constraint("HT0111", 4)).ID:                   "access-constraints",
		w.presence(w.reporter(), presence("HT0111", "WSH")).ID:     "presence",
		leaves.ID: "incidents",
	}
	then = w.later(time.Hour)
	_, err := w.UpdateIncident(w.ctx, w.reporter(), leaves.ID, leaves.Version, api.Patch(`{"region":"HT0111"}`))
	w.must(err)
	_, err = w.UpdateIncident(w.ctx, w.reporter(), comes.ID, comes.Version, api.Patch(`{"region":"HT0112"}`))
	w.must(err)
	yes := true
	_, err = w.ShieldRegion(w.ctx, w.coordinator(), "HT0111", api.ShieldInput{Shielded: &yes, Reason: "People hide there."}, nil)
	w.must(err)
	list, err := w.History(w.ctx, api.Caller{}, "incidents", comes.ID, api.HistoryFilter{})
	w.must(err)
	if text, _ := json.Marshal(list); len(list.Data) != 2 || !list.Data[0].Withheld || strings.Contains(string(text), "HT0111") {
		w.t.Errorf("the history tells that it was in the area: %s", text)
	}
	_, err = w.IncidentAt(w.ctx, api.Caller{}, comes.ID, api.RecordFilter{KnownAt: then})
	wantFault(w.t, err, api.CodeNotFound, "", "")
	return reports, then
}

func TestReportsFromShieldedAreasAreHiddenInThePast(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		reports, then := w.hiding()
		known := api.RecordFilter{KnownAt: then}
		for id, resource := range reports {
			for name, who := range map[string]api.Caller{"the public": {}, "a partner": w.donor()} {
				_, historyErr := w.History(w.ctx, who, resource, id, api.HistoryFilter{})
				var recordErr error
				switch resource {
				case "incidents":
					_, recordErr = w.IncidentAt(w.ctx, who, id, known)
				case "access-constraints":
					_, recordErr = w.AccessConstraintAt(w.ctx, who, id, known)
				case "presence":
					_, recordErr = w.PresenceAt(w.ctx, who, id, known)
				}
				for what, err := range map[string]error{"history": historyErr, "record": recordErr} {
					if hidden := api.CodeOf(err) == api.CodeNotFound; hidden != who.Anonymous() || !hidden && err != nil {
						t.Errorf("the %s of one of %s for %s: %v", what, resource, name, err)
					}
				}
			}
		}
		if got := w.reached(api.Caller{}, then, "HT01"); got != "severity unknown of 0, unknown present; " {
			t.Errorf("coverage tells the public: %s", got)
		}
		if got := w.reached(w.donor(), then, "HT01"); got != "severity 4 of 1, 1 present; counted 4" {
			t.Errorf("coverage tells a partner: %s", got)
		}
	})
}

// TestReportsAreSeenByTheirOwnSights closes all reports to the public and leaves assessments as open as they were.
func TestReportsAreSeenByTheirOwnSights(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.assess("2024-02-01", api.Public, people("HT01", "WSH", 100))
		reports := map[string]string{w.incident(incident("HT01")).ID: "incidents", w.constraint(constraint("HT01", 4)).ID: "access-constraints",
			w.presence(w.reporter(), presence("HT01", "WSH")).ID: "presence"}
		then := w.later(time.Hour)
		check := func(seen bool) {
			t.Helper()
			want := map[bool]string{true: "severity 4 of 1, 1 present; counted 4", false: "severity unknown of 0, unknown present; "}[seen]
			if got := w.reached(api.Caller{}, then, "HT01"); got != want {
				t.Errorf("coverage: %s, want %s", got, want)
			}
			for id, resource := range reports {
				if _, err := w.History(w.ctx, api.Caller{}, resource, id, api.HistoryFilter{}); (err == nil) != seen {
					t.Errorf("the history of %s: %v", resource, err)
				}
			}
			list, err := w.Sources(w.ctx, api.Caller{}, api.SourceFilter{})
			w.must(err)
			if want := map[bool]int{true: 4, false: 1}[seen]; len(list.Data) != 1 || list.Data[0].Citations != want {
				t.Errorf("sources: %+v, want %d citations", list.Data, want)
			}
		}
		check(true)
		closed := slices.DeleteFunc(slices.Clone(policy.Sights), func(s policy.Sight) bool { return s.Resource != "assessments" && s.Sensitivity == api.Public })
		w.Service = relief.New(w.store, relief.WithClock(func() time.Time { return *w.now }), relief.WithPolicy(policy.New(policy.Rules, closed)))
		check(false)
	})
}
