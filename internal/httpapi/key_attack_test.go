package httpapi_test

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/testkit"
)

// dump reads every row of the tables as text, of all tables if none is named.
func (w *world) dump(tables ...string) []string {
	w.t.Helper()
	driver, source, list := "pgx", w.url, "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
	if path, ok := strings.CutPrefix(w.url, "sqlite:"); ok {
		driver, source, list = "sqlite", path, "SELECT name FROM sqlite_schema WHERE type = 'table'"
	}
	db, err := sql.Open(driver, source)
	if err != nil {
		w.t.Fatal(err)
	}
	defer db.Close()
	if len(tables) == 0 {
		for _, row := range w.rows(db, list) {
			tables = append(tables, strings.TrimSuffix(row, "\t"))
		}
	}
	var all []string
	for _, table := range tables {
		all = append(all, w.rows(db, "SELECT * FROM "+table)...)
	}
	return all
}

func (w *world) rows(db *sql.DB, query string) (lines []string) {
	w.t.Helper()
	rows, err := db.QueryContext(w.t.Context(), query)
	if err != nil {
		w.t.Fatal(err)
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		w.t.Fatal(err)
	}
	for rows.Next() {
		cells, into := make([]any, len(names)), make([]any, len(names))
		for i := range cells {
			into[i] = &cells[i]
		}
		if err := rows.Scan(into...); err != nil {
			w.t.Fatal(err)
		}
		var line strings.Builder
		for _, c := range cells {
			if raw, ok := c.([]byte); ok {
				c = string(raw)
			}
			fmt.Fprintf(&line, "%v\t", c)
		}
		lines = append(lines, line.String())
	}
	if err := rows.Err(); err != nil {
		w.t.Fatal(err)
	}
	return lines
}

// checked gives a key a right checksum.
func checked(text string) string {
	return fmt.Sprintf("%s%08x", text, crc32.ChecksumIEEE([]byte(text)))
}

func TestABadKeyIsRefusedWhateverIsWrong(t *testing.T) {
	withKeys(t, func(t *testing.T, w *world, now *time.Time) {
		good, body := w.keys[donor], w.keys[donor][:len(w.keys[donor])-8]
		w.issue(admin, "expired", "/v1/keys", `{"scopes":["read"],"expires_at":"2024-09-10T13:00:00Z"}`)
		w.issue(admin, "revoked", "/v1/keys", `{"scopes":["read"]}`)
		w.post(admin, "/v1/keys/"+w.idOf("revoked")+"/transitions", `{"to":"revoked","reason":"x"}`)
		*now = now.Add(time.Hour)
		answers := map[string]string{}
		for name, key := range map[string]string{
			"expired":                         w.keys["expired"],
			"revoked":                         w.keys["revoked"],
			"truncated":                       good[:len(good)-1],
			"without its checksum":            body,
			"with another checksum":           body + "00000000",
			"longer":                          good + "a",
			"another's id with one's secret":  checked(body[:9] + w.idOf(admin) + body[25:]),
			"an id of nobody's":               checked(body[:9] + "aaaaaaaaaaaaaaaa" + body[25:]),
			"another secret":                  checked(body[:26] + strings.Repeat("a", 32)),
			"in capitals":                     strings.ToUpper(good),
			"without its prefix":              good[9:],
			"two of them":                     good + ", " + w.keys[admin],
			"ten thousand bytes":              good + strings.Repeat("a", 10_000),
			"with a quote":                    checked(body[:9] + "' OR '1'='1' -- " + body[25:]),
			"with a percent sign for the id":  checked(body[:9] + "%%%%%%%%%%%%%%%%" + body[25:]),
			"its digest as it is in the rows": "hmac-sha256:" + strings.Repeat("0", 64),
			"a token where none is taken":     "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.",
		} {
			t.Run(name, func(t *testing.T) {
				got := w.send(call{method: "GET", path: "/v1/regions", headers: []string{"Authorization: Bearer " + key, "X-Request-Id: r"}})
				if got.Code != http.StatusUnauthorized || !strings.HasPrefix(got.Header().Get("WWW-Authenticate"), "Bearer") {
					t.Errorf("%d %s", got.Code, got.Body)
				}
				if len(key) < 9_000 {
					answers[got.Body.String()] = name
				}
			})
		}
		if len(answers) != 1 {
			t.Errorf("the answers differ: %v", answers)
		}
		if n := w.readsRegions(donor); n != 200 {
			t.Errorf("the good key: %d", n)
		}
	})
}

