package relief_test

import (
	"slices"
	"testing"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/testkit"
)

const flowHeader = "id,date,description,amountUSD,srcOrganization,srcOrganizationTypes,srcLocations,destOrganization,destPlan,destPlanCode,destGlobalClusters,destLocations,flowType,status,originalAmount,originalCurrency,exchangeRate\n"

func (w *world) flowPledge(id string) api.Pledge {
	w.t.Helper()
	list, err := w.Pledges(w.ctx, api.System, api.PledgeFilter{Reference: []string{"FTS-" + id}})
	w.must(err)
	if len(list.Data) != 1 {
		w.t.Fatalf("%d pledges of flow %s", len(list.Data), id)
	}
	return list.Data[0]
}

func TestImportOfFlows(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		w := newWorld(t, url)
		opts := api.ImportOptions{}
		t.Run("follows a flow from pledge to payment", func(t *testing.T) {
			row := func(status, usd string) string {
				return flowHeader + "1,2024-05-01,Food,\"" + usd + "\",\"Japan, Government of\",Governments,JPN,WFP,,,Food Security,HTI,Standard," + status + ",,,\n"
			}
			for _, step := range []struct {
				status, usd string
				want        api.PledgeStatus
				outcome     [6]int
			}{
				{"pledge", "100", api.StatusPledged, [6]int{1, 1, 0, 0, 0, 0}},
				{"commitment", "100", api.StatusCommitted, [6]int{1, 0, 1, 0, 0, 0}},
				{"commitment", "150", api.StatusCommitted, [6]int{1, 0, 1, 0, 0, 0}},
				{"paid", "150", api.StatusDisbursed, [6]int{1, 0, 1, 0, 0, 0}},
				{"paid", "150", api.StatusDisbursed, [6]int{1, 0, 0, 1, 0, 0}},
			} {
				w.wantCounts(step.status+" "+step.usd, w.take(row(step.status, step.usd), opts), step.outcome)
				p := w.flowPledge("1")
				if p.Status != step.want || p.Donor != "japan-government-of" || p.Recipient != "wfp" || len(p.Allocations) != 1 || p.Allocations[0].Amount != p.Amount {
					t.Errorf("after %s %s: %+v", step.status, step.usd, p)
				}
			}
			if p := w.flowPledge("1"); p.Committed != p.Amount || p.Disbursed != p.Amount || p.Amount.Minor != 150_00 {
				t.Errorf("%+v", p)
			}
		})
		t.Run("does not fall below what is committed", func(t *testing.T) {
			r := w.take(flowHeader+"1,2024-05-01,Food,90,\"Japan, Government of\",Governments,JPN,WFP,,,Food Security,HTI,Standard,paid,,,\n", opts)
			if r.Rejected != 1 || r.Written {
				t.Errorf("%+v", r)
			}
		})
		t.Run("keeps the donor's currency and rate, and the dollars of FTS", func(t *testing.T) {
			w.take(flowHeader+"2,2024-05-01,Water,111,ECHO,Inter-governmental,,,,,Water Sanitation Hygiene,HTI,Standard,paid,100.0,EUR,0.9\n", opts)
			p := w.flowPledge("2")
			if p.Donor != "echo" || p.Amount != (api.Money{Minor: 100_00, Currency: "EUR"}) || p.Rate.Rate != "0.9" || *p.AmountUSD != 111_00 {
				t.Errorf("%+v", p)
			}
		})
		t.Run("takes the dollars alone where amount and rate say something else", func(t *testing.T) {
			r := w.take(flowHeader+"3,2024-05-01,Part,50,ECHO,,,,,,Health,HTI,Standard,paid,100,EUR,0.9\n", opts)
			p := w.flowPledge("3")
			if p.Amount != (api.Money{Minor: 50_00, Currency: "USD"}) || p.Sources[0].Quote != "amountUSD 50, originalAmount 100 EUR, exchangeRate 0.9" {
				t.Errorf("%+v", p)
			}
			wantNote(t, r, "(3)")
		})
		t.Run("shares what is for several sectors or countries", func(t *testing.T) {
			w.take(flowHeader+"4,2024-05-01,Two,100,ECHO,,,,,,\"Health,Nutrition\",HTI,Standard,pledge,,,\n5,2024-05-01,Many,900,ECHO,,,,,,Health,\"HTI,DOM,KEN,COL\",Standard,pledge,,,\n"+
				"6,2024-05-01,Country,10,ECHO,,,,,,,HTI,Standard,pledge,,,\n", opts)
			c := w.coverage(api.System, api.CoverageFilter{AsOf: "2024-06-01"})
			if c.Shared.Pledged != 100_00 || c.Beyond.Pledged != 900_00 || c.Unallocated.Pledged != 10_00 {
				t.Errorf("shared %s, beyond %s, unallocated %s", c.Shared.Pledged, c.Beyond.Pledged, c.Unallocated.Pledged)
			}
		})
		t.Run("does not sum what is parked or passed on", func(t *testing.T) {
			w.take(flowHeader+"7,2024-05-01,Parked,100,ECHO,,,,,,,HTI,Parked,paid,,,\n8,2024-05-01,Passed,100,ECHO,,,,,,,HTI,Pass through,paid,,,\n", opts)
			if *w.flowPledge("7").NewMoney || *w.flowPledge("8").NewMoney {
				t.Error("it is taken for new money")
			}
		})
		t.Run("skips repeats and flows without money, and refuses two contents of one id", func(t *testing.T) {
			row := "9,2024-05-01,A,100,ECHO,,,,,,,HTI,Standard,paid,,,\n"
			r := w.take(flowHeader+row+row+"9,2024-05-01,B,100,ECHO,,,,,,,HTI,Standard,paid,,,\n10,2024-05-01,Zero,0,ECHO,,,,,,,HTI,Standard,paid,,,\n11,2024-05-01,Minus,-1,ECHO,,,,,,,HTI,Standard,paid,,,\n", opts)
			w.wantCounts("", r, [6]int{5, 1, 0, 0, 3, 1})
			w.wantFault(r, 4, "id", "repeated")
			wantNote(t, r, "10, 11")
		})
		t.Run("makes the appeal of a plan once", func(t *testing.T) {
			r := w.take(flowHeader+"12,2024-05-01,Plan,100,ECHO,,,,Plan of Haiti,HHTI24,,HTI,Standard,paid,,,\n13,2025-02-01,Plan,100,ECHO,,,,Plan of Haiti,HHTI24,,HTI,Standard,paid,,,\n", opts)
			wantNote(t, r, "HHTI24")
			a, err := w.Appeal(w.ctx, api.System, "HHTI24")
			w.must(err)
			if a.Title != "Plan of Haiti" || a.StartsOn != "2024-01-01" || a.EndsOn != "2025-12-31" || w.flowPledge("12").Appeal != "HHTI24" {
				t.Errorf("%+v", a)
			}
		})
	})
}

