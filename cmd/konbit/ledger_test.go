package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/api/client"
	"github.com/konbit-aid/konbit/internal/testkit"
)

// fetched keeps an answer in a file.
func fetched(t *testing.T, address string) (file string) {
	t.Helper()
	answer, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s %v %s", address, answer.Status, err, body)
	}
	file = filepath.Join(t.TempDir(), "fetched")
	if err := os.WriteFile(file, body, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// until waits for something that a running server does by and by.
func until(t *testing.T, what string, done func() bool) {
	t.Helper()
	for began := time.Now(); !done(); time.Sleep(20 * time.Millisecond) {
		if time.Since(began) > patience {
			t.Fatalf("%s: it does not come", what)
		}
	}
}

// ledgerKeys makes a key of the ledger: a setting with the private one, and a file with the public one.
func ledgerKeys(t *testing.T) (setting, public string) {
	t.Helper()
	got := konbit(t, nil, "ledger", "keygen", "konbit.test")
	key, ok := strings.CutPrefix(got.stderr, "The public key, for whoever verifies: ")
	if got.code != 0 || !ok || !strings.HasPrefix(got.stdout, "PRIVATE+KEY+konbit.test+") {
		t.Fatalf("%+v", got)
	}
	dir := t.TempDir()
	private, public := filepath.Join(dir, "private"), filepath.Join(dir, "public")
	for file, text := range map[string]string{private: got.stdout, public: key} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return "KONBIT_LEDGER_KEY_FILE=" + private, public
}

// TestVerify verifies a ledger in its database, over HTTP and in a file; and then what somebody has changed.
func TestVerify(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		setting, public := ledgerKeys(t)
		environ := append(on(url), setting)
		secret := key(t, environ, "usaid", "pledge")
		s := start(t, environ)
		must(s.as(secret).Organization(t.Context(), "usaid"))(t)
		size := int64(0)
		until(t, "the first entries are sealed", func() bool {
			page := must(s.as("").Ledger(t.Context(), api.LedgerFilter{}))(t)
			size = page.Size
			return size >= 2
		})
		old := fetched(t, s.base+"/v1/ledger/checkpoint")
		export := konbit(t, environ, "ledger", "export")
		file := filepath.Join(t.TempDir(), "ledger.ndjson")
		if err := os.WriteFile(file, []byte(export.stdout), 0o600); err != nil || export.code != 0 {
			t.Fatal(err, export)
		}
		for _, args := range [][]string{{"verify"}, {"verify", "--url", s.base}, {"verify", "--file", file}} {
			args = append(args, "--key", public, "--checkpoint", old)
			if got := konbit(t, environ, args...); got.code != 0 || !strings.Contains(got.stderr, fmt.Sprintf("%d entries hold", size)) {
				t.Errorf("%v: %+v", args, got)
			}
		}
		wrong := strings.Replace(export.stdout, `"usaid"`, `"wsaid"`, 1)
		if err := os.WriteFile(file, []byte(wrong), 0o600); err != nil || wrong == export.stdout {
			t.Fatal(err)
		}
		if got := konbit(t, environ, "verify", "--file", file, "--key", public); got.code != 1 || !strings.Contains(got.stderr, "not what was recorded") {
			t.Errorf("a changed file: %+v", got)
		}
		_, other := ledgerKeys(t)
		if got := konbit(t, environ, "verify", "--url", s.base, "--key", other); got.code != 1 || !strings.Contains(got.stderr, "not signed by") {
			t.Errorf("another key: %+v", got)
		}
	})
}

