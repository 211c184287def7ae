package exchange

import (
	"regexp"
	"strings"

	"github.com/konbit-aid/konbit/api"
)

// cell is one cell of a file of our own while it is read: its methods undo what
// writing did, take what people write, and note what is wrong.
type cell struct {
	r      *record
	column string
}

func (c cell) fault(code, format string, args ...any) { c.r.fault(c.column, code, format, args...) }

// beside is another cell of the row.
func (c cell) beside(column string) cell { return cell{c.r, column} }

// text returns the words of a cell, without the apostrophe that guards them.
func (c cell) text() string {
	if c.r.text(c.column) == "" {
		return ""
	}
	return strings.TrimSpace(bare(c.r.cells[c.r.at[c.column]]))
}

func (c cell) opt() api.Opt   { return api.Opt(c.text()) }
func (c cell) code() string   { return strings.ToUpper(c.text()) }
func (c cell) date() api.Date { return c.r.date(c.column) }

// people reads a number of people. A suppressed one says nothing that could be recorded.
func (c cell) people() *api.People {
	if c.text() == few {
		c.fault("suppressed", "%s stands for a number that is hidden from the public. Give the number, or leave the cell empty.", few)
		return nil
	}
	return c.r.people(c.column)
}

func (c cell) number() *int {
	if n, ok := c.r.whole(c.column); ok {
		return &n
	}
	return nil
}

func (c cell) whole() int {
	n, _ := c.r.whole(c.column)
	return n
}

// inhabitants reads how many people live in a place.
func (c cell) inhabitants() *int64 {
	n := c.people()
	if n == nil {
		return nil
	}
	count := int64(*n)
	return &count
}

// decimal reads an exact decimal, without zeros at its end.
func (c cell) decimal() api.Decimal { return api.Decimal(trimZeros(c.r.plain(c.column, false))) }

// money reads an amount whose currency stands in another column.
func (c cell) money(currency string) *api.Money {
	return c.amount(c.r.plain(c.column, false), currency)
}

func (c cell) amount(plain, currency string) *api.Money {
	plain = trimZeros(plain)
	if plain == "" {
		return nil
	}
	m, faults := api.ParseMoney(plain, api.Currency(c.beside(currency).code()))
	for _, f := range faults {
		at := c.column
		if strings.HasSuffix(f.Pointer, "currency") {
			at = currency
		}
		c.r.faults = append(c.r.faults, api.FieldError{Pointer: at, Code: f.Code, Detail: f.Detail})
	}
	if len(faults) > 0 {
		return nil
	}
	return &m
}

func (c cell) dollars() *api.Cents { return c.r.dollars(c.column) }

func (c cell) truth() *bool {
	yes := true
	switch strings.ToLower(c.text()) {
	case "":
		return nil
	case "true", "yes", "1", "oui", "sí", "si", "wi", "vrai":
		return &yes
	case "false", "no", "0", "non", "faux":
		yes = false
		return &yes
	}
	c.fault("bad_truth", "%q is neither true nor false.", clip(c.text()))
	return nil
}

// list reads codes that are parted by semicolons.
func (c cell) list() []string {
	var all []string
	for _, part := range strings.Split(c.text(), ";") {
		if part = strings.TrimSpace(part); part != "" {
			all = append(all, part)
		}
	}
	return all
}

// sector reads a sector by its code, else by its name in English, French,
// Spanish or Creole. A name that names none or several is left for a person.
func (c cell) sector() api.SectorCode {
	t := c.text()
	if t == "" {
		return ""
	}
	if s, ok := sectorOfCode(t); ok {
		return s
	}
	for _, s := range api.Sectors {
		for _, name := range []api.Opt{s.Names.EN, s.Names.FR, s.Names.HT, s.Names.ES} {
			if name != "" && foldText(string(name)) == foldText(t) {
				c.r.note(readSectorName)
				return s.Code
			}
		}
	}
	if s, sure := sectorOfName(t); sure {
		c.r.note(readSectorName)
		return s
	}
	c.fault("unknown_sector", "%q is no sector that is known here; GET /v1/sectors lists the codes.", clip(t))
	return ""
}

const readSectorName = "sectors were read by their names"

func (c cell) sectors() []api.SectorCode {
	var all []api.SectorCode
	for _, part := range c.list() {
		s, ok := sectorOfCode(part)
		if !ok {
			c.fault("unknown_sector", "%q is no sector that is known here; GET /v1/sectors lists the codes.", clip(part))
		}
		all = append(all, s)
	}
	return all
}

// citation is how our lists write a source in one cell.
var citation = regexp.MustCompile(`^([^,]+), (.+), ([0-9]{4}-[0-9]{2}-[0-9]{2})(?:, (https?://\S+))?$`)

// citations reads "OCHA, Haiti HNRP 2024, 2024-02-27, https://…; …".
func (c cell) citations() []api.Source {
	var all []api.Source
	for _, part := range strings.Split(c.text(), "; ") {
		m := citation.FindStringSubmatch(strings.TrimSpace(part))
		if m == nil {
			c.fault("bad_source", "%q is no source; write publisher, title and day like \"OCHA, Haiti HNRP 2024, 2024-02-27\", or use the columns source_publisher, source_title and source_published_on.", clip(part))
			return nil
		}
		all = append(all, api.Source{Publisher: m[1], Title: m[2], PublishedOn: api.Date(m[3]), URL: api.Opt(m[4])})
	}
	return all
}
