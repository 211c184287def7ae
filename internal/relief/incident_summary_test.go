package relief_test

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"github.com/konbit-aid/konbit/api"
)

func TestEveryDisplacedPersonIsCountedOnce(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.incident(incident("HT0111", func(in *api.IncidentInput) { in.Displaced, in.Movement = count(500), &api.Movement{To: "DO01"} }))
		w.incident(incident("HT0112", func(in *api.IncidentInput) { in.Displaced = count(40) }))
		w.incident(incident("HT", func(in *api.IncidentInput) {
			in.Category, in.Returned, in.Movement = api.OtherIncidentCategory, count(300), &api.Movement{From: "DO01", To: "HT02"}
		}))
		by := func(f api.SummaryFilter) (displaced, returned, arrivals map[string]int64) {
			displaced, returned, arrivals = map[string]int64{}, map[string]int64{}, map[string]int64{}
			f.Crisis = "hti-2024"
			list, err := w.IncidentSummary(w.ctx, w.donor(), f)
			w.must(err)
			for _, s := range list.Data {
				for _, x := range []struct {
					n    *api.People
					into map[string]int64
				}{{s.Displaced, displaced}, {s.Returned, returned}, {s.Arrivals, arrivals}} {
					if x.n != nil {
						x.into[s.Region] += int64(*x.n)
					}
				}
			}
			return displaced, returned, arrivals
		}
		d, r, a := by(api.SummaryFilter{Level: new(1)})
		if d["HT01"] != 540 || len(d) != 1 || r["DO01"] != 300 || len(r) != 1 || a["DO01"] != 500 || a["HT02"] != 300 || len(a) != 2 {
			t.Errorf("by department: displaced %v, returned %v, arrivals %v", d, r, a)
		}
		d, r, a = by(api.SummaryFilter{})
		if d["HT"] != 540 || r["DO"] != 300 || a["DO"] != 500 || a["HT"] != 300 {
			t.Errorf("by country: displaced %v, returned %v, arrivals %v", d, r, a)
		}
		d, r, a = by(api.SummaryFilter{Region: "DO"})
		if len(d) != 0 || r["DO01"] != 300 || a["DO01"] != 500 {
			t.Errorf("over the border: displaced %v, returned %v, arrivals %v", d, r, a)
		}
	})
}

// TestSumsByRegionAddUpToTheWhole holds for every level: nobody is lost and nobody is counted twice.
func TestSumsByRegionAddUpToTheWhole(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		regions := []string{"HT", "HT01", "HT02", "HT0111", "HT0112", "DO", "DO01"}
		var killed, moved int64
		rapid.Check(t, func(r *rapid.T) {
			in := incident(rapid.SampledFrom(regions).Draw(r, "region"))
			in.Category = rapid.SampledFrom(api.IncidentCategories).Draw(r, "category")
			in.Period.From = api.Date("2024-01-01").AddDays(rapid.IntRange(0, 200).Draw(r, "day"))
			if rapid.Bool().Draw(r, "killed") {
				in.Killed = count(rapid.Int64Range(0, 50).Draw(r, "dead"))
				killed += int64(*in.Killed)
			}
			if rapid.Bool().Draw(r, "moved") {
				in.Displaced = count(rapid.Int64Range(0, 5000).Draw(r, "displaced"))
				moved += int64(*in.Displaced)
				if to := rapid.SampledFrom(append(regions, "KE")).Draw(r, "to"); to != in.Region {
					in.Movement = &api.Movement{To: to}
				}
			}
			if _, err := w.CreateIncident(w.ctx, w.reporter(), in, nil); err != nil {
				r.Fatal(err)
			}
			for level := range 3 {
				k, d := w.whole(r, api.SummaryFilter{Crisis: "hti-2024", Level: &level, Page: api.Page{Limit: 60}})
				if k != killed || d != moved {
					r.Fatalf("level %d: %d killed and %d displaced, want %d and %d", level, k, d, killed, moved)
				}
			}
		})
	})
}

