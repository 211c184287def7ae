package exchange

import (
	"encoding/xml"
	"regexp"
	"strconv"
	"strings"
)

// readStyles finds the cell styles that show a number as a day.
func (b *book) readStyles() error {
	if b.parts["xl/styles.xml"] == nil {
		return nil
	}
	custom := map[string]bool{}
	inCells := false
	return b.part("xl/styles.xml", func(_ *xml.Decoder, e xml.StartElement) error {
		switch e.Name.Local {
		case "numFmt":
			custom[attribute(e, "numFmtId")] = showsDay(attribute(e, "formatCode"))
		case "cellXfs":
			inCells = true
		case "cellStyles", "dxfs":
			inCells = false
		case "xf":
			if inCells {
				id := attribute(e, "numFmtId")
				b.dates = append(b.dates, custom[id] || builtInDay(id))
			}
		}
		return nil
	})
}

// builtInDay tells whether one of the formats that every spreadsheet has shows a day.
func builtInDay(id string) bool {
	n, err := strconv.Atoi(id)
	return err == nil && (n >= 14 && n <= 17 || n == 22 || n >= 27 && n <= 36 || n >= 50 && n <= 58)
}

var notShown = regexp.MustCompile(`"[^"]*"|\\.|\[[^\]]*\]|_.|\*.`)

// showsDay tells whether a format of the workbook's own shows a day: it has letters of year, month or day outside of what is quoted.
func showsDay(format string) bool {
	first, _, _ := strings.Cut(notShown.ReplaceAllString(strings.ToLower(format), ""), ";")
	return strings.ContainsAny(first, "yd") || strings.Contains(first, "mmm")
}
