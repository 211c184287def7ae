package httpapi_test

import (
	"net/http"
	"strings"
	"testing"
)

// ask is a scenario of a reader.
func ask(as, name, path string, status int, want ...string) scenario {
	return scenario{name: name, call: call{as: as, method: "GET", path: path}, status: status, want: want}
}

func TestTimeThatCannotBeAskedFor(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		at := w.post(donor, "/v1/pledges", pledgeBody())
		coverage := "/v1/coverage?crisis=hti-2024"
		series := "/v1/coverage/series?crisis=hti-2024"
		w.play(t, []scenario{
			ask(nobody, "pledges of tomorrow", "/v1/pledges?as_of=2024-09-11", 400, `"as_of"`, "in_the_future", "today is 2024-09-10"),
			ask(nobody, "one pledge of tomorrow", at+"?as_of=2024-09-11", 400, "in_the_future"),
			ask(nobody, "needs of tomorrow", "/v1/needs?as_of=2024-09-11", 400, "in_the_future"),
			ask(nobody, "coverage of tomorrow", coverage+"&as_of=2024-09-11", 400, "in_the_future"),
			ask(nobody, "the explanation of tomorrow", "/v1/coverage/explain?crisis=hti-2024&as_of=2024-09-11", 400, "in_the_future"),
			ask(nobody, "coverage of today", coverage+"&as_of=2024-09-10", 200, `"as_of":"2024-09-10"`),
			ask(nobody, "what will be known", at+"?known_at=2024-09-10T12:00:00.000001Z", 400, `"known_at"`, "in_the_future", "it is 2024-09-10T12:00:00Z now"),
			ask(nobody, "what was known before anything was", coverage+"&known_at=2024-09-10T11:59:59Z", 400, "before_first_record", "the first record here is of 2024-09-10T12:00:00Z"),
			ask(nobody, "both at once", coverage+"&known_at=2024-09-10T12:00:00Z&as_of=2024-09-11", 400, "after_known_at"),
			ask(nobody, "a moment that is none", "/v1/pledges?known_at=yesterday", 400, "bad_time", "2024-09-05T14:03:12Z"),
			ask(nobody, "a day for a moment", "/v1/regions/HT?known_at=2024-09-10", 400, "bad_time"),
			ask(nobody, "a plus sign that became a blank", at+"?known_at=2024-09-10T14:00:00+02:00", 400, "bad_time", "%2B"),
			ask(nobody, "a moment of another zone", at+"?known_at=2024-09-10T14:00:00%2B02:00", 200, `"version":1`),
			ask(nobody, "two moments", at+"?known_at=2024-09-10T12:00:00Z&known_at=2024-09-10T12:00:00Z", 400, "repeated"),
			ask(nobody, "a moment of what has none", "/v1/sectors/WSH?known_at=2024-09-10T12:00:00Z", 400, "unknown_parameter"),
			ask(nobody, "a day of what has none", "/v1/regions/HT?as_of=2024-09-10", 400, "unknown_parameter"),
			ask(nobody, "a pledge that is made later", at+"?as_of=2024-09-04", 404, "made on 2024-09-05"),
			ask(nobody, "a record that never was", "/v1/crises/atlantis?known_at=2024-09-10T12:00:00Z", 404, "There was no crisis"),
			ask(nobody, "a series that runs backwards", series+"&from=2024-09-02&to=2024-09-01", 400, `"to"`, "range_out_of_order"),
			ask(nobody, "a series into the future", series+"&to=2024-09-11", 400, "in_the_future"),
			ask(nobody, "a series by the hour", series+"&step=hour", 400, `"step"`, "unknown_value"),
			ask(nobody, "a series of too many points", series+"&from=2024-01-01&step=day", 400, "too_many_points", "120"),
			ask(nobody, "a series of 120 points", series+"&from=2024-05-14&to=2024-09-10&step=day", 200, `"as_of":"2024-09-10"`),
			ask(nobody, "a series of no crisis", "/v1/coverage/series", 400, "crisis", "required"),
			ask(nobody, "a series of a region that is not there", series+"&region=HT99", 400, "unknown_region"),
			ask(nobody, "a key of four parts", "/v1/needs?key=HT01:WSH:ALL:all", 400, `"key"`, "bad_key", "HT01:WSH:ALL:all:all"),
			ask(nobody, "a key with a sector that is none", "/v1/needs?key=HT01:FOOD:ALL:all:all", 400, `"key"`, "FOOD"),
			ask(nobody, "a key with an age that is none", "/v1/needs?key=HT01:WSH:ALL:all:old", 400, `"key"`, "An age is"),
			ask(nobody, "the history of nothing", "/v1/pledges/01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b10/history", 404),
			ask(nobody, "the history of another list", at+"/history?cursor=abc", 400, "bad_cursor"),
			ask(nobody, "a source that is not there", "/v1/sources/01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b10", 404),
			ask(nobody, "what rests on a source that is not there", "/v1/sources/01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b10/records", 404),
			ask(nobody, "sources of a grade that is none", "/v1/sources?reliability=G", 400, "unknown_value"),
		})
	})
}

