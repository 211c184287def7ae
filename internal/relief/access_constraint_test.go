package relief_test

import (
	"strings"
	"testing"

	"github.com/konbit-aid/konbit/api"
)

func constraint(region string, severity int, change ...func(*api.AccessConstraintInput)) api.AccessConstraintInput {
	in := api.AccessConstraintInput{Crisis: "hti-2024", Region: region, Type: api.OngoingInsecurity, Severity: &severity,
		Period: api.OpenPeriod{From: "2024-03-01"}, Sensitivity: api.Public, Sources: cited}
	for _, c := range change {
		c(&in)
	}
	return in
}

func (w *world) constraint(in api.AccessConstraintInput) api.AccessConstraint {
	w.t.Helper()
	c, err := w.CreateAccessConstraint(w.ctx, w.reporter(), in, nil)
	w.must(err)
	return c
}

func only(sectors ...api.SectorCode) func(*api.AccessConstraintInput) {
	return func(in *api.AccessConstraintInput) { in.Sectors = sectors }
}

func during(from, to api.Date) func(*api.AccessConstraintInput) {
	return func(in *api.AccessConstraintInput) { in.Period = api.OpenPeriod{From: from, To: to} }
}

func TestAConstraintThatCannotBeIsRefusedWithEveryReason(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		for name, c := range map[string]struct {
			change         func(*api.AccessConstraintInput)
			pointer, fault string
		}{
			"severity above the scale":            {func(in *api.AccessConstraintInput) { in.Severity = new(6) }, "/severity", "out_of_range"},
			"severity below the scale":            {func(in *api.AccessConstraintInput) { in.Severity = new(-1) }, "/severity", "out_of_range"},
			"no severity":                         {func(in *api.AccessConstraintInput) { in.Severity = nil }, "/severity", "required"},
			"an unknown type":                     {func(in *api.AccessConstraintInput) { in.Type = "weather" }, "/type", "unknown_value"},
			"a period that ends before it begins": {during("2024-03-01", "2024-02-01"), "/period/to", "dates_out_of_order"},
			"an unknown sector":                   {only("FOOD"), "/sectors/0", "unknown_sector"},
			"a sector twice":                      {only("FSC", "FSC"), "/sectors/1", "repeated"},
			"a region outside the crisis":         {func(in *api.AccessConstraintInput) { in.Region = "KE" }, "/region", "outside_crisis"},
			"an unknown region":                   {func(in *api.AccessConstraintInput) { in.Region = "HT99" }, "/region", "unknown_region"},
			"a source without a publisher": {func(in *api.AccessConstraintInput) {
				in.Sources = []api.Source{{Title: "T", PublishedOn: "2024-09-01"}}
			}, "/sources/0/publisher", "required"},
			"a source without a date": {func(in *api.AccessConstraintInput) { in.Sources = []api.Source{{Title: "T", Publisher: "P"}} }, "/sources/0/published_on", "required"},
		} {
			t.Run(name, func(t *testing.T) {
				_, err := w.CreateAccessConstraint(w.ctx, w.reporter(), constraint("HT01", 3, c.change), nil)
				wantFault(t, err, api.CodeInvalid, c.pointer, c.fault)
			})
		}
	})
}

