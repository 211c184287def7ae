package testkit

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// Issuer is an OpenID Connect provider on the loopback: discovery, keys, tokens.
type Issuer struct {
	URL string
	t   testing.TB

	mu    sync.Mutex
	keys  []jose.JSONWebKey // public ones, as published
	last  jose.SigningKey   // of the newest key
	made  int
	away  bool
	asked int
}

// Claims are what a token says.
type Claims map[string]any

// NewIssuer starts a provider with one RSA key; it ends with the test.
func NewIssuer(t testing.TB) *Issuer {
	t.Helper()
	i := &Issuer{t: t}
	server := httptest.NewServer(i)
	t.Cleanup(server.Close)
	i.URL = server.URL
	i.AddKey(jose.RS256)
	return i
}

// ServeHTTP answers discovery and the published keys.
func (i *Issuer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.asked++
	switch {
	case i.away:
		w.WriteHeader(http.StatusBadGateway)
	case r.URL.Path == "/.well-known/openid-configuration":
		_ = json.NewEncoder(w).Encode(map[string]any{"issuer": i.URL, "jwks_uri": i.URL + "/keys",
			"id_token_signing_alg_values_supported": []string{"none", "HS256", "RS256"}})
	case r.URL.Path == "/keys":
		_ = json.NewEncoder(w).Encode(jose.JSONWebKeySet{Keys: i.keys})
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

// AddKey publishes one more key, which signs from now on.
func (i *Issuer) AddKey(alg jose.SignatureAlgorithm) {
	i.t.Helper()
	i.mu.Lock()
	defer i.mu.Unlock()
	var private crypto.Signer
	var err error
	switch alg {
	case jose.EdDSA:
		_, private, err = ed25519.GenerateKey(rand.Reader)
	case jose.ES256:
		private, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	default:
		private, err = rsa.GenerateKey(rand.Reader, 2048)
	}
	if err != nil {
		i.t.Fatal(err)
	}
	i.made++
	kid := "key-" + strconv.Itoa(i.made)
	i.keys = append(i.keys, jose.JSONWebKey{Key: private.Public(), KeyID: kid, Algorithm: string(alg), Use: "sig"})
	i.last = jose.SigningKey{Algorithm: alg, Key: jose.JSONWebKey{Key: private, KeyID: kid}}
}

// DropKeys takes every key back but the newest.
func (i *Issuer) DropKeys() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.keys = i.keys[len(i.keys)-1:]
}

// SetAway makes the provider fail, or answer again.
func (i *Issuer) SetAway(away bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.away = away
}

// Asked returns how many requests the provider had.
func (i *Issuer) Asked() int {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.asked
}

// PublicKey is the newest published key.
func (i *Issuer) PublicKey() jose.JSONWebKey {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.keys[len(i.keys)-1]
}

// Token signs claims with the newest key.
func (i *Issuer) Token(claims Claims) string {
	i.t.Helper()
	i.mu.Lock()
	key := i.last
	i.mu.Unlock()
	return Sign(i.t, key, claims)
}

// TokenNaming is [Issuer.Token] whose header names another key than the one that signs.
func (i *Issuer) TokenNaming(kid string, claims Claims) string {
	i.t.Helper()
	i.mu.Lock()
	key := i.last
	i.mu.Unlock()
	private, _ := key.Key.(jose.JSONWebKey)
	private.KeyID = kid
	key.Key = private
	return Sign(i.t, key, claims)
}

// Claims of a subject that are valid for an hour; changes replace them, nil removes one.
func (i *Issuer) Claims(subject, audience string, now time.Time, changes Claims) Claims {
	all := Claims{"iss": i.URL, "sub": subject, "aud": audience, "iat": now.Unix(), "exp": now.Add(time.Hour).Unix()}
	for name, value := range changes {
		if all[name] = value; value == nil {
			delete(all, name)
		}
	}
	return all
}

// Sign makes a token with any key.
func Sign(t testing.TB, key jose.SigningKey, claims Claims) string {
	t.Helper()
	signer, err := jose.NewSigner(key, (&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		t.Fatal(err)
	}
	payload, err := json.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := signer.Sign(payload)
	if err != nil {
		t.Fatal(err)
	}
	token, err := signed.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return token
}
