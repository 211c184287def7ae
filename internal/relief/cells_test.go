package relief_test

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/relief"
	"github.com/konbit-aid/konbit/internal/store"
)

// TestWhatCoverageIsReadFromIsComparedAndMade spoils what is kept in each of its tables.
func TestWhatCoverageIsReadFromIsComparedAndMade(t *testing.T) {
	for _, spoil := range []string{
		"UPDATE coverage_cells SET pledged = pledged + 1 WHERE region = 'HT01'",
		"UPDATE coverage_cells SET postings = postings + 1 WHERE region = ''",
		"DELETE FROM coverage_cells WHERE period = '2024'",
		"DELETE FROM coverage_deltas",
		"UPDATE coverage_deltas SET announced = announced + 1",
		"DELETE FROM postings",
		"UPDATE people_cells SET in_need = in_need + 1 WHERE sight = 0 AND region = 'HT'",
		"UPDATE people_cells SET lines = lines + 1 WHERE sight = 3 AND region = 'HT01'",
		"DELETE FROM people_cells WHERE sight = 2 AND region = 'HT'",
		"UPDATE needs SET in_need = 7",
	} {
		t.Run(spoil, func(t *testing.T) {
			engines(t, func(t *testing.T, w *world) {
				_, err := w.CreatePledge(w.ctx, w.donor(), pledge(100_00, to("HT0111", "WSH", 60_00)), nil)
				w.must(err)
				w.must(w.FoldCells(w.ctx, 0))
				_, err = w.CreatePledge(w.ctx, w.donor(), pledge(10_00, to("HT02", "FSC", 10_00)), nil)
				w.must(err)
				w.assess("2024-02-01", api.Public, people("HT0111", "WSH", 500), people("HT02", "WSH", 300))
				w.assess("2024-02-02", api.Restricted, people("HT0112", "WSH", 40))
				n, err := w.VerifyCells(w.ctx)
				w.must(err)
				if n == 0 {
					t.Fatal("nothing is kept")
				}
				w.must(w.store.Exec(w.ctx, spoil))
				if _, err := w.VerifyCells(w.ctx); err == nil {
					t.Error("it is not found out")
				}
				w.must(w.RebuildCells(w.ctx))
				_, err = w.VerifyCells(w.ctx)
				w.must(err)
			})
		})
	}
}

