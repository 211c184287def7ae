package httpapi_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/httpapi"
	"github.com/konbit-aid/konbit/internal/relief"
	"github.com/konbit-aid/konbit/internal/testkit"
)

// Who manages keys in the scenarios.
const (
	admin   = "admin"   // usaid, scope admin
	head    = "head"    // ocha, scopes admin and coordinate
	another = "another" // wfp, scope admin
)

// keyWorld is a world with admins whose clock can be moved. Reading needs a key there.
func keyWorld(t *testing.T, url string, options ...relief.Option) (*world, *time.Time) {
	t.Helper()
	now := today
	w := emptyWorld(t, url, httpapi.Config{}, append(options, relief.WithClock(func() time.Time { return now }))...)
	w.people()
	w.key(admin, "usaid", api.ScopeAdmin)
	w.key(head, "ocha", api.ScopeAdmin, api.ScopeCoordinate)
	w.key(another, "wfp", api.ScopeAdmin)
	return w, &now
}

func withKeys(t *testing.T, fn func(t *testing.T, w *world, now *time.Time)) {
	t.Helper()
	testkit.Engines(t, func(t *testing.T, url string) {
		w, now := keyWorld(t, url)
		fn(t, w, now)
	})
}

// issue makes a key over HTTP and lets who show it.
func (w *world) issue(as, who, path, body string, headers ...string) api.IssuedKey {
	w.t.Helper()
	got := w.send(call{as: as, method: "POST", path: path, body: body, headers: headers})
	var k api.IssuedKey
	if err := json.Unmarshal(got.Body.Bytes(), &k); err != nil || got.Code != http.StatusCreated {
		w.t.Fatalf("POST %s: %d %s", path, got.Code, got.Body)
	}
	w.keys[who] = string(k.Secret)
	return k
}

// idOf is the id in somebody's key.
func (w *world) idOf(who string) string { return w.keys[who][len("knb_live_"):][:16] }

func (w *world) readsRegions(as string) int {
	return w.send(call{as: as, method: "GET", path: "/v1/regions"}).Code
}

