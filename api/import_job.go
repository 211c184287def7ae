package api

import "time"

// ImportState is how far an import has come.
type ImportState string

// The states of an import.
const (
	ImportQueued    ImportState = "queued"    // waits for its turn
	ImportRunning   ImportState = "running"   // is read and recorded
	ImportDone      ImportState = "done"      // was recorded, or checked where that was all
	ImportRejected  ImportState = "rejected"  // rows cannot be taken, so nothing was recorded
	ImportFailed    ImportState = "failed"    // could not be tried; problem says why
	ImportCancelled ImportState = "cancelled" // was called off, and nothing was recorded
)

// ImportStates lists every state.
var ImportStates = []ImportState{ImportQueued, ImportRunning, ImportDone, ImportRejected, ImportFailed, ImportCancelled}

// ImportRequest says how to record a file that is sent: parameters of the
// address, or fields of the form beside the file.
type ImportRequest struct {
	// Kind is what the file must hold. It is told by the file itself if left out.
	Kind ImportKind `form:"kind" json:"kind,omitempty"`
	// File is the file's name: what the records cite, and where a year may stand. That of the form's file if left out.
	File string `form:"file" json:"file,omitempty"`
	// DryRun checks and counts everything and records nothing.
	DryRun bool `form:"dry_run" json:"dry_run,omitempty"`
	// KeepGood records the rows that can be recorded although others are rejected. Without it one bad row keeps all from being recorded.
	KeepGood bool `form:"keep_good" json:"keep_good,omitempty"`
	// Crisis is the crisis of rows that name none.
	Crisis string `form:"crisis" json:"crisis,omitempty"`
	// CreateCrisis records a crisis for a country that has none, for published files.
	CreateCrisis bool `form:"create_crisis" json:"create_crisis,omitempty"`
	// Country takes the rows of one country alone, and is that of rows that name none.
	Country string `form:"country" json:"country,omitempty"`
	// Organization is whose records the rows are that do not say; the key's own if left out.
	Organization string `form:"organization" json:"organization,omitempty"`
	// Title is what to cite the file by instead of its name; the title of the assessment for need lines that name none.
	Title string `form:"title" json:"title,omitempty"`
	// Method is how need lines were found out that name no assessment; other if left out.
	Method Method `form:"method" json:"method,omitempty"`
	// Year is the year that the figures speak of, where the file does not say.
	Year int `form:"year" minimum:"1900" maximum:"2200" json:"year,omitempty"`
	// PeriodFrom is the first day that the figures speak of.
	PeriodFrom Date `form:"period_from" json:"period_from,omitempty"`
	// PeriodTo is the last day that the figures speak of.
	PeriodTo Date `form:"period_to" json:"period_to,omitempty"`
	// PublishedOn is the day on which the file was published.
	PublishedOn Date `form:"published_on" json:"published_on,omitempty"`
	// WithFunding records the funding totals of a file of requirements, too.
	WithFunding bool `form:"with_funding" json:"with_funding,omitempty"`
	// SHA256 is the digest of the file in hexadecimal; a file that has another one is refused.
	SHA256 string `form:"sha256" json:"sha256,omitempty"`
}

// Options returns the request as an import takes it.
func (r ImportRequest) Options() ImportOptions {
	return ImportOptions{DryRun: r.DryRun, KeepGood: r.KeepGood, Crisis: r.Crisis, CreateCrisis: r.CreateCrisis, Country: r.Country, File: r.File,
		Title: r.Title, Organization: r.Organization, Method: r.Method, Year: r.Year, Period: Period{From: r.PeriodFrom, To: r.PeriodTo},
		PublishedOn: r.PublishedOn, WithFunding: r.WithFunding}
}

// ImportProgress is how much of a file was read.
type ImportProgress struct {
	BytesRead int64 `json:"bytes_read" example:"1048576"`
	// Bytes is the size of the file.
	Bytes    int64 `json:"bytes" example:"4194304"`
	RowsRead int64 `json:"rows_read" example:"12000"`
	// RowsPerSecond is how many rows were read in a second, on average; null before it began.
	RowsPerSecond *int64 `json:"rows_per_second" example:"15000"`
}

// ImportSummary counts what became of the rows: read is the sum of the others.
type ImportSummary struct {
	Read      int `json:"read" example:"120"`
	Created   int `json:"created" example:"100"`
	Updated   int `json:"updated" example:"10"`
	Unchanged int `json:"unchanged" example:"10"`
	// Skipped counts rows that hold nothing to record: tag rows, repeated rows, other countries.
	Skipped  int `json:"skipped" example:"0"`
	Rejected int `json:"rejected" example:"0"`
}

// Import is a file that was sent, and what became of it.
type Import struct {
	ID string `json:"id" example:"01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b10"`
	// Organization is the one whose key sent the file.
	Organization string `json:"organization" example:"usaid"`
	// Kind is what the file holds.
	Kind ImportKind `json:"kind" example:"pledges"`
	// Layout names the form that the file has, for people.
	Layout string `json:"layout" example:"pledges (Konbit)"`
	File   Opt    `json:"file" example:"pledges.csv"`
	// Size is that of the file, in bytes.
	Size   int64  `json:"size" example:"4194304"`
	SHA256 string `json:"sha256" example:"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"`
	// Options are what was asked for beside the file.
	Options  ImportRequest  `json:"options"`
	State    ImportState    `json:"state" example:"done"`
	Progress ImportProgress `json:"progress"`
	// Summary is null until the import has ended.
	Summary *ImportSummary `json:"summary"`
	// Written tells whether anything was recorded.
	Written bool `json:"written" example:"true"`
	// FaultCount is how many faults the report lists.
	FaultCount int `json:"fault_count" example:"0"`
	// Notes say what was made beside the rows, skipped or assumed.
	Notes []string `json:"notes"`
	// Problem says why the import failed; null if it did not.
	Problem    Opt        `json:"problem"`
	StartedAt  *time.Time `json:"started_at" example:"2024-09-05T14:03:12.48Z"`
	FinishedAt *time.Time `json:"finished_at" example:"2024-09-05T14:03:15.02Z"`
	Meta
}

// Ended tells whether nothing more will happen to the import.
func (i Import) Ended() bool { return i.State != ImportQueued && i.State != ImportRunning }

// ImportFilter selects imports.
type ImportFilter struct {
	Page
	// State is how far an import has come.
	State []ImportState `form:"state"`
	Kind  []ImportKind  `form:"kind"`
	Sort  string        `form:"sort" enums:"id,-id"`
}

// ImportFaultFilter selects the faults of an import.
type ImportFaultFilter struct {
	Page
	// Code selects faults of one kind, like unknown_region.
	Code []string `form:"code" names:"fault"`
}
