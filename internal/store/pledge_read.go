package store

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/konbit-aid/konbit/api"
)

// wholeRow is a pledge with its allocations and destinations in one row: one statement reads it, so it is one state of
// the pledge without a transaction, and one way to the database and back.
type wholeRow struct {
	Pledge pledgeRow `gorm:"embedded"`
	Parts  opt       `gorm:"column:parts"`
	Places opt       `gorm:"column:places"`
}

// wholeColumns are its columns. What is in a part holds neither tab nor line break: they are numbers and codes. The parts are
// put into their order here: to have the database sort a handful of them for each pledge takes it longer than to find them.
const wholeColumns = "p.*, (SELECT string_agg(CAST(x.place AS text) || '\t' || x.region || '\t' || x.sector || '\t' || CAST(x.amount AS text), '\n') FROM allocations x WHERE x.pledge = p.id) AS parts," +
	" (SELECT string_agg(CAST(x.place AS text) || '\t' || COALESCE(x.region, '') || '\t' || COALESCE(x.sector, ''), '\n') FROM destinations x WHERE x.pledge = p.id) AS places"

const wholePledges = "SELECT " + wholeColumns + " FROM pledges p"

func (row wholeRow) api(today api.Date) api.Pledge {
	var allocations []allocationRow
	for part := range lines(row.Parts) {
		place, rest, _ := strings.Cut(part, "\t")
		region, rest, _ := strings.Cut(rest, "\t")
		sector, amount, _ := strings.Cut(rest, "\t")
		n, _ := strconv.ParseInt(amount, 10, 64) // it was written from a number
		allocations = append(allocations, allocationRow{Place: placeOf(place), Region: region, Sector: sector, Amount: n})
	}
	var destinations []destinationRow
	for part := range lines(row.Places) {
		place, rest, _ := strings.Cut(part, "\t")
		region, sector, _ := strings.Cut(rest, "\t")
		destinations = append(destinations, destinationRow{Place: placeOf(place), Region: opt(region), Sector: opt(sector)})
	}
	slices.SortFunc(allocations, func(a, b allocationRow) int { return cmp.Compare(a.Place, b.Place) })
	slices.SortFunc(destinations, func(a, b destinationRow) int { return cmp.Compare(a.Place, b.Place) })
	return row.Pledge.api(today, allocations, destinations)
}

// placeOf reads the number of a place, which was written from one.
func placeOf(text string) int {
	n, _ := strconv.Atoi(text)
	return n
}

// lines are the lines of a text, none of an empty one.
func lines(text opt) func(func(string) bool) {
	if text == "" {
		return func(func(string) bool) {}
	}
	return strings.SplitSeq(string(text), "\n")
}

func wholes(rows []wholeRow, today api.Date) []api.Pledge {
	return convert(rows, func(r wholeRow) api.Pledge { return r.api(today) })
}

// wholePledge reads the one pledge that a condition finds.
func (tx *Tx) wholePledge(today api.Date, condition string, args ...any) (api.Pledge, bool, error) {
	row, found, err := one[wholeRow](tx, wholePledges+" WHERE "+condition, args...)
	if !found {
		return api.Pledge{}, false, err
	}
	return row.api(today), true, nil
}