// answered is the data of a list.
type answered[T any] struct {
	Data []T
	Next string
}

type told struct {
	Organization, Key, Action, Reason string
	Version                           int64
	Withheld                          bool
	Changes                           []struct {
		Pointer, Key  string
		Before, After any
	}
}

func (w *world) told(as, path string) []told {
	w.t.Helper()
	var list answered[told]
	w.get(as, path, &list)
	return list.Data
}

func TestHistoryTellsWhoChangedWhatAndWhy(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		at := w.post(donor, "/v1/pledges", pledgeBody(`allocations=[{"region":"HT01","sector":"FSC","amount":{"amount":"5.00","currency":"USD"}},
			{"region":"HT02","sector":"WSH","amount":{"amount":"6.00","currency":"USD"}}]`, `stage="announced"`))
		w.patch(donor, at, `{"allocations":[{"region":"HT02","sector":"WSH","amount":{"amount":"7.00","currency":"USD"}},
			{"region":"HT01","sector":"HEA","amount":{"amount":"1.00","currency":"USD"}}]}`)
		w.post(donor, at+"/transitions", `{"to":"pledged","reason":"Signed."}`)
		all := w.told(nobody, at+"/history")
		if len(all) != 3 || all[0].Action != "create" || all[1].Version != 2 || all[2].Reason != "Signed." || all[2].Organization != "usaid" {
			t.Fatalf("%+v", all)
		}
		got := map[string][2]any{}
		for _, d := range all[1].Changes {
			got[d.Pointer+" "+d.Key] = [2]any{d.Before, d.After}
		}
		if v := got["/allocations/0/amount/amount HT02:WSH"]; v != [2]any{"6.00", "7.00"} {
			t.Errorf("an allocation that moved and grew: %v", all[1].Changes)
		}
		if v, ok := got["/allocations/0 HT01:FSC"]; !ok || v[0] == nil || v[1] != nil {
			t.Errorf("an allocation that went: %v", all[1].Changes)
		}
		if v, ok := got["/allocations/1 HT01:HEA"]; !ok || v[0] != nil || v[1] == nil {
			t.Errorf("an allocation that came: %v", all[1].Changes)
		}
		if v := got["/unallocated/amount "]; v != [2]any{"24999989.00", "24999992.00"} || len(got) != 4 {
			t.Errorf("%v", all[1].Changes)
		}
		for as, told := range map[string]bool{nobody: false, recipient: false, donor: true, coordinator: true} {
			if key := w.told(as, at+"/history")[0].Key; (key != "") != told {
				t.Errorf("%q learns the key %q", as, key)
			}
		}
		var page answered[told]
		w.get(nobody, at+"/history?limit=2", &page)
		if next := w.told(nobody, page.Next); len(page.Data) != 2 || len(next) != 1 || next[0].Version != 3 {
			t.Errorf("%v then %v", page.Data, next)
		}
		w.play(t, []scenario{
			ask(nobody, "as a table", at+"/history?format=csv", 200, "id,at,organization,key,action", `/allocations/0/amount/amount,HT02:WSH,"""6.00""","""7.00"""`),
			ask(nobody, "of a crisis", "/v1/crises/hti-2024/history", 200, `"action":"create"`, `"organization":"ocha"`),
		})
	})
}

func (w *world) patch(as, path, body string) {
	w.t.Helper()
	if got := w.send(call{as: as, method: "PATCH", path: path, body: body, headers: []string{"If-Match: *"}}); got.Code != http.StatusOK {
		w.t.Fatalf("%d %s", got.Code, got.Body)
	}
}

