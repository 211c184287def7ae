package relief

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

const (
	// importLease is how long an import is left to a program that no longer says that it works on it.
	importLease = 2 * time.Minute
	// maxAttempts is how often an import is tried where others stand in its way, or its program dies.
	maxAttempts = 5
)

// ImportTask is an import that this program works on.
type ImportTask struct {
	api.Import
	caller api.Caller
	lease  string
}

// errLeft keeps an import from being written whose lease another program took
// over, or which was called off.
var errLeft = errors.New("the import is no longer ours")

// TakeImport takes the oldest of the imports that nobody works on, under a name
// that no other program has. The key that asked for it must still be in force.
func (s *Service) TakeImport(ctx context.Context, ids []string, lease string) (task ImportTask, ok bool, err error) {
	if len(ids) == 0 {
		return ImportTask{}, false, nil
	}
	err = s.store.Write(ctx, func(tx *store.Tx) error {
		w := s.work(tx, api.System)
		idle, err := w.IdleImports(ids, w.at)
		if err != nil || len(idle) == 0 {
			return err
		}
		j, there, err := w.LockImport(idle[0])
		if err != nil || !there || j.Ended() || j.LeaseUntil != nil && j.LeaseUntil.After(w.at) {
			return err // somebody else was faster
		}
		if j.Attempts >= maxAttempts {
			return w.giveUp(j.ID, "The import was tried several times and did not come to its end.")
		}
		who, known, err := w.callerOf(j)
		if err != nil {
			return err
		}
		if !known {
			return w.giveUp(j.ID, "The key that sent the file is no longer in force.")
		}
		until, before := w.at.Add(importLease), j.Version
		j.State, j.Lease, j.LeaseUntil, j.StartedAt, j.Attempts, j.Meta = api.ImportRunning, lease, &until, &w.at, j.Attempts+1, w.next(j.Meta)
		task, ok = ImportTask{j.Import, who, lease}, true
		return w.ReplaceImport(j, before)
	})
	return task, ok && err == nil, err
}

// callerOf is who sent the file, with what the key may do by now.
func (w *work) callerOf(j store.Job) (api.Caller, bool, error) {
	if id, ok := strings.CutPrefix(j.Key, "oidc:"); ok {
		g, found, err := w.Grant(id, w.at)
		return api.Caller{KeyID: j.Key, Organization: g.Organization, Scopes: g.Scopes, Person: g.ID}, found && g.Status == api.KeyActive, err
	}
	k, _, found, err := w.Key(j.Key, w.at)
	return api.Caller{KeyID: j.Key, Organization: k.Organization, Scopes: k.Scopes, Person: k.Root}, found && k.Status == api.KeyActive, err
}

// KeepImport says that the task is still worked on, and how far it is; false if it was called off or taken over.
func (s *Service) KeepImport(ctx context.Context, t ImportTask, bytes, rows int64) (ours bool, err error) {
	err = s.store.Write(ctx, func(tx *store.Tx) error {
		ours, err = tx.KeepImport(t.ID, t.lease, s.clock().Add(importLease), bytes, rows)
		return err
	})
	return ours, err
}

// RunImport imports the file of a task and writes down what became of it, in the
// same transaction as what was recorded: however the program ends, both are there
// or neither. progress is told how many rows are done. An error says that the task
// was left as it is, for another try.
func (s *Service) RunImport(ctx context.Context, t ImportTask, src api.ImportSource, progress func(rows int)) error {
	opts := t.Options.Options()
	opts.Progress = progress
	rep, err := s.importing(ctx, t.caller, src, opts, func(w *work, rep api.ImportReport) error { return w.conclude(t, api.ImportDone, rep, "") })
	switch {
	case err == nil && rep.Written:
		return nil
	case err == nil && t.Options.DryRun && (rep.Rejected == 0 || t.Options.KeepGood):
		return s.finishImport(ctx, t, api.ImportDone, rep, "")
	case err == nil:
		return s.finishImport(ctx, t, api.ImportRejected, rep, "")
	case errors.Is(err, errLeft), ctx.Err() != nil:
		return err
	}
	switch api.CodeOf(err) {
	case api.CodeInvalid, api.CodeMalformed, api.CodeForbidden, api.CodeUnauthorized, api.CodeNotFound, api.CodeTooLarge:
		return s.FailImport(ctx, t, err)
	}
	return err // others stand in the way, or the database is away
}

// FailImport writes down why a task cannot be done.
func (s *Service) FailImport(ctx context.Context, t ImportTask, why error) error {
	rep, detail := api.ImportReport{}, "Something failed on our side."
	if e, ok := errors.AsType[*api.Error](why); ok && e.Code != api.CodeInternal {
		detail = e.Detail
		if named, ok := errors.AsType[*api.Error](asParameters(e)); ok {
			for _, f := range named.Fields {
				rep.Faults = append(rep.Faults, api.ImportFault{Field: f.Pointer, Code: f.Code, Reason: f.Detail})
			}
		}
	}
	return s.finishImport(ctx, t, api.ImportFailed, rep, detail)
}

func (s *Service) finishImport(ctx context.Context, t ImportTask, state api.ImportState, rep api.ImportReport, problem string) error {
	return s.store.WriteLong(ctx, func(tx *store.Tx) error { return s.work(tx, t.caller).conclude(t, state, rep, problem) })
}

// conclude ends a task that is still this program's.
func (w *work) conclude(t ImportTask, state api.ImportState, rep api.ImportReport, problem string) error {
	j, there, err := w.LockImport(t.ID)
	if err != nil {
		return err
	}
	if !there || j.State != api.ImportRunning || j.Lease != t.lease {
		return api.Unavailable(errLeft)
	}
	after := w.ended(j, state, rep)
	after.Problem = api.Opt(problem)
	if state == api.ImportFailed {
		after.Summary = nil
	}
	if err := w.AddImportFaults(t.ID, rep.Faults); err != nil {
		return err
	}
	return w.ReplaceImport(after, j.Version)
}

// LeaveImport gives a task back, for another try. tried is false where nothing but
// the end of the program kept it from its own.
func (s *Service) LeaveImport(ctx context.Context, t ImportTask, tried bool) error {
	return s.store.Write(ctx, func(tx *store.Tx) error {
		w := s.work(tx, t.caller)
		j, there, err := w.LockImport(t.ID)
		if err != nil || !there || j.State != api.ImportRunning || j.Lease != t.lease {
			return err
		}
		before := j.Version
		if !tried {
			j.Attempts--
		}
		j.State, j.Lease, j.LeaseUntil, j.Meta = api.ImportQueued, "", nil, w.next(j.Meta)
		return w.ReplaceImport(j, before)
	})
}
