package exchange

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/konbit-aid/konbit/api"
)

const sheetNS = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`

// bookOf makes a workbook of sheets: name, rows of XML, name, rows…; a name that begins with a dash is hidden.
func bookOf(t testing.TB, sheets ...string) []byte {
	t.Helper()
	list, links := "", ""
	parts := []string{}
	for i := 0; i+1 < len(sheets); i += 2 {
		n, state := i/2+1, ""
		name, hidden := strings.CutPrefix(sheets[i], "-")
		if hidden {
			state = ` state="hidden"`
		}
		list += fmt.Sprintf(`<sheet name=%q sheetId="%d"%s r:id="rId%[2]d"/>`, name, n, state)
		links += fmt.Sprintf(`<Relationship Id="rId%d" Type="worksheet" Target="worksheets/sheet%[1]d.xml"/>`, n)
		parts = append(parts, fmt.Sprintf("xl/worksheets/sheet%d.xml", n), sheets[i+1])
	}
	return zipped(t, append([]string{
		"[Content_Types].xml", "<Types/>",
		"xl/workbook.xml", `<workbook ` + sheetNS + ` xmlns:r="r"><sheets>` + list + `</sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", `<Relationships>` + links + `</Relationships>`,
		"xl/styles.xml", `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy;@"/><numFmt numFmtId="165" formatCode="#,##0.00\ &quot;days&quot;"/></numFmts>
			<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>`,
		"xl/sharedStrings.xml", `<sst><si><t>title</t></si><si><r><t>Food </t></r><r><t xml:space="preserve">&amp; water</t></r><rPh><t>furigana</t></rPh></si></sst>`,
	}, parts...)...)
}

// sheetOf makes a sheet of rows of cells.
func sheetOf(rows ...string) string {
	return `<worksheet ` + sheetNS + `><sheetData>` + strings.Join(rows, "") + `</sheetData></worksheet>`
}

// words is a row of texts.
func textRow(n int, texts ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<row r="%d">`, n)
	for i, text := range texts {
		if text != "" {
			fmt.Fprintf(&b, `<c r="%c%d" t="inlineStr"><is><t>%s</t></is></c>`, 'A'+i, n, text)
		}
	}
	return b.String() + "</row>"
}

var bookHeader = textRow(1, "title", "amount", "currency", "pledged_on", "crisis")

func openWorkbook(file []byte) (api.ImportSource, error) {
	return OpenFile(bytes.NewReader(file), int64(len(file)), nil)
}

func TestAWorkbookIsReadByWhatItsCellsShow(t *testing.T) {
	src, err := openWorkbook(bookOf(t, "Sheet1", sheetOf(bookHeader,
		`<row r="3"><c r="A3" t="s"><v>1</v></c><c r="B3"><v>1234567.8900000001</v></c><c r="C3" t="inlineStr"><is><t>USD</t></is></c><c r="D3" s="2"><v>45540</v></c></row>`,
		`<row r="4"><c r="A4" t="str"><f>A3</f><v>Food</v></c><c r="B4"><f>1+1</f><v>1.5E3</v></c><c r="C4" t="inlineStr"><is><t>USD</t></is></c><c r="D4" s="1"><v>45540.75</v></c></row>`,
		textRow(5, "Food", "1.000.000", "USD", "05.09.2024"))))
	if err != nil {
		t.Fatal(err)
	}
	rows := all(t, src.Pledges)
	for i, want := range []struct {
		line   int
		title  string
		amount string
	}{{3, "Food & water", "1234567.89 USD"}, {4, "Food", "1500.00 USD"}, {5, "Food", "1000000.00 USD"}} {
		r := rows[i]
		if p := r.Value.Pledge; len(r.Faults) > 0 || r.Line != want.line || p.Title != want.title || p.Amount.String() != want.amount || p.PledgedOn != "2024-09-05" {
			t.Errorf("%+v", r)
		}
	}
	if len(rows[1].Notes) == 0 || !strings.Contains(rows[1].Notes[0], "formulas are not worked out") {
		t.Errorf("%q", rows[1].Notes)
	}
}

func TestWhichSheetIsRead(t *testing.T) {
	other, pledges := sheetOf(textRow(1, "How to fill this in")), sheetOf(bookHeader, textRow(2, "Right", "1", "USD", "2024-09-05"))
	wrong := sheetOf(bookHeader, textRow(2, "Wrong", "1", "USD", "2024-09-05"))
	for name, c := range map[string]struct {
		file []byte
		note string
	}{
		"the only one":                {bookOf(t, "Sheet1", pledges), ""},
		"the first whose header fits": {bookOf(t, "Help", other, "Pledges", pledges, "Old", wrong), "the sheet Pledges was read, because its header is the first one that is known; not read: Help, Old"},
		"the one called data":         {bookOf(t, "Old", wrong, "Data", pledges), "the sheet Data was read, because it is called data; not read: Old"},
		"not a hidden one":            {bookOf(t, "-Old", wrong, "New", pledges), ""},
		"data even if hidden":         {bookOf(t, "Old", wrong, "-data", pledges), "the sheet data was read, because it is called data; not read: Old"},
	} {
		t.Run(name, func(t *testing.T) {
			src, err := openWorkbook(c.file)
			if err != nil {
				t.Fatal(err)
			}
			if got := good(t, src.Pledges); len(got) != 1 || got[0].Pledge.Title != "Right" {
				t.Errorf("%+v", got)
			}
			if notes := strings.Join(src.Notes(), "|"); notes != c.note {
				t.Errorf("%q", notes)
			}
		})
	}
}

func TestCellsThatSayNothingSure(t *testing.T) {
	for name, c := range map[string]struct{ cell, code string }{
		"a formula without its result": {`<c r="B2"><f>SUM(A1:A9)</f></c>`, "no_result"},
		"an error":                     {`<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>`, "error_cell"},
		"not available":                {`<c r="B2" t="e"><v>#N/A</v></c>`, "required"},
		"a truth":                      {`<c r="B2" t="b"><v>1</v></c>`, "bad_number"},
	} {
		t.Run(name, func(t *testing.T) {
			src, err := openWorkbook(bookOf(t, "Sheet1", sheetOf(bookHeader, `<row r="2"><c r="A2" t="s"><v>1</v></c>`+c.cell+`<c r="C2" t="inlineStr"><is><t>USD</t></is></c><c r="D2" s="1"><v>45540</v></c></row>`)))
			if err != nil {
				t.Fatal(err)
			}
			if rows := all(t, src.Pledges); len(rows) != 1 || len(rows[0].Faults) != 1 || rows[0].Faults[0].Code != c.code {
				t.Errorf("%+v", rows)
			}
		})
	}
}

