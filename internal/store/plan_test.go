package store

import (
	"slices"
	"strings"
	"testing"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/testkit"
)

// ofHaiti is a view of which the ends lie within months.
var ofHaiti = View{Crisis: "hti-2024", AsOf: "2024-09-10", Region: &Place{Region: api.Region{RegionInput: api.RegionInput{Pcode: "HT"}}, Path: []string{"HT"}},
	Appeals: []string{"HHTI24"}, From: "2024-01-15", To: "2024-12-31"}

// hotLists are the lists that are asked for all the time, each by what it is mostly filtered and sorted by.
var hotLists = map[string]func(tx *Tx) error{
	"all pledges":                 pledgesBy(api.PledgeFilter{}),
	"pledges by donor and status": pledgesBy(api.PledgeFilter{Donor: []string{"usaid"}, Status: []api.PledgeStatus{"committed"}}),
	"promises of a donor":         pledgesBy(promises),
	"pledges of two statuses":     pledgesBy(paid),
	"pledges by donor":            pledgesBy(api.PledgeFilter{Donor: []string{"usaid"}}),
	"pledges by recipient":        pledgesBy(api.PledgeFilter{Recipient: []string{"wfp"}}),
	"pledges by crisis":           pledgesBy(api.PledgeFilter{Crisis: []string{"hti-2024"}}),
	"pledges by appeal":           pledgesBy(api.PledgeFilter{Appeal: []string{"HHTI24"}}),
	"pledges by day":              pledgesBy(api.PledgeFilter{Sort: "-pledged_on"}),
	"pledges by value":            pledgesBy(api.PledgeFilter{Sort: "-amount_usd"}),
	"pledges by reference":        pledgesBy(api.PledgeFilter{Donor: []string{"usaid"}, Reference: []string{"a"}}),
	"pledges of a region":         pledgesBy(api.PledgeFilter{RegionExact: []string{"HT01"}}),
	"one pledge": func(tx *Tx) error {
		_, _, err := tx.Pledge("01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b10", "2024-09-10")
		return err
	},
	"transactions": func(tx *Tx) error {
		_, err := tx.Transactions("01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b10", api.TransactionFilter{})
		return err
	},
	"needs of a crisis":      needsBy(api.NeedFilter{Crisis: []string{"hti-2024"}, AsOf: "2024-09-10"}),
	"needs of a region":      needsBy(api.NeedFilter{Crisis: []string{"hti-2024"}, RegionExact: []string{"HT01"}, AsOf: "2024-09-10"}),
	"lines of an assessment": needsBy(api.NeedFilter{Assessment: []string{"01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b10"}, AsOf: "2024-09-10"}),
	"assessments of a crisis": func(tx *Tx) error {
		_, err := tx.Assessments(api.Sight{All: true}, &Veil{}, api.AssessmentFilter{Crisis: []string{"hti-2024"}})
		return err
	},
	"incidents of a crisis": func(tx *Tx) error {
		_, err := tx.Incidents(Eyes{Sight: api.Sight{All: true}, Veil: &Veil{}}, api.IncidentFilter{Crisis: []string{"hti-2024"}})
		return err
	},
	"what coverage shows": func(tx *Tx) error {
		_, err := tx.Kept(KeptQuestion{View: ofHaiti, Level: 1, Rows: []string{"HT01", "HT02"}, Tops: []string{"HT"}, Required: []string{"HT0111"},
			Constraints: Eyes{Sight: api.Sight{All: true}}, Presence: Eyes{Sight: api.Sight{All: true}}})
		return err
	},
	"what coverage is about": func(tx *Tx) error { _, err := tx.Survey("hti-2024", "HT", "2024-09-10"); return err },
	"the tree of coverage":   func(tx *Tx) error { _, _, err := tx.NodesTo([]Place{*ofHaiti.Region}, 1); return err },
	"the people around a line": func(tx *Tx) error {
		_, err := tx.PeopleAround("hti-2024", 0, []string{"HT", "HT01"}, []string{"WSH"})
		return err
	},
	"organizations": func(tx *Tx) error { _, err := tx.Organizations(api.OrganizationFilter{}); return err },
	"regions":       func(tx *Tx) error { _, err := tx.Regions(api.RegionFilter{Parent: []string{"HT"}}); return err },
}

var (
	promises = api.PledgeFilter{Donor: []string{"usaid"}, Status: []api.PledgeStatus{"pledged"}}
	paid     = api.PledgeFilter{Donor: []string{"usaid"}, Status: []api.PledgeStatus{"partly_disbursed", "disbursed"}}
)

func pledgesBy(f api.PledgeFilter) func(tx *Tx) error {
	return func(tx *Tx) error { _, err := tx.Pledges(f, "2024-09-10"); return err }
}

func needsBy(f api.NeedFilter) func(tx *Tx) error {
	return func(tx *Tx) error { _, err := tx.Needs(api.Sight{All: true}, &Veil{}, f, true); return err }
}

