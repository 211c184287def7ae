package api

import "iter"

// ImportKind says what a file holds.
type ImportKind string

// The kinds of files.
const (
	ImportRegions       ImportKind = "regions"
	ImportNeeds         ImportKind = "needs"
	ImportFlows         ImportKind = "flows" // flows of money, and the requirements of plans
	ImportExchangeRates ImportKind = "exchange-rates"
	ImportPresence      ImportKind = "presence"      // who does what, where
	ImportIncidents     ImportKind = "incidents"     // attacks on aid workers
	ImportFoodSecurity  ImportKind = "food-security" // people by phase of acute food insecurity
	ImportBoundaries    ImportKind = "boundaries"    // where regions end, as GeoJSON

	// What organizations record themselves, in the columns of our own lists.
	ImportPledges       ImportKind = "pledges"
	ImportAssessments   ImportKind = "assessments"
	ImportConstraints   ImportKind = "access-constraints"
	ImportOrganizations ImportKind = "organizations"
)

// ImportKinds lists every kind.
var ImportKinds = []ImportKind{ImportRegions, ImportNeeds, ImportFlows, ImportExchangeRates, ImportPresence, ImportIncidents, ImportFoodSecurity,
	ImportBoundaries, ImportPledges, ImportAssessments, ImportConstraints, ImportOrganizations}

// Row is one row of a file, read into a vocabulary type, or what is wrong with it.
type Row[T any] struct {
	// Line is the row's line in the file, the header being line 1.
	Line  int
	Value T
	// Faults have column names as pointers.
	Faults Fields
	// Skip says why the row holds nothing to record, like "a row of HXL tags".
	Skip string
	// About says what Skip is about, like the category of a figure: notes count rows by it.
	About string
	// Notes say what was changed while reading, like "rounded to whole people".
	Notes []string
	// Cells are those that faults are about, by column.
	Cells map[string]string
}

// ImportSource is an opened file: its kind, and one sequence of rows that can be
// walked once. Exactly one sequence is set.
type ImportSource struct {
	Kind ImportKind
	// Layout names the layout that the header told, for people.
	Layout  string
	Regions iter.Seq[Row[RegionRow]]
	Needs   iter.Seq[Row[NeedRow]]
	Flows   iter.Seq[Row[Flow]]
	Plans   iter.Seq[Row[PlanLine]]
	Rates   iter.Seq[Row[RateRow]]
	// Presence, Incidents and Food are the files about what stands between aid and people.
	Presence  iter.Seq[Row[PresenceRow]]
	Incidents iter.Seq[Row[IncidentRow]]
	Food      iter.Seq[Row[FoodRow]]
	// Boundaries have no source of their own: it is that of the file.
	Boundaries iter.Seq[Row[BoundaryInput]]
	// These are what an organization records itself. They are read while they are recorded.
	Pledges       iter.Seq[Row[PledgeRow]]
	Assessments   iter.Seq[Row[OwnRow[AssessmentInput]]]
	Lines         iter.Seq[Row[LineRow]]
	OwnIncidents  iter.Seq[Row[OwnRow[IncidentInput]]]
	Constraints   iter.Seq[Row[OwnRow[AccessConstraintInput]]]
	OwnPresence   iter.Seq[Row[OwnRow[PresenceInput]]]
	Organizations iter.Seq[Row[OrganizationInput]]
	// Columns are those that the file has; nil where each row says everything.
	Columns map[string]bool
	// Notes says what holds for the whole file once it is read; it may be nil.
	Notes func() []string
}

// Own tells whether the file holds what organizations record themselves. Each of
// its rows is held to the rules of the single write; the other files are of those
// who keep the reference data and other organizations' published figures.
func (s ImportSource) Own() bool {
	return s.Pledges != nil || s.Assessments != nil || s.Lines != nil || s.OwnIncidents != nil || s.Constraints != nil || s.OwnPresence != nil
}

// Says tells whether the file has a column, so that an empty cell of it means something.
func (s ImportSource) Says(column string) bool { return s.Columns == nil || s.Columns[column] }

// OwnRow is a record of an organization's own file. ID is that of the record
// which the row was exported from, if it was.
type OwnRow[In any] struct {
	ID    string
	Input In
}

// PledgeRow is a pledge of a file, with what happened to it where the file says.
type PledgeRow struct {
	ID           string
	Pledge       PledgeInput
	Transactions []TransactionInput
	// Donor and Recipient find the organizations of a file that knows no codes of ours.
	Donor, Recipient Called
}

// Called is an organization by what other systems know it by.
type Called struct{ IATIID, Name string }

// LineRow is a need line of a file, and the assessment that it is of: an id, or any word that the lines of one have in common.
type LineRow struct {
	Assessment string
	Crisis     string
	Need       NeedInput
}

