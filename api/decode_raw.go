package api

import (
	"encoding/json"
	"iter"
)

// raw is one JSON value as it stands in a well-formed body, without blanks around it.
type raw []byte

// kind is what sort of value it is.
type kind byte

const (
	anObject kind = '{'
	aList    kind = '['
	aText    kind = '"'
	aNumber  kind = '0'
	aTruth   kind = 't' // or false
	aNull    kind = 'n'
)

func (v raw) kind() kind {
	switch c := v[0]; c {
	case '{', '[', '"', 't', 'n':
		return kind(c)
	case 'f':
		return aTruth
	}
	return aNumber
}

// text is the text that a string stands for.
func (v raw) text() string {
	inner := v[1 : len(v)-1]
	for _, c := range inner {
		if c == '\\' {
			var s string
			_ = json.Unmarshal(v, &s) // it is well formed
			return s
		}
	}
	return string(inner)
}

// hasNUL tells whether a string holds the character NUL, which JSON must escape.
func (v raw) hasNUL() bool {
	for i := 0; i+5 < len(v); i++ {
		if v[i] != '\\' {
			continue
		}
		if string(v[i:i+6]) == `\u0000` {
			return true
		}
		i++
	}
	return false
}

// items are the values of a list, one after the other.
func (v raw) items() iter.Seq[raw] {
	return func(yield func(raw) bool) {
		for i := nextByte(v, 1); v[i] != ']'; {
			end := afterValue(v, i)
			if !yield(v[i:end]) {
				return
			}
			if i = nextByte(v, end); v[i] == ',' {
				i = nextByte(v, i+1)
			}
		}
	}
}

// members are the names and values of an object, one after the other.
func (v raw) members() iter.Seq2[string, raw] {
	return func(yield func(string, raw) bool) {
		for i := nextByte(v, 1); v[i] != '}'; {
			nameEnd := afterValue(v, i)
			begin := nextByte(v, nextByte(v, nameEnd)+1) // behind the colon
			end := afterValue(v, begin)
			if !yield(v[i:nameEnd].text(), v[begin:end]) {
				return
			}
			if i = nextByte(v, end); v[i] == ',' {
				i = nextByte(v, i+1)
			}
		}
	}
}

// firstValue is the one value of a body.
func firstValue(body []byte) raw {
	i := nextByte(body, 0)
	return body[i:afterValue(body, i)]
}

// nextByte is the place of the first byte from i that is no blank.
func nextByte(b []byte, i int) int {
	for b[i] == ' ' || b[i] == '\n' || b[i] == '\r' || b[i] == '\t' {
		i++
	}
	return i
}

// afterValue is the place behind the value that begins at i.
func afterValue(b []byte, i int) int {
	switch b[i] {
	case '"':
		return afterText(b, i)
	case '{', '[':
		for depth := 0; ; i++ {
			switch b[i] {
			case '"':
				i = afterText(b, i) - 1
			case '{', '[':
				depth++
			case '}', ']':
				if depth--; depth == 0 {
					return i + 1
				}
			}
		}
	}
	for i < len(b) {
		switch b[i] {
		case ',', '}', ']', ' ', '\n', '\r', '\t':
			return i
		}
		i++
	}
	return i
}

func afterText(b []byte, i int) int {
	for i++; b[i] != '"'; i++ {
		if b[i] == '\\' {
			i++
		}
	}
	return i + 1
}

// tooDeep finds where a body that need not be well formed nests beyond [MaxDepth].
func tooDeep(b []byte) (at int, deep bool) {
	depth, inText := 0, false
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case inText && c == '\\':
			i++
		case c == '"':
			inText = !inText
		case inText:
		case c == '{' || c == '[':
			if depth++; depth > MaxDepth {
				return i, true
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return 0, false
}
