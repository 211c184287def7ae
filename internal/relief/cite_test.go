package relief_test

import (
	"fmt"
	"testing"

	"github.com/konbit-aid/konbit/api"
)

// TestCitationsOfEarlierRecords forgets all citations and lets the chore that
// follows the migration find them again in the records.
func TestCitationsOfEarlierRecords(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.assess("2024-02-01", api.Public, people("HT01", "WSH", 100))
		w.assess("2024-03-01", api.Restricted, people("HT01", "WSH", 200))
		p := w.pledge(pledge(100_00, func(in *api.PledgeInput) {
			in.Sources = []api.Source{{Publisher: "USAID", Title: "Haiti", PublishedOn: "2024-09-01", URL: "https://usaid.gov/haiti", Quote: "100"}}
		}))
		w.must(w.pay(p, api.Commitment, 10_00, "2024-09-10"))
		_, err := w.CreateAppeal(w.ctx, w.coordinator(), api.AppealInput{Code: "HHTI24", Crisis: "hti-2024", Title: "Plan", Type: "flash_appeal",
			StartsOn: "2024-01-01", EndsOn: "2024-12-31", Sources: cited}, nil)
		w.must(err)
		w.incident(incident("HT01"))
		w.incident(incident("HT01", func(in *api.IncidentInput) { in.Sensitivity = api.Restricted }))
		w.constraint(constraint("HT01", 3))
		w.constraint(constraint("HT02", 3, func(in *api.AccessConstraintInput) { in.Title, in.Sensitivity = "Roads", api.Partners }))
		w.presence(w.reporter(), presence("HT01", "WSH"))
		w.presence(w.reporter(), presence("HT02", "WSH", func(in *api.PresenceInput) { in.Activity, in.Sensitivity = "Water", api.Restricted }))
		all := func(who api.Caller) string {
			list, err := w.Sources(w.ctx, who, api.SourceFilter{})
			w.must(err)
			text := ""
			for _, s := range list.Data {
				records, err := w.Citations(w.ctx, who, s.ID, api.CitationFilter{})
				w.must(err)
				text += fmt.Sprintf("%+v\n%+v\n", s, records.Data)
			}
			return text
		}
		public, owner := all(api.Caller{}), all(w.ngo())
		for _, sql := range []string{"DELETE FROM citations", "DELETE FROM sources", "INSERT INTO chores (name) VALUES ('citations')"} {
			w.must(w.store.Exec(w.ctx, sql))
		}
		if all(w.ngo()) != "" {
			t.Fatal("nothing was forgotten")
		}
		_, err = w.store.Migrate(w.ctx)
		w.must(err)
		if got := all(api.Caller{}); got != public {
			t.Errorf("the public saw\n%s\nand sees\n%s", public, got)
		}
		if got := all(w.ngo()); got != owner {
			t.Errorf("the owner saw\n%s\nand sees\n%s", owner, got)
		}
		w.must(w.store.Exec(w.ctx, "DELETE FROM citations"))
		_, err = w.store.Migrate(w.ctx)
		w.must(err)
		if all(w.ngo()) != "" {
			t.Error("the chore is done again")
		}
	})
}
