package store

import (
	"strings"
	"unicode"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

// fold makes texts comparable without regard to case and accents. The engines
// differ in this, so both search a folded column.
func fold(texts ...string) string {
	joined := strings.Join(texts, "\n")
	plain, _, err := transform.String(transform.Chain(norm.NFD, runes.Remove(runes.In(unicode.Mn)), norm.NFC), joined)
	if err != nil {
		plain = joined
	}
	return strings.ToLower(plain)
}

// pattern makes a LIKE pattern that finds q anywhere, with \ as the escape.
func pattern(q string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(fold(q)) + "%"
}
