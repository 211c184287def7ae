package ledger

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

// Part is a piece of an entry that is committed to by itself, so that it can be withheld or erased by itself.
type Part int

// The parts.
const (
	Key    Part = iota // the id of the key that made the change
	Reason             // what was given as the reason
	Before             // the record before the change, its exact bytes
	After              // the record after the change, its exact bytes
	parts
)

// Parts lists the parts in the order in which an entry commits to them.
var Parts = [parts]Part{Key, Reason, Before, After}

var partNames = [parts]string{"key", "reason", "before", "after"}

// String returns the name of the part, which is that of the member in JSON.
func (p Part) String() string { return partNames[p] }

// SaltSize is the length of an entry's salt, and of those that are derived from it for its parts.
const SaltSize = 16

// Commitment binds an entry to a part: Digest is HMAC-SHA256 with the salt as the key over the part's bytes. Who has no
// salt learns nothing of the part, not even by trying what it could be. A part that the entry does not have has no digest.
type Commitment struct {
	Digest []byte
	Salt   []byte // nil where the part is withheld or erased
}

// Commitments are those of the parts, by part.
type Commitments [parts]Commitment

// Head is what everybody may know of an entry.
type Head struct {
	ID           string
	At           time.Time // to the microsecond
	Organization string
	Resource     string
	Record       string
	Action       string
}

// NewSalt makes a salt that nobody can guess.
func NewSalt() []byte {
	salt := make([]byte, SaltSize)
	_, _ = rand.Read(salt) // it never fails
	return salt
}

// Commit commits to the parts of an entry under its salt; nil is a part that it does not have.
func Commit(salt []byte, contents [parts][]byte) (all Commitments) {
	for _, p := range Parts {
		if contents[p] == nil {
			continue
		}
		derived := mac(salt, []byte(p.String()))[:SaltSize]
		all[p] = Commitment{Digest: mac(derived, contents[p]), Salt: derived}
	}
	return all
}

// Holds tells whether a part is what was committed to.
func (c Commitment) Holds(content []byte) bool {
	return subtle.ConstantTimeCompare(mac(c.Salt, content), c.Digest) == 1
}

// Leaf is the hash of an entry in the tree: SHA-256 over a zero byte (RFC 6962) and [Record].
func Leaf(h Head, c Commitments) tlog.Hash { return tlog.RecordHash(Record(h, c)) }

// Record is the text that a leaf stands for: its kind, then each field as LENGTH:FIELD and a line break, lengths in
// bytes; digests are in hexadecimal, and empty for parts that there are none of.
func Record(h Head, c Commitments) []byte {
	b := append(make([]byte, 0, 512), "konbit-ledger-entry-v1\n"...)
	for _, field := range [...]string{h.ID, h.At.UTC().Format(instant), h.Organization, h.Resource, h.Record, h.Action} {
		b = netstring(b, field)
	}
	for _, p := range Parts {
		b = netstring(b, hex.EncodeToString(c[p].Digest))
	}
	return b
}

const instant = "2006-01-02T15:04:05.000000Z"

func netstring(b []byte, field string) []byte {
	b = strconv.AppendInt(b, int64(len(field)), 10)
	b = append(append(b, ':'), field...)
	return append(b, '\n')
}

func mac(key, content []byte) []byte {
	h := hmac.New(sha256.New, key)
	h.Write(content)
	return h.Sum(nil)
}

// FormatHash writes a hash in hexadecimal.
func FormatHash(h tlog.Hash) string { return hex.EncodeToString(h[:]) }

// ParseHash reads a hash from hexadecimal.
func ParseHash(text string) (h tlog.Hash, err error) {
	b, err := hex.DecodeString(text)
	if err != nil || len(b) != len(h) {
		return h, fmt.Errorf("%q is no hash: %w", text, errors.Join(err, errHash))
	}
	return tlog.Hash(b), nil
}

var errHash = errors.New("it takes 64 hexadecimal digits")
