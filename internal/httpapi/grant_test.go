package httpapi_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/httpapi"
	"github.com/konbit-aid/konbit/internal/oidc"
	"github.com/konbit-aid/konbit/internal/relief"
	"github.com/konbit-aid/konbit/internal/testkit"
)

// door is a world that trusts an identity provider.
type door struct {
	*world
	provider *testkit.Issuer
	now      *time.Time
}

const audience = "konbit"

func withDoor(t *testing.T, fn func(t *testing.T, d door)) {
	t.Helper()
	testkit.Engines(t, func(t *testing.T, url string) {
		d := door{provider: testkit.NewIssuer(t), now: new(time.Time)}
		*d.now = today
		clock := func() time.Time { return *d.now }
		verifier := oidc.New(oidc.Config{Issuer: d.provider.URL, Audience: audience, Now: func() time.Time { return today }})
		d.world = emptyWorld(t, url, httpapi.Config{OIDC: verifier}, relief.WithClock(clock), relief.WithIssuer(d.provider.URL))
		d.people()
		d.key(admin, "usaid", api.ScopeAdmin)
		d.key(another, "wfp", api.ScopeAdmin)
		fn(t, d)
	})
}

// shows lets who show a token of a subject.
func (d door) shows(who, subject string, claims testkit.Claims) {
	d.keys[who] = d.provider.Token(d.provider.Claims(subject, audience, today, claims))
}

// grant lets a subject in and returns the grant's address.
func (d door) grant(as, subject, scopes string) string {
	d.t.Helper()
	approval := d.post(as, "/v1/grants", `{"subject":"`+subject+`","name":"Anna's desk","scopes":[`+scopes+`]}`)
	d.post(coordinator, approval+"/transitions", `{"to":"approved"}`)
	var a api.Approval
	d.get(as, approval, &a)
	return "/v1/grants/" + a.Record
}

func TestWhoSignsInAtTheProviderMayWhatTheGrantSays(t *testing.T) {
	withDoor(t, func(t *testing.T, d door) {
		d.shows("anna", "anna@example.org", testkit.Claims{"scope": "admin coordinate", "roles": []string{"admin"}, "organization": "ocha", "admin": true})
		regions := call{as: "anna", method: "GET", path: "/v1/regions"}
		d.play(t, []scenario{{name: "without a grant nothing", call: regions, status: 401, want: []string{"Www-Authenticate: Bearer", "Nobody has granted"}, not: []string{"anna"}}})
		at := d.grant(admin, "anna@example.org", `"pledge"`)
		d.play(t, []scenario{
			{name: "with one, what it says", call: regions, status: 200},
			{name: "not what the token says", call: call{as: "anna", method: "GET", path: "/v1/keys"}, status: 403},
			{name: "nor for another organization", call: call{as: "anna", method: "POST", path: "/v1/crises", body: `{"code":"x"}`}, status: 403},
			{name: "one subject has one grant", call: call{as: admin, method: "POST", path: "/v1/grants", body: `{"subject":"anna@example.org","scopes":["read"]}`}, status: 409, want: []string{"Location: " + at}},
			{name: "whose others are told no more of", call: call{as: another, method: "POST", path: "/v1/grants", body: `{"subject":"anna@example.org","scopes":["read"]}`}, status: 409, not: []string{at, "Location", "usaid"}},
			{name: "an admin reads it", call: call{as: admin, method: "GET", path: at}, status: 200, want: []string{`"subject":"anna@example.org"`, `"issuer":"` + d.provider.URL, `"status":"active"`}},
			{name: "lists it", call: call{as: admin, method: "GET", path: "/v1/grants?status=active&scope=pledge&q=anna%27s&sort=-created_at&count=true"}, status: 200, want: []string{`"total":1`}},
			{name: "as a table", call: call{as: admin, method: "GET", path: "/v1/grants?format=csv"}, status: 200, want: []string{",usaid,anna@example.org,Anna's desk,pledge,"}},
			{name: "and does not look for subjects in addresses", call: call{as: admin, method: "GET", path: "/v1/grants?subject=anna"}, status: 400},
			{name: "another organization's admin does not see it", call: call{as: another, method: "GET", path: at}, status: 404},
			{name: "nor in the list", call: call{as: another, method: "GET", path: "/v1/grants"}, status: 200, want: []string{`"data":[]`}},
			{name: "nor ends it", call: call{as: another, method: "POST", path: at + "/transitions", body: `{"to":"revoked","reason":"x"}`}, status: 404},
			{name: "ending it needs a reason", call: call{as: admin, method: "POST", path: at + "/transitions", body: `{"to":"revoked"}`}, status: 422, want: []string{`"/reason"`}},
			{name: "revoking", call: call{as: admin, method: "POST", path: at + "/transitions", body: `{"to":"revoked","reason":"Has left."}`}, status: 200, want: []string{`"status":"revoked"`}},
			{name: "ends it at once", call: regions, status: 401},
			{name: "once", call: call{as: admin, method: "POST", path: at + "/transitions", body: `{"to":"revoked","reason":"Has left."}`}, status: 409},
		})
		approval := d.waiting(t, call{as: another, method: "POST", path: "/v1/grants", body: `{"subject":"anna@example.org","scopes":["read"],"expires_at":"2024-09-10T13:00:00Z"}`})
		d.play(t, []scenario{
			{name: "a new grant waits for a second person", call: regions, status: 401},
			decide("who agrees", coordinator, approval, "approved", 200),
			{name: "and counts", call: regions, status: 200},
		})
		*d.now = today.Add(time.Hour)
		d.play(t, []scenario{{name: "until it expires", call: regions, status: 401}})
	})
}

