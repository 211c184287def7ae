package fts

import (
	"strconv"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/compat"
)

// The ids of FTS are numbers. Global clusters and years have FTS's own, as do
// flows that were imported with theirs. Countries have one made of their
// three-letter code, above all of FTS's; the rest follow [compat.Number].

const (
	countryBase = 900_000_000
	yearBase    = 1979 // FTS calls 2017 38, and 2020 41
)

func planID(code string) int64         { return compat.Number("appeal", code) }
func organizationID(code string) int64 { return compat.Number("organization", code) }
func emergencyID(code string) int64    { return compat.Number("crisis", code) }

func yearID(year int) int64 { return int64(year - yearBase) }

// countryID is 900000000 and the letters as digits to the base 26.
func countryID(iso3 string) int64 {
	n := int64(0)
	for _, c := range iso3 {
		n = n*26 + int64(c-'A')
	}
	return countryBase + n
}

// flowID is FTS's own id where a flow was imported with it and is whole here.
func flowID(p api.Pledge, label string, whole bool) string {
	if number, ok := ftsNumber(string(p.Reference)); ok && whole {
		return number
	}
	return strconv.FormatInt(compat.Number("pledge", p.ID+label), 10)
}

// ftsNumber reads a reference that our import of FTS's flows gives.
func ftsNumber(reference string) (string, bool) {
	const prefix = "FTS-"
	if len(reference) <= len(prefix) || reference[:len(prefix)] != prefix {
		return "", false
	}
	number := reference[len(prefix):]
	if _, err := strconv.ParseInt(number, 10, 64); err != nil {
		return "", false
	}
	return number, true
}

func text(id int64) string { return strconv.FormatInt(id, 10) }
