package oidc_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/oidc"
	"github.com/konbit-aid/konbit/internal/testkit"
)

const audience = "konbit"

// clock is a time that a test moves.
type clock struct{ at atomic.Pointer[time.Time] }

func newClock() *clock {
	c := &clock{}
	start := time.Date(2024, 9, 10, 12, 0, 0, 0, time.UTC)
	c.at.Store(&start)
	return c
}

func (c *clock) now() time.Time { return *c.at.Load() }

func (c *clock) pass(d time.Duration) {
	later := c.now().Add(d)
	c.at.Store(&later)
}

func trust(t *testing.T) (*testkit.Issuer, *oidc.Verifier, *clock) {
	t.Helper()
	i, c := testkit.NewIssuer(t), newClock()
	return i, oidc.New(oidc.Config{Issuer: i.URL, Audience: audience, Now: c.now}), c
}

// expect checks the code of an answer; "" is a token that is taken.
func expect(t *testing.T, v *oidc.Verifier, token string, want api.Code) {
	t.Helper()
	who, err := v.Verify(t.Context(), token)
	if api.CodeOf(err) != want || (want == "") != (who.Subject == "anna") {
		t.Errorf("got %v, %v; want %q", who, err, want)
	}
}

func TestATokenOfTheProviderTellsWhoItIs(t *testing.T) {
	for _, alg := range []jose.SignatureAlgorithm{jose.RS256, jose.ES256, jose.EdDSA} {
		t.Run(string(alg), func(t *testing.T) {
			i, v, c := trust(t)
			i.AddKey(alg)
			who, err := v.Verify(t.Context(), i.Token(i.Claims("anna", audience, c.now(), testkit.Claims{"aud": []string{"else", audience}})))
			if err != nil || who != (oidc.Identity{Issuer: i.URL, Subject: "anna"}) {
				t.Errorf("got %v, %v", who, err)
			}
		})
	}
}

func TestATokenThatSaysAnythingElseIsRefused(t *testing.T) {
	i, v, c := trust(t)
	stranger := testkit.NewIssuer(t)
	good := func(changes testkit.Claims) testkit.Claims { return i.Claims("anna", audience, c.now(), changes) }
	public, err := json.Marshal(i.PublicKey())
	if err != nil {
		t.Fatal(err)
	}
	expect(t, v, i.Token(good(nil)), "")
	for name, token := range map[string]string{
		"of another provider, with its own keys":    stranger.Token(stranger.Claims("anna", audience, c.now(), nil)),
		"of another provider's keys":                stranger.Token(good(nil)),
		"that names another provider":               i.Token(good(testkit.Claims{"iss": "https://login.example.org"})),
		"that names no provider":                    i.Token(good(testkit.Claims{"iss": nil})),
		"that names the provider nearly":            i.Token(good(testkit.Claims{"iss": i.URL + "/"})),
		"for another server":                        i.Token(good(testkit.Claims{"aud": "else"})),
		"for no server":                             i.Token(good(testkit.Claims{"aud": nil})),
		"that has expired":                          i.Token(good(testkit.Claims{"exp": c.now().Add(-time.Second).Unix()})),
		"that never expires":                        i.Token(good(testkit.Claims{"exp": nil})),
		"that is not valid yet":                     i.Token(good(testkit.Claims{"nbf": c.now().Add(10 * time.Minute).Unix()})),
		"of nobody":                                 i.Token(good(testkit.Claims{"sub": nil})),
		"of somebody with too long a name":          i.Token(good(testkit.Claims{"sub": strings.Repeat("a", 256)})),
		"that names a key that there is not":        i.TokenNaming("key-7", good(nil)),
		"that nobody signed":                        unsigned(t, good(nil)),
		"signed with the public key as a password":  testkit.Sign(t, jose.SigningKey{Algorithm: jose.HS256, Key: jose.JSONWebKey{Key: public, KeyID: "key-1"}}, good(nil)),
		"whose claims were changed":                 forged(t, i.Token(good(nil)), testkit.Claims{"sub": "anna", "iss": i.URL, "aud": audience, "exp": c.now().Add(time.Hour).Unix(), "x": 1}),
		"without its signature":                     strings.TrimRight(i.Token(good(nil)), "-_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"),
		"that is none":                              "eyJ.eyJ.x",
		"in the other form that a signature can be": `{"payload":"e30","signatures":[]}`,
	} {
		t.Run(name, func(t *testing.T) { expect(t, v, token, api.CodeUnauthorized) })
	}
	expect(t, v, i.Token(good(testkit.Claims{"nbf": c.now().Unix(), "scope": "admin", "roles": []string{"admin"}})), "")
}

