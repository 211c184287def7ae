package fts_test

import (
	"cmp"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/exchange"
	"github.com/konbit-aid/konbit/internal/httpapi"
	"github.com/konbit-aid/konbit/internal/relief"
	"github.com/konbit-aid/konbit/internal/store"
	"github.com/konbit-aid/konbit/internal/testkit"
)

// desk is the whole server on an empty database that files are imported into.
type desk struct {
	t    testing.TB
	svc  *relief.Service
	http http.Handler
}

func newDesk(t testing.TB, where string) *desk {
	t.Helper()
	testkit.Fill(t, where)
	st, err := store.Open(t.Context(), where, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	if _, err := st.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	svc := relief.New(st, relief.WithClock(func() time.Time { return now }))
	return &desk{t, svc, httpapi.New(svc, httpapi.Config{PublicRead: true, Version: "test"})}
}

// load imports a file of the real data.
func (d *desk) load(file string, opts api.ImportOptions) {
	d.t.Helper()
	f, err := os.Open(testkit.Shared(d.t, file))
	if err != nil {
		d.t.Fatal(err)
	}
	defer f.Close()
	src, err := exchange.Open(f)
	if err != nil {
		d.t.Fatal(err)
	}
	opts.File = path.Base(file)
	r, err := d.svc.Import(d.t.Context(), api.System, src, opts)
	if err != nil || !r.Written {
		d.t.Fatalf("%s: %v %+v", file, err, r.Faults)
	}
}

func (d *desk) send(address string) *httptest.ResponseRecorder {
	answer := httptest.NewRecorder()
	d.http.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, address, nil).WithContext(d.t.Context()))
	return answer
}

// get reads an answer into a value.
func (d *desk) get(address string, into any) {
	d.t.Helper()
	got := d.send(address)
	if err := json.Unmarshal(got.Body.Bytes(), into); got.Code != http.StatusOK || err != nil {
		d.t.Fatalf("%s: %d %v %s", address, got.Code, err, got.Body)
	}
}

const (
	flowsFile  = "funding/fts_incoming_flows_hti.csv"
	totalsFile = "funding/fts_requirements_funding_hti_2001_2029.csv"
	flowPath   = "/compat/fts/v1/public/fts/flow"
)

// haiti is a desk with the regions, plans and flows of Haiti.
func haiti(t testing.TB, where string) *desk {
	d := newDesk(t, where)
	d.load("regions/hti_admin0_3.csv", api.ImportOptions{})
	d.load(totalsFile, api.ImportOptions{CreateCrisis: true})
	d.load("funding/fts_requirements_funding_globalcluster_hti.csv", api.ImportOptions{})
	d.load(flowsFile, api.ImportOptions{Country: "HTI"})
	return d
}

// brought are the flows of the file that bring money, each once.
func brought(t testing.TB) []map[string]string {
	t.Helper()
	f, err := os.Open(testkit.Shared(t, flowsFile))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var list []map[string]string
	seen := map[string]bool{}
	for _, r := range all[1:] {
		row := map[string]string{}
		for i, name := range all[0] {
			row[name] = strings.Join(strings.Fields(r[i]), " ") // as our import reads it
		}
		if !seen[row["id"]] && row["amountUSD"] != "0" {
			list = append(list, row)
		}
		seen[row["id"]] = true
	}
	return list
}

func usd(row map[string]string) int64 {
	n, _ := strconv.ParseInt(row["amountUSD"], 10, 64)
	return n
}

type totals struct {
	FlowCount                 int
	FundingTotal, PledgeTotal int64
}

type listed struct {
	Status string
	Data   struct {
		Incoming, Outgoing, Internal totals
		Flows                        []map[string]any
	}
	Meta struct {
		Count    int
		NextLink string
	}
}

func TestTheTotalsOfFlowsAreThoseOfTheFile(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, where string) {
		d := haiti(t, where)
		var want, plan totals
		ids := map[string]string{}
		for _, r := range brought(t) {
			ids[r["id"]] = r["amountUSD"]
			want.FlowCount++
			if r["destLocations"] == "HTI" && r["status"] == "pledge" {
				want.PledgeTotal += usd(r)
			} else if r["destLocations"] == "HTI" {
				want.FundingTotal += usd(r)
			}
			if r["destPlanCode"] != "HHTI26" {
				continue
			}
			plan.FlowCount++
			if r["status"] == "pledge" {
				plan.PledgeTotal += usd(r)
			} else {
				plan.FundingTotal += usd(r)
			}
		}
		var got listed
		d.get(flowPath+"?locationISO3=HTI&limit=1000", &got)
		if got.Data.Incoming != want || got.Meta.Count != want.FlowCount || got.Data.Outgoing.FlowCount+got.Data.Internal.FlowCount != 0 {
			t.Errorf("Haiti: %+v of %d, want %+v", got.Data.Incoming, got.Meta.Count, want)
		}
		for _, f := range got.Data.Flows {
			id := f["id"].(string)
			if amount := strconv.FormatFloat(f["amountUSD"].(float64), 'f', -1, 64); ids[id] != amount {
				t.Errorf("flow %s has %s, want %s", id, amount, ids[id])
			}
			delete(ids, id)
		}
		if len(ids) > 0 {
			t.Errorf("flows are missing: %v", ids)
		}
		var one listed
		d.get(flowPath+"?planCode=HHTI26", &one)
		if one.Data.Incoming != plan {
			t.Errorf("HHTI26: %+v, want %+v", one.Data.Incoming, plan)
		}
	})
}

