package exchange

import (
	"encoding/xml"
	"errors"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/konbit-aid/konbit/api"
)

// Bounds of a workbook.
const (
	maxSharedText = 128 << 20 // bytes of texts that cells share
	maxSheets     = 200
	maxColumns    = 1024
)

// book is a workbook (.xlsx) of which one sheet is read, row by row. Formulas are
// never worked out.
type book struct {
	*archive
	sheets   []bookSheet
	shared   []string
	dates    []bool // by cell style: whether it shows a number as a day
	from1904 bool
}

type bookSheet struct{ name, part string }

// dataSheet is the name of the sheet that is read whatever else there is.
const dataSheet = "data"

// openBook picks the sheet to read: the one called data, else the first visible
// one whose header is known. Codes: malformed, invalid, too_large.
func openBook(a *archive) (api.ImportSource, error) {
	b := &book{archive: a}
	for _, read := range []func() error{b.readSheets, b.readStyles, b.readShared} {
		if err := read(); err != nil {
			return api.ImportSource{}, bookError(err)
		}
	}
	if i := slices.IndexFunc(b.sheets, func(s bookSheet) bool { return strings.EqualFold(s.name, dataSheet) }); i > 0 {
		b.sheets[0], b.sheets[i] = b.sheets[i], b.sheets[0]
	}
	var first error
	for i, one := range b.sheets {
		rows, err := b.rows(one)
		if err != nil {
			return api.ImportSource{}, bookError(err)
		}
		s, l, err := findHeader(rows)
		if err == nil {
			rows.about = b.taken(i)
			src := s.source(l)
			if src.Assessments != nil {
				err = b.withLines(&src, i)
			}
			return src, err
		}
		if first == nil || strings.Contains(first.Error(), "empty") {
			first = err
		}
		_ = rows.in.Close() // only read
	}
	if first == nil {
		first = api.Errorf(api.CodeMalformed, "The workbook has no sheet that is not hidden.")
	}
	return api.ImportSource{}, first
}

// taken says which sheet is read, where there are several.
func (b *book) taken(i int) []string {
	if len(b.sheets) == 1 {
		return nil
	}
	var others []string
	for n, s := range b.sheets {
		if n != i {
			others = append(others, clip(s.name))
		}
	}
	why := "its header is the first one that is known"
	if strings.EqualFold(b.sheets[i].name, dataSheet) {
		why = "it is called data"
	}
	return []string{"the sheet " + clip(b.sheets[i].name) + " was read, because " + why + "; not read: " + firstOf(others)}
}

func bookError(err error) error {
	if e, ok := errors.AsType[*api.Error](err); ok {
		return e
	}
	return api.Errorf(api.CodeMalformed, "The workbook cannot be read: %v.", err)
}

// part reads one part of the workbook, element by element.
func (b *book) part(name string, element func(d *xml.Decoder, e xml.StartElement) error) error {
	in, err := b.open(name)
	if err != nil {
		return err
	}
	defer in.Close() // only read
	d := newXML(in)
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if e, ok := t.(xml.StartElement); ok {
			if err := element(d, e); err != nil {
				return err
			}
		}
	}
}

// readSheets lists the sheets that are not hidden; data is read even then.
func (b *book) readSheets() error {
	parts := map[string]string{}
	err := b.part("xl/_rels/workbook.xml.rels", func(_ *xml.Decoder, e xml.StartElement) error {
		if e.Name.Local == "Relationship" && attribute(e, "TargetMode") != "External" {
			target := attribute(e, "Target")
			if !strings.HasPrefix(target, "/") {
				target = "xl/" + target
			}
			parts[attribute(e, "Id")] = strings.TrimPrefix(path.Clean(target), "/")
		}
		return nil
	})
	if err != nil {
		return err
	}
	return b.part("xl/workbook.xml", func(_ *xml.Decoder, e xml.StartElement) error {
		switch e.Name.Local {
		case "workbookPr":
			b.from1904 = attribute(e, "date1904") == "1" || attribute(e, "date1904") == "true"
		case "sheet":
			s := bookSheet{attribute(e, "name"), parts[attribute(e, "id")]}
			hidden := attribute(e, "state") == "hidden" || attribute(e, "state") == "veryHidden"
			if b.parts[s.part] == nil || hidden && !strings.EqualFold(s.name, dataSheet) {
				return nil
			}
			if b.sheets = append(b.sheets, s); len(b.sheets) > maxSheets {
				return api.Errorf(api.CodeTooLarge, "The workbook has more than %d sheets.", maxSheets)
			}
		}
		return nil
	})
}

// readShared reads the texts that cells share.
func (b *book) readShared() error {
	if b.parts["xl/sharedStrings.xml"] == nil {
		return nil
	}
	total := 0
	return b.part("xl/sharedStrings.xml", func(d *xml.Decoder, e xml.StartElement) error {
		if e.Name.Local != "si" {
			return nil
		}
		text, err := textOf(d)
		if err != nil {
			return err
		}
		if total += len(text) + 16; total > maxSharedText {
			return api.Errorf(api.CodeTooLarge, "The texts of the workbook have more than %d MiB. Save the sheet as CSV.", maxSharedText>>20)
		}
		b.shared = append(b.shared, text)
		return nil
	})
}

// textOf joins the texts inside an element up to its end, without phonetic readings.
func textOf(d *xml.Decoder) (string, error) {
	var text strings.Builder
	depth, taking := 1, false
	for depth > 0 {
		t, err := d.Token()
		if err != nil {
			return "", err
		}
		switch t := t.(type) {
		case xml.StartElement:
			if t.Name.Local == "rPh" {
				if err := d.Skip(); err != nil {
					return "", err
				}
				continue
			}
			depth++
			taking = t.Name.Local == "t"
		case xml.EndElement:
			depth--
			taking = false
		case xml.CharData:
			if taking {
				text.Write(t)
			}
		}
	}
	return text.String(), nil
}
