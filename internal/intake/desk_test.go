package intake

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/exchange"
	"github.com/konbit-aid/konbit/internal/relief"
	"github.com/konbit-aid/konbit/internal/store"
	"github.com/konbit-aid/konbit/internal/testkit"
)

// world is a service with a crisis, a donor and its key.
type world struct {
	*relief.Service
	t     *testing.T
	now   *time.Time
	donor api.Caller
	dir   string
}

func newWorld(t *testing.T, url string) *world {
	t.Helper()
	st, err := store.Open(t.Context(), url, store.Options{})
	must(t, err)
	t.Cleanup(func() { st.Close() })
	_, err = st.Migrate(t.Context())
	must(t, err)
	now := time.Date(2024, 9, 10, 12, 0, 0, 0, time.UTC)
	w := &world{t: t, now: &now, dir: t.TempDir()}
	w.Service = relief.New(st, relief.WithClock(func() time.Time { return *w.now }))
	must(t, w.Batch(t.Context(), api.System, false, func(b *relief.Batch) error {
		for _, o := range []string{"usaid", "wfp"} {
			if _, err := b.PutOrganization(api.OrganizationInput{Code: o, Name: o, Type: "donor"}); err != nil {
				return err
			}
		}
		if _, err := b.PutRegion(api.RegionInput{Pcode: "HT", Names: api.Names{EN: "Haiti"}, ISO3: "HTI"}, false); err != nil {
			return err
		}
		_, err := b.PutCrisis(api.CrisisInput{Code: "hti-2024", Title: "Haiti", Regions: []string{"HT"}, StartedOn: "2024-01-01"})
		return err
	}))
	key, err := w.CreateKey(t.Context(), api.System, api.KeyInput{Organization: "usaid", Scopes: []api.Scope{api.ScopePledge}}, nil)
	must(t, err)
	w.donor, err = w.Authenticate(t.Context(), string(key.Secret))
	must(t, err)
	return w
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (w *world) desk() *Desk {
	w.t.Helper()
	d, err := Open(w.Service, Config{Dir: w.dir, Each: 8 << 20, All: 16 << 20})
	must(w.t, err)
	return d
}

// long is a file of so many pledges that its sender does not wait for it.
func long(rows int) string {
	var b strings.Builder
	b.WriteString("reference,crisis,title,amount,currency,pledged_on,source_publisher,source_title,source_published_on,note\n")
	pad := strings.Repeat("x", 1+(Small*5/4)/rows)
	for i := range rows {
		fmt.Fprintf(&b, "P-%d,hti-2024,Food,100.00,USD,2024-09-05,USAID,Fact sheet,2024-09-05,%s\n", i, pad)
	}
	return b.String()
}

// send gives a file to a desk.
func (w *world) send(d *Desk, file string, ask api.ImportRequest) api.Import {
	w.t.Helper()
	u, err := d.Receive(strings.NewReader(file))
	must(w.t, err)
	defer u.Discard()
	i, err := d.Submit(w.t.Context(), w.donor, u, ask, nil)
	must(w.t, err)
	return i
}

func (w *world) seen(id string) api.Import {
	w.t.Helper()
	i, err := w.ImportByID(w.t.Context(), w.donor, id)
	must(w.t, err)
	return i
}

func (w *world) pledges() int64 {
	w.t.Helper()
	list, err := w.Pledges(w.t.Context(), api.System, api.PledgeFilter{Page: api.Page{Count: true, Limit: 1}})
	must(w.t, err)
	return *list.Total
}

func (w *world) files() int {
	w.t.Helper()
	all, err := os.ReadDir(w.dir)
	must(w.t, err)
	return len(all)
}

func onEngines(t *testing.T, fn func(t *testing.T, w *world)) {
	t.Helper()
	testkit.Engines(t, func(t *testing.T, url string) { fn(t, newWorld(t, url)) })
}

func TestALongFileIsWorkedOnByAndBy(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		d := w.desk()
		i := w.send(d, long(20), api.ImportRequest{})
		if i.State != api.ImportQueued || i.Summary != nil || w.files() != 1 || w.pledges() != 0 {
			t.Fatalf("%+v", i)
		}
		ctx, end := context.WithCancel(t.Context())
		stopped := make(chan struct{})
		go func() { d.Work(ctx); close(stopped) }()
		for deadline := time.Now().Add(30 * time.Second); !w.seen(i.ID).Ended() && time.Now().Before(deadline); {
			time.Sleep(10 * time.Millisecond)
		}
		end()
		<-stopped
		if i = w.seen(i.ID); i.State != api.ImportDone || i.Summary.Created != 20 || i.Progress.RowsRead != 20 || i.Progress.BytesRead != i.Size || w.pledges() != 20 {
			t.Errorf("%+v %+v", i, i.Summary)
		}
		if w.files() != 0 || d.spool.used != 0 {
			t.Errorf("%d files, %d bytes are left", w.files(), d.spool.used)
		}
	})
}

