package httpapi_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
	"github.com/konbit-aid/konbit/internal/testkit"
)

// waiting sends a request that must be answered by a change that waits, and returns its address.
func (w *world) waiting(t *testing.T, c call) string {
	t.Helper()
	got := w.send(c)
	var a api.Approval
	if err := json.Unmarshal(got.Body.Bytes(), &a); err != nil || got.Code != http.StatusAccepted || a.Status != api.Pending {
		t.Fatalf("%s %s: %d %s", c.method, c.path, got.Code, got.Body)
	}
	if got.Header().Get("Location") != "/v1/approvals/"+a.ID {
		t.Errorf("Location %q", got.Header().Get("Location"))
	}
	return "/v1/approvals/" + a.ID
}

func decide(name, as, path, to string, status int, want ...string) scenario {
	return scenario{name: name, call: call{as: as, method: "POST", path: path + "/transitions", body: fmt.Sprintf(`{"to":%q,"reason":"Looked at."}`, to)}, status: status, want: want}
}

func TestALargePledgeIsCancelledByTwo(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		m := newMatrix(t, url)
		cancel := call{as: "own-pledge", method: "POST", path: m.post("own-pledge", "/v1/pledges", pledgeBody()) + "/transitions",
			body: `{"to":"cancelled","reason":"The programme was closed."}`, headers: []string{"Idempotency-Key: cancel-it"}}
		pledge := strings.TrimSuffix(cancel.path, "/transitions")
		approval := m.waiting(t, cancel)
		again := m.send(cancel)
		if again.Code != http.StatusAccepted || again.Header().Get("Idempotency-Replayed") != "true" || !strings.Contains(again.Body.String(), last(approval)) {
			t.Errorf("the same request again: %d %s", again.Code, again.Body)
		}
		other := cancel
		other.headers = nil
		m.play(t, []scenario{
			{name: "meanwhile it stands", call: call{as: donor, method: "GET", path: pledge}, status: 200, want: []string{`"status":"pledged"`, `"version":1`}},
			{name: "asking twice leads to the first", call: other, status: 409, want: []string{"Location: " + approval}},
			{name: "it is listed", call: call{as: "own-read", method: "GET", path: "/v1/approvals?status=pending&record=" + last(pledge)}, status: 200, want: []string{last(approval), `"operation":"transitionPledge:cancelled"`}},
			decide("nobody decides for oneself", "own-pledge", approval, "approved", 403, "Whoever asks"),
			decide("others do not see it", "other-pledge", approval, "approved", 404),
			decide("a colleague needs the scope", "own-read", approval, "approved", 403, "pledge"),
			decide("refusing needs no less", "own-report", approval, "refused", 403),
			decide("a colleague agrees", "own-admin", approval, "approved", 200, `"status":"approved"`, `"decided_by":"acted"`),
			{name: "then it is made", call: call{as: donor, method: "GET", path: pledge}, status: 200, want: []string{`"status":"cancelled"`, `"version":2`}},
			decide("and that is all", "own-admin", approval, "approved", 409, "approved already"),
		})
		if n := m.entries(t, "pledges", last(pledge)); n != 2 {
			t.Errorf("%d entries of the pledge in the ledger", n)
		}
		if n := m.entries(t, "approvals", last(approval)); n != 2 {
			t.Errorf("%d entries of the approval in the ledger", n)
		}
	})
}

