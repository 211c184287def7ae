package httpapi_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/konbit-aid/konbit/api"
)

// fill records n pledges with the references p0000, p0001, … and returns their ids in that order.
func (w *world) fill(n int) []string {
	w.t.Helper()
	ids := make([]string, n)
	for i := range ids {
		at := w.post(donor, "/v1/pledges", pledgeBody(fmt.Sprintf(`reference="p%04d"`, i),
			fmt.Sprintf(`amount={"amount":"%d.00","currency":"USD"}`, 1000+i%7)))
		ids[i] = at[strings.LastIndex(at, "/")+1:]
	}
	return ids
}

// walk follows next from a path to the end and returns what is found on the way.
func (w *world) walk(path string, visit func(page api.List[api.Pledge])) []string {
	w.t.Helper()
	var ids []string
	for path != "" {
		var page api.List[api.Pledge]
		got := w.get(nobody, path, &page)
		for _, p := range page.Data {
			ids = append(ids, p.ID)
		}
		if link := got.Header().Get("Link"); (link == "") != (page.Next == "") || link != "" && link != "<"+string(page.Next)+`>; rel="next"` {
			w.t.Fatalf("Link %q, next %q", link, page.Next)
		}
		if visit != nil {
			visit(page)
		}
		path = string(page.Next)
	}
	return ids
}

func TestLists(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		ids := w.fill(130)
		t.Run("have fifty records a page unless told otherwise", func(t *testing.T) {
			var sizes []int
			got := w.walk("/v1/pledges", func(page api.List[api.Pledge]) { sizes = append(sizes, len(page.Data)) })
			if !slices.Equal(sizes, []int{50, 50, 30}) || !slices.Equal(got, ids) {
				t.Errorf("%v", sizes)
			}
		})
		t.Run("keep all that was asked for in next", func(t *testing.T) {
			pages := 0
			got := w.walk("/v1/pledges?limit=40&donor=usaid&sort=-amount_usd&amount_usd_from=1001&q=food%20assistance", func(page api.List[api.Pledge]) {
				pages++
				if page.Next != "" && !strings.Contains(string(page.Next), "q=food+assistance") {
					t.Errorf("next %s", page.Next)
				}
			})
			slices.Sort(got)
			if unique := slices.Compact(got); len(unique) != 111 || pages != 3 {
				t.Errorf("%d pledges on %d pages", len(unique), pages)
			}
		})
		t.Run("count only where asked", func(t *testing.T) {
			var page api.List[api.Pledge]
			if w.get(nobody, "/v1/pledges?limit=1&count=true", &page); page.Total == nil || *page.Total != 130 {
				t.Errorf("%v", page.Total)
			}
			page.Total = nil
			if w.get(nobody, "/v1/pledges?limit=1", &page); page.Total != nil {
				t.Errorf("%v", *page.Total)
			}
		})
		t.Run("are empty and not null where nothing matches", func(t *testing.T) {
			if got := w.send(call{method: "GET", path: "/v1/pledges?status=cancelled"}).Body.String(); got != `{"data":[],"next":null}`+"\n" {
				t.Errorf("%s", got)
			}
		})
		t.Run("take no cursor of another list, filter or order", func(t *testing.T) {
			var page api.List[api.Pledge]
			w.get(nobody, "/v1/pledges?limit=1", &page)
			cursor := strings.SplitAfter(string(page.Next), "cursor=")[1]
			cursor, _, _ = strings.Cut(cursor, "&")
			for _, path := range []string{"/v1/organizations?cursor=", "/v1/pledges?donor=usaid&cursor=", "/v1/pledges?sort=-id&cursor=", "/v1/sectors?cursor=",
				"/v1/needs?cursor=", "/v1/coverage?crisis=hti-2024&cursor=", "/v1/coverage/explain?crisis=hti-2024&cursor="} {
				got := w.send(call{method: "GET", path: path + cursor})
				if got.Code != http.StatusBadRequest || !strings.Contains(got.Body.String(), `"pointer":"cursor"`) {
					t.Errorf("%s: %d %s", path, got.Code, got.Body)
				}
			}
		})
		t.Run("select a region with all below it", func(t *testing.T) { testDescendants(t, w) })
		t.Run("come as CSV", func(t *testing.T) { testCSV(t, w, ids) })
		t.Run("come as lines of JSON", func(t *testing.T) { testNDJSON(t, w, ids) })
	})
}

