package exchange

import (
	"unicode/utf8"
)

// appendXML appends a text as the content of an element or an attribute. What
// XML cannot hold is handed to odd, which appends something else.
func appendXML(dst []byte, text string, odd func([]byte, rune) []byte) []byte {
	for i := 0; i < len(text); {
		r, n := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(text[i:])
		}
		switch {
		case r == '&':
			dst = append(dst, "&amp;"...)
		case r == '<':
			dst = append(dst, "&lt;"...)
		case r == '>':
			dst = append(dst, "&gt;"...)
		case r == '"':
			dst = append(dst, "&#34;"...)
		case r == '\r':
			dst = append(dst, "&#13;"...) // a reader makes a bare one a line feed
		case r == '\n':
			dst = append(dst, "&#10;"...) // nor is it kept in an attribute
		case r == '\t':
			dst = append(dst, "&#9;"...)
		case r < ' ' || r == 0xFFFE || r == 0xFFFF:
			dst = odd(dst, r)
		default:
			dst = utf8.AppendRune(dst, r) // a byte that is no UTF-8 is U+FFFD
		}
		i += n
	}
	return dst
}

// replaced stands for a character that a format has no way to hold.
func replaced(dst []byte, _ rune) []byte { return append(dst, "\uFFFD"...) }