func TestASubjectIsNeitherLoggedNorInTheLedger(t *testing.T) {
	withDoor(t, func(t *testing.T, d door) {
		d.shows("anna", "anna@example.org", nil)
		at := d.grant(admin, "anna@example.org", `"pledge"`)
		d.readsRegions("anna")
		d.post(admin, at+"/transitions", `{"to":"revoked","reason":"Has left."}`)
		d.readsRegions("anna")
		ledger := strings.Join(d.dump("ledger_entries"), "\n")
		if !strings.Contains(ledger, `"subject":"hmac-sha256:`) || !strings.Contains(ledger, at[len("/v1/grants/"):]) {
			t.Errorf("the ledger does not tell of the grant:\n%s", ledger)
		}
		if !strings.Contains(d.log.String(), `"key":"oidc:`+at[len("/v1/grants/"):]+`"`) {
			t.Errorf("the log does not tell who asked:\n%s", d.log)
		}
		for _, personal := range []string{"anna@", "Anna", d.keys["anna"][:40]} {
			if strings.Contains(ledger+d.log.String(), personal) {
				t.Errorf("%q is kept for good:\n%s\n%s", personal, ledger, d.log)
			}
		}
	})
}

func TestTokensThatAreNotForUs(t *testing.T) {
	withDoor(t, func(t *testing.T, d door) {
		d.grant(admin, "anna", `"pledge"`)
		stranger := testkit.NewIssuer(t)
		d.shows("anna", "anna", nil)
		d.shows("else", "anna", testkit.Claims{"aud": "else"})
		d.shows("late", "anna", testkit.Claims{"exp": today.Add(-time.Second).Unix()})
		d.shows("soon", "anna", testkit.Claims{"nbf": today.Add(time.Hour).Unix()})
		d.shows("capital", "Anna", nil)
		d.keys["forged"] = stranger.Token(d.provider.Claims("anna", audience, today, nil))
		d.keys["foreign"] = stranger.Token(stranger.Claims("anna", audience, today, nil))
		d.keys["password"] = testkit.Sign(t, jose.SigningKey{Algorithm: jose.HS256, Key: []byte(strings.Repeat("s", 32))}, d.provider.Claims("anna", audience, today, nil))
		if n := d.readsRegions("anna"); n != http.StatusOK {
			t.Fatalf("the right token: %d", n)
		}
		for _, who := range []string{"else", "late", "soon", "capital", "forged", "foreign", "password"} {
			if n := d.readsRegions(who); n != http.StatusUnauthorized {
				t.Errorf("%s: %d", who, n)
			}
		}
		d.shows("long", "anna", testkit.Claims{"groups": strings.Repeat("g", 10_000)})
		if n := d.readsRegions("long"); n != http.StatusUnauthorized {
			t.Errorf("a token of ten thousand bytes: %d", n)
		}
	})
}

func TestKeysWorkWhileTheProviderIsAway(t *testing.T) {
	withDoor(t, func(t *testing.T, d door) {
		d.grant(admin, "anna", `"pledge"`)
		d.shows("anna", "anna", nil)
		d.provider.SetAway(true)
		d.play(t, []scenario{
			{name: "a token has to wait", call: call{as: "anna", method: "GET", path: "/v1/regions"}, status: 503, want: []string{"Retry-After", "Keys work on"}, not: []string{d.provider.URL}},
			{name: "a key has not", call: call{as: donor, method: "GET", path: "/v1/regions"}, status: 200},
		})
	})
}

func TestWhatAGrantMakesIsThatPersons(t *testing.T) {
	withDoor(t, func(t *testing.T, d door) {
		at := d.grant(admin, "anna", `"admin"`)
		d.shows("anna", "anna", nil)
		k := d.issue("anna", "hers", "/v1/keys", `{"scopes":["pledge"]}`)
		if grant := at[len("/v1/grants/"):]; k.Root != grant {
			t.Errorf("the root is %s, not %s", k.Root, grant)
		}
		if n := d.readsRegions("hers"); n != http.StatusOK {
			t.Errorf("the key: %d", n)
		}
		*d.now = today.Add(time.Minute)
		d.readsRegions("anna")
		if err := d.svc.SaveUses(t.Context()); err != nil {
			t.Fatal(err)
		}
		var g api.Grant
		if d.get(admin, at, &g); g.LastUsedAt == nil || !g.LastUsedAt.Equal(*d.now) {
			t.Errorf("last used at %v", g.LastUsedAt)
		}
	})
}

func TestAServerThatTrustsNoProvider(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		w, _ := keyWorld(t, url, relief.WithIssuer(""))
		w.keys["anna"] = testkit.NewIssuer(t).Token(testkit.Claims{"sub": "anna"})
		w.play(t, []scenario{
			{name: "takes no token", call: call{as: "anna", method: "GET", path: "/v1/regions"}, status: 401, want: []string{"This key is not known"}},
			{name: "and grants nothing", call: call{as: admin, method: "POST", path: "/v1/grants", body: `{"subject":"anna","scopes":["read"]}`}, status: 409, want: []string{"KONBIT_OIDC_ISSUER"}},
		})
	})
}
