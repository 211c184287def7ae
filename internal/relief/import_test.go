package relief_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/exchange"
	"github.com/konbit-aid/konbit/internal/testkit"
)

// take imports a small file.
func (w *world) take(text string, opts api.ImportOptions) api.ImportReport {
	w.t.Helper()
	r, err := w.tryTake(text, opts)
	w.must(err)
	if sum := r.Created + r.Updated + r.Unchanged + r.Skipped + r.Rejected; sum != r.Read {
		w.t.Errorf("read %d, but the outcomes add up to %d", r.Read, sum)
	}
	if good := r.Rejected == 0 || opts.KeepGood; r.Written != (good && !opts.DryRun) {
		w.t.Errorf("written is %v: %+v", r.Written, r)
	}
	return r
}

func (w *world) tryTake(text string, opts api.ImportOptions) (api.ImportReport, error) {
	w.t.Helper()
	src, err := exchange.Open(strings.NewReader(text))
	w.must(err)
	return w.Import(w.ctx, api.System, src, opts)
}

func (w *world) wantFault(r api.ImportReport, row int, field, code string) {
	w.t.Helper()
	for _, f := range r.Faults {
		if f.Row == row && f.Field == field && f.Code == code && f.Reason != "" {
			return
		}
	}
	w.t.Errorf("no fault %s of %s in row %d: %+v", code, field, row, r.Faults)
}

func wantNote(t *testing.T, r api.ImportReport, part string) {
	t.Helper()
	if !strings.Contains(strings.Join(r.Notes, "\n"), part) {
		t.Errorf("no note says %q: %q", part, r.Notes)
	}
}

const regionHeader = "level,pcode,iso3,parent_pcode,name_en,population_2019\n"

func TestImportOfRegions(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		w := newWorld(t, url)
		t.Run("takes children before their parents", func(t *testing.T) {
			r := w.take(regionHeader+"2,HT0311,HTI,HT03,Cap,5\n1,HT03,HTI,HT,North,50\n", api.ImportOptions{})
			w.wantCounts("", r, [6]int{2, 2, 0, 0, 0, 0})
		})
		t.Run("tells every fault and writes nothing", func(t *testing.T) {
			r := w.take(regionHeader+"1,HT04,HTI,HT,East,5\n2,HT0911,HTI,HT09,Nowhere,5\n1,HT05,HTI,HT,,x\n1,HT01,HTI,DO,West,600\n", api.ImportOptions{})
			w.wantCounts("", r, [6]int{4, 1, 0, 0, 0, 3})
			w.wantFault(r, 3, "parent", "unknown_region")
			w.wantFault(r, 4, "population_2019", "bad_number")
			w.wantFault(r, 5, "parent", "immutable")
			if _, err := w.Region(w.ctx, api.System, "HT04"); api.CodeOf(err) != api.CodeNotFound {
				t.Errorf("a good row of a refused file was written: %v", err)
			}
		})
		t.Run("keeps the good rows if asked", func(t *testing.T) {
			r := w.take(regionHeader+"1,HT04,HTI,HT,East,5\n2,HT0911,HTI,HT09,Nowhere,5\n", api.ImportOptions{KeepGood: true})
			w.wantCounts("", r, [6]int{2, 1, 0, 0, 0, 1})
			_, err := w.Region(w.ctx, api.System, "HT04")
			w.must(err)
		})
		t.Run("keeps nothing of a dry run", func(t *testing.T) {
			w.wantCounts("", w.take(regionHeader+"1,HT06,HTI,HT,South,5\n", api.ImportOptions{DryRun: true}), [6]int{1, 1, 0, 0, 0, 0})
			if _, err := w.Region(w.ctx, api.System, "HT06"); api.CodeOf(err) != api.CodeNotFound {
				t.Errorf("%v", err)
			}
		})
		t.Run("makes the country of a list that goes without", func(t *testing.T) {
			r := w.take("Location,Admin Level,P-Code,Name,Parent P-Code\nCUB,1,CU01,Pinar del Rio,CUB\nCUB,2,CU0101,Somewhere,CUB\n", api.ImportOptions{})
			w.wantCounts("", r, [6]int{2, 2, 0, 0, 0, 0})
			wantNote(t, r, "countries made from the built-in list: 1 (CU)")
			wantNote(t, r, "CU0101")
		})
		t.Run("skips a row that stands there twice and refuses two regions of one code", func(t *testing.T) {
			r := w.take(regionHeader+"1,HT07,HTI,HT,A,5\n1,HT07,HTI,HT,A,5\n1,HT07,HTI,HT,B,5\n", api.ImportOptions{})
			w.wantCounts("", r, [6]int{3, 1, 0, 0, 1, 1})
			w.wantFault(r, 4, "pcode", "repeated")
		})
	})
}

const needHeader = "Country ISO3,Admin 1 PCode,Description,Cluster,Category,In Need\n"

