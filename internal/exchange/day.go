package exchange

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"github.com/konbit-aid/konbit/api"
)

// Notes about days that were not written like 2024-09-05.
const (
	readSerial = "days were read that are written as the number of a spreadsheet (45540 is 2024-09-05)"
	readOther  = "days were read that are written in another order than 2024-09-05"
)

var (
	serialDay = regexp.MustCompile(`^[0-9]{5}(\.0+)?$`)
	yearFirst = regexp.MustCompile(`^([0-9]{4})[/.]([0-9]{1,2})[/.]([0-9]{1,2})$`)
	yearLast  = regexp.MustCompile(`^([0-9]{1,2})([/.-])([0-9]{1,2})[/.-]([0-9]{4})$`)
)

// The days that a spreadsheet's number is read for: 1954 to 2119. Others are
// rather numbers that slipped into the column.
const firstSerial, lastSerial = 20_000, 80_000

// dayOf turns a day as people and spreadsheets write it into one like
// 2024-09-05, and says what it did. Where it could be two days, why says so.
func dayOf(t string) (day api.Date, note, why string) {
	if len(t) > 10 && (t[10] == 'T' || t[10] == ' ') {
		t = t[:10]
	}
	if d := api.Date(t); d.Valid() {
		return d, "", ""
	}
	if serialDay.MatchString(t) {
		if n, _ := strconv.Atoi(t[:5]); n >= firstSerial && n <= lastSerial {
			return serialDate(n, false), readSerial, ""
		}
	}
	var year, month, date string
	if m := yearFirst.FindStringSubmatch(t); m != nil {
		year, month, date = m[1], m[2], m[3]
	} else if m := yearLast.FindStringSubmatch(t); m != nil {
		first, second := m[1], m[3]
		a, _ := strconv.Atoi(first)
		b, _ := strconv.Atoi(second)
		switch {
		case m[2] == ".", a > 12, a == b: // points part day and month in this order everywhere
			year, month, date = m[4], second, first
		case b > 12:
			year, month, date = m[4], first, second
		default:
			return "", "", fmt.Sprintf("%q could be two days; write it like 2024-09-05", t)
		}
	}
	d := api.Date(fmt.Sprintf("%04s-%02s-%02s", year, pad(month), pad(date)))
	if d.Valid() {
		return d, readOther, ""
	}
	return "", "", fmt.Sprintf("%q is not a day; write it like 2024-09-05 (years 1900 to 2200)", clip(t))
}

func pad(digits string) string {
	if len(digits) == 1 {
		return "0" + digits
	}
	return digits
}

// serialDate is the day of a spreadsheet's number. Its first calendar counts a
// 29 February 1900 that never was; the other one begins in 1904.
func serialDate(n int, from1904 bool) api.Date {
	start := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if from1904 {
		start = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return api.DateOf(start.AddDate(0, 0, n))
}
