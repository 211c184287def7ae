package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/konbit-aid/konbit/api"
)

// against returns a client of a server that answers with the handler, and the waits it took.
func against(t *testing.T, answer http.HandlerFunc, options ...Option) (*Client, *[]time.Duration) {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	c := New(server.URL+"/", options...)
	waits := &[]time.Duration{}
	c.sleep = func(_ context.Context, d time.Duration) error {
		*waits = append(*waits, d)
		return nil
	}
	return c, waits
}

func TestFiltersTravelByTheirFormTags(t *testing.T) {
	yes, million := true, api.Cents(100_000_050)
	for _, tt := range []struct {
		name   string
		filter any
		want   string
	}{
		{"nothing", nil, ""},
		{"zero values", api.PledgeFilter{}, ""},
		{"the page", api.PledgeFilter{Page: api.Page{Limit: 10, Cursor: "a=b", Count: true}}, "?count=true&cursor=a%3Db&limit=10"},
		{"lists", api.PledgeFilter{Donor: []string{"usaid", "echo"}, Status: []api.PledgeStatus{api.StatusPledged}},
			"?donor=usaid&donor=echo&status=pledged"},
		{"pointers", api.PledgeFilter{NewMoney: &yes, AmountUSDFrom: &million}, "?amount_usd_from=1000000.50&new_money=true"},
		{"a pointer to zero", api.CoverageFilter{Crisis: "hti-2024", Level: new(int), AsOf: "2024-09-05"},
			"?as_of=2024-09-05&crisis=hti-2024&level=0"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := query(tt.filter); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestRequestsSayWhoAsksAndWhat(t *testing.T) {
	var got string
	c, _ := against(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = fmt.Sprint(r.Method, " ", r.URL.EscapedPath(), " ", r.Header.Get("Authorization"), " ", r.Header.Get("If-Match"), " ",
			r.Header.Get("Content-Type"), " ", r.Header.Get("Idempotency-Key"), " ", string(body))
		_, _ = io.WriteString(w, `{"id":"x","version":4}`)
	}, WithKey("knb_live_1_2"))

	if p, err := c.UpdatePledge(t.Context(), "a/b", 3, api.Patch(`{"title":"x"}`)); err != nil || p.Version != 4 {
		t.Errorf("got %+v, %v", p, err)
	}
	if want := `PATCH /v1/pledges/a%2Fb Bearer knb_live_1_2 "3" application/merge-patch+json  {"title":"x"}`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if _, err := c.TransitionPledge(t.Context(), "1", api.Transition{To: "cancelled", Reason: "r"}, Once("k1")); err != nil {
		t.Error(err)
	}
	if want := `POST /v1/pledges/1/transitions Bearer knb_live_1_2  application/json k1 {"to":"cancelled","reason":"r","on":null}`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestRefusalsComeBackAsTheyWereMeant(t *testing.T) {
	c, _ := against(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/problem+json; charset=utf-8")
		w.Header().Set("Location", "/v1/pledges/1")
		w.WriteHeader(http.StatusConflict)
		_, _ = io.WriteString(w, `{"title":"t","status":409,"detail":"There is one.","errors":[{"pointer":"/reference","code":"taken","detail":"d"}]}`)
	})
	_, err := c.Pledge(t.Context(), "2")
	e, ok := errors.AsType[*api.Error](err)
	if !ok || e.Code != api.CodeConflict || e.Detail != "There is one." || e.Location != "/v1/pledges/1" ||
		len(e.Fields) != 1 || e.Fields[0].Pointer != "/reference" {
		t.Errorf("got %#v", err)
	}
}

func TestAnAnswerFromSomebodyElseIsAnErrorToo(t *testing.T) {
	for status, want := range map[int]api.Code{502: api.CodeUnavailable, 418: api.CodeInternal, 302: api.CodeInternal} {
		c, _ := against(t, func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "<html>", status) })
		if _, err := c.Crisis(t.Context(), "x"); api.CodeOf(err) != want {
			t.Errorf("%d: got %v, want %s", status, err, want)
		}
	}
	c, _ := against(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>") })
	if _, err := c.Crisis(t.Context(), "x"); err == nil || !strings.Contains(err.Error(), "cannot be read") {
		t.Errorf("got %v", err)
	}
}

func TestBusyServersAreAskedAgain(t *testing.T) {
	for _, tt := range []struct {
		name  string
		do    func(context.Context, *Client) error
		tries int
	}{
		{"reads", func(ctx context.Context, c *Client) error { _, err := c.Region(ctx, "HT"); return err }, 4},
		{"writes made once", func(ctx context.Context, c *Client) error {
			_, err := c.CreateCrisis(ctx, api.CrisisInput{}, Once("k"))
			return err
		}, 4},
		{"other writes are not", func(ctx context.Context, c *Client) error {
			_, err := c.CreateCrisis(ctx, api.CrisisInput{})
			return err
		}, 1},
		{"patches are not", func(ctx context.Context, c *Client) error {
			_, err := c.UpdateCrisis(ctx, "x", 1, api.Patch(`{}`))
			return err
		}, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tries := 0
			c, waits := against(t, func(w http.ResponseWriter, _ *http.Request) {
				tries++
				w.Header().Set("Retry-After", "7")
				w.WriteHeader(http.StatusServiceUnavailable)
			})
			if err := tt.do(t.Context(), c); api.CodeOf(err) != api.CodeUnavailable {
				t.Errorf("got %v", err)
			}
			if tries != tt.tries || len(*waits) != tt.tries-1 {
				t.Errorf("%d tries with waits %v, want %d tries", tries, *waits, tt.tries)
			}
			for _, w := range *waits {
				if w != 7*time.Second {
					t.Errorf("waited %s, want what Retry-After says", w)
				}
			}
		})
	}
}

