package store

import (
	"encoding/json"
	"reflect"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm/schema"
	"pgregory.net/rapid"

	"github.com/konbit-aid/konbit/api"
)

// TestRowsAreReadAsGORMWritesThem compares the columns of each row with those that GORM knows: the one who writes.
func TestRowsAreReadAsGORMWritesThem(t *testing.T) {
	for _, row := range []any{pledgeRow{}, allocationRow{}, destinationRow{}, regionRow{}, organizationRow{}, crisisRow{}, appealRow{}, requirementRow{}, assessmentRow{}, needRow{},
		transactionRow{}, incidentRow{}, constraintRow{}, presenceRow{}, keyRow{}, grantRow{}, approvalRow{}, shieldRow{}, rateRow{}, sourceRow{}, entryRow{}, onceRow{}, Reason{}, moveRow{}} {
		known, err := schema.Parse(row, &sync.Map{}, schema.NamingStrategy{})
		if err != nil {
			t.Fatal(err)
		}
		var columns []string
		for name := range layoutOf(reflect.TypeOf(row)) {
			columns = append(columns, name)
		}
		written := slices.Clone(known.DBNames)
		slices.Sort(columns)
		slices.Sort(written)
		if diff := cmp.Diff(written, columns); diff != "" {
			t.Errorf("%T: %s", row, diff)
		}
	}
}

// TestSourcesAreReadAsTheyWereWritten reads them by both readers.
func TestSourcesAreReadAsTheyWereWritten(t *testing.T) {
	text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "plain", `a "b" \\`, "<i>", "}", "]", ",", "null"}))
	rapid.Check(t, func(t *rapid.T) {
		want := make([]api.Source, rapid.IntRange(0, 3).Draw(t, "sources"))
		for i := range want {
			want[i] = api.Source{Publisher: text.Draw(t, "publisher"), Title: text.Draw(t, "title"), URL: api.Opt(text.Draw(t, "url")), PublishedOn: api.Date(text.Draw(t, "day")),
				Reliability: api.Opt(text.Draw(t, "reliability")), Credibility: rapid.IntRange(-1, 12).Draw(t, "credibility"), Quote: api.Opt(text.Draw(t, "quote"))}
		}
		column, err := sources(want).Value()
		if err != nil {
			t.Fatal(err)
		}
		written, _ := column.(string)
		if err := json.Unmarshal([]byte(written), &want); err != nil { // what is not UTF-8 is written otherwise
			t.Fatal(err)
		}
		var got sources
		if err := got.Scan(column); err != nil || !reflect.DeepEqual([]api.Source(got), want) {
			t.Fatalf("%s is read as %+v: %v", written, got, err)
		}
	})
	plain, err := sources{{Publisher: "OCHA", Title: "Haïti", PublishedOn: "2024-09-05", Reliability: "A", Credibility: 2}, {Publisher: "P"}}.Value()
	if err != nil {
		t.Fatal(err)
	}
	if got, ok := ownSources(plain.(string)); !ok || len(got) != 2 { //nolint:forcetypeassert // Value makes a string
		t.Errorf("the quick reader does not read %s", plain)
	}
}
