package store

import (
	"fmt"
	"strings"

	"github.com/konbit-aid/konbit/api"
)

// Sums asks for the incidents of a crisis added up.
type Sums struct {
	Crisis     string
	Region     *Place // nil for the whole crisis
	Level      int
	Categories []api.IncidentCategory
	From, To   api.Date // of the first days
}

// sumRow is one row of sums. Few is set where a number from 1 to 9 of a single incident is in the sum.
type sumRow struct {
	Region          string `gorm:"column:region"`
	Month           string `gorm:"column:month"`
	Category        string `gorm:"column:category"`
	Incidents       int64  `gorm:"column:incidents"`
	Killed          *int64 `gorm:"column:killed"`
	CiviliansKilled *int64 `gorm:"column:civilians_killed"`
	Injured         *int64 `gorm:"column:injured"`
	Abducted        *int64 `gorm:"column:abducted"`
	Displaced       *int64 `gorm:"column:displaced"`
	Returned        *int64 `gorm:"column:returned"`
	Arrivals        *int64 `gorm:"column:arrivals"`
	FewKilled       bool   `gorm:"column:few_killed"`
	FewCivilians    bool   `gorm:"column:few_civilians_killed"`
	FewInjured      bool   `gorm:"column:few_injured"`
	FewAbducted     bool   `gorm:"column:few_abducted"`
	FewDisplaced    bool   `gorm:"column:few_displaced"`
	FewReturned     bool   `gorm:"column:few_returned"`
	FewArrivals     bool   `gorm:"column:few_arrivals"`
}

// sums converts a row. A sum with a hidden number in it is hidden too: else the
// difference of two sums would tell the number.
func (row sumRow) sums(public bool) api.IncidentSums {
	shown := func(n *int64, few bool) *api.People {
		if public && few {
			hidden := api.Suppressed
			return &hidden
		}
		return as[api.People](n)
	}
	return api.IncidentSums{Region: row.Region, Month: row.Month, Category: api.IncidentCategory(row.Category), Incidents: row.Incidents,
		Killed: shown(row.Killed, row.FewKilled), CiviliansKilled: shown(row.CiviliansKilled, row.FewCivilians),
		Injured: shown(row.Injured, row.FewInjured), Abducted: shown(row.Abducted, row.FewAbducted),
		Displaced: shown(row.Displaced, row.FewDisplaced), Returned: shown(row.Returned, row.FewReturned),
		Arrivals: shown(row.Arrivals, row.FewArrivals)}
}

// summed are the figures that are added up.
var summed = []string{"killed", "civilians_killed", "injured", "abducted", "displaced", "returned", "arrivals"}

// IncidentSums adds up the incidents that are seen and that stand.
func (tx *Tx) IncidentSums(seen Eyes, s Sums, p api.Page) (api.List[api.IncidentSums], error) {
	parts, args := tx.sumParts(seen, s)
	place := fmt.Sprintf("COALESCE(r.l%d, r.pcode)", s.Level)
	var q query
	if s.Region != nil {
		q.add(fmt.Sprintf("r.l%d = ?", s.Region.Level), s.Region.Pcode)
	}
	var cols strings.Builder
	for _, name := range summed {
		fmt.Fprintf(&cols, ", CAST(SUM(x.%[1]s) AS bigint) AS %[1]s, MAX(CASE WHEN x.%[1]s BETWEEN 1 AND 9 THEN 1 ELSE 0 END) = 1 AS few_%[1]s", name)
	}
	base := "SELECT " + place + " AS region, x.month, x.category, CAST(SUM(x.incidents) AS bigint) AS incidents" + cols.String() +
		" FROM (" + parts + ") x JOIN regions r ON r.pcode = x.place" + q.String() + " GROUP BY 1, 2, 3"
	args = append(args, q.args...)
	return tx.pageSums(base, args, seen.Public(), s, p)
}

// sumParts lists what each incident adds to which place: what happened, who
// left, and who arrived.
func (tx *Tx) sumParts(seen Eyes, s Sums) (string, []any) {
	var q query
	q.add("i.crisis = ?", s.Crisis)
	q.add("i.status = 'recorded'")
	disclosed(&q, "i", seen, "region", "moved_from", "moved_to")
	in(&q, "i.category", s.Categories)
	q.is("i.period_from", ">=", s.From)
	q.is("i.period_from", "<=", s.To)
	part := func(place, incidents, where string, columns map[string]string) string {
		var b strings.Builder
		fmt.Fprintf(&b, "SELECT %s AS place, %s AS month, i.category, %s AS incidents", place, fmt.Sprintf(tx.d.month, "i.period_from"), incidents)
		for _, name := range summed {
			value, ok := columns[name]
			if !ok {
				value = "CAST(NULL AS bigint)"
			}
			fmt.Fprintf(&b, ", %s AS %s", value, name)
		}
		return b.String() + " FROM incidents i" + q.String() + where
	}
	happened := part("i.region", "1", "", map[string]string{"killed": "i.killed", "civilians_killed": "i.civilians_killed", "injured": "i.injured", "abducted": "i.abducted"})
	left := part("COALESCE(i.moved_from, i.region)", "0", " AND (i.displaced IS NOT NULL OR i.returned IS NOT NULL)",
		map[string]string{"displaced": "i.displaced", "returned": "i.returned"})
	came := part("i.moved_to", "0", " AND i.moved_to IS NOT NULL", map[string]string{"arrivals": "COALESCE(i.displaced, i.returned)"})
	return happened + " UNION ALL " + left + " UNION ALL " + came, append(append(append([]any{}, q.args...), q.args...), q.args...)
}

// pageSums cuts the rows in the order of region, month and category.
func (tx *Tx) pageSums(base string, args []any, public bool, s Sums, p api.Page) (out api.List[api.IncidentSums], err error) {
	if p.Count {
		out.Total = new(int64)
		if err := tx.db.Raw("SELECT count(*) FROM ("+base+") y", args...).Scan(out.Total).Error; err != nil {
			return out, err
		}
	}
	c := cursor{List: "incident-sums", Filter: digest(s)}
	where := ""
	if p.Cursor != "" {
		after, err := c.read(p.Cursor, []any{"", "", ""})
		if err != nil {
			return out, err
		}
		where, args = " WHERE (y.region, y.month, y.category) > (?, ?, ?)", append(args, after...)
	}
	rows, err := scan[sumRow](tx, fmt.Sprintf("SELECT * FROM (%s) y%s ORDER BY y.region, y.month, y.category LIMIT %d", base, where, p.Size()+1), args...)
	if err != nil {
		return out, err
	}
	if len(rows) > p.Size() {
		rows = rows[:p.Size()]
		last := rows[len(rows)-1]
		out.Next = api.Opt(c.write([]any{last.Region, last.Month, last.Category}))
	}
	out.Data = convert(rows, func(r sumRow) api.IncidentSums { return r.sums(public) })
	return out, nil
}
