package httpapi_test

import (
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/testkit"
)

func TestIdempotencyKey(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		post := func(name, as, path, key, body string, status int, want ...string) scenario {
			sc := refused(name, as, path, body, status, want...)
			sc.headers = []string{"Idempotency-Key: " + key}
			return sc
		}
		first := w.send(post("", donor, "/v1/pledges", "k1", pledgeBody(`reference="once"`), 0).call)
		at := first.Header().Get("Location")
		if first.Code != http.StatusCreated || first.Header().Get("Idempotency-Replayed") != "" {
			t.Fatalf("%d %v", first.Code, first.Header())
		}
		change := call{as: donor, method: "PATCH", path: at, body: `{"title":"Changed since"}`, headers: []string{"If-Match: *"}}
		if got := w.send(change); got.Code != 200 {
			t.Fatalf("%d %s", got.Code, got.Body)
		}
		w.play(t, []scenario{
			post("the same again is the first answer", donor, "/v1/pledges", "k1", pledgeBody(`reference="once"`), 201,
				"Idempotency-Replayed: true", "Location: "+at, `Etag: `+first.Header().Get("ETag"), strings.TrimSpace(first.Body.String())),
			post("another body is refused", donor, "/v1/pledges", "k1", pledgeBody(`reference="twice"`), 422, "Idempotency-Key"),
			post("another address is refused", donor, at+"/transitions", "k1", `{"to":"cancelled","reason":"x"}`, 422, "Idempotency-Key"),
			post("another caller's key is another key", recipient, "/v1/pledges", "k1", pledgeBody(`reference="once"`, `recipient=null`), 201),
			post("a key is visible ASCII", donor, "/v1/pledges", "naïve", pledgeBody(), 400, "Idempotency-Key"),
			post("a key has at most 255 characters", donor, "/v1/pledges", strings.Repeat("k", 256), pledgeBody(), 400),
			post("what was refused does not use the key up", donor, "/v1/pledges", "k2", pledgeBody(`title=""`), 422),
			post("so that the mended request takes it", donor, "/v1/pledges", "k2", pledgeBody(), 201),
			post("a transition happens once", donor, at+"/transitions", "k3", `{"to":"cancelled","reason":"x"}`, 200, `"status":"cancelled"`),
			post("and is replayed", donor, at+"/transitions", "k3", `{"to":"cancelled","reason":"x"}`, 200, "Idempotency-Replayed: true"),
		})
	})
}

// TestTenThousandPostsOfOneKey posts the same pledge 10,000 times, 64 at a time: there is one pledge and one answer.
func TestTenThousandPostsOfOneKey(t *testing.T) {
	posts := 10000
	if testing.Short() || testkit.UnderRace { // make fuzz-spec posts them all
		posts = 1000
	}
	onEngines(t, func(t *testing.T, w *world) {
		var left, made atomic.Int64
		left.Store(int64(posts))
		var answers sync.Map
		var clients sync.WaitGroup
		for range 64 {
			clients.Go(func() {
				for left.Add(-1) >= 0 {
					got := w.send(call{as: donor, method: "POST", path: "/v1/pledges", body: pledgeBody(), headers: []string{"Idempotency-Key: one"}})
					if got.Code != http.StatusCreated {
						t.Errorf("%d %s", got.Code, got.Body)
						return
					}
					if got.Header().Get("Idempotency-Replayed") == "" {
						made.Add(1)
					}
					answers.Store(got.Header().Get("Location")+got.Body.String(), true)
				}
			})
		}
		clients.Wait()
		different := 0
		answers.Range(func(any, any) bool { different++; return true })
		var page api.List[api.Pledge]
		w.get(nobody, "/v1/pledges?count=true", &page)
		if *page.Total != 1 || made.Load() != 1 || different != 1 {
			t.Errorf("%d pledges, made by %d requests, with %d different answers", *page.Total, made.Load(), different)
		}
	})
}