func TestHistoryWithholdsWhatTheReaderMayNotSee(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		w.key("partner", "wfp", "read")
		at := w.post(ngo, "/v1/assessments", assessmentBody(`sensitivity="restricted"`, `needs=[{"region":"HT01","sector":"WSH","in_need":4},
			{"region":"HT02","sector":"WSH","in_need":70}]`))
		for _, as := range []string{nobody, "partner"} {
			w.play(t, []scenario{ask(as, "a draft is a 404 for "+as, at+"/history", 404)})
		}
		w.patch(ngo, at, `{"sensitivity":"public","title":"Needs"}`)
		w.post(ngo, at+"/transitions", `{"to":"submitted","reason":"Ours is reviewed."}`)
		w.post(coordinator, at+"/transitions", `{"to":"validated","reason":"Good."}`)
		for _, as := range []string{nobody, "partner"} {
			all := w.told(as, at+"/history")
			for _, c := range all[:3] {
				if !c.Withheld || len(c.Changes) > 0 || c.Reason != "" || c.Organization != "acted" {
					t.Errorf("%q sees %+v", as, c)
				}
			}
			if last := all[3]; last.Withheld || last.Reason != "Good." || last.Changes[0].Before != nil {
				t.Errorf("%q sees %+v", as, last)
			}
		}
		public := w.send(call{method: "GET", path: at + "/history"}).Body.String()
		if !strings.Contains(public, `"in_need":{"suppressed":true}`) || strings.Contains(public, `"in_need":4,`) || !strings.Contains(public, `"in_need":70`) {
			t.Error("the public sees small numbers: " + public)
		}
		if all := w.told(ngo, at+"/history"); all[0].Withheld || all[1].Changes[0].Before != "restricted" {
			t.Errorf("the owner sees %+v", all)
		}
		if all := w.told(ngo, at+"/history"); len(all[1].Changes) != 2 {
			t.Errorf("need lines that stayed as they were are told as changes: %+v", all[1].Changes)
		}
	})
}

func TestReportsAsTheyWereKnownAndHowTheyChanged(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		w.key(reporter, "acted", "report")
		w.key("partner", "wfp", "read")
		event := w.post(reporter, "/v1/incidents", incidentBody())
		barrier := w.post(reporter, "/v1/access-constraints", constraintBody())
		present := w.post(reporter, "/v1/presence", presenceBody())
		secret := w.post(reporter, "/v1/incidents", incidentBody(`reference="A-2"`, `sensitivity="restricted"`))
		w.patch(reporter, event, `{"killed":12}`)
		w.patch(reporter, barrier, `{"severity":5}`)
		w.post(reporter, present+"/transitions", `{"to":"ended","reason":"The project is over."}`)
		w.play(t, []scenario{
			ask(nobody, "an incident", event+"?"+known, 200, `"killed":12`, `"civilians_killed":{"suppressed":true}`, `"version":2`),
			ask(nobody, "a constraint", barrier+"?"+known, 200, `"severity":5`),
			ask(nobody, "a presence", present+"?"+known, 200, `"status":"ended"`),
			ask(nobody, "before there was any record", event+"?known_at=2024-09-10T11:59:59Z", 400, "before_first_record"),
			ask(nobody, "an incident that never was", "/v1/incidents/01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b10?"+known, 404, "There was no incident"),
			ask(nobody, "the history of an incident", event+"/history", 200, `"pointer":"/killed","key":null,"before":{"suppressed":true},"after":12`),
			ask(nobody, "of a constraint", barrier+"/history", 200, `"pointer":"/severity","key":null,"before":4,"after":5`),
			ask(nobody, "of a presence", present+"/history", 200, "The project is over."),
			ask(nobody, "as a table", event+"/history?format=csv", 200, "id,at,organization,key,action", `/killed,,"{""suppressed"":true}",12`),
			ask("partner", "with a key all numbers", event+"/history", 200, `"pointer":"/killed","key":null,"before":3,"after":12`),
			ask("partner", "what is restricted", secret+"?"+known, 404),
			ask("partner", "its history", secret+"/history", 404),
			ask(reporter, "for its own organization", secret+"/history", 200, `"action":"create"`),
			ask(nobody, "the list of constraints takes no moment", "/v1/access-constraints?"+known, 400, "unknown_parameter"),
		})
	})
}
