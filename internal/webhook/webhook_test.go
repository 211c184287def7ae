package webhook_test

import (
	"context"
	"encoding/base64"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/konbit-aid/konbit/internal/webhook"
)

// TestSignature is the example of the Standard Webhooks specification.
func TestSignature(t *testing.T) {
	const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	got, err := webhook.Sign("msg_p5jXN8AQM9LWM0D4loKWxJek", time.Unix(1614265330, 0), []byte(`{"test": 2432232314}`), secret)
	if err != nil || got != "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=" {
		t.Errorf("%s, %v", got, err)
	}
	two, err := webhook.Sign("m", time.Unix(1, 0), nil, secret, "whsec_"+base64.StdEncoding.EncodeToString([]byte("another secret, of some length")))
	if err != nil || strings.Count(two, "v1,") != 2 || strings.Count(two, " ") != 1 {
		t.Errorf("%s, %v", two, err)
	}
	if _, err := webhook.Sign("m", time.Unix(1, 0), nil, "whsec_%"); err == nil || strings.Contains(err.Error(), "%") {
		t.Errorf("a broken secret: %v", err)
	}
}

func TestNobodyIsReachedButThePublic(t *testing.T) {
	var none webhook.Guard
	for _, inner := range []string{"127.0.0.1", "127.8.8.8", "::1", "0.0.0.0", "::", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1",
		"100.64.0.1", "224.0.0.1", "ff02::1", "255.255.255.255", "240.0.0.1", "192.0.0.1", "192.0.2.1", "198.18.0.1", "203.0.113.9", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1",
		"2002:7f00:1::", "2001:db8::1", "fec0::1", "0.1.2.3"} {
		if none.Permits(netip.MustParseAddr(inner)) {
			t.Errorf("%s may be reached", inner)
		}
	}
	for _, outer := range []string{"1.1.1.1", "8.8.8.8", "2606:4700:4700::1111", "172.32.0.1", "100.128.0.1", "192.169.0.1"} {
		if !none.Permits(netip.MustParseAddr(outer)) {
			t.Errorf("%s may not be reached", outer)
		}
	}
	some := webhook.Guard{Allow: []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16")}}
	if !some.Permits(netip.MustParseAddr("10.1.2.3")) || some.Permits(netip.MustParseAddr("10.2.0.1")) {
		t.Error("what is allowed is not what may be reached")
	}
}

var local = webhook.Guard{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}}

func send(t *testing.T, g webhook.Guard, url string) webhook.Outcome {
	t.Helper()
	return webhook.NewSender(g).Send(t.Context(), url, webhook.Message{ID: "m.1", At: time.Unix(1614265330, 0), Body: []byte(`{"a":1}`), Secrets: []string{"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}})
}

func TestWhatIsSent(t *testing.T) {
	var got *http.Request
	var body []byte
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r
		body, _ = io.ReadAll(r.Body)
		w.WriteHeader(http.StatusNoContent)
	}))
	defer server.Close()
	if o := send(t, local, server.URL+"/in?x=1"); !o.Taken() || o.Status != 204 {
		t.Fatalf("%+v", o)
	}
	h := got.Header
	want, _ := webhook.Sign("m.1", time.Unix(1614265330, 0), body, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	if got.Method != "POST" || got.URL.String() != "/in?x=1" || string(body) != `{"a":1}` || h.Get("Webhook-Id") != "m.1" || h.Get("Webhook-Timestamp") != "1614265330" ||
		h.Get("Webhook-Signature") != want || h.Get("Content-Type") != "application/json" {
		t.Errorf("%s %s %v %s", got.Method, got.URL, h, body)
	}
}

// TestReceiversThatMisbehave are what an attacker's receiver, or a broken one, does.
func TestReceiversThatMisbehave(t *testing.T) {
	reached := 0
	inner := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached++ }))
	defer inner.Close()
	for name, tt := range map[string]struct {
		handle http.HandlerFunc
		want   string
	}{
		"a redirect to a local address": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, inner.URL, http.StatusTemporaryRedirect)
		}, "redirects"},
		"404": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(404) }, "answers 404"},
		"500": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) }, "answers 500"},
		"a broken answer": {func(w http.ResponseWriter, _ *http.Request) {
			c, _, _ := w.(http.Hijacker).Hijack()
			c.Close()
		}, "could not be reached"},
		"a head without end": {func(w http.ResponseWriter, _ *http.Request) {
			c, _, _ := w.(http.Hijacker).Hijack()
			defer c.Close()
			_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\n")
			for range 10_000 {
				if _, err := io.WriteString(c, "X: "+strings.Repeat("x", 100)+"\r\n"); err != nil {
					return
				}
			}
		}, "could not be reached"},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(tt.handle)
			defer server.Close()
			if o := send(t, local, server.URL); o.Taken() || !strings.Contains(o.Error, tt.want) {
				t.Errorf("%+v", o)
			}
		})
	}
	if reached > 0 {
		t.Error("a redirect was followed")
	}
}

// TestAHugeAnswerIsNotRead counts what is taken of an answer that does not end.
func TestAHugeAnswerIsNotRead(t *testing.T) {
	ended := make(chan int64, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var n int64
		for r.Context().Err() == nil && n < 1<<30 {
			m, err := w.Write(make([]byte, 1<<16))
			if n += int64(m); err != nil {
				break
			}
		}
		ended <- n
	}))
	defer server.Close()
	if o := send(t, local, server.URL); !o.Taken() {
		t.Fatalf("%+v", o)
	}
	if n := <-ended; n > 16<<20 {
		t.Errorf("%d bytes were taken", n)
	}
}

func TestAReceiverThatHangsIsLeft(t *testing.T) {
	hang := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-hang }))
	defer server.Close()
	defer close(hang)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if o := webhook.NewSender(local).Send(ctx, server.URL, webhook.Message{ID: "m"}); o.Taken() || !strings.Contains(o.Error, "did not answer") {
		t.Errorf("%+v", o)
	}
}

// TestTheAddressThatIsDialedIsWhatCounts uses names: what a name stands for when it is dialed is looked at, whatever it stood for before.
func TestTheAddressThatIsDialedIsWhatCounts(t *testing.T) {
	reached := 0
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached++ }))
	defer server.Close()
	_, port, _ := net.SplitHostPort(strings.TrimPrefix(server.URL, "http://"))
	for _, host := range []string{"localhost", "127.0.0.1", "[::ffff:127.0.0.1]"} {
		if o := send(t, webhook.Guard{}, "http://"+host+":"+port); o.Taken() {
			t.Errorf("%s is reached", host)
		}
	}
	if reached > 0 {
		t.Error("it was reached")
	}
}

// TestAnUnknownCertificateDoesNotHold speaks TLS to a server whose certificate nobody vouches for.
func TestAnUnknownCertificateDoesNotHold(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer server.Close()
	if o := send(t, local, server.URL); o.Taken() || !strings.Contains(o.Error, "certificate") {
		t.Errorf("%+v", o)
	}
}

func TestTheSchedule(t *testing.T) {
	var sum time.Duration
	for n := 1; sum < webhook.GiveUpAfter; n++ {
		w := webhook.Wait(n, 0.5)
		if n > 1 && w < webhook.Wait(n-1, 0.5) || w > 12*time.Hour {
			t.Errorf("after %d failures it waits %s", n, w)
		}
		if low, high := webhook.Wait(n, 0), webhook.Wait(n, 1); low >= w || high <= w {
			t.Errorf("without chance: %s %s %s", low, w, high)
		}
		if sum += w; n > 30 {
			t.Fatal("too many attempts")
		}
	}
}
