package exchange

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/konbit-aid/konbit/api"
)

const (
	// maxHeader is how far into a file its header row may reach.
	maxHeader = 64 << 10
	// maxAbove is how many rows may stand above the header: a title, tags, blank rows.
	maxAbove = 20
)

// sheet is a table with a header: rows are read one at a time and cells are
// found by the name of their column.
type sheet struct {
	rows   lines
	at     map[string]int
	header []string
	wide   int
	above  int // rows above the header that were passed over
}

// line is one row of a table as it stands in the file.
type line struct {
	cells  []string
	number int
	faults api.Fields
	notes  []string
}

// lines reads the rows of a table. After an error it is not asked again.
type lines interface {
	// next returns [io.EOF] at the end; an error with the number of its line.
	next() (line, error)
	// notes says what holds for the whole file, once it is read.
	notes() []string
}

// csvLines are the rows of a text.
type csvLines struct {
	in    *csv.Reader
	guard *rowGuard
	said  func() string
}

// newCSVLines reads a text whose cells are parted by commas, semicolons or tabs,
// in UTF-8, UTF-16 or Windows-1252.
func newCSVLines(in *bufio.Reader) (*csvLines, error) {
	text, said := decoded(in)
	guard := &rowGuard{in: text, most: maxRecord + maxHeader}
	buffered := bufio.NewReaderSize(guard, maxHeader)
	head, err := buffered.Peek(maxHeader)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return nil, readError(err)
	}
	c := &csvLines{in: csv.NewReader(buffered), guard: guard, said: said}
	c.in.Comma, c.in.FieldsPerRecord = delimiter(head), -1
	return c, nil
}

func (c *csvLines) next() (line, error) {
	c.guard.start = max(c.in.InputOffset(), c.guard.start)
	cells, err := c.in.Read()
	if err != nil {
		l := line{}
		if e, ok := errors.AsType[*csv.ParseError](err); ok {
			l.number = e.StartLine
		} else if !errors.Is(err, io.EOF) {
			l.number, _ = c.in.FieldPos(0)
			l.number++
		}
		return l, err
	}
	number, _ := c.in.FieldPos(0)
	return line{cells: cells, number: number}, nil
}

func (c *csvLines) notes() []string {
	if said := c.said(); said != "" {
		return []string{said}
	}
	return nil
}

// openSheet reads a text whose first row is the header. Codes: malformed.
func openSheet(r io.Reader) (*sheet, error) {
	rows, err := newCSVLines(bufio.NewReaderSize(r, maxHeader))
	if err != nil {
		return nil, err
	}
	first, err := rows.next()
	if err != nil {
		return nil, headerError(err)
	}
	return newSheet(rows, first)
}

func headerError(err error) error {
	if errors.Is(err, io.EOF) {
		return api.Errorf(api.CodeMalformed, "The file is empty: a header row is expected.")
	}
	if e, ok := errors.AsType[*api.Error](err); ok {
		return e
	}
	return api.Errorf(api.CodeMalformed, "The header row is not readable CSV: %s.", plainCSV(err))
}

// newSheet takes a row for the header. Code: malformed for a column that stands there twice.
func newSheet(rows lines, header line) (*sheet, error) {
	s := &sheet{rows: rows, at: map[string]int{}, header: header.cells, wide: len(header.cells)}
	for i, name := range header.cells {
		name = strings.ToLower(strings.TrimSpace(anyBlank.Replace(name)))
		if name == "" {
			continue
		}
		if _, twice := s.at[name]; twice {
			return nil, api.Errorf(api.CodeMalformed, "The column %q stands in the header twice.", name)
		}
		s.at[name] = i
	}
	s.spellings()
	return s, nil
}

var betweenWords = regexp.MustCompile(`[\s_.\-]+`)

