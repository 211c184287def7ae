package relief

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"strings"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// keyPrefix starts every key, so that scanners find keys that leaked.
const keyPrefix = "knb_live_"

var keyAlphabet = base32.NewEncoding("abcdefghjkmnpqrstvwxyz0123456789").WithPadding(base32.NoPadding)

// CreateKey makes a key and returns its secret, which is shown this once: only
// its SHA-256 is kept. Admins make keys for every organization.
func (s *Service) CreateKey(ctx context.Context, caller api.Caller, in api.KeyInput) (secret string, key api.Key, err error) {
	if err := s.may(caller, "createKey", in.Organization); err != nil {
		return "", api.Key{}, err
	}
	key, err = write(ctx, s, caller, nil, func(w *work) (api.Key, error) {
		f := in.Validate()
		if err := w.knownOrganizations(&f, map[string]string{"/organization": in.Organization}); err != nil {
			return api.Key{}, err
		}
		if in.ExpiresAt != nil && !in.ExpiresAt.After(w.at) {
			f.Add("/expires_at", "in_the_past", "A key expires after now.")
		}
		if err := f.Err(); err != nil {
			return api.Key{}, err
		}
		k := api.Key{ID: random(10), KeyInput: in, CreatedAt: w.at}
		secret = newSecret(k.ID)
		if err := w.AddKey(k, digest(secret)); err != nil {
			return api.Key{}, err
		}
		return k, w.record("keys", k.ID, "create", "", nil, k)
	})
	return secret, key, err
}

// newSecret returns prefix, id, 160 random bits and a checksum, which tells a
// typing error from a key that is not known.
func newSecret(id string) string {
	text := keyPrefix + id + "_" + random(20)
	return text + checksum(text)
}

func checksum(text string) string { return fmt.Sprintf("%08x", crc32.ChecksumIEEE([]byte(text))) }

func random(n int) string {
	b := make([]byte, n)
	rand.Read(b) // never fails, by its documentation
	return keyAlphabet.EncodeToString(b)
}

func digest(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// Authenticate tells whose key this is. Whatever is wrong with it, the answer
// is the same [api.CodeUnauthorized].
func (s *Service) Authenticate(ctx context.Context, secret string) (api.Caller, error) {
	refused := api.Errorf(api.CodeUnauthorized, "This key is not known, or it has expired or was revoked.")
	body, ok := strings.CutPrefix(secret, keyPrefix)
	id, _, cut := strings.Cut(body, "_")
	if n := len(secret) - 8; !ok || !cut || n < 0 || checksum(secret[:n]) != secret[n:] {
		return api.Caller{}, refused
	}
	return read(ctx, s, func(tx *store.Tx) (api.Caller, error) {
		k, hash, known, err := tx.Key(id)
		if err != nil {
			return api.Caller{}, err
		}
		now := s.clock()
		if subtle.ConstantTimeCompare([]byte(hash), []byte(digest(secret))) != 1 || !known || k.RevokedAt != nil ||
			k.ExpiresAt != nil && !k.ExpiresAt.After(now) {
			return api.Caller{}, refused
		}
		return api.Caller{KeyID: k.ID, Organization: k.Organization, Scopes: k.Scopes, Person: k.ID}, nil
	})
}

// KeyCount returns how many keys were ever made.
func (s *Service) KeyCount(ctx context.Context) (int64, error) {
	return read(ctx, s, func(tx *store.Tx) (int64, error) { return tx.CountKeys() })
}
