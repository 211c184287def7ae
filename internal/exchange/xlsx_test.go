package exchange

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/konbit-aid/konbit/api"
)

func workbookOf[T any](t *testing.T, limit int, records ...T) *excelize.File {
	t.Helper()
	var b bytes.Buffer
	x := NewXLSX(&b, mustTable[T](), About{Address: "/v1/list?format=xlsx", MadeAt: "2024-09-10T12:00:00Z"})
	if limit > 0 {
		x.limit = limit
	}
	for _, r := range records {
		if err := x.Write(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// at is the text of a cell as it is shown, by the name of its column.
func at(t *testing.T, f *excelize.File, sheet, column string, line int) string {
	t.Helper()
	header, err := f.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range header[0] {
		if name == column {
			text, err := f.GetCellValue(sheet, fmt.Sprintf("%s%d", columnRef(i), line))
			if err != nil {
				t.Fatal(err)
			}
			return text
		}
	}
	t.Fatalf("no column %s", column)
	return ""
}

func TestAWorkbookHasTypes(t *testing.T) {
	usd := api.Cents(1_234_567_89)
	p := api.Pledge{PledgeInput: api.PledgeInput{Title: "=HYPERLINK(1)", Amount: api.Money{Minor: 1_234_567, Currency: "JPY"}, AmountUSD: &usd, PledgedOn: "2024-09-05", ExpiresOn: "1900-02-03"},
		Committed: api.Money{Minor: 1_234_500, Currency: "KWD"}, Unallocated: api.Money{Minor: 999_999_999_999_999_999, Currency: "USD"},
		Meta: api.Meta{Version: 3, CreatedAt: time.Date(2024, 9, 5, 14, 3, 12, 0, time.UTC)}}
	f := workbookOf(t, 0, p)
	for column, want := range map[string]string{"amount": "1,234,567", "amount_usd": "1,234,567.89", "committed": "1,234.500", "pledged_on": "2024-09-05", "created_at": "2024-09-05 14:03:12",
		"version": "3", "title": "'=HYPERLINK(1)", "reference": "", "expires_on": "1900-02-03", "unallocated": "9999999999999999.99"} {
		if got := at(t, f, "pledges", column, 2); got != want {
			t.Errorf("%s is %q, want %q", column, got, want)
		}
	}
}

func TestAWorkbookIsArrangedAndExplained(t *testing.T) {
	f := workbookOf(t, 0, api.Region{RegionInput: api.RegionInput{Pcode: "HT"}})
	if sheets := f.GetSheetList(); len(sheets) != 2 || sheets[0] != "regions" || sheets[1] != "about" {
		t.Fatal(sheets)
	}
	panes, err := f.GetPanes("regions")
	if err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("%+v %v", panes, err)
	}
	if width, _ := f.GetColWidth("regions", "B"); width != 40 {
		t.Errorf("the column of names is %v wide", width)
	}
	if names := f.GetDefinedName(); len(names) != 1 || names[0].RefersTo != "'regions'!$A$1:$Q$2" {
		t.Errorf("%+v", names)
	}
	if got := at(t, f, "about", "Meaning", 2); got != "OCHA's place code." {
		t.Error(got)
	}
	rows, _ := f.GetRows("about")
	said := fmt.Sprint(rows)
	for _, c := range RegionColumns.Columns {
		if !strings.Contains(said, c.Meaning) {
			t.Errorf("%s is not explained", c.Name)
		}
	}
	for _, want := range []string{"Licence", "Sources", "/v1/list?format=xlsx", "2024-09-10T12:00:00Z", "people", "#adm+code"} {
		if !strings.Contains(said, want) {
			t.Errorf("no %s", want)
		}
	}
}

func TestEveryColumnIsExplained(t *testing.T) {
	for _, table := range tables {
		for _, c := range table.(interface{ List() []Column }).List() {
			if c.Name == "" || c.Kind == "" || !strings.HasSuffix(c.Meaning, ".") || strings.ContainsAny(c.Name, " ,") {
				t.Errorf("%T: %+v", table, c)
			}
		}
	}
}

var validTag = regexp.MustCompile(`^#[a-z][a-z0-9_]*(\+[a-z][a-z0-9_]*)*$`)

func TestTagsAreHXL(t *testing.T) {
	n := 0
	for _, table := range tables {
		columns := table.(interface{ List() []Column }).List()
		if columns[0].Tag != "" && !tagged(columns) {
			t.Errorf("%T is tagged in part", table)
		}
		seen := map[string]bool{}
		for _, c := range columns {
			if tagged(columns) && (!validTag.MatchString(c.Tag) || seen[c.Tag]) {
				t.Errorf("%T: %s is tagged %q", table, c.Name, c.Tag)
			}
			seen[c.Tag] = true
		}
		if tagged(columns) {
			n++
		}
	}
	if n < 15 {
		t.Errorf("only %d tables are tagged", n)
	}
}

func TestALongListTakesFurtherSheets(t *testing.T) {
	f := workbookOf(t, 3, api.Sectors[:5]...)
	if sheets := f.GetSheetList(); fmt.Sprint(sheets) != "[sectors sectors 2 sectors 3 about]" {
		t.Fatal(sheets)
	}
	for i, s := range api.Sectors[:5] {
		sheet := []string{"sectors", "sectors 2", "sectors 3"}[i/2]
		if got := at(t, f, sheet, "code", i%2+2); got != string(s.Code) {
			t.Errorf("%s holds %q, not %s", sheet, got, s.Code)
		}
	}
}

func TestAnEmptyWorkbookHasItsHeader(t *testing.T) {
	if rows, err := workbookOf[api.Need](t, 0).GetRows("needs"); err != nil || len(rows) != 1 || rows[0][0] != "id" {
		t.Errorf("%v %v", rows, err)
	}
}

func TestTextsThatAWorkbookCannotHold(t *testing.T) {
	for name, tc := range map[string]struct{ text, want string }{
		"fits to the last unit": {strings.Repeat("x", 32_767), strings.Repeat("x", 32_767)},
		"one too many":          {strings.Repeat("x", 32_768), strings.Repeat("x", 32_766) + "…"},
		"no half of a pair":     {strings.Repeat("🚑", 20_000), strings.Repeat("🚑", 16_383) + "…"},
		"two bytes are one":     {strings.Repeat("é", 32_767), strings.Repeat("é", 32_767)},
		"no UTF-8":              {"cut\xffoff", "cut\uFFFDoff"},
		"control characters":    {"a\x00\x0bb", "a\x00\x0bb"},
		"an escape of its own":  {"_x0041__x00", "_x0041__x00"},
		"to the left":           {"\u202eمرحبا", "\u202eمرحبا"},
	} {
		t.Run(name, func(t *testing.T) {
			f := workbookOf(t, 0, api.Organization{OrganizationInput: api.OrganizationInput{Code: "x", Name: tc.text}})
			if got := at(t, f, "organizations", "name", 2); got != tc.want {
				t.Errorf("%.40q (%d bytes), want %.40q (%d)", got, len(got), tc.want, len(tc.want))
			}
		})
	}
}

// TestAWorkbookIsNotKept writes many rows and looks how much waits to be written.
func TestAWorkbookIsNotKept(t *testing.T) {
	x := NewXLSX(io.Discard, PledgeColumns, About{})
	p := storedPledge(nil)
	for range 2000 {
		if err := x.Write(p); err != nil {
			t.Fatal(err)
		}
		if cap(x.buf) > 4*chunk {
			t.Fatalf("%d bytes wait", cap(x.buf))
		}
	}
	broken := NewXLSX(full{}, PledgeColumns, About{})
	var err error
	for i := 0; i < 100_000 && err == nil; i++ {
		err = broken.Write(p)
	}
	if err == nil || broken.Close() == nil {
		t.Error("a writer that takes nothing is no error")
	}
}

func BenchmarkPledges(b *testing.B) {
	p := storedPledge(func(p *api.Pledge) {
		p.Allocations = []api.Allocation{{Region: "HT01", Sector: "FSC", Amount: usd(20_000_000_00)}}
	})
	for name, out := range map[string]interface{ Write(api.Pledge) error }{"csv": NewCSV(io.Discard, PledgeColumns), "xlsx": NewXLSX(io.Discard, PledgeColumns, About{})} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := out.Write(p); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