func (w *world) whole(r *rapid.T, f api.SummaryFilter) (killed, displaced int64) {
	for {
		list, err := w.IncidentSummary(w.ctx, w.donor(), f)
		if err != nil {
			r.Fatal(err)
		}
		for _, s := range list.Data {
			if s.Killed != nil {
				killed += int64(*s.Killed)
			}
			if s.Displaced != nil {
				displaced += int64(*s.Displaced)
			}
		}
		if list.Next == "" {
			return killed, displaced
		}
		f.Cursor = string(list.Next)
	}
}

func TestSmallNumbersCannotBeFoundOut(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		nobody := api.Caller{}
		few := w.incident(incident("HT0111", func(in *api.IncidentInput) {
			in.Killed, in.Injured, in.Abducted, in.AidWorkers = count(3), count(0), count(10), &api.AidWorkers{Killed: count(1)}
			in.Displaced, in.Movement = count(9), &api.Movement{To: "HT02"}
		}))
		w.incident(incident("HT0112", func(in *api.IncidentInput) { in.Killed = count(15) }))
		seen, err := w.Incident(w.ctx, nobody, few.ID)
		w.must(err)
		if *seen.Killed != api.Suppressed || *seen.AidWorkers.Killed != api.Suppressed || *seen.Displaced != api.Suppressed || *seen.Injured != 0 || *seen.Abducted != 10 {
			t.Errorf("%+v %+v", seen.IncidentInput, seen.AidWorkers)
		}
		if seen, err = w.Incident(w.ctx, w.donor(), few.ID); err != nil || *seen.Killed != 3 || *seen.AidWorkers.Killed != 1 {
			t.Errorf("a partner sees %+v, %v", seen.IncidentInput, err)
		}
		for level, want := range map[int]map[string]int64{1: {"HT01 2024-09": -1}, 2: {"HT0111 2024-09": -1, "HT0112 2024-09": 15}} {
			sums := w.sums(nobody, api.SummaryFilter{Region: "HT", Level: &level})
			for at, n := range want {
				wantPeople(t, "the public's "+at, sums[at].Killed, n)
			}
			if at := "HT02 2024-09"; sums[at].Arrivals == nil || *sums[at].Arrivals != api.Suppressed {
				t.Errorf("arrivals: %v", sums[at].Arrivals)
			}
		}
		wantPeople(t, "a partner's sum", w.sums(w.donor(), api.SummaryFilter{Region: "HT"})["HT01 2024-09"].Killed, 18)
		three := int64(3)
		for name, f := range map[string]api.IncidentFilter{"killed_from": {KilledFrom: &three}, "killed_to": {KilledTo: &three},
			"injured_from": {InjuredFrom: &three}, "abducted_from": {AbductedFrom: &three}, "displaced_from": {DisplacedFrom: &three}} {
			_, err := w.Incidents(w.ctx, nobody, f)
			wantFault(t, err, api.CodeUnauthorized, name, "needs_key")
			if _, err := w.Incidents(w.ctx, w.donor(), f); err != nil {
				t.Errorf("%s with a key: %v", name, err)
			}
		}
	})
}

func TestASummaryOfNothingThatIsThereIsRefused(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		for pointer, f := range map[string]api.SummaryFilter{"crisis": {}, "region": {Crisis: "hti-2024", Region: "HT99"},
			"level": {Crisis: "hti-2024", Region: "HT01", Level: new(0)}, "to": {Crisis: "hti-2024", From: "2024-02-01", To: "2024-01-01"}} {
			_, err := w.IncidentSummary(w.ctx, w.donor(), f)
			e, _ := errors.AsType[*api.Error](err)
			if e == nil || e.Code != api.CodeMalformed || !e.Fields.Has(pointer) {
				t.Errorf("%s: %v", pointer, err)
			}
		}
		_, err := w.IncidentSummary(w.ctx, w.donor(), api.SummaryFilter{Crisis: "atlantis"})
		wantFault(t, err, api.CodeMalformed, "crisis", "unknown_crisis")
	})
}
