package exchange

import (
	"strings"
	"unicode/utf8"
)

// formula are the characters that begin one, wide ones too: a spreadsheet set to East Asian widths reads them alike.
const formula = "=+-@\t\r\n＝＋－＠"

// guarded tells whether a text needs an apostrophe before it, so that no
// spreadsheet runs it as a formula. A text that has such apostrophes of its own
// gets one more: so bare takes off exactly what was put on.
func guarded(text []byte) bool {
	for len(text) > 0 && text[0] == '\'' {
		text = text[1:]
	}
	if len(text) == 0 {
		return false
	}
	if text[0] < utf8.RuneSelf {
		return strings.IndexByte(formula, text[0]) >= 0
	}
	first, _ := utf8.DecodeRune(text)
	return first != utf8.RuneError && strings.ContainsRune(formula, first)
}

// guard puts an apostrophe before the text that starts at from, if it needs one.
func guard(dst []byte, from int) []byte {
	if !guarded(dst[from:]) {
		return dst
	}
	dst = append(dst, 0)
	copy(dst[from+1:], dst[from:])
	dst[from] = '\''
	return dst
}

// safe keeps a text from being run as a formula by a spreadsheet.
func safe(text string) string {
	if guarded([]byte(text)) {
		return "'" + text
	}
	return text
}

// bare is a text without the apostrophe that guards it.
func bare(text string) string {
	if rest, ok := strings.CutPrefix(text, "'"); ok && guarded([]byte(rest)) {
		return rest
	}
	return text
}
