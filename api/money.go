package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"regexp"
	"strconv"
	"strings"
)

// Money is an exact amount: minor units of an ISO 4217 currency. On the wire
// it is {"amount":"25000000.00","currency":"USD"}, never a number.
type Money struct {
	Minor    int64
	Currency Currency
}

// MaxMinor is the largest amount that is kept, in minor units: small enough
// that sums within one record cannot overflow.
const MaxMinor int64 = 1_000_000_000_000_000_000

// MaxCents is the largest value in US dollars that one amount may have: ten
// trillion dollars, so that sums over many records cannot overflow.
const MaxCents Cents = 1_000_000_000_000_000

type wireMoney struct {
	Amount   string   `json:"amount"`
	Currency Currency `json:"currency"`
}

// String returns the amount with its currency, like "12.50 USD".
func (m Money) String() string {
	return FormatMinor(m.Minor, m.Currency.Digits()) + " " + string(m.Currency)
}

// MarshalJSON writes the amount with all digits of its currency.
func (m Money) MarshalJSON() ([]byte, error) {
	return json.Marshal(wireMoney{FormatMinor(m.Minor, m.Currency.Digits()), m.Currency})
}

// UnmarshalJSON reads an amount. Its error is a [Fields] with pointers below
// the amount: unknown currency, not a decimal, too many digits, too large.
func (m *Money) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		return nil
	}
	var w wireMoney
	if err := decodeInto(b, &w); err != nil {
		return err
	}
	parsed, fields := ParseMoney(w.Amount, w.Currency)
	if len(fields) > 0 {
		return fields
	}
	*m = parsed
	return nil
}

// ParseMoney reads a decimal like "12.50" in a currency. Nothing is rounded.
func ParseMoney(amount string, currency Currency) (Money, Fields) {
	var f Fields
	if currency == "" {
		f.Add("/currency", "required", "An ISO 4217 code like USD is required.")
	} else if !currency.Known() {
		f.Add("/currency", "unknown_currency", "%q is not an ISO 4217 code; GET /v1/currencies lists them.", string(currency))
	}
	if amount == "" {
		f.Add("/amount", "required", "A decimal string like \"12.50\" is required.")
	}
	if len(f) > 0 {
		return Money{}, f
	}
	minor, err := ParseMinor(amount, currency.Digits())
	if err != nil {
		code := "bad_amount"
		if errors.Is(err, errDigits) {
			code = "too_many_digits"
		} else if errors.Is(err, errLarge) {
			code = "too_large"
		}
		f.Add("/amount", code, "%s: %s", currency, err)
		return Money{}, f
	}
	return Money{minor, currency}, nil
}

// Positive checks that the amount is above zero.
func (m Money) Positive(f *Fields, pointer string) {
	if m.Currency == "" {
		f.Add(pointer, "required", "An amount like {\"amount\":\"12.50\",\"currency\":\"USD\"} is required.")
	} else if m.Minor <= 0 {
		f.Add(pointer+"/amount", "not_positive", "The amount must be above zero; this is %s.", m)
	}
}

var (
	decimalPattern = regexp.MustCompile(`^-?(0|[1-9][0-9]{0,18})(\.[0-9]{1,12})?$`)
	errDigits      = errors.New("too many digits")
	errLarge       = errors.New("too large")
)

// ParseMinor reads a plain decimal into units of 10^-digits, exactly or not at all.
func ParseMinor(s string, digits int) (int64, error) {
	if !decimalPattern.MatchString(s) {
		return 0, fmt.Errorf("%q is not a plain decimal like \"1250.00\" (no thousands separators, no exponent)", s)
	}
	whole, fraction, _ := strings.Cut(s, ".")
	if len(fraction) > digits {
		return 0, fmt.Errorf("%w: %d digits are kept after the point; %q has %d", errDigits, digits, s, len(fraction))
	}
	n, err := strconv.ParseInt(whole+fraction+strings.Repeat("0", digits-len(fraction)), 10, 64)
	if err != nil || n > MaxMinor || n < -MaxMinor {
		return 0, fmt.Errorf("%w: the largest amount is %s", errLarge, FormatMinor(MaxMinor, digits))
	}
	return n, nil
}

// FormatMinor writes units of 10^-digits as a decimal with all digits.
func FormatMinor(minor int64, digits int) string {
	sign, u := "", uint64(minor) //nolint:gosec // of a negative number u is the two's complement, which -u turns round
	if minor < 0 {
		sign, u = "-", -u
	}
	s := strconv.FormatUint(u, 10)
	if digits == 0 {
		return sign + s
	}
	if len(s) <= digits {
		s = strings.Repeat("0", digits-len(s)+1) + s
	}
	return sign + s[:len(s)-digits] + "." + s[len(s)-digits:]
}

// Cents is an amount of US dollars: an integer of cents, on the wire a decimal string.
type Cents int64

// String returns the amount like "12.50".
func (c Cents) String() string { return FormatMinor(int64(c), 2) }

// MarshalJSON writes a decimal string.
func (c Cents) MarshalJSON() ([]byte, error) { return []byte(`"` + c.String() + `"`), nil }

// UnmarshalJSON reads a decimal string with at most two digits after the point.
func (c *Cents) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return Fields{{Code: "wrong_type", Detail: `US dollars are a decimal string like "12.50".`}}
	}
	m, fields := ParseMoney(s, USD)
	if len(fields) > 0 {
		fields[0].Pointer = ""
		return fields
	}
	*c = Cents(m.Minor)
	return nil
}

// Share returns round-half-even(whole × part ÷ of): the US dollars that fall to
// a part of an amount. Shares of growing parts grow, and the share of the whole
// is the whole, so that cumulative shares add up to the cent.
func Share(whole Cents, part, of int64) Cents {
	if of == 0 {
		return 0
	}
	n := new(big.Int).Mul(big.NewInt(int64(whole)), big.NewInt(part))
	return Cents(roundQuo(n, big.NewInt(of)).Int64())
}

// roundQuo divides and rounds half to even; d must be positive.
func roundQuo(n, d *big.Int) *big.Int {
	q, r := new(big.Int).QuoRem(n, d, new(big.Int))
	twice := new(big.Int).Abs(new(big.Int).Lsh(r, 1))
	if c := twice.Cmp(d); c > 0 || c == 0 && q.Bit(0) == 1 {
		q.Add(q, big.NewInt(int64(n.Sign())))
	}
	return q
}

// Percent is a share in tenths of a percent: 442 is 44.2 %.
type Percent int64

// PercentOf returns part ÷ of, nil where there is nothing to divide by.
func PercentOf(part Cents, of *Cents) *Percent {
	if of == nil || *of <= 0 {
		return nil
	}
	n := new(big.Int).Mul(big.NewInt(int64(part)), big.NewInt(1000))
	p := Percent(roundQuo(n, big.NewInt(int64(*of))).Int64())
	return &p
}

// MarshalJSON writes a number like 44.2.
func (p Percent) MarshalJSON() ([]byte, error) { return []byte(FormatMinor(int64(p), 1)), nil }

// UnmarshalJSON reads a number with one digit after the point.
func (p *Percent) UnmarshalJSON(b []byte) error {
	n, err := ParseMinor(string(b), 1)
	*p = Percent(n)
	return err
}
