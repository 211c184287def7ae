// Package oidc verifies the tokens of one OpenID Connect provider. It finds out
// who somebody is and never what they may do: nothing that a token claims
// beside issuer and subject is looked at.
package oidc

import (
	"context"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"time"

	coreos "github.com/coreos/go-oidc/v3/oidc"
	"github.com/go-jose/go-jose/v4"

	"github.com/konbit-aid/konbit/api"
)

// algorithms are those with a public key. A provider cannot add to them: with
// "none" nobody signs, and with HS256 everybody could who knows the public key.
var algorithms = []jose.SignatureAlgorithm{jose.RS256, jose.RS384, jose.RS512, jose.PS256, jose.PS384, jose.PS512,
	jose.ES256, jose.ES384, jose.ES512, jose.EdDSA}

// Config says whom to trust.
type Config struct {
	// Issuer is the provider, as its tokens name it. Its keys are found by discovery.
	Issuer string
	// Audience is what the provider calls this server.
	Audience string
	// Client asks the provider; one with a timeout if nil.
	Client *http.Client
	// Now is the clock; time.Now if nil.
	Now func() time.Time
}

// Verifier verifies tokens. It asks the provider when it needs to, so that a
// server starts and goes on while the provider is away.
type Verifier struct {
	config   Config
	verifier func(keys coreos.KeySet) *coreos.IDTokenVerifier

	mu      sync.Mutex
	keys    []jose.JSONWebKey
	fetched time.Time     // when the keys were last fetched
	asked   time.Time     // when the provider was last asked
	asking  chan struct{} // open while it is being asked
	failure error         // of the last time
}

// Identity is somebody at a provider.
type Identity struct{ Issuer, Subject string }

// New makes a verifier. It asks nobody anything yet.
func New(c Config) *Verifier {
	if c.Client == nil {
		c.Client = &http.Client{Timeout: patience, CheckRedirect: sameRules}
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	names := make([]string, len(algorithms))
	for i, a := range algorithms {
		names[i] = string(a)
	}
	config := &coreos.Config{ClientID: c.Audience, SupportedSigningAlgs: names, Now: c.Now}
	return &Verifier{config: c, verifier: func(keys coreos.KeySet) *coreos.IDTokenVerifier {
		return coreos.NewVerifier(c.Issuer, keys, config)
	}}
}

var compact = regexp.MustCompile(`^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*$`)

// Likely tells whether a text has the form of a token, which no key has.
func Likely(text string) bool { return strings.HasPrefix(text, "ey") && compact.MatchString(text) }

// Verify tells who shows a token: signed by a key of the provider with an
// allowed algorithm, for this audience, not expired and already valid. Whatever
// else is wrong is [api.CodeUnauthorized] and says no more than that. Where the
// provider's keys cannot be had it is [api.CodeUnavailable].
func (v *Verifier) Verify(ctx context.Context, token string) (Identity, error) {
	refused := api.Errorf(api.CodeUnauthorized, "This token is not valid here: it is not of this server's identity provider or not for this server, or it has expired.")
	signed, err := jose.ParseSignedCompact(token, algorithms)
	if err != nil {
		return Identity{}, refused
	}
	keys, err := v.keysFor(ctx, signed.Signatures[0].Header)
	if err != nil {
		return Identity{}, err
	}
	found, err := v.verifier(keys).Verify(ctx, token)
	if err != nil || found.Subject == "" || len(found.Subject) > api.MaxSubject {
		return Identity{}, refused
	}
	return Identity{Issuer: v.config.Issuer, Subject: found.Subject}, nil
}
