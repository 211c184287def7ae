package httpapi_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/httpapi"
	"github.com/konbit-aid/konbit/internal/relief"
	"github.com/konbit-aid/konbit/internal/testkit"
	"github.com/konbit-aid/konbit/internal/webhook"
)

const webhookBody = `{"name":"Dashboard","url":"https://dashboard.example.org/konbit"}`

// receiver is where webhooks are sent to, without a network. What it answers can be chosen.
type receiver struct {
	mu     sync.Mutex
	got    []webhook.Message
	urls   []string
	answer func(url string, m webhook.Message) webhook.Outcome
}

func (r *receiver) take(_ context.Context, url string, m webhook.Message) webhook.Outcome {
	r.mu.Lock()
	defer r.mu.Unlock()
	o := webhook.Outcome{Status: 204}
	if r.answer != nil {
		o = r.answer(url, m)
	}
	r.got, r.urls = append(r.got, m), append(r.urls, url)
	return o
}

func (r *receiver) messages() []webhook.Message {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.got)
}

// sent is what a message says.
type sent struct {
	Type string          `json:"type"`
	Data api.LedgerEntry `json:"data"`
}

func read(t *testing.T, m webhook.Message) (s sent) {
	t.Helper()
	if err := json.Unmarshal(m.Body, &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// moment is a clock that is moved.
type moment struct {
	mu sync.Mutex
	at time.Time
}

func (m *moment) now() time.Time { m.mu.Lock(); defer m.mu.Unlock(); return m.at }
func (m *moment) move(by time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.at = m.at.Add(by)
}

// post is a world with a courier that can be let work until nothing is due.
type office struct {
	*world
	receiver receiver
	clock    moment
	t        *testing.T
}

func newOffice(t *testing.T, url string) *office {
	t.Helper()
	o := &office{world: newWorld(t, url), clock: moment{at: today}, t: t}
	o.svc = relief.New(o.store, relief.WithClock(o.clock.now), relief.WithSigner(signer(t)))
	o.http = httpapi.New(o.svc, httpapi.Config{PublicRead: true, Webhooks: o.courier()})
	o.key("admin", "wfp", api.ScopeAdmin)
	return o
}

func (o *office) courier() *webhook.Courier {
	return webhook.NewCourier(o.svc, o.receiver.take, slog.New(slog.DiscardHandler))
}

// until lets some couriers work on sealed entries until something is so.
func (o *office) until(couriers int, what string, so func() bool) {
	o.t.Helper()
	o.seal()
	ctx, stop := context.WithTimeout(o.t.Context(), 30*time.Second)
	defer stop()
	var all sync.WaitGroup
	defer all.Wait()
	defer stop()
	for range couriers {
		all.Go(func() { o.courier().Work(ctx) })
	}
	for !so() {
		if ctx.Err() != nil {
			o.t.Fatalf("%s: it does not come", what)
		}
		time.Sleep(2 * time.Millisecond)
	}
}

func (o *office) hook(path string) (h api.Webhook) {
	o.t.Helper()
	o.get("admin", path, &h)
	return h
}

func TestWebhooksAreSentInOrderAndSigned(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		o := newOffice(t, url)
		o.seal()
		var issued api.IssuedWebhook
		got := o.send(call{as: "admin", method: "POST", path: "/v1/webhooks", body: `{"url":"https://a.example.org","resources":["pledges"]}`})
		if err := json.Unmarshal(got.Body.Bytes(), &issued); err != nil || got.Code != 201 || !strings.HasPrefix(string(issued.Secret), "whsec_") {
			t.Fatalf("%d %s", got.Code, got.Body)
		}
		var want []string
		for range 30 {
			want = append(want, last(o.post(donor, "/v1/pledges", pledgeBody())))
		}
		o.key("silent", "wfp", api.ScopeRead) // an entry that is not told
		o.until(3, "all are delivered", func() bool {
			return o.hook("/v1/webhooks/"+issued.ID).Position >= 30 && len(o.receiver.messages()) >= 30
		})
		key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(string(issued.Secret), "whsec_"))
		if err != nil {
			t.Fatal(err)
		}
		var told []string
		for _, m := range o.receiver.messages() {
			s := read(t, m)
			if s.Type != "ledger.change" || m.ID != fmt.Sprintf("%s.%d", issued.ID, *s.Data.Seq) {
				t.Errorf("%s: %s", m.ID, m.Body)
			}
			told = append(told, s.Data.Record)
			signed, err := webhook.Sign(m.ID, m.At, m.Body, m.Secrets...)
			mac := hmac.New(sha256.New, key)
			fmt.Fprintf(mac, "%s.%d.%s", m.ID, m.At.Unix(), m.Body)
			if err != nil || signed != "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)) {
				t.Fatalf("%v: the signature %s does not verify", err, signed)
			}
		}
		if !slices.Equal(told, want) {
			t.Errorf("told\n%v\nwant\n%v", told, want)
		}
	})
}

