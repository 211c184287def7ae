package httpapi_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/httpapi"
	"github.com/konbit-aid/konbit/internal/ledger"
	"github.com/konbit-aid/konbit/internal/testkit"
)

// seal gives every entry its place.
func (w *world) seal() {
	w.t.Helper()
	for more := true; more; {
		var err error
		if more, err = w.svc.Seal(w.t.Context()); err != nil {
			w.t.Fatal(err)
		}
	}
}

func TestAWriteIsAnsweredWithItsReceipt(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		w := newWorld(t, url)
		c := call{as: donor, method: "POST", path: "/v1/pledges", body: pledgeBody(), headers: []string{"Idempotency-Key: once"}}
		first := w.send(c)
		receipt := first.Header().Values("Konbit-Entry")
		id, leaf, ok := strings.Cut(strings.Join(receipt, "|"), ";leaf=")
		if first.Code != 201 || len(receipt) != 1 || !ok || !api.IsID(id) || len(leaf) != 64 {
			t.Fatalf("%d, Konbit-Entry %q", first.Code, receipt)
		}
		if again := w.send(c).Header().Values("Konbit-Entry"); len(again) != 1 || again[0] != receipt[0] {
			t.Errorf("repeated, the receipt is %q", again)
		}
		if got := w.send(call{method: "GET", path: "/v1/ledger/entries/" + id + "/proof"}); got.Code != 409 {
			t.Errorf("a proof before it is sealed: %d %s", got.Code, got.Body)
		}
		w.seal()
		var proof api.LedgerProof
		w.get(nobody, "/v1/ledger/entries/"+id+"/proof", &proof)
		var head api.LedgerCheckpoint
		w.get(nobody, "/v1/ledger/checkpoint", &head)
		var key api.LedgerKey
		w.get(nobody, "/v1/ledger/key", &key)
		signed, err := ledger.OpenCheckpoint(head.Note, key.Key)
		if err != nil || proof.Leaf != leaf || proof.Size != signed.Size || proof.Root != ledger.FormatHash(signed.Root) {
			t.Errorf("%v; the proof %+v is not of the receipt %s and the checkpoint %+v", err, proof, leaf, signed)
		}
		if got := w.send(call{as: donor, method: "POST", path: "/v1/pledges", body: `{}`}); len(got.Header().Values("Konbit-Entry")) != 0 {
			t.Error("what was refused has a receipt")
		}
	})
}

// TestTheWholeLedgerIsVerifiedFromOutside reads it as NDJSON, as each reader, and recomputes the tree.
func TestTheWholeLedgerIsVerifiedFromOutside(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		m := newMatrix(t, url) // all kinds of records, many of them hidden
		m.seal()
		var head api.LedgerCheckpoint
		m.get(nobody, "/v1/ledger/checkpoint", &head)
		root, err := ledger.ParseHash(head.Root)
		if err != nil {
			t.Fatal(err)
		}
		told := map[string]int{}
		for _, who := range []string{nobody, donor, ngo, coordinator} {
			got := m.send(call{as: who, method: "GET", path: "/v1/ledger?leaves=true", headers: []string{"Accept: application/x-ndjson"}})
			v := ledger.NewVerifier(ledger.Mark{Size: head.Size, Root: root, Name: "the checkpoint"})
			lines := json.NewDecoder(got.Body)
			for lines.More() {
				var e api.LedgerEntry
				if err := lines.Decode(&e); err != nil {
					t.Fatal(err)
				}
				line, err := ledger.LineOf(e)
				if err == nil {
					_, err = v.Add(line)
				}
				if err != nil {
					t.Fatalf("%q: %v", who, err)
				}
				if line.Told {
					told[who]++
				}
			}
			if err := v.Done(); err != nil || v.Size() != head.Size {
				t.Errorf("%q reads %d of %d entries: %v", who, v.Size(), head.Size, err)
			}
		}
		if told[nobody] == 0 || told[nobody] >= told[donor] || told[donor] >= told[coordinator] {
			t.Errorf("who sees more is not told more: %v", told)
		}
	})
}

// TestTheFeedTellsWhatTheHistoryTells holds each entry that somebody is told to what the record's history tells that reader.
func TestTheFeedTellsWhatTheHistoryTells(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		m := newMatrix(t, url)
		m.seal()
		for _, who := range []string{nobody, donor, ngo, coordinator} {
			var page api.LedgerPage
			m.get(who, "/v1/ledger?limit=1000", &page)
			for _, e := range page.Data {
				if e.Event != api.LedgerChange || e.Resource == "transactions" {
					continue
				}
				got := m.send(call{as: who, method: "GET", path: "/v1/" + e.Resource + "/" + e.Record})
				if got.Code != 200 {
					t.Errorf("%q is told of %s %s, which is a %d", who, e.Resource, e.Record, got.Code)
				}
			}
		}
	})
}

