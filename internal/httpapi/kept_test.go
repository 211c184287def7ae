package httpapi

import (
	"fmt"
	"testing"
)

// hold keeps a reply of so many bytes.
func (k *kept) hold(t *testing.T, name string, bytes int) {
	t.Helper()
	_, f, leads := k.find(question{path: name}, 1)
	if !leads {
		t.Fatalf("%s is there already", name)
	}
	f.reply = &reply{version: 1, body: make([]byte, bytes)}
	k.land(f)
}

func TestKeptAnswersTakeNoMoreThanTheirShare(t *testing.T) {
	const most = 64 << 10
	k := newKept(most)
	for i := range 1000 {
		k.hold(t, fmt.Sprint(i), 2<<10)
		if k.bytes > most || len(k.all) != k.order.Len() {
			t.Fatalf("%d bytes are kept of %d, in %d and %d", k.bytes, most, len(k.all), k.order.Len())
		}
	}
	if len(k.all) < 10 || len(k.under) != 0 {
		t.Errorf("%d are kept, %d are under way", len(k.all), len(k.under))
	}
	if r, f, _ := k.find(question{path: "999"}, 1); r == nil {
		t.Error("the newest is gone")
		k.land(f)
	}
	k.hold(t, "large", most/keptShare)
	if _, ok := k.all[question{path: "large"}]; ok {
		t.Error("one may take more than its share")
	}
}

func TestWhatIsAskedForOftenStays(t *testing.T) {
	k := newKept(64 << 10)
	k.hold(t, "often", 2<<10)
	for i := range 200 {
		k.hold(t, fmt.Sprint(i), 2<<10)
		if r, _, _ := k.find(question{path: "often"}, 1); r == nil {
			t.Fatalf("it is gone after %d others", i+1)
		}
	}
}

func TestAReplyIsOfOneState(t *testing.T) {
	k := newKept(1 << 20)
	q := question{path: "a"}
	_, before, leads := k.find(q, 1)
	_, joined, follows := k.find(q, 1)
	if !leads || follows || joined != before {
		t.Error("two work out the same")
	}
	_, after, leads := k.find(q, 2)
	if !leads || after == before {
		t.Error("who asks after a write waits for what was read before it")
	}
	after.reply = &reply{version: 2}
	k.land(after)
	before.reply = &reply{version: 1}
	k.land(before)
	if r, _, _ := k.find(q, 2); r != after.reply {
		t.Error("a later reply was pushed out by an earlier one")
	}
	if r, _, _ := k.find(q, 3); r != nil || k.bytes != 0 {
		t.Errorf("what is out of date is kept: %d bytes", k.bytes)
	}
}

func TestOtherFormsOfAReplyCount(t *testing.T) {
	k := newKept(64 << 10)
	k.hold(t, "a", 2<<10)
	q := question{path: "a"}
	r, _, _ := k.find(q, 1)
	before := k.bytes
	body, made := r.in(codedGzip)
	if again, madeAgain := r.in(codedGzip); !made || madeAgain || &again[0] != &body[0] {
		t.Error("it is compressed twice")
	}
	k.grown(q, r)
	if k.bytes != before+int64(len(body)) {
		t.Errorf("%d bytes after %d more than %d", k.bytes, len(body), before)
	}
}
