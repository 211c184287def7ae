package store

import (
	"fmt"
	"strings"

	"github.com/konbit-aid/konbit/api"
)

// KeptMoney is the pledged money of a view of today.
type KeptMoney struct {
	Rows  []PostingSum // what is allocated to the regions of a level, with all below each
	Whole []PostingSum // everything, by bucket and sector
}

type keptSum struct {
	PostingSum `gorm:"embedded"`
	Postings   int64 `gorm:"column:postings"`
}

// sumKey is what the sums of a view are added up by.
type sumKey struct {
	bucket Bucket
	region string
	sector api.SectorCode
}

// moneyOf adds up what was read of a view, for rows that are these regions.
func (v View) moneyOf(rows []string, cells, loose []keptSum) KeptMoney {
	isRow := map[string]bool{}
	for _, r := range rows {
		isRow[r] = true
	}
	row, whole := map[sumKey]keptSum{}, map[sumKey]keptSum{}
	for _, c := range cells {
		if string(c.Region) == v.root() {
			c.addTo(whole, "")
		}
		if c.Bucket == Allocated && isRow[string(c.Region)] {
			c.addTo(row, string(c.Region))
		}
	}
	for _, l := range loose {
		l.addTo(whole, "")
		if l.Bucket == Allocated && isRow[string(l.Region)] {
			l.addTo(row, string(l.Region))
		}
	}
	return KeptMoney{Rows: known(row), Whole: known(whole)}
}

// root is the region of the cells that hold all of a view.
func (v View) root() string {
	if v.Region == nil {
		return ""
	}
	return v.Region.Pcode
}

func (s keptSum) addTo(sums map[sumKey]keptSum, region string) {
	key := sumKey{s.Bucket, region, s.Sector}
	have := sums[key]
	sums[key] = keptSum{PostingSum{s.Bucket, opt(region), s.Sector, have.Announced + s.Announced, have.Pledged + s.Pledged,
		have.Committed + s.Committed, have.Disbursed + s.Disbursed}, have.Postings + s.Postings}
}

// known leaves out sums of which nothing is left: all their postings were taken away again.
func known(sums map[sumKey]keptSum) []PostingSum {
	var all []PostingSum
	for _, s := range sums {
		if s.Postings != 0 {
			all = append(all, s.PostingSum)
		}
	}
	return all
}

// cellsOf asks for the cells of some regions.
func (tx *Tx) cellsOf(v View, regions []string, inner span, to *[]keptSum) (ask, error) {
	var q query
	q.add("c.crisis = ?", v.Crisis)
	q.add(fmt.Sprintf(tx.d.anyOf, "c.region"), tx.array(regions))
	q.add("c.day <= ?", string(v.AsOf))
	in(&q, "c.sector", v.Sectors)
	switch {
	case v.Only:
		q.add("c.appeal IN ?", v.Appeals)
	case len(v.Appeals) > 0:
		q.add("c.appeal IN ? OR c.appeal = '' AND c.period IN ?", v.Appeals, inner.periods)
	default:
		q.add("length(c.period) <> 7") // the years hold all of the months
	}
	return askFor(tx, to, "SELECT c.bucket, c.region, c.sector, "+sumsOf("c")+" FROM coverage_cells c"+q.String()+" GROUP BY c.bucket, c.region, c.sector", q.args...)
}

// looseMoney asks for what the cells do not hold: what was written since they were folded, and of the first and last month
// of a span the days that belong to it. The region is that of the level, "" for money above it.
func (tx *Tx) looseMoney(v View, level int, inner span, to *[]keptSum) (ask, error) {
	var q query
	q.add("p.crisis = ?", v.Crisis)
	q.add("p.on_date <= ?", day(v.AsOf))
	if v.Region != nil {
		q.add(fmt.Sprintf("r.l%d = ?", v.Region.Level), v.Region.Pcode)
	}
	in(&q, "p.sector", v.Sectors)
	ends := q
	months := v
	months.From, months.To = inner.first, inner.last
	months.appeals(&q, "p")
	columns := fmt.Sprintf("SELECT p.bucket, r.l%d AS region, COALESCE(p.sector, '') AS sector, ", level)
	const tail = " LEFT JOIN regions r ON r.pcode = p.region"
	sql := columns + sumsOf("p") + " FROM coverage_deltas p" + tail + q.String() + " GROUP BY 1, 2, 3"
	args := q.args
	for _, end := range inner.ends {
		ends := ends
		ends.add("p.pledge = g.id")
		ends.add("p.appeal IS NULL AND g.pledged_on BETWEEN ? AND ?", day(end.From), day(end.To))
		// In this order, for SQLite: first the pledges of those days.
		sql += " UNION ALL " + columns + strings.Replace(sumsOf("p"), "SUM(p.postings)", "count(*)", 1) + " FROM pledges g CROSS JOIN postings p" + tail + ends.String() + " GROUP BY 1, 2, 3"
		args = append(args, ends.args...)
	}
	return askFor(tx, to, sql, args...)
}

// span is a span of days as the cells know it.
type span struct {
	periods     []string // the years and months that lie in it
	first, last api.Date // of those; first is after last where there are none
	ends        []api.Period
}

// spanOf splits the days that bound pledges without an appeal.
func spanOf(v View) span {
	if v.Only || len(v.Appeals) == 0 {
		return span{}
	}
	first, last := v.From, v.To
	if first[8:] != "01" {
		first = monthAfter(first)
	}
	if last.AddDays(1)[8:] != "01" {
		last = api.Date(last[:8] + "01").AddDays(-1)
	}
	if first > last {
		return span{first: "0001-01-02", last: "0001-01-01", ends: []api.Period{{From: v.From, To: v.To}}}
	}
	s := span{first: first, last: last}
	for month := first; month <= last; month = monthAfter(month) {
		if year := month[:4]; month[5:7] == "01" && year+"-12-31" <= last {
			s.periods = append(s.periods, string(year))
			month = year + "-12-01"
			continue
		}
		s.periods = append(s.periods, string(month[:7]))
	}
	if v.From < first {
		s.ends = append(s.ends, api.Period{From: v.From, To: first.AddDays(-1)})
	}
	if v.To > last {
		s.ends = append(s.ends, api.Period{From: last.AddDays(1), To: v.To})
	}
	return s
}

// monthAfter is the first day of the next month.
func monthAfter(on api.Date) api.Date { return (on[:8] + "01").AddDays(31)[:8] + "01" }
