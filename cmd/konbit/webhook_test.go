package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/api/client"
	"github.com/konbit-aid/konbit/internal/testkit"
)

// receiver keeps what it is sent.
type receiver struct {
	*httptest.Server
	mu      sync.Mutex
	records map[string]int
	last    http.Header
	body    []byte
}

func newReceiver(t *testing.T) *receiver {
	t.Helper()
	r := &receiver{records: map[string]int{}}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, err := io.ReadAll(q.Body)
		var m struct {
			Data api.LedgerEntry `json:"data"`
		}
		if err != nil || json.Unmarshal(body, &m) != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		r.records[m.Data.Record]++
		r.last, r.body = q.Header, body
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) has(record string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.records[record] > 0
}

// TestAKilledServerDeliversEveryAcknowledgedWrite kills the server while it writes and sends.
func TestAKilledServerDeliversEveryAcknowledgedWrite(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		environ := append(on(url), "KONBIT_WEBHOOK_ALLOW=127.0.0.0/8")
		secret := key(t, environ, "usaid", "pledge,admin")
		coordinator := key(t, environ, "ocha", "coordinate")
		there := newReceiver(t)
		var mu sync.Mutex
		var acknowledged []string
		for round := range 2 {
			p := launch(t, environ)
			c := client.New(p.base, client.WithKey(secret))
			if round == 0 {
				crisis(t, p.base, coordinator)
				must(c.CreateWebhook(t.Context(), api.WebhookInput{URL: there.URL, Resources: []string{"pledges"}}))(t)
			}
			var writers sync.WaitGroup
			for n := range 3 {
				writers.Go(func() {
					for i := 0; ; i++ {
						in := api.PledgeInput{Crisis: "hti-2024", Title: "Killed", Amount: api.Money{Minor: int64(i + 1), Currency: api.USD}, PledgedOn: "2024-09-05", Sources: cited,
							Reference: api.Opt(fmt.Sprint(round, "-", n, "-", i))}
						made, err := c.CreatePledge(t.Context(), in)
						if err != nil {
							return // it was killed
						}
						mu.Lock()
						acknowledged = append(acknowledged, made.ID)
						mu.Unlock()
					}
				})
			}
			time.Sleep(600 * time.Millisecond)
			p.kill(t)
			writers.Wait()
		}
		start(t, environ)
		until(t, "every webhook", func() bool {
			for _, id := range acknowledged {
				if !there.has(id) {
					return false
				}
			}
			return true
		})
		if len(acknowledged) < 10 {
			t.Errorf("only %d writes were acknowledged; that shows little", len(acknowledged))
		}
	})
}

// TestTheDocumentedReceiversVerify runs the code of docs/webhooks.md on a message that was sent.
func TestTheDocumentedReceiversVerify(t *testing.T) {
	url := "sqlite:" + filepath.Join(t.TempDir(), "konbit.db")
	environ := append(on(url), "KONBIT_WEBHOOK_ALLOW=127.0.0.0/8")
	s := start(t, environ)
	c := s.as(key(t, environ, "usaid", "admin"))
	there := newReceiver(t)
	hook := must(c.CreateWebhook(t.Context(), api.WebhookInput{URL: there.URL, Resources: []string{"incidents"}}))(t) // of which there are none
	if d := must(c.PingWebhook(t.Context(), hook.ID))(t); !d.Delivered {
		t.Fatalf("%+v", d)
	}
	page, err := os.ReadFile("../../docs/webhooks.md")
	if err != nil {
		t.Fatal(err)
	}
	headers := map[string]string{}
	for _, name := range []string{"webhook-id", "webhook-timestamp", "webhook-signature"} {
		headers[name] = there.last.Get(name)
	}
	given, err := json.Marshal(headers)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ language, program, file, call string }{
		{"python", "python3", "receiver.py", "\nimport json, sys\nverify(sys.argv[1], json.loads(sys.argv[2]), sys.argv[3].encode())\n"},
		{"js", "node", "receiver.mjs", "\nverify(process.argv[2], JSON.parse(process.argv[3]), process.argv[4]);\n"},
	} {
		t.Run(tt.language, func(t *testing.T) {
			program, err := exec.LookPath(tt.program)
			if err != nil {
				t.Skip(err)
			}
			code := regexp.MustCompile("(?s)```" + tt.language + "\n(.*?)```").FindSubmatch(page)
			file := filepath.Join(t.TempDir(), tt.file)
			if err := os.WriteFile(file, append(code[1], tt.call...), 0o600); err != nil {
				t.Fatal(err)
			}
			run := func(secret, body string) string {
				out, err := exec.CommandContext(t.Context(), program, file, secret, string(given), body).CombinedOutput()
				if err == nil {
					return ""
				}
				return string(out)
			}
			if said := run(string(hook.Secret), string(there.body)); said != "" {
				t.Errorf("what was sent does not verify: %s", said)
			}
			for _, said := range []string{run(string(hook.Secret), string(there.body)+" "), run("whsec_AAAA", string(there.body))} {
				if !strings.Contains(said, "Error: not signed") {
					t.Errorf("what was changed is answered by %q", said)
				}
			}
		})
	}
}
