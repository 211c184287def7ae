package exchange

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"github.com/konbit-aid/konbit/api"
)

// hostile are texts that a file format may break on.
var hostile = []string{"=1+1", "+1", "-1", "@cmd", "'=1", "''@", "'", "\tx", "＝1", "a,b;c\"d\"", "two\nlines", "\"", "<b>&amp;</b>", "]]>", "_x0041_", "_x000D_",
	"\x01\x1f", "شكرا", "🚑 aid", "\ufffe", " blanks ", `\.`, "#tag", "1e5", "00012", "2024-01-01", "true", "<10", "A1:B2"}

func words(t *rapid.T, label string) string {
	if rapid.Bool().Draw(t, label+" is hostile") {
		return rapid.SampledFrom(hostile).Draw(t, label)
	}
	return rapid.StringMatching(`[A-Za-z,;'=é "]{0,20}`).Draw(t, label)
}

func day(t *rapid.T, label string) api.Date {
	return api.DateOf(time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(-40_000, 60_000).Draw(t, label)))
}

func anyMoney(t *rapid.T, label string, currency api.Currency) api.Money {
	return api.Money{Minor: rapid.Int64Range(1, api.MaxMinor).Draw(t, label), Currency: currency}
}

func anySources(t *rapid.T) []api.Source {
	all := make([]api.Source, rapid.IntRange(1, 3).Draw(t, "sources"))
	for i := range all {
		all[i] = api.Source{Publisher: "OCHA " + words(t, "publisher"), Title: "T" + words(t, "title"), PublishedOn: day(t, "published"),
			Reliability: "B", Credibility: rapid.IntRange(1, 6).Draw(t, "credibility"), Quote: api.Opt(words(t, "quote"))}
	}
	return all
}

func anyPledge(t *rapid.T) api.Pledge {
	currency := rapid.SampledFrom([]api.Currency{"USD", "JPY", "KWD", "EUR"}).Draw(t, "currency")
	fresh := rapid.Bool().Draw(t, "new")
	usd := api.Cents(rapid.Int64Range(0, int64(api.MaxCents)).Draw(t, "usd"))
	p := api.Pledge{ID: "01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b10", Status: api.StatusPledged, Committed: anyMoney(t, "committed", currency),
		Meta: api.Meta{Version: 1, CreatedAt: time.Date(2024, 9, 5, 14, 3, 12, 480_000_000, time.UTC)}}
	p.PledgeInput = api.PledgeInput{Reference: api.Opt(words(t, "reference")), Crisis: "hti-2024", Appeal: "HHTI24", Donor: "usaid", Recipient: "wfp", Title: "T" + words(t, "title"),
		Kind: api.Financial, Stage: api.Pledged, Amount: anyMoney(t, "amount", currency), AmountUSD: &usd, PledgedOn: day(t, "pledged on"), Earmarking: "I", NewMoney: &fresh, Sources: anySources(t)}
	if rapid.Bool().Draw(t, "rate") {
		p.Rate = &api.Rate{Rate: "0.9043", Date: day(t, "rate date"), Source: "UN " + words(t, "rate source")}
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "allocations") {
		p.Allocations = append(p.Allocations, api.Allocation{Region: "HT0" + strconv.Itoa(i+1), Sector: "FSC", Amount: anyMoney(t, "part", currency)})
	}
	if rapid.Bool().Draw(t, "destination") {
		p.Destination = &api.Destination{Regions: []string{"HT", "DO"}, Sectors: []api.SectorCode{"WSH"}}
	}
	return p
}

func anyNeed(t *rapid.T) api.Need {
	count := func(label string) *api.People {
		n := api.People(rapid.Int64Range(-2, api.MaxPeople).Draw(t, label))
		if n == -2 {
			return nil
		}
		return &n
	}
	n := api.Need{ID: "n1", Assessment: "a " + words(t, "assessment"), Crisis: "hti-2024", NeedInput: api.NeedInput{Region: "HT01", Sector: "WSH", Group: "ALL", Sex: "all", Age: "0-17",
		Affected: count("affected"), InNeed: count("in need"), Reached: count("reached")}}
	if rapid.Bool().Draw(t, "severity") {
		s := rapid.IntRange(1, 5).Draw(t, "grade")
		n.Severity = &s
	}
	if rapid.Bool().Draw(t, "required") {
		m := anyMoney(t, "required", "JPY")
		n.Required = &m
	}
	return n
}

// kept is what a cell keeps of a text: it is read without blanks around it, with one kind of line break.
func kept(s string) string {
	return strings.TrimSpace(strings.ReplaceAll(s, "\r", ""))
}

