package fts_test

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/testkit"
)

// shape is which members stand where, and of which types: of all elements of a list together.
func shape(v any, at string, into map[string]map[string]bool) {
	kind := "null"
	switch v := v.(type) {
	case map[string]any:
		kind = "object"
		for name, member := range v {
			shape(member, at+"."+name, into)
		}
	case []any:
		kind = "list"
		for _, element := range v {
			shape(element, at+"[]", into)
		}
	case string:
		kind = "string"
	case float64:
		kind = "number"
	case bool:
		kind = "bool"
	}
	if into[at] == nil {
		into[at] = map[string]bool{}
	}
	into[at][kind] = true
}

// compare tells where two shapes differ: members that only one has, and types that the captured answer does not have.
func compare(captured, ours map[string]map[string]bool, excused ...string) []string {
	var all []string
	for at := range captured {
		if ours[at] == nil && !slices.ContainsFunc(excused, func(e string) bool { return at == e || strings.HasPrefix(at, e+"[") || strings.HasPrefix(at, e+".") }) {
			all = append(all, at+" is missing")
		}
	}
	for at, kinds := range ours {
		if captured[at] == nil {
			all = append(all, at+" is not in FTS's answer")
			continue
		}
		for kind := range kinds {
			if !captured[at][kind] {
				all = append(all, fmt.Sprintf("%s is a %s, which it is not in FTS's answer", at, kind))
			}
		}
	}
	sort.Strings(all)
	return all
}

func captured(t *testing.T, file string) map[string]any {
	t.Helper()
	text, err := os.ReadFile(testkit.Shared(t, file))
	if err != nil {
		t.Fatal(err)
	}
	var v map[string]any
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// variety adds what the file of Haiti's flows does not have.
func (d *desk) variety() {
	d.t.Helper()
	record := func(in api.PledgeInput) api.Pledge {
		p, err := d.svc.CreatePledge(d.t.Context(), api.System, in, nil)
		if err != nil {
			d.t.Fatal(err)
		}
		return p
	}
	cited := []api.Source{{Publisher: "OCHA", Title: "Statement", PublishedOn: "2026-03-01"}}
	first := record(api.PledgeInput{Reference: "A-1", Appeal: "HHTI26", Donor: "japan-government-of", Recipient: "world-food-programme", Title: "Food",
		Amount: api.Money{Minor: 9000, Currency: "EUR"}, Rate: &api.Rate{Rate: "0.9", Date: "2026-03-01", Source: "UN"}, PledgedOn: "2026-03-01", Earmarking: "I", Sources: cited,
		Destination: &api.Destination{Regions: []string{"HT01"}, Sectors: []api.SectorCode{"FSC", "NUT"}}})
	record(api.PledgeInput{Reference: "A-2", Appeal: "HHTI26", Donor: "world-food-programme", Recipient: "save-the-children", Parent: api.Opt(first.ID), Title: "Food, passed on",
		Amount: api.Money{Minor: 5000, Currency: "USD"}, PledgedOn: "2026-04-01", Sources: cited,
		Allocations: []api.Allocation{{Region: "HT01", Sector: "FSC", Amount: api.Money{Minor: 5000, Currency: "USD"}}}})
}

func TestAPageOfFlowsHasTheMembersOfFTS(t *testing.T) {
	d := haiti(t, "sqlite:"+t.TempDir()+"/konbit.db")
	d.variety()
	want, ours := map[string]map[string]bool{}, map[string]map[string]bool{}
	shape(captured(t, "fts/custom-search-locationid-1-year-2020.json"), "", want)
	var got map[string]any
	d.get(flowPath+"?locationISO3=HTI&year=2026&limit=1000", &got)
	shape(got, "", ours)
	var page map[string]any
	d.get(flowPath+"?locationISO3=HTI&year=2026", &page)
	d.get(flowPath+"?locationISO3=HTI&year=2026&limit=1", &page)
	shape(page, "", ours)
	// No record of ours says these, so they are null in every flow.
	for _, at := range compare(want, ours, ".data.flows[].keywords[]") {
		t.Error(at)
	}
	for _, f := range got["data"].(map[string]any)["flows"].([]any) {
		keys := map[string]bool{}
		for name := range f.(map[string]any) {
			keys[name] = true
		}
		delete(keys, "refCode")
		delete(keys, "originalAmount")
		delete(keys, "originalCurrency")
		if len(keys) != 25 {
			t.Fatalf("a flow has %d of the 25 members that every one has: %v", len(keys), f)
		}
	}
}

func TestAReportHasTheMembersOfFTS(t *testing.T) {
	d := haiti(t, "sqlite:"+t.TempDir()+"/konbit.db")
	d.variety()
	want, ours := map[string]map[string]bool{}, map[string]map[string]bool{}
	shape(captured(t, "fts/1-fts-flow-custom-search-planid-929-groupby-cluster.json"), "", want)
	var got map[string]any
	d.get(flowPath+"?planCode=HHTI26&groupby=cluster", &got)
	// The captured answer was saved without its reports 1, 2 and 4, and its plan has pledges of no cluster.
	data := got["data"].(map[string]any)
	for _, name := range []string{"report1", "report2", "report4"} {
		delete(data, name)
	}
	pledges := data["report3"].(map[string]any)["pledgeTotals"].(map[string]any)
	pledges["objects"] = []any{}
	shape(got, "", ours)
	for _, at := range compare(want, ours, ".data.requirements.objects[].origRequirements", ".data.requirements.objects[].tags[]") {
		t.Error(at)
	}
}

func TestMoneyPassedOnIsInternal(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, where string) {
		d := haiti(t, where)
		var before, after listed
		d.get(flowPath+"?planCode=HHTI26&limit=1000", &before)
		d.variety()
		d.get(flowPath+"?planCode=HHTI26&limit=1000", &after)
		if after.Data.Internal.FlowCount != 1 || after.Data.Incoming.FlowCount != before.Data.Incoming.FlowCount+1 ||
			after.Data.Incoming.FundingTotal != before.Data.Incoming.FundingTotal || after.Data.Incoming.PledgeTotal != before.Data.Incoming.PledgeTotal+100 {
			t.Errorf("%+v and %+v internal after %+v", after.Data.Incoming, after.Data.Internal, before.Data.Incoming)
		}
		var parent, child map[string]any
		for _, f := range after.Data.Flows {
			switch f["refCode"] {
			case "A-1":
				parent = f
			case "A-2":
				child = f
			}
		}
		if fmt.Sprint(child["parentFlowId"]) == "<nil>" || fmt.Sprintf("%.0f", child["parentFlowId"]) != parent["id"] || child["boundary"] != "internal" || child["newMoney"] != false {
			t.Errorf("the child is %v of %v", child, parent)
		}
		if list, _ := parent["childFlowIds"].([]any); len(list) != 1 || fmt.Sprintf("%.0f", list[0]) != child["id"] {
			t.Errorf("the children of %v are %v, not %v", parent["id"], list, child["id"])
		}
	})
}
