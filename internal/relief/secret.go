package relief

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"strings"

	"github.com/konbit-aid/konbit/api"
)

// keyPrefix starts every key, so that scanners find keys that leaked.
const keyPrefix = "knb_live_"

// A key is prefix, id, "_", 160 random bits and a checksum.
const (
	idBytes, secretBytes = 10, 20
	checksumLength       = 8
	keyLength            = len(keyPrefix) + idBytes*8/5 + 1 + secretBytes*8/5 + checksumLength
)

var keyAlphabet = base32.NewEncoding("abcdefghjkmnpqrstvwxyz0123456789").WithPadding(base32.NoPadding)

// WithRandom replaces the source of ids and secrets of keys, for tests that compare answers.
func WithRandom(fill func([]byte)) Option { return func(s *Service) { s.random = fill } }

func unguessable(b []byte) {
	rand.Read(b) // never fails, by its documentation
}

func (s *Service) randomText(n int) string {
	b := make([]byte, n)
	s.random(b)
	return keyAlphabet.EncodeToString(b)
}

// newSecret returns the key of an id. Its checksum tells a typing error from a key that is not known.
func (s *Service) newSecret(id string) string {
	text := keyPrefix + id + "_" + s.randomText(secretBytes)
	return text + checksum(text)
}

func checksum(text string) string { return fmt.Sprintf("%08x", crc32.ChecksumIEEE([]byte(text))) }

// keyID finds the id in a key whose form is right.
func keyID(key string) (id string, ok bool) {
	if len(key) != keyLength || !strings.HasPrefix(key, keyPrefix) {
		return "", false
	}
	text, sum := key[:keyLength-checksumLength], key[keyLength-checksumLength:]
	id, _, cut := strings.Cut(text[len(keyPrefix):], "_")
	return id, cut && checksum(text) == sum && api.IsKeyID(id)
}

// peppers digest secrets for the database, a copy of which is then not enough
// to recognise a key. They live outside of it.
type peppers struct{ now, before []byte }

// WithPeppers sets the secret by which keys are digested, and the one before
// it, by which keys are still known. Where before is empty, keys that were
// digested without a pepper are still known.
func WithPeppers(now, before string) Option {
	return func(s *Service) { s.peppers = peppers{[]byte(now), []byte(before)} }
}

const digestForm = "hmac-sha256:"

func digest(pepper []byte, text string) string {
	return digestForm + hex.EncodeToString(macOf(pepper, text))
}

func macOf(pepper []byte, text string) []byte {
	mac := hmac.New(sha256.New, pepper)
	mac.Write([]byte(text))
	return mac.Sum(nil)
}

// plainDigest is how keys were kept before there were peppers.
func plainDigest(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// digest is what the database keeps of a secret.
func (p peppers) digest(secret string) string { return digest(p.now, secret) }

// noDigest is of no secret. It is compared with where there is no key, so that this takes as long.
var noDigest = digestForm + strings.Repeat("0", 2*sha256.Size)

// knows tells whether a digest is of the secret, and if it is not as it would
// be made now, how that is. Every way is tried whichever is right.
func (p peppers) knows(kept, secret string) (known bool, better string) {
	now := p.digest(secret)
	current := subtle.ConstantTimeCompare([]byte(kept), []byte(now))
	old := subtle.ConstantTimeCompare([]byte(kept), []byte(digest(p.before, secret))) |
		subtle.ConstantTimeCompare([]byte(kept), []byte(plainDigest(secret)))
	if current == 0 && old == 1 {
		better = now
	}
	return current|old == 1, better
}