func TestAnAdminManagesKeys(t *testing.T) {
	withKeys(t, func(t *testing.T, w *world, _ *time.Time) {
		made := w.issue(admin, "new", "/v1/keys", `{"name":"Pledge desk","scopes":["pledge"]}`)
		path := "/v1/keys/" + made.ID
		revoked := `{"to":"revoked","reason":"Lost."}`
		w.play(t, []scenario{
			{name: "making one", call: call{as: admin, method: "POST", path: "/v1/keys", body: `{"scopes":["admin","report"],"expires_at":"2025-01-01T00:00:00+02:00"}`},
				status: 201, want: []string{"Cache-Control: no-store", "Location: /v1/keys/", `"key":"knb_live_`, `"organization":"usaid"`, `"root":"` + w.idOf(admin) + `"`, `"expires_at":"2024-12-31T22:00:00Z"`}},
			{name: "which works", call: call{as: "new", method: "GET", path: "/v1/regions"}, status: 200},
			{name: "as far as it goes", call: call{as: "new", method: "GET", path: "/v1/keys"}, status: 403, want: []string{`scope="admin"`}},
			{name: "reading one", call: call{as: admin, method: "GET", path: path}, status: 200, want: []string{`"name":"Pledge desk"`, `"status":"active"`}, not: []string{`"key"`, "knb_live_"}},
			{name: "listing its organization's", call: call{as: admin, method: "GET", path: "/v1/keys?count=true"}, status: 200,
				want: []string{`"total":4`, made.ID, w.idOf(admin), w.idOf(donor)}, not: []string{"knb_live_", "sha256", w.idOf(head), `"wfp"`}},
			{name: "finding by scope", call: call{as: admin, method: "GET", path: "/v1/keys?scope=report&scope=read&count=true"}, status: 200, want: []string{`"total":1`}},
			{name: "finding by name", call: call{as: admin, method: "GET", path: "/v1/keys?q=PLEDGE%20d&count=true"}, status: 200, want: []string{`"total":1`, made.ID}},
			{name: "finding what was made by means of it", call: call{as: admin, method: "GET", path: "/v1/keys?count=true&root=" + w.idOf(admin)}, status: 200, want: []string{`"total":3`}},
			{name: "newest first, page by page", call: call{as: admin, method: "GET", path: "/v1/keys?sort=-created_at&limit=1"}, status: 200, want: []string{`"next":"/v1/keys?`}},
			{name: "as a table", call: call{as: admin, method: "GET", path: "/v1/keys?format=csv&q=pledge"}, status: 200, want: []string{made.ID + ",usaid,Pledge desk,pledge,,active," + w.idOf(admin)}, not: []string{"knb_live_"}},
			{name: "but not by organization", call: call{as: admin, method: "GET", path: "/v1/keys?organization=wfp"}, status: 400, want: []string{`"organization"`}},
			{name: "nobody else's", call: call{as: another, method: "GET", path: path}, status: 404, want: []string{fmt.Sprintf(`There is no key \"%s\"`, made.ID)}},
			{name: "nobody else's to rotate", call: call{as: another, method: "POST", path: path + "/rotations", body: `{}`}, status: 404},
			{name: "nobody else's to revoke", call: call{as: another, method: "POST", path: path + "/transitions", body: revoked}, status: 404},
			{name: "a coordinator neither", call: call{as: head, method: "GET", path: path}, status: 404},
			{name: "an id that is none", call: call{as: admin, method: "GET", path: "/v1/keys/" + strings.ToUpper(made.ID)}, status: 404},
			{name: "the answer for none is the same", call: call{as: admin, method: "GET", path: "/v1/keys/abcdefgh01234567"}, status: 404, want: []string{`There is no key \"abcdefgh01234567\"`}},
			{name: "revoking needs a reason", call: call{as: admin, method: "POST", path: path + "/transitions", body: `{"to":"revoked"}`}, status: 422, want: []string{`"/reason"`}},
			{name: "and is all there is, at once", call: call{as: admin, method: "POST", path: path + "/transitions", body: `{"to":"active","reason":"x","on":"2024-12-01"}`}, status: 422, want: []string{`"/to"`, `"/on"`}},
			{name: "revoking", call: call{as: admin, method: "POST", path: path + "/transitions", body: revoked}, status: 200, want: []string{`"status":"revoked"`, `"version":2`}},
			{name: "once", call: call{as: admin, method: "POST", path: path + "/transitions", body: revoked}, status: 409},
			{name: "ends it", call: call{as: "new", method: "GET", path: "/v1/regions"}, status: 401},
			{name: "for good", call: call{as: admin, method: "POST", path: path + "/rotations", body: `{}`}, status: 409, want: []string{"The key is revoked"}},
			{name: "finding by status", call: call{as: admin, method: "GET", path: "/v1/keys?status=revoked&status=expired&count=true"}, status: 200, want: []string{`"total":1`, made.ID}},
			{name: "finding those in force", call: call{as: admin, method: "GET", path: "/v1/keys?status=active&count=true"}, status: 200, want: []string{`"total":3`}, not: []string{made.ID}},
			{name: "any key ends itself", call: call{as: donor, method: "POST", path: "/v1/keys/" + w.idOf(donor) + "/transitions", body: `{"to":"revoked","reason":"It leaked."}`}, status: 200},
			{name: "and is gone", call: call{as: donor, method: "GET", path: "/v1/regions"}, status: 401},
		})
		w.leavesInTheLedger(t, "keys", made.ID, 2)
	})
}

func (w *world) leavesInTheLedger(t *testing.T, resource, id string, want int) {
	t.Helper()
	rows := w.dump("ledger_entries")
	n := 0
	for _, row := range rows {
		if strings.Contains(row, resource+"\t"+id+"\t") {
			n++
		}
	}
	if n != want {
		t.Errorf("the ledger holds %d entries of %s %s, want %d:\n%s", n, resource, id, want, strings.Join(rows, "\n"))
	}
}