func TestMergedCellsAreNotFilled(t *testing.T) {
	file := bookOf(t, "Sheet1", `<worksheet><sheetData>`+bookHeader+textRow(2, "Food", "1", "USD", "2024-09-05")+textRow(3, "", "1", "USD", "2024-09-05")+
		`</sheetData><mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells></worksheet>`)
	src, err := openWorkbook(file)
	if err != nil {
		t.Fatal(err)
	}
	if rows := all(t, src.Pledges); len(rows) != 2 || rows[1].Faults[0].Pointer != "title" || !strings.Contains(strings.Join(src.Notes(), ""), "merged") {
		t.Errorf("%+v %q", rows, src.Notes())
	}
}

func TestWorkbooksThatAreMadeToHarm(t *testing.T) {
	doctype := `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>`
	for name, c := range map[string]struct {
		file []byte
		says string
	}{
		"entities":                  {bookOf(t, "S", doctype+sheetOf(textRow(1, "&b;&f;"))), "document type"},
		"an entity nobody declared": {bookOf(t, "S", sheetOf(textRow(1, "&nbsp;"))), "entity"},
		"nesting without end":       {bookOf(t, "S", strings.Repeat("<a>", 100_000)), "nests deeper"},
		"a sheet that unfolds":      {bookOf(t, "S", sheetOf(textRow(1, strings.Repeat(" ", 64<<20)))), ""},
		"a cell far to the right":   {bookOf(t, "S", `<worksheet><sheetData><row r="1"><c r="XFD1"><v>1</v></c></row></sheetData></worksheet>`), "1024 columns"},
		"a cell out of place":       {bookOf(t, "S", `<worksheet><sheetData><row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row></sheetData></worksheet>`), "out of place"},
		"a text that is not there":  {bookOf(t, "S", `<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>99</v></c></row></sheetData></worksheet>`), "shared text"},
		"a number like a bomb":      {bookOf(t, "S", `<worksheet><sheetData><row r="1"><c r="A1"><v>1e999999999</v></c></row></sheetData></worksheet>`), "no kind"},
		"no sheet":                  {bookOf(t), "no sheet"},
		"another layout":            {bookOf(t, "S", sheetOf(textRow(1, "a", "b"))), "Its columns are a, b."},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := openWorkbook(c.file); err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v", err)
			}
		})
	}
}