func testDescendants(t *testing.T, w *world) {
	at := w.post(donor, "/v1/pledges", pledgeBody(`reference="inner"`,
		`allocations=[{"region":"HT0111","sector":"FSC","amount":{"amount":"5.00","currency":"USD"}}]`))
	for path, want := range map[string]int{"region=HT": 1, "region=HT01": 1, "region=HT0111": 1, "region=HT02": 0, "region=HT02&region=HT01": 1,
		"region_exact=HT": 0, "region_exact=HT0111": 1, "region=HT&sector=FSC": 1, "region=HT&sector=WSH": 0} {
		var page api.List[api.Pledge]
		w.get(nobody, "/v1/pledges?"+path, &page)
		if len(page.Data) != want || want == 1 && !strings.HasSuffix(at, page.Data[0].ID) {
			t.Errorf("%s: %d pledges, want %d", path, len(page.Data), want)
		}
	}
}

func testCSV(t *testing.T, w *world, ids []string) {
	got := w.send(call{method: "GET", path: "/v1/pledges?format=csv&reference=p0001&reference=p0002"})
	rows, err := csv.NewReader(got.Body).ReadAll()
	if err != nil || len(rows) != 3 || rows[0][0] != "id" || rows[1][0] != ids[1] {
		t.Fatalf("%v %v", rows, err)
	}
	h := got.Header()
	if h.Get("Content-Type") != "text/csv; charset=utf-8" || h.Get("Content-Disposition") != `attachment; filename="pledges.csv"` || h.Get("Link") != "" {
		t.Errorf("%v", h)
	}
	t.Run("by Accept, a page with a Link where a limit is given", func(t *testing.T) {
		got := w.send(call{method: "GET", path: "/v1/pledges?limit=10&count=true", headers: []string{"Accept: text/csv"}})
		rows, err := csv.NewReader(got.Body).ReadAll()
		if err != nil || len(rows) != 11 || !strings.Contains(got.Header().Get("Link"), "cursor=") || got.Header().Get("X-Total-Count") != "131" {
			t.Errorf("%d rows, %v, %v", len(rows), err, got.Header())
		}
	})
	t.Run("whole without a limit, with the header alone where it is empty", func(t *testing.T) {
		got := w.send(call{method: "GET", path: "/v1/appeals?format=csv&code=NONE"})
		if got.Code == 200 && !strings.HasPrefix(got.Body.String(), "code,") {
			t.Errorf("%d %q", got.Code, got.Body)
		}
	})
	for _, path := range []string{"regions", "sectors", "currencies", "exchange-rates", "organizations", "crises", "appeals", "assessments", "needs",
		"coverage?crisis=hti-2024&level=0", "coverage/explain?crisis=hti-2024", "pledges/" + ids[0] + "/transactions"} {
		t.Run("also "+strings.ReplaceAll(path, "/", " "), func(t *testing.T) {
			got := w.send(call{method: "GET", path: "/v1/" + path, headers: []string{"Accept: text/csv"}})
			if _, err := csv.NewReader(got.Body).ReadAll(); err != nil || got.Code != 200 || got.Header().Get("Content-Type") != "text/csv; charset=utf-8" {
				t.Errorf("%d %v %v", got.Code, err, got.Header())
			}
		})
	}
}

func testNDJSON(t *testing.T, w *world, ids []string) {
	got := w.send(call{method: "GET", path: "/v1/pledges?format=ndjson"})
	if ct := got.Header().Get("Content-Type"); ct != "application/x-ndjson" {
		t.Errorf("%s", ct)
	}
	lines := strings.Split(strings.TrimSuffix(got.Body.String(), "\n"), "\n")
	if len(lines) != 131 {
		t.Fatalf("%d lines", len(lines))
	}
	for i, id := range ids {
		var p api.Pledge
		if err := json.Unmarshal([]byte(lines[i]), &p); err != nil || p.ID != id {
			t.Fatalf("line %d: %v %s", i, err, lines[i])
		}
	}
}

// TestPagingWhileOthersWrite walks a list while it grows and its records change: what was there at the start is found
// once each, whatever happens.
func TestPagingWhileOthersWrite(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		ids := w.fill(120)
		stop := make(chan struct{})
		var writers sync.WaitGroup
		writers.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				default:
				}
				w.send(call{as: donor, method: "POST", path: "/v1/pledges", body: pledgeBody(fmt.Sprintf(`reference="new %d"`, i))})
				w.send(call{as: donor, method: "PATCH", path: "/v1/pledges/" + ids[i%len(ids)], body: fmt.Sprintf(`{"title":"Changed %d"}`, i), headers: []string{"If-Match: *"}})
			}
		})
		for _, order := range []string{"id", "-id", "pledged_on", "-amount_usd"} {
			seen := map[string]int{}
			for _, id := range w.walk("/v1/pledges?limit=7&pledged_on_to=2024-09-05&sort="+order, nil) {
				seen[id]++
			}
			for _, id := range ids {
				if seen[id] != 1 {
					t.Errorf("by %s, %s was found %d times", order, id, seen[id])
				}
			}
			for id, times := range seen {
				if times != 1 {
					t.Errorf("by %s, %s was found %d times", order, id, times)
				}
			}
		}
		close(stop)
		writers.Wait()
	})
}