// TestEventsGoOn follows the ledger as a browser does, breaks off, and goes on with the last id.
func TestEventsGoOn(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		w := newWorld(t, url)
		w.seal()
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			defer close(done)
			w.svc.Sealing(ctx, func(err error) { t.Error(err) })
		}()
		defer func() { stop(); <-done }()
		server := httptest.NewServer(w.http)
		defer server.Close()
		var page api.LedgerPage
		w.get(nobody, "/v1/ledger?limit=1", &page)
		events := follow(t, server.URL, fmt.Sprint(page.Size))
		first := w.post(donor, "/v1/pledges", pledgeBody())
		at := events.next(t)
		if at.event != "change" || !strings.HasSuffix(first, at.entry.Record) || fmt.Sprint(*at.entry.Seq) != at.id {
			t.Fatalf("the event is %+v", at)
		}
		events.close()
		w.post(donor, "/v1/pledges", pledgeBody())
		w.key("late", "wfp", api.ScopeRead) // an entry that is not told
		events = follow(t, server.URL, at.id)
		defer events.close()
		if second := events.next(t); second.event != "change" || second.id == at.id {
			t.Errorf("after %s comes %+v", at.id, second)
		}
		if silent := events.next(t); silent.event != "" || silent.id == "" {
			t.Errorf("what is not told is not passed over: %+v", silent)
		}
	})
}

// feed is a stream of events.
type feed struct {
	lines *bufio.Scanner
	close func()
}

type followed struct {
	id, event string
	entry     api.LedgerEntry
}

func follow(t *testing.T, address, last string) *feed {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 30*time.Second)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address+"/v1/ledger", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept", "text/event-stream")
	r.Header.Set("Last-Event-ID", last)
	answer, err := http.DefaultClient.Do(r)
	if err != nil || answer.StatusCode != 200 || answer.Header.Get("Content-Type") != "text/event-stream" {
		t.Fatalf("%v %+v", err, answer)
	}
	return &feed{bufio.NewScanner(answer.Body), func() { stop(); _ = answer.Body.Close() }}
}

// next is the next event that has an id.
func (f *feed) next(t *testing.T) (e followed) {
	t.Helper()
	for f.lines.Scan() {
		name, value, _ := strings.Cut(f.lines.Text(), ": ")
		switch name {
		case "id":
			e.id = value
		case "event":
			e.event = value
		case "data":
			if err := json.Unmarshal([]byte(value), &e.entry); err != nil {
				t.Fatal(err)
			}
		case "":
			if e.id != "" {
				return e
			}
		}
	}
	t.Fatalf("the stream ends: %v", f.lines.Err())
	return e
}

func TestFollowersEndWithTheServer(t *testing.T) {
	ending := make(chan struct{})
	w := emptyWorld(t, testkit.SQLite(t), httpapi.Config{PublicRead: true, Ending: ending})
	server := httptest.NewServer(w.http)
	defer server.Close()
	events := follow(t, server.URL, "0")
	defer events.close()
	close(ending)
	for events.lines.Scan() { // until the server ends it
	}
	if err := events.lines.Err(); err != nil {
		t.Errorf("the server left without ending the stream: %v", err)
	}
}

// TestAShieldIsTombstones hides an area: the public is told which reports to forget, and nothing of where; and to read them again.
func TestAShieldIsTombstones(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		m := newMatrix(t, url)
		inside := m.post("own-report", "/v1/incidents", fmt.Sprintf(`{"crisis":"hti-2024","region":"HT0111","category":"looting","title":"Looted","killed":50,
			"period":{"from":"2024-09-01","to":"2024-09-01"},"sensitivity":"public",%s}`, exampleSource))
		m.post("own-pledge", "/v1/pledges", pledgeBody(`allocations=[{"region":"HT0111","sector":"WSH","amount":{"amount":"70.01","currency":"USD"}}]`))
		m.seal()
		var before, now, after api.LedgerPage
		m.get(nobody, "/v1/ledger?limit=1000", &before)
		if got := m.send(call{as: "other-report", method: "POST", path: "/v1/regions/HT0111/shield", body: `{"reason":"Figures were used to plan attacks."}`}); got.Code != 200 {
			t.Fatalf("%d %s", got.Code, got.Body)
		}
		m.seal()
		hidden := fmt.Sprintf("/v1/ledger?after=%d", before.Last)
		m.get(nobody, hidden, &now)
		if len(now.Data) != 1 || now.Data[0].Event != api.LedgerHidden || len(now.Data[0].Records) != 1 || now.Data[0].Records[0].Record != last(inside) {
			t.Errorf("the public is told %+v", now.Data)
		}
		for _, path := range []string{hidden, "/v1/ledger?limit=1000&resource=pledges&resource=incidents&resource=transactions", "/v1/ledger?region=HT0111&resource=pledges"} {
			if text := m.get(nobody, path, &after).Body.String(); strings.Contains(text, "HT0111") || strings.Contains(text, "plan attacks") {
				t.Errorf("%s tells the public where: %s", path, text)
			}
		}
		m.get(nobody, "/v1/ledger?region=HT0111&resource=pledges", &after)
		if len(after.Data) > 0 {
			t.Errorf("the public is told of pledges for a place that is hidden: %+v", after.Data)
		}
		m.get("other-report", "/v1/ledger?region=HT0111&resource=pledges", &after)
		if len(after.Data) != 1 || after.Data[0].Redacted {
			t.Errorf("who shows a key is told %+v", after.Data)
		}
		asked := m.post("other-report", "/v1/regions/HT0111/shield", `{"shielded":false,"reason":"It is over."}`)
		m.post(coordinator, asked+"/transitions", `{"to":"approved"}`)
		m.seal()
		m.get(nobody, fmt.Sprintf("/v1/ledger?after=%d", now.Last), &after)
		if len(after.Data) != 1 || after.Data[0].Event != api.LedgerShown || after.Data[0].Records[0].Record != last(inside) {
			t.Errorf("then the public is told %+v", after.Data)
		}
	})
}
