package store

import (
	"strings"

	"github.com/konbit-aid/konbit/api"
)

// keys demands that a need line has one of the keys; a text that is no key has none.
func (q *query) keys(keys []string) {
	if len(keys) == 0 {
		return
	}
	var parts []string
	var args []any
	for _, text := range keys {
		var f api.Fields
		k := api.ParseNeedKey(&f, "key", text)
		parts = append(parts, "n.region = ? AND n.sector = ? AND n.grp = ? AND n.sex = ? AND n.age = ?")
		args = append(args, k.Region, string(k.Sector), k.Group, k.Sex, k.Age)
	}
	q.add(strings.Join(parts, " OR "), args...)
}

// Rival is a line that counts, with what decides which of those with one key is the current one.
type Rival struct {
	ID          string
	Crisis      string
	Key         api.NeedKey
	Rank        string
	PeriodTo    api.Date
	PublishedOn api.Date
	Grade       int
	Sources     []api.Source
}

// RivalOf is a line of an assessment.
func RivalOf(a api.Assessment, n api.Need) Rival {
	return Rival{n.ID, n.Crisis, n.Key(), Rank(a, n.ID), a.Period.To, a.PublishedOn, api.BestGrade(a.Sources), a.Sources}
}

type rivalRow struct {
	Need        needRow `gorm:"embedded"`
	PeriodTo    day     `gorm:"column:period_to"`
	PublishedOn day     `gorm:"column:published_on"`
	Grade       int     `gorm:"column:grade"`
	Sources     sources `gorm:"column:sources"`
}

// Rivals reads every line that counts on a day and has the key of one of these lines.
func (tx *Tx) Rivals(on api.Date, visible []api.Sensitivity, lines []string) ([]Rival, error) {
	count, args := counting("a", on, visible)
	rows, err := scan[rivalRow](tx, `SELECT w.id, w.crisis, w.region, w.sector, w.grp, w.sex, w.age, w.rank, a.period_to, a.published_on, a.grade, a.sources
		FROM needs w JOIN assessments a ON a.id = w.assessment WHERE w.id IN (SELECT m.id FROM needs n JOIN needs m ON m.crisis = n.crisis AND m.region = n.region
		AND m.sector = n.sector AND m.grp = n.grp AND m.sex = n.sex AND m.age = n.age WHERE n.id IN ?) AND `+count, append([]any{lines}, args...)...)
	return convert(rows, func(r rivalRow) Rival {
		n := r.Need.api()
		return Rival{n.ID, n.Crisis, n.Key(), r.Need.Rank, api.Date(r.PeriodTo), api.Date(r.PublishedOn), r.Grade, r.Sources}
	}), err
}
