package exchange

import (
	"bytes"
	"math"
	"strconv"
	"time"
)

// The styles of cells, by their place in xlsxStyles.
const (
	_ = iota
	styleHead
	styleText
	styleWhole
	styleCount
	styleNumber
	styleMoney0
	styleMoney1
	styleMoney2
	styleMoney3
	styleMoney4
	styleDay
	styleMoment
	styleTruth
	styleTitle
	styleWrap
)

// typed is the style and the value of a cell that is no text; false where only
// a text says exactly the same.
func typed(c *Column, text []byte) (style int, value []byte, ok bool) {
	switch c.Kind {
	case Truth:
		if text[0] == 't' {
			return styleTruth, []byte("1"), true
		}
		return styleTruth, []byte("0"), true
	case Day:
		t, err := time.Parse(time.DateOnly, string(text))
		return serial(styleDay, t, err)
	case Moment:
		t, err := time.Parse(time.RFC3339Nano, string(text))
		return serial(styleMoment, t, err)
	case Whole:
		if c.Unit != "" {
			return styleCount, text, exact(text)
		}
		return styleWhole, text, exact(text)
	case Decimal:
		return styleNumber, text, exact(text)
	case Money:
		digits := 0
		if at := bytes.IndexByte(text, '.'); at >= 0 {
			digits = len(text) - at - 1
		}
		return styleMoney0 + digits, text, digits <= 4 && exact(text)
	}
	return 0, nil, false
}

// exact tells whether a spreadsheet, which keeps 15 digits, keeps the number.
func exact(text []byte) bool {
	digits, leading := 0, true
	for i, b := range text {
		switch {
		case b == '.' || b == '-' && i == 0:
		case b < '0' || b > '9':
			return false
		case b == '0' && leading:
		default:
			leading = false
			digits++
		}
	}
	return digits <= 15
}

var (
	epoch = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	// Excel takes 1900 for a leap year: only from March on its days are days.
	firstDay = time.Date(1900, 3, 1, 0, 0, 0, 0, time.UTC)
)

// serial is a point in time as days since 1899-12-30.
func serial(style int, t time.Time, err error) (int, []byte, bool) {
	if err != nil || t.Before(firstDay) {
		return 0, nil, false
	}
	day := math.Floor(t.Sub(epoch).Hours() / 24)
	rest := t.Sub(epoch.Add(time.Duration(day) * 24 * time.Hour))
	if rest == 0 {
		return style, strconv.AppendInt(nil, int64(day), 10), true
	}
	return style, strconv.AppendFloat(nil, day+rest.Hours()/24, 'f', -1, 64), true
}

// widths are those of columns, in characters.
func widths(columns []Column) []int {
	all := make([]int, len(columns))
	for i, c := range columns {
		width := map[Kind]int{Day: 12, Moment: 20, Money: 18, Whole: 12, Decimal: 12, Truth: 10}[c.Kind]
		if c.Kind == Text {
			width = 18
		}
		switch c.Name {
		case "title", "description", "sources", "allocations", "name":
			width = 40
		case "id":
			width = 38
		}
		all[i] = max(width, len(c.Name)+4)
	}
	return all
}
