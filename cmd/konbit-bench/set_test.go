package main

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/relief"
	"github.com/konbit-aid/konbit/internal/store"
)

// small makes sets that a test has time for.
func small(t *testing.T) {
	pledges, needs, countries, said := patternPledges, patternNeeds, others, progress
	patternPledges, patternNeeds, others, progress = 60, 200, nil, io.Discard
	t.Cleanup(func() { patternPledges, patternNeeds, others, progress = pledges, needs, countries, said })
}

func places() []api.Region {
	people := int64(1000)
	var all []api.Region
	for i := range 50 {
		all = append(all, api.Region{RegionInput: api.RegionInput{Pcode: fmt.Sprintf("HT%02d", i), Level: 1 + i%3, Population: &people}})
	}
	return all
}

func TestGenerator(t *testing.T) {
	make := func(seed uint64) (gifts []gift) {
		g := newGenerator(seed, places())
		for i := range 300 {
			gifts = append(gifts, g.gift(i))
		}
		return gifts
	}
	gifts := make(1)
	t.Run("makes the same of the same seed, and something else of another", func(t *testing.T) {
		if !reflect.DeepEqual(gifts, make(1)) {
			t.Error("the same seed made something else")
		}
		if reflect.DeepEqual(gifts, make(2)) {
			t.Error("two seeds made the same")
		}
	})
	t.Run("makes pledges that are valid, one to five allocations each, two thirds with transactions", func(t *testing.T) {
		paid, first := 0, 0
		for _, g := range gifts {
			if err := g.pledge.WithDefaults(api.System).Validate().Err(); err != nil {
				t.Error(err)
			}
			if n := len(g.pledge.Allocations); n < 1 || n > 5 {
				t.Errorf("%d allocations", n)
			}
			if len(g.transactions) > 0 {
				paid++
			}
			if g.pledge.Donor == donorCode(0) {
				first++
			}
		}
		if paid < 160 || paid > 220 {
			t.Errorf("%d of 300 have transactions", paid)
		}
		if first < 300/donors*5 {
			t.Errorf("the first donor made %d of 300 pledges: that is no skew", first)
		}
	})
	t.Run("makes assessments that are valid", func(t *testing.T) {
		for _, a := range newGenerator(1, places()).assessments() {
			if err := a.WithDefaults(api.System).Validate().Err(); err != nil {
				t.Error(err)
			}
		}
	})
}

// TestASetIsWhatTheProductWouldHaveWritten makes ten copies of a small pattern and holds them to the product.
func TestASetIsWhatTheProductWouldHaveWritten(t *testing.T) {
	small(t)
	const copies = 10
	file := filepath.Join(t.TempDir(), "set.db")
	s := set{engine: sqlite, size: patternPledges * copies, name: file, url: "sqlite:" + file}
	var err error
	if s.key, err = pattern(t.Context(), s.url, t.TempDir(), 1); err != nil {
		t.Fatal(err)
	}
	indexes := rowsOf(t, file, "SELECT name, sql FROM sqlite_master WHERE type = 'index' ORDER BY name")
	if err := fillSet(t.Context(), "sqlite", "file:"+file, s); err != nil {
		t.Fatal(err)
	}
	st, err := store.Open(t.Context(), s.url, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	svc := relief.New(st)

	t.Run("all indexes are there again", func(t *testing.T) {
		if got := rowsOf(t, file, "SELECT name, sql FROM sqlite_master WHERE type = 'index' ORDER BY name"); got != indexes {
			t.Errorf("got %s\nwant %s", got, indexes)
		}
	})
	t.Run("foreign keys hold", func(t *testing.T) {
		if got := rowsOf(t, file, "PRAGMA foreign_key_check"); got != "[]" {
			t.Error(got)
		}
	})
	t.Run("coverage adds up to the pledges", func(t *testing.T) {
		c, err := svc.Coverage(t.Context(), api.System, api.CoverageFilter{Crisis: crisisCode})
		if err != nil {
			t.Fatal(err)
		}
		want := rowsOf(t, file, "SELECT count(*), SUM(amount_usd), SUM(CASE WHEN stage = 'announced' THEN amount_usd ELSE 0 END) FROM pledges")
		got := fmt.Sprintf("[[%d %d %d]]", patternPledges*copies, int64(c.Totals.Pledged+c.Totals.Announced), int64(c.Totals.Announced))
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	})
	t.Run("a change of a copy writes the postings that it had", func(t *testing.T) {
		list, err := svc.Pledges(t.Context(), api.System, api.PledgeFilter{Page: api.Page{Limit: 200}, Sort: "-id"})
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range list.Data {
			postings := "SELECT place, on_date, bucket, region, sector, announced, pledged, committed, disbursed FROM postings WHERE pledge = '" + p.ID + "' ORDER BY place"
			before := rowsOf(t, file, postings)
			if _, err := svc.UpdatePledge(t.Context(), api.System, p.ID, p.Version, api.Patch(`{"title":"Another"}`)); err != nil {
				t.Fatal(err)
			}
			if after := rowsOf(t, file, postings); after != before {
				t.Fatalf("%s:\ngot  %s\nwant %s", p.ID, after, before)
			}
		}
	})
	t.Run("the need lines of the last copy are the current ones", func(t *testing.T) {
		list, err := svc.Needs(t.Context(), api.System, api.NeedFilter{Crisis: []string{crisisCode}, Page: api.Page{Limit: 1000, Count: true}})
		if err != nil {
			t.Fatal(err)
		}
		if *list.Total != int64(patternNeeds) {
			t.Errorf("%d current lines, want %d", *list.Total, patternNeeds)
		}
		last := fmt.Sprintf("%06x", ofNeeds.copies(s.size)-1)
		for _, n := range list.Data {
			if n.ID[24:30] != last {
				t.Fatalf("%s is not of copy %s", n.ID, last)
			}
		}
	})
}

func rowsOf(t *testing.T, file, query string) string {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	all := [][]any{}
	for rows.Next() {
		cells := make([]any, len(columns))
		into := make([]any, len(columns))
		for i := range cells {
			into[i] = &cells[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		all = append(all, cells)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(all)
}

// TestBodies are what creates are measured with.
func TestBodies(t *testing.T) {
	for n := range 500 {
		var in api.PledgeInput
		if err := json.Unmarshal(newPledge(n), &in); err != nil {
			t.Fatal(err)
		}
		if err := in.WithDefaults(api.System).Validate().Err(); err != nil {
			t.Errorf("body %d: %v", n, err)
		}
		if len(in.Allocations) != 3 {
			t.Errorf("body %d has %d allocations", n, len(in.Allocations))
		}
	}
}