func TestARotatedKeyWorksBesideItsSuccessor(t *testing.T) {
	withKeys(t, func(t *testing.T, w *world, now *time.Time) {
		old := w.issue(admin, "old", "/v1/keys", `{"name":"Desk","scopes":["pledge","read"]}`)
		path := "/v1/keys/" + old.ID + "/rotations"
		next := w.issue(admin, "next", path, `{"overlap_hours":2}`)
		if next.Replaces != api.Opt(old.ID) || next.Name != "Desk" || fmt.Sprint(next.Scopes) != "[pledge read]" || next.Organization != "usaid" || next.ExpiresAt != nil {
			t.Errorf("%+v", next.Key)
		}
		*now = now.Add(2*time.Hour - time.Microsecond)
		if a, b := w.readsRegions("old"), w.readsRegions("next"); a != 200 || b != 200 {
			t.Errorf("before the end of the overlap: %d, %d", a, b)
		}
		*now = now.Add(time.Microsecond)
		if a, b := w.readsRegions("old"), w.readsRegions("next"); a != 401 || b != 200 {
			t.Errorf("after it: %d, %d", a, b)
		}
		short := w.issue(admin, "short", "/v1/keys", `{"scopes":["pledge"],"expires_at":"2024-09-10T15:00:00Z"}`)
		w.issue(admin, "long", "/v1/keys/"+short.ID+"/rotations", `{"overlap_hours":720,"expires_at":"2025-09-10T00:00:00Z"}`)
		var kept api.Key
		if w.get(admin, "/v1/keys/"+short.ID, &kept); !kept.ExpiresAt.Equal(*short.ExpiresAt) {
			t.Errorf("an overlap let a key live until %s", kept.ExpiresAt)
		}
		w.issue(admin, "at once", "/v1/keys/"+w.idOf("long")+"/rotations", `{"overlap_hours":0,"expires_at":"2025-09-10T00:00:00Z"}`)
		if a, b := w.readsRegions("long"), w.readsRegions("at once"); a != 401 || b != 200 {
			t.Errorf("without an overlap: %d, %d", a, b)
		}
		w.play(t, []scenario{
			{name: "an expired one has no successor", call: call{as: admin, method: "POST", path: path, body: `{"expires_at":"2025-09-10T00:00:00Z"}`}, status: 409, want: []string{"The key is expired"}},
			{name: "bounds", call: call{as: admin, method: "POST", path: "/v1/keys/" + next.ID + "/rotations", body: `{"overlap_hours":721,"expires_at":"2024-09-01T00:00:00Z"}`},
				status: 422, want: []string{`"/overlap_hours"`, `"/expires_at"`, "in_the_past"}},
			{name: "one that expires has a successor that does", call: call{as: admin, method: "POST", path: "/v1/keys/" + short.ID + "/rotations", body: `{}`}, status: 422, want: []string{`"/expires_at"`, `"required"`}},
			{name: "finding expired ones", call: call{as: admin, method: "GET", path: "/v1/keys?status=expired&count=true"}, status: 200, want: []string{`"total":2`, old.ID, w.idOf("long")}},
		})
	})
}

func TestLastUseIsNotedOffTheRequestPath(t *testing.T) {
	withKeys(t, func(t *testing.T, w *world, now *time.Time) {
		var k api.Key
		before := w.store.Statements()
		*now = now.Add(time.Hour)
		for range 5 {
			w.readsRegions(donor)
		}
		if n := w.store.Statements() - before; n < 5 || n > 5*2 { // the list, and the key where it is not known from before
			t.Errorf("five requests took %d statements", n)
		}
		if w.get(admin, "/v1/keys/"+w.idOf(donor), &k); k.LastUsedAt != nil {
			t.Errorf("noted at %s", k.LastUsedAt)
		}
		if err := w.svc.SaveUses(t.Context()); err != nil {
			t.Fatal(err)
		}
		if w.get(admin, "/v1/keys/"+w.idOf(donor), &k); k.LastUsedAt == nil || !k.LastUsedAt.Equal(*now) || k.Version != 1 {
			t.Errorf("got %+v", k)
		}
		*now = now.Add(-time.Minute)
		w.readsRegions(donor)
		if err := w.svc.SaveUses(t.Context()); err != nil {
			t.Fatal(err)
		}
		if w.get(admin, "/v1/keys/"+w.idOf(donor), &k); !k.LastUsedAt.Equal(now.Add(time.Minute)) {
			t.Errorf("a clock that goes back took it back to %s", k.LastUsedAt)
		}
	})
}