func TestAKeyIsReadFromTheHeaderAlone(t *testing.T) {
	withKeys(t, func(t *testing.T, w *world, _ *time.Time) {
		key := w.keys[donor]
		w.play(t, []scenario{
			{name: "not from the address", call: call{method: "GET", path: "/v1/regions?key=" + key}, status: 401},
			{name: "nor by its name in OAuth", call: call{method: "GET", path: "/v1/regions?access_token=" + key}, status: 401},
			{name: "not from a cookie", call: call{method: "GET", path: "/v1/regions", headers: []string{"Cookie: Authorization=" + key + "; key=" + key}}, status: 401},
			{name: "not from another header", call: call{method: "GET", path: "/v1/regions", headers: []string{"X-Api-Key: " + key}}, status: 401},
			{name: "not from the body", call: call{method: "POST", path: "/v1/pledges", body: `{"authorization":"Bearer ` + key + `","key":"` + key + `"}`}, status: 401},
			{name: "not as a password", call: call{method: "GET", path: "/v1/regions", headers: []string{"Authorization: Basic " + key}}, status: 401},
			{name: "but with any spelling of Bearer", call: call{method: "GET", path: "/v1/regions", headers: []string{"Authorization: bearer  " + key}}, status: 200},
		})
		r := w.request(call{as: donor, method: "GET", path: "/v1/regions"})
		r.Header.Add("Authorization", "Bearer "+key)
		got := w.sendRequest(r)
		if got.Code != http.StatusUnauthorized {
			t.Errorf("two headers: %d", got.Code)
		}
		if strings.Contains(w.log.String(), key[26:]) {
			t.Error("the log holds the key")
		}
	})
}

func TestNobodyHandsOutMoreThanTheyHave(t *testing.T) {
	withKeys(t, func(t *testing.T, w *world, _ *time.Time) {
		w.key("judge", "usaid", api.ScopeCoordinate)
		post := func(name, as, path, body string, status int, want ...string) scenario {
			return scenario{name: name, call: call{as: as, method: "POST", path: path, body: body}, status: status, want: want}
		}
		w.play(t, []scenario{
			post("a pledge key makes none", donor, "/v1/keys", `{"scopes":["pledge"]}`, 403, "admin"),
			post("a coordinator makes none", coordinator, "/v1/keys", `{"scopes":["read"]}`, 403),
			post("nobody makes none", nobody, "/v1/keys", `{"scopes":["read"]}`, 401),
			post("a pledge key lets nobody in", donor, "/v1/grants", `{"subject":"s","scopes":["pledge"]}`, 403),
			post("a pledge key rotates none, not even itself", donor, "/v1/keys/"+w.idOf(donor)+"/rotations", `{}`, 403),
			post("a pledge key revokes no other", donor, "/v1/keys/"+w.idOf(admin)+"/transitions", `{"to":"revoked","reason":"x"}`, 403),
			post("admin is no coordinator and makes none", admin, "/v1/keys", `{"scopes":["read","coordinate"]}`, 422, `"/scopes"`, "not_yours", "Ask the operator"),
			post("by no other name", admin, "/v1/keys", `{"scopes":["coordinate "]}`, 422, `"/scopes/0"`),
			post("nor by rotation", admin, "/v1/keys/"+w.idOf("judge")+"/rotations", `{}`, 403, "coordinate"),
			post("nor by a grant", admin, "/v1/grants", `{"subject":"s","scopes":["coordinate"]}`, 422, `"/scopes"`, "not_yours"),
			post("an admin who coordinates may", head, "/v1/keys", `{"scopes":["coordinate"]}`, 201),
			post("but not for another organization", head, "/v1/keys", `{"organization":"usaid","scopes":["read"]}`, 403),
			post("an admin makes none for another organization", admin, "/v1/keys", `{"organization":"wfp","scopes":["read"]}`, 403),
			post("and lets nobody in there", admin, "/v1/grants", `{"organization":"wfp","subject":"s","scopes":["read"]}`, 403),
			post("no scope is no key", admin, "/v1/keys", `{"scopes":[]}`, 422, `"/scopes"`),
			post("a scope is named once", admin, "/v1/keys", `{"scopes":["read","read"]}`, 422, `"/scopes/1"`),
			post("nor one that is over", admin, "/v1/keys", `{"scopes":["read"],"expires_at":"2024-09-10T12:00:00Z"}`, 422, `"/expires_at"`, "in_the_past"),
			post("a day is no moment", admin, "/v1/keys", `{"scopes":["read"],"expires_at":"2025-01-01"}`, 422, `"/expires_at"`, "2025-01-31T00:00:00Z"),
			post("a key takes nothing else", admin, "/v1/keys", `{"scopes":["read"],"id":"aaaaaaaaaaaaaaaa","root":"x","revoked_at":null,"hash":"x","key":"k","status":"active","version":1}`,
				400, `"/id"`, `"/root"`, `"/revoked_at"`, `"/hash"`, `"/key"`, `"/status"`, `"/version"`),
			post("a rotation neither", admin, "/v1/keys/"+w.idOf(donor)+"/rotations", `{"scopes":["admin"],"root":"x","organization":"wfp"}`, 400, `"/scopes"`, `"/root"`, `"/organization"`),
			post("null is no rotation", admin, "/v1/keys/"+w.idOf(donor)+"/rotations", `null`, 422, "an object"),
			post("a grant neither", admin, "/v1/grants", `{"subject":"s","scopes":["read"],"id":"x","issuer":"https://evil.example","revoked_at":null}`, 400, `"/id"`, `"/issuer"`, `"/revoked_at"`),
		})
		for _, method := range []string{"PATCH", "PUT", "DELETE"} {
			if got := w.send(call{as: admin, method: method, path: "/v1/keys/" + w.idOf(donor), body: `{"scopes":["admin"]}`}); got.Code != http.StatusMethodNotAllowed {
				t.Errorf("%s: %d", method, got.Code)
			}
		}
	})
}

