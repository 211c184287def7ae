package relief

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/konbit-aid/konbit/api"
)

// TestWhatANewRecordCitesIsWhatItsEntrySays compares what is known of a record with what its JSON says.
func TestWhatANewRecordCitesIsWhatItsEntrySays(t *testing.T) {
	sources := []api.Source{{Publisher: "OCHA", Title: "Report", URL: "https://example.org/a", PublishedOn: "2024-09-05", Reliability: "A", Credibility: 1, Quote: "words"}}
	meta := api.Meta{Version: 3}
	money := api.Money{Minor: 100, Currency: api.USD}
	for _, record := range []any{
		api.Pledge{ID: "p", PledgeInput: api.PledgeInput{Donor: "usaid", Title: "Water", Amount: money, PledgedOn: "2024-09-05", Sources: sources,
			Allocations: []api.Allocation{{Region: "HT01", Sector: "WSH", Amount: money}}}, Status: api.StatusPledged, Meta: meta},
		api.Assessment{ID: "a", Organization: "acted", Title: "Needs", Status: api.Validated, Sensitivity: api.Restricted, WithdrawnOn: "2024-10-01",
			Sources: sources, Needs: []api.Need{{NeedInput: api.NeedInput{Region: "HT01", Sector: "WSH"}}}, Meta: meta},
		api.Transaction{ID: "t", Pledge: "p", ReportedBy: "usaid", TransactionInput: api.TransactionInput{Type: api.Commitment, Amount: money,
			Date: "2024-09-06", Allocation: &api.Cell{Region: "HT01", Sector: "WSH"}, Sources: sources}, Meta: meta},
	} {
		got, ok := citingIn(record)
		if !ok {
			t.Fatalf("%T is not known", record)
		}
		text, err := json.Marshal(record)
		if err != nil {
			t.Fatal(err)
		}
		var want citing
		if err := json.Unmarshal(text, &want); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%T: known %+v, its entry says %+v", record, got, want)
		}
	}
}
