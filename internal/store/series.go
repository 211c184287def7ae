package store

import "github.com/konbit-aid/konbit/api"

// MaxLines is how many need lines a series may rest on.
const MaxLines = 500_000

// Move is what pledges with the same appeal and day of pledging add to a view on a day.
type Move struct {
	On        api.Date
	Appeal    api.Opt
	PledgedOn api.Date
	Amounts
}

type moveRow struct {
	OnDate    day `gorm:"column:on_date"`
	Appeal    opt `gorm:"column:appeal"`
	PledgedOn day `gorm:"column:pledged_on"`
	Amounts   `gorm:"embedded"`
}

// Moves lists what was added to a view's totals, day by day up to its own: of
// every pledge, whichever appeals are in force.
func (tx *Tx) Moves(v View) ([]Move, error) {
	var q query
	q.add("p.crisis = ?", v.Crisis)
	q.add("p.on_date <= ?", day(v.AsOf))
	q.add("p.bucket <> ?", Beyond)
	v.place(&q, "p.region")
	in(&q, "p.sector", v.Sectors)
	rows, err := scan[moveRow](tx, `SELECT p.on_date, p.appeal, p.pledged_on, CAST(SUM(p.announced) AS bigint) AS announced,
		CAST(SUM(p.pledged) AS bigint) AS pledged, CAST(SUM(p.committed) AS bigint) AS committed, CAST(SUM(p.disbursed) AS bigint) AS disbursed
		FROM postings p`+q.String()+` GROUP BY p.on_date, p.appeal, p.pledged_on ORDER BY p.on_date`, q.args...)
	return convert(rows, func(r moveRow) Move {
		return Move{api.Date(r.OnDate), api.Opt(r.Appeal), api.Date(r.PledgedOn), r.Amounts}
	}), err
}

// DatedLine is a total line with the days on which it counts.
type DatedLine struct {
	Line
	Rank  string
	From  api.Date
	Until api.Date // the first day on which it no longer counts; "" if there is none
}

// OnDay tells whether the line counts on a day.
func (l DatedLine) OnDay(on api.Date) bool { return l.From <= on && (l.Until == "" || l.Until > on) }

type datedRow struct {
	Line        `gorm:"embedded"`
	Rank        string `gorm:"column:rank"`
	PublishedOn day    `gorm:"column:published_on"`
	WithdrawnOn day    `gorm:"column:withdrawn_on"`
}

// DatedLines reads every total line of a view that counts on any day up to its
// own: of the sectors, of all where none is given.
func (tx *Tx) DatedLines(v View, sectors []api.SectorCode) ([]DatedLine, error) {
	var q query
	q.add("n.crisis = ?", v.Crisis)
	q.add(total)
	v.place(&q, "n.region")
	in(&q, "n.sector", sectors)
	v.Veil.keep(&q, "n.region")
	q.add("a.sensitivity IN ?", some(v.Visible))
	q.add("a.published_on <= ?", day(v.AsOf))
	q.add("a.status IN ('validated', 'superseded') OR a.withdrawn_on IS NOT NULL")
	rows, err := scan[datedRow](tx, `SELECT n.region, n.sector, n.affected, n.in_need, n.targeted, n.reached, n.severity, n.required_usd, n.rank,
		a.published_on, a.withdrawn_on FROM needs n JOIN assessments a ON a.id = n.assessment`+q.String()+" LIMIT ?", append(q.args, MaxLines+1)...)
	if len(rows) > MaxLines {
		return nil, &api.Error{Code: api.CodeMalformed, Detail: "The series rests on too many need lines.", Fields: api.Fields{{Pointer: "region",
			Code: "too_many_records", Detail: "This would read more need lines than one series may. Look at a smaller region."}}}
	}
	return convert(rows, func(r datedRow) DatedLine {
		return DatedLine{r.Line, r.Rank, api.Date(r.PublishedOn), api.Date(r.WithdrawnOn)}
	}), err
}