// TestKeysMadeByOneKeyAreOnePerson: who makes a key sees it, and so is the one who uses it, as far as anybody can tell.
func TestKeysMadeByOneKeyAreOnePerson(t *testing.T) {
	withKeys(t, func(t *testing.T, w *world, _ *time.Time) {
		person := func(who string) string {
			c, err := w.svc.Authenticate(t.Context(), w.keys[who])
			if err != nil {
				t.Fatalf("%s: %v", who, err)
			}
			return c.Person
		}
		w.issue(admin, "child", "/v1/keys", `{"scopes":["admin"]}`)
		w.issue("child", "grandchild", "/v1/keys", `{"scopes":["admin"]}`)
		w.issue("grandchild", "taken over", "/v1/keys/"+w.idOf(donor)+"/rotations", `{}`)
		for _, who := range []string{"child", "grandchild", "taken over"} {
			if person(who) != person(admin) || person(who) != w.idOf(admin) {
				t.Errorf("%s is %s, not %s", who, person(who), person(admin))
			}
		}
		if person(donor) == person(admin) || person(another) == person(admin) {
			t.Error("two keys that the operator made are one person")
		}
	})
}

func TestARepeatedAnswerDoesNotHoldTheKey(t *testing.T) {
	withKeys(t, func(t *testing.T, w *world, _ *time.Time) {
		for path, body := range map[string]string{"/v1/keys": `{"scopes":["pledge"]}`, "/v1/keys/" + w.idOf(donor) + "/rotations": `{}`} {
			first := w.issue(admin, "first", path, body, "Idempotency-Key: once-for"+strings.ReplaceAll(path, "/", "."))
			again := w.send(call{as: admin, method: "POST", path: path, body: body, headers: []string{"Idempotency-Key: once-for" + strings.ReplaceAll(path, "/", ".")}})
			var second map[string]any
			if err := json.Unmarshal(again.Body.Bytes(), &second); err != nil || again.Code != http.StatusCreated {
				t.Fatalf("%d %s", again.Code, again.Body)
			}
			key, there := second["key"]
			if second["id"] != first.ID || !there || key != nil || again.Header().Get("Idempotency-Replayed") != "true" || again.Header().Get("Cache-Control") != "no-store" {
				t.Errorf("%v %s", again.Header(), again.Body)
			}
			if first.Secret == "" || w.readsRegions("first") != http.StatusOK {
				t.Error("the first answer had no key that works")
			}
		}
	})
}

// TestKeysAreInNoRowAndNoFile looks for every key that was made in all that the database keeps.
func TestKeysAreInNoRowAndNoFile(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		w, _ := keyWorld(t, url)
		w.issue(admin, "a", "/v1/keys", `{"name":"Desk","scopes":["admin"]}`, "Idempotency-Key: one")
		w.issue(admin, "b", "/v1/keys/"+w.idOf("a")+"/rotations", `{}`, "Idempotency-Key: two")
		w.readsRegions("b")
		w.post(admin, "/v1/keys/"+w.idOf("b")+"/transitions", `{"to":"revoked","reason":"x"}`)
		if err := w.svc.SaveUses(t.Context()); err != nil {
			t.Fatal(err)
		}
		kept := strings.Join(w.dump(), "\n")
		for _, table := range []string{"hmac-sha256:", `"revoked_at"`, "two"} { // keys, ledger, idempotency: the search sees
			if !strings.Contains(kept, table) {
				t.Fatalf("there is no %q in what the database keeps", table)
			}
		}
		if path, ok := strings.CutPrefix(url, "sqlite:"); ok {
			for _, file := range []string{path, path + "-wal"} {
				raw, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				kept += string(raw)
			}
		}
		kept += w.log.String()
		for who, key := range w.keys {
			if key == "" {
				continue
			}
			if !strings.Contains(kept, w.idOf(who)) {
				t.Errorf("the id of %s is not there: the search is blind", who)
			}
			for _, secret := range []string{"knb_live_" + w.idOf(who), key[26:], key[26:58]} {
				if strings.Contains(kept, secret) {
					t.Errorf("%s of %s is kept", secret, who)
				}
			}
		}
	})
}
