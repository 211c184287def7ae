package main

import (
	"strings"
	"testing"
	"time"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/testkit"
)

func TestTheOperatorManagesTheKeysOfAll(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		wfp, acted := key(t, on(url), "wfp", "assess,coordinate"), key(t, on(url), "acted", "read")
		id := wfp[len("knb_live_"):][:16]
		list := func(args ...string) string {
			t.Helper()
			got := konbit(t, on(url), append([]string{"key", "list"}, args...)...)
			if got.code != 0 {
				t.Fatalf("%+v", got)
			}
			return got.stdout
		}
		if all := list(); strings.Count(all, "\n") != 2 || !strings.Contains(all, id+"\twfp\tactive\tassess,coordinate\t") || strings.Contains(all, wfp) {
			t.Errorf("key list:\n%s", all)
		}
		if some := list("--org", "acted"); strings.Contains(some, "wfp") || !strings.Contains(some, acted[len("knb_live_"):][:16]) {
			t.Errorf("key list --org acted:\n%s", some)
		}
		got := konbit(t, on(url), "key", "rotate", id, "--overlap-hours", "1")
		if got.code != 0 || !strings.HasPrefix(got.stdout, "knb_live_") || strings.Count(got.stdout, "\n") != 1 || !strings.Contains(got.stderr, "of wfp may assess, coordinate") {
			t.Errorf("key rotate: %+v", got)
		}
		if got := konbit(t, on(url), "key", "revoke", id); got.code != 2 || !strings.Contains(got.stderr, "--reason") {
			t.Errorf("key revoke without a reason: %+v", got)
		}
		if got := konbit(t, on(url), "key", "revoke", id, "--reason", "Lost."); got.code != 0 || got.stdout != "" || !strings.Contains(got.stderr, "is revoked") {
			t.Errorf("key revoke: %+v", got)
		}
		if got := konbit(t, on(url), "key", "rotate", id); got.code != 1 || !strings.Contains(got.stderr, "The key is revoked") {
			t.Errorf("key rotate of a revoked key: %+v", got)
		}
		if got := konbit(t, on(url), "key", "revoke", "nobody", "--reason", "x"); got.code != 1 || !strings.Contains(got.stderr, `no key "nobody"`) {
			t.Errorf("key revoke of none: %+v", got)
		}
		if active := list("--active"); strings.Contains(active, id) || strings.Count(active, "\n") != 2 {
			t.Errorf("key list --active:\n%s", active)
		}
	})
}

func TestTheOperatorLetsInWhoSignsInElsewhere(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		provider := testkit.NewIssuer(t)
		environ := append(on(url), "KONBIT_OIDC_ISSUER="+provider.URL, "KONBIT_OIDC_AUDIENCE=konbit")
		key(t, environ, "wfp", "assess")
		args := []string{"grant", "create", "--org", "wfp", "--subject", "anna", "--scope", "coordinate", "--name", "Duty officer"}
		if got := konbit(t, on(url), args...); got.code != 1 || !strings.Contains(got.stderr, "KONBIT_OIDC_ISSUER") {
			t.Errorf("without a provider: %+v", got)
		}
		made := konbit(t, environ, args...)
		id := strings.TrimSpace(made.stdout)
		if made.code != 0 || !api.IsID(id) {
			t.Fatalf("grant create: %+v", made)
		}
		s := start(t, environ)
		c := s.as(provider.Token(provider.Claims("anna", "konbit", time.Now(), nil)))
		if _, err := c.CreateRegion(t.Context(), api.RegionInput{Pcode: "HT", ISO3: "HTI", Names: api.Names{EN: "Haiti"}}); err != nil {
			t.Error(err)
		}
		if err := s.stop(); err != nil { // which notes when the grant was last used
			t.Fatal(err)
		}
		listed := konbit(t, environ, "grant", "list", "--active")
		fields := strings.Split(strings.TrimSpace(listed.stdout), "\t")
		if len(fields) != 10 || fields[0] != id || fields[3] != "coordinate" || fields[6] == "-" || fields[7] != "anna" || fields[8] != provider.URL {
			t.Errorf("grant list: %+v", listed)
		}
		if got := konbit(t, environ, "grant", "revoke", id, "--reason", "Has left."); got.code != 0 {
			t.Errorf("grant revoke: %+v", got)
		}
		if got := konbit(t, environ, "grant", "list", "--active"); got.code != 0 || got.stdout != "" {
			t.Errorf("grant list after that: %+v", got)
		}
	})
}

func TestAServerWithoutAPepperSaysSo(t *testing.T) {
	const said = "KONBIT_KEY_PEPPER is not set"
	testkit.Engines(t, func(t *testing.T, url string) {
		s := start(t, on(url))
		if strings.Count(s.log.String(), said) != 1 || !strings.Contains(s.log.String(), "openssl rand -hex 32") {
			t.Errorf("it says:\n%s", s.log)
		}
		if err := s.stop(); err != nil {
			t.Fatal(err)
		}
		with := start(t, append(on(url), "KONBIT_KEY_PEPPER=0123456789abcdef"))
		if strings.Contains(with.log.String(), said) || strings.Contains(with.log.String(), "0123456789abcdef") {
			t.Errorf("with a pepper it says:\n%s", with.log)
		}
	})
	if s := start(t, nil, "--demo"); strings.Contains(s.log.String(), said) {
		t.Errorf("the demo says:\n%s", s.log)
	}
}

// TestThePepperIsTheSameForEveryCommand makes a key under a pepper and shows it to servers with that pepper and with another.
func TestThePepperIsTheSameForEveryCommand(t *testing.T) {
	url := "sqlite:" + t.TempDir() + "/konbit.db"
	spring := append(on(url), "KONBIT_KEY_PEPPER=the pepper of spring")
	autumn := append(on(url), "KONBIT_KEY_PEPPER=the pepper of autumn")
	moving := append(on(url), "KONBIT_KEY_PEPPER=the pepper of autumn", "KONBIT_KEY_PEPPER_OLD=the pepper of spring")
	secret := key(t, spring, "wfp", "read")
	for _, tt := range []struct {
		environ []string
		want    api.Code
	}{{autumn, api.CodeUnauthorized}, {spring, ""}, {moving, ""}, {spring, api.CodeUnauthorized}} {
		s := start(t, append([]string{"KONBIT_PUBLIC_READ=false"}, tt.environ...))
		if _, err := s.as(secret).Regions(t.Context(), api.RegionFilter{}); api.CodeOf(err) != tt.want {
			t.Errorf("%v: got %v, want %q", tt.environ, err, tt.want)
		}
		if err := s.stop(); err != nil { // which moves the digest, where there was an old pepper
			t.Fatal(err)
		}
	}
}