// TestAFailingWebhookIsTriedForThreeDays moves the clock from attempt to attempt.
func TestAFailingWebhookIsTriedForThreeDays(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		o := newOffice(t, url)
		o.seal()
		at := o.post("admin", "/v1/webhooks", `{"url":"https://dead.example.org","resources":["pledges"]}`)
		other := o.post("admin", "/v1/webhooks", `{"url":"https://alive.example.org","resources":["regions"]}`)
		o.receiver.answer = func(url string, _ webhook.Message) webhook.Outcome {
			if strings.Contains(url, "dead") {
				return webhook.Outcome{Status: 503, Error: "It answers 503 and not 2xx."}
			}
			return webhook.Outcome{Status: 200}
		}
		o.post(donor, "/v1/pledges", pledgeBody())
		attempts := 0
		for o.hook(at).Status == api.WebhookEnabled && attempts < 100 {
			attempts++
			o.until(2, "an attempt", func() bool { return o.hook(at).Failures >= attempts || o.hook(at).Status != api.WebhookEnabled })
			h := o.hook(at)
			if h.Status == api.WebhookEnabled {
				o.clock.move(h.NextAttemptAt.Sub(o.clock.now()))
			}
		}
		h := o.hook(at)
		if h.Status != api.WebhookDisabled || !strings.Contains(string(h.Reason), "three days") || attempts < 10 || attempts > 30 {
			t.Errorf("after %d attempts it is %s: %s", attempts, h.Status, h.Reason)
		}
		if failing := o.clock.now().Sub(*h.FailingSince); failing < webhook.GiveUpAfter || failing > webhook.GiveUpAfter+14*time.Hour {
			t.Errorf("it was given up after %s", failing)
		}
		notices := slices.DeleteFunc(o.receiver.messages(), func(m webhook.Message) bool { return !strings.Contains(string(m.Body), `"webhook.disabled"`) })
		if len(notices) != 1 {
			t.Errorf("the other webhook was told %d times", len(notices))
		}
		var log api.List[api.WebhookDelivery]
		o.get("admin", at+"/deliveries?limit=1000", &log)
		if len(log.Data) != attempts || *log.Data[0].StatusCode != 503 || log.Data[0].Attempt != attempts || log.Data[0].Delivered {
			t.Errorf("%d attempts are noted of %d, the last one %+v", len(log.Data), attempts, log.Data[0])
		}
		o.get("admin", other+"/deliveries?kind=notice", &log)
		if len(log.Data) != 1 {
			t.Errorf("%d notices are noted", len(log.Data))
		}
		// Once it is enabled, what it missed comes.
		o.receiver.answer = nil
		o.post("admin", at+"/transitions", `{"to":"enabled"}`)
		o.until(1, "what it missed", func() bool { return o.hook(at).Failures == 0 && o.hook(at).Position >= h.Position+1 })
	})
}

func TestGoneIsTheEnd(t *testing.T) {
	o := newOffice(t, testkit.SQLite(t))
	o.seal()
	at := o.post("admin", "/v1/webhooks", `{"url":"https://gone.example.org"}`)
	o.receiver.answer = func(string, webhook.Message) webhook.Outcome {
		return webhook.Outcome{Status: 410, Error: "It answers 410 and not 2xx."}
	}
	o.post(donor, "/v1/pledges", pledgeBody())
	o.until(1, "it is disabled", func() bool { return o.hook(at).Status == api.WebhookDisabled })
}

// TestAClockThatJumpsHoldsNothingUp notes a failure while the clock is a year ahead.
func TestAClockThatJumpsHoldsNothingUp(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		o := newOffice(t, url)
		o.seal()
		at := o.post("admin", "/v1/webhooks", `{"url":"https://a.example.org","resources":["pledges"]}`)
		o.receiver.answer = func(string, webhook.Message) webhook.Outcome {
			return webhook.Outcome{Error: "It could not be reached."}
		}
		o.post(donor, "/v1/pledges", pledgeBody())
		o.clock.move(365 * 24 * time.Hour)
		o.until(1, "a failure", func() bool { return o.hook(at).Failures == 1 })
		o.clock.move(-365 * 24 * time.Hour)
		o.receiver.answer = nil
		o.until(1, "it is delivered", func() bool { return o.hook(at).Failures == 0 })
		if h := o.hook(at); h.Status != api.WebhookEnabled {
			t.Errorf("it is %s: %s", h.Status, h.Reason)
		}
	})
}

func TestASecretIsRotatedWithAnOverlap(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		o := newOffice(t, url)
		at := o.post("admin", "/v1/webhooks", webhookBody)
		var rotated api.IssuedWebhook
		got := o.send(call{as: "admin", method: "POST", path: at + "/rotations", body: `{"overlap_hours":2}`})
		if err := json.Unmarshal(got.Body.Bytes(), &rotated); err != nil || got.Code != 201 {
			t.Fatalf("%d %s", got.Code, got.Body)
		}
		for by, want := range map[time.Duration]int{0: 2, 3 * time.Hour: 1} {
			o.clock.move(by)
			var d api.WebhookDelivery
			if got := o.send(call{as: "admin", method: "POST", path: at + "/pings", body: `{}`}); got.Code != 200 || json.Unmarshal(got.Body.Bytes(), &d) != nil || !d.Delivered {
				t.Fatalf("%d %s", got.Code, got.Body)
			}
			m := o.receiver.messages()
			if secrets := m[len(m)-1].Secrets; len(secrets) != want || secrets[0] != string(rotated.Secret) {
				t.Errorf("after %s it is signed with %d secrets", by, len(secrets))
			}
			o.clock.move(-by)
		}
	})
}