func TestTheSameConstraintTwiceAtATimeIsAConflict(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		first := w.constraint(constraint("HT01", 3, during("2024-03-01", "2024-03-31"), only("FSC", "WSH")))
		if first.Direction != api.Physical {
			t.Errorf("the direction is %q", first.Direction)
		}
		refused := func(name string, change ...func(*api.AccessConstraintInput)) {
			t.Helper()
			_, err := w.CreateAccessConstraint(w.ctx, w.reporter(), constraint("HT01", 4, change...), nil)
			wantFault(t, err, api.CodeConflict, "/period", "overlapping")
			if err != nil && !strings.Contains(err.Error(), "/v1/access-constraints/"+first.ID) {
				t.Errorf("%s: the first one is not named: %v", name, err)
			}
		}
		refused("on its last day, for all sectors", during("2024-03-31", "2024-04-30"))
		refused("around it, for one of its sectors", during("2024-01-01", ""), only("WSH"))
		w.constraint(constraint("HT01", 4, during("2024-04-01", ""), only("FSC")))
		w.constraint(constraint("HT01", 4, during("2024-03-01", "2024-03-31"), only("HEA")))
		w.constraint(constraint("HT0111", 4, during("2024-03-01", "2024-03-31")))
		w.constraint(constraint("HT01", 4, during("2024-03-01", "2024-03-31"), func(in *api.AccessConstraintInput) { in.Type = api.Interference }))
		_, err := w.CreateAccessConstraint(w.ctx, key("echo", api.ScopeReport), constraint("HT01", 4, during("2024-03-01", "2024-03-31")), nil)
		w.must(err)
		_, err = w.UpdateAccessConstraint(w.ctx, w.reporter(), first.ID, 1, api.Patch(`{"period":{"to":null}}`))
		wantFault(t, err, api.CodeConflict, "/period", "overlapping")
		c, err := w.UpdateAccessConstraint(w.ctx, w.reporter(), first.ID, 1, api.Patch(`{"severity":0,"period":{"from":"2024-02-28"}}`))
		if err != nil || *c.Severity != 0 || c.Period.To != "2024-03-31" {
			t.Errorf("%+v %v", c, err)
		}
		_, err = w.UpdateAccessConstraint(w.ctx, w.reporter(), first.ID, 2, api.Patch(`{"region":"HT02"}`))
		wantFault(t, err, api.CodeInvalid, "/region", "immutable")
	})
}

func TestManyWhoRecordTheSameConstraintAtOnceRecordItOnce(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		for _, kind := range api.ConstraintTypes { // the first ones only warm up the connections
			done, start := make(chan error), make(chan struct{})
			for range 8 {
				go func() {
					<-start
					_, err := w.CreateAccessConstraint(w.ctx, w.reporter(), constraint("HT01", 3, func(in *api.AccessConstraintInput) { in.Type = kind }), nil)
					done <- err
				}()
			}
			close(start)
			made := 0
			for range 8 {
				switch err := <-done; api.CodeOf(err) {
				case "":
					made++
				case api.CodeConflict:
				default:
					t.Error(err)
				}
			}
			if made != 1 {
				t.Errorf("%s was recorded %d times", kind, made)
			}
		}
	})
}

func TestConstraintsAreLiftedAndWithdrawn(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		c := w.constraint(constraint("HT01", 3))
		lift := func(on api.Date, reason string) (api.AccessConstraint, error) {
			return w.TransitionAccessConstraint(w.ctx, w.reporter(), c.ID, api.Transition{To: "lifted", Reason: reason, On: on}, nil)
		}
		_, err := lift("2024-09-10", "")
		wantFault(t, err, api.CodeInvalid, "/reason", "required")
		_, err = lift("2024-02-01", "x")
		wantFault(t, err, api.CodeInvalid, "/on", "dates_out_of_order")
		lifted, err := lift("2024-09-10", "The road is open.")
		if err != nil || lifted.Status != api.ConstraintLifted || lifted.LiftedOn != "2024-09-10" {
			t.Errorf("%+v %v", lifted, err)
		}
		_, err = lift("2024-09-11", "again")
		wantFault(t, err, api.CodeConflict, "", "")
		w.constraint(constraint("HT01", 5, during("2024-09-10", "")))
		for day, want := range map[api.Date]int{"2024-02-29": 0, "2024-03-01": 3, "2024-09-09": 3, "2024-09-10": 5} {
			list, err := w.AccessConstraints(w.ctx, api.Caller{}, api.AccessConstraintFilter{InForceOn: day})
			w.must(err)
			if want == 0 && len(list.Data) != 0 || want != 0 && (len(list.Data) != 1 || *list.Data[0].Severity != want) {
				t.Errorf("on %s: %+v", day, list.Data)
			}
		}
		gone, err := w.TransitionAccessConstraint(w.ctx, w.reporter(), c.ID, api.Transition{To: "withdrawn", Reason: "An error.", On: "2024-04-01"}, nil)
		if err != nil || gone.Status != api.ConstraintWithdrawn {
			t.Errorf("%+v %v", gone, err)
		}
		list, err := w.AccessConstraints(w.ctx, api.Caller{}, api.AccessConstraintFilter{InForceOn: "2024-04-01"})
		if err != nil || len(list.Data) != 0 {
			t.Errorf("%+v %v", list, err)
		}
		_, err = w.UpdateAccessConstraint(w.ctx, w.reporter(), c.ID, gone.Version, api.Patch(`{"severity":1}`))
		wantFault(t, err, api.CodeConflict, "", "")
		w.wantEntries("access-constraints", c.ID, 3)
	})
}