// spellings lets each column be found with another mark between its words, too:
// "Admin_1 PCode" is "admin 1 pcode". A name that stands there itself goes before.
func (s *sheet) spellings() {
	exact := map[string]int{}
	for name, i := range s.at {
		exact[name] = i
	}
	for i, name := range s.header {
		name = strings.Trim(betweenWords.ReplaceAllString(strings.ToLower(strings.TrimSpace(anyBlank.Replace(name))), " "), " ")
		for _, mark := range []string{" ", "_", "-", ""} {
			other := strings.ReplaceAll(name, " ", mark)
			if _, taken := exact[other]; !taken && other != "" {
				if _, taken := s.at[other]; !taken {
					s.at[other] = i
				}
			}
		}
	}
}

func readError(err error) error {
	if e, ok := errors.AsType[*api.Error](err); ok {
		return e
	}
	return api.Errorf(api.CodeMalformed, "The file cannot be read: %v.", err)
}

// delimiter is what parts the header most often: of the first rows, which may be
// titles, the one with the most of them.
func delimiter(head []byte) rune {
	best, most := ',', 0
	for i, row := range strings.SplitN(string(head), "\n", maxAbove+1) {
		if i == maxAbove {
			break
		}
		for _, c := range ",;\t" {
			if n := strings.Count(row, string(c)); n > most {
				best, most = c, n
			}
		}
		if i == 0 && most > 0 {
			break
		}
	}
	return best
}

func plainCSV(err error) string {
	if e, ok := errors.AsType[*csv.ParseError](err); ok {
		return e.Err.Error()
	}
	if e, ok := errors.AsType[*api.Error](err); ok {
		return strings.TrimSuffix(e.Detail, ".")
	}
	return err.Error()
}

// has tells whether the header has all the columns.
func (s *sheet) has(names ...string) bool {
	for _, n := range names {
		if _, ok := s.at[n]; !ok {
			return false
		}
	}
	return true
}

// next reads a row; false at the end of the file. A row that is not readable
// is one with a fault, and the last one: what follows it cannot be trusted.
func (s *sheet) next() (record, bool) {
	l, err := s.rows.next()
	if errors.Is(err, io.EOF) {
		return record{}, false
	}
	r := record{sheet: s, line: l.number, cells: l.cells, faults: l.faults, notes: l.notes}
	if err != nil {
		r.fault("", "bad_csv", "This row is not readable CSV (%s); the rows after it were not read.", plainCSV(err))
		r.broken = true
		return r, true
	}
	for len(r.cells) > s.wide && strings.TrimSpace(r.cells[len(r.cells)-1]) == "" {
		r.cells = r.cells[:len(r.cells)-1]
	}
	if len(r.cells) != s.wide {
		r.fault("", "field_count", "The header has %d columns, this row %d.", s.wide, len(r.cells))
	}
	for _, c := range r.cells {
		if !utf8.ValidString(c) || strings.ContainsRune(c, 0) {
			r.fault("", "bad_text", "Text must be valid UTF-8 without NUL characters.")
			break
		}
	}
	return r, true
}

var hashtag = regexp.MustCompile(`^#[A-Za-z][A-Za-z0-9_]*(\s*\+[A-Za-z][A-Za-z0-9_]*)*$`)

// hashtags tells whether a row is one of HXL hashtags: all that stands there begins
// with a hash, or at least half of it is a hashtag in form.
func hashtags(cells []string) bool {
	full, hashes, forms := 0, 0, 0
	for _, c := range cells {
		c = strings.TrimSpace(c)
		if c == "" {
			continue
		}
		full++
		if c[0] == '#' {
			hashes++
		}
		if hashtag.MatchString(c) {
			forms++
		}
	}
	return full > 0 && (hashes == full || forms > 1 && 2*forms >= full)
}

func (r *record) tags() bool { return hashtags(r.cells) }

// blank tells whether no cell says anything.
func (r *record) blank() bool { return blankCells(r.cells) }

func blankCells(cells []string) bool {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}