func TestEntriesAreSentAgain(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		o := newOffice(t, url)
		o.seal()
		at := o.post("admin", "/v1/webhooks", `{"url":"https://a.example.org","resources":["pledges"]}`)
		for range 3 {
			o.post(donor, "/v1/pledges", pledgeBody())
		}
		o.until(1, "all are delivered", func() bool { return len(o.receiver.messages()) == 3 })
		first := read(t, o.receiver.messages()[1]).Data.Seq
		if got := o.send(call{as: "admin", method: "POST", path: at + "/replays", body: fmt.Sprintf(`{"from":%d}`, *first)}); got.Code != 200 {
			t.Fatalf("%d %s", got.Code, got.Body)
		}
		o.post(donor, "/v1/pledges", pledgeBody())
		o.until(1, "two come again, and one is new", func() bool { return len(o.receiver.messages()) == 6 })
		var ids []string
		for _, m := range o.receiver.messages() {
			ids = append(ids, m.ID)
		}
		if ids[3] != ids[1] || ids[4] != ids[2] || ids[5] == ids[2] {
			t.Errorf("%v", ids)
		}
		if h := o.hook(at); h.ReplayFrom != nil || h.ReplayTo != nil {
			t.Errorf("it is still sent again: %+v", h)
		}
		for _, body := range []string{`{"from":0}`, `{"from":5,"to":4}`, `{"from":1,"to":99999}`} {
			if got := o.send(call{as: "admin", method: "POST", path: at + "/replays", body: body}); got.Code != 422 {
				t.Errorf("%s: %d %s", body, got.Code, got.Body)
			}
		}
	})
}

// TestAWebhookIsToldWhatItsOrganizationMayRead closes an assessment: others are told to forget it.
func TestAWebhookIsToldWhatItsOrganizationMayRead(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		o := newOffice(t, url)
		o.seal()
		o.post("admin", "/v1/webhooks", `{"url":"https://a.example.org","resources":["assessments"]}`)
		draft := o.post(ngo, "/v1/assessments", assessmentBody())
		o.post(ngo, draft+"/transitions", `{"to":"submitted"}`)
		o.post(coordinator, draft+"/transitions", `{"to":"validated"}`)
		o.post(ngo, draft+"/sensitivity", `{"to":"restricted","reason":"Danger."}`)
		o.post(donor, "/v1/pledges", pledgeBody())
		o.until(1, "the tombstone", func() bool { return len(o.receiver.messages()) == 1 })
		if s := read(t, o.receiver.messages()[0]); s.Type != "ledger.hidden" || s.Data.Record != last(draft) || s.Data.After != nil {
			t.Errorf("%+v", s)
		}
	})
}

func TestWhatAWebhookMustNotBe(t *testing.T) {
	o := newOffice(t, testkit.SQLite(t))
	for _, body := range []string{`{}`, `{"url":"ftp://a.example.org"}`, `{"url":"https://"}`, `{"url":"https://user:pass@a.example.org"}`, `{"url":"https://a.example.org#x"}`,
		`{"url":"https://a.example.org","resources":["keys"]}`, `{"url":"https://a.example.org","regions":["XX"]}`} {
		if got := o.send(call{as: "admin", method: "POST", path: "/v1/webhooks", body: body}); got.Code != 422 {
			t.Errorf("%s: %d %s", body, got.Code, got.Body)
		}
	}
	at := o.post("admin", "/v1/webhooks", webhookBody)
	o.key("stranger", "usaid", api.ScopeAdmin)
	if got := o.send(call{as: "stranger", method: "GET", path: at}); got.Code != 404 {
		t.Errorf("another organization reads it: %d", got.Code)
	}
	for _, who := range []string{nobody, donor, coordinator} {
		if got := o.send(call{as: who, method: "GET", path: "/v1/webhooks"}); got.Code != 401 && got.Code != 403 {
			t.Errorf("%q lists them: %d", who, got.Code)
		}
	}
	for range api.MaxWebhooks - 1 {
		o.post("admin", "/v1/webhooks", webhookBody)
	}
	if got := o.send(call{as: "admin", method: "POST", path: "/v1/webhooks", body: webhookBody}); got.Code != 409 {
		t.Errorf("one too many: %d", got.Code)
	}
	var page api.LedgerPage
	o.seal()
	if text := o.get(coordinator, "/v1/ledger?limit=1000", &page).Body.String(); strings.Contains(text, "whsec_") || strings.Contains(text, "dashboard.example.org") {
		t.Error("the ledger tells of webhooks")
	}
}
