package exchange

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// What a text is written in, in the words of a note; UTF-8 needs none.
const (
	notUTF8  = "the file is not UTF-8: it was read as Windows-1252"
	notUTF16 = "the file is UTF-16, and was read as that"
)

// decoded reads a text as UTF-8, whatever it is written in. Marks of byte order
// tell UTF-16 and UTF-8. Without one, the first letter beyond ASCII tells: where
// it is not UTF-8 the file is taken for Windows-1252, which is what spreadsheets
// in Western languages write. said returns a note about that, "" for none.
func decoded(in *bufio.Reader) (r io.Reader, said func() string) {
	head, _ := in.Peek(3) // what cannot be read is told when it is read
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		from := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder()
		return transform.NewReader(in, from), func() string { return notUTF16 }
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		_, _ = in.Discard(3) // they are there
		return in, func() string { return "" }
	}
	l := &letters8{in: in}
	return l, func() string {
		if l.western {
			return notUTF8
		}
		return ""
	}
}

// letters8 passes ASCII on until the first other byte tells UTF-8 from Windows-1252.
type letters8 struct {
	in      *bufio.Reader
	rest    io.Reader // once it is told
	western bool
}

// Read passes bytes on as UTF-8.
func (l *letters8) Read(p []byte) (int, error) {
	if l.rest != nil {
		return l.rest.Read(p)
	}
	if _, err := l.in.Peek(1); err != nil {
		return 0, err
	}
	ready, _ := l.in.Peek(min(l.in.Buffered(), len(p)))
	if n := ascii(ready); n > 0 {
		return l.in.Read(p[:n])
	}
	first, err := l.in.Peek(utf8.UTFMax)
	if err != nil && !errors.Is(err, io.EOF) {
		return 0, err
	}
	l.rest = l.in
	if c, size := utf8.DecodeRune(first); c == utf8.RuneError && size < 2 {
		l.western, l.rest = true, transform.NewReader(l.in, charmap.Windows1252.NewDecoder())
	}
	return l.rest.Read(p)
}

// ascii counts the bytes before the first one that is not ASCII.
func ascii(b []byte) int {
	for i, c := range b {
		if c >= utf8.RuneSelf {
			return i
		}
	}
	return len(b)
}

// maxRecord is how long one row of a text may be, in bytes.
const maxRecord = 1 << 20

var errLongRow = errors.New("it is longer than a row may be; a quote that is never closed makes the rest of a file one row")

// rowGuard ends a text whose row grows too long, so that one quote left open
// does not take a whole file into memory.
type rowGuard struct {
	in    io.Reader
	most  int64
	given int64
	start int64 // of the present row, by the count of who reads
}

// Read reads on while the row is not too long.
func (g *rowGuard) Read(p []byte) (int, error) {
	if g.given-g.start > g.most {
		return 0, errLongRow
	}
	n, err := g.in.Read(p)
	g.given += int64(n)
	return n, err
}
