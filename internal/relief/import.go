package relief

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/konbit-aid/konbit/api"
)

// errRejected keeps a file with a rejected row from being written.
var errRejected = errors.New("rows were rejected")

// Import records a file that was opened by another package: all of it in one
// transaction, or nothing if a row is rejected (but for opts.KeepGood). The report accounts for every
// row. An error says that the import could not be tried at all: a wrong option
// ([api.CodeInvalid], with the option's name as the pointer), a caller who may
// not ([api.CodeForbidden]), or the database ([api.CodeUnavailable]).
func (s *Service) Import(ctx context.Context, caller api.Caller, src api.ImportSource, opts api.ImportOptions) (api.ImportReport, error) {
	return s.importing(ctx, caller, src, opts, func(*work, api.ImportReport) error { return nil })
}

// importing is [Service.Import] with a last step, which belongs to the same
// transaction: what it refuses is not written.
func (s *Service) importing(ctx context.Context, caller api.Caller, src api.ImportSource, opts api.ImportOptions, last func(*work, api.ImportReport) error) (api.ImportReport, error) {
	if err := s.mayImport(caller, src); err != nil {
		return api.ImportReport{}, err
	}
	im := &importer{ctx: ctx, opts: opts, src: src, anySize: caller.Operator(), today: s.today(), crises: map[string]string{}, totals: map[string]bool{}}
	im.report.DryRun = opts.DryRun
	record, err := im.prepare(src)
	if err != nil {
		return api.ImportReport{}, err
	}
	err = s.batch(ctx, caller, opts.DryRun, func(b *Batch) error {
		im.b = b
		if err := b.w.BeginImport(); err != nil {
			return err
		}
		if err := record(); err != nil {
			return err
		}
		if im.spoiled || im.report.Rejected > 0 && !opts.KeepGood {
			return errRejected
		}
		im.report.Written = !opts.DryRun
		im.conclude()
		if opts.DryRun {
			return nil
		}
		return last(b.w, im.report)
	})
	if err != nil && !errors.Is(err, errRejected) {
		return api.ImportReport{}, err
	}
	im.conclude()
	return im.report, nil
}

// conclude writes the notes of the report.
func (im *importer) conclude() {
	im.report.Notes = im.notes()
	if im.src.Notes != nil {
		im.report.Notes = append(im.src.Notes(), im.report.Notes...)
	}
	if n := im.report.Rejected; im.unkept > 0 {
		im.report.Notes = append(im.report.Notes, fmt.Sprintf("%d rows were rejected; the report holds the first %d faults, %d more are left out", n, len(im.report.Faults), im.unkept))
	}
}

// mayImport tells whether the caller may import such a file at all. Each row of an
// organization's own file is then held to the rule of its single write. Codes:
// unauthorized, forbidden.
func (s *Service) mayImport(caller api.Caller, src api.ImportSource) error {
	if src.Own() {
		return s.may(caller, "createImport:own")
	}
	return s.may(caller, "createImport:official")
}

// importer is one import in progress.
type importer struct {
	ctx    context.Context
	b      *Batch
	opts   api.ImportOptions
	src    api.ImportSource
	today  api.Date
	report api.ImportReport
	tally
	done int
	// anySize is set for the operator, who knows the machine's memory.
	anySize bool
	unkept  int // faults beyond those that the report holds
	hints   hints
	// spoiled is set when a rejected row left a trace, so that nothing may be kept.
	spoiled bool
	crises  map[string]string // country → crisis, once found
	totals  map[string]bool   // plan → whether FTS's totals of it are recorded
}

// prepare checks the options, reads the rows and returns what records them.
// Everything is read before the database is locked.
func (im *importer) prepare(src api.ImportSource) (func() error, error) {
	if err := im.checkOptions(src); err != nil {
		return nil, err
	}
	switch {
	case src.Regions != nil:
		rows, err := collect(im, src.Regions)
		return func() error { return im.regions(rows) }, err
	case src.Needs != nil:
		rows := newPacked()
		err := keepEach(im, src.Needs, func(r needRow) int {
			rows.add(r)
			return len(rows.rows)
		})
		return func() error { return im.needs(rows) }, err
	case src.Flows != nil:
		rows, err := collect(im, src.Flows)
		return func() error { return im.flows(rows) }, err
	case src.Plans != nil:
		rows, err := collect(im, src.Plans)
		return func() error { return im.plans(rows) }, err
	case src.Rates != nil:
		rows, err := collect(im, src.Rates)
		return func() error { return im.rates(rows) }, err
	case src.Presence != nil:
		rows, err := collect(im, src.Presence)
		return func() error { return im.presence(rows) }, err
	case src.Incidents != nil:
		rows, err := collect(im, src.Incidents)
		return func() error { return im.incidents(rows) }, err
	case src.Food != nil:
		rows, err := collect(im, src.Food)
		return func() error { return im.food(rows) }, err
	case src.Boundaries != nil:
		rows, err := collect(im, src.Boundaries)
		return func() error { return im.boundaries(rows) }, err
	case src.Own(), src.Organizations != nil:
		return im.own, nil
	}
	return nil, api.Errorf(api.CodeInvalid, "There is nothing to import.")
}

