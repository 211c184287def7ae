package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"time"
)

// largest is the largest size for which SQLite and imports are measured.
const largest = 1_000_000

func (b *bench) measureHot(ctx context.Context, main, _ stage) error {
	konbit, err := b.serve(ctx, main.set)
	if err != nil {
		return err
	}
	defer konbit.stop()
	return b.hot(ctx, stage{main.set, konbit})
}

func (b *bench) measureSQLite(ctx context.Context, main, _ stage) error {
	if main.size > largest {
		return nil
	}
	s, err := b.sqliteSet(ctx, main.size)
	if err != nil {
		return err
	}
	konbit, err := b.serve(ctx, s)
	if err != nil {
		return err
	}
	defer konbit.stop()
	if err := s.verify(ctx, konbit); err != nil {
		return err
	}
	return b.hot(ctx, stage{s, konbit})
}

// hot asks one question again and again, as dashboards do, while nothing changes.
func (b *bench) hot(ctx context.Context, s stage) error {
	bare, err := b.bare(ctx, s.konbit, departments)
	if err != nil {
		return err
	}
	defer bare.stop()
	e, note := b.effort, ""
	from := time.Now()
	if _, _, err := fetch(s.konbit.addr, get(departments)); err != nil {
		return err
	}
	if took := time.Since(from); took > slow {
		e.connections = 1
		note = fmt.Sprintf("one answer takes %s, so it was asked for on one connection.", took.Round(time.Millisecond))
	}
	f, err := compare(ctx, e, target{s.konbit.name, s.konbit, []request{get(departments)}}, target{bare.name, bare, []request{get(departments)}})
	if err != nil {
		return err
	}
	b.add(row{Note: note, What: "coverage of Haiti by department, hot, " + s.engine.name, Size: short(s.size), Figures: f,
		Goals: []goal{atLeast(0.8, ratio(f[0], f[1]), "of bare Gin writing the same bytes")}})
	return nil
}

// slow is an answer of which sixteen at a time would run into the server's time limit.
const slow = 500 * time.Millisecond

// view is one page of a list: how Konbit names it, and what it is.
type view struct {
	path, donor, status, after string
}

var statuses = []string{"committed", "pledged", "disbursed", "partly_disbursed"}

// views walks the lists of many donors, so that a run asks for as many different full pages as it can.
func views(konbit *process, donors, deep int) ([]view, error) {
	c, err := dial(konbit.addr)
	if err != nil {
		return nil, err
	}
	defer c.close()
	var all []view
	for i := range donors {
		for _, status := range statuses {
			v := view{donor: donorCode(uint64(i)), status: status}
			v.path = "/v1/pledges?donor=" + v.donor + "&status=" + status + "&limit=50"
			for range deep {
				data, next, err := read(c, v.path)
				if err != nil {
					return nil, err
				}
				if next == "" {
					break // only full pages are compared
				}
				all = append(all, v)
				v.path, v.after = next, data[len(data)-1].ID
			}
		}
	}
	if len(all) == 0 {
		return nil, errors.New("no donor has more than a page of pledges")
	}
	return all, nil
}

type identified struct{ ID string }

// read asks for one page.
func read(c *conn, path string) (data []identified, next string, err error) {
	r := get(path)
	status, err := c.do(r, nil)
	if err == nil && status != 200 {
		err = refused(r, status, c.body)
	}
	if err != nil {
		return nil, "", err
	}
	var list struct {
		Data []identified
		Next *string
	}
	if err := json.Unmarshal(c.body, &list); err != nil {
		return nil, "", err
	}
	if list.Next != nil {
		next = *list.Next
	}
	return list.Data, next, nil
}

func (v view) konbit() request { return get(v.path) }

func (v view) pgx() request {
	q := url.Values{"donor": {v.donor}, "status": {v.status}}
	if v.after != "" {
		q.Set("after", v.after)
	}
	return get("/v1/pledges?" + q.Encode())
}

func (v view) pocket() request {
	filter := `donor="` + v.donor + `" && status="` + v.status + `"`
	if v.after != "" {
		filter += ` && id>"` + pocketID(v.after) + `"`
	}
	q := url.Values{"perPage": {"50"}, "skipTotal": {"1"}, "sort": {"id"}, "filter": {"(" + filter + ")"}}
	return get("/api/collections/pledges/records?" + q.Encode())
}

// pocketID is a pledge's id in PocketBase: see peerColumns.
func pocketID(id string) string { return "p00" + id[len(id)-12:] }

func each[T any](all []T, f func(T) request) []request {
	out := make([]request, len(all))
	for i, v := range all {
		out[i] = f(v)
	}
	return out
}

