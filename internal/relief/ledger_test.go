package relief_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/ledger"
	"github.com/konbit-aid/konbit/internal/relief"
)

// sealed gives every entry its place.
func (w *world) sealed() {
	w.t.Helper()
	for more := true; more; {
		var err error
		more, err = w.Seal(w.ctx)
		w.must(err)
	}
}

// holds verifies the database and returns what it found.
func (w *world) holds(kept ...ledger.Mark) (relief.Verified, error) {
	return w.Verify(w.ctx, w.key, kept, func(relief.Verified) {})
}

// page reads a part of the feed.
func (w *world) page(who api.Caller, f api.LedgerFilter) api.LedgerPage {
	w.t.Helper()
	page, err := w.Ledger(w.ctx, who, f)
	w.must(err)
	return page
}

// checkpoint is the tree as it is, as somebody keeps it.
func (w *world) checkpoint() ledger.Mark {
	w.t.Helper()
	size := w.page(api.System, api.LedgerFilter{}).Size
	proof, err := w.LedgerProof(w.ctx, fmt.Sprint(size), api.LedgerProofFilter{})
	w.must(err)
	root, err := ledger.ParseHash(proof.Root)
	w.must(err)
	return ledger.Mark{Size: size, Root: root, Name: "the checkpoint"}
}

func TestEveryEntryIsProvenAndTold(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		p, err := w.CreatePledge(w.ctx, w.donor(), pledge(100_00), nil)
		w.must(err)
		w.sealed()
		old := w.checkpoint()
		_, err = w.CreateTransaction(w.ctx, w.donor(), p.ID, api.TransactionInput{Type: api.Commitment, Date: "2024-09-20", Amount: usd(40_00), Sources: cited}, nil)
		w.must(err)
		w.sealed()
		now := w.checkpoint()
		if now.Size != old.Size+2 {
			t.Errorf("a transaction made %d entries", now.Size-old.Size)
		}
		done, err := w.holds(old, now)
		w.must(err)
		if done.Entries != now.Size || done.Records == 0 || done.Waiting != 0 {
			t.Errorf("verified %+v of %d", done, now.Size)
		}

		page := w.page(api.Caller{}, api.LedgerFilter{Limit: 1000})
		verifier := ledger.NewVerifier(old, now)
		for i, e := range page.Data {
			if *e.Seq != int64(i+1) {
				t.Fatalf("the %d. entry has the number %d", i+1, *e.Seq)
			}
			line, err := ledger.LineOf(e)
			w.must(err)
			if _, err := verifier.Add(line); err != nil {
				t.Fatal(err)
			}
			proof, err := w.LedgerProof(w.ctx, e.ID, api.LedgerProofFilter{})
			w.must(err)
			w.must(checkProof(proof, now))
		}
		w.must(verifier.Done())

		c, err := w.LedgerConsistency(w.ctx, api.LedgerConsistencyFilter{From: old.Size})
		w.must(err)
		w.must(ledger.CheckConsistency(hashesOf(t, c.Hashes), old.Size, old.Root, now.Size, now.Root))
		tile, err := w.LedgerTile(w.ctx, 0, 0)
		w.must(err)
		for i, e := range page.Data {
			if tile.Hashes[i] != e.Leaf {
				t.Errorf("the tile has another leaf at %d", i)
			}
		}
	})
}

func checkProof(p api.LedgerProof, now ledger.Mark) error {
	leaf, err := ledger.ParseHash(p.Leaf)
	if err != nil {
		return err
	}
	var all []ledger.Hash
	for _, text := range p.Hashes {
		h, err := ledger.ParseHash(text)
		if err != nil {
			return err
		}
		all = append(all, h)
	}
	return ledger.CheckInclusion(all, now.Size, now.Root, p.Seq, leaf)
}

func hashesOf(t *testing.T, texts []string) (all []ledger.Hash) {
	t.Helper()
	for _, text := range texts {
		h, err := ledger.ParseHash(text)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, h)
	}
	return all
}

