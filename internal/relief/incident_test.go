package relief_test

import (
	"strings"
	"testing"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

func (w *world) reporter() api.Caller { return key("wfp", api.ScopeReport) }

func count(n int64) *api.People {
	p := api.People(n)
	return &p
}

func incident(region string, change ...func(*api.IncidentInput)) api.IncidentInput {
	in := api.IncidentInput{Crisis: "hti-2024", Region: region, Category: api.Abduction, Title: "Kidnapping", Sensitivity: api.Public,
		Period: api.OpenPeriod{From: "2024-09-01"}, Sources: cited}
	for _, c := range change {
		c(&in)
	}
	return in
}

func (w *world) incident(in api.IncidentInput) api.Incident {
	w.t.Helper()
	r, err := w.CreateIncident(w.ctx, w.reporter(), in, nil)
	w.must(err)
	return r
}

// sums returns a summary as "region month category: …" with its known figures.
func (w *world) sums(caller api.Caller, f api.SummaryFilter) map[string]api.IncidentSums {
	w.t.Helper()
	f.Crisis = "hti-2024"
	all := map[string]api.IncidentSums{}
	for {
		list, err := w.IncidentSummary(w.ctx, caller, f)
		w.must(err)
		for _, s := range list.Data {
			key := s.Region + " " + s.Month
			if _, twice := all[key]; twice {
				w.t.Errorf("%s stands there twice", key)
			}
			all[key] = s
		}
		if list.Next == "" {
			return all
		}
		f.Cursor = string(list.Next)
	}
}

func wantPeople(t *testing.T, what string, got *api.People, want int64) {
	t.Helper()
	if got == nil || int64(*got) != want {
		t.Errorf("%s: %v, want %d", what, got, want)
	}
}

func TestAnIncidentThatCannotBeIsRefusedWithEveryReason(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		for name, c := range map[string]struct {
			change         func(*api.IncidentInput)
			pointer, fault string
		}{
			"more civilians killed than killed":   {func(in *api.IncidentInput) { in.Killed, in.CiviliansKilled = count(2), count(3) }, "/civilians_killed", "too_large"},
			"more aid workers killed than killed": {func(in *api.IncidentInput) { in.Killed, in.AidWorkers = count(0), &api.AidWorkers{Killed: count(1)} }, "/aid_workers/killed", "too_large"},
			"a suppressed number":                 {func(in *api.IncidentInput) { in.Killed = count(-1) }, "/killed", "out_of_range"},
			"a period that ends before it begins": {func(in *api.IncidentInput) { in.Period.To = "2024-08-31" }, "/period/to", "dates_out_of_order"},
			"no day":                              {func(in *api.IncidentInput) { in.Period.From = "" }, "/period/from", "required"},
			"an unknown category":                 {func(in *api.IncidentInput) { in.Category = "robbery" }, "/category", "unknown_value"},
			"an unknown precision":                {func(in *api.IncidentInput) { in.PlacePrecision = "gps" }, "/place_precision", "unknown_value"},
			"an unknown region":                   {func(in *api.IncidentInput) { in.Region = "HT99" }, "/region", "unknown_region"},
			"a region outside the crisis":         {func(in *api.IncidentInput) { in.Region = "KE" }, "/region", "outside_crisis"},
			"an unknown crisis":                   {func(in *api.IncidentInput) { in.Crisis = "atlantis" }, "/crisis", "unknown_crisis"},
			"no source":                           {func(in *api.IncidentInput) { in.Sources = nil }, "/sources", "required"},
			"a source without a publisher":        {func(in *api.IncidentInput) { in.Sources = []api.Source{{Title: "T", PublishedOn: "2024-09-01"}} }, "/sources/0/publisher", "required"},
			"a source without a date":             {func(in *api.IncidentInput) { in.Sources = []api.Source{{Title: "T", Publisher: "P"}} }, "/sources/0/published_on", "required"},
			"people who moved to where they were": {func(in *api.IncidentInput) { in.Displaced, in.Movement = count(5), &api.Movement{To: "HT01"} }, "/movement/to", "same_place"},
			"people who moved to nowhere":         {func(in *api.IncidentInput) { in.Displaced, in.Movement = count(5), &api.Movement{To: "XX"} }, "/movement/to", "unknown_region"},
			"a movement of nobody":                {func(in *api.IncidentInput) { in.Movement = &api.Movement{To: "DO"} }, "/movement", "no_people"},
			"displaced and returned people in a flow": {func(in *api.IncidentInput) {
				in.Displaced, in.Returned, in.Movement = count(5), count(5), &api.Movement{To: "DO"}
			}, "/movement", "ambiguous"},
		} {
			t.Run(name, func(t *testing.T) {
				_, err := w.CreateIncident(w.ctx, w.reporter(), incident("HT01", c.change), nil)
				wantFault(t, err, api.CodeInvalid, c.pointer, c.fault)
			})
		}
		_, err := w.CreateIncident(w.ctx, w.reporter(), incident("HT99", func(in *api.IncidentInput) { in.Killed, in.CiviliansKilled = count(2), count(3) }), nil)
		wantFault(t, err, api.CodeInvalid, "/region", "unknown_region")
		wantFault(t, err, api.CodeInvalid, "/civilians_killed", "too_large")
	})
}

