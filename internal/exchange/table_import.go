package exchange

import (
	"strings"
	"time"

	"github.com/konbit-aid/konbit/api"
)

// ImportColumns is the table of imports.
var ImportColumns = columns("imports", []column[api.Import]{
	text("id", "The record's id.", func(i *api.Import) string { return i.ID }),
	text("organization", "Who sent the file.", func(i *api.Import) string { return i.Organization }),
	text("kind", "What the file holds.", func(i *api.Import) api.ImportKind { return i.Kind }),
	text("layout", "The form of the file, in words.", func(i *api.Import) string { return i.Layout }),
	text("file", "The name of the file.", func(i *api.Import) api.Opt { return i.File }),
	count("size", "How long the file is.", func(i *api.Import) int64 { return i.Size }).unit("bytes"),
	text("sha256", "The digest of the file, in hexadecimal.", func(i *api.Import) string { return i.SHA256 }),
	text("state", "Where it stands.", func(i *api.Import) api.ImportState { return i.State }),
	flag("dry_run", "True if it only checks and counts.", func(i *api.Import) bool { return i.Options.DryRun }),
	flag("written", "Whether anything was recorded.", func(i *api.Import) bool { return i.Written }),
	number("read", "Rows that were read.", ofSummary(func(s *api.ImportSummary) *int { return &s.Read })).unit("rows"),
	number("created", "Rows that made a record.", ofSummary(func(s *api.ImportSummary) *int { return &s.Created })).unit("rows"),
	number("updated", "Rows that changed a record.", ofSummary(func(s *api.ImportSummary) *int { return &s.Updated })).unit("rows"),
	number("unchanged", "Rows that stand in the record already.", ofSummary(func(s *api.ImportSummary) *int { return &s.Unchanged })).unit("rows"),
	number("skipped", "Rows that say nothing to record.", ofSummary(func(s *api.ImportSummary) *int { return &s.Skipped })).unit("rows"),
	number("rejected", "Rows that cannot be recorded.", ofSummary(func(s *api.ImportSummary) *int { return &s.Rejected })).unit("rows"),
	count("fault_count", "Faults that were found.", func(i *api.Import) int { return i.FaultCount }),
	text("notes", "What was assumed or passed over.", func(i *api.Import) string { return strings.Join(i.Notes, "; ") }),
	text("problem", "Why it failed.", func(i *api.Import) api.Opt { return i.Problem }),
	moment("started_at", "When work on it began.", func(i *api.Import) *time.Time { return i.StartedAt }),
	moment("finished_at", "When it ended.", func(i *api.Import) *time.Time { return i.FinishedAt }),
}, meta(func(i *api.Import) *api.Meta { return &i.Meta }))

func ofSummary(get func(*api.ImportSummary) *int) func(*api.Import) *int {
	return func(i *api.Import) *int {
		if i.Summary == nil {
			return nil
		}
		return get(i.Summary)
	}
}

// ImportFaultColumns is the report of an import: why rows were not taken.
var ImportFaultColumns = columns("import-faults", []column[api.ImportFault]{
	count("row", "The row of the file; the header is row 1.", func(f *api.ImportFault) int { return f.Row }),
	text("field", "The column.", func(f *api.ImportFault) string { return f.Field }),
	text("code", "What is wrong, for programs.", func(f *api.ImportFault) string { return f.Code }),
	text("value", "What stands there.", func(f *api.ImportFault) api.Opt { return f.Value }),
	text("reason", "What is wrong and what to do, for people.", func(f *api.ImportFault) string { return f.Reason }),
	text("hint", "The nearest name or code that is known.", func(f *api.ImportFault) api.Opt { return f.Hint }),
})
