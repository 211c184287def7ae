package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/konbit-aid/konbit/api"
)

// The names of files in the spool: an import's id, or while it is being received a name of its own.
const (
	keptSuffix      = ".file"
	receivingPrefix = "receiving-"
)

// spool is a directory of files that wait to be imported. It never holds more
// than so many bytes, and no file is longer than so many.
type spool struct {
	dir       string
	each, all int64

	mu   sync.Mutex
	used int64
}

// openSpool makes the directory, which others cannot look into. One that stands
// where everybody may make directories must be our own. What an earlier program
// was receiving when it ended is removed.
func openSpool(dir string, private bool, each, all int64) (*spool, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("no place for files to import: %w", err)
	}
	if private {
		if info, err := os.Lstat(dir); err != nil || !info.IsDir() {
			return nil, fmt.Errorf("%s is no directory of ours", dir)
		}
		if err := os.Chmod(dir, 0o700); err != nil { //nolint:gosec // a directory is entered; only its owner can
			return nil, fmt.Errorf("%s belongs to somebody else: %w", dir, err)
		}
	}
	s := &spool{dir: dir, each: each, all: all}
	found, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("no place for files to import: %w", err)
	}
	for _, f := range found {
		info, err := f.Info()
		if err != nil || !info.Mode().IsRegular() {
			continue
		}
		if strings.HasPrefix(f.Name(), receivingPrefix) {
			_ = os.Remove(filepath.Join(dir, f.Name())) // it is tried again when the next program starts
		} else if strings.HasSuffix(f.Name(), keptSuffix) {
			s.used += info.Size()
		}
	}
	return s, nil
}

// ids lists the imports whose files are here.
func (s *spool) ids() ([]string, error) {
	found, err := os.ReadDir(s.dir)
	if err != nil {
		return nil, err
	}
	var all []string
	for _, f := range found {
		if id, ok := strings.CutSuffix(f.Name(), keptSuffix); ok && api.IsID(id) {
			all = append(all, id)
		}
	}
	return all, nil
}

func (s *spool) path(id string) string { return filepath.Join(s.dir, id+keptSuffix) }

// reserve takes room for bytes that are about to be written; false where there is none.
func (s *spool) reserve(n int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.used+n > s.all {
		return false
	}
	s.used += n
	return true
}

func (s *spool) release(n int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.used -= n
}

// drop removes the file of an import.
func (s *spool) drop(id string) {
	info, err := os.Stat(s.path(id))
	if err == nil && os.Remove(s.path(id)) == nil {
		s.release(info.Size())
	}
}

// Upload is a file that was received whole and belongs to no import yet.
type Upload struct {
	s      *spool
	file   *os.File
	size   int64
	digest string
	id     string // of the import that has it
}

// receive writes a file to disk. It ends with an error where the file is too
// long, where there is no room, or where reading it fails: then nothing is left.
func (s *spool) receive(r io.Reader) (*Upload, error) {
	f, err := os.CreateTemp(s.dir, receivingPrefix+"*")
	if err != nil {
		return nil, api.Internal(err)
	}
	u := &Upload{s: s, file: f}
	sum := sha256.New()
	buffer := make([]byte, 256<<10)
	for {
		n, err := r.Read(buffer)
		if n > 0 {
			if werr := u.write(buffer[:n]); werr != nil {
				u.Discard()
				return nil, werr
			}
			sum.Write(buffer[:n])
		}
		if errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			u.Discard()
			return nil, err
		}
	}
	if u.size == 0 {
		u.Discard()
		return nil, api.Errorf(api.CodeMalformed, "The file is empty.")
	}
	if err := f.Sync(); err != nil {
		u.Discard()
		return nil, api.Internal(err)
	}
	u.digest = hex.EncodeToString(sum.Sum(nil))
	return u, nil
}

func (u *Upload) write(b []byte) error {
	n := int64(len(b))
	if u.size+n > u.s.each {
		return api.Errorf(api.CodeTooLarge, "A file to import has at most %d MiB here. Split it, or compress it with gzip.", u.s.each>>20)
	}
	if !u.s.reserve(n) {
		return api.Errorf(api.CodeBusy, "Too many files wait to be imported. Send this one again later.")
	}
	u.size += n
	if _, err := u.file.Write(b); err != nil {
		return api.Errorf(api.CodeBusy, "There is no room for the file. Send it again later.")
	}
	return nil
}

// SHA256 is the digest of the file, in hexadecimal.
func (u *Upload) SHA256() string { return u.digest }

// keep gives the file the name of an import, under which it is found after a crash too.
func (u *Upload) keep(id string) error {
	if err := os.Rename(u.file.Name(), u.s.path(id)); err != nil {
		return api.Internal(err)
	}
	u.id = id
	return nil
}

// undo takes the file from an import that was noted nowhere after all.
func (u *Upload) undo() {
	if u.id != "" && os.Rename(u.s.path(u.id), u.file.Name()) == nil {
		u.id = ""
	}
}

// Discard closes the file, and removes it unless an import has it.
func (u *Upload) Discard() {
	_ = u.file.Close()
	if u.id == "" && os.Remove(u.file.Name()) == nil {
		u.s.release(u.size)
	}
}
