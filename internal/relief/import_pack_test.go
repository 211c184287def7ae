package relief

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/konbit-aid/konbit/api"
)

// TestPackedRowsAreWhatTheyWere packs any rows and unpacks them, in any order.
func TestPackedRowsAreWhatTheyWere(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "HT01", "all"}))
		people := rapid.Custom(func(r *rapid.T) *api.People {
			n := api.People(rapid.Int64().Draw(r, "people"))
			if rapid.Bool().Draw(r, "unknown") {
				return nil
			}
			return &n
		})
		want := rapid.SliceOfN(rapid.Custom(func(r *rapid.T) needRow {
			row := needRow{Line: rapid.IntRange(0, 1<<40).Draw(r, "line"), Value: api.NeedRow{Country: text.Draw(r, "country"), Description: text.Draw(r, "description"),
				Need: api.NeedInput{Region: text.Draw(r, "region"), Sector: api.SectorCode(text.Draw(r, "sector")), Group: text.Draw(r, "group"), Sex: text.Draw(r, "sex"),
					Age: text.Draw(r, "age"), Affected: people.Draw(r, "affected"), InNeed: people.Draw(r, "in need"), Targeted: people.Draw(r, "targeted"), Reached: people.Draw(r, "reached")}}}
			if rapid.Bool().Draw(r, "severity is known") {
				row.Value.Need.Severity = new(rapid.Int().Draw(r, "severity"))
			}
			if rapid.Bool().Draw(r, "money is known") {
				row.Value.Need.Required = &api.Money{Minor: rapid.Int64().Draw(r, "minor"), Currency: api.Currency(text.Draw(r, "currency"))}
			}
			return row
		}), 0, 50).Draw(r, "rows")
		p := newPacked()
		for _, row := range want {
			p.add(row)
		}
		i := 0
		for at, row := range p.all() {
			if !reflect.DeepEqual(row, want[i]) || !reflect.DeepEqual(p.row(at), want[i]) {
				r.Fatalf("got %+v, want %+v", row, want[i])
			}
			i++
		}
		if i != len(want) {
			r.Fatalf("%d rows of %d", i, len(want))
		}
	})
}

// TestManyRowsArePacked goes over the end of a chunk.
func TestManyRowsArePacked(t *testing.T) {
	p, n := newPacked(), 100_000
	for i := range n {
		figure := api.People(i)
		p.add(needRow{Line: i, Value: api.NeedRow{Country: "HTI", Need: api.NeedInput{Region: "HT01", InNeed: &figure}}})
	}
	if len(p.chunks) < 2 {
		t.Fatal("one chunk held them all")
	}
	for i, at := range p.rows {
		if r := p.row(at); r.Line != i || *r.Value.Need.InNeed != api.People(i) || r.Value.Country != "HTI" {
			t.Fatalf("row %d is %+v", i, r)
		}
	}
}