type grouped struct {
	Data map[string]struct {
		FundingTotals, PledgeTotals struct {
			Total   int64
			Objects []struct {
				SingleFundingTotal   int64
				SingleFundingObjects []struct {
					ID           *int64
					Name         string
					TotalFunding int64
				}
				SharedFundingTotal   int64
				SharedFundingObjects []struct {
					Name         []string
					TotalFunding int64
				}
				TotalBreakdown struct{ ObjectsSum, SharedFunding, TotalFunding int64 }
			}
		}
	}
}

// sums are the funding of a report by name; several names together are joined by a plus.
func (g grouped) sums(t testing.TB, report string) map[string]int64 {
	t.Helper()
	all := map[string]int64{}
	f := g.Data[report].FundingTotals
	var sum int64
	for _, o := range f.Objects {
		for _, s := range o.SingleFundingObjects {
			all[s.Name] += s.TotalFunding
			sum += s.TotalFunding
			if (s.ID == nil) != (s.Name == "Not specified") {
				t.Errorf("%s has the id %v", s.Name, s.ID)
			}
		}
		for _, s := range o.SharedFundingObjects {
			slices.Sort(s.Name)
			all[strings.Join(s.Name, " + ")] += s.TotalFunding
			sum += s.TotalFunding
		}
		if o.SingleFundingTotal+o.SharedFundingTotal != f.Total || o.TotalBreakdown.TotalFunding != f.Total {
			t.Errorf("%s: %d and %d are not %d", report, o.SingleFundingTotal, o.SharedFundingTotal, f.Total)
		}
	}
	if sum != f.Total {
		t.Errorf("%s: the parts make %d, the total is %d", report, sum, f.Total)
	}
	for name, n := range all {
		if n == 0 {
			delete(all, name)
		}
	}
	return all
}

// ourNames are what clusters of the file are called where ours is another one.
var ourNames = map[string]string{"Coordination and support services": "Other", "Agriculture": "Food Security", "COVID-19": "Other"}

func clusterOf(r map[string]string) string {
	const comma = "Protection - Housing, Land and Property"
	list := strings.ReplaceAll(r["destGlobalClusters"], comma, strings.ReplaceAll(comma, ",", ";"))
	if list == "" {
		return "Not specified"
	}
	var names []string
	for _, name := range strings.Split(list, ",") {
		name = strings.ReplaceAll(name, ";", ",")
		if name = cmp.Or(ourNames[name], name); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return strings.Join(names, " + ")
}

func TestTheGroupsOfFlowsAreThoseOfTheFile(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, where string) {
		d := haiti(t, where)
		for _, g := range []struct {
			by, report string
			of         func(map[string]string) string
		}{
			{"globalCluster", "report3", clusterOf},
			{"cluster", "report3", clusterOf},
			{"organization", "report1", func(r map[string]string) string { return r["srcOrganization"] }},
			{"organization", "report3", func(r map[string]string) string { return cmp.Or(r["destOrganization"], "Not specified") }},
			{"plan", "report3", func(r map[string]string) string { return cmp.Or(r["destPlan"], "Not specified") }},
			{"year", "report3", func(r map[string]string) string {
				if r["destPlanCode"] == "HHTI26" {
					return "2026"
				}
				return r["date"][:4]
			}},
		} {
			want := map[string]int64{}
			var pledges int64
			for _, r := range brought(t) {
				switch {
				case r["destLocations"] != "HTI":
				case r["status"] == "pledge":
					pledges += usd(r)
				default:
					want[g.of(r)] += usd(r)
				}
			}
			var got grouped
			d.get(flowPath+"?locationISO3=HTI&groupby="+g.by, &got)
			if diff := gocmp.Diff(want, got.sums(t, g.report)); diff != "" {
				t.Errorf("%s in %s: -file +answer\n%s", g.by, g.report, diff)
			}
			if got.Data[g.report].PledgeTotals.Total != pledges {
				t.Errorf("%s: pledges of %d, want %d", g.by, got.Data[g.report].PledgeTotals.Total, pledges)
			}
		}
	})
}

func TestPagesOfFlowsFollowEachOther(t *testing.T) {
	d := haiti(t, "sqlite:"+t.TempDir()+"/konbit.db")
	seen := map[string]bool{}
	next, pages := flowPath+"?locationiso3=hti&limit=50", 0
	for next != "" {
		var page listed
		d.get(next, &page)
		for _, f := range page.Data.Flows {
			if seen[f["id"].(string)] {
				t.Errorf("flow %v stands on two pages", f["id"])
			}
			seen[f["id"].(string)] = true
		}
		next, pages = page.Meta.NextLink, pages+1
	}
	if len(seen) != 133 || pages != 3 {
		t.Errorf("%d flows on %d pages", len(seen), pages)
	}
}
