package relief

import (
	"context"
	"reflect"
	"time"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/ledger"
	"github.com/konbit-aid/konbit/internal/store"
)

// foldEvery is how often it is looked whether much was written.
const foldEvery = time.Second

// KeepingCells keeps what coverage is read from small and of today until ctx is done. Without it answers are right and take
// longer. What goes wrong it says, and tries again.
func (s *Service) KeepingCells(ctx context.Context, say func(error)) {
	tick := time.NewTicker(foldEvery)
	defer tick.Stop()
	day := api.Date("")
	for {
		most := store.MostDeltas
		if today := s.today(); today != day {
			day, most = today, 0 // what counts from yesterday on moves with the folding
		}
		for _, do := range []func() error{func() error { return s.FoldCells(ctx, most) }, func() error { return s.TurnPeople(ctx) }} {
			if err := do(); err != nil && ctx.Err() == nil {
				say(err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// FoldCells folds what writes have added to coverage into its cells, if it is more than some.
func (s *Service) FoldCells(ctx context.Context, most int) error {
	more, err := s.store.Deltas(ctx, most)
	for more && err == nil {
		more, err = s.store.Fold(ctx, s.today())
	}
	return err
}

// TurnPeople takes in the lines that begin or end to count today, or have done since Konbit was last at work, and those
// that were too many for the transaction that wrote them.
func (s *Service) TurnPeople(ctx context.Context) error {
	today := s.today()
	var crises []string
	err := s.store.Glance(ctx, func(tx *store.Tx) (err error) {
		crises, err = tx.StalePeople(today)
		return err
	})
	for _, c := range crises {
		if err == nil {
			err = s.store.WriteLong(ctx, func(tx *store.Tx) error { return keepPeopleOf(tx, c, today) })
		}
	}
	return err
}

// RebuildCells makes all that coverage is read from anew. Who records meanwhile waits.
func (s *Service) RebuildCells(ctx context.Context) error {
	today := s.today()
	if err := s.store.WriteLong(ctx, func(tx *store.Tx) error { return tx.RebuildCells(today) }); err != nil {
		return err
	}
	crises, err := read(ctx, s, (*store.Tx).CrisesOfLines)
	for _, c := range crises {
		if err == nil {
			err = s.store.WriteLong(ctx, func(tx *store.Tx) error { return rebuildPeople(tx, c, today) })
		}
	}
	if err != nil {
		return err
	}
	return s.store.WriteLong(ctx, func(tx *store.Tx) error { return tx.Analyze("people_cells") })
}

func rebuildPeople(tx *store.Tx, crisis string, today api.Date) error {
	if err := tx.LockPeople(crisis); err != nil {
		return err
	}
	if err := tx.SetPeopleKept(crisis, store.Never, 1); err != nil {
		return err
	}
	return keepPeopleOf(tx, crisis, today)
}

// VerifyCells compares all that coverage is read from with the postings and need lines that it is made of.
func (s *Service) VerifyCells(ctx context.Context) (cells int64, err error) {
	var fault error
	err = s.store.ReadLong(ctx, func(tx *store.Tx) error {
		cells, fault = verifyCells(tx, s.today())
		return nil
	})
	if err == nil {
		err = fault
	}
	return cells, err
}

func verifyCells(tx *store.Tx, today api.Date) (int64, error) {
	amiss, cells, err := tx.CellsAmiss(today)
	if err != nil {
		return 0, err
	}
	for _, c := range amiss {
		return 0, ledger.Faultf(0, "what coverage of %s is read from does not add up for the region %q, sector %q (%s): it is off by %d cents announced, %d pledged, %d committed, %d disbursed. konbit rebuild makes it anew",
			c.Crisis, c.Region, c.Sector, c.Bucket, c.Announced, c.Pledged, c.Committed, c.Disbursed)
	}
	crises, err := tx.CrisesOfLines()
	if err != nil {
		return 0, err
	}
	veil, err := tx.Veil()
	for _, c := range crises {
		for sight := range mostSight + 1 {
			if err != nil {
				return 0, err
			}
			var n int64
			n, err = verifyPeople(tx, c, sight, &veil)
			cells += n
		}
	}
	return cells, err
}

// verifyPeople works the figures out from all lines at once, on another way than they were kept.
func verifyPeople(tx *store.Tx, crisis string, sight int, veil *store.Veil) (int64, error) {
	kept, err := tx.PeopleKept(crisis, "")
	if err != nil || kept.On == store.Never {
		return 0, err
	}
	lines, err := tx.CurrentLines(viewOf(crisis, kept.On, sight, veil))
	if err != nil {
		return 0, err
	}
	regions := make([]string, len(lines))
	for i, l := range lines {
		regions[i] = l.Region
	}
	places, err := tx.Paths(regions)
	if err != nil {
		return 0, err
	}
	own := make([]store.OwnLine, len(lines))
	for i, l := range lines {
		own[i] = store.OwnLine{Region: l.Region, Path: places[l.Region].Path, Sector: l.Sector, Own: true, Line: l}
	}
	want := map[cell]store.PeopleCell{}
	for _, c := range newRollUp(nil, sight == publicSight).put(own) {
		want[cell{c.Region, c.Sector}] = c
	}
	have, err := tx.AllPeople(crisis, min(sight, kept.Sights))
	if err != nil {
		return 0, err
	}
	for _, c := range have {
		key := cell{c.Region, c.Sector}
		if !reflect.DeepEqual(want[key], c) {
			return 0, peopleFault(crisis, key, sight)
		}
		delete(want, key)
	}
	for key := range want {
		return 0, peopleFault(crisis, key, sight)
	}
	return int64(len(have)), nil
}

func peopleFault(crisis string, c cell, sight int) error {
	return ledger.Faultf(0, "what coverage of %s is read from is not what the need lines say of people in %s, sector %s (readers of kind %d). konbit rebuild makes it anew",
		crisis, c.region, c.sector, sight)
}
