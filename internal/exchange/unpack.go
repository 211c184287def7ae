package exchange

import (
	"archive/zip"
	"compress/gzip"
	"io"
	"strings"

	"github.com/konbit-aid/konbit/api"
)

// Bounds of what is packed. A file of ours is a table of words and numbers, of
// which a packer makes a tenth; far beyond that it was made to fill memories.
const (
	maxUnpacked = 1 << 30
	maxRatio    = 200
	freeOfRatio = 16 << 20 // so much may come out of anything
	maxEntries  = 2000
	// maxInMemory is how long an archive may be that cannot be read anywhere but from its start.
	maxInMemory = 64 << 20
)

// unpacking reads what comes out of a packer, and no more than is believable.
type unpacking struct {
	in     io.Reader
	packed func() int64 // how much of the packed file that is
	out    int64
}

// Read ends with an error where too much comes out.
func (u *unpacking) Read(p []byte) (int, error) {
	n, err := u.in.Read(p)
	u.out += int64(n)
	if u.out > maxUnpacked || u.out > freeOfRatio && u.out > maxRatio*u.packed() {
		return 0, api.Errorf(api.CodeTooLarge, "The file unpacks to far more than it should: at most %d MiB, and at most %d times its size.", maxUnpacked>>20, maxRatio)
	}
	return n, err
}

// countingReader counts what is read through it.
type countingReader struct {
	in io.Reader
	n  int64
}

// Read counts.
func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.in.Read(p)
	c.n += int64(n)
	return n, err
}

// gunzip unpacks a gzip file. Code: malformed.
func gunzip(in io.Reader) (io.Reader, error) {
	packed := &countingReader{in: in}
	z, err := gzip.NewReader(packed)
	if err != nil {
		return nil, api.Errorf(api.CodeMalformed, "The file begins like gzip and is none: %v.", err)
	}
	return &unpacking{in: z, packed: func() int64 { return packed.n }}, nil
}

// archive is a zip file with its parts by name.
type archive struct {
	parts map[string]*zip.File
	names []string // of files, without what packers add
}

// openArchive reads the list of a zip file. Codes: malformed, too_large.
func openArchive(f io.ReaderAt, size int64) (*archive, error) {
	z, err := zip.NewReader(f, size)
	if err != nil {
		return nil, api.Errorf(api.CodeMalformed, "The file begins like an archive or a workbook and is none: %v. It may have been cut off.", err)
	}
	if len(z.File) > maxEntries {
		return nil, api.Errorf(api.CodeTooLarge, "The archive has %d parts; %d are the most.", len(z.File), maxEntries)
	}
	a := &archive{parts: map[string]*zip.File{}}
	for _, part := range z.File {
		if _, twice := a.parts[part.Name]; twice {
			return nil, api.Errorf(api.CodeMalformed, "The archive has two parts called %q.", clip(part.Name))
		}
		a.parts[part.Name] = part
		if !strings.HasSuffix(part.Name, "/") && !strings.HasPrefix(part.Name, "__MACOSX/") {
			a.names = append(a.names, part.Name)
		}
	}
	return a, nil
}

// open unpacks one part.
func (a *archive) open(name string) (io.ReadCloser, error) {
	part := a.parts[name]
	if part == nil {
		return nil, api.Errorf(api.CodeMalformed, "The archive has no part %q.", clip(name))
	}
	if part.Flags&1 != 0 {
		return nil, api.Errorf(api.CodeMalformed, "The file is protected by a password. Save it without one and try again.")
	}
	in, err := part.Open()
	if err != nil {
		return nil, api.Errorf(api.CodeMalformed, "The part %q of the archive cannot be unpacked: %v.", clip(name), err)
	}
	packed := int64(part.CompressedSize64) //nolint:gosec // only compared
	return struct {
		io.Reader
		io.Closer
	}{&unpacking{in: in, packed: func() int64 { return packed }}, in}, nil
}
