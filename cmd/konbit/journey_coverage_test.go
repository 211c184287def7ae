package main

import (
	"encoding/csv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/api/client"
)

// figures is the money of one place as the tests write it.
type figures struct{ required, announced, pledged, committed, disbursed, gap string }

func of(m api.CoverageMoney) figures {
	return figures{opt(m.Required), m.Announced.String(), m.Pledged.String(), m.Committed.String(), m.Disbursed.String(), opt(m.Gap)}
}

func opt(c *api.Cents) string {
	if c == nil {
		return ""
	}
	return c.String()
}

func (j *journey) cover(t *testing.T) {
	departments := 1
	for _, tt := range []struct {
		on   api.Date
		want map[string]figures
	}{
		{"2024-09-07", map[string]figures{
			"HT01 FSC":    {"100000.00", "60000.00", "0.00", "0.00", "0.00", "100000.00"},
			"HT02 WSH":    {"50000.00", "0.00", "0.00", "0.00", "0.00", "50000.00"},
			"unallocated": {"", "20000.00", "0.00", "0.00", "0.00", ""},
			"shared":      {"", "0.00", "33333.33", "0.00", "0.00", ""},
			"totals":      {"150000.00", "80000.00", "33333.33", "0.00", "0.00", "116666.67"},
		}},
		{"2024-12-01", map[string]figures{
			"HT01 FSC":    {"100000.00", "0.00", "60000.00", "50000.00", "20000.00", "40000.00"},
			"HT02 WSH":    {"50000.00", "0.00", "0.00", "0.00", "0.00", "50000.00"},
			"unallocated": {"", "0.00", "20000.00", "0.00", "0.00", ""},
			"shared":      {"", "0.00", "33333.33", "0.00", "0.00", ""},
			"totals":      {"150000.00", "0.00", "113333.33", "50000.00", "20000.00", "36666.67"},
		}},
	} {
		c := must(j.nobody.Coverage(j.ctx, api.CoverageFilter{Crisis: "hti-2024", Level: &departments, AsOf: tt.on}))(t)
		got := map[string]figures{"unallocated": of(c.Unallocated), "shared": of(c.Shared), "totals": of(c.Totals.CoverageMoney)}
		for _, row := range c.Data {
			if m := of(row.Money); m.required != "" || m.announced != "0.00" || m.pledged != "0.00" {
				got[row.Region.Pcode+" "+string(row.Sector)] = m
			}
		}
		if diff := cmp.Diff(tt.want, got, cmp.AllowUnexported(figures{})); diff != "" {
			t.Errorf("as of %s (-want +got):\n%s", tt.on, diff)
		}
		if n := c.Totals.People.InNeed; n == nil || *n != 1000 {
			t.Errorf("people in need: %v, want 1000", n)
		}
	}
}

func (j *journey) explain(t *testing.T) {
	filter := api.ExplainFilter{Crisis: "hti-2024", AsOf: "2024-12-01", Page: api.Page{Limit: 1}}
	buckets := map[string]string{}
	for e, err := range client.All(j.ctx, j.nobody.Explain, filter) {
		if err != nil {
			t.Fatal(err)
		}
		if e.Resource == "pledges" && e.Counted {
			buckets[e.Title] += string(e.Bucket) + " "
		}
	}
	if buckets["Food in the West"] == "" || buckets["Water in two departments"] != "shared " {
		t.Errorf("got %v", buckets)
	}
}

func (j *journey) export(t *testing.T) {
	body, err := j.nobody.Export(j.ctx, "pledges", "text/csv", api.PledgeFilter{Donor: []string{"usaid"}})
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	rows, err := csv.NewReader(body).ReadAll()
	if err != nil || len(rows) != 2 || rows[0][0] != "id" || rows[1][0] != j.pledge.ID {
		t.Errorf("got %q, %v", rows, err)
	}
}

func (j *journey) restart(t *testing.T) {
	before := must(j.usaid.Pledge(j.ctx, j.pledge.ID))(t)
	if err := j.server.stop(); err != nil {
		t.Fatal(err)
	}
	j.serve()
	if diff := cmp.Diff(before, must(j.usaid.Pledge(j.ctx, j.pledge.ID))(t)); diff != "" {
		t.Errorf("(-before +after):\n%s", diff)
	}
}

// must ends the test where there is an error.
func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// refused expects the server to refuse with a code.
func refused(t *testing.T, want api.Code) func(any, error) {
	return func(_ any, err error) {
		t.Helper()
		if api.CodeOf(err) != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}