// TestCoverageOfAnySpanOfAppeals compares what is kept with what is replayed from the ledger, for appeals that begin and
// end on any day: the cells know years and months.
func TestCoverageOfAnySpanOfAppeals(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		n := 0
		rapid.Check(t, func(r *rapid.T) {
			n++
			crisis := fmt.Sprintf("span-%d", n)
			_, err := w.CreateCrisis(w.ctx, w.coordinator(), api.CrisisInput{Code: crisis, Title: "Crisis", StartedOn: "2022-01-01",
				Regions: rapid.SampledFrom([][]string{{"HT", "DO"}, {"HT", "DO01"}, {"HT01", "DO"}, {"HT01", "HT02"}, {"HT", "HT01", "DO01"}}).Draw(r, "regions")}, nil)
			fine(r, err)
			for range rapid.IntRange(0, 3).Draw(r, "assessments") {
				w.study(r, crisis)
			}
			for i := range rapid.IntRange(0, 2).Draw(r, "appeals") {
				from := api.Date("2022-12-25").AddDays(rapid.IntRange(0, 600).Draw(r, "from"))
				in := api.AppealInput{Code: fmt.Sprintf("S%d-%d", n, i), Crisis: crisis, Title: "Plan", Type: "flash_appeal", StartsOn: from, EndsOn: max(from, "2024-09-30").AddDays(rapid.IntRange(0, 200).Draw(r, "for")), Sources: cited}
				_, err := w.CreateAppeal(w.ctx, w.coordinator(), in, nil)
				fine(r, err)
			}
			for i := range rapid.IntRange(1, 8).Draw(r, "pledges") {
				in := randomPledge(r)
				in.Crisis, in.PledgedOn = crisis, api.Date("2022-12-20").AddDays(rapid.IntRange(0, 640).Draw(r, "pledged on"))
				in.ExpiresOn = ""
				if n := rapid.IntRange(0, 3).Draw(r, "appeal"); n < 2 {
					in.Appeal = api.Opt(fmt.Sprintf("S%d-%d", i, n))
				}
				if _, err := w.CreatePledge(w.ctx, w.donor(), in, nil); err != nil && api.CodeOf(err) != api.CodeInvalid {
					r.Fatal(err)
				}
				if rapid.Bool().Draw(r, "fold") {
					fine(r, w.FoldCells(w.ctx, 0))
				}
			}
			for _, f := range []api.CoverageFilter{{}, {Level: new(0)}, {Region: "HT"}, {Region: "HT01"}, {Level: new(1)}, {Region: "HT", Level: new(0)}, {Region: "HT", Level: new(2)},
				{Region: "HT0111"}, {Sector: []api.SectorCode{"WSH"}}, {Level: new(4)}} {
				f.Crisis = crisis
				who := rapid.SampledFrom([]api.Caller{{}, w.donor(), w.coordinator()}).Draw(r, "who")
				kept, err := w.Coverage(w.ctx, who, f)
				f.KnownAt = api.MomentOf(*w.now)
				replayed, wrong := w.Coverage(w.ctx, who, f)
				replayed.KnownAt = ""
				if api.CodeOf(err) != api.CodeOf(wrong) {
					r.Fatalf("%+v: kept %v, replayed %v", f, err, wrong)
				}
				if diff := cmp.Diff(asJSON(replayed), asJSON(kept)); diff != "" {
					r.Fatalf("%+v (replayed -, kept +):\n%s", f, diff)
				}
			}
			_, err = w.VerifyCells(w.ctx)
			fine(r, err)
		})
	})
}

func fine(r *rapid.T, err error) {
	r.Helper()
	if err != nil {
		r.Fatal(err)
	}
}

func asJSON(v any) any {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return pretty(string(b))
}

// study records figures that count, of one or two places; what the crisis's regions refuse is passed over.
func (w *world) study(r *rapid.T, crisis string) {
	in := api.AssessmentInput{Crisis: crisis, Title: "Needs", Method: "hno", PublishedOn: "2024-01-01", Period: api.Period{From: "2024-01-01", To: "2024-12-31"},
		Sensitivity: rapid.SampledFrom(api.Sensitivities).Draw(r, "sensitivity"), Sources: cited}
	for _, region := range rapid.SampledFrom([][]string{{"HT01"}, {"DO01"}, {"HT0111", "HT0112"}, {"HT", "HT02"}, {"DO", "DO01"}, {"HT0111", "DO01"}}).Draw(r, "places") {
		n := people(region, "WSH", rapid.Int64Range(0, 30).Draw(r, "people"))
		m := usd(rapid.Int64Range(0, 100_00).Draw(r, "required"))
		n.Required = &m
		in.Needs = append(in.Needs, n)
	}
	a, err := w.CreateAssessment(w.ctx, w.ngo(), in, nil)
	if err != nil {
		if api.CodeOf(err) != api.CodeInvalid {
			r.Fatal(err)
		}
		return
	}
	_, err = w.TransitionAssessment(w.ctx, w.ngo(), a.ID, api.Transition{To: "submitted"}, nil)
	fine(r, err)
	_, err = w.TransitionAssessment(w.ctx, w.coordinator(), a.ID, api.Transition{To: "validated"}, nil)
	fine(r, err)
}