func rowsOfCSV[T any](t *rapid.T, record T, hxl bool) [][]string {
	var b bytes.Buffer
	out := NewCSV(&b, mustTable[T]())
	if hxl {
		out = NewHXL(&b, mustTable[T]())
	}
	if err := out.Write(record); err != nil {
		t.Fatal(err)
	}
	if err := out.Flush(); err != nil {
		t.Fatal(err)
	}
	all, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// readBack reads the one record of a file by its own table.
func readBack[T any](t *rapid.T, text string) T {
	s, err := openSheet(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	for {
		r, more := s.next()
		switch {
		case !more:
			t.Fatal("no record")
		case r.tags():
			continue
		}
		value := mustTable[T]().read(&r)
		if len(r.faults) > 0 {
			t.Fatalf("%+v\n%s", r.faults, text)
		}
		return value
	}
}

func TestAnExportIsAnImport(t *testing.T) {
	texts := cmp.FilterValues(func(a, b string) bool { return true }, cmp.Comparer(func(a, b string) bool { return kept(a) == kept(b) }))
	opts := cmp.Options{texts, cmp.Comparer(func(a, b api.Opt) bool { return kept(string(a)) == kept(string(b)) })}
	for _, hxl := range []bool{false, true} {
		t.Run("pledges, HXL "+strconv.FormatBool(hxl), rapid.MakeCheck(func(t *rapid.T) {
			p := anyPledge(t)
			got := readBack[api.Pledge](t, joinCSV(rowsOfCSV(t, p, hxl)))
			if diff := cmp.Diff(p.PledgeInput, got.PledgeInput, opts); diff != "" {
				t.Error(diff)
			}
		}))
	}
	t.Run("needs", rapid.MakeCheck(func(t *rapid.T) {
		n := anyNeed(t)
		for _, p := range []**api.People{&n.Affected, &n.InNeed, &n.Reached} {
			if *p != nil && **p < 0 {
				*p = nil
			}
		}
		got := readBack[api.Need](t, joinCSV(rowsOfCSV(t, n, false)))
		if diff := cmp.Diff(n.NeedInput, got.NeedInput, opts); diff != "" || kept(n.Assessment) != kept(got.Assessment) {
			t.Error(diff, n.Assessment, got.Assessment)
		}
	}))
}

func TestASuppressedNumberIsNotRead(t *testing.T) {
	s, err := openSheet(strings.NewReader("assessment,region,sector,in_need\na,HT01,WSH,<10\n"))
	if err != nil {
		t.Fatal(err)
	}
	r, _ := s.next()
	if n := NeedColumns.read(&r); n.InNeed != nil || len(r.faults) != 1 || r.faults[0].Code != "suppressed" {
		t.Errorf("%+v %+v", n, r.faults)
	}
}

func joinCSV(rows [][]string) string {
	var b strings.Builder
	out := csv.NewWriter(&b)
	_ = out.WriteAll(rows)
	return b.String()
}

func TestTheRowsOfHXLAreTagged(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := rowsOfCSV(t, anyPledge(t), true)
		for i, tag := range rows[1] {
			if want := PledgeColumns.Columns[i].Tag; tag != want || !strings.HasPrefix(tag, "#") {
				t.Errorf("%s is tagged %q, not %q", rows[0][i], tag, want)
			}
		}
	})
}

// TestAWorkbookSaysWhatCSVSays reads a workbook with another library and compares its cells with those of CSV.
func TestAWorkbookSaysWhatCSVSays(t *testing.T) {
	t.Run("pledges", rapid.MakeCheck(func(t *rapid.T) { sameInXLSX(t, anyPledge(t)) }))
	t.Run("needs", rapid.MakeCheck(func(t *rapid.T) { sameInXLSX(t, anyNeed(t)) }))
}

func sameInXLSX[T any](t *rapid.T, record T) {
	var b bytes.Buffer
	x := NewXLSX(&b, mustTable[T](), About{})
	if err := x.Write(record); err != nil {
		t.Fatal(err)
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	want := rowsOfCSV(t, record, false)
	for i, c := range mustTable[T]().Columns {
		ref := columnRef(i) + "2"
		got, err := f.GetCellValue(c0(f), ref, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		kind, _ := f.GetCellType(c0(f), ref)
		if got = sameAs(c, got, kind); got != inWorkbook(want[1][i]) {
			t.Errorf("%s: %q, in CSV %q", c.Name, got, want[1][i])
		}
		if formula, _ := f.GetCellFormula(c0(f), ref); formula != "" {
			t.Errorf("%s is a formula", c.Name)
		}
	}
}

func c0(f *excelize.File) string { return f.GetSheetName(0) }

// sameAs puts a raw cell back into the words of CSV.
func sameAs(c Column, raw string, kind excelize.CellType) string {
	switch {
	case raw == "" || kind == excelize.CellTypeInlineString:
		return raw
	case c.Kind == Truth:
		return map[string]string{"1": "true", "0": "false"}[raw]
	case c.Kind == Day, c.Kind == Moment:
		days, _ := strconv.ParseFloat(raw, 64)
		at := epoch.Add(time.Duration(days * 24 * float64(time.Hour))).Round(time.Millisecond)
		if c.Kind == Day {
			return at.Format(time.DateOnly)
		}
		return at.Format(time.RFC3339Nano)
	}
	return raw
}

// inWorkbook is how a workbook writes what XML cannot hold.
func inWorkbook(s string) string {
	return s
}
