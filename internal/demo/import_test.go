package demo

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/exchange"
	"github.com/konbit-aid/konbit/internal/testkit"
)

func TestImportingAttacksOverTheDemoKeepsEachOnceAndWhoMaySeeIt(t *testing.T) {
	name := testkit.Shared(t, "context/awsd_aid_worker_incidents_hti.csv")
	svc := loaded(t, "sqlite:"+filepath.Join(t.TempDir(), "konbit.db"))
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	src, err := exchange.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	rep, err := svc.Import(t.Context(), api.System, src, api.ImportOptions{Crisis: "hti-2024", PublishedOn: "2025-10-01"})
	if err != nil || rep.Created != 73 || rep.Updated != 3 || !rep.Written {
		t.Errorf("%v %+v", err, rep)
	}
	for who, want := range map[string]int{"": 3, "wfp": 76} {
		caller := api.Caller{Organization: who}
		if who != "" {
			caller.KeyID = "key"
		}
		list, err := svc.Incidents(t.Context(), caller, api.IncidentFilter{Organization: []string{"awsd"}, Page: api.Page{Limit: 1000}})
		if err != nil || len(list.Data) != want {
			t.Errorf("%q sees %d of them, want %d, %v", who, len(list.Data), want, err)
		}
	}
}

func TestImportingThePublishedFilesOverTheDemoCountsNothingTwice(t *testing.T) {
	paths := map[string]string{}
	for _, path := range []string{"regions/hti_admin0_3.csv", "funding/fts_incoming_flows_hti.csv", "needs/hpc_hno_2026_national.csv"} {
		paths[path] = testkit.Shared(t, path)
	}
	svc := loaded(t, "sqlite:"+filepath.Join(t.TempDir(), "konbit.db"))
	for path, name := range paths {
		file, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		src, err := exchange.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		rep, err := svc.Import(t.Context(), api.System, src, api.ImportOptions{Crisis: "hti-2024", Country: "HTI",
			File: filepath.Base(path), Year: 2026, PublishedOn: "2026-04-01"})
		if err != nil || !rep.Written {
			t.Errorf("%s: %v %+v", path, err, rep)
		}
		if err := file.Close(); err != nil {
			t.Error(err)
		}
		for appeal, want := range map[string]api.Cents{"HHTI24": 297_922_358_00, "HHTI26": 170_385_447_00} {
			c := ask(t, svc, api.CoverageFilter{Crisis: "hti-2024", Appeal: appeal, Region: "HT", Level: level(0)})
			if p := c.Totals.People.InNeed; c.Totals.Committed != want || p == nil || *p != 6_414_193 {
				t.Errorf("%s after %s: committed %s, in need %v", appeal, path, c.Totals.Committed, p)
			}
		}
	}
}