// TestFiguresOfADayToCome lets lines and payments begin to count with the day, with and without the turn of it.
func TestFiguresOfADayToCome(t *testing.T) {
	for _, turned := range []bool{false, true} {
		t.Run(fmt.Sprintf("turned=%t", turned), func(t *testing.T) {
			engines(t, func(t *testing.T, w *world) {
				w.assess("2024-09-01", api.Public, people("HT01", "WSH", 500))
				w.assess("2024-10-02", api.Public, people("HT01", "WSH", 700))
				_, err := w.CreatePledge(w.ctx, w.donor(), pledge(100_00, to("HT01", "WSH", 60_00), func(in *api.PledgeInput) { in.ExpiresOn = "2024-10-01" }), nil)
				w.must(err)
				w.must(w.FoldCells(w.ctx, 0))
				for _, want := range []struct {
					people  api.People
					pledged api.Cents
				}{{500, 100_00}, {500, 100_00}, {700, 0}, {700, 0}} {
					if turned {
						w.must(w.TurnPeople(w.ctx))
					}
					c := w.coverage(w.donor(), api.CoverageFilter{Level: new(1)})
					var got *api.People
					for _, row := range c.Data {
						if row.Region.Pcode == "HT01" && row.Sector == "WSH" {
							got = row.People.InNeed
						}
					}
					if got == nil || *got != want.people || c.Totals.Pledged != want.pledged {
						t.Errorf("%s: %v in need, %d pledged, want %d and %d", api.DateOf(*w.now), asJSON(got), c.Totals.Pledged, want.people, want.pledged)
					}
					_, err := w.VerifyCells(w.ctx)
					w.must(err)
					*w.now = w.now.Add(24 * time.Hour)
				}
			})
		})
	}
}