func TestAnImportOfAProgramThatDiedIsTakenUpOnce(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		died := w.desk()
		i := w.send(died, long(20), api.ImportRequest{})
		if _, ok, err := w.TakeImport(t.Context(), []string{i.ID}, died.name); !ok || err != nil {
			t.Fatal(ok, err)
		}
		next, other := w.desk(), w.desk()
		if next.workOn(t.Context()) {
			t.Fatal("an import was taken that another program works on")
		}
		*w.now = w.now.Add(10 * time.Minute) // its lease is over
		worked := make(chan bool)
		for _, d := range []*Desk{next, other} {
			go func() { worked <- d.workOn(t.Context()) }()
		}
		if a, b := <-worked, <-worked; a == b {
			t.Errorf("both %v", a)
		}
		if i = w.seen(i.ID); i.State != api.ImportDone || i.Summary.Created != 20 || w.pledges() != 20 {
			t.Errorf("%+v", i)
		}
	})
}

func TestAProgramThatLostItsLeaseRecordsNothing(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		d := w.desk()
		i := w.send(d, long(20), api.ImportRequest{})
		late, ok, err := w.TakeImport(t.Context(), []string{i.ID}, "late")
		if !ok || err != nil {
			t.Fatal(ok, err)
		}
		*w.now = w.now.Add(10 * time.Minute)
		if !d.workOn(t.Context()) {
			t.Fatal("nobody took it over")
		}
		before := w.pledges()
		// What it reads now is another file than the one that was recorded.
		must(t, os.WriteFile(d.spool.path(i.ID), []byte(strings.ReplaceAll(long(20), "P-", "LATE-")), 0o600))
		if d.do(t.Context(), late) {
			t.Error("it came to its end")
		}
		if w.pledges() != before {
			t.Errorf("%d pledges, then %d", before, w.pledges())
		}
	})
}

func TestAnImportThatIsCalledOffRecordsNothing(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		d := w.desk()
		i := w.send(d, long(20), api.ImportRequest{})
		task, ok, err := w.TakeImport(t.Context(), []string{i.ID}, d.name)
		if !ok || err != nil {
			t.Fatal(ok, err)
		}
		if _, err := w.TransitionImport(t.Context(), w.donor, i.ID, api.Transition{To: "cancelled", Reason: "The wrong file."}, nil); err != nil {
			t.Fatal(err)
		}
		if d.do(t.Context(), task) {
			t.Error("it came to its end")
		}
		if i = w.seen(i.ID); i.State != api.ImportCancelled || i.Problem != "The wrong file." || w.pledges() != 0 {
			t.Errorf("%+v, %d pledges", i, w.pledges())
		}
		d.tidy(t.Context())
		if w.files() != 0 {
			t.Error("its file is left")
		}
		if d.workOn(t.Context()) {
			t.Error("it was taken again")
		}
	})
}

func TestARevokedKeyImportsNothingAnyMore(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		d := w.desk()
		i := w.send(d, long(20), api.ImportRequest{})
		_, err := w.TransitionKey(t.Context(), api.System, w.donor.KeyID, api.Transition{To: "revoked", Reason: "Stolen."}, nil)
		must(t, err)
		d.workOn(t.Context())
		if i = w.seen(i.ID); i.State != api.ImportFailed || !strings.Contains(string(i.Problem), "no longer in force") || w.pledges() != 0 {
			t.Errorf("%+v", i)
		}
	})
}

func TestAFileThatIsGoneIsGivenUp(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		d := w.desk()
		i := w.send(d, long(20), api.ImportRequest{})
		must(t, os.Remove(d.spool.path(i.ID)))
		d.tidy(t.Context())
		if w.seen(i.ID).Ended() {
			t.Fatal("it was given up at once: the program that holds the file may come back")
		}
		*w.now = w.now.Add(25 * time.Hour)
		d.tidy(t.Context())
		if i = w.seen(i.ID); i.State != api.ImportFailed || !strings.Contains(string(i.Problem), "Send it again") {
			t.Errorf("%+v", i)
		}
	})
}

