// Package demo fills a database with Haiti: its regions, response plans, people
// in need, what keeps aid from them and the money promised and paid, each figure with its named source,
// and one crisis of made-up records whose titles start with "Example:".
package demo

import (
	"context"
	"fmt"
	"time"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/relief"
)

// Summary says what was loaded.
type Summary struct {
	Regions       int
	Organizations int
	Crises        int
	Appeals       int
	Assessments   int
	Pledges       int
	Transactions  int
	Incidents     int
	Constraints   int
	Presences     int
	// Created, Updated and Unchanged count the outcomes of all records but transactions.
	Created   int
	Updated   int
	Unchanged int
	// AsOf is the day to ask coverage for: today, or the day of the newest
	// record where the clock is behind it.
	AsOf api.Date
}

// Load records the demo in one transaction: all of it or nothing. Records that
// are there already as the demo has them stay untouched.
func Load(ctx context.Context, svc *relief.Service, now time.Time) (Summary, error) {
	d, err := read()
	if err != nil {
		return Summary{}, err
	}
	var sum Summary
	err = svc.Batch(ctx, api.System, false, func(b *relief.Batch) error {
		sum = Summary{AsOf: max(api.DateOf(now), d.newest())}
		return sum.record(b, d)
	})
	if err != nil {
		return Summary{}, fmt.Errorf("demo: %w", err)
	}
	return sum, nil
}

func (s *Summary) record(b *relief.Batch, d dataset) error {
	if err := put(s, &s.Regions, d.Regions, func(r api.RegionInput) (api.Outcome, error) { return b.PutRegion(r, false) }); err != nil {
		return err
	}
	if err := put(s, &s.Organizations, d.Organizations, b.PutOrganization); err != nil {
		return err
	}
	if err := put(s, &s.Crises, d.Crises, b.PutCrisis); err != nil {
		return err
	}
	if err := put(s, &s.Appeals, d.Appeals, b.PutAppeal); err != nil {
		return err
	}
	assess := func(a api.AssessmentInput) (api.Outcome, error) { return b.PutAssessment(a, "demo: "+a.Title) }
	if err := put(s, &s.Assessments, d.Assessments, assess); err != nil {
		return err
	}
	pledge := func(p promise) (api.Outcome, error) {
		s.Transactions += len(p.Transactions)
		return b.PutPledge(p.Pledge, p.sourced())
	}
	if err := put(s, &s.Pledges, d.Promises, pledge); err != nil {
		return err
	}
	return s.recordReach(b, d)
}

// recordReach records what keeps aid from people, and who is there all the same.
func (s *Summary) recordReach(b *relief.Batch, d dataset) error {
	if err := put(s, &s.Incidents, d.Incidents, b.PutIncident); err != nil {
		return err
	}
	if err := put(s, &s.Constraints, d.Constraints, b.PutAccessConstraint); err != nil {
		return err
	}
	return put(s, &s.Presences, d.Presences, b.PutPresence)
}

// put records a list and counts what became of it.
func put[T any](s *Summary, count *int, list []T, record func(T) (api.Outcome, error)) error {
	for i, in := range list {
		outcome, err := record(in)
		if err != nil {
			return fmt.Errorf("%T %d: %w", in, i+1, err)
		}
		*count++
		switch outcome {
		case api.Created:
			s.Created++
		case api.Updated:
			s.Updated++
		case api.Unchanged:
			s.Unchanged++
		}
	}
	return nil
}
