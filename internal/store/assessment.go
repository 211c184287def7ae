package store

import (
	"fmt"

	"github.com/konbit-aid/konbit/api"
)

type assessmentRow struct {
	ID           string  `gorm:"column:id;primaryKey"`
	Crisis       string  `gorm:"column:crisis"`
	Organization string  `gorm:"column:organization"`
	Title        string  `gorm:"column:title"`
	Method       string  `gorm:"column:method"`
	PeriodFrom   day     `gorm:"column:period_from"`
	PeriodTo     day     `gorm:"column:period_to"`
	PublishedOn  day     `gorm:"column:published_on"`
	Sensitivity  string  `gorm:"column:sensitivity"`
	Status       string  `gorm:"column:status"`
	WithdrawnOn  day     `gorm:"column:withdrawn_on"`
	Grade        int     `gorm:"column:grade"`
	NeedCount    int     `gorm:"column:need_count"`
	Origin       opt     `gorm:"column:origin"`
	Content      opt     `gorm:"column:content"`
	RaisedBy     opt     `gorm:"column:raised_by"`
	Sources      sources `gorm:"column:sources"`
	Search       string  `gorm:"column:search"`
	Stamp        `gorm:"embedded"`
}

// TableName is assessments.
func (assessmentRow) TableName() string { return "assessments" }

// Study is an assessment with where it was imported from.
type Study struct {
	api.Assessment
	// Origin names the imported file and its part; "" for a record of the API.
	Origin string
	// Content is a digest of what was imported.
	Content string
	// RaisedBy is another organization that asked for more secrecy, "" for none.
	RaisedBy string
}

func studyToRow(s Study) assessmentRow {
	a := s.Assessment
	return assessmentRow{ID: a.ID, Crisis: a.Crisis, Organization: a.Organization, Title: a.Title, Method: string(a.Method),
		PeriodFrom: day(a.Period.From), PeriodTo: day(a.Period.To), PublishedOn: day(a.PublishedOn), Sensitivity: string(a.Sensitivity),
		Status: string(a.Status), WithdrawnOn: day(a.WithdrawnOn), Grade: api.BestGrade(a.Sources), NeedCount: a.NeedCount,
		Origin: opt(s.Origin), Content: opt(s.Content), RaisedBy: opt(s.RaisedBy), Sources: a.Sources, Search: fold(a.Title), Stamp: stampOf(a.Meta)}
}

func (row assessmentRow) study() Study {
	return Study{row.api(), string(row.Origin), string(row.Content), string(row.RaisedBy)}
}

func (row assessmentRow) api() api.Assessment {
	return api.Assessment{ID: row.ID, Crisis: row.Crisis, Organization: row.Organization, Title: row.Title, Method: api.Method(row.Method),
		Period: api.Period{From: api.Date(row.PeriodFrom), To: api.Date(row.PeriodTo)}, PublishedOn: api.Date(row.PublishedOn),
		Sensitivity: api.Sensitivity(row.Sensitivity), Status: api.AssessmentStatus(row.Status), WithdrawnOn: api.Date(row.WithdrawnOn),
		NeedCount: row.NeedCount, Sources: row.Sources, Meta: row.meta()}
}

// done tells in SQL whether an assessment counts or once counted.
const done = "(%[1]s.status IN ('validated', 'superseded') OR %[1]s.withdrawn_on IS NOT NULL)"

// visible keeps the assessments that are seen.
func visible(q *query, a string, seen api.Sight) {
	if seen.All {
		return
	}
	q.add(fmt.Sprintf("%[1]s.organization = ? OR %[1]s.sensitivity IN ? AND "+done+" OR %[1]s.sensitivity IN ? AND NOT "+done, a),
		seen.Organization, some(seen.Done), some(seen.Open))
}

// some lists sensitivities for IN, which is not written of an empty list.
func some(list []api.Sensitivity) []api.Sensitivity {
	if len(list) == 0 {
		return []api.Sensitivity{""}
	}
	return list
}

// counting keeps the assessments that count on a day, of some sensitivities.
func counting(a string, on api.Date, visible []api.Sensitivity) (string, []any) {
	return fmt.Sprintf("%[1]s.published_on <= ? AND %[1]s.sensitivity IN ? AND (%[1]s.status IN ('validated', 'superseded') OR %[1]s.withdrawn_on > ?)", a),
		[]any{day(on), some(visible), day(on)}
}

// Study reads one assessment without its lines, if it is seen.
func (tx *Tx) Study(seen api.Sight, id string) (Study, bool, error) {
	var q query
	q.add("a.id = ?", id)
	visible(&q, "a", seen)
	rows, err := scan[assessmentRow](tx, "SELECT a.* FROM assessments a"+q.String(), q.args...)
	if err != nil || len(rows) == 0 {
		return Study{}, false, err
	}
	return rows[0].study(), true, nil
}

