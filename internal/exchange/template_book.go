package exchange

import (
	"cmp"
	"fmt"
	"strconv"
	"time"

	"github.com/xuri/excelize/v2"
)

// templateBook is a template while it is made.
type templateBook struct {
	*excelize.File
	template
	head, needed int
	looks        map[Kind]int
}

func (b *templateBook) build(lists []offer) error {
	if err := b.styles(); err != nil {
		return err
	}
	forms := b.forms()
	for i, f := range forms {
		if i == 0 {
			if err := b.SetSheetName("Sheet1", f.name); err != nil {
				return err
			}
		} else if _, err := b.NewSheet(f.name); err != nil {
			return err
		}
		if err := b.blank(f); err != nil {
			return err
		}
	}
	for _, f := range forms {
		if err := b.example(f, len(forms) > 1); err != nil {
			return err
		}
	}
	for _, name := range []string{helpSheet, listsSheet, markSheet} {
		if _, err := b.NewSheet(name); err != nil {
			return err
		}
	}
	if err := b.help(forms); err != nil {
		return err
	}
	if err := b.choose(forms, lists); err != nil {
		return err
	}
	return b.mark()
}

func (b *templateBook) styles() (err error) {
	fill := func(color string) excelize.Fill {
		return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{color}}
	}
	if b.head, err = b.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Fill: fill("DCE6F1")}); err != nil {
		return err
	}
	if b.needed, err = b.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Fill: fill("F8CBAD")}); err != nil {
		return err
	}
	b.looks = map[Kind]int{}
	for kind, format := range map[Kind]string{Text: "@", Day: "yyyy-mm-dd", Money: "#,##0.00##", Whole: "0", Decimal: "General", Truth: "General"} {
		if b.looks[kind], err = b.NewStyle(&excelize.Style{CustomNumFmt: &format}); err != nil {
			return err
		}
	}
	return nil
}

// titles writes the header: columns that must be filled in stand out.
func (b *templateBook) titles(sheet string, f form) error {
	for i, c := range f.columns {
		ref := columnRef(i)
		if err := b.SetColStyle(sheet, ref, b.looks[c.Kind]); err != nil {
			return err
		}
		if err := b.SetColWidth(sheet, ref, ref, float64(widths([]Column{c})[0])); err != nil {
			return err
		}
		if err := b.SetCellStr(sheet, ref+"1", c.Name); err != nil {
			return err
		}
		style := b.head
		if c.Needed {
			style = b.needed
		}
		if err := b.SetCellStyle(sheet, ref+"1", ref+"1", style); err != nil {
			return err
		}
	}
	return b.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}

// blank is a sheet to fill in, with a note on each column.
func (b *templateBook) blank(f form) error {
	if err := b.titles(f.name, f); err != nil {
		return err
	}
	for i, c := range f.columns {
		note := excelize.Comment{Cell: columnRef(i) + "1", Author: "Konbit", Width: 320, Height: 120, Paragraph: []excelize.RichTextRun{{Text: explain(c)}}}
		if err := b.AddComment(f.name, note); err != nil {
			return err
		}
	}
	return nil
}

func explain(c Column) string {
	text := c.Meaning + "\n" + map[bool]string{true: "It must be filled in. ", false: "It may be empty. "}[c.Needed] + "It holds: " + string(c.Kind)
	if c.Unit != "" {
		text += ", in " + c.Unit
	}
	return text + "."
}

func (b *templateBook) example(f form, several bool) error {
	sheet := exampleSheet
	if several {
		sheet += " " + f.name
	}
	if _, err := b.NewSheet(sheet); err != nil {
		return err
	}
	if err := b.titles(sheet, f); err != nil {
		return err
	}
	for i, c := range f.columns {
		if err := b.fill(sheet, columnRef(i)+"2", c, f.example[i]); err != nil {
			return err
		}
	}
	return nil
}

