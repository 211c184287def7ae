package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/config"
	"github.com/konbit-aid/konbit/internal/exchange"
	"github.com/konbit-aid/konbit/internal/relief"
)

var importFile = command{
	name:  "import",
	args:  "[KIND] FILE [--dry-run]",
	short: "take in a file: all of its rows, or none",
	long: `What a file holds is told by what stands in it; a KIND before it says what it must be: regions, boundaries, needs, flows,
exchange-rates, presence, incidents, food-security, pledges, assessments, access-constraints, organizations.
Read are OCHA's p-code lists, HNO people in need, FTS flows (CSV, JSON) and requirements, monthly exchange rates, who
does what where, AWSD's attacks on aid workers, IPC's phases by area, IATI 2.03 activities, boundaries as GeoJSON with
p-codes, and our own lists: as CSV, workbook (.xlsx) or NDJSON, also packed with gzip or alone in a zip archive.
A FILE of - is standard input.

Rows that cannot be taken are shown as a table on standard error: the first 20, and all of them in the file of
--report. Nothing is written then. To import a file twice changes nothing. The last line, on standard output, is a
summary in JSON.

  konbit import hti_admin0_3.csv --dry-run
  konbit import needs hpc_hno_2026_national.csv --country HTI --crisis hti-2024
  konbit import flows fts_incoming_flows_hti.csv --country HTI --create-crisis
  konbit import pledges.xlsx --organization usaid --report faults.csv`,
	most:   2,
	groups: []config.Group{config.Database},
	bind:   bindImport,
}

// importFlags are the flags of import.
type importFlags struct {
	options   api.ImportOptions
	period    string
	published string
	report    string
	areas     string
	method    string
}

func bindImport(fs *flag.FlagSet) action {
	var f importFlags
	o := &f.options
	fs.BoolVar(&o.DryRun, "dry-run", false, "do everything but keep nothing")
	fs.StringVar(&o.Crisis, "crisis", "", "`CODE` of the crisis that needs and flows are for; else the only one that touches their country")
	fs.BoolVar(&o.CreateCrisis, "create-crisis", false, "record a crisis for a country that has none")
	fs.StringVar(&o.Country, "country", "", "take only the rows of a country, by its `ISO3` code like HTI")
	fs.StringVar(&o.Title, "title", "", "`TEXT` to cite the file by, instead of its name")
	fs.IntVar(&o.Year, "year", 0, "the `YEAR` that the figures are for, where the file does not say")
	fs.StringVar(&f.period, "period", "", "the days that the figures are for, `FROM..TO` like 2026-01-01..2026-12-31; of incidents only those")
	fs.StringVar(&f.published, "published", "", "the `DAY` on which the figures were published")
	fs.BoolVar(&o.WithFunding, "with-funding", false, "record the funding totals of a requirement file too")
	fs.BoolVar(&o.KeepGood, "keep-good", false, "take the rows that can be taken although others cannot")
	fs.StringVar(&f.areas, "areas", "", "a CSV `FILE` with the columns area and pcode: which region each area of a food security file is")
	fs.StringVar(&o.Organization, "organization", "", "`CODE` of the organization whose records the rows are that name none")
	fs.StringVar(&f.method, "method", "", "how need lines that name no assessment were found out, a `METHOD` like msna")
	fs.StringVar(&f.report, "report", "", "write every fault to `FILE`, as CSV")
	return func(ctx context.Context, a *app, args []string) error { return runImport(ctx, a, f, args) }
}

// importMemory is from where on the collector works harder, so that a million rows fit on a small server.
const importMemory = 140 << 20

