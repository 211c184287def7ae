package main

import (
	"errors"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/testkit"
)

var printedKey = regexp.MustCompile(`knb_live_\w+`)

func TestTheDemoHasADatabaseOfItsOwnThatIsRemoved(t *testing.T) {
	t.Chdir(t.TempDir())
	s := start(t, nil, "--demo")
	file := regexp.MustCompile(`sqlite:(/\S+/konbit\.db)`).FindStringSubmatch(s.log.String())
	if file == nil {
		t.Fatalf("the database is not named:\n%s", s.log)
	}
	if _, err := os.Stat(file[1]); err != nil {
		t.Error(err)
	}
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(file[1]); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the demo's database is still there: %v", err)
	}
	if here, err := os.ReadDir("."); err != nil || len(here) > 0 {
		t.Errorf("it left %v, %v", here, err)
	}
}

func TestTheDemoInADatabaseThatIsNamedStays(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		first := start(t, on(url), "--demo")
		before := must(first.as("").Coverage(t.Context(), api.CoverageFilter{Crisis: "hti-2024", AsOf: "2024-12-31"}))(t)
		if n := before.Totals.FundedPct; n == nil || *n != 442 {
			t.Errorf("HHTI24 is funded at %v, want 44.2", n)
		}
		if err := first.stop(); err != nil {
			t.Fatal(err)
		}
		again := start(t, on(url), "--demo")
		if !strings.Contains(again.log.String(), "is not empty") {
			t.Errorf("it does not say that the database is left alone:\n%s", again.log)
		}
		key := printedKey.FindString(again.log.String())
		if key == "" || key == printedKey.FindString(first.log.String()) {
			t.Fatalf("no fresh key:\n%s", again.log)
		}
		must(again.as(key).Pledges(t.Context(), api.PledgeFilter{Donor: []string{demoDonor}}))(t)
		after := must(again.as("").Coverage(t.Context(), api.CoverageFilter{Crisis: "hti-2024", AsOf: "2024-12-31"}))(t)
		if *before.Totals.Required != *after.Totals.Required || before.Totals.Pledged != after.Totals.Pledged {
			t.Errorf("the demo changed from %+v to %+v", before.Totals, after.Totals)
		}
	})
}

func TestTheDemoLeavesARealDatabaseAlone(t *testing.T) {
	environ := on("sqlite:" + t.TempDir() + "/konbit.db")
	if got := konbit(t, environ, "import", "regions", "testdata/regions.csv"); got.code != 0 {
		t.Fatalf("%+v", got)
	}
	s := start(t, environ, "--demo")
	if printedKey.MatchString(s.log.String()) || !strings.Contains(s.log.String(), "is not the demo's") {
		t.Errorf("it says:\n%s", s.log)
	}
	if regions := must(s.as("").Regions(t.Context(), api.RegionFilter{}))(t); len(regions.Data) != 4 {
		t.Errorf("%d regions, want the 4 that were there", len(regions.Data))
	}
}
