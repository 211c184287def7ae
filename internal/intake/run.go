package intake

import (
	"context"
	"errors"
	"os"
	"sync/atomic"
	"time"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/exchange"
	"github.com/konbit-aid/konbit/internal/relief"
)

// run is the work on one import.
type run struct {
	cancel context.CancelFunc
	bytes  atomic.Int64
	rows   atomic.Int64
}

// workOn takes the oldest of the imports, of all whose files are here if none is
// named, and brings it to its end; false if there was none, or it has to wait.
func (d *Desk) workOn(ctx context.Context, ids ...string) bool {
	if len(ids) == 0 {
		all, err := d.spool.ids()
		if err != nil {
			d.log.Warn("the files to import cannot be listed", "error", err)
			return false
		}
		ids = all
	}
	task, ok, err := d.svc.TakeImport(ctx, d.free(ids), d.name)
	if err != nil && ctx.Err() == nil {
		d.log.Warn("imports wait for now", "error", err)
	}
	if err != nil || !ok {
		return false
	}
	return d.do(ctx, task)
}

// free leaves out what this desk works on already, and what is being called off.
func (d *Desk) free(ids []string) []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	var free []string
	for _, id := range ids {
		if d.running[id] == nil && time.Now().After(d.stopped[id]) {
			free = append(free, id)
		}
	}
	for id, until := range d.stopped {
		if time.Now().After(until) {
			delete(d.stopped, id)
		}
	}
	return free
}

// do imports the file of a task. The task is given back where it could not be brought to its end.
func (d *Desk) do(ctx context.Context, task relief.ImportTask) bool {
	working, cancel := context.WithCancel(ctx)
	r := &run{cancel: cancel}
	d.mu.Lock()
	d.running[task.ID] = r
	d.mu.Unlock()
	kept := d.keeping(working, task, r)
	err := d.read(working, task, r)
	cancel()
	<-kept
	d.mu.Lock()
	delete(d.running, task.ID)
	d.mu.Unlock()
	if err == nil {
		d.spool.drop(task.ID)
		return true
	}
	after, done := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer done()
	if left := d.svc.LeaveImport(after, task, ctx.Err() == nil); left != nil {
		d.log.Warn("an import waits until its lease ends", "import", task.ID, "error", left)
	}
	if api.CodeOf(err) == api.CodeInternal {
		d.log.Error("an import failed and is tried again", "import", task.ID, "error", err)
	}
	return false
}

// read opens the file of a task and imports it.
func (d *Desk) read(ctx context.Context, task relief.ImportTask, r *run) error {
	f, err := os.Open(d.spool.path(task.ID))
	if err != nil {
		return err
	}
	defer f.Close() // only read
	src, err := exchange.OpenFile(f, task.Size, func(n int) { r.bytes.Add(int64(n)) })
	if _, wrong := errors.AsType[*api.Error](err); wrong {
		return d.svc.FailImport(ctx, task, err)
	} else if err != nil {
		return err
	}
	return d.svc.RunImport(ctx, task, src, func(rows int) { r.rows.Store(int64(rows)) })
}

// keeping holds the lease of a task, and ends the work on it where it was called
// off or taken over. Where the database takes one write at a time this waits
// until the import is over, and nobody can take it over either.
func (d *Desk) keeping(ctx context.Context, task relief.ImportTask, r *run) <-chan struct{} {
	done := make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(keepEvery)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			ours, err := d.svc.KeepImport(ctx, task, r.bytes.Load(), r.rows.Load())
			if err == nil && !ours {
				r.cancel()
				return
			}
		}
	}()
	return done
}