// TestWhatBecomesInvisibleIsATombstone follows the ledger as the public does while an assessment is published, closed and opened again.
func TestWhatBecomesInvisibleIsATombstone(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		a, err := w.CreateAssessment(w.ctx, w.ngo(), assessment("HT01", 500), nil)
		w.must(err)
		for _, to := range []string{"submitted", "validated"} {
			who := w.ngo()
			if to == "validated" {
				who = w.coordinator()
			}
			_, err := w.TransitionAssessment(w.ctx, who, a.ID, api.Transition{To: to}, nil)
			w.must(err)
		}
		w.sealed()
		from := w.page(api.Caller{}, api.LedgerFilter{Limit: 1000})
		last := from.Data[len(from.Data)-1]
		if last.Event != api.LedgerChange || last.Record != a.ID || last.Before != nil {
			t.Fatalf("the public is told %s of %s, before %s", last.Event, last.Record, last.Before)
		}
		_, err = w.ChangeAssessmentSensitivity(w.ctx, w.ngo(), a.ID, api.SensitivityChange{To: api.Restricted, Reason: "It puts people in danger."}, nil)
		w.must(err)
		w.sealed()
		next := w.page(api.Caller{}, api.LedgerFilter{After: from.Last})
		if len(next.Data) != 1 || next.Data[0].Event != api.LedgerHidden || next.Data[0].Record != a.ID || next.Data[0].After != nil || next.Data[0].Commitments != nil {
			t.Fatalf("the public is told %+v", next.Data)
		}
		if text, _ := json.Marshal(w.page(api.Caller{}, api.LedgerFilter{Limit: 1000})); strings.Contains(string(text), "in_need") || strings.Contains(string(text), "danger") {
			t.Errorf("who reads from the beginning is told what is hidden: %s", text)
		}
		if mine := w.page(w.ngo(), api.LedgerFilter{After: from.Last}); len(mine.Data) != 1 || mine.Data[0].Event != api.LedgerChange || mine.Data[0].Redacted {
			t.Errorf("its own organization is told %+v", mine.Data)
		}
		leaves := w.page(api.Caller{}, api.LedgerFilter{Leaves: true, Limit: 1000})
		if int64(len(leaves.Data)) != leaves.Size {
			t.Errorf("%d of %d entries come with leaves", len(leaves.Data), leaves.Size)
		}
		v := ledger.NewVerifier(w.checkpoint())
		for _, e := range leaves.Data {
			line, err := ledger.LineOf(e)
			w.must(err)
			if _, err := v.Add(line); err != nil {
				t.Fatal(err)
			}
		}
		w.must(v.Done())
	})
}

func assessment(region string, people int64) api.AssessmentInput {
	return api.AssessmentInput{Crisis: "hti-2024", Title: "Rapid assessment", Method: "msna", PublishedOn: "2024-09-05", Period: api.Period{From: "2024-08-01", To: "2024-08-31"}, Sources: cited,
		Sensitivity: api.Public, Needs: []api.NeedInput{{Region: region, Sector: "FSC", InNeed: (*api.People)(&people)}}}
}

func TestTheFeedIsFiltered(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		in := pledge(100_00)
		in.Allocations = []api.Allocation{{Region: "HT0111", Sector: "FSC", Amount: usd(100_00)}}
		p, err := w.CreatePledge(w.ctx, w.donor(), in, nil)
		w.must(err)
		w.sealed()
		for region, want := range map[string]bool{"HT": true, "HT01": true, "HT0111": true, "HT02": false, "DO": false} {
			page := w.page(api.Caller{}, api.LedgerFilter{Resource: []string{"pledges"}, Region: []string{region}})
			if got := len(page.Data) == 1 && page.Data[0].Record == p.ID; got != want || page.Last != page.Size {
				t.Errorf("of %s the feed tells %d, up to %d of %d", region, len(page.Data), page.Last, page.Size)
			}
		}
		for _, f := range []api.LedgerFilter{{Resource: []string{"keys"}}, {Region: []string{"XX"}}, {After: 1 << 40}} {
			if _, err := w.Ledger(w.ctx, api.Caller{}, f); api.CodeOf(err) != api.CodeMalformed {
				t.Errorf("%+v is answered by %v", f, err)
			}
		}
	})
}

