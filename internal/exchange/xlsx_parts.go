package exchange

import (
	"archive/zip"
	"io"
	"strconv"
	"strings"
)

const (
	xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	mainNS  = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	relNS   = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
	mimeOf  = `application/vnd.openxmlformats-officedocument.spreadsheetml.`
)

// xlsxStyles are the looks of cells; the constants style… count them.
const xlsxStyles = xmlHead + `<styleSheet ` + mainNS + `>` +
	`<numFmts count="5"><numFmt numFmtId="164" formatCode="#,##0.0"/><numFmt numFmtId="165" formatCode="#,##0.000"/>` +
	`<numFmt numFmtId="166" formatCode="#,##0.0000"/><numFmt numFmtId="167" formatCode="yyyy\-mm\-dd"/><numFmt numFmtId="168" formatCode="yyyy\-mm\-dd\ hh:mm:ss"/></numFmts>` +
	`<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
	`<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>` +
	`<fill><patternFill patternType="solid"><fgColor rgb="FFDCE6F1"/></patternFill></fill></fills>` +
	`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
	`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
	`<cellXfs count="16"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
	`<xf numFmtId="49" fontId="1" fillId="2" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1"/>` +
	xfText + xfWhole + xfCount + xfNumber + xfMoney + xfDay + xfMoment + xfTruth +
	`<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>` +
	`<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>` +
	`</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`

const (
	xfTail   = `" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>`
	xfText   = `<xf numFmtId="49` + xfTail
	xfWhole  = `<xf numFmtId="1` + xfTail
	xfCount  = `<xf numFmtId="3` + xfTail
	xfNumber = `<xf numFmtId="0` + xfTail
	xfMoney  = `<xf numFmtId="3` + xfTail + `<xf numFmtId="164` + xfTail + `<xf numFmtId="4` + xfTail + `<xf numFmtId="165` + xfTail + `<xf numFmtId="166` + xfTail
	xfDay    = `<xf numFmtId="167` + xfTail
	xfMoment = `<xf numFmtId="168` + xfTail
	xfTruth  = `<xf numFmtId="0` + xfTail
)

// sheetHead begins a sheet: its first row stays in sight.
func sheetHead(dst []byte, widths []int, selected bool) []byte {
	dst = append(dst, xmlHead+`<worksheet `+mainNS+`><sheetViews><sheetView workbookViewId="0"`...)
	if selected {
		dst = append(dst, ` tabSelected="1"`...)
	}
	dst = append(dst, `><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>`...)
	for i, w := range widths {
		n := strconv.Itoa(i + 1)
		dst = append(dst, `<col min="`+n+`" max="`+n+`" width="`+strconv.Itoa(w)+`" customWidth="1"/>`...)
	}
	return append(dst, "</cols><sheetData>"...)
}

// finish writes the last sheet and what binds the parts together.
func (x *XLSX[T]) finish() error {
	names := make([]string, len(x.filled), len(x.filled)+1)
	for i := range x.filled {
		names[i] = x.cols.Name
		if i > 0 {
			names[i] += " " + strconv.Itoa(i+1)
		}
	}
	names = append(names, "about")
	parts := []struct{ name, text string }{
		{"xl/worksheets/sheet" + strconv.Itoa(len(names)) + ".xml", aboutSheet(x.about, x.cols.Columns)},
		{"xl/styles.xml", xlsxStyles},
		{"xl/workbook.xml", workbook(names, x.filled, x.refs[len(x.refs)-1])},
		{"xl/_rels/workbook.xml.rels", workbookRels(len(names))},
		{"_rels/.rels", xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="` + relNS + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"[Content_Types].xml", contentTypes(len(names))},
	}
	for _, p := range parts {
		if err := put(x.out, p.name, p.text); err != nil {
			return err
		}
	}
	return x.out.Close()
}

func put(z *zip.Writer, name, text string) error {
	w, err := z.Create(name)
	if err == nil {
		_, err = io.WriteString(w, text)
	}
	return err
}

func workbook(names []string, filled []int, last string) string {
	var b strings.Builder
	b.WriteString(xmlHead + `<workbook ` + mainNS + ` xmlns:r="` + relNS + `"><bookViews><workbookView/></bookViews><sheets>`)
	for i, name := range names {
		n := strconv.Itoa(i + 1)
		b.WriteString(`<sheet name="` + name + `" sheetId="` + n + `" r:id="rId` + n + `"/>`)
	}
	b.WriteString(`</sheets><definedNames>`)
	for i, rows := range filled {
		b.WriteString(`<definedName name="_xlnm._FilterDatabase" localSheetId="` + strconv.Itoa(i) + `" hidden="1">'` + names[i] + `'!$A$1:$` + last + `$` + strconv.Itoa(rows) + `</definedName>`)
	}
	b.WriteString(`</definedNames></workbook>`)
	return b.String()
}

func workbookRels(sheets int) string {
	var b strings.Builder
	b.WriteString(xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`)
	for i := range sheets {
		n := strconv.Itoa(i + 1)
		b.WriteString(`<Relationship Id="rId` + n + `" Type="` + relNS + `/worksheet" Target="worksheets/sheet` + n + `.xml"/>`)
	}
	b.WriteString(`<Relationship Id="rId` + strconv.Itoa(sheets+1) + `" Type="` + relNS + `/styles" Target="styles.xml"/></Relationships>`)
	return b.String()
}

func contentTypes(sheets int) string {
	var b strings.Builder
	b.WriteString(xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/xl/workbook.xml" ContentType="` + mimeOf + `sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="` + mimeOf + `styles+xml"/>`)
	for i := range sheets {
		b.WriteString(`<Override PartName="/xl/worksheets/sheet` + strconv.Itoa(i+1) + `.xml" ContentType="` + mimeOf + `worksheet+xml"/>`)
	}
	b.WriteString(`</Types>`)
	return b.String()
}