// TestNobodyWaitsForACell lets a write of one country end while another one of the same cells has not, and folds meanwhile.
func TestNobodyWaitsForACell(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		if w.store.Engine() != "postgres" {
			t.Skip("SQLite writes one after the other by itself")
		}
		var pledges []api.Pledge
		for range 2 {
			p, err := w.CreatePledge(w.ctx, w.donor(), pledge(100_00, to("HT01", "WSH", 60_00)), nil)
			w.must(err)
			pledges = append(pledges, p)
		}
		ctx, cancel := context.WithTimeout(w.ctx, 20*time.Second)
		defer cancel()
		postings := []store.Posting{{On: "2024-09-05", Bucket: store.Allocated, Region: "HT01", Sector: "WSH", Money: store.Amounts{Pledged: 5}}}
		written, done := make(chan struct{}), make(chan struct{})
		var first sync.WaitGroup
		first.Go(func() {
			err := w.store.Write(ctx, func(tx *store.Tx) error {
				if err := tx.SetPostings(pledges[0], postings, false); err != nil {
					return err
				}
				if _, err := tx.PostingSums(store.View{Crisis: "hti-2024", AsOf: "2024-09-30"}); err != nil { // so that it is sent
					return err
				}
				close(written)
				<-done
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
		<-written
		if err := w.store.Write(ctx, func(tx *store.Tx) error { return tx.SetPostings(pledges[1], postings, false) }); err != nil {
			t.Errorf("a second write waits for the first: %v", err)
		}
		if err := w.FoldCells(ctx, 0); err != nil {
			t.Errorf("folding waits for a write: %v", err)
		}
		close(done)
		first.Wait()
		w.must(w.FoldCells(ctx, 0))
		_, err := w.VerifyCells(ctx)
		w.must(err)
	})
}

// TestThirtyTwoWritersOfOneCountry write, change and fold at the same time, with two that fold and one that reads.
func TestThirtyTwoWritersOfOneCountry(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		var writers, others sync.WaitGroup
		ctx, stop := context.WithCancel(w.ctx)
		for range 2 {
			others.Go(func() {
				for ctx.Err() == nil {
					if err := w.FoldCells(w.ctx, 10); err != nil {
						t.Errorf("folding: %v", err)
					}
					time.Sleep(time.Millisecond)
				}
			})
		}
		others.Go(func() {
			for ctx.Err() == nil {
				c, err := w.Coverage(w.ctx, w.donor(), api.CoverageFilter{Crisis: "hti-2024", Level: new(1)})
				if err != nil {
					t.Error(err)
					return
				}
				sum := c.Unallocated.Add(c.Shared)
				for _, row := range c.Data {
					sum = sum.Add(row.Money)
				}
				if sum.Pledged != c.Totals.Pledged || int64(c.Totals.Pledged)%100_00 != 0 {
					t.Errorf("%d in the parts, %d in the whole", sum.Pledged, c.Totals.Pledged)
				}
			}
		})
		for range 32 {
			writers.Go(func() {
				for range 4 {
					p, err := w.CreatePledge(w.ctx, w.donor(), pledge(100_00, to("HT01", "WSH", 60_00)), nil)
					if err == nil {
						_, err = w.TransitionPledge(w.ctx, w.donor(), p.ID, api.Transition{To: "cancelled", Reason: "again", On: "2024-09-30"}, nil)
					}
					if err == nil {
						_, err = w.CreatePledge(w.ctx, w.donor(), pledge(200_00, to("HT0111", "FSC", 60_00)), nil)
					}
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		writers.Wait()
		stop()
		others.Wait()
		_, err := w.VerifyCells(w.ctx)
		w.must(err)
		if c := w.coverage(w.donor(), api.CoverageFilter{}); c.Totals.Pledged != 32*4*200_00 {
			t.Errorf("%d pledged", c.Totals.Pledged)
		}
	})
}

// TestManyLinesAreLeftToTheServer writes more lines in one transaction than that works out itself.
func TestManyLinesAreLeftToTheServer(t *testing.T) {
	defer relief.SetMostTouched(3)()
	engines(t, func(t *testing.T, w *world) {
		w.assess("2024-02-01", api.Public, people("HT0111", "WSH", 500))
		in := api.AssessmentInput{Crisis: "hti-2024", Organization: "wfp", Title: "Needs", Method: "hno", PublishedOn: "2024-03-01", Period: api.Period{From: "2024-01-01", To: "2024-12-31"},
			Sensitivity: api.Public, Sources: cited, Needs: []api.NeedInput{people("HT01", "WSH", 800), people("HT02", "WSH", 300), people("HT01", "FSC", 20), people("HT02", "FSC", 30)}}
		w.must(w.Batch(w.ctx, api.System, false, func(b *relief.Batch) error {
			_, err := b.PutAssessment(in, "file")
			return err
		}))
		for _, when := range []string{"before", "after"} {
			for _, who := range []api.Caller{{}, w.ngo()} {
				kept := w.coverage(who, api.CoverageFilter{Level: new(1)})
				replayed := w.coverage(who, api.CoverageFilter{Level: new(1), KnownAt: api.MomentOf(*w.now)})
				replayed.KnownAt = ""
				if diff := cmp.Diff(asJSON(replayed), asJSON(kept)); diff != "" {
					t.Errorf("%s the server has worked it out (replayed -, kept +):\n%s", when, diff)
				}
			}
			_, err := w.VerifyCells(w.ctx)
			w.must(err)
			w.must(w.TurnPeople(w.ctx))
		}
		w.must(w.store.Exec(w.ctx, "UPDATE people_cells SET in_need = 1 WHERE region = 'HT02'"))
		if _, err := w.VerifyCells(w.ctx); err == nil {
			t.Error("nothing was worked out")
		}
	})
}

// TestHidingWaitsForFiguresInTheMaking: who works out figures has read what is hidden, so nothing is hidden until they are done.
func TestHidingWaitsForFiguresInTheMaking(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		if w.store.Engine() != "postgres" {
			t.Skip("SQLite writes one after the other by itself")
		}
		locked, release, hidden := make(chan struct{}), make(chan struct{}), make(chan error, 1)
		var making sync.WaitGroup
		making.Go(func() {
			err := w.store.Write(w.ctx, func(tx *store.Tx) error {
				if err := tx.LockPeople("hti-2024"); err != nil {
					return err
				}
				close(locked)
				<-release
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
		<-locked
		go func() {
			_, err := w.ShieldRegion(w.ctx, w.coordinator(), "HT01", api.ShieldInput{Reason: "Danger"}, nil)
			hidden <- err
		}()
		select {
		case err := <-hidden:
			t.Errorf("it was hidden before the figures were done: %v", err)
			hidden <- err
		case <-time.After(300 * time.Millisecond):
		}
		close(release)
		making.Wait()
		w.must(<-hidden)
	})
}