func TestIncidentsAreWrittenByTheirOrganizationAlone(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		for code, who := range map[api.Code]api.Caller{api.CodeUnauthorized: {}, api.CodeForbidden: key("wfp", api.ScopeAssess)} {
			_, err := w.CreateIncident(w.ctx, who, incident("HT01"), nil)
			wantFault(t, err, code, "", "")
		}
		other := key("echo", api.ScopeReport)
		_, err := w.CreateIncident(w.ctx, other, incident("HT01", func(in *api.IncidentInput) { in.Organization = "wfp" }), nil)
		wantFault(t, err, api.CodeForbidden, "", "")
		r := w.incident(incident("HT01"))
		_, err = w.UpdateIncident(w.ctx, other, r.ID, 1, api.Patch(`{"title":"X"}`))
		wantFault(t, err, api.CodeForbidden, "", "")
		_, err = w.TransitionIncident(w.ctx, other, r.ID, api.Transition{To: "withdrawn", Reason: "x"}, nil)
		wantFault(t, err, api.CodeForbidden, "", "")
		_, err = w.UpdateIncident(w.ctx, w.reporter(), r.ID, 2, api.Patch(`{"title":"X"}`))
		wantFault(t, err, api.CodeStale, "", "")
		_, err = w.UpdateIncident(w.ctx, w.reporter(), r.ID, 1, api.Patch(`{"organization":"echo"}`))
		wantFault(t, err, api.CodeInvalid, "/organization", "immutable")
		if r, err = w.UpdateIncident(w.ctx, w.reporter(), r.ID, 1, api.Patch(`{"killed":3,"movement":null}`)); err != nil || *r.Killed != 3 || r.Version != 2 {
			t.Errorf("%+v %v", r, err)
		}
	})
}

func TestAReporterUsesAReferenceOnce(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		named := func(in *api.IncidentInput) { in.Reference = "S-1" }
		first := w.incident(incident("HT01", named))
		_, err := w.CreateIncident(w.ctx, w.reporter(), incident("HT02", named), nil)
		wantFault(t, err, api.CodeConflict, "", "")
		if !strings.Contains(err.Error(), "/v1/incidents/"+first.ID) {
			t.Errorf("the first one is not named: %v", err)
		}
		second := w.incident(incident("HT02"))
		_, err = w.UpdateIncident(w.ctx, w.reporter(), second.ID, 1, api.Patch(`{"reference":"S-1"}`))
		wantFault(t, err, api.CodeConflict, "", "")
		_, err = w.CreateIncident(w.ctx, key("echo", api.ScopeReport), incident("HT01", named), nil)
		w.must(err)
	})
}

