package exchange

import (
	"strconv"
	"time"

	"github.com/konbit-aid/konbit/api"
)

// write makes a column of a kind.
func write[T any](kind Kind, name, meaning string, get func([]byte, *T) []byte) column[T] {
	return column[T]{Column: Column{Name: name, Meaning: meaning, Kind: kind}, get: get}
}

// text is a column of words, made safe for spreadsheets where it is written.
func text[T any, S ~string](name, meaning string, get func(*T) S) column[T] {
	return write(Text, name, meaning, func(dst []byte, r *T) []byte { return append(dst, get(r)...) })
}

// texts is a column of words that are put together.
func texts[T any](name, meaning string, get func([]byte, *T) []byte) column[T] {
	return write(Text, name, meaning, get)
}

// date is a column of days.
func date[T any](name, meaning string, get func(*T) api.Date) column[T] {
	return write(Day, name, meaning, func(dst []byte, r *T) []byte { return append(dst, get(r)...) })
}

// decimal is a column of exact decimals.
func decimal[T any](name, meaning string, get func(*T) api.Decimal) column[T] {
	return write(Decimal, name, meaning, func(dst []byte, r *T) []byte { return append(dst, get(r)...) })
}

// number is a column of whole numbers, of which some may be unknown.
func number[T any, N ~int | ~int64](name, meaning string, get func(*T) *N) column[T] {
	return write(Whole, name, meaning, func(dst []byte, r *T) []byte { return appendWhole(dst, get(r)) })
}

// count is a column of whole numbers that are always known.
func count[T any, N ~int | ~int64](name, meaning string, get func(*T) N) column[T] {
	return write(Whole, name, meaning, func(dst []byte, r *T) []byte { return strconv.AppendInt(dst, int64(get(r)), 10) })
}

// people is a column of numbers of people; what is suppressed is "<10".
func people[T any](name, meaning string, get func(*T) *api.People) column[T] {
	return write(Whole, name, meaning, func(dst []byte, r *T) []byte {
		n := get(r)
		if n != nil && *n == api.Suppressed {
			return append(dst, few...)
		}
		return appendWhole(dst, n)
	}).unit("people")
}

// few stands for a number of people from 1 to 9 that the public does not see.
const few = "<10"

// dollars is a column of US dollars.
func dollars[T any](name, meaning string, get func(*T) *api.Cents) column[T] {
	return write(Money, name, meaning, func(dst []byte, r *T) []byte {
		if c := get(r); c != nil {
			return appendMinor(dst, int64(*c), 2)
		}
		return dst
	}).unit("US dollars")
}

// amount is a column of money in the currency that stands in another one.
func amount[T any](name, currency, meaning string, get func(*T) *api.Money) column[T] {
	return write(Money, name, meaning, func(dst []byte, r *T) []byte { return appendMoney(dst, get(r)) }).unit("the currency in " + currency)
}

// currencyOf is the column of the currency of an amount.
func currencyOf[T any](name, meaning string, get func(*T) *api.Money) column[T] {
	return write(Text, name, meaning, func(dst []byte, r *T) []byte {
		if m := get(r); m != nil {
			return append(dst, m.Currency...)
		}
		return dst
	})
}

// percent is a column of percents; 100 is all of it.
func percent[T any](name, meaning string, get func(*T) *api.Percent) column[T] {
	return write(Decimal, name, meaning, func(dst []byte, r *T) []byte {
		if p := get(r); p != nil {
			return appendMinor(dst, int64(*p), 1)
		}
		return dst
	}).unit("percent")
}

// truth is a column of yes and no, of which some may be unknown.
func truth[T any](name, meaning string, get func(*T) *bool) column[T] {
	return write(Truth, name, meaning, func(dst []byte, r *T) []byte {
		if b := get(r); b != nil {
			return strconv.AppendBool(dst, *b)
		}
		return dst
	})
}

// flag is a column of yes and no.
func flag[T any](name, meaning string, get func(*T) bool) column[T] {
	return write(Truth, name, meaning, func(dst []byte, r *T) []byte { return strconv.AppendBool(dst, get(r)) })
}

// moment is a column of points in time, of which some may be unknown.
func moment[T any](name, meaning string, get func(*T) *time.Time) column[T] {
	return write(Moment, name, meaning, func(dst []byte, r *T) []byte {
		if t := get(r); t != nil && !t.IsZero() {
			return t.UTC().AppendFormat(dst, time.RFC3339Nano)
		}
		return dst
	})
}

// codes is a column of lists of codes, which never hold a semicolon.
func codes[T any, S ~string](name, meaning string, get func(*T) []S) column[T] {
	return write(Text, name, meaning, func(dst []byte, r *T) []byte {
		for i, code := range get(r) {
			if i > 0 {
				dst = append(dst, ';')
			}
			dst = append(dst, code...)
		}
		return dst
	})
}

// degrees is a column of one coordinate.
func degrees[T any](name, meaning string, get func(*T) *float64) column[T] {
	return write(Decimal, name, meaning, func(dst []byte, r *T) []byte {
		if d := get(r); d != nil {
			return strconv.AppendFloat(dst, *d, 'f', -1, 64)
		}
		return dst
	}).unit("degrees, WGS 84")
}

// meta are the columns that end every record.
func meta[T any](get func(*T) *api.Meta) []column[T] {
	return []column[T]{
		count("version", "How often the record was written.", func(r *T) int64 { return get(r).Version }).tag("#meta+version"),
		moment("created_at", "When it was recorded here.", func(r *T) *time.Time { return &get(r).CreatedAt }).tag("#date+created"),
		moment("updated_at", "When it was last changed here.", func(r *T) *time.Time { return &get(r).UpdatedAt }).tag("#date+updated"),
	}
}

func appendWhole[N ~int | ~int64](dst []byte, n *N) []byte {
	if n == nil {
		return dst
	}
	return strconv.AppendInt(dst, int64(*n), 10)
}

func appendMoney(dst []byte, m *api.Money) []byte {
	if m == nil || m.Currency == "" {
		return dst
	}
	return appendMinor(dst, m.Minor, m.Currency.Digits())
}

// appendMinor is [api.FormatMinor] into a buffer.
func appendMinor(dst []byte, minor int64, digits int) []byte {
	from := len(dst)
	if minor < 0 {
		dst = append(dst, '-')
		from++
	}
	size := uint64(minor) //nolint:gosec // as in api.FormatMinor
	if minor < 0 {
		size = -size
	}
	dst = strconv.AppendUint(dst, size, 10)
	if digits == 0 {
		return dst
	}
	if missing := digits + 1 - (len(dst) - from); missing > 0 {
		dst = append(dst, zeros[:missing]...)
		copy(dst[from+missing:], dst[from:])
		copy(dst[from:], zeros[:missing])
	}
	dst = append(dst, 0)
	point := len(dst) - 1 - digits
	copy(dst[point+1:], dst[point:])
	dst[point] = '.'
	return dst
}

const zeros = "0000000000000000"
