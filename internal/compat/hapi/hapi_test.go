package hapi_test

import (
	"bytes"
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path"
	"strings"
	"testing"
	"time"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/exchange"
	"github.com/konbit-aid/konbit/internal/httpapi"
	"github.com/konbit-aid/konbit/internal/relief"
	"github.com/konbit-aid/konbit/internal/store"
	"github.com/konbit-aid/konbit/internal/testkit"
)

// desk is the whole server on an empty database that files are imported into.
type desk struct {
	t    testing.TB
	svc  *relief.Service
	http http.Handler
}

var now = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func newDesk(t testing.TB, where string) *desk {
	t.Helper()
	testkit.Fill(t, where)
	st, err := store.Open(t.Context(), where, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	if _, err := st.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	svc := relief.New(st, relief.WithClock(func() time.Time { return now }))
	return &desk{t, svc, httpapi.New(svc, httpapi.Config{PublicRead: true, Version: "test"})}
}

// load imports a file of the real data.
func (d *desk) load(file string, opts api.ImportOptions) { d.t.Helper(); d.loadOnly(file, "", opts) }

// loadOnly imports the header and the lines that begin so.
func (d *desk) loadOnly(file, begin string, opts api.ImportOptions) {
	d.t.Helper()
	text, err := os.ReadFile(testkit.Shared(d.t, file))
	if err != nil {
		d.t.Fatal(err)
	}
	if begin != "" {
		lines := strings.SplitAfter(string(text), "\n")
		kept := lines[:1]
		for _, line := range lines[1:] {
			if strings.HasPrefix(line, begin) {
				kept = append(kept, line)
			}
		}
		text = []byte(strings.Join(kept, ""))
	}
	src, err := exchange.Open(bytes.NewReader(text))
	if err != nil {
		d.t.Fatal(err)
	}
	opts.File = path.Base(file)
	r, err := d.svc.Import(d.t.Context(), api.System, src, opts)
	if err != nil || !r.Written {
		d.t.Fatalf("%s: %v %+v", file, err, r.Faults)
	}
}

var identifier = base64.StdEncoding.EncodeToString([]byte("tests:somebody@example.org"))

func (d *desk) get(address string) *httptest.ResponseRecorder {
	answer := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodGet, address, nil).WithContext(d.t.Context())
	r.Header.Set("X-HDX-HAPI-APP-IDENTIFIER", identifier)
	d.http.ServeHTTP(answer, r)
	return answer
}

type rows = []map[string]any

// rows reads all pages of a path.
func (d *desk) rows(of string, query url.Values) rows {
	d.t.Helper()
	got := d.get("/compat/hapi/api/v2/" + of + "?" + query.Encode())
	var body struct{ Data rows }
	if err := json.Unmarshal(got.Body.Bytes(), &body); got.Code != http.StatusOK || err != nil {
		d.t.Fatalf("%s?%s: %d %s", of, query.Encode(), got.Code, got.Body)
	}
	return body.Data
}

// table reads a file of the real data by the names of its columns.
func table(t testing.TB, file string) []map[string]string {
	t.Helper()
	f, err := os.Open(testkit.Shared(t, file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var list []map[string]string
	for _, r := range all[1:] {
		row := map[string]string{}
		for i, name := range all[0] {
			row[strings.TrimPrefix(name, "\ufeff")] = r[i]
		}
		if !strings.HasPrefix(r[0], "#") {
			list = append(list, row)
		}
	}
	return list
}
