package intake

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/exchange"
	"github.com/konbit-aid/konbit/internal/relief"
)

const (
	// Small is the size up to which a file is imported while its sender waits.
	Small = 1 << 20
	// patience is how long the sender of a small file waits; then it becomes one of those that are worked on by and by.
	patience = 20 * time.Second
	// lookEvery is how often files are looked for that another program has left, or that are to be tried again.
	lookEvery = 5 * time.Second
	// keepEvery is how often the progress of an import is written down.
	keepEvery = 2 * time.Second
	tidyEvery = time.Hour
	// abandonedAfter is how long a file may be nowhere before its import is given up.
	abandonedAfter = 24 * time.Hour
	// stoppedFor is how long an import is not taken again that somebody is calling off.
	stoppedFor = 30 * time.Second
)

// Config says where files are kept and how much room they have.
type Config struct {
	Dir string
	// Private demands that the directory is this user's own.
	Private bool
	// Each is how long one file may be, All how long all together, in bytes.
	Each, All int64
	Log       *slog.Logger
}

// Desk takes files in and works on them.
type Desk struct {
	svc   *relief.Service
	spool *spool
	name  string // by which leases are told apart
	log   *slog.Logger
	wake  chan struct{}

	mu      sync.Mutex
	running map[string]*run
	stopped map[string]time.Time
}

// Open makes a desk over a service.
func Open(svc *relief.Service, c Config) (*Desk, error) {
	s, err := openSpool(c.Dir, c.Private, c.Each, c.All)
	if err != nil {
		return nil, err
	}
	log := c.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Desk{svc: svc, spool: s, name: uuid.NewString(), log: log, wake: make(chan struct{}, 1),
		running: map[string]*run{}, stopped: map[string]time.Time{}}, nil
}

// Largest is how long one file may be, in bytes.
func (d *Desk) Largest() int64 { return d.spool.each }

// Receive takes a file in. Codes: too_large, busy; errors of r come back as they are.
func (d *Desk) Receive(r io.Reader) (*Upload, error) { return d.spool.receive(r) }

// Submit tells what a file holds and notes that it is to be imported. A small one
// is imported at once, unless others are in the way. Codes: those of
// [exchange.OpenFile] and [relief.Service.CreateImport].
func (d *Desk) Submit(ctx context.Context, caller api.Caller, u *Upload, ask api.ImportRequest, once *api.Once) (api.Import, error) {
	src, err := exchange.OpenFile(u.file, u.size, nil)
	if err != nil {
		return api.Import{}, err
	}
	i, err := d.svc.CreateImport(ctx, caller, relief.ImportFile{Source: src, Size: u.size, SHA256: u.digest}, ask, once, u.keep)
	if err != nil {
		u.undo()
	}
	if err != nil || once != nil && once.Replayed {
		return i, err
	}
	if u.size > Small {
		d.rouse()
		return i, nil
	}
	soon, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if !d.workOn(soon, i.ID) {
		d.rouse()
	}
	return d.svc.ImportByID(context.WithoutCancel(ctx), caller, i.ID)
}

// rouse lets the desk look for work.
func (d *Desk) rouse() {
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

// Work imports what was taken in, one file at a time, until ctx is done. What an
// earlier program has left is taken up again.
func (d *Desk) Work(ctx context.Context) {
	look, tidy := time.NewTicker(lookEvery), time.NewTicker(tidyEvery)
	defer look.Stop()
	defer tidy.Stop()
	d.tidy(ctx)
	for {
		for ctx.Err() == nil && d.workOn(ctx) {
		}
		select {
		case <-ctx.Done():
			return
		case <-d.wake:
		case <-look.C:
		case <-tidy.C:
			d.tidy(ctx)
		}
	}
}

// tidy removes the files of imports that have ended.
func (d *Desk) tidy(ctx context.Context) {
	ids, err := d.spool.ids()
	if err != nil {
		d.log.Warn("the files to import cannot be listed", "error", err)
		return
	}
	finished, err := d.svc.TidyImports(ctx, ids, abandonedAfter)
	if err != nil {
		d.log.Warn("old imports stay for now", "error", err)
		return
	}
	for _, id := range finished {
		d.spool.drop(id)
	}
}

// Stop ends the work on an import that somebody calls off.
func (d *Desk) Stop(id string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.stopped[id] = time.Now().Add(stoppedFor)
	if r := d.running[id]; r != nil {
		r.cancel()
	}
}

// Seen puts the progress into an import that this desk works on: it knows better than the database.
func (d *Desk) Seen(i api.Import) api.Import {
	d.mu.Lock()
	defer d.mu.Unlock()
	if r := d.running[i.ID]; r != nil && i.State == api.ImportRunning {
		i.Progress.BytesRead, i.Progress.RowsRead = max(i.Progress.BytesRead, min(r.bytes.Load(), i.Size)), max(i.Progress.RowsRead, r.rows.Load())
	}
	return i
}