// same makes sure that the hand-written server answers with the same records, byte for byte.
func same(konbit, pgx *process, a, b request) error {
	_, one, err := fetch(konbit.addr, a)
	if err != nil {
		return err
	}
	_, two, err := fetch(pgx.addr, b)
	if err != nil {
		return err
	}
	var x, y struct{ Data json.RawMessage }
	if err := errors.Join(json.Unmarshal(one, &x), json.Unmarshal(two, &y)); err != nil {
		return err
	}
	if x.Data == nil {
		x.Data, y.Data = one, two
	}
	if !bytes.Equal(x.Data, y.Data) {
		return fmt.Errorf("the hand-written server does not say what Konbit says:\n%.600s\n%.600s", x.Data, y.Data)
	}
	return nil
}

// measureGrowth asks both sizes for the same kind of pages on one connection.
func (b *bench) measureGrowth(ctx context.Context, main, base stage) error {
	if main.size == base.size {
		return nil
	}
	e := b.effort
	e.connections = 1
	var targets []target
	for _, s := range []stage{base, main} {
		v, err := views(s.konbit, 30, 12)
		if err != nil {
			return err
		}
		targets = append(targets, target{"konbit, " + short(s.size), s.konbit, each(v, view.konbit)})
	}
	f, err := compare(ctx, e, targets...)
	if err != nil {
		return err
	}
	b.add(row{What: "list 50 pledges by donor and status, one connection", Size: short(main.size), Figures: f,
		Goals: []goal{atMost(1.5, f[1].P99/f[0].P99, "×", "the p99 at "+short(base.size))}})
	return nil
}

// measureDeep walks far into the list of all pledges and compares that page with the first.
func (b *bench) measureDeep(ctx context.Context, main, _ stage) error {
	page := min(10_000, main.size/50*9/10)
	c, err := dial(main.konbit.addr)
	if err != nil {
		return err
	}
	defer c.close()
	next := "/v1/pledges?limit=1000"
	for i := range page * 50 / 1000 {
		if _, next, err = read(c, next); err != nil {
			return err
		}
		if i%10 == 0 {
			step("walking to the page", i*20, page)
		}
	}
	deep, err := url.Parse(next)
	if err != nil {
		return err
	}
	q := deep.Query()
	q.Set("limit", "50")
	deep.RawQuery = q.Encode()
	e := b.effort
	e.connections, e.each = 1, e.each/2
	f, err := compare(ctx, e, target{"konbit, page 1", main.konbit, []request{get("/v1/pledges?limit=50")}},
		target{fmt.Sprintf("konbit, page %d", page), main.konbit, []request{get(deep.String())}})
	if err != nil {
		return err
	}
	b.add(row{What: fmt.Sprintf("page %d of all pledges", page), Size: short(main.size), Figures: f,
		Goals: []goal{atMost(1.1, ratio(f[0], f[1]), "×", "the time of page 1")}})
	return nil
}

// measureCold asks for coverage after each write, when no answer can be left over from the one before.
func (b *bench) measureCold(ctx context.Context, main, base stage) error {
	stages := []stage{base}
	if main.size != base.size {
		stages = append(stages, main)
	}
	hists := make([]histogram, len(stages))
	until := time.Now().Add(b.effort.each * time.Duration(b.effort.rounds))
	for n := 0; n < 5 || n < 500 && time.Now().Before(until); n++ {
		for i, s := range stages {
			if err := cold(ctx, s, n, &hists[i]); err != nil {
				return err
			}
			step("coverage after a write", n, 500)
		}
	}
	r := row{What: "coverage of Haiti by department, after a write", Size: short(main.size)}
	for i, s := range stages {
		h := &hists[i]
		now, _ := s.konbit.memory()
		r.Figures = append(r.Figures, figures{Who: "konbit, " + short(s.size), PerSecond: 1000 / max(ms(h.at(0.5)), 1e-3), P50: ms(h.at(0.5)), P99: ms(h.at(0.99)), P999: ms(h.at(0.999)),
			Memory: float64(now) / (1 << 20), Requests: h.n})
	}
	last := r.Figures[len(r.Figures)-1]
	r.Goals = []goal{atMost(5, last.P50, "ms", "p50")}
	if len(stages) == 2 {
		r.Goals = append(r.Goals, atMost(1.5, last.P50/r.Figures[0].P50, "×", "the time at "+short(base.size)))
	}
	b.add(r)
	return nil
}

func cold(ctx context.Context, s stage, n int, h *histogram) error {
	c, err := dial(s.konbit.addr)
	if err != nil {
		return err
	}
	defer c.close()
	write := post("/v1/pledges", newPledge(n), "Authorization: Bearer "+s.key)
	if status, err := c.do(write, nil); err != nil || status != 201 {
		return errors.Join(err, refused(write, status, c.body))
	}
	from := time.Now()
	r := get(departments)
	status, err := c.do(r, nil)
	h.add(time.Since(from))
	if err == nil && status != 200 {
		err = refused(r, status, c.body)
	}
	return errors.Join(err, ctx.Err())
}
