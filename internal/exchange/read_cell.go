package exchange

import (
	"strings"

	"github.com/konbit-aid/konbit/api"
)

// cell is one cell of a file of our own while it is read: its methods undo what
// writing did, and note what is wrong.
type cell struct {
	r      *record
	column string
}

func (c cell) fault(code, format string, args ...any) { c.r.fault(c.column, code, format, args...) }

// text returns the words of a cell, without the apostrophe that guards them.
func (c cell) text() string {
	i, ok := c.r.at[c.column]
	if !ok || i >= len(c.r.cells) {
		return ""
	}
	return strings.TrimSpace(bare(c.r.cells[i]))
}

func (c cell) date() api.Date { return c.r.date(c.column) }

// people reads a number of people. A suppressed one says nothing that could be recorded.
func (c cell) people() *api.People {
	if c.text() == few {
		c.fault("suppressed", "%s stands for a number that is hidden from the public; give the number, or leave the cell empty.", few)
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

func (c cell) money(currency string) *api.Money { return c.moneyOf(c.text(), currency) }

// moneyOf reads an amount whose currency stands in another column.
func (c cell) moneyOf(amount, currency string) *api.Money {
	amount = trimZeros(amount)
	if amount == "" {
		return nil
	}
	m, faults := api.ParseMoney(amount, api.Currency(cell{c.r, currency}.text()))
	for _, f := range faults {
		at := c.column
		if f.Pointer == "/currency" {
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
	switch strings.ToLower(c.text()) {
	case "":
		return nil
	case "true":
		yes := true
		return &yes
	case "false":
		no := false
		return &no
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