// TestHotListsReadNoTableFromEndToEnd asks each engine how it finds the rows. PostgreSQL reads a table that is nearly
// empty from end to end whatever the index, so it is told to do so only where there is none.
func TestHotListsReadNoTableFromEndToEnd(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		st := opened(t, url)
		for name, list := range hotLists {
			if found := st.scans(t, list); found != "" {
				t.Errorf("%s: %s", name, found)
			}
		}
		if st.scans(t, func(tx *Tx) error {
			_, err := scan[pledgeRow](tx, "SELECT * FROM pledges WHERE title = ?", "a")
			return err
		}) == "" {
			t.Error("a list without an index is not found out")
		}
	})
}

// TestPromisesComeInTheOrderOfAnIndex asks for a status that is stored as two. To find all of a donor's and sort them for each page took
// forty times as long with a million pledges.
func TestPromisesComeInTheOrderOfAnIndex(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		st := opened(t, url)
		for name, f := range map[string]api.PledgeFilter{"promises": promises, "paid": paid} {
			for query, steps := range st.plans(t, pledgesBy(f)) {
				plan := strings.Join(steps, "\n")
				of := "USING INDEX pledges_donor (donor=? AND state=?)"
				if st.Engine() == "postgres" {
					of = "Index Cond: ((donor = $1) AND (state = $2))"
				}
				if !strings.Contains(plan, of) || !strings.Contains(strings.ToUpper(plan), "MERGE") {
					t.Errorf("%s: %s\n%s", name, query, plan)
				}
			}
		}
	})
}

// TestCoverageOfACrisisReadsNoMonths: where no appeal says from when to when money counts, the years are all that is read.
func TestCoverageOfACrisisReadsNoMonths(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		st := opened(t, url)
		whole := ofHaiti
		whole.Appeals, whole.From, whole.To = nil, "", ""
		read := false
		for query, steps := range st.plans(t, func(tx *Tx) error {
			_, err := tx.Kept(KeptQuestion{View: whole, Level: 1, Rows: []string{"HT01", "HT02"}, Tops: []string{"HT"},
				Constraints: Eyes{Sight: api.Sight{All: true}}, Presence: Eyes{Sight: api.Sight{All: true}}})
			return err
		}) {
			if !strings.Contains(query, "FROM coverage_cells") {
				continue
			}
			read = true
			if plan := strings.Join(steps, "\n"); !strings.Contains(plan, "coverage_cells_years") {
				t.Errorf("%s\n%s", query, plan)
			}
		}
		if !read {
			t.Error("no cells are read")
		}
	})
}

// scans returns the plan that reads a whole table, "" if none of a list's statements does.
func (s *Store) scans(t *testing.T, list func(tx *Tx) error) (found string) {
	t.Helper()
	for query, steps := range s.plans(t, list) {
		for _, step := range steps {
			if strings.Contains(step, "Seq Scan") || strings.HasPrefix(step, "SCAN") && !strings.Contains(step, "USING") && !strings.Contains(step, "CONSTANT ROW") && !slices.Contains(noTables, strings.Fields(step)[1]) {
				found = query + "\n" + strings.Join(steps, "\n")
			}
		}
	}
	return found
}

// plans returns the steps of a list's statements.
func (s *Store) plans(t *testing.T, list func(tx *Tx) error) map[string][]string {
	t.Helper()
	type asked struct {
		query string
		args  []any
	}
	found := map[string][]string{}
	err := s.Write(t.Context(), func(tx *Tx) error {
		var all []asked
		tx.count.saw = func(query string, args []any) { all = append(all, asked{query, args}) }
		err := list(tx)
		tx.count.saw = nil
		if err != nil {
			return err
		}
		if s.Engine() == "postgres" {
			for _, set := range []string{"enable_seqscan = off", "plan_cache_mode = force_generic_plan"} {
				if _, err := tx.exec("SET LOCAL " + set); err != nil {
					return err
				}
			}
		}
		for _, a := range all {
			explain, args := "EXPLAIN QUERY PLAN "+a.query, a.args
			if s.Engine() == "postgres" { // a statement that is asked often has one plan for all values
				if _, err := tx.exec("PREPARE asked AS " + a.query); err != nil {
					return err
				}
				explain, args = "EXPLAIN EXECUTE asked", nil
				if n := len(a.args); n > 0 {
					explain += " (NULL" + strings.Repeat(", NULL", n-1) + ")"
				}
			}
			if found[a.query], err = planSteps(tx, explain, args); err != nil {
				return err
			}
			if s.Engine() == "postgres" {
				if _, err := tx.exec("DEALLOCATE asked"); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	if len(found) == 0 {
		t.Error("no statement was seen")
	}
	return found
}

// noTables are what SQLite scans without reading a table: lists, and what a statement has made itself.
var noTables = []string{"json_each", "there", "few", "kind0", "kind1"}

func planSteps(tx *Tx, query string, args []any) (steps []string, err error) {
	rows, err := tx.db.Statement.ConnPool.QueryContext(tx.Context(), query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		into := make([]any, len(columns))
		for i := range into {
			into[i] = new(opt)
		}
		into[len(into)-1] = new(string)
		for i := range into[:len(into)-1] {
			into[i] = new(any)
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		step, _ := into[len(into)-1].(*string)
		steps = append(steps, strings.TrimSpace(*step))
	}
	return steps, rows.Err()
}
