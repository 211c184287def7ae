package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/jackc/pgx/v5"
)

// buildAll makes the programs that are measured, from the checkout as it is.
func (b *bench) buildAll() error {
	say("building konbit and PocketBase")
	b.konbit, b.pocketbase = filepath.Join(b.dir, "konbit"), filepath.Join(b.dir, "pocketbase")
	if err := build(b.root, "./cmd/konbit", b.konbit, "-tags", "nomsgpack"); err != nil {
		return err
	}
	return build(filepath.Join(b.root, "cmd", "konbit-bench", "pocketbase"), ".", b.pocketbase)
}

func (b *bench) started(p *process, err error) (*process, error) {
	if err == nil {
		b.running = append(b.running, p)
	}
	return p, err
}

// up waits until a program answers.
func up(ctx context.Context, p *process, path string) (*process, error) {
	err := p.await(ctx, path)
	return p, err
}

// serve starts "konbit serve" on a database, with the settings as they come but for the rate limit, which is there to
// keep load like this away.
func (b *bench) serve(ctx context.Context, s set) (*process, error) {
	p, err := b.launch(s.url, "konbit, "+s.engine.name)
	if err != nil {
		return nil, err
	}
	return up(ctx, p, "/readyz")
}

// serveUncached is serve without answers from memory: what is compared with programs that ask their database has to ask
// it, too.
func (b *bench) serveUncached(ctx context.Context, s set) (*process, error) {
	var env []string
	if b.hasSetting("cache") {
		env = append(env, "KONBIT_CACHE=off")
	}
	p, err := b.launch(s.url, "konbit, "+s.engine.name, env...)
	if err != nil {
		return nil, err
	}
	return up(ctx, p, "/readyz")
}

// launch starts "konbit serve" and does not wait.
func (b *bench) launch(url, name string, more ...string) (*process, error) {
	addr, err := freeAddr()
	if err != nil {
		return nil, err
	}
	env := append([]string{"KONBIT_DATABASE_URL=" + url, "KONBIT_ADDR=" + addr}, more...)
	if b.hasSetting("rate-limit") {
		env = append(env, "KONBIT_RATE_LIMIT=off")
	}
	if b.hasSetting("metrics-addr") {
		env = append(env, "KONBIT_METRICS_ADDR=127.0.0.1:0")
	}
	return b.started(start(name, addr, env, b.konbit, "serve"))
}

// hasSetting tells whether the binary knows a setting: it refuses those that it does not.
func (b *bench) hasSetting(flag string) bool {
	out, _ := exec.Command(b.konbit, "help", "serve").CombinedOutput() // the exit code says nothing here
	return strings.Contains(string(out), "-"+flag)
}

// handwritten starts the limit of what asks the database.
func (b *bench) handwritten(ctx context.Context, s set) (*process, error) {
	addr, err := freeAddr()
	if err != nil {
		return nil, err
	}
	p, err := b.started(start("hand-written pgx", addr, nil, b.self, "pgx", addr, s.url))
	if err != nil {
		return nil, err
	}
	return up(ctx, p, "/livez")
}

// bare records Konbit's answer and starts the limit of what asks nobody with it.
func (b *bench) bare(ctx context.Context, konbit *process, path string) (*process, error) {
	header, body, err := fetch(konbit.addr, get(path))
	if err != nil {
		return nil, err
	}
	file := filepath.Join(b.dir, "recorded.json")
	text, err := json.Marshal([]recorded{{path, string(header), body}})
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(file, text, 0o600); err != nil {
		return nil, err
	}
	addr, err := freeAddr()
	if err != nil {
		return nil, err
	}
	p, err := b.started(start("bare Gin, same bytes", addr, []string{"GIN_MODE=release"}, b.self, "bare", addr, file))
	if err != nil {
		return nil, err
	}
	return up(ctx, p, "/livez")
}

// peerColumns are what PocketBase's records hold of a pledge. An id of it has 15 letters and digits.
const peerColumns = `SELECT 'p00' || right(CAST(p.id AS text), 12), p.reference, p.crisis, p.donor, p.recipient, p.title, p.state, p.amount / 100.0, p.currency, p.amount_usd / 100.0,
	p.pledged_on, (SELECT json_agg(json_build_object('region', a.region, 'sector', a.sector, 'amount', a.amount / 100.0) ORDER BY a.place) FROM allocations a WHERE a.pledge = p.id),
	p.sources, to_char(p.created_at, 'YYYY-MM-DD HH24:MI:SS.MS') || 'Z', to_char(p.updated_at, 'YYYY-MM-DD HH24:MI:SS.MS') || 'Z' FROM pledges p ORDER BY p.id`

// pocket fills a PocketBase with the pledges of a set and starts it.
func (b *bench) pocket(ctx context.Context, s set) (*process, error) {
	say("PocketBase: the same %s pledges", short(s.size))
	dir := filepath.Join(b.dir, "pb_"+short(s.size))
	conn, err := pgx.Connect(ctx, s.url)
	if err != nil {
		return nil, err
	}
	defer conn.Close(ctx)
	fill := exec.CommandContext(ctx, b.pocketbase, "fill", "--dir", dir)
	in, err := fill.StdinPipe()
	if err != nil {
		return nil, err
	}
	said := &tail{}
	fill.Stdout, fill.Stderr = said, said
	if err := fill.Start(); err != nil {
		return nil, err
	}
	_, err = conn.PgConn().CopyTo(ctx, in, "COPY ("+peerColumns+") TO STDOUT (FORMAT csv)")
	in.Close()
	if ended := fill.Wait(); ended != nil {
		return nil, fmt.Errorf("filling PocketBase: %w\n%s", ended, said)
	}
	if err != nil {
		return nil, err
	}
	addr, err := freeAddr()
	if err != nil {
		return nil, err
	}
	p, err := b.started(start("PocketBase", addr, nil, b.pocketbase, "serve", "--dir", dir, "--http", addr))
	if err != nil {
		return nil, err
	}
	return up(ctx, p, "/api/health")
}
