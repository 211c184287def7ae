package api

// Row is one row of a file, read into a vocabulary type, or what is wrong with it.
type Row[T any] struct {
	// Line is the row's line in the file, the header being line 1.
	Line  int
	Value T
	// Faults have column names as pointers.
	Faults Fields
}

// Outcome says what recording a row did.
type Outcome string

// The outcomes of a row.
const (
	Created   Outcome = "created"
	Updated   Outcome = "updated"
	Unchanged Outcome = "unchanged"
)

// ImportFault is one reason why a row was not taken.
type ImportFault struct {
	Row    int    `json:"row"`
	Field  string `json:"field"`
	Code   string `json:"code"`
	Reason string `json:"reason"`
}

// ImportReport sums up an import.
type ImportReport struct {
	Read      int `json:"read"`
	Created   int `json:"created"`
	Updated   int `json:"updated"`
	Unchanged int `json:"unchanged"`
	// Skipped counts rows that hold nothing to record: tag rows, repeated rows, other countries.
	Skipped  int `json:"skipped"`
	Rejected int `json:"rejected"`
	// DryRun and rejected rows leave the database as it was.
	DryRun  bool          `json:"dry_run"`
	Written bool          `json:"written"`
	Faults  []ImportFault `json:"faults,omitempty"`
	// Notes say what else was made or assumed: organizations, countries, appeals.
	Notes []string `json:"notes,omitempty"`
}