func TestTheSpoolHoldsNoMoreThanItMay(t *testing.T) {
	w := newWorld(t, "sqlite:"+filepath.Join(t.TempDir(), "konbit.db"))
	d, err := Open(w.Service, Config{Dir: w.dir, Each: 1 << 20, All: 3 << 19})
	must(t, err)
	if _, err := d.Receive(strings.NewReader(strings.Repeat("x", 1<<20+1))); api.CodeOf(err) != api.CodeTooLarge {
		t.Errorf("too long a file: %v", err)
	}
	first, err := d.Receive(strings.NewReader(strings.Repeat("x", 1<<20)))
	must(t, err)
	if _, err := d.Receive(strings.NewReader(strings.Repeat("x", 1<<20))); api.CodeOf(err) != api.CodeBusy {
		t.Errorf("more than there is room for: %v", err)
	}
	first.Discard()
	if w.files() != 0 || d.spool.used != 0 {
		t.Errorf("%d files, %d bytes are left", w.files(), d.spool.used)
	}
	left, err := d.Receive(strings.NewReader("x"))
	must(t, err)
	_ = left.file.Close() // the program ends here
	w.desk()
	if w.files() != 0 {
		t.Error("what was being received when a program ended is left")
	}
}

// TestALongFileTakesLittleMemory imports a file of KONBIT_TEST_IMPORT_MB, 8 if that is not set, and looks how much is in
// memory meanwhile.
func TestALongFileTakesLittleMemory(t *testing.T) {
	size := 8
	if text := os.Getenv("KONBIT_TEST_IMPORT_MB"); text != "" {
		var err error
		size, err = strconv.Atoi(text)
		must(t, err)
	}
	w := newWorld(t, "sqlite:"+filepath.Join(t.TempDir(), "konbit.db"))
	d, err := Open(w.Service, Config{Dir: w.dir, Each: int64(size+1) << 20, All: int64(size+1) << 20})
	must(t, err)
	rows := size << 20 / 16_000
	in, out := io.Pipe()
	go func() {
		text := long(1)
		head, _, _ := strings.Cut(text, "\n")
		fmt.Fprintln(out, head)
		for i := range rows {
			fmt.Fprintf(out, "P-%d,hti-2024,Food,100.00,USD,2024-09-05,USAID,Fact sheet,2024-09-05,%s\n", i, strings.Repeat("x", 15_900))
		}
		out.Close()
	}()
	u, err := d.Receive(in)
	must(t, err)
	i, err := d.Submit(t.Context(), w.donor, u, api.ImportRequest{}, nil)
	must(t, err)
	u.Discard()
	task, ok, err := w.TakeImport(t.Context(), []string{i.ID}, d.name)
	if !ok || err != nil {
		t.Fatal(ok, err)
	}
	f, err := os.Open(d.spool.path(i.ID))
	must(t, err)
	defer f.Close()
	src, err := exchange.OpenFile(f, i.Size, nil)
	must(t, err)
	most := uint64(0)
	must(t, w.RunImport(t.Context(), task, src, func(done int) {
		if done%500 == 0 {
			runtime.GC()
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapAlloc)
		}
	}))
	if got := w.seen(i.ID); got.State != api.ImportDone || got.Summary.Created != rows {
		t.Fatalf("%+v", got)
	}
	if t.Logf("%d MiB, %d rows, at most %d MiB in memory", size, rows, most>>20); most > 64<<20 {
		t.Errorf("%d MiB were in memory", most>>20)
	}
}

func TestAnOrganizationHasOnlySoManyUnfinishedImports(t *testing.T) {
	w := newWorld(t, "sqlite:"+filepath.Join(t.TempDir(), "konbit.db"))
	d, err := Open(w.Service, Config{Dir: w.dir, Each: 8 << 20, All: 64 << 20})
	must(t, err)
	file := long(2)
	for range 20 {
		w.send(d, file, api.ImportRequest{})
	}
	u, err := d.Receive(strings.NewReader(file))
	must(t, err)
	if _, err = d.Submit(t.Context(), w.donor, u, api.ImportRequest{}, nil); api.CodeOf(err) != api.CodeTooMany {
		t.Errorf("%v", err)
	}
	u.Discard()
	if w.files() != 20 {
		t.Errorf("%d files", w.files())
	}
}