func TestAWithdrawnIncidentIsReadableAndNoLongerSummed(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		r := w.incident(incident("HT01", func(in *api.IncidentInput) { in.Killed = count(20) }))
		_, err := w.TransitionIncident(w.ctx, w.reporter(), r.ID, api.Transition{To: "withdrawn"}, nil)
		wantFault(t, err, api.CodeInvalid, "/reason", "required")
		_, err = w.TransitionIncident(w.ctx, w.reporter(), r.ID, api.Transition{To: "lifted", Reason: "x"}, nil)
		wantFault(t, err, api.CodeInvalid, "/to", "unknown_value")
		if len(w.sums(api.Caller{}, api.SummaryFilter{})) != 1 {
			t.Error("it is not summed while it stands")
		}
		r, err = w.TransitionIncident(w.ctx, w.reporter(), r.ID, api.Transition{To: "withdrawn", Reason: "It did not happen."}, nil)
		if err != nil || r.Status != api.IncidentWithdrawn || r.WithdrawnOn != "2024-09-30" {
			t.Errorf("%+v %v", r, err)
		}
		if got := w.sums(api.Caller{}, api.SummaryFilter{}); len(got) != 0 {
			t.Errorf("%+v", got)
		}
		if r, err = w.Incident(w.ctx, api.Caller{}, r.ID); err != nil || r.Status != api.IncidentWithdrawn {
			t.Errorf("%+v %v", r, err)
		}
		_, err = w.TransitionIncident(w.ctx, w.reporter(), r.ID, api.Transition{To: "withdrawn", Reason: "x"}, nil)
		wantFault(t, err, api.CodeConflict, "", "")
		_, err = w.UpdateIncident(w.ctx, w.reporter(), r.ID, r.Version, api.Patch(`{"killed":3}`))
		wantFault(t, err, api.CodeConflict, "", "")
		w.wantEntries("incidents", r.ID, 2)
	})
}

func (w *world) wantEntries(resource, id string, want int64) {
	w.t.Helper()
	if n := w.entries(resource, id); n != want {
		w.t.Errorf("the ledger holds %d entries of %s %s, want %d", n, resource, id, want)
	}
}

func (w *world) entries(resource, id string) (n int64) {
	w.t.Helper()
	w.must(w.store.Read(w.ctx, func(tx *store.Tx) (err error) {
		n, err = tx.CountEntries(resource, id)
		return err
	}))
	return n
}

func TestIncidentsAreSeenByWhomTheyConcern(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		ids := map[api.Sensitivity]string{}
		for _, s := range api.Sensitivities {
			ids[s] = w.incident(incident("HT01", func(in *api.IncidentInput) { in.Sensitivity, in.Killed = s, count(100) })).ID
		}
		if r := w.incident(incident("HT02", func(in *api.IncidentInput) { in.Sensitivity = "" })); r.Sensitivity != api.Partners {
			t.Errorf("the default is %s", r.Sensitivity)
		}
		for _, c := range []struct {
			who  api.Caller
			sees []api.Sensitivity
		}{{api.Caller{}, api.Sensitivities[:1]}, {key("echo", api.ScopeReport), api.Sensitivities[:2]}, {w.reporter(), api.Sensitivities}, {w.coordinator(), api.Sensitivities}} {
			list, err := w.Incidents(w.ctx, c.who, api.IncidentFilter{Region: []string{"HT01"}, Page: api.Page{Count: true}})
			w.must(err)
			if len(list.Data) != len(c.sees) || *list.Total != int64(len(c.sees)) {
				t.Errorf("%q sees %d, counts %d, want %d", c.who.Organization, len(list.Data), *list.Total, len(c.sees))
			}
			for i, s := range api.Sensitivities {
				if _, err := w.Incident(w.ctx, c.who, ids[s]); (i < len(c.sees)) != (err == nil) || err != nil && api.CodeOf(err) != api.CodeNotFound {
					t.Errorf("%q reads a %s one: %v", c.who.Organization, s, err)
				}
			}
			sums := w.sums(c.who, api.SummaryFilter{Region: "HT"})["HT01 2024-09"]
			wantPeople(t, string(c.who.Organization)+" sums", sums.Killed, int64(100*len(c.sees)))
		}
		_, err := w.UpdateIncident(w.ctx, key("echo", api.ScopeReport), ids[api.Restricted], 1, api.Patch(`{"title":"X"}`))
		wantFault(t, err, api.CodeNotFound, "", "")
	})
}

