package exchange

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/konbit-aid/konbit/api"
)

// maxHeader is how far into a file its header row may reach.
const maxHeader = 64 << 10

// sheet is a CSV file with a header: rows are read one at a time and cells are
// found by the name of their column.
type sheet struct {
	csv  *csv.Reader
	at   map[string]int
	wide int
}

// openSheet reads the header. The file may start with a byte order mark and
// use commas, semicolons or tabs. Codes: malformed.
func openSheet(r io.Reader) (*sheet, error) {
	in := bufio.NewReaderSize(r, maxHeader)
	head, err := in.Peek(maxHeader)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return nil, readError(err)
	}
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		return nil, api.Errorf(api.CodeMalformed, "This file is UTF-16. Save it as UTF-8 and try again.")
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return nil, api.Errorf(api.CodeMalformed, "This is a workbook or an archive, not a CSV file. Save the sheet as CSV (UTF-8) and try again.")
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		if _, err := in.Discard(3); err != nil {
			return nil, readError(err)
		}
		head = head[3:]
	}
	s := &sheet{csv: csv.NewReader(in), at: map[string]int{}}
	s.csv.Comma, s.csv.FieldsPerRecord = delimiter(head), -1
	header, err := s.csv.Read()
	if errors.Is(err, io.EOF) {
		return nil, api.Errorf(api.CodeMalformed, "The file is empty: a header row is expected.")
	} else if err != nil {
		return nil, api.Errorf(api.CodeMalformed, "The header row is not readable CSV: %s.", plainCSV(err))
	}
	s.wide = len(header)
	for i, name := range header {
		name = strings.ToLower(strings.TrimSpace(name))
		if name == "" {
			continue
		}
		if _, twice := s.at[name]; twice {
			return nil, api.Errorf(api.CodeMalformed, "The column %q stands in the header twice.", name)
		}
		s.at[name] = i
	}
	return s, nil
}

func readError(err error) error {
	return api.Errorf(api.CodeMalformed, "The file cannot be read: %v.", err)
}

// delimiter is what parts the header most often.
func delimiter(head []byte) rune {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	best := ','
	for _, c := range ";\t" {
		if bytes.ContainsRune(line, c) && bytes.Count(line, []byte(string(c))) > bytes.Count(line, []byte(string(best))) {
			best = c
		}
	}
	return best
}

func plainCSV(err error) string {
	if e, ok := errors.AsType[*csv.ParseError](err); ok {
		return e.Err.Error()
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
// CSV is one with a fault, and the last one: what follows it cannot be trusted.
func (s *sheet) next() (record, bool) {
	cells, err := s.csv.Read()
	if errors.Is(err, io.EOF) {
		return record{}, false
	}
	r := record{sheet: s, cells: cells}
	if err != nil {
		if e, ok := errors.AsType[*csv.ParseError](err); ok {
			r.line = e.StartLine
		}
		r.fault("", "bad_csv", "This row is not readable CSV (%s); the rows after it were not read.", plainCSV(err))
		r.broken = true
		return r, true
	}
	r.line, _ = s.csv.FieldPos(0)
	if len(cells) != s.wide {
		r.fault("", "field_count", "The header has %d columns, this row %d.", s.wide, len(cells))
	}
	for _, c := range cells {
		if !utf8.ValidString(c) || strings.ContainsRune(c, 0) {
			r.fault("", "bad_text", "Text must be valid UTF-8 without NUL characters.")
			break
		}
	}
	return r, true
}

// tags tells whether the row is one of HXL hashtags, as published under the header.
func (r *record) tags() bool {
	found := false
	for _, c := range r.cells {
		c = strings.TrimSpace(c)
		if c != "" && c[0] != '#' {
			return false
		}
		found = found || c != ""
	}
	return found
}

// blank tells whether no cell says anything.
func (r *record) blank() bool {
	for _, c := range r.cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}