func unsigned(t *testing.T, claims testkit.Claims) string {
	t.Helper()
	payload, err := json.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	encode := base64.RawURLEncoding.EncodeToString
	return encode([]byte(`{"alg":"none","typ":"JWT"}`)) + "." + encode(payload) + "."
}

func forged(t *testing.T, token string, claims testkit.Claims) string {
	t.Helper()
	parts := strings.Split(token, ".")
	parts[1] = strings.Split(unsigned(t, claims), ".")[1]
	return strings.Join(parts, ".")
}

func TestKeysThatTheProviderAddsAndTakesBackAreFollowed(t *testing.T) {
	i, v, c := trust(t)
	first := i.Token(i.Claims("anna", audience, c.now(), testkit.Claims{"exp": c.now().Add(24 * time.Hour).Unix()}))
	expect(t, v, first, "")
	i.AddKey(jose.RS256)
	second := i.Token(i.Claims("anna", audience, c.now(), testkit.Claims{"exp": c.now().Add(24 * time.Hour).Unix()}))
	expect(t, v, second, api.CodeUnauthorized) // asked a moment ago
	c.pass(10 * time.Second)
	expect(t, v, second, "")
	expect(t, v, first, "")
	i.DropKeys()
	c.pass(time.Hour)
	expect(t, v, first, api.CodeUnauthorized)
	expect(t, v, second, "")
}

func TestTokensWithMadeUpKeysDoNotPesterTheProvider(t *testing.T) {
	i, v, c := trust(t)
	stranger := testkit.NewIssuer(t)
	for n := range 50 {
		for range n % 3 {
			stranger.AddKey(jose.EdDSA)
		}
		expect(t, v, stranger.Token(i.Claims("anna", audience, c.now(), nil)), api.CodeUnauthorized)
	}
	if n := i.Asked(); n != 2 { // discovery and keys, once
		t.Errorf("the provider was asked %d times", n)
	}
	expect(t, v, i.Token(i.Claims("anna", audience, c.now(), nil)), "")
}

func TestWhileTheProviderIsAway(t *testing.T) {
	i, v, c := trust(t)
	token := i.Token(i.Claims("anna", audience, c.now(), testkit.Claims{"exp": c.now().Add(24 * time.Hour).Unix()}))
	i.SetAway(true)
	_, err := v.Verify(t.Context(), token)
	if api.CodeOf(err) != api.CodeUnavailable || !strings.Contains(err.Error(), "Keys work on") || !strings.Contains(err.Error(), "502") {
		t.Errorf("got %v", err)
	}
	expect(t, v, "ey.ey.", api.CodeUnauthorized) // what is no token needs nobody's word
	i.SetAway(false)
	expect(t, v, token, api.CodeUnavailable) // asked a moment ago
	c.pass(10 * time.Second)
	expect(t, v, token, "")

	i.SetAway(true)
	c.pass(59 * time.Minute)
	expect(t, v, token, "") // by the keys of an hour ago, at most
	c.pass(time.Minute)
	expect(t, v, token, api.CodeUnavailable)
	i.SetAway(false)
	c.pass(time.Minute)
	expect(t, v, token, "")
}

func TestOneWhoLeavesDoesNotSpoilItForOthers(t *testing.T) {
	i, v, c := trust(t)
	token := i.Token(i.Claims("anna", audience, c.now(), nil))
	gone, leave := context.WithCancel(t.Context())
	leave()
	if _, err := v.Verify(gone, token); err != nil && api.CodeOf(err) != api.CodeUnavailable {
		t.Errorf("got %v", err)
	}
	expect(t, v, token, "")
}

func TestAProviderIsAskedWhereNobodyListensIn(t *testing.T) {
	for address, ok := range map[string]bool{
		"https://login.example.org": true, "https://login.example.org/realms/aid": true, "http://127.0.0.1:9000": true, "http://[::1]/": true,
		"http://localhost:9000": true, "http://login.example.org": false, "login.example.org": false, "": false, "file:///etc/passwd": false,
		"https://user:secret@login.example.org": false, "http://127.0.0.1.example.org": false, "https://": false,
	} {
		if err := oidc.Address(address); (err == nil) != ok {
			t.Errorf("%q: %v", address, err)
		}
	}
}

func TestAKeyIsNoToken(t *testing.T) {
	for text, want := range map[string]bool{
		"eyJhbGciOiJub25lIn0.e30.": true, "knb_live_abcdefgh01234567_abc": false, "ey.ey": false, "": false, "a.b.c": false, `{"payload":"x"}`: false,
	} {
		if oidc.Likely(text) != want {
			t.Errorf("%q", text)
		}
	}
}
