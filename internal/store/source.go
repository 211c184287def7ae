package store

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"time"

	"github.com/konbit-aid/konbit/api"
)

// Citing is a record with the sources that it cites and who may see it.
type Citing struct {
	Resource     string
	Record       string
	Fresh        bool // new: it has no citations yet
	Title        string
	Path         string
	Organization string          // whose it is, "" for everybody's
	Guard        api.Sensitivity // who else may see it
	Published    bool            // whether others may see it at all
	Sources      []api.Source
}

type sourceRow struct {
	ID          string  `gorm:"column:id;primaryKey"`
	Publisher   string  `gorm:"column:publisher"`
	Title       string  `gorm:"column:title"`
	URL         opt     `gorm:"column:url"`
	PublishedOn day     `gorm:"column:published_on"`
	Search      string  `gorm:"column:search"`
	Guard       int     `gorm:"column:guard"`
	CreatedAt   instant `gorm:"column:created_at;autoCreateTime:false"`
}

// TableName is sources.
func (sourceRow) TableName() string { return "sources" }

func sourceToRow(s api.Source, guard int, at time.Time) sourceRow {
	return sourceRow{ID: SourceID(s), Publisher: s.Publisher, Title: s.Title, URL: opt(s.URL), PublishedOn: day(s.PublishedOn),
		Search: fold(s.Publisher, s.Title, string(s.URL)), Guard: guard, CreatedAt: instant{at}}
}

func (row sourceRow) api() api.CitedSource {
	return api.CitedSource{ID: row.ID, Publisher: row.Publisher, Title: row.Title, URL: api.Opt(row.URL), PublishedOn: api.Date(row.PublishedOn),
		Grades: []api.SourceGrade{}}
}

type citationRow struct {
	Resource     string `gorm:"column:resource"`
	Record       string `gorm:"column:record"`
	Place        int    `gorm:"column:place"`
	Source       string `gorm:"column:source"`
	Title        string `gorm:"column:title"`
	Path         string `gorm:"column:path"`
	Organization string `gorm:"column:organization"`
	Guard        string `gorm:"column:guard"`
	Published    bool   `gorm:"column:published"`
	Reliability  string `gorm:"column:reliability"`
	Credibility  int    `gorm:"column:credibility"`
	Quote        opt    `gorm:"column:quote"`
}

// TableName is citations.
func (citationRow) TableName() string { return "citations" }

func (c Citing) rows() []citationRow {
	rows := make([]citationRow, len(c.Sources))
	for i, s := range c.Sources {
		s = s.WithDefaults()
		rows[i] = citationRow{c.Resource, c.Record, i, SourceID(s), c.Title, c.Path, c.Organization, string(c.Guard), c.Published,
			string(s.Reliability), s.Credibility, opt(s.Quote)}
	}
	return rows
}

func (row citationRow) api() api.Citation {
	return api.Citation{Resource: row.Resource, ID: row.Record, Title: row.Title, Path: row.Path, Reliability: row.Reliability,
		Credibility: row.Credibility, Quote: api.Opt(row.Quote)}
}

// openness is 0 for a record that everybody sees, to 3 for one that is not published.
func (c Citing) openness() int {
	if !c.Published {
		return len(api.Sensitivities)
	}
	return slices.Index(api.Sensitivities, c.Guard)
}

// Cite writes what records cite, in the place of what they cited before. A source
// has its words from the most open record that cites it, so that no closed one shows.
func (tx *Tx) Cite(at time.Time, all ...Citing) error {
	stale := map[string][]string{}
	found := map[string]sourceRow{}
	var rows []citationRow
	for _, c := range all {
		if !c.Fresh {
			stale[c.Resource] = append(stale[c.Resource], c.Record)
		}
		rows = append(rows, c.rows()...)
		for _, s := range c.Sources {
			row := sourceToRow(s, c.openness(), at)
			if other, twice := found[row.ID]; !twice || other.Guard > row.Guard {
				found[row.ID] = row
			}
		}
	}
	for resource, records := range stale {
		if err := tx.later(numbered(tx.d, "DELETE FROM citations WHERE resource = ? AND "+fmt.Sprintf(tx.d.anyOf, "record")), resource, tx.array(records)); err != nil {
			return err
		}
	}
	if len(rows) == 0 {
		return nil
	}
	if err := tx.putSources(found); err != nil {
		return err
	}
	return insertAll(tx, rows)
}