// LockStudy keeps others from changing an assessment until the end.
func (tx *Tx) LockStudy(id string) error {
	_, _, err := takeLocked[assessmentRow](tx, "assessments", "id = ?", id)
	return err
}

// StudyFrom reads the assessment imported from an origin.
func (tx *Tx) StudyFrom(origin string) (Study, bool, error) {
	row, found, err := take[assessmentRow](tx, "assessments", "origin = ?", origin)
	return row.study(), found, err
}

// AddStudy writes a new assessment, without lines.
func (tx *Tx) AddStudy(s Study) error { return insert(tx, studyToRow(s)) }

// ReplaceStudy overwrites an assessment of the version before, without lines.
func (tx *Tx) ReplaceStudy(s Study, before int64) error { return replace(tx, studyToRow(s), before) }

// rankPrefix orders by period end, then publication, then grade (A1 is best and so last).
func rankPrefix(a api.Assessment) string {
	return fmt.Sprintf("%s %s %02d ", a.Period.To, a.PublishedOn, 99-api.BestGrade(a.Sources))
}

// Supersede sets the status of a crisis's assessments that count: superseded
// where every line has a later one, else validated. Only those that share a key
// with the given assessment can change.
func (tx *Tx) Supersede(assessment string) error {
	const rivals = `SELECT DISTINCT o.assessment FROM needs o JOIN needs n ON n.crisis = o.crisis AND n.region = o.region AND n.sector = o.sector
		AND n.grp = o.grp AND n.sex = o.sex AND n.age = o.age WHERE n.assessment = ?`
	const current = `EXISTS (SELECT 1 FROM needs n WHERE n.assessment = assessments.id AND NOT EXISTS (
		SELECT 1 FROM needs m JOIN assessments b ON b.id = m.assessment WHERE m.crisis = n.crisis AND m.region = n.region AND m.sector = n.sector
		AND m.grp = n.grp AND m.sex = n.sex AND m.age = n.age AND m.rank > n.rank AND b.status IN ('validated', 'superseded')))`
	if alone, err := tx.withoutRivals(assessment); err != nil || alone {
		return err
	}
	if _, err := tx.exec("UPDATE assessments SET status = 'superseded' WHERE status = 'validated' AND need_count > 0 AND id IN ("+rivals+") AND NOT "+current, assessment); err != nil {
		return err
	}
	_, err := tx.exec("UPDATE assessments SET status = 'validated' WHERE status = 'superseded' AND id IN ("+rivals+") AND "+current, assessment)
	return err
}

// withoutRivals tells whether an assessment is the only one of its crisis that counts: then it takes nobody's place, and
// nobody takes its own.
func (tx *Tx) withoutRivals(assessment string) (bool, error) {
	rows, err := scan[string](tx, `SELECT CAST(a.id AS text) FROM assessments a JOIN assessments m ON m.crisis = a.crisis
		WHERE m.id = ? AND (a.id <> m.id OR a.status = 'superseded') AND a.status IN ('validated', 'superseded') LIMIT 1`, assessment)
	return len(rows) == 0, err
}

var assessmentList = listing{name: "assessments", from: "assessments a", cols: "a.*", key: "a.id",
	sorts: both(both(map[string]order{}, "id", "a.id"), "published_on", "a.published_on")}

// Assessments lists assessments without their lines.
func (tx *Tx) Assessments(seen api.Sight, v *Veil, f api.AssessmentFilter) (api.List[api.Assessment], error) {
	var q query
	visible(&q, "a", seen)
	in(&q, "a.crisis", f.Crisis)
	in(&q, "a.organization", f.Organization)
	in(&q, "a.method", f.Method)
	in(&q, "a.status", f.Status)
	in(&q, "a.sensitivity", f.Sensitivity)
	q.is("a.published_on", ">=", f.PublishedOnFrom)
	q.is("a.published_on", "<=", f.PublishedOnTo)
	q.is("a.period_to", ">=", f.PeriodFrom)
	q.is("a.period_from", "<=", f.PeriodTo)
	q.matches("a.search", f.Q)
	if len(f.Region) > 0 {
		condition, args, err := tx.below(f.Region)
		if err != nil {
			return api.List[api.Assessment]{}, err
		}
		var place query
		place.add(condition, args...)
		v.keep(&place, "n.region")
		q.add("a.id IN (SELECT n.assessment FROM needs n JOIN regions ON regions.pcode = n.region"+place.String()+")", place.args...)
	}
	p, sort := f.Page, f.Sort
	f.Page = api.Page{}
	rows, next, total, err := page(tx, assessmentList, q, p, sort, f, func(r assessmentRow, by string) []any {
		if by == "a.published_on" {
			return []any{string(r.PublishedOn), r.ID}
		}
		return []any{r.ID}
	})
	return api.List[api.Assessment]{Data: convert(rows, assessmentRow.api), Next: api.Opt(next), Total: total}, err
}
