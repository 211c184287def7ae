package exchange

import "strconv"

// About is what a workbook says of itself.
type About struct {
	// Address is what was asked for.
	Address string
	// MadeAt is when it was answered, as RFC 3339.
	MadeAt string
}

// What holds for every file.
const (
	aboutSources = "The column sources, where there is one, names the publications that a row rests on. Need lines rest on the sources of their assessment."
	aboutLicence = "Each figure stays under the terms of the publisher that its sources name; no rights are added here. Name the publisher where you use it."
	aboutUnknown = "An empty cell is unknown, never zero."
	aboutFew     = few + " stands for a number of people from 1 to 9, which the public does not see."
	aboutGuard   = "A text that a spreadsheet would run as a formula starts with an apostrophe, which is not part of it."
)

// aboutSheet explains the columns, the sources and the licence.
func aboutSheet(about About, columns []Column) string {
	rows := [][]string{{"Column", "Meaning", "Kind", "Unit", "HXL"}}
	for _, c := range columns {
		rows = append(rows, []string{c.Name, c.Meaning, string(c.Kind), c.Unit, c.Tag})
	}
	rows = append(rows, nil, []string{"Sources", aboutSources}, []string{"Licence", aboutLicence}, []string{"Unknown", aboutUnknown},
		[]string{"Hidden", aboutFew}, []string{"Apostrophes", aboutGuard})
	if about.Address != "" {
		rows = append(rows, []string{"Asked for", about.Address})
	}
	if about.MadeAt != "" {
		rows = append(rows, []string{"Made at", about.MadeAt})
	}
	b := sheetHead(nil, []int{26, 90, 22, 26, 40}, false)
	for n, row := range rows {
		line := strconv.AppendInt(nil, int64(n+1), 10)
		b = append(append(append(b, `<row r="`...), line...), `">`...)
		for i, text := range row {
			style := styleWrap
			switch {
			case n == 0:
				style = styleHead
			case i == 0:
				style = styleTitle
			}
			if text != "" {
				b = appendString(b, columnRef(i), line, style, text)
			}
		}
		b = append(b, "</row>"...)
	}
	return string(append(b, "</sheetData></worksheet>"...))
}
