package main

import (
	"context"
	"encoding/json"
	"fmt"
)

// measurePledges compares list, get and create with the hand-written server and with PocketBase. Reads come first: what
// create writes is in nobody's way then.
func (b *bench) measurePledges(ctx context.Context, main, base stage) error {
	pgx, err := b.handwritten(ctx, main.set)
	if err != nil {
		return err
	}
	defer pgx.stop()
	pocket, err := b.pocket(ctx, main.set)
	if err != nil {
		return err
	}
	defer pocket.stop()
	pages, err := views(main.konbit, 40, 15)
	if err != nil {
		return err
	}
	for _, v := range []view{pages[0], pages[len(pages)-1], pages[len(pages)/2]} {
		if err := same(main.konbit, pgx, v.konbit(), v.pgx()); err != nil {
			return err
		}
	}
	ids, err := someIDs(main.konbit, pages)
	if err != nil {
		return err
	}
	one := func(id string) request { return get("/v1/pledges/" + id) }
	if err := same(main.konbit, pgx, one(ids[0]), one(ids[0])); err != nil {
		return err
	}
	list := []target{{main.konbit.name, main.konbit, each(pages, view.konbit)}, {pgx.name, pgx, each(pages, view.pgx)}, {pocket.name, pocket, each(pages, view.pocket)}}
	if err := b.against(ctx, main, "list 50 pledges by donor and status", 0.9, 3, list, ""); err != nil {
		return err
	}
	gets := []target{{main.konbit.name, main.konbit, each(ids, one)}, {pgx.name, pgx, each(ids, one)},
		{pocket.name, pocket, each(ids, func(id string) request { return get("/api/collections/pledges/records/" + pocketID(id)) })}}
	if err := b.against(ctx, main, "get one pledge", 0.9, 1.5, gets, ""); err != nil {
		return err
	}
	note, err := b.rowsOfOne(ctx, base)
	if err != nil {
		return err
	}
	return b.against(ctx, main, "create a pledge with 3 allocations", 0.75, 1, b.creates(main, pgx, pocket), note)
}

// against compares Konbit, the hand-written server and PocketBase, in this order.
func (b *bench) against(ctx context.Context, s stage, what string, ofPgx, ofPocket float64, targets []target, note string) error {
	f, err := compare(ctx, b.effort, targets...)
	if err != nil {
		return err
	}
	b.add(row{What: what, Size: short(s.size), Figures: f, Note: note,
		Goals: []goal{atLeast(ofPgx, ratio(f[0], f[1]), "of hand-written pgx"), atLeast(ofPocket, ratio(f[0], f[2]), "of PocketBase")}})
	return nil
}

// someIDs takes the pledges of some pages.
func someIDs(konbit *process, pages []view) ([]string, error) {
	c, err := dial(konbit.addr)
	if err != nil {
		return nil, err
	}
	defer c.close()
	var ids []string
	for i := 0; i < len(pages); i += 1 + len(pages)/100 {
		data, _, err := read(c, pages[i].path)
		if err != nil {
			return nil, err
		}
		for _, p := range data {
			ids = append(ids, p.ID)
		}
	}
	return ids, nil
}

func (b *bench) creates(s stage, pgx, pocket *process) []target {
	var konbit, hand, plain []request
	for n := range 500 {
		konbit = append(konbit, post("/v1/pledges", newPledge(n), "Authorization: Bearer "+s.key))
		hand = append(hand, post("/v1/pledges", newPledge(n)))
		plain = append(plain, post("/api/collections/pledges/records", plainRecord(n)))
	}
	return []target{{s.konbit.name, s.konbit, konbit}, {pgx.name, pgx, hand}, {pocket.name, pocket, plain}}
}

// newPledge is the n-th body of a pledge with three allocations.
func newPledge(n int) []byte {
	dollars := func(amount int) money { return money{fmt.Sprintf("%d.00", amount), "USD"} }
	part := func(i int) allocation {
		return allocation{fmt.Sprintf("HT%02d", 1+(n+i)%10), string(sectors[(n/10+i)%len(sectors)]), dollars(1000 + n)}
	}
	return marshal(struct {
		Crisis      string       `json:"crisis"`
		Donor       string       `json:"donor"`
		Title       string       `json:"title"`
		Amount      money        `json:"amount"`
		PledgedOn   string       `json:"pledged_on"`
		Allocations []allocation `json:"allocations"`
		Sources     []source     `json:"sources"`
	}{crisisCode, donorCode(0), titles[n%len(titles)], dollars(3 * (1000 + n)), "2024-09-05", []allocation{part(0), part(1), part(2)}, cited})
}

type source struct {
	Publisher   string `json:"publisher"`
	Title       string `json:"title"`
	PublishedOn string `json:"published_on"`
}

var cited = []source{{"OCHA", "Situation report", "2024-09-05"}}

// plainRecord is the same as one record of PocketBase.
func plainRecord(n int) []byte {
	var p map[string]any
	if err := json.Unmarshal(newPledge(n), &p); err != nil {
		panic(err) // it was made a line above
	}
	p["amount"], p["amount_usd"], p["currency"], p["status"] = 3*(1000+n), 3*(1000+n), "USD", "pledged"
	return marshal(p)
}

func marshal(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // there is nothing in it that JSON has no word for
	}
	return b
}

// rowsOfOne counts what one pledge writes into all tables, by Konbit and by the hand-written server: where they differ,
// the comparison is with less work than Konbit's, and says so.
func (b *bench) rowsOfOne(ctx context.Context, s stage) (note string, err error) {
	pgx, err := b.handwritten(ctx, s.set)
	if err != nil {
		return "", err
	}
	defer pgx.stop()
	db, err := s.open()
	if err != nil {
		return "", err
	}
	defer db.Close()
	tables, err := names(ctx, db)
	if err != nil {
		return "", err
	}
	before, err := countAll(ctx, db, tables)
	if err != nil {
		return "", err
	}
	var wrote [2]int64
	for i, ask := range []func() error{
		func() error {
			_, _, err := fetch(s.konbit.addr, post("/v1/pledges", newPledge(1), "Authorization: Bearer "+s.key))
			return err
		},
		func() error { _, _, err := fetch(pgx.addr, post("/v1/pledges", newPledge(1))); return err },
	} {
		if err := ask(); err != nil {
			return "", err
		}
		after, err := countAll(ctx, db, tables)
		if err != nil {
			return "", err
		}
		wrote[i], before = after-before, after
	}
	note = fmt.Sprintf("both write the same %d rows.", wrote[0])
	if wrote[0] != wrote[1] {
		note = fmt.Sprintf("Konbit writes %d rows, the hand-written server %d.", wrote[0], wrote[1])
	}
	return note, nil
}
