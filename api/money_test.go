package api

import (
	"encoding/json"
	"math"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestAmounts(t *testing.T) {
	for _, c := range []struct {
		amount   string
		currency Currency
		minor    int64
		fault    string
	}{
		{"25000000.00", "USD", 2500000000, ""}, {"12.5", "USD", 1250, ""}, {"7", "USD", 700, ""}, {"-1.05", "USD", -105, ""}, {"0.01", "USD", 1, ""},
		{"1000", "JPY", 1000, ""}, {"1.234", "KWD", 1234, ""}, {"1.5", "JPY", 0, "too_many_digits"}, {"1.005", "USD", 0, "too_many_digits"},
		{"1.00000000000000000000", "USD", 0, "bad_amount"}, {"92233720368547758.08", "USD", 0, "too_large"}, {"99999999999999999999", "USD", 0, "bad_amount"},
		{"1e3", "USD", 0, "bad_amount"}, {"1,000.00", "USD", 0, "bad_amount"}, {" 1", "USD", 0, "bad_amount"}, {"01", "USD", 0, "bad_amount"},
		{".5", "USD", 0, "bad_amount"}, {"1.", "USD", 0, "bad_amount"}, {"NaN", "USD", 0, "bad_amount"}, {"", "USD", 0, "required"},
		{"1", "XXY", 0, "unknown_currency"}, {"1", "usd", 0, "unknown_currency"}, {"1", "", 0, "required"},
	} {
		m, f := ParseMoney(c.amount, c.currency)
		switch {
		case c.fault == "" && (len(f) > 0 || m.Minor != c.minor):
			t.Errorf("%q %s: %d, %v", c.amount, c.currency, m.Minor, f)
		case c.fault != "" && (len(f) != 1 || f[0].Code != c.fault):
			t.Errorf("%q %s: want %s, got %v", c.amount, c.currency, c.fault, f)
		}
	}
}

func TestMoneyTravelsWithoutLoss(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		m := Money{rapid.Int64Range(-MaxMinor, MaxMinor).Draw(r, "minor"), rapid.SampledFrom([]Currency{"USD", "JPY", "KWD", "CLF"}).Draw(r, "currency")}
		b, err := json.Marshal(m)
		if err != nil {
			r.Fatal(err)
		}
		var back Money
		if err := json.Unmarshal(b, &back); err != nil || back != m {
			r.Fatalf("%s became %v: %v", b, back, err)
		}
	})
}

func TestSharesAddUp(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		whole := Cents(rapid.Int64Range(0, int64(MaxCents)).Draw(r, "whole"))
		parts := rapid.SliceOfN(rapid.Int64Range(0, MaxMinor/8), 1, 8).Draw(r, "parts")
		var of, done int64
		for _, p := range parts {
			of += p
		}
		if of == 0 {
			return
		}
		var sum, last Cents
		for _, p := range parts {
			done += p
			upTo := Share(whole, done, of)
			if upTo < last {
				r.Fatal("a cumulative share fell")
			}
			sum, last = sum+upTo-last, upTo
		}
		if sum != whole {
			r.Fatalf("%v of %v", sum, whole)
		}
	})
}

func TestRatesConvertExactly(t *testing.T) {
	for _, c := range []struct {
		m    Money
		rate Decimal
		want Cents
	}{
		{Money{10096408650, "JPY"}, "150", 6730939100}, {Money{100_00, "EUR"}, "0.9", 111_11}, {Money{1, "USD"}, "1", 1},
		{Money{1_000, "KWD"}, "0.5", 2_00}, {Money{5, "EUR"}, "2", 2}, {Money{15, "EUR"}, "2", 8}, {Money{0, "EUR"}, "3", 0},
	} {
		if got, ok := (Rate{Rate: c.rate}).ToUSD(c.m); !ok || got != c.want {
			t.Errorf("%s at %s is %s, want %s", c.m, c.rate, got, c.want)
		}
	}
	if _, ok := (Rate{Rate: "0.000000000001"}).ToUSD(Money{MaxMinor, "EUR"}); ok {
		t.Error("a value beyond ten trillion dollars was taken")
	}
}

func TestRoundingIsHalfToEven(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		n, d := rapid.Int64Range(-1e12, 1e12).Draw(r, "n"), rapid.Int64Range(1, 1e6).Draw(r, "d")
		got := roundQuo(big.NewInt(n), big.NewInt(d)).Int64()
		if want := math.RoundToEven(float64(n) / float64(d)); math.Abs(float64(got)-want) > 1 || 2*abs(n-got*d) > d {
			r.Fatalf("%d/%d is %d, want %v", n, d, got, want)
		}
		if 2*abs(n-got*d) == d && got%2 != 0 {
			r.Fatalf("%d/%d is %d: a half goes to the even side", n, d, got)
		}
	})
}

func abs(n int64) int64 { return max(n, -n) }

func TestPercent(t *testing.T) {
	required := Cents(67376735200)
	if p := PercentOf(29792235800, &required); p == nil || *p != 442 {
		t.Error(p)
	}
	if b, _ := json.Marshal(Percent(442)); string(b) != "44.2" {
		t.Error(string(b))
	}
	if PercentOf(1, nil) != nil || PercentOf(1, new(Cents)) != nil {
		t.Error("without a denominator there is no percentage")
	}
}

func TestTheCurrencyTableIsWhole(t *testing.T) {
	if n := len(Currencies()); n < 170 {
		t.Errorf("%d currencies", n)
	}
	for code, digits := range map[Currency]int{"USD": 2, "JPY": 0, "KWD": 3, "HTG": 2, "CLF": 4} {
		if !code.Known() || code.Digits() != digits {
			t.Errorf("%s has %d digits", code, code.Digits())
		}
	}
	if c, ok := CountryOf("HTI"); !ok || c.Code != "HT" || !strings.HasPrefix(c.Names.In("fr"), "Ha") {
		t.Errorf("%+v", c)
	}
}