// ImportOptions say how to record a file.
type ImportOptions struct {
	// DryRun checks and counts everything and writes nothing.
	DryRun bool
	// KeepGood records the rows that can be recorded even if others are rejected.
	KeepGood bool
	// Crisis takes every row; if left out it is the only crisis that touches the row's country.
	Crisis string
	// CreateCrisis makes a crisis for a country that has none.
	CreateCrisis bool
	// Country is the three-letter code of a file that names none, and narrows a file that names several.
	Country string
	// File is the file's base name: it is the source's title and may tell the year.
	File string
	// Title is the source's title instead.
	Title string
	// Organization is whose records they are where the file does not say; the caller's own if left out.
	Organization string
	// Method is how need lines were found out, where the file holds lines alone.
	Method Method
	// Year is the year that need figures speak of; the file name's if left out.
	Year int
	// Period is a finer period than Year.
	Period Period
	// PublishedOn is when the file was published.
	PublishedOn Date
	// WithFunding records the funding totals of a requirements file as pledges.
	WithFunding bool
	// Areas says which region an area of a food security file is, by the area's name; LeaveOut leaves it out.
	Areas map[string]string
	// Progress is told how many rows are done; it may be nil.
	Progress func(done int)
}

// RegionRow is a region of a file.
type RegionRow struct {
	RegionInput
	// GapsOnly is set for a list whose names are in no certain language: it only fills what is missing.
	GapsOnly bool
}

// NeedRow is a need line of a file, with what finds its region and crisis.
type NeedRow struct {
	// Country is the three-letter code, "" where the file does not say.
	Country string
	// Need has no region where the row speaks of the whole country.
	Need NeedInput
	// Description is the publisher's name of the figure.
	Description string
}

// RateRow is an exchange rate of a file, with the country that it was quoted for.
type RateRow struct {
	ExchangeRateInput
	// Country is a two-letter code or "".
	Country string
}

// LeaveOut stands in [ImportOptions] for the region of an area that is to be left out.
const LeaveOut = "-"

// PresenceRow is a row of a file about who does what, where.
type PresenceRow struct {
	Party  Party
	Region string
	Sector SectorCode
}

// IncidentRow is an incident of a file, with the names that its place goes by.
type IncidentRow struct {
	// Country is the three-letter code.
	Country string
	// Places are the names of the place, the finest first; they may be in no list.
	Places []string
	// Incident has no crisis, organization, region or date of its source yet.
	Incident IncidentInput
}

// FoodRow is the people of one area in one phase of acute food insecurity.
type FoodRow struct {
	// Country is the three-letter code.
	Country string
	// Area is the publisher's name of a zone, which is no region's p-code whatever stands in it.
	Area string
	// Analysed is the month of the analysis, its first day.
	Analysed Date
	Period   Period
	People   *People
}

// Outcome says what recording a row did.
type Outcome string

// The outcomes of a row.
const (
	Created   Outcome = "created"
	Updated   Outcome = "updated"
	Unchanged Outcome = "unchanged"
)

// MaxImportFaults is how many faults of a file are kept.
const MaxImportFaults = 100_000

// ImportFault is one reason why a row was not taken.
type ImportFault struct {
	// Row is the line in the file, the header being line 1; 0 where it is about the whole file.
	Row int `json:"row" example:"12"`
	// Field is the column, or the member of the record.
	Field string `json:"field" example:"region"`
	// Code is stable, for programs.
	Code string `json:"code" example:"unknown_region"`
	// Value is what stands in the file.
	Value Opt `json:"value" example:"HT1"`
	// Reason says what was expected and what to do.
	Reason string `json:"reason" example:"There is no region \"HT1\"; GET /v1/regions?q= finds p-codes."`
	// Hint is what is nearest to the value, for a person to look at. It is never applied.
	Hint Opt `json:"hint" example:"HT01"`
}

// ImportReport sums up an import: Read is the sum of the five outcomes.
type ImportReport struct {
	Read      int `json:"read"`
	Created   int `json:"created"`
	Updated   int `json:"updated"`
	Unchanged int `json:"unchanged"`
	// Skipped counts rows that hold nothing to record: tag rows, repeated rows, other countries.
	Skipped  int `json:"skipped"`
	Rejected int `json:"rejected"`
	// DryRun and rejected rows leave the database as it was, unless the good rows were to be kept.
	DryRun  bool          `json:"dry_run"`
	Written bool          `json:"written"`
	Faults  []ImportFault `json:"faults,omitempty"`
	// Notes say what else was made or assumed: organizations, countries, appeals.
	Notes []string `json:"notes,omitempty"`
}