// putSources writes the sources that are new, or that a more open record cites
// than before. The others are left alone: a row that is written again makes
// everybody wait who cites the same source.
func (tx *Tx) putSources(found map[string]sourceRow) error {
	have, err := tx.guards(slices.Collect(maps.Keys(found)))
	if err != nil {
		return err
	}
	// In one order, lest two writers wait for each other.
	for _, row := range slices.SortedFunc(maps.Values(found), func(a, b sourceRow) int { return cmp.Compare(a.ID, b.ID) }) {
		if have[row.ID] <= row.Guard {
			continue
		}
		if err := tx.later(numbered(tx.d, "INSERT INTO sources ("+shapeOf[sourceRow]().list()+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET
			publisher = excluded.publisher, title = excluded.title, url = excluded.url, published_on = excluded.published_on, search = excluded.search, guard = excluded.guard
			WHERE sources.guard > excluded.guard`), shapeOf[sourceRow]().values(nil, reflect.ValueOf(row))...); err != nil {
			return err
		}
		if tx.seen != nil {
			tx.seen.sources[row.ID] = row.Guard
		}
	}
	return nil
}

// Reader is who asks what rests on a source: what it sees of the kinds of
// record that not everybody sees, and what hides areas from it.
type Reader struct {
	Sights map[string]api.Sight
	Veil   *Veil
}

// placed are the tables of the records that are hidden with the area they are
// about, and the columns with their places.
var placed = []struct {
	resource, table string
	columns         []string
}{
	{"incidents", "incidents", []string{"region", "moved_from", "moved_to"}},
	{"access-constraints", "access_constraints", []string{"region"}},
	{"presence", "presences", []string{"region"}},
}

// citationSeen keeps the citations of records that are seen.
func citationSeen(q *query, reader Reader) {
	for _, resource := range slices.Sorted(maps.Keys(reader.Sights)) {
		if seen := reader.Sights[resource]; !seen.All {
			q.add("c.resource <> ? OR c.organization = ? AND c.organization <> '' OR c.guard IN ? AND c.published = ? OR c.guard IN ? AND c.published = ?",
				resource, seen.Organization, some(seen.Done), true, some(seen.Open), false)
		}
	}
	if reader.Veil == nil {
		return
	}
	for _, area := range reader.Veil.areas {
		for _, p := range placed {
			for _, column := range p.columns {
				q.add(fmt.Sprintf("c.resource <> ? OR c.record NOT IN (SELECT CAST(a.id AS text) FROM %s a JOIN regions r ON r.pcode = a.%s WHERE r.l%d = ?)",
					p.table, column, area.Level), p.resource, area.Region)
			}
		}
	}
}

var sourceList = listing{name: "sources", from: "sources s", cols: "s.*", key: "s.id",
	sorts: both(both(map[string]order{}, "id", "s.id"), "published_on", "s.published_on")}

// CitedSources lists the sources that some record cites that the caller may see.
func (tx *Tx) CitedSources(seen Reader, f api.SourceFilter) (api.List[api.CitedSource], error) {
	var q, cited query
	in(&q, "s.publisher", f.Publisher)
	if f.URL != "" {
		q.add("s.id = ?", SourceID(api.Source{URL: api.Opt(f.URL)}))
	}
	q.is("s.published_on", ">=", f.PublishedOnFrom)
	q.is("s.published_on", "<=", f.PublishedOnTo)
	q.matches("s.search", f.Q)
	cited.add("c.source = s.id")
	citationSeen(&cited, seen)
	in(&cited, "c.reliability", f.Reliability)
	q.add("EXISTS (SELECT 1 FROM citations c"+cited.String()+")", cited.args...)
	p, sort := f.Page, f.Sort
	f.Page = api.Page{}
	rows, next, total, err := page(tx, sourceList, q, p, sort, f, func(r sourceRow, by string) []any {
		if by == "s.published_on" {
			return []any{string(r.PublishedOn), r.ID}
		}
		return []any{r.ID}
	})
	if err != nil {
		return api.List[api.CitedSource]{}, err
	}
	data, err := tx.graded(seen, rows)
	return api.List[api.CitedSource]{Data: data, Next: api.Opt(next), Total: total}, err
}

// CitedSource reads one source, if the caller may see a record that cites it.
func (tx *Tx) CitedSource(seen Reader, id string) (api.CitedSource, bool, error) {
	row, found, err := take[sourceRow](tx, "sources", "id = ?", id)
	if !found {
		return api.CitedSource{}, false, err
	}
	all, err := tx.graded(seen, []sourceRow{row})
	if err != nil {
		return api.CitedSource{}, false, err
	}
	return all[0], all[0].Citations > 0, nil
}

type gradeRow struct {
	Source      string `gorm:"column:source"`
	Reliability string `gorm:"column:reliability"`
	Credibility int    `gorm:"column:credibility"`
	Citations   int    `gorm:"column:citations"`
}

// graded joins sources with the grades that visible records give them.
func (tx *Tx) graded(seen Reader, rows []sourceRow) ([]api.CitedSource, error) {
	all := convert(rows, sourceRow.api)
	if len(all) == 0 {
		return all, nil
	}
	var q query
	in(&q, "c.source", convert(rows, func(r sourceRow) string { return r.ID }))
	citationSeen(&q, seen)
	grades, err := scan[gradeRow](tx, "SELECT c.source, c.reliability, c.credibility, count(*) AS citations FROM citations c"+q.String()+
		" GROUP BY c.source, c.reliability, c.credibility ORDER BY c.source, c.reliability, c.credibility", q.args...)
	of := groupBy(grades, func(g gradeRow) string { return g.Source })
	for i := range all {
		for _, g := range of[all[i].ID] {
			all[i].Citations += g.Citations
			all[i].Grades = append(all[i].Grades, api.SourceGrade{Reliability: g.Reliability, Credibility: g.Credibility, Citations: g.Citations})
		}
	}
	return all, err
}

var citationList = listing{name: "citations", from: "citations c", cols: "c.*", key: "c.resource || ' ' || c.record || ' ' || CAST(c.place AS text)",
	sorts: both(map[string]order{}, "id", "c.resource || ' ' || c.record || ' ' || CAST(c.place AS text)")}

// Citations lists the records that cite a source and that the caller may see.
func (tx *Tx) Citations(seen Reader, source string, f api.CitationFilter) (api.List[api.Citation], error) {
	var q query
	q.add("c.source = ?", source)
	citationSeen(&q, seen)
	in(&q, "c.resource", f.Resource)
	p := f.Page
	f.Page = api.Page{}
	rows, next, total, err := page(tx, citationList, q, p, "", struct {
		Source string
		Filter api.CitationFilter
	}{source, f}, func(r citationRow, _ string) []any { return []any{citationKey(r)} })
	return api.List[api.Citation]{Data: convert(rows, citationRow.api), Next: api.Opt(next), Total: total}, err
}
