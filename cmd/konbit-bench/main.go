// Command konbit-bench measures Konbit against what the same machine can do at most in the same minutes, and against
// PocketBase. It makes its own data, starts every server on the loopback, and ends them.
//
//	konbit-bench [--size 100k,1M] [--data DIR] [--json FILE] [--docs DIR]
//
// The table goes to standard output, all else to standard error. docs/performance.md explains what is compared.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// progress is where the bench says what it does.
var progress io.Writer = os.Stderr

func init() { runtime.LockOSThread() } // see start

func main() {
	if err := dispatch(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "\nkonbit-bench:", err)
		os.Exit(1)
	}
}

// dispatch runs the bench, or one of the limits: those are this same program, so that each is a process whose time and
// memory can be read. A limit has nothing to tidy up and ends with the signal.
func dispatch(args []string) error {
	if len(args) > 0 && args[0] == "bare" {
		return serveBare(args[1:])
	}
	if len(args) > 0 && args[0] == "pgx" {
		return servePgx(context.Background(), args[1:])
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return run(ctx, args, os.Stdout)
}

func run(ctx context.Context, args []string, stdout io.Writer) error {
	b, err := options(args)
	if err != nil {
		return err
	}
	if b.from != "" {
		return b.again(b.from, stdout)
	}
	defer b.close()
	if b.dir, err = os.MkdirTemp(b.dir, "konbit-bench-"); err != nil {
		return err
	}
	return b.run(ctx, stdout)
}

// bench is one run.
type bench struct {
	sizes    []int
	data     string
	seed     uint64
	only     string
	from     string
	effort   effort
	json     string
	docs     string
	patience time.Duration
	made     string // the command, as the document names it

	root       string
	dir        string
	self       string
	konbit     string
	pocketbase string
	cluster    *cluster
	patternKey string
	running    []*process
	report     report
}

func options(args []string) (*bench, error) {
	b := &bench{}
	fs := flag.NewFlagSet("konbit-bench", flag.ContinueOnError)
	sizes := fs.String("size", "100k,1M", "how many pledges and need lines, smallest first: growth is measured from the first, all else on each of the others")
	fs.StringVar(&b.data, "data", "", "folder of the real data files; ../shared/data beside the checkout if left out")
	fs.Uint64Var(&b.seed, "seed", 1, "what the data are made from: the same seed makes the same")
	fs.DurationVar(&b.effort.each, "duration", 4*time.Second, "how long each server is measured in a round")
	fs.IntVar(&b.effort.rounds, "rounds", 4, "how often the servers take turns")
	fs.IntVar(&b.effort.connections, "connections", 16, "how many connections ask at a time")
	fs.DurationVar(&b.patience, "patience", 30*time.Minute, "how long an import may take before it is given up")
	fs.StringVar(&b.only, "only", "", "measure only what has this word in its name: start, coverage (hot, cold, sqlite), pledges (list, get, create), growth, deep, export, import")
	fs.StringVar(&b.json, "json", "", "write the figures to this file as well")
	fs.StringVar(&b.docs, "docs", "", "folder whose performance.md and performance/ are brought up to date")
	fs.StringVar(&b.made, "made-with", "", "the command to name in the document")
	fs.StringVar(&b.report.Remark, "remark", "", "a sentence to put above the table, like what else ran on the machine")
	fs.StringVar(&b.from, "from", "", "measure nothing: write table and document out of this JSON file of an earlier run")
	fs.StringVar(&b.dir, "dir", "", "where databases are put for the time of the run; a temporary folder if left out")
	if err := fs.Parse(args); err != nil {
		return nil, err
	}
	for _, text := range strings.Split(*sizes, ",") {
		n, err := sizeOf(text)
		if err != nil {
			return nil, err
		}
		b.sizes = append(b.sizes, n)
	}
	var err error
	if b.root, err = checkout(); err != nil {
		return nil, err
	}
	if b.data == "" {
		b.data = filepath.Join(b.root, "..", "shared", "data")
	}
	b.self, err = os.Executable()
	return b, err
}

// close ends all that was started.
func (b *bench) close() {
	for _, p := range b.running {
		p.stop()
	}
	b.cluster.stop()
	os.RemoveAll(b.dir)
}

// sizeOf reads 100k or 1M.
func sizeOf(text string) (int, error) {
	number, unit := text, 1
	switch {
	case strings.HasSuffix(text, "k"):
		number, unit = text[:len(text)-1], 1_000
	case strings.HasSuffix(text, "M"):
		number, unit = text[:len(text)-1], 1_000_000
	}
	n, err := strconv.Atoi(number)
	if err != nil || n <= 0 || n*unit%patternNeeds != 0 {
		return 0, errors.New("a size is a multiple of " + short(patternNeeds) + ", like 100k or 1M, not " + text)
	}
	return n * unit, nil
}

// short writes 100000 as 100k.
func short(n int) string {
	switch {
	case n%1_000_000 == 0:
		return strconv.Itoa(n/1_000_000) + "M"
	case n%1_000 == 0:
		return strconv.Itoa(n/1_000) + "k"
	}
	return strconv.Itoa(n)
}

// began is when the program started: what it says carries the seconds since.
var began = time.Now()

func say(format string, args ...any) {
	fmt.Fprintf(progress, "\r%4.0f s  "+format+"\033[K\n", append([]any{time.Since(began).Seconds()}, args...)...)
}

// step shows how far something is that takes a while.
func step(what string, done, all int) {
	fmt.Fprintf(progress, "\r  %s: %d of %d\033[K", what, done, all)
}
