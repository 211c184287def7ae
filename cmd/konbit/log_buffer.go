package main

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"time"
)

const (
	// flushEvery is the longest that a line of the log waits to be written, and logBuffer how many bytes wait at most.
	flushEvery = 200 * time.Millisecond
	logBuffer  = 32 << 10
)

// logWriter writes the lines of the log together: a busy server would spend more time on writing each by itself than on
// an answer from memory. A line waits for [flushEvery] at most; Close writes what is left.
type logWriter struct {
	to io.Writer

	mu    sync.Mutex
	lines []byte
	timer *time.Timer // runs while lines wait
}

// Write takes whole lines.
func (w *logWriter) Write(line []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.lines) == 0 {
		if w.timer == nil {
			w.timer = time.AfterFunc(flushEvery, func() { _ = w.Close() })
		} else {
			w.timer.Reset(flushEvery)
		}
	}
	w.lines = append(w.lines, line...)
	if len(w.lines) >= logBuffer {
		if err := w.flush(); err != nil {
			return 0, err
		}
	}
	return len(line), nil
}

func (w *logWriter) flush() error {
	if len(w.lines) == 0 {
		return nil
	}
	_, err := w.to.Write(w.lines)
	w.lines = w.lines[:0]
	return err
}

// Close writes what waits. More may come after it.
func (w *logWriter) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.flush()
}

// prompt writes at once what somebody should know of: warnings and failures, with all that came before.
type prompt struct {
	slog.Handler
	lines *logWriter
}

// Handle writes a line.
func (p prompt) Handle(ctx context.Context, r slog.Record) error {
	err := p.Handler.Handle(ctx, r)
	if err == nil && r.Level >= slog.LevelWarn {
		err = p.lines.Close()
	}
	return err
}
