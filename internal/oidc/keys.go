package oidc

import (
	"context"
	"crypto"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	coreos "github.com/coreos/go-oidc/v3/oidc"
	"github.com/go-jose/go-jose/v4"

	"github.com/konbit-aid/konbit/api"
)

const (
	// patience is how long the provider may take to answer.
	patience = 5 * time.Second
	// fresh is how long keys are used without asking for newer ones, so that one that the provider takes back is gone soon.
	fresh = 10 * time.Minute
	// stale is how long they are used while the provider does not answer.
	stale = time.Hour
	// pause is the shortest time between two questions, lest tokens with made-up keys make us pester the provider.
	pause = 10 * time.Second
	// maxAnswer is the longest answer that is read.
	maxAnswer = 1 << 20
)

// keysFor returns the public keys that may have signed. The provider is asked
// while those at hand are in use; a request waits for that only if they do not
// do. Code: unavailable.
func (v *Verifier) keysFor(ctx context.Context, signed jose.Header) (*coreos.StaticKeySet, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	now := v.config.Now()
	found := v.matching(signed)
	if (len(found) == 0 || now.Sub(v.fetched) >= fresh) && v.asking == nil && now.Sub(v.asked) >= pause {
		v.asked, v.asking = now, make(chan struct{})
		go v.ask(v.asking) //nolint:gosec // for everybody who waits, not for this request alone: it must outlive it
	}
	if asking := v.asking; asking != nil && (len(found) == 0 || now.Sub(v.fetched) >= stale) {
		v.mu.Unlock()
		select {
		case <-asking:
		case <-ctx.Done():
		}
		v.mu.Lock()
		found = v.matching(signed)
	}
	if now.Sub(v.fetched) >= stale {
		return nil, away(v.failure)
	}
	return &coreos.StaticKeySet{PublicKeys: found}, nil
}

func away(cause error) error {
	if cause == nil {
		cause = errors.New("not asked yet")
	}
	e := api.Unavailable(fmt.Errorf("identity provider: %w", cause))
	e.Detail = "The identity provider does not answer, so its tokens cannot be checked right now. Keys work on. Try again."
	return e
}

// matching picks the keys that the header may mean.
func (v *Verifier) matching(signed jose.Header) []crypto.PublicKey {
	var found []crypto.PublicKey
	for _, k := range v.keys {
		signs := k.Use == "" || k.Use == "sig"
		named := signed.KeyID == "" || k.KeyID == signed.KeyID
		fits := k.Algorithm == "" || k.Algorithm == signed.Algorithm
		if signs && named && fits && k.IsPublic() && k.Valid() {
			found = append(found, k.Key)
		}
	}
	return found
}

// ask fetches the keys. It has a time limit of its own: whose request it is
// that asks does not matter. No two run at a time.
func (v *Verifier) ask(done chan struct{}) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	keys, err := v.fetch(ctx)
	v.mu.Lock()
	defer v.mu.Unlock()
	if err == nil {
		v.keys, v.fetched = keys, v.config.Now()
	}
	v.failure, v.asking = err, nil
	close(done)
}

// fetch finds out where the keys are and reads them. One of a kind that is not
// known here is passed over.
func (v *Verifier) fetch(ctx context.Context) ([]jose.JSONWebKey, error) {
	var provider struct {
		Issuer string `json:"issuer"`
		Keys   string `json:"jwks_uri"`
	}
	if err := v.read(ctx, strings.TrimSuffix(v.config.Issuer, "/")+"/.well-known/openid-configuration", &provider); err != nil {
		return nil, err
	}
	if provider.Issuer != v.config.Issuer {
		return nil, fmt.Errorf("%q calls itself %q", v.config.Issuer, provider.Issuer)
	}
	if err := Address(provider.Keys); err != nil {
		return nil, fmt.Errorf("jwks_uri %w", err)
	}
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := v.read(ctx, provider.Keys, &set); err != nil {
		return nil, err
	}
	var keys []jose.JSONWebKey
	for _, raw := range set.Keys {
		var k jose.JSONWebKey
		if k.UnmarshalJSON(raw) == nil {
			keys = append(keys, k)
		}
	}
	if len(keys) == 0 {
		return nil, fmt.Errorf("%s holds no keys that are of use here", provider.Keys)
	}
	return keys, nil
}

func (v *Verifier) read(ctx context.Context, address string, into any) error {
	ask, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	answer, err := v.config.Client.Do(ask)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", address, answer.Status)
	}
	if err := json.NewDecoder(io.LimitReader(answer.Body, maxAnswer)).Decode(into); err != nil {
		return fmt.Errorf("%s: %w", address, err)
	}
	return nil
}

// sameRules follows a redirect only where the provider might have been asked directly.
func sameRules(r *http.Request, via []*http.Request) error {
	if len(via) > 3 {
		return errors.New("the identity provider sends us round and round")
	}
	return Address(r.URL.String())
}

// Address checks that nobody on the way can answer in the provider's place.
func Address(text string) error {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.Fragment != "":
		return errors.New("is not an address like https://login.example.org")
	case u.Scheme == "https", u.Scheme == "http" && loopback(u.Hostname()):
		return nil
	}
	return errors.New("must start with https://; only this machine may be asked by http://")
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
