package exchange

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"path"
	"strings"

	"github.com/konbit-aid/konbit/api"
)

// Open looks into a file, tells what it holds, and reads its rows from r while
// the returned sequence is walked. The name of a file says nothing here. Text is
// read as it comes; a workbook or an archive is taken into memory first, up to
// 64 MiB: [OpenFile] needs no such limit. Codes: malformed (it cannot be read),
// invalid (it is of no kind that is known here), too_large.
func Open(r io.Reader) (api.ImportSource, error) { return sniff(r, false) }

// OpenFile is [Open] for a file that can be read anywhere. read, which may be
// nil, is told how many bytes were read.
func OpenFile(f io.ReaderAt, size int64, read func(n int)) (api.ImportSource, error) {
	if read == nil {
		read = func(int) {}
	}
	at := told{f, read}
	head := make([]byte, len(zipMark))
	if n, _ := f.ReadAt(head, 0); bytes.Equal(head[:n], []byte(zipMark)) {
		return sniffArchive(at, size)
	}
	return sniff(io.NewSectionReader(at, 0, size), false)
}

// told says how much is read.
type told struct {
	io.ReaderAt
	read func(n int)
}

// ReadAt reads and tells.
func (t told) ReadAt(p []byte, off int64) (int, error) {
	n, err := t.ReaderAt.ReadAt(p, off)
	t.read(n)
	return n, err
}

const (
	zipMark  = "PK\x03\x04"
	gzipMark = "\x1f\x8b"
)

// sniff tells the format by the first bytes; packed is true for what came out of a packer.
func sniff(r io.Reader, packed bool) (api.ImportSource, error) {
	in := bufio.NewReaderSize(r, maxHeader)
	head, err := in.Peek(maxHeader)
	if len(head) == 0 && err != nil && !errors.Is(err, io.EOF) {
		return api.ImportSource{}, readError(err)
	}
	begins := func(mark string) bool { return bytes.HasPrefix(head, []byte(mark)) }
	switch word := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n"); {
	case packed && (begins(zipMark) || begins(gzipMark)):
		return api.ImportSource{}, api.Errorf(api.CodeMalformed, "There is an archive inside the archive. Unpack it once and send what is in it.")
	case begins(zipMark):
		return sniffPacked(in)
	case begins(gzipMark):
		out, err := gunzip(in)
		if err != nil {
			return api.ImportSource{}, err
		}
		return sniff(out, true)
	case begins("PK\x05\x06"):
		return api.ImportSource{}, api.Errorf(api.CodeMalformed, "The archive is empty.")
	case begins("\xd0\xcf\x11\xe0"):
		return api.ImportSource{}, api.Errorf(api.CodeMalformed, "This is an old workbook (.xls) or a workbook with a password. Save it as .xlsx without one, or as CSV, and try again.")
	case begins("%PDF"):
		return api.ImportSource{}, api.Errorf(api.CodeMalformed, "This is a PDF, which holds no rows. Send the table that it was made from.")
	case bytes.HasPrefix(word, []byte("<")):
		return openXML(in)
	case bytes.HasPrefix(word, []byte("{")) && isGeoJSON(head):
		return openBoundaries(in)
	case bytes.HasPrefix(word, []byte("{")), bytes.HasPrefix(word, []byte("[")):
		return openJSON(in)
	}
	rows, err := newCSVLines(in)
	if err != nil {
		return api.ImportSource{}, err
	}
	return openTable(rows)
}

// sniffPacked takes an archive into memory.
func sniffPacked(in io.Reader) (api.ImportSource, error) {
	all, err := io.ReadAll(io.LimitReader(in, maxInMemory+1))
	if err != nil {
		return api.ImportSource{}, readError(err)
	}
	if len(all) > maxInMemory {
		return api.ImportSource{}, api.Errorf(api.CodeTooLarge, "A workbook or an archive that does not come as a file has at most %d MiB here.", maxInMemory>>20)
	}
	return sniffArchive(bytes.NewReader(all), int64(len(all)))
}

// sniffArchive reads a workbook, or the one file that an archive holds.
func sniffArchive(f io.ReaderAt, size int64) (api.ImportSource, error) {
	a, err := openArchive(f, size)
	switch {
	case err != nil:
		return api.ImportSource{}, err
	case a.parts["xl/workbook.xml"] != nil:
		return openBook(a)
	case len(a.names) != 1:
		return api.ImportSource{}, api.Errorf(api.CodeMalformed, "The archive holds %d files (%s). Send the one to import.", len(a.names), firstOf(a.names))
	case path.Ext(a.names[0]) == ".xlsx":
		return api.ImportSource{}, api.Errorf(api.CodeMalformed, "The archive holds a workbook, %s. Send that itself.", clip(a.names[0]))
	}
	in, err := a.open(a.names[0])
	if err != nil {
		return api.ImportSource{}, err
	}
	return sniff(in, true)
}

// firstOf names the first of a list.
func firstOf(names []string) string {
	if len(names) > 5 {
		return strings.Join(names[:5], ", ") + ", …"
	}
	return strings.Join(names, ", ")
}

// openTable finds the header among the first rows and reads what is below it.
func openTable(rows lines) (api.ImportSource, error) {
	s, l, err := findHeader(rows)
	if err != nil {
		return api.ImportSource{}, err
	}
	return s.source(l), nil
}

// source reads the rows of a sheet as a layout says.
func (s *sheet) source(l layout) api.ImportSource {
	src := api.ImportSource{Kind: l.kind, Layout: l.name, Columns: map[string]bool{}}
	for name := range s.at {
		src.Columns[name] = true
	}
	src.Notes = func() []string {
		all := s.rows.notes()
		if s.above > 0 {
			all = append(all, plural(s.above, "row above the header was passed over", "rows above the header were passed over"))
		}
		return all
	}
	l.read(s, &src)
	return src
}

// findHeader takes the first row that is the header of a known layout. Rows
// above it, a title or tags, are passed over. If there is none the error is
// about the first row that is neither blank nor tags.
func findHeader(rows lines) (*sheet, layout, error) {
	var read []line
	var wrong error
	var best *sheet
	for len(read) <= maxAbove {
		l, err := rows.next()
		if err != nil && len(read) == 0 {
			return nil, layout{}, headerError(err)
		} else if err != nil {
			break
		}
		read = append(read, l)
		if blankCells(l.cells) || hashtags(l.cells) {
			continue
		}
		s, err := newSheet(rows, l)
		if err != nil && wrong == nil {
			wrong = err
		}
		if err != nil {
			continue
		}
		if known, ok := s.layout(); ok {
			s.above = len(read) - 1
			return s, known, nil
		}
		if best == nil || len(s.header) > 2*len(best.header) {
			best = s
		}
	}
	if wrong != nil {
		return nil, layout{}, wrong
	}
	return nil, layout{}, unknownLayout(best)
}

func plural(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return itoa(n) + " " + more
}