func TestImportOfNeeds(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		w := newWorld(t, url)
		year := api.ImportOptions{Year: 2024}
		t.Run("takes the whole figure and not its parts", func(t *testing.T) {
			r := w.take(needHeader+"HTI,,Final,ALL,,100\nHTI,,General Protection,PRO,,30\nHTI,,Protection (overall),PRO,,40\nHTI,HT01,Health,HEA,,5\nHTI,HT01,Health again,HEA,,5\n", year)
			w.wantCounts("", r, [6]int{5, 3, 0, 0, 2, 0})
			needs, err := w.Needs(w.ctx, api.System, api.NeedFilter{Crisis: []string{"hti-2024"}, Sector: []api.SectorCode{"PRO"}})
			w.must(err)
			if len(needs.Data) != 1 || *needs.Data[0].InNeed != 40 {
				t.Errorf("%+v", needs.Data)
			}
		})
		t.Run("refuses figures of which none is the whole", func(t *testing.T) {
			r := w.take(needHeader+"HTI,,Health A,HEA,,5\nHTI,,Health B,HEA,,6\nHTI,,Final,ALL,,7\n", year)
			w.wantCounts("", r, [6]int{3, 0, 1, 0, 0, 2})
			w.wantFault(r, 2, "sector", "ambiguous")
			w.wantFault(r, 3, "sector", "ambiguous")
		})
		t.Run("tells of every row that names an unknown place", func(t *testing.T) {
			r := w.take(needHeader+"HTI,HT98,Final,ALL,,5\nHTI,HT99,Final,ALL,,6\nHTI,HT01,Final,ALL,,7\n", year)
			w.wantFault(r, 2, "region", "unknown_region")
			w.wantFault(r, 3, "region", "unknown_region")
			w.wantCounts("", r, [6]int{3, 0, 1, 0, 0, 2})
		})
		t.Run("wants a crisis", func(t *testing.T) {
			r := w.take(needHeader+"KEN,,Final,ALL,,5\n", year)
			w.wantFault(r, 2, "--crisis", "required")
			r = w.take(needHeader+"KEN,,Final,ALL,,5\n", api.ImportOptions{Year: 2024, CreateCrisis: true})
			w.wantCounts("", r, [6]int{1, 1, 0, 0, 0, 0})
			wantNote(t, r, "ken-2024")
		})
		t.Run("leaves other countries out", func(t *testing.T) {
			both := needHeader + "KEN,,Final,ALL,,5\nHTI,,Final,ALL,,5\n"
			w.wantCounts("", w.take(both, api.ImportOptions{Year: 2023, Country: "HTI"}), [6]int{2, 1, 0, 0, 1, 0})
			w.wantCounts("", w.take(both, api.ImportOptions{Year: 2022, Crisis: "hti-2024"}), [6]int{2, 1, 0, 0, 1, 0})
		})
		t.Run("does not choose between crises", func(t *testing.T) {
			_, err := w.CreateCrisis(w.ctx, api.System, api.CrisisInput{Code: "flood", Title: "Flood", Regions: []string{"HT01"}, StartedOn: "2024-01-01"}, nil)
			w.must(err)
			w.wantFault(w.take(needHeader+"HTI,,Final,ALL,,5\n", year), 2, "--crisis", "ambiguous")
		})
	})
}

func TestImportSaysWhichOptionIsMissingOrWrong(t *testing.T) {
	w := newWorld(t, "sqlite:"+t.TempDir()+"/konbit.db")
	need := needHeader + "HTI,,Final,ALL,,5\n"
	for name, c := range map[string]struct {
		text   string
		opts   api.ImportOptions
		option string
	}{
		"no year":               {need, api.ImportOptions{File: "hno_data_hti.csv"}, "--year"},
		"a year out of reach":   {need, api.ImportOptions{Year: 3000}, "--year"},
		"half a period":         {need, api.ImportOptions{Period: api.Period{From: "2024-01-01"}}, "--period/to"},
		"an unknown country":    {need, api.ImportOptions{Year: 2024, Country: "HT"}, "--country"},
		"no day":                {need, api.ImportOptions{Year: 2024, PublishedOn: "yesterday"}, "--published"},
		"funding without a day": {"countryCode,code,name,typeName,startDate,endDate,requirements,funding\n", api.ImportOptions{WithFunding: true}, "--published"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := w.tryTake(c.text, c.opts)
			if e, ok := errors.AsType[*api.Error](err); !ok || e.Code != api.CodeInvalid || !e.Fields.Has(c.option) {
				t.Errorf("%v", err)
			}
		})
	}
	if r := w.take(need, api.ImportOptions{File: "hpc_hno_2026_national.csv"}); r.Created != 1 {
		t.Errorf("the year in the file's name was not read: %+v", r)
	}
}

func TestAPublishedFileIsForTheOperatorAndCoordinators(t *testing.T) {
	w := newWorld(t, "sqlite:"+t.TempDir()+"/konbit.db")
	for _, who := range []struct {
		caller api.Caller
		code   api.Code
	}{
		{api.System, ""}, {w.coordinator(), ""}, {api.Caller{}, api.CodeUnauthorized},
		{api.Caller{KeyID: "k", Organization: "usaid", Scopes: []api.Scope{api.ScopeAdmin}}, api.CodeForbidden},
	} {
		src, err := exchange.Open(strings.NewReader(regionHeader))
		w.must(err)
		if _, err := w.Import(w.ctx, who.caller, src, api.ImportOptions{}); api.CodeOf(err) != who.code {
			t.Errorf("%+v: %v", who.caller, err)
		}
	}
}

func TestImportThatIsCancelledKeepsNothing(t *testing.T) {
	w := newWorld(t, "sqlite:"+t.TempDir()+"/konbit.db")
	ctx, cancel := context.WithCancel(w.ctx)
	src, err := exchange.Open(strings.NewReader(regionHeader + "1,HT03,HTI,HT,North,50\n1,HT04,HTI,HT,East,50\n"))
	w.must(err)
	_, err = w.Import(ctx, api.System, src, api.ImportOptions{Progress: func(int) { cancel() }})
	if api.CodeOf(err) != api.CodeUnavailable {
		t.Errorf("%v", err)
	}
	if _, err := w.Region(w.ctx, api.System, "HT03"); api.CodeOf(err) != api.CodeNotFound {
		t.Errorf("%v", err)
	}
}
