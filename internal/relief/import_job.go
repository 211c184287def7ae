package relief

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// maxUnfinished is how many imports of an organization may wait or be at work at once.
const maxUnfinished = 20

// ImportFile is a file that was taken in: what it holds, and how it is known again.
type ImportFile struct {
	Source api.ImportSource
	Size   int64
	SHA256 string
}

// CreateImport notes that a file is to be imported. keep is called in the same
// transaction, with the id under which the file is to be found later. It returns
// [api.CodeInvalid] for options that do not fit the file, [api.CodeForbidden] for
// a kind of file that the caller may not import, and [api.CodeTooMany].
func (s *Service) CreateImport(ctx context.Context, caller api.Caller, file ImportFile, ask api.ImportRequest, once *api.Once, keep func(id string) error) (api.Import, error) {
	if err := s.mayImport(caller, file.Source); err != nil {
		return api.Import{}, err
	}
	if ask.Kind != "" && ask.Kind != file.Source.Kind {
		f := api.Fields{{Pointer: "kind", Code: "other_kind", Detail: "The file holds " + string(file.Source.Kind) + " (" + file.Source.Layout + "), not " + string(ask.Kind) + "."}}
		return api.Import{}, f.Err()
	}
	check := &importer{opts: ask.Options()}
	if err := asParameters(check.checkOptions(file.Source)); err != nil {
		return api.Import{}, err
	}
	return write(ctx, s, caller, once, func(w *work) (api.Import, error) {
		n, err := w.CountUnfinished(caller.Organization)
		if err != nil {
			return api.Import{}, err
		}
		if n >= maxUnfinished {
			return api.Import{}, api.Errorf(api.CodeTooMany, "%d imports of your organization are not finished. Wait for one of them, or cancel it.", n)
		}
		i := api.Import{ID: s.newID(), Organization: caller.Organization, Kind: file.Source.Kind, Layout: file.Source.Layout, File: api.Opt(ask.File),
			Size: file.Size, SHA256: file.SHA256, Options: ask, State: api.ImportQueued, Progress: api.ImportProgress{Bytes: file.Size}, Notes: []string{}, Meta: w.fresh()}
		if err := w.AddImport(store.Job{Import: i, Key: caller.KeyID, Person: caller.Person}); err != nil {
			return api.Import{}, err
		}
		return i, keep(i.ID)
	})
}

// asParameters names the options as the address has them, not as the command line does.
func asParameters(err error) error {
	e, ok := err.(*api.Error) //nolint:errorlint // it is made by Fields.Err
	if !ok {
		return err
	}
	for i, f := range e.Fields {
		name := strings.ReplaceAll(strings.TrimPrefix(f.Pointer, "--"), "-", "_")
		switch {
		case name == "published":
			name = "published_on"
		case strings.HasPrefix(name, "period"):
			name = "period_" + strings.TrimPrefix(strings.TrimPrefix(name, "period"), "/")
			if name == "period_" {
				name = "period_from"
			}
		}
		e.Fields[i].Pointer = name
	}
	return e
}

// Imports lists the imports of the caller's organization.
func (s *Service) Imports(ctx context.Context, caller api.Caller, f api.ImportFilter) (api.List[api.Import], error) {
	if err := s.may(caller, "listImports"); err != nil {
		return api.List[api.Import]{}, err
	}
	list, err := read(ctx, s, func(tx *store.Tx) (api.List[api.Import], error) { return tx.Imports(caller.Organization, f) })
	for i := range list.Data {
		list.Data[i] = s.paced(list.Data[i])
	}
	return list, err
}

// ImportByID reads one import of the caller's organization; any other is [api.CodeNotFound].
func (s *Service) ImportByID(ctx context.Context, caller api.Caller, id string) (api.Import, error) {
	if err := s.may(caller, "getImport"); err != nil {
		return api.Import{}, err
	}
	i, err := read(ctx, s, func(tx *store.Tx) (api.Import, error) {
		j, err := ownImport(tx.Import, caller, id)
		return j.Import, err
	})
	return s.paced(i), err
}

// ownImport reads an import of the caller's organization.
func ownImport(take func(string) (store.Job, bool, error), caller api.Caller, id string) (store.Job, error) {
	j, err := byID("import", id, take)
	if err == nil && !caller.Owns(j.Organization) {
		return store.Job{}, api.NotFound("import", id)
	}
	return j, err
}

