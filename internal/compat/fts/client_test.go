package fts_test

import (
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

type listedPlan struct {
	ID          int64
	IsReleased  bool
	PlanVersion struct {
		PlanID                         int64
		Name, Code, StartDate, EndDate string
	}
	Categories          []struct{ Name, Group string }
	Locations           []struct{ ISO3 string }
	Years               []struct{ Year string }
	RevisedRequirements *int64
}

func TestPlansAreFoundByYearCountryAndNumber(t *testing.T) {
	d := haiti(t, "sqlite:"+t.TempDir()+"/konbit.db")
	var year, country, one, all struct{ Data []listedPlan }
	d.get("/compat/fts/v1/public/plan/year/2024", &year)
	d.get("/compat/fts/v1/public/plan/country/hti", &country)
	d.get("/compat/fts/v2/public/plan", &all)
	d.get("/compat/fts/v2/public/plan?year=2024", &one)
	if len(year.Data) != 1 || len(one.Data) != 1 || len(country.Data) != 24 || len(all.Data) != 24 {
		t.Fatalf("%d and %d plans in 2024, %d in Haiti, %d in all", len(year.Data), len(one.Data), len(country.Data), len(all.Data))
	}
	p := year.Data[0]
	if p.PlanVersion.Code != "HHTI24" || p.RevisedRequirements == nil || *p.RevisedRequirements != 673_767_352 || p.Locations[0].ISO3 != "HTI" || p.Years[0].Year != "2024" ||
		p.Categories[0].Group != "planType" || !strings.HasPrefix(p.PlanVersion.StartDate, "2024-01-01") {
		t.Errorf("%+v", p)
	}
	number, _ := json.Marshal(p.ID)
	for _, id := range []string{string(number), "HHTI24", "hhti24"} {
		for _, path := range []string{"/compat/fts/v1/public/plan/id/", "/compat/fts/v2/public/plan/"} {
			var got struct{ Data listedPlan }
			d.get(path+id+"?content=entities", &got)
			if got.Data.ID != p.ID || got.Data.PlanVersion.PlanID != p.ID {
				t.Errorf("%s%s is %+v", path, id, got.Data)
			}
		}
	}
	var flows, coded listed
	d.get(flowPath+"?planid="+string(number), &flows)
	d.get(flowPath+"?planCode=HHTI24", &coded)
	if flows.Data.Incoming != coded.Data.Incoming {
		t.Errorf("by number %+v, by code %+v", flows.Data.Incoming, coded.Data.Incoming)
	}
	if got := d.send("/compat/fts/v1/public/plan/id/1"); got.Code != http.StatusNotFound || !strings.Contains(got.Body.String(), `"status":"error"`) {
		t.Errorf("no such plan: %d %s", got.Code, got.Body)
	}
}

func TestTheListsOfFTS(t *testing.T) {
	d := haiti(t, "sqlite:"+t.TempDir()+"/konbit.db")
	var organizations, locations, clusters struct{ Data []map[string]any }
	d.get("/compat/fts/v1/public/organization", &organizations)
	d.get("/compat/fts/v1/public/location", &locations)
	d.get("/compat/fts/v1/public/global-cluster", &clusters)
	numbers := map[float64]bool{}
	var japan float64
	for _, o := range organizations.Data {
		id := o["id"].(float64)
		if numbers[id] || id < 1<<52 || id >= 1<<53 {
			t.Errorf("%v has the number %v", o["name"], id)
		}
		numbers[id] = true
		if o["name"] == "Japan, Government of" {
			japan = id
		}
	}
	if len(numbers) < 40 || len(locations.Data) < 240 || len(clusters.Data) != 18 {
		t.Errorf("%d organizations, %d locations, %d clusters", len(numbers), len(locations.Data), len(clusters.Data))
	}
	number, _ := json.Marshal(int64(japan))
	var asDonor, filtered listed
	d.get(flowPath+"?organizationId="+string(number)+"&limit=1000", &asDonor)
	d.get(flowPath+"?locationISO3=HTI&filterBy=sourceOrganizationId:"+string(number)+"&limit=1000", &filtered)
	if asDonor.Data.Outgoing.FlowCount == 0 || asDonor.Data.Outgoing.FlowCount != filtered.Data.Incoming.FlowCount {
		t.Errorf("Japan gives %+v; Haiti gets from Japan %+v", asDonor.Data.Outgoing, filtered.Data.Incoming)
	}
	var health listed
	d.get(flowPath+"?locationISO3=HTI&filterBy=destinationGlobalClusterCode:HEA&limit=1000", &health)
	for _, f := range health.Data.Flows {
		if text, _ := json.Marshal(f["destinationObjects"]); !strings.Contains(string(text), `"name":"Health"`) {
			t.Errorf("%s", text)
		}
	}
	if health.Data.Incoming.FlowCount == 0 {
		t.Error("no flow is for health")
	}
}

func TestWhatIsWrongIsToldAndNeverFails(t *testing.T) {
	d := haiti(t, "sqlite:"+t.TempDir()+"/konbit.db")
	for _, query := range []string{"", "?limit=10", "?year=2026&groupby=colour", "?year=2026&limit=0", "?year=2026&limit=5000", "?year=2026&page=0", "?year=2026&filterBy=nothing", "?year=2026&format=xml"} {
		if got := d.send(flowPath + query); got.Code != http.StatusBadRequest || !strings.Contains(got.Body.String(), `"status":"error"`) {
			t.Errorf("%s: %d %s", query, got.Code, got.Body)
		}
	}
	random := rand.New(rand.NewPCG(3, 4))
	pick := func(all ...string) string { return all[random.IntN(len(all))] }
	answered := 0
	for range 80 {
		query := url.Values{}
		for range 1 + random.IntN(4) {
			query.Add(pick("year", "planId", "plancode", "organizationId", "organizationAbbrev", "locationId", "locationISO3", "countryISO3", "emergencyId", "globalClusterId", "globalClusterCode", "clusterId",
				"filterBy", "groupby", "limit", "page", "report", "format"),
				pick("2026", "HTI", "hti,DOM", "HHTI26", "1", "-1", "", ",", "HEA", "plan", "year", "cluster", "organization", "country", "emergency", "project", "json", "99999999999999999999",
					"destinationLocationISO3:HTI", "sourceOrganizationId:1", "\x00", "\xff", "'; DROP TABLE pledges; --"))
		}
		got := d.send(flowPath + "?" + query.Encode())
		if got.Code != http.StatusOK && got.Code != http.StatusBadRequest {
			t.Fatalf("%s: %d %s", query.Encode(), got.Code, got.Body)
		}
		if got.Code == http.StatusOK && !json.Valid(got.Body.Bytes()) {
			t.Fatalf("%s: %s", query.Encode(), got.Body)
		} else if got.Code == http.StatusOK {
			answered++
		}
	}
	if answered < 10 {
		t.Errorf("only %d requests were answered", answered)
	}
	for _, address := range []string{"/compat/fts/v1/public/plan/year/x", "/compat/fts/v1/public/plan/year/99999", "/compat/fts/v2/public/plan?year=x"} {
		if got := d.send(address); got.Code != http.StatusBadRequest {
			t.Errorf("%s: %d %s", address, got.Code, got.Body)
		}
	}
}