func TestImportGivesNewOrganizationsCodesOfTheirOwn(t *testing.T) {
	w := newWorld(t, "sqlite:"+t.TempDir()+"/konbit.db")
	long := "European Commission's Humanitarian Aid and Civil Protection Department"
	for i, want := range map[string]string{
		"Solidarités International": "solidarites-international",
		"WFP":                       "wfp", // the organization of that name
		"W.F.P":                     "w-f-p",
		"wfp!":                      "wfp",
		"Ligue Ouest-Africaine":     "ligue-ouest-africaine",
		long:                        "european-commissions-humanitarian-aid-and-civil-protect-11cab8d7",
		"国际":                        "org-",
	} {
		id := "x" + want
		w.take(flowHeader+id+",2024-05-01,A,100,\""+i+"\",,,,,,,HTI,Standard,pledge,,,\n", api.ImportOptions{})
		if got := w.flowPledge(id).Donor; got != want && (want != "org-" || len(got) != len("org-12345678")) {
			t.Errorf("%q is %q, want %q", i, got, want)
		}
	}
}

const planHeader = "countryCode,code,name,startDate,endDate,year,clusterCode,cluster,requirements,funding\n"

func TestImportOfRequirementsKeepsTheTotalAndWhatPeopleAdded(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		w := newWorld(t, url)
		targeted := int64(5)
		_, err := w.CreateAppeal(w.ctx, api.System, api.AppealInput{Code: "HHTI24", Crisis: "hti-2024", Title: "Ours", Type: "flash_appeal", StartsOn: "2024-01-01", EndsOn: "2024-12-31",
			Requirements: []api.Requirement{{Region: "HT", Sector: "ALL", PeopleTargeted: &targeted}, {Region: "HT01", Sector: "WSH", Amount: &api.Money{Minor: 10_00, Currency: "USD"}}}}, nil)
		w.must(err)
		plan := "HTI,HHTI24,Plan,2024-01-01,2024-12-31,2024,"
		totals := "countryCode,code,name,typeName,startDate,endDate,requirements,funding\nHTI,HHTI24,Plan,Humanitarian response plan,2024-01-01,2024-12-31,100,\n"
		w.wantCounts("clusters", w.take(planHeader+plan+"6,Food Security,30,1\n"+plan+"26512,Agriculture,20,1\n"+plan+"7,Health,,1\n", api.ImportOptions{}), [6]int{3, 0, 2, 0, 1, 0})
		w.wantCounts("totals", w.take(totals, api.ImportOptions{}), [6]int{1, 0, 1, 0, 0, 0})
		a, err := w.Appeal(w.ctx, api.System, "HHTI24")
		w.must(err)
		var got []string
		for _, r := range a.Requirements {
			line := r.Region + " " + string(r.Sector)
			if r.Amount != nil {
				line += " " + r.Amount.String()
			}
			if r.PeopleTargeted != nil {
				line += " people"
			}
			got = append(got, line)
		}
		if want := []string{"HT ALL 40.00 USD people", "HT FSC 50.00 USD", "HT01 WSH 10.00 USD"}; !slices.Equal(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
		if a.Type != "humanitarian_response_plan" || *a.Required != 100_00 {
			t.Errorf("%+v", a)
		}
		low := w.take("countryCode,code,name,typeName,startDate,endDate,requirements,funding\nHTI,HHTI24,Plan,x,2024-01-01,2024-12-31,5,\n", api.ImportOptions{})
		w.wantFault(low, 2, "requirements", "too_small")
	})
}