func runImport(ctx context.Context, a *app, f importFlags, args []string) error {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(importMemory)
	}
	kind, name, err := f.check(args)
	if err != nil {
		return err
	}
	if err := f.readAreas(); err != nil {
		return err
	}
	file, size, err := a.input(name)
	if err != nil {
		return err
	}
	defer file.Close() // only read
	bar := a.progress(size)
	defer bar.done()
	src, err := sourceOf(file, size, bar)
	if e, ok := errors.AsType[*api.Error](err); ok {
		return fmt.Errorf("%s: %s", name, e.Detail)
	} else if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if kind != "" && src.Kind != kind {
		return fmt.Errorf("%s is a file of %s (%s), not of %s", name, src.Kind, src.Layout, kind)
	}
	if kind == "" {
		a.say("%s holds %s: %s.", filepath.Base(name), src.Kind, src.Layout)
	}
	f.options.File, f.options.Progress = filepath.Base(name), bar.recorded
	return a.withService(ctx, func(svc *relief.Service) error {
		rep, err := svc.Import(ctx, api.System, src, f.options)
		bar.done()
		if wrong, ok := errors.AsType[*api.Error](err); ok && len(wrong.Fields) > 0 && strings.HasPrefix(wrong.Fields[0].Pointer, "--") {
			return usageError(plain(err)) // the fields of these are flags
		}
		if err != nil {
			return err
		}
		return f.conclude(a, rep)
	})
}

// sourceOf opens a file that can be read anywhere, else a stream.
func sourceOf(file io.Reader, size int64, bar progress) (api.ImportSource, error) {
	if at, ok := file.(io.ReaderAt); ok && size >= 0 {
		return exchange.OpenFile(at, size, bar.advance)
	}
	return exchange.Open(bar.reading(file))
}

// conclude reports what an import did. It is an error if rows were rejected.
func (f *importFlags) conclude(a *app, rep api.ImportReport) error {
	if f.report != "" {
		if err := writeFaults(f.report, rep.Faults); err != nil {
			return err
		}
	}
	if err := a.report(rep); err != nil {
		return err
	}
	if rep.Rejected > 0 && rep.Written {
		a.say("%d of %d rows were left out", rep.Rejected, rep.Read)
	} else if rep.Rejected > 0 {
		return fmt.Errorf("%d of %d rows cannot be taken, so nothing was written", rep.Rejected, rep.Read)
	}
	return nil
}

// readAreas reads what a person says about the areas of a file.
func (f *importFlags) readAreas() error {
	if f.areas == "" {
		return nil
	}
	file, err := os.Open(f.areas)
	if err != nil {
		return err
	}
	defer file.Close() // only read
	if f.options.Areas, err = exchange.ReadAreas(file); err != nil {
		return fmt.Errorf("%s: %w", f.areas, err)
	}
	return nil
}

// input opens a file, or standard input for "-", whose size nobody knows.
func (a *app) input(name string) (file io.ReadCloser, size int64, err error) {
	if name == "-" {
		return io.NopCloser(a.stdin), -1, nil
	}
	f, err := os.Open(name) //nolint:gosec // who runs the command names the file
	if err != nil {
		return nil, 0, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, 0, errors.Join(err, f.Close())
	}
	return f, info.Size(), nil
}

// check reads what the command line alone can tell. kind is "" where the file is to tell it.
func (f *importFlags) check(args []string) (kind api.ImportKind, name string, err error) {
	kinds := make([]string, len(api.ImportKinds))
	for i, k := range api.ImportKinds {
		kinds[i] = string(k)
	}
	switch {
	case len(args) == 0, len(args) == 1 && slices.Contains(kinds, args[0]):
		return "", "", misusedf("name one FILE, and before it the KIND if it must be one (%s)", strings.Join(kinds, ", "))
	case len(args) == 2 && !slices.Contains(kinds, args[0]):
		return "", "", misusedf("%q is no kind of file; did you mean %s? Kinds: %s.", args[0], config.Nearest(args[0], kinds), strings.Join(kinds, ", "))
	case len(args) == 2:
		kind = api.ImportKind(args[0])
	}
	f.options.PublishedOn, f.options.Method = api.Date(f.published), api.Method(f.method)
	var faults api.Fields
	faults.Day("--published", f.options.PublishedOn, false)
	if f.method != "" {
		api.Known(&faults, "--method", f.options.Method, api.Methods)
	}
	if f.period != "" {
		from, to, _ := strings.Cut(f.period, "..")
		f.options.Period = api.Period{From: api.Date(from), To: api.Date(to)}
		faults.Span("--period", f.options.Period, true)
	}
	for _, fault := range faults {
		return "", "", misusedf("%s: %s", fault.Pointer, fault.Detail)
	}
	return kind, args[len(args)-1], nil
}