func TestIncidentsAreFilteredByPlaceTimeAndKind(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		span := func(from, to api.Date) func(*api.IncidentInput) {
			return func(in *api.IncidentInput) { in.Period = api.OpenPeriod{From: from, To: to} }
		}
		a := w.incident(incident("HT0111", span("2024-08-30", "2024-09-02"), func(in *api.IncidentInput) { in.Killed = count(12) })).ID
		b := w.incident(incident("HT01", span("2024-09-10", ""), func(in *api.IncidentInput) { in.Category, in.Title = api.Looting, "Entrepôt pillé" })).ID
		c := w.incident(incident("DO01", span("2024-07-01", "2024-07-31"), func(in *api.IncidentInput) { in.DatePrecision, in.Reference = api.DateMonth, "R" })).ID
		twelve, eleven := int64(12), int64(11)
		for name, x := range map[string]struct {
			f    api.IncidentFilter
			want []string
		}{
			"a region with those below":         {api.IncidentFilter{Region: []string{"HT"}}, []string{a, b}},
			"a region alone":                    {api.IncidentFilter{RegionExact: []string{"HT01"}}, []string{b}},
			"a day in the middle of the period": {api.IncidentFilter{DateFrom: "2024-09-01", DateTo: "2024-09-01"}, []string{a}},
			"from a day on":                     {api.IncidentFilter{DateFrom: "2024-09-02"}, []string{a, b}},
			"up to a day":                       {api.IncidentFilter{DateTo: "2024-08-30"}, []string{a, c}},
			"a category":                        {api.IncidentFilter{Category: []api.IncidentCategory{api.Looting}}, []string{b}},
			"a text without its accents":        {api.IncidentFilter{Q: "entrepot"}, []string{b}},
			"a reference":                       {api.IncidentFilter{Reference: []string{"R"}}, []string{c}},
			"at least so many killed":           {api.IncidentFilter{KilledFrom: &twelve}, []string{a}},
			"at most so many killed":            {api.IncidentFilter{KilledTo: &eleven}, nil},
			"the first day, last first":         {api.IncidentFilter{Sort: "-date"}, []string{b, a, c}},
			"a page of them":                    {api.IncidentFilter{Sort: "date", Page: api.Page{Limit: 2}}, []string{c, a}},
		} {
			list, err := w.Incidents(w.ctx, w.donor(), x.f)
			w.must(err)
			var got []string
			for _, r := range list.Data {
				got = append(got, r.ID)
			}
			if strings.Join(got, " ") != strings.Join(x.want, " ") {
				t.Errorf("%s: %v, want %v", name, got, x.want)
			}
		}
		first, err := w.Incidents(w.ctx, w.donor(), api.IncidentFilter{Sort: "date", Page: api.Page{Limit: 2}})
		w.must(err)
		rest, err := w.Incidents(w.ctx, w.donor(), api.IncidentFilter{Sort: "date", Page: api.Page{Limit: 2, Cursor: string(first.Next)}})
		if err != nil || len(rest.Data) != 1 || rest.Data[0].ID != b || rest.Next != "" {
			t.Errorf("%+v %v", rest, err)
		}
	})
}