// TestErase erases what an entry holds: it is gone everywhere, and everything else still holds.
func TestErase(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		setting, public := ledgerKeys(t)
		environ := append(on(url), setting)
		secret := key(t, environ, "ocha", "coordinate")
		s := start(t, environ)
		c := s.as(secret)
		in := api.OrganizationInput{Code: "gone", Name: "Jean Dupont, private person", Type: "other"}
		o := must(c.CreateOrganization(t.Context(), in))(t)
		must(c.UpdateOrganization(t.Context(), "gone", o.Version, api.Patch(`{"name":"Withheld"}`)))(t)
		var first api.LedgerEntry
		until(t, "both are sealed", func() bool {
			page := must(s.as("").Ledger(t.Context(), api.LedgerFilter{Resource: []string{"organizations"}, Limit: 1000}))(t)
			n := 0
			for _, e := range page.Data {
				if e.Record == "gone" {
					if n++; n == 1 {
						first = e
					}
				}
			}
			return n == 2
		})
		old := fetched(t, s.base+"/v1/ledger/checkpoint")
		if got := konbit(t, environ, "ledger", "erase", first.ID, "--reason", "Asked for."); got.code != 0 {
			t.Fatalf("%+v", got)
		}
		for _, path := range []string{"/v1/ledger?limit=1000&leaves=true", "/v1/organizations/gone/history", "/v1/organizations/gone", "/v1/ledger/entries/" + first.ID} {
			if text, _ := os.ReadFile(fetched(t, s.base+path)); strings.Contains(string(text), "Dupont") {
				t.Errorf("%s still tells it: %s", path, text)
			}
		}
		entry := must(s.as("").LedgerEntry(t.Context(), first.ID))(t)
		if fmt.Sprint(entry.Erased) != "[after]" {
			t.Errorf("the entry says that %v was erased", entry.Erased)
		}
		for _, args := range [][]string{{"verify"}, {"verify", "--url", s.base}} {
			if got := konbit(t, environ, append(args, "--key", public, "--checkpoint", old)...); got.code != 0 {
				t.Errorf("%v: %+v", args, got)
			}
		}
		newest := must(s.as("").Ledger(t.Context(), api.LedgerFilter{Resource: []string{"organizations"}, Limit: 1000}))(t)
		last := newest.Data[len(newest.Data)-1]
		if got := konbit(t, environ, "ledger", "erase", last.ID, "--reason", "Asked for."); got.code != 1 || !strings.Contains(got.stderr, "Correct the record first") {
			t.Errorf("the newest entry: %+v", got)
		}
	})
}

// TestAKilledServerHasEveryAcknowledgedWriteOnce kills the server under load, several times, and counts.
func TestAKilledServerHasEveryAcknowledgedWriteOnce(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		setting, public := ledgerKeys(t)
		environ := append(on(url), setting)
		secret := key(t, environ, "usaid", "pledge")
		coordinator := key(t, environ, "ocha", "coordinate")
		var mu sync.Mutex
		acknowledged := map[string]bool{}
		for round := range 3 {
			p := launch(t, environ)
			if round == 0 {
				crisis(t, p.base, coordinator)
			}
			var writers sync.WaitGroup
			for n := range 4 {
				writers.Go(func() {
					c := client.New(p.base, client.WithKey(secret))
					for i := 0; ; i++ {
						in := api.PledgeInput{Crisis: "hti-2024", Title: "Killed", Amount: api.Money{Minor: int64(i + 1), Currency: api.USD}, PledgedOn: "2024-09-05", Sources: cited,
							Reference: api.Opt(fmt.Sprint(round, "-", n, "-", i))}
						made, err := c.CreatePledge(t.Context(), in)
						if err != nil {
							return // it was killed
						}
						mu.Lock()
						acknowledged[made.ID] = true
						mu.Unlock()
					}
				})
			}
			time.Sleep(time.Duration(200+150*round) * time.Millisecond)
			p.kill(t)
			writers.Wait()
		}
		s := start(t, environ)
		told := map[string]int{}
		until(t, "everything is sealed", func() bool {
			clear(told)
			for after := int64(0); ; {
				page := must(s.as("").Ledger(t.Context(), api.LedgerFilter{After: after, Resource: []string{"pledges"}, Limit: 1000}))(t)
				for _, e := range page.Data {
					told[e.Record]++
				}
				if after = page.Last; after == page.Size {
					break
				}
			}
			return len(told) >= len(acknowledged)
		})
		for id := range acknowledged {
			if told[id] != 1 {
				t.Errorf("the acknowledged pledge %s is %d times in the ledger", id, told[id])
			}
		}
		if got := konbit(t, environ, "verify", "--key", public); got.code != 0 {
			t.Errorf("%+v", got)
		}
		if len(acknowledged) < 10 {
			t.Errorf("only %d writes were acknowledged; that shows little", len(acknowledged))
		}
	})
}

// crisis records what pledges name.
func crisis(t *testing.T, base, secret string) {
	t.Helper()
	c := client.New(base, client.WithKey(secret))
	must(c.CreateRegion(t.Context(), api.RegionInput{Pcode: "HT", Level: 0, ISO3: "HTI", Names: api.Names{EN: "Haiti"}}))(t)
	must(c.CreateCrisis(t.Context(), api.CrisisInput{Code: "hti-2024", Title: "Haiti", Regions: []string{"HT"}, StartedOn: "2024-02-29"}))(t)
}
