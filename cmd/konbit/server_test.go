package main

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/konbit-aid/konbit/api/client"
	"github.com/konbit-aid/konbit/internal/config"
)

// patience is how long a server may take to start or stop on a busy machine.
const patience = 2 * time.Minute

// server is a konbit serve that runs in this process.
type server struct {
	base   string
	log    *transcript
	cancel context.CancelFunc
	done   chan error
}

var answersOn = regexp.MustCompile(`answers on (http://\S+)`)

// start runs konbit serve on a free port until the test ends or stop is called.
func start(t *testing.T, environ []string, args ...string) *server {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	s := &server{log: &transcript{}, cancel: cancel, done: make(chan error, 1)}
	args = append([]string{"serve", "--addr", "127.0.0.1:0"}, args...)
	go func() { s.done <- run(ctx, args, environ, strings.NewReader(""), s.log, s.log) }()
	t.Cleanup(func() {
		if err := s.stop(); err != nil {
			t.Errorf("konbit serve: %v", err)
		}
		for _, secret := range secrets(environ) {
			if strings.Contains(s.log.String(), secret) {
				t.Errorf("konbit serve says %q", secret)
			}
		}
		if t.Failed() {
			t.Logf("konbit serve said:\n%s", s.log)
		}
	})
	for began := time.Now(); s.base == ""; time.Sleep(5 * time.Millisecond) {
		if m := answersOn.FindStringSubmatch(s.log.String()); m != nil {
			s.base = m[1]
		}
		select {
		case err := <-s.done:
			s.done <- nil
			t.Fatalf("konbit serve ended: %v\n%s", err, s.log)
		default:
		}
		if time.Since(began) > patience {
			t.Fatalf("konbit serve does not start:\n%s", s.log)
		}
	}
	// The first answer comes once everything is said.
	answer, err := http.Get(s.base + "/livez")
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	return s
}

// made are the keys that konbit key create has made in these tests.
var made = struct {
	sync.Mutex
	keys []string
}{}

// secrets lists what a server must never say: every key that was made for it or another, and each secret setting, of a
// database's address its password.
func secrets(environ []string) []string {
	made.Lock()
	defer made.Unlock()
	all := slices.Clone(made.keys)
	for _, s := range config.Settings() {
		for _, line := range environ {
			value, ok := strings.CutPrefix(line, s.Env()+"=")
			if u, err := url.Parse(value); ok && s.Secret && err == nil && u.User != nil {
				if password, has := u.User.Password(); has {
					all = append(all, password)
				}
			} else if ok && s.Secret && config.Shown(value) != value {
				all = append(all, value)
			}
		}
	}
	return all
}

func TestWhatServeMustNotSay(t *testing.T) {
	made.Lock()
	made.keys = append(made.keys, "knb_live_planted")
	made.Unlock()
	got := secrets(on("postgres://konbit:planted-password@127.0.0.1/konbit"))
	if !slices.Contains(got, "knb_live_planted") || !slices.Contains(got, "planted-password") {
		t.Errorf("got %q", got)
	}
	if got := secrets(on("sqlite:konbit.db")); slices.Contains(got, "sqlite:konbit.db") {
		t.Errorf("got %q: the name of a file is no secret", got)
	}
}

// stop ends the server as SIGTERM does. To call it twice is to call it once.
func (s *server) stop() error {
	s.cancel()
	select {
	case err := <-s.done:
		s.done <- nil
		return err
	case <-time.After(patience):
		return context.DeadlineExceeded
	}
}

// as is a client that shows a key; "" is nobody.
func (s *server) as(key string) *client.Client { return client.New(s.base, client.WithKey(key)) }

// transcript is what a running server has said so far.
type transcript struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (t *transcript) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.text.Write(p)
}

func (t *transcript) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.text.String()
}

// key makes a key with konbit key create, and its organization where that is new.
func key(t testing.TB, environ []string, org, scopes string) string {
	t.Helper()
	got := konbit(t, environ, "key", "create", "--org", org, "--create-org", strings.ToUpper(org), "--scope", scopes)
	if got.code != 0 || !strings.HasPrefix(got.stdout, "knb_live_") || strings.Count(got.stdout, "\n") != 1 {
		t.Fatalf("konbit key create: %+v", got)
	}
	made.Lock()
	defer made.Unlock()
	made.keys = append(made.keys, strings.TrimSpace(got.stdout))
	return made.keys[len(made.keys)-1]
}
