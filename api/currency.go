package api

import (
	_ "embed"
	"encoding/csv"
	"strconv"
	"strings"
	"sync"
)

// Currency is an ISO 4217 code.
type Currency string

// USD is the currency that coverage is counted in.
const USD Currency = "USD"

// CurrencyInfo describes a currency of ISO 4217.
type CurrencyInfo struct {
	Code Currency `json:"code" example:"HTG"`
	Name string   `json:"name" example:"Gourde"`
	// Digits is how many digits an amount has after the point.
	Digits int `json:"digits" example:"2"`
}

//go:embed currencies.csv
var currencyTable string

// Currencies lists ISO 4217 in the order of the codes.
var Currencies = sync.OnceValue(func() []CurrencyInfo {
	rows := table(currencyTable)
	list := make([]CurrencyInfo, len(rows))
	for i, r := range rows {
		digits, err := strconv.Atoi(r[1])
		if err != nil {
			panic("api/currencies.csv: " + err.Error())
		}
		list[i] = CurrencyInfo{Code: Currency(r[0]), Digits: digits, Name: r[2]}
	}
	return list
})

var currencyByCode = sync.OnceValue(func() map[Currency]CurrencyInfo {
	m := map[Currency]CurrencyInfo{}
	for _, c := range Currencies() {
		m[c.Code] = c
	}
	return m
})

// Known tells whether the code is one of ISO 4217.
func (c Currency) Known() bool {
	_, ok := currencyByCode()[c]
	return ok
}

// Digits returns how many digits the currency has after the point: USD 2, JPY 0, KWD 3.
func (c Currency) Digits() int { return currencyByCode()[c].Digits }

// table parses an embedded CSV and drops its header row. The files are part of
// the program, so a fault in one is a fault of the program.
func table(text string) [][]string {
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		panic("api: embedded table: " + err.Error())
	}
	return rows[1:]
}

// CurrencyFilter selects currencies.
type CurrencyFilter struct {
	Page
	Code []Currency `form:"code"`
	Q    string     `form:"q"`
	Sort string     `form:"sort" enums:"code"`
}
