package api

// MaxBatch is how many pledges one request records.
const MaxBatch = 1000

// PledgeBatchInput is several pledges to record at once.
type PledgeBatchInput struct {
	Pledges []PledgeInput `json:"pledges" minItems:"1" maxItems:"1000"`
}

// PledgeBatch is what became of several pledges, in the order in which they were sent.
type PledgeBatch struct {
	// Recorded is how many pledges were recorded.
	Recorded int `json:"recorded" example:"1"`
	// Refused is how many were not.
	Refused int            `json:"refused" example:"1"`
	Results []PledgeResult `json:"results"`
}

// BatchOutcome is what became of one record of several.
type BatchOutcome string

// The outcomes.
const (
	BatchRecorded BatchOutcome = "recorded"
	BatchConflict BatchOutcome = "conflict" // the donor has used the reference already
	BatchInvalid  BatchOutcome = "invalid"
)

// BatchOutcomes are all of them.
var BatchOutcomes = []BatchOutcome{BatchRecorded, BatchConflict, BatchInvalid}

// PledgeResult is what became of one pledge of several.
type PledgeResult struct {
	Outcome BatchOutcome `json:"outcome" example:"recorded"`
	// ID is that of the pledge as recorded, or of the one that has its reference already; null if there is neither.
	ID Opt `json:"id" example:"01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b10"`
	// Pledge is the pledge as recorded; null if it was refused.
	Pledge *Pledge `json:"pledge"`
	// Detail is why it was refused; null if it was not.
	Detail Opt `json:"detail"`
	// Errors are the fields that are not valid, with pointers into the pledge.
	Errors []FieldError `json:"errors"`
}

// Validate reports whether there are too few or too many pledges; what is wrong with one of them is told in its result.
func (in PledgeBatchInput) Validate() Fields {
	var f Fields
	if n := len(in.Pledges); n == 0 {
		f.Add("/pledges", "required", "Name at least one pledge.")
	} else if n > MaxBatch {
		f.Add("/pledges", "too_many", "At most %d pledges in one request; these are %d.", MaxBatch, n)
	}
	return f
}

// Keep notes that a pledge is recorded.
func (b *PledgeBatch) Keep(p Pledge) {
	b.Recorded++
	b.Results = append(b.Results, PledgeResult{Outcome: BatchRecorded, ID: Opt(p.ID), Pledge: &p, Errors: []FieldError{}})
}

// Refuse notes why a pledge is not recorded. Holder is the id of the one that has its reference.
func (b *PledgeBatch) Refuse(outcome BatchOutcome, holder, detail string, fields Fields) {
	b.Refused++
	b.Results = append(b.Results, PledgeResult{Outcome: outcome, ID: Opt(holder), Detail: Opt(detail), Errors: append([]FieldError{}, fields...)})
}