func TestWaitsAreBounded(t *testing.T) {
	if d := delay(0, "86400"); d != MaxDelay {
		t.Errorf("got %s", d)
	}
	if d := delay(60, ""); d > MaxDelay {
		t.Errorf("got %s", d)
	}
	if d := delay(0, time.Now().Add(time.Hour).UTC().Format(http.TimeFormat)); d != MaxDelay {
		t.Errorf("got %s", d)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := sleep(ctx, time.Hour); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestAllWalksEveryPage(t *testing.T) {
	c, _ := against(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("donor") != "usaid" {
			t.Errorf("the filter got lost: %s", r.URL)
		}
		switch r.URL.Query().Get("cursor") {
		case "":
			_, _ = io.WriteString(w, `{"data":[{"id":"1"},{"id":"2"}],"next":"/v1/pledges?cursor=c%2B1&donor=usaid"}`)
		case "c+1":
			_, _ = io.WriteString(w, `{"data":[{"id":"3"}],"next":null}`)
		default:
			w.WriteHeader(http.StatusBadRequest)
		}
	})
	var ids []string
	for p, err := range All(t.Context(), c.Pledges, api.PledgeFilter{Donor: []string{"usaid"}}) {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, p.ID)
	}
	if got := strings.Join(ids, " "); got != "1 2 3" {
		t.Errorf("got %s", got)
	}
}

func TestAllEndsWithTheFirstError(t *testing.T) {
	c, _ := against(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) })
	n := 0
	for _, err := range All(t.Context(), c.Needs, api.NeedFilter{}) {
		if n++; api.CodeOf(err) != api.CodeForbidden {
			t.Errorf("got %v", err)
		}
	}
	if n != 1 {
		t.Errorf("%d steps, want 1", n)
	}
}