func TestASmallPledgeIsCancelledByOne(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		m := newMatrix(t, url)
		exactly := m.post("own-pledge", "/v1/pledges", pledgeBody(`amount={"amount":"100.00","currency":"USD"}`))
		above := m.post("own-pledge", "/v1/pledges", pledgeBody(`amount={"amount":"100.01","currency":"USD"}`))
		patch := func(name, path, body string, status int, want ...string) scenario {
			return scenario{name: name, call: call{as: "own-pledge", method: "PATCH", path: path, body: body, headers: []string{"If-Match: *"}}, status: status, want: want}
		}
		m.play(t, []scenario{
			patch("another title takes one", above, `{"title":"Food"}`, 200),
			patch("more money takes one", above, `{"amount":{"amount":"100.02"}}`, 200),
			patch("a reduction above the line takes two", above, `{"amount":{"amount":"100.01"}}`, 202, `"operation":"updatePledge"`, `"change":{"amount":{"amount":"100.01"}}`),
			patch("another currency of less worth takes two", m.post("own-pledge", "/v1/pledges", pledgeBody()), `{"amount":{"amount":"5.00","currency":"EUR"}}`, 202),
			patch("what breaks a rule never waits", above, `{"amount":{"amount":"0.00"}}`, 422, "/amount"),
			patch("a reduction at the line takes one", exactly, `{"amount":{"amount":"99.00"}}`, 200),
			{name: "and so does its end", call: call{as: "own-pledge", method: "POST", path: exactly + "/transitions", body: `{"to":"cancelled","reason":"x"}`}, status: 200},
		})
	})
}

func TestAChangeThatWasOvertakenIsNotMade(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		m := newMatrix(t, url)
		pledge := m.post("own-pledge", "/v1/pledges", pledgeBody())
		reduce := call{as: "own-pledge", method: "PATCH", path: pledge, body: `{"amount":{"amount":"1000.00"}}`, headers: []string{"If-Match: *"}}
		approval := m.waiting(t, reduce)
		m.play(t, []scenario{
			{name: "the pledge changes", call: call{as: "own-pledge", method: "PATCH", path: pledge, body: `{"title":"Food and water"}`, headers: []string{"If-Match: *"}}, status: 200},
			decide("what was asked for no longer fits", coordinator, approval, "approved", 409, "has changed since"),
			{name: "nothing is decided", call: call{as: coordinator, method: "GET", path: approval}, status: 200, want: []string{`"status":"pending"`}},
			{name: "nor made", call: call{as: donor, method: "GET", path: pledge}, status: 200, want: []string{`"25000000.00"`}},
			decide("who asked may take it back", "own-pledge", approval, "withdrawn", 200, `"status":"withdrawn"`),
		})
		approval = m.waiting(t, reduce)
		m.play(t, []scenario{
			{name: "a refusal without a reason is none", call: call{as: coordinator, method: "POST", path: approval + "/transitions", body: `{"to":"refused"}`}, status: 422, want: []string{"/reason"}},
			decide("with one it ends the matter", coordinator, approval, "refused", 200, `"decision":"Looked at."`),
			decide("for good", coordinator, approval, "approved", 409, "refused already"),
		})
	})
}

func TestKeysMadeWithOnesOwnAreOneself(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		m := newMatrix(t, url)
		made := m.send(call{as: "own-admin", method: "POST", path: "/v1/keys", body: `{"organization":"acted","name":"Second","scopes":["pledge","admin"]}`})
		if made.Code == http.StatusNotFound {
			t.Skip("there are no keys to make yet")
		}
		var key struct{ Key string }
		if err := json.Unmarshal(made.Body.Bytes(), &key); err != nil || key.Key == "" {
			t.Fatalf("%d %s", made.Code, made.Body)
		}
		m.keys["second"] = key.Key
		pledge := m.post("own-pledge", "/v1/pledges", pledgeBody())
		mine := m.waiting(t, call{as: "own-admin", method: "POST", path: pledge + "/transitions", body: `{"to":"cancelled","reason":"x"}`})
		m.play(t, []scenario{
			decide("agree with what oneself asked for", "second", mine, "approved", 403, "Whoever asks"),
			decide("a key of the operator's is somebody else", "own-pledge", mine, "approved", 200),
		})
	})
}

// entries counts the ledger's entries of a record.
func (w *world) entries(t *testing.T, resource, record string) int64 {
	t.Helper()
	var n int64
	err := w.store.Read(t.Context(), func(tx *store.Tx) (err error) {
		n, err = tx.CountEntries(resource, record)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
