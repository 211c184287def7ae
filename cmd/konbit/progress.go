package main

import (
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progress shows how much of a file is read, if somebody is looking at stderr.
// The function it returns takes the bar away.
func (a *app) progress(r io.Reader, size int64, what string) (io.Reader, func()) {
	f, ok := a.stderr.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return r, func() {}
	}
	bar := progressbar.NewOptions64(size,
		progressbar.OptionSetWriter(f),
		progressbar.OptionSetDescription(what),
		progressbar.OptionShowBytes(true),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionClearOnFinish(),
	)
	reader := progressbar.NewReader(r, bar)
	return &reader, func() { _ = bar.Finish() } // a bar that cannot be drawn is no reason to fail
}