// TestFollowersOfManyWritersReadTheSame lets four follow the ledger while many write: each reads all of it, once, in one order.
func TestFollowersOfManyWritersReadTheSame(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		const writers = 8
		each := 40
		if n, err := strconv.Atoi(os.Getenv("KONBIT_FOLLOWED")); err == nil {
			each = n / writers
		}
		ctx, stop := context.WithTimeout(w.ctx, 10*time.Minute)
		defer stop()
		var sealers, all sync.WaitGroup
		for range 2 { // as of two instances
			sealers.Go(func() { w.Sealing(ctx, func(err error) { t.Error(err) }) })
		}
		before := w.page(api.System, api.LedgerFilter{Limit: 1}).Size
		for n := range writers {
			all.Go(func() {
				for i := range each {
					in := pledge(int64(n*1000 + i + 1))
					if _, err := w.CreatePledge(ctx, w.donor(), in, nil); err != nil {
						t.Error(err)
						return
					}
					if i%5 == 0 { // and some roll back
						in.Crisis = "none"
						_, _ = w.CreatePledge(ctx, w.donor(), in, nil)
					}
				}
			})
		}
		want := writers * each
		read := make([][]string, 4)
		var followers sync.WaitGroup
		for f := range read {
			followers.Go(func() {
				after := before
				for len(read[f]) < want {
					sealed := w.Sealed()
					page, err := w.Ledger(ctx, api.Caller{}, api.LedgerFilter{After: after, Limit: 7 + f, Resource: []string{"pledges"}})
					if err != nil {
						t.Error(err)
						return
					}
					for _, e := range page.Data {
						read[f] = append(read[f], fmt.Sprint(*e.Seq, e.Record))
					}
					if after = page.Last; page.Last == page.Size && len(read[f]) < want {
						select {
						case <-sealed:
						case <-ctx.Done():
							t.Errorf("follower %d waits at entry %d, with %d of %d read", f, after, len(read[f]), want)
							return
						}
					}
				}
			})
		}
		all.Wait()
		followers.Wait()
		stop()
		sealers.Wait()
		for f := range read {
			if len(read[f]) != want || strings.Join(read[f], "\n") != strings.Join(read[0], "\n") {
				t.Errorf("follower %d read %d entries, not the same as the first, which read %d", f, len(read[f]), len(read[0]))
			}
		}
		_, err := w.holds()
		w.must(err)
	})
}

func TestAWriteTellsItsEntries(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		var first, again api.Receipt
		once := api.Once{Key: "k", Request: "r"}
		p, err := w.CreatePledge(relief.WithReceipt(w.ctx, &first), w.donor(), pledge(1_00), &once)
		w.must(err)
		if len(first.Entries) != 1 {
			t.Fatalf("the receipt names %d entries", len(first.Entries))
		}
		unsealed, err := w.LedgerEntry(w.ctx, api.Caller{}, first.Entries[0].ID)
		w.must(err)
		if unsealed.Seq != nil || unsealed.Record != p.ID {
			t.Errorf("before it is sealed it is %+v", unsealed)
		}
		if _, err := w.LedgerProof(w.ctx, first.Entries[0].ID, api.LedgerProofFilter{}); api.CodeOf(err) != api.CodeConflict {
			t.Errorf("a proof before it is sealed: %v", err)
		}
		w.sealed()
		e, err := w.LedgerEntry(w.ctx, api.Caller{}, first.Entries[0].ID)
		w.must(err)
		if e.Seq == nil || e.Leaf != first.Entries[0].Leaf {
			t.Errorf("the receipt says %s, the ledger %s", first.Entries[0].Leaf, e.Leaf)
		}
		byNumber, err := w.LedgerEntry(w.ctx, api.Caller{}, fmt.Sprint(*e.Seq))
		w.must(err)
		if byNumber.ID != e.ID {
			t.Error("by its number it is another")
		}
		_, err = w.CreatePledge(relief.WithReceipt(w.ctx, &again), w.donor(), pledge(1_00), &once)
		w.must(err)
		if len(again.Entries) != 1 || again.Entries[0] != first.Entries[0] {
			t.Errorf("repeated, the receipt is %+v", again.Entries)
		}
	})
}

// TestASupersededAssessmentHolds lets a later assessment take the place of an earlier one, which has no entry of its own.
func TestASupersededAssessmentHolds(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		for _, day := range []api.Date{"2024-08-31", "2024-09-15"} {
			in := assessment("HT01", 500)
			in.Period.To = day
			a, err := w.CreateAssessment(w.ctx, w.ngo(), in, nil)
			w.must(err)
			_, err = w.TransitionAssessment(w.ctx, w.ngo(), a.ID, api.Transition{To: "submitted"}, nil)
			w.must(err)
			_, err = w.TransitionAssessment(w.ctx, w.coordinator(), a.ID, api.Transition{To: "validated"}, nil)
			w.must(err)
		}
		list, err := w.Assessments(w.ctx, w.coordinator(), api.AssessmentFilter{Status: []api.AssessmentStatus{api.Superseded}})
		w.must(err)
		if len(list.Data) != 1 {
			t.Fatalf("%d are superseded", len(list.Data))
		}
		w.sealed()
		_, err = w.holds()
		w.must(err)
	})
}

// fault is what verify found; none where it found nothing.
func fault(err error) string {
	f, ok := errors.AsType[*ledger.Fault](err)
	if !ok {
		return fmt.Sprint(err)
	}
	return f.Error()
}