func (im *importer) checkOptions(src api.ImportSource) error {
	var f api.Fields
	if c, ok := api.CountryOf(im.opts.Country); im.opts.Country != "" && (!ok || c.ISO3 != im.opts.Country) {
		f.Add("--country", "unknown_country", "%q is not a three-letter country code like HTI.", im.opts.Country)
	}
	if im.opts.Crisis != "" {
		f.SlugCode("--crisis", im.opts.Crisis)
	}
	f.Day("--published", im.opts.PublishedOn, false)
	f.Text("--title", im.opts.Title, false, api.MaxTitle)
	if im.opts.WithFunding && im.opts.PublishedOn == "" {
		f.Add("--published", "required", "The file does not say when it was published, and a pledge cites a dated source: give the day.")
	}
	switch {
	case src.Needs != nil, src.Presence != nil:
		im.settlePeriod(&f)
	case src.Lines != nil:
		f.Span("--period", im.opts.Period, im.opts.Period != api.Period{})
	case src.Incidents != nil:
		f.Span("--period", im.opts.Period, im.opts.Period != api.Period{})
		if im.opts.PublishedOn == "" {
			f.Add("--published", "required", "The file does not say when it was published, and an incident cites a dated source: give the day.")
		}
	}
	return f.Err()
}

// maxRemembered is how many rows of a published file are in memory at once where others than the operator send it.
const maxRemembered = 500_000

// collect reads all rows and keeps those that hold something to record.
func collect[T any](im *importer, rows iter.Seq[api.Row[T]]) (good []api.Row[T], err error) {
	err = keepEach(im, rows, func(r api.Row[T]) int {
		good = append(good, r)
		return len(good)
	})
	return good, err
}

// keepEach reads all rows and has those kept that hold something to record; keep says how many are kept by then.
func keepEach[T any](im *importer, rows iter.Seq[api.Row[T]], keep func(api.Row[T]) int) error {
	for r := range rows {
		im.report.Read++
		switch {
		case len(r.Faults) > 0:
			im.rejectRow(r.Line, r.Faults, r.Cells)
		case r.Skip != "":
			im.skip(r.Skip, r.About)
		default:
			for _, n := range r.Notes {
				im.note(n, r.Line)
			}
			if keep(r) > maxRemembered && !im.anySize {
				return api.Errorf(api.CodeTooLarge, "A published file has at most %d rows here. The operator imports longer ones by the command konbit import.", maxRemembered)
			}
		}
		if im.report.Read%1000 == 0 && im.ctx.Err() != nil {
			return api.Unavailable(im.ctx.Err())
		}
	}
	return nil
}

// count notes what recording some rows did.
func (im *importer) count(o api.Outcome, rows int) {
	switch o {
	case api.Created:
		im.report.Created += rows
	case api.Updated:
		im.report.Updated += rows
	case api.Unchanged:
		im.report.Unchanged += rows
	}
	im.step(rows)
}

func (im *importer) step(rows int) {
	im.done += rows
	if im.opts.Progress != nil {
		im.opts.Progress(im.done)
	}
}

// settle counts a row by what its Put returned. Only an error that is not the
// row's own comes back.
func (im *importer) settle(line int, o api.Outcome, err error) error {
	if err == nil {
		im.count(o, 1)
		return nil
	}
	fields, err := faultsOf(err)
	if err != nil {
		return err
	}
	im.reject(line, fields)
	return nil
}

// faultsOf parts what is wrong with a record from what is wrong with the world.
// A conflict comes from the database, which may take no more after it, so it
// ends the import.
func faultsOf(err error) (api.Fields, error) {
	e, ok := errors.AsType[*api.Error](err)
	if !ok {
		return nil, err
	}
	switch e.Code {
	case api.CodeInvalid, api.CodeNotFound:
		if len(e.Fields) == 0 {
			return api.Fields{{Code: string(e.Code), Detail: e.Detail}}, nil
		}
		return e.Fields, nil
	}
	return nil, err
}

// one is a single fault.
func one(field, code, detail string) api.Fields {
	return api.Fields{{Pointer: field, Code: code, Detail: detail}}
}
