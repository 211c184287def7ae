package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// stage is a set with the server on it.
type stage struct {
	set
	konbit *process
}

// run measures everything on each size but the smallest, from which growth is measured.
func (b *bench) run(ctx context.Context, stdout io.Writer) error {
	b.report = report{Date: today(), Machine: machine(), Command: b.made, Rounds: b.effort.rounds, Duration: b.effort.each.String(), Remark: b.report.Remark}
	if b.report.Command == "" {
		b.report.Command = "konbit-bench"
	}
	for _, n := range b.sizes {
		b.report.Sizes = append(b.report.Sizes, short(n))
	}
	if err := b.buildAll(); err != nil {
		return err
	}
	var err error
	if b.cluster, err = startCluster(ctx, b.dir); err != nil {
		return err
	}
	stages, err := b.stages(ctx)
	if err != nil {
		return err
	}
	var failed error
	for _, main := range stages[min(1, len(stages)-1):] {
		failed = errors.Join(failed, b.measure(ctx, main, stages[0]))
		if ctx.Err() != nil {
			return failed
		}
	}
	return errors.Join(failed, b.write(stdout))
}

// again writes the document out of an earlier run's JSON.
func (b *bench) again(file string, stdout io.Writer) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, &b.report); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return b.write(stdout)
}

// write says what was measured, everywhere it was asked to.
func (b *bench) write(stdout io.Writer) error {
	_, err := io.WriteString(stdout, b.report.markdown())
	if b.json != "" {
		err = errors.Join(err, b.report.writeJSON(b.json))
	}
	if b.docs != "" {
		err = errors.Join(err, b.report.writeDocs(b.docs))
	}
	return err
}

// stages fills a database of each size and starts Konbit on it, without answers from memory.
func (b *bench) stages(ctx context.Context) (all []stage, err error) {
	for _, n := range b.sizes {
		s, err := b.postgresSet(ctx, n)
		if err != nil {
			return nil, err
		}
		konbit, err := b.serveUncached(ctx, s)
		if err != nil {
			return nil, err
		}
		if err := s.verify(ctx, konbit); err != nil {
			return nil, err
		}
		all = append(all, stage{s, konbit})
	}
	return all, nil
}

// measure takes what is asked for in an order in which nothing that is written disturbs what is read after it. What
// cannot be measured is said in the report, and the rest goes on.
func (b *bench) measure(ctx context.Context, main, base stage) (failed error) {
	for _, m := range []struct {
		name string
		take func(context.Context, stage, stage) error
	}{
		{"start", b.measureStart},
		{"coverage hot", b.measureHot},
		{"sqlite coverage hot", b.measureSQLite},
		{"pledges", b.measurePledges},
		{"growth of the list", b.measureGrowth},
		{"deep page", b.measureDeep},
		{"export", b.measureExport},
		{"coverage cold", b.measureCold},
		{"import", b.measureImport},
	} {
		if b.only != "" && !strings.Contains(m.name, b.only) {
			continue
		}
		say("measuring at %s: %s", short(main.size), m.name)
		err := m.take(ctx, main, base)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			say("  not measured: %s", err)
			b.report.Rows = append(b.report.Rows, row{What: m.name, Size: short(main.size), Note: "could not be measured: " + err.Error()})
			failed = errors.Join(failed, fmt.Errorf("%s: %w", m.name, err))
		}
	}
	return failed
}

// add notes a row.
func (b *bench) add(r row) {
	b.report.Rows = append(b.report.Rows, r)
	for _, g := range r.Goals {
		say("  %s: %s, reached %s %s: %s", r.What, g.wanted(), number(g.Reached), g.Unit, g.met())
	}
}
