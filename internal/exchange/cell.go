package exchange

import (
	"strconv"
	"strings"
	"time"

	"github.com/konbit-aid/konbit/api"
)

// text is a column of words, made safe for spreadsheets.
func text[T any](name string, get func(T) string) column[T] {
	return column[T]{name, func(r T) string { return safe(get(r)) }}
}

// plain is a column of numbers, dates and the like, written as they are.
func plain[T any](name string, get func(T) string) column[T] {
	return column[T]{name, get}
}

// meta are the columns that end every record.
func meta[T any](get func(T) api.Meta) []column[T] {
	return []column[T]{
		plain("version", func(r T) string { return strconv.FormatInt(get(r).Version, 10) }),
		plain("created_at", func(r T) string { return moment(get(r).CreatedAt) }),
		plain("updated_at", func(r T) string { return moment(get(r).UpdatedAt) }),
	}
}

// money is an amount and its currency.
func money[T any](name, currency string, get func(T) *api.Money) []column[T] {
	return []column[T]{
		plain(name, func(r T) string {
			if m := get(r); m != nil && m.Currency != "" {
				return api.FormatMinor(m.Minor, m.Currency.Digits())
			}
			return ""
		}),
		plain(currency, func(r T) string {
			if m := get(r); m != nil {
				return string(m.Currency)
			}
			return ""
		}),
	}
}

func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

func whole[N ~int | ~int64](n *N) string {
	if n == nil {
		return ""
	}
	return strconv.FormatInt(int64(*n), 10)
}

func people(n *api.People) string {
	if n != nil && *n == api.Suppressed {
		return "<10"
	}
	return whole(n)
}

func dollars(c *api.Cents) string {
	if c == nil {
		return ""
	}
	return c.String()
}

func percent(p *api.Percent) string {
	if p == nil {
		return ""
	}
	return api.FormatMinor(int64(*p), 1)
}

func degrees(p *api.Point, get func(api.Point) float64) string {
	if p == nil {
		return ""
	}
	return strconv.FormatFloat(get(*p), 'f', -1, 64)
}

// list joins codes, which never hold a semicolon.
func list[T ~string](codes []T) string {
	parts := make([]string, len(codes))
	for i, c := range codes {
		parts[i] = string(c)
	}
	return strings.Join(parts, ";")
}

// citations writes sources like "OCHA, Haiti HNRP 2024, 2024-02-27, https://…".
func citations(sources []api.Source) string {
	cited := make([]string, len(sources))
	for i, s := range sources {
		parts := []string{s.Publisher, s.Title, string(s.PublishedOn)}
		if s.URL != "" {
			parts = append(parts, string(s.URL))
		}
		cited[i] = strings.Join(parts, ", ")
	}
	return strings.Join(cited, "; ")
}

// join makes one list of columns.
func join[T any](groups ...[]column[T]) []column[T] {
	var all []column[T]
	for _, g := range groups {
		all = append(all, g...)
	}
	return all
}