func TestConstraintsAreFilteredAndSeenByWhomTheyConcern(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		all := w.constraint(constraint("HT01", 2)).ID
		food := w.constraint(constraint("HT0111", 4, only("FSC"), func(in *api.AccessConstraintInput) { in.Type, in.Title = api.Interference, "Orders on whom to help" })).ID
		child := w.constraint(constraint("DO01", 5, only("PRO-CPN"), func(in *api.AccessConstraintInput) { in.Sensitivity = api.Restricted })).ID
		for name, x := range map[string]struct {
			who  api.Caller
			f    api.AccessConstraintFilter
			want string
		}{
			"anybody":                           {api.Caller{}, api.AccessConstraintFilter{}, all + " " + food},
			"its owner":                         {w.reporter(), api.AccessConstraintFilter{}, all + " " + food + " " + child},
			"a coordinator":                     {w.coordinator(), api.AccessConstraintFilter{}, all + " " + food + " " + child},
			"a region":                          {w.reporter(), api.AccessConstraintFilter{Region: []string{"HT"}}, all + " " + food},
			"a type":                            {w.reporter(), api.AccessConstraintFilter{Type: []api.ConstraintType{api.Interference}}, food},
			"a direction":                       {w.reporter(), api.AccessConstraintFilter{Direction: []api.Direction{api.ActorsToPeople}}, food},
			"severity":                          {w.reporter(), api.AccessConstraintFilter{SeverityFrom: new(3), SeverityTo: new(4)}, food},
			"a sector, with what is about all":  {w.reporter(), api.AccessConstraintFilter{Sector: []api.SectorCode{"FSC"}}, all + " " + food},
			"a sector that is a part of a name": {w.reporter(), api.AccessConstraintFilter{Sector: []api.SectorCode{"PRO"}}, all},
			"an organization that has none":     {w.reporter(), api.AccessConstraintFilter{Organization: []string{"echo"}}, ""},
			"a text":                            {w.reporter(), api.AccessConstraintFilter{Q: "WHOM"}, food},
			"the worst first":                   {w.reporter(), api.AccessConstraintFilter{Sort: "-severity"}, child + " " + food + " " + all},
		} {
			list, err := w.AccessConstraints(w.ctx, x.who, x.f)
			w.must(err)
			var got []string
			for _, c := range list.Data {
				got = append(got, c.ID)
			}
			if strings.Join(got, " ") != x.want {
				t.Errorf("%s: %v, want %s", name, got, x.want)
			}
		}
		_, err := w.AccessConstraint(w.ctx, w.donor(), child)
		wantFault(t, err, api.CodeNotFound, "", "")
		_, err = w.UpdateAccessConstraint(w.ctx, key("echo", api.ScopeReport), all, 1, api.Patch(`{"severity":1}`))
		wantFault(t, err, api.CodeForbidden, "", "")
		_, err = w.CreateAccessConstraint(w.ctx, w.ngo(), constraint("HT01", 1), nil)
		wantFault(t, err, api.CodeForbidden, "", "")
	})
}