func TestImportedFundingGrows(t *testing.T) {
	w := newWorld(t, "sqlite:"+t.TempDir()+"/konbit.db")
	for i, step := range []struct{ funding, published string }{{"40", "2024-06-01"}, {"60", "2024-09-01"}} {
		text := planHeader + "HTI,HHTI24,Plan,2024-01-01,2024-12-31,2024,6,Food Security,100," + step.funding + "\n"
		opts := api.ImportOptions{WithFunding: true, PublishedOn: api.Date(step.published)}
		first, again := w.take(text, opts), w.take(text, opts)
		if first.Created+first.Updated != 1 || again.Unchanged != 1 {
			t.Errorf("%+v then %+v", first, again)
		}
		want := []api.Cents{40_00, 60_00}[i]
		if c := w.coverage(api.System, api.CoverageFilter{Appeal: "HHTI24", AsOf: "2024-09-15"}); c.Totals.Committed != want {
			t.Errorf("committed %s, want %s", c.Totals.Committed, want)
		}
	}
	if c := w.coverage(api.System, api.CoverageFilter{Appeal: "HHTI24", AsOf: "2024-07-01"}); c.Totals.Committed != 40_00 {
		t.Errorf("what was known in July is %s", c.Totals.Committed)
	}
}

func TestImportOfRatesTakesTheIssuersAndRefusesToChoose(t *testing.T) {
	w := newWorld(t, "sqlite:"+t.TempDir()+"/konbit.db")
	header := "date,rate,currency,country code\n"
	w.wantCounts("", w.take(header+"2016-01-31,16.10,ZAR,NA\n2016-01-31,16.07,ZAR,ZA\n2016-01-31,16.07,ZAR,LS\n", api.ImportOptions{}), [6]int{3, 1, 0, 0, 2, 0})
	r := w.take(header+"2016-01-31,1.1,EUR,DE\n2016-01-31,1.2,EUR,FR\n", api.ImportOptions{})
	w.wantFault(r, 3, "rate", "ambiguous")
}