func TestQuestionsAboutTimeReachTheirAddresses(t *testing.T) {
	var got string
	c, _ := against(t, func(w http.ResponseWriter, r *http.Request) {
		got = r.URL.RequestURI()
		fmt.Fprint(w, "{}")
	})
	ctx, at, page := t.Context(), api.RecordFilter{KnownAt: "2024-09-05T14:03:12Z"}, api.HistoryFilter{Page: api.Page{Limit: 5}}
	const known, limit = "?known_at=2024-09-05T14%3A03%3A12Z", "/history?limit=5"
	type call func() error
	for want, do := range map[string]call{
		"/v1/pledges/p?as_of=2024-09-05": func() error {
			_, err := c.PledgeAt(ctx, "p", api.PledgeRecordFilter{AsOf: "2024-09-05"})
			return err
		},
		"/v1/pledges/p/transactions/t" + known: func() error { _, err := c.TransactionAt(ctx, "p", "t", at); return err },
		"/v1/regions/HT%2001" + known:          func() error { _, err := c.RegionAt(ctx, "HT 01", at); return err },
		"/v1/organizations/wfp" + known:        func() error { _, err := c.OrganizationAt(ctx, "wfp", at); return err },
		"/v1/crises/c" + known:                 func() error { _, err := c.CrisisAt(ctx, "c", at); return err },
		"/v1/appeals/a" + known:                func() error { _, err := c.AppealAt(ctx, "a", at); return err },
		"/v1/assessments/a" + known:            func() error { _, err := c.AssessmentAt(ctx, "a", at); return err },
		"/v1/exchange-rates/r" + known:         func() error { _, err := c.ExchangeRateAt(ctx, "r", at); return err },
		"/v1/pledges/p" + limit:                func() error { _, err := c.PledgeHistory(ctx, "p", page); return err },
		"/v1/pledges/p/transactions/t" + limit: func() error { _, err := c.TransactionHistory(ctx, "p", "t", page); return err },
		"/v1/regions/HT01" + limit:             func() error { _, err := c.RegionHistory(ctx, "HT01", page); return err },
		"/v1/organizations/wfp" + limit:        func() error { _, err := c.OrganizationHistory(ctx, "wfp", page); return err },
		"/v1/crises/c" + limit:                 func() error { _, err := c.CrisisHistory(ctx, "c", page); return err },
		"/v1/appeals/a" + limit:                func() error { _, err := c.AppealHistory(ctx, "a", page); return err },
		"/v1/assessments/a" + limit:            func() error { _, err := c.AssessmentHistory(ctx, "a", page); return err },
		"/v1/exchange-rates/r" + limit:         func() error { _, err := c.ExchangeRateHistory(ctx, "r", page); return err },
		"/v1/incidents/i" + known:              func() error { _, err := c.IncidentAt(ctx, "i", at); return err },
		"/v1/access-constraints/a" + known:     func() error { _, err := c.AccessConstraintAt(ctx, "a", at); return err },
		"/v1/presence/p" + known:               func() error { _, err := c.PresenceAt(ctx, "p", at); return err },
		"/v1/incidents/i" + limit:              func() error { _, err := c.IncidentHistory(ctx, "i", page); return err },
		"/v1/access-constraints/a" + limit:     func() error { _, err := c.AccessConstraintHistory(ctx, "a", page); return err },
		"/v1/presence/p" + limit:               func() error { _, err := c.PresenceHistory(ctx, "p", page); return err },
		"/v1/sources?reliability=A":            func() error { _, err := c.Sources(ctx, api.SourceFilter{Reliability: []string{"A"}}); return err },
		"/v1/sources/s":                        func() error { _, err := c.Source(ctx, "s"); return err },
		"/v1/sources/s/records?resource=pledges": func() error {
			_, err := c.Citations(ctx, "s", api.CitationFilter{Resource: []string{"pledges"}})
			return err
		},
		"/v1/coverage/series?crisis=c&step=week": func() error {
			_, err := c.Series(ctx, api.SeriesFilter{Crisis: "c", Step: api.ByWeek})
			return err
		},
	} {
		if err := do(); err != nil || got != want {
			t.Errorf("got %s, want %s (%v)", got, want, err)
		}
	}
}