// fill writes a cell as a person would: numbers and days as such.
func (b *templateBook) fill(sheet, cell string, c Column, text string) error {
	if text == "" {
		return nil
	}
	switch c.Kind {
	case Day:
		t, err := time.Parse(time.DateOnly, text)
		if err != nil {
			return err
		}
		_, days, _ := serial(styleDay, t, nil)
		n, err := strconv.Atoi(string(days))
		return cmp.Or(err, b.SetCellInt(sheet, cell, int64(n)))
	case Whole, Decimal, Money:
		n, err := strconv.ParseFloat(text, 64)
		return cmp.Or(err, b.SetCellFloat(sheet, cell, n, -1, 64))
	case Truth:
		return b.SetCellBool(sheet, cell, text == "true")
	}
	return b.SetCellStr(sheet, cell, safe(text))
}

// help explains the workbook and its columns.
func (b *templateBook) help(forms []form) error {
	rows := [][]any{
		{b.Title}, {b.About},
		{"Fill in the first sheet and import the file as it is. A column may be left out; its name in the first row must stay as it is. The other sheets are not read."},
		{"Columns with an orange head must be filled in. An empty cell is unknown, never zero."},
		{"Amounts are plain numbers; they have at most as many digits after the point as their currency. Days are days, or texts like 2024-09-05."},
		{}, {"Sheet", "Column", "Meaning", "Kind", "Unit", "Needed"},
	}
	for _, f := range forms {
		for _, c := range f.columns {
			rows = append(rows, []any{f.name, c.Name, c.Meaning, string(c.Kind), c.Unit, map[bool]string{true: "yes"}[c.Needed]})
		}
	}
	for i, row := range rows {
		if err := b.SetSheetRow(helpSheet, "A"+strconv.Itoa(i+1), &row); err != nil {
			return err
		}
	}
	if err := b.SetCellStyle(helpSheet, "A7", "F7", b.head); err != nil {
		return err
	}
	return cmp.Or(b.SetColWidth(helpSheet, "A", "B", 24), b.SetColWidth(helpSheet, "C", "C", 90), b.SetColWidth(helpSheet, "D", "F", 22))
}

// choose writes the lists, codes beside names, and offers them where they belong.
func (b *templateBook) choose(forms []form, lists []offer) error {
	at := map[string]offer{}
	ranges := map[string]string{}
	for i, o := range lists {
		if len(o.codes) == 0 {
			continue
		}
		code, name := columnRef(2*i), columnRef(2*i+1)
		at[o.name] = o
		ranges[o.name] = fmt.Sprintf("%s!$%s$2:$%s$%d", listsSheet, code, code, len(o.codes)+1)
		if err := cmp.Or(b.SetCellStr(listsSheet, code+"1", o.name), b.SetSheetCol(listsSheet, code+"2", &o.codes)); err != nil {
			return err
		}
		if len(o.names) > 0 {
			if err := cmp.Or(b.SetCellStr(listsSheet, name+"1", "name"), b.SetSheetCol(listsSheet, name+"2", &o.names)); err != nil {
				return err
			}
		}
	}
	for _, f := range forms {
		for i, c := range f.columns {
			list := cmp.Or(offered[c.Name], c.Name)
			if err := b.restrict(f.name, columnRef(i), c, ranges[list], at[list].strict); err != nil {
				return err
			}
		}
	}
	return nil
}

// restrict offers a list in a column. What is not in the list is refused where
// nothing else can be right, else asked about.
func (b *templateBook) restrict(sheet, ref string, c Column, from string, strict bool) error {
	if from == "" || c.Name == "further_sources" {
		return nil
	}
	rule := excelize.NewDataValidation(true)
	rule.Sqref = fmt.Sprintf("%s2:%s%d", ref, ref, templateRows+1)
	rule.SetSqrefDropList(from)
	if strict {
		rule.SetError(excelize.DataValidationErrorStyleStop, c.Name, "This is not in the list.")
	} else {
		rule.SetError(excelize.DataValidationErrorStyleWarning, c.Name, "This is not in the list. Keep it if it is recorded in Konbit.")
	}
	return b.AddDataValidation(sheet, rule)
}