// paced works out how fast an import goes.
func (s *Service) paced(i api.Import) api.Import {
	if i.Notes == nil {
		i.Notes = []string{}
	}
	if i.StartedAt == nil {
		return i
	}
	until := s.clock()
	if i.FinishedAt != nil {
		until = *i.FinishedAt
	}
	if passed := until.Sub(*i.StartedAt); passed > 0 {
		rate := int64(float64(i.Progress.RowsRead) / passed.Seconds())
		i.Progress.RowsPerSecond = &rate
	}
	return i
}

// ImportFaults lists why rows of an import were not taken.
func (s *Service) ImportFaults(ctx context.Context, caller api.Caller, id string, f api.ImportFaultFilter) (api.List[api.ImportFault], error) {
	if err := s.may(caller, "getImportReport"); err != nil {
		return api.List[api.ImportFault]{}, err
	}
	return read(ctx, s, func(tx *store.Tx) (api.List[api.ImportFault], error) {
		if _, err := ownImport(tx.Import, caller, id); err != nil {
			return api.List[api.ImportFault]{}, err
		}
		return tx.ImportFaults(id, f)
	})
}

// TransitionImport calls an import off that has not ended: nothing of it is
// recorded. It returns [api.CodeConflict] for one that has.
func (s *Service) TransitionImport(ctx context.Context, caller api.Caller, id string, t api.Transition, once *api.Once) (api.Import, error) {
	if err := s.may(caller, "transitionImport"); err != nil {
		return api.Import{}, err
	}
	return write(ctx, s, caller, once, func(w *work) (api.Import, error) {
		j, err := ownImport(w.LockImport, caller, id)
		if err != nil {
			return api.Import{}, err
		}
		f := t.Validate()
		if t.To != string(api.ImportCancelled) && !f.Has("/to") {
			f.Add("/to", "unknown_value", "An import moves to cancelled.")
		}
		if err := f.Err(); err != nil {
			return api.Import{}, err
		}
		if j.Ended() {
			return api.Import{}, api.Errorf(api.CodeConflict, "The import is %s already.", j.State)
		}
		after := w.ended(j, api.ImportCancelled, api.ImportReport{})
		after.Summary = nil
		after.Problem = api.Opt(t.Reason)
		return after.Import, w.ReplaceImport(after, j.Version)
	})
}

// ended is a job that nobody works on any more.
func (w *work) ended(j store.Job, state api.ImportState, rep api.ImportReport) store.Job {
	j.State, j.Lease, j.LeaseUntil, j.FinishedAt, j.Meta = state, "", nil, &w.at, w.next(j.Meta)
	j.Summary = &api.ImportSummary{Read: rep.Read, Created: rep.Created, Updated: rep.Updated, Unchanged: rep.Unchanged, Skipped: rep.Skipped, Rejected: rep.Rejected}
	j.Written, j.Notes, j.FaultCount = rep.Written, rep.Notes, len(rep.Faults)
	if j.Notes == nil {
		j.Notes = []string{}
	}
	if state == api.ImportDone || state == api.ImportRejected {
		j.Progress.RowsRead, j.Progress.BytesRead = int64(rep.Read), j.Size
	}
	return j
}

// reportsKept is how long the faults of an import can be read.
const reportsKept = 30 * 24 * time.Hour

// TidyImports gives up the imports whose file is nowhere any more, forgets old
// reports, and returns those of the ids whose file is no longer needed.
func (s *Service) TidyImports(ctx context.Context, ids []string, abandoned time.Duration) (finished []string, err error) {
	err = s.store.Write(ctx, func(tx *store.Tx) error {
		w := s.work(tx, api.System)
		if _, err := w.DropImportFaults(w.at.Add(-reportsKept)); err != nil {
			return err
		}
		lost, err := w.AbandonedImports(w.at.Add(-abandoned))
		if err != nil {
			return err
		}
		for _, id := range lost {
			if slices.Contains(ids, id) {
				continue
			}
			if err := w.giveUp(id, "The file is gone: the program that held it did not come back. Send it again."); err != nil {
				return err
			}
		}
		open, err := w.UnfinishedImports(ids)
		for _, id := range ids {
			if !slices.Contains(open, id) {
				finished = append(finished, id)
			}
		}
		return err
	})
	return finished, err
}

func (w *work) giveUp(id, why string) error {
	j, there, err := w.LockImport(id)
	if err != nil || !there || j.Ended() {
		return err
	}
	after := w.ended(j, api.ImportFailed, api.ImportReport{})
	after.Summary, after.Problem = nil, api.Opt(why)
	return w.ReplaceImport(after, j.Version)
}
