package exchange

import "github.com/konbit-aid/konbit/api"

// The examples of the templates are made up, and say so.
var (
	exampleCents  = api.Cents(25_000_000_00)
	exampleFresh  = true
	exampleSource = api.Source{Publisher: "Example donor", Title: "An example, not a fact", URL: "https://example.org/pledge", PublishedOn: "2024-09-05",
		Reliability: "B", Credibility: 2, Quote: "We pledge 25 million dollars."}

	examplePledge = api.Pledge{PledgeInput: api.PledgeInput{Reference: "EXAMPLE-1", Crisis: "hti-2024", Appeal: "HHTI24", Donor: "usaid", Recipient: "wfp",
		Title: "Emergency food assistance in Haiti (an example)", Kind: api.Financial, Stage: api.Pledged, Amount: api.Money{Minor: 25_000_000_00, Currency: api.USD},
		AmountUSD: &exampleCents, PledgedOn: "2024-09-05", ExpiresOn: "2025-06-30", Earmarking: "I", NewMoney: &exampleFresh,
		Allocations: []api.Allocation{{Region: "HT01", Sector: "FSC", Amount: api.Money{Minor: 20_000_000_00, Currency: api.USD}}},
		Sources:     []api.Source{exampleSource}}}

	exampleAssessment = api.Assessment{ID: "west-2024", Crisis: "hti-2024", Organization: "acted", Title: "Water needs in the West (an example)", Method: "household_survey",
		Period: api.Period{From: "2024-08-01", To: "2024-08-31"}, PublishedOn: "2024-09-05", Sensitivity: api.Partners, Sources: []api.Source{exampleSource}}

	exampleInNeed, exampleTargeted = api.People(1_200_000), api.People(600_000)
	exampleSeverity                = 4
	exampleNeed                    = api.Need{Assessment: "west-2024", NeedInput: api.NeedInput{Region: "HT01", Sector: "WSH", Group: "ALL", Sex: "all", Age: "all",
		InNeed: &exampleInNeed, Targeted: &exampleTargeted, Severity: &exampleSeverity, Required: &api.Money{Minor: 9_000_000_00, Currency: api.USD}}}
)
