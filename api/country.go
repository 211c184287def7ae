package api

import (
	_ "embed"
	"sync"
)

// Country is a country or territory of ISO 3166-1. Its two-letter code is the
// p-code of its region at level 0.
type Country struct {
	Code  string // HT
	ISO3  string // HTI
	Names Names
}

//go:embed countries.csv
var countryTable string

// Countries lists the built-in countries in the order of their codes. Names
// follow the short forms of the United Nations.
var Countries = sync.OnceValue(func() []Country {
	rows := table(countryTable)
	list := make([]Country, len(rows))
	for i, r := range rows {
		list[i] = Country{Code: r[0], ISO3: r[1], Names: Names{EN: Opt(r[2]), FR: Opt(r[3]), ES: Opt(r[4])}}
	}
	return list
})

var countryByCode = sync.OnceValue(func() map[string]Country {
	m := map[string]Country{}
	for _, c := range Countries() {
		m[c.Code], m[c.ISO3] = c, c
	}
	return m
})

// CountryOf finds a country by its two- or three-letter code.
func CountryOf(code string) (Country, bool) {
	c, ok := countryByCode()[code]
	return c, ok
}
