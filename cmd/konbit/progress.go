package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progress shows how far an import is, if somebody is looking at stderr.
type progress struct {
	bar *progressbar.ProgressBar // nil where nobody looks
}

// progress starts at the first of so many bytes; -1 if nobody knows how many.
func (a *app) progress(bytes int64) progress {
	f, ok := a.stderr.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return progress{}
	}
	return progress{progressbar.NewOptions64(bytes,
		progressbar.OptionSetWriter(f),
		progressbar.OptionSetDescription("Reading"),
		progressbar.OptionShowBytes(true),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionClearOnFinish(),
	)}
}

// reading counts the bytes that are read.
func (p progress) reading(r io.Reader) io.Reader {
	if p.bar == nil {
		return r
	}
	counted := progressbar.NewReader(r, p.bar)
	return &counted
}

// advance counts bytes of a file that is read here and there.
func (p progress) advance(bytes int) {
	if p.bar != nil {
		_ = p.bar.Add(bytes) // a bar that cannot be drawn is no reason to fail
	}
}

// recorded counts the rows that are written.
func (p progress) recorded(rows int) {
	if p.bar != nil && rows%100 == 0 {
		p.bar.Describe(fmt.Sprintf("Recorded %d rows", rows))
	}
}

// done takes the bar away.
func (p progress) done() {
	if p.bar != nil {
		_ = p.bar.Finish() // a bar that cannot be drawn is no reason to fail
	}
}

// counting starts at the first of so many things; -1 if nobody knows how many.
func (a *app) counting(what string, n int64) progress {
	f, ok := a.stderr.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return progress{}
	}
	return progress{progressbar.NewOptions64(n,
		progressbar.OptionSetWriter(f),
		progressbar.OptionSetDescription(what),
		progressbar.OptionShowCount(),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionClearOnFinish(),
	)}
}
