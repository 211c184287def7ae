package exchange

import (
	"testing"

	"github.com/konbit-aid/konbit/api"
)

const flowHeader = "date,description,amountUSD,srcOrganization,srcOrganizationTypes,srcLocations,destPlan,destPlanCode,destOrganization,destOrganizationTypes,destGlobalClusters," +
	"destLocations,destUsageYearStart,destUsageYearEnd,contributionType,flowType,boundary,status,decisionDate,originalAmount,originalCurrency,exchangeRate,id,refCode,updatedAt\n"

func TestFlows(t *testing.T) {
	src := open(t, flowHeader+
		"2026-04-15,\"World Food Programme\tAfghanistan,\nHaiti\",67309391,\"Japan, Government of\",Governments,JPN,Plan,HHTI26,WFP,Multilateral Organizations,"+
		"\"Food Security,Protection - Housing, Land and Property,Water Sanitation Hygiene\",\"AFG,HTI\",2026,2027,financial,Standard,incoming,paid,2026-02-19,10096408650.0,JPY,150,385472,R-1,2026-04-16\n"+
		",Goods,1000.50,NGO X,NGOs,,,,,,,HTI,,,in kind,Pass through,internal,pledge,2026-02-19,,,,7,,\n")
	original := api.Money{Minor: 10_096_408_650, Currency: "JPY"}
	same(t, good(t, src.Flows), []api.Flow{
		{ID: "385472", Status: "paid", Type: "standard", Boundary: "incoming", Kind: "financial", Donor: api.Party{Name: "Japan, Government of", Type: "government", Country: "JPN"},
			Recipient: api.Party{Name: "WFP", Type: "international_organization"}, Description: "World Food Programme Afghanistan, Haiti", Date: "2026-04-15",
			AmountUSD: cents(67_309_391_00), Original: &original, Rate: "150", Plan: "HHTI26", PlanTitle: "Plan", FromYear: 2026, ToYear: 2027, Countries: []string{"AFG", "HTI"},
			Sectors: []api.SectorCode{"FSC", "PRO-HLP", "WSH"}, RefCode: "R-1", PublishedOn: "2026-04-16",
			Quote: "amountUSD 67309391, originalAmount 10096408650.0 JPY, exchangeRate 150"},
		{ID: "7", Status: "pledge", Type: "pass through", Boundary: "internal", Kind: "in_kind", Donor: api.Party{Name: "NGO X", Type: "civil_society"},
			Recipient: api.Party{Type: "other"}, Description: "Goods", Date: "2026-02-19", AmountUSD: cents(1_000_50), Countries: []string{"HTI"}, PublishedOn: "2026-02-19",
			Quote: "amountUSD 1000.50"},
	})
}

func TestEveryFaultOfAFlowIsTold(t *testing.T) {
	rows := all(t, open(t, flowHeader+"x,,1.005,,,,,,,,,\"HTI,XXX\",,,barter,Sideways,,maybe,,1.5,JPY,0,,,\n").Flows)
	var got []string
	for _, f := range rows[0].Faults {
		got = append(got, f.Pointer+" "+f.Code)
	}
	same(t, got, []string{"id required", "amountusd too_many_digits", "srcorganization required", "date bad_date", "status unknown_value", "flowtype unknown_value",
		"contributiontype unknown_value", "destlocations unknown_country", "originalamount too_many_digits"})
}

const clusterHeader = "countryCode,id,name,code,startDate,endDate,year,clusterCode,cluster,requirements,funding,percentFunded\n"

func TestRequirementsByGlobalCluster(t *testing.T) {
	plan := "HTI,1178,Plan 2024,HHTI24,2024-01-01,2024-12-31,2024,"
	src := open(t, clusterHeader+plan+"6,Food Security,340000000,136285788,40\n"+plan+"26480,Coordination and support services,4200000,,\n"+plan+",Not specified,,10210314,\n"+
		plan+",Multiple clusters/sectors (shared),,0,\nHTI,,Not specified,,,,2029,,Not specified,,108557,\n")
	rows := all(t, src.Plans)
	line := func(p api.PlanLine) api.PlanLine {
		p.Country, p.Code, p.Title, p.StartsOn, p.EndsOn, p.Year, p.Breakdown = "HTI", "HHTI24", "Plan 2024", "2024-01-01", "2024-12-31", 2024, "global"
		return p
	}
	for i, want := range []api.PlanLine{
		line(api.PlanLine{Part: "cluster", Cluster: "Food Security", ClusterCode: "6", Sector: "FSC", Required: cents(340_000_000_00), Funded: cents(136_285_788_00)}),
		line(api.PlanLine{Part: "cluster", Cluster: "Coordination and support services", ClusterCode: "26480", Sector: "OTHER", Required: cents(4_200_000_00)}),
		line(api.PlanLine{Part: "not_specified", Cluster: "Not specified", Sector: "ALL", Funded: cents(10_210_314_00)}),
		line(api.PlanLine{Part: "shared", Cluster: "Multiple clusters/sectors (shared)", Sector: "MULTI", Funded: cents(0)}),
	} {
		same(t, rows[i].Value, want)
	}
	if len(rows[1].Notes) != 1 || rows[4].Skip == "" {
		t.Errorf("%+v", rows)
	}
}

func TestRequirementsByNationalCluster(t *testing.T) {
	plan := "HTI,1178,Plan 2024,HHTI24,2024-01-01,2024-12-31,2024,"
	rows := all(t, open(t, clusterHeader+plan+"6,Food Security,1,1,\n"+plan+"7345,Sécurité alimentaire,2,2,\n"+plan+"1,Cholera,-5,x,\n").Plans)
	if rows[0].Value.Breakdown != "cluster" || rows[1].Value.Sector != "FSC" || len(rows[1].Notes) != 0 || rows[2].Value.Sector != "OTHER" || len(rows[2].Notes) != 1 {
		t.Errorf("%+v", rows)
	}
	if f := rows[2].Faults; len(f) != 2 || f[0].Pointer != "funding" || f[1].Code != "negative" {
		t.Errorf("%+v", f)
	}
}

func TestRequirementsByPlan(t *testing.T) {
	rows := all(t, open(t, "countryCode,id,name,code,typeId,typeName,startDate,endDate,year,requirements,funding,percentFunded\n"+
		"HTI,1503,Plan 2026,HHTI26,2070,Humanitarian needs and response plan,2026-01-01,2026-12-31,2026,880327426,172057079,20\nHTI,,Not specified,,,,,,2029,,108557,\n").Plans)
	same(t, rows[0].Value, api.PlanLine{Country: "HTI", Code: "HHTI26", Title: "Plan 2026", Type: "humanitarian_needs_and_response_plan", StartsOn: "2026-01-01",
		EndsOn: "2026-12-31", Year: 2026, Breakdown: "total", Part: "total", Sector: "ALL", Required: cents(880_327_426_00), Funded: cents(172_057_079_00)})
	if rows[1].Skip == "" || len(rows[1].Faults) > 0 {
		t.Errorf("%+v", rows[1])
	}
}
